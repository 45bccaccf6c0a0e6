// How far a long export has come, to be shown while it is being made.
import Glibc

/// The rows written so far. It may be read and raised from any thread; copies count together.
public struct Progress: Sendable {
  private let counter = Counter()

  /// Nothing yet.
  public init() {}
  /// Rows so far.
  public var rows: Int64 { counter.value }
  /// Counts more rows.
  public func add(_ rows: Int64) { counter.add(rows) }
}

private final class Counter: @unchecked Sendable {
  // Both are guarded by the mutex, which never moves. (`Synchronization` has no place here: its
  // Mutex reports races that are none under the thread sanitizer.)
  private let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
  private var count: Int64 = 0

  init() { pthread_mutex_init(mutex, nil) }
  deinit {
    pthread_mutex_destroy(mutex)
    mutex.deallocate()
  }

  var value: Int64 {
    pthread_mutex_lock(mutex)
    defer { pthread_mutex_unlock(mutex) }
    return count
  }
  func add(_ more: Int64) {
    pthread_mutex_lock(mutex)
    defer { pthread_mutex_unlock(mutex) }
    count += more
  }
}
