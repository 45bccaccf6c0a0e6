// The real clock, the real dice, a lock and a few threads: what the rest of the house is handed.
import CLinux
import Domain
import Glibc

/// The machine's clock.
public struct SystemClock: Clock {
  /// The machine's clock.
  public init() {}
  /// Now, to the millisecond.
  public func now() -> Instant {
    var time = timespec()
    clock_gettime(CLOCK_REALTIME, &time)
    return Instant(milliseconds: Int64(time.tv_sec) * 1000 + Int64(time.tv_nsec) / 1_000_000)
  }
}

/// The kernel's random bytes.
public struct SystemDice: Dice {
  /// The kernel's random bytes.
  public init() {}
  /// This many bytes of getrandom(2).
  public func bytes(_ count: Int) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: count)
    var filled = 0
    while filled < count {
      let got = bytes.withUnsafeMutableBytes {
        getrandom($0.baseAddress! + filled, count - filled, 0)
      }
      // getrandom only fails on a signal here; a server without dice must not go on.
      precondition(got > 0 || errno == EINTR, "no random bytes from the kernel")
      filled += max(0, got)
    }
    return bytes
  }
}

/// A value behind a lock.
/// `Synchronization.Mutex` reports races that are none under the thread sanitizer on Linux.
final class Locked<Value>: @unchecked Sendable {  // guarded by `mutex`
  private let mutex: UnsafeMutablePointer<pthread_mutex_t>
  private var value: Value

  init(_ value: Value) {
    self.value = value
    mutex = .allocate(capacity: 1)
    mutex.initialize(to: pthread_mutex_t())
    pthread_mutex_init(mutex, nil)
  }
  deinit {
    pthread_mutex_destroy(mutex)
    mutex.deallocate()
  }
  func with<Result>(_ body: (inout Value) throws -> Result) rethrows -> Result {
    pthread_mutex_lock(mutex)
    defer { pthread_mutex_unlock(mutex) }
    return try body(&value)
  }
}

/// A few threads that take jobs in order from one bounded queue. Each waits on a condition of its own:
/// with several waiters on one, glibc before 2.41 may lose a wake-up (its bug 25847), and a request
/// would wait for the next one.
final class Workers: @unchecked Sendable {  // all of it is guarded by `mutex`
  typealias Job = @Sendable () -> Void
  private typealias Wake = UnsafeMutablePointer<pthread_cond_t>
  private let mutex: UnsafeMutablePointer<pthread_mutex_t>
  /// Of the threads that wait and were not woken yet.
  private var idle: [Wake] = []
  private var jobs: [Job] = []
  private var head = 0
  private let queueMax: Int

  /// Starts the threads; they live as long as the program.
  init(threads: Int, queueMax: Int) {
    self.queueMax = queueMax
    mutex = .allocate(capacity: 1)
    mutex.initialize(to: pthread_mutex_t())
    pthread_mutex_init(mutex, nil)
    for _ in 0..<threads { startThread { self.work() } }
  }

  /// Queues a job; false when the queue is full.
  func submit(_ job: @escaping Job) -> Bool {
    pthread_mutex_lock(mutex)
    defer { pthread_mutex_unlock(mutex) }
    guard jobs.count - head < queueMax else { return false }
    jobs.append(job)
    if let wake = idle.popLast() { pthread_cond_signal(wake) }
    return true
  }

  private func work() {
    let wake = Wake.allocate(capacity: 1)
    wake.initialize(to: pthread_cond_t())
    pthread_cond_init(wake, nil)
    while true {
      pthread_mutex_lock(mutex)
      while head == jobs.count {
        // After a wake-up that nobody sent it is in the list still.
        if !idle.contains(wake) { idle.append(wake) }
        pthread_cond_wait(wake, mutex)
      }
      let job = jobs[head]
      head += 1
      if head == jobs.count {
        jobs.removeAll(keepingCapacity: jobs.capacity < 1024)
        head = 0
      }
      idle.removeAll { $0 == wake }
      pthread_mutex_unlock(mutex)
      job()
    }
  }
}

/// Runs a body on a detached thread of its own.
func startThread(_ body: @escaping @Sendable () -> Void) {
  final class Box {
    let body: @Sendable () -> Void
    init(_ body: @escaping @Sendable () -> Void) { self.body = body }
  }
  var thread = pthread_t()
  let box = Unmanaged.passRetained(Box(body))
  let status = pthread_create(
    &thread, nil,
    { pointer in
      // The reference was retained for this thread alone, just above.
      Unmanaged<Box>.fromOpaque(pointer!).takeRetainedValue().body()
      return nil
    }, box.toOpaque())
  precondition(status == 0, "the system gives no thread")
  pthread_detach(thread)
}
