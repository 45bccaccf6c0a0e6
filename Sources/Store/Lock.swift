// A lock with a condition, and threads, straight from the C library.
import Glibc

/// A mutex and its condition. (`Synchronization.Mutex` reports races that are none under the thread
/// sanitizer.)
final class Lock: @unchecked Sendable {
  // Guarded by being the guard: both are only handed to the pthread functions.
  private let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
  private let condition = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)

  init() {
    pthread_mutex_init(mutex, nil)
    var attributes = pthread_condattr_t()
    pthread_condattr_init(&attributes)
    pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC)
    pthread_cond_init(condition, &attributes)
    pthread_condattr_destroy(&attributes)
  }

  deinit {
    pthread_cond_destroy(condition)
    pthread_mutex_destroy(mutex)
    condition.deallocate()
    mutex.deallocate()
  }

  /// Runs the body alone.
  func with<Answer>(_ body: () throws -> Answer) rethrows -> Answer {
    pthread_mutex_lock(mutex)
    defer { pthread_mutex_unlock(mutex) }
    return try body()
  }
  /// Waits for a signal; to be called inside `with`.
  func wait() { pthread_cond_wait(condition, mutex) }
  /// Waits for a signal, but not past this moment of `monotonicNanoseconds`; false when it is past.
  func wait(until deadline: Int64) -> Bool {
    var time = timespec(
      tv_sec: Int(deadline / 1_000_000_000), tv_nsec: Int(deadline % 1_000_000_000))
    return pthread_cond_timedwait(condition, mutex, &time) == 0
  }
  /// Wakes one that waits.
  func signal() { pthread_cond_signal(condition) }
  /// Wakes all that wait.
  func broadcast() { pthread_cond_broadcast(condition) }
}

/// A clock that only measures spans: how long a sync took, how long to wait for company.
func monotonicNanoseconds() -> Int64 {
  var time = timespec()
  clock_gettime(CLOCK_MONOTONIC, &time)
  return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
}

/// A thread that runs one body and can be waited for.
struct Thread: @unchecked Sendable {
  // The handle is written once, by `init`, and read once, by `join`.
  private let handle: pthread_t

  private final class Body {
    let run: @Sendable () -> Void
    init(_ run: @escaping @Sendable () -> Void) { self.run = run }
  }

  /// Starts the body.
  init(_ run: @escaping @Sendable () -> Void) {
    var handle = pthread_t()
    let context = Unmanaged.passRetained(Body(run)).toOpaque()
    let code = pthread_create(
      &handle, nil,
      { context in
        if let context { Unmanaged<Body>.fromOpaque(context).takeRetainedValue().run() }
        return nil
      }, context)
    precondition(code == 0, "the system gives no thread")
    self.handle = handle
  }

  /// Waits for the body's end.
  func join() { pthread_join(handle, nil) }
}
