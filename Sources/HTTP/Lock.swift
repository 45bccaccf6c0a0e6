// A plain mutex: Synchronization.Mutex gives the thread sanitizer false races here.

import Glibc

/// A mutex on the heap, so that its address never moves.
// pthread_mutex_t is made to be used from any thread, and the pointer to it is constant.
final class Lock: @unchecked Sendable {  // guards itself
  private let mutex: UnsafeMutablePointer<pthread_mutex_t>

  init() {
    mutex = .allocate(capacity: 1)
    mutex.initialize(to: pthread_mutex_t())
    pthread_mutex_init(mutex, nil)
  }

  deinit {
    pthread_mutex_destroy(mutex)
    mutex.deallocate()
  }

  /// Runs the body while holding the mutex.
  func locked<Value>(_ body: () -> Value) -> Value {
    pthread_mutex_lock(mutex)
    defer { pthread_mutex_unlock(mutex) }
    return body()
  }
}
