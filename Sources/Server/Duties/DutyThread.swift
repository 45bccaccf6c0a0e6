// The thread that wakes the house for its duties: at the next one's time, and often enough to notice
// that a clock was put right.
import Domain
import Glibc

/// Wakes a keeper from its start until it is stopped.
final class DutyThread: @unchecked Sendable {  // `isRunning`, `isStopping` are guarded by `mutex`
  private let keeper: DutyKeeper
  private let mutex: UnsafeMutablePointer<pthread_mutex_t>
  private let changed: UnsafeMutablePointer<pthread_cond_t>
  private var isRunning = false
  private var isStopping = false
  private var isCalled = false

  init(_ keeper: DutyKeeper) {
    self.keeper = keeper
    mutex = .allocate(capacity: 1)
    pthread_mutex_init(mutex, nil)
    changed = .allocate(capacity: 1)
    var attributes = pthread_condattr_t()
    pthread_condattr_init(&attributes)
    // A clock that jumps must not make the wait longer.
    pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC)
    pthread_cond_init(changed, &attributes)
    pthread_condattr_destroy(&attributes)
  }
  deinit {
    pthread_cond_destroy(changed)
    pthread_mutex_destroy(mutex)
    changed.deallocate()
    mutex.deallocate()
  }

  func start() {
    locked { isRunning = true }
    startThread { [self] in run() }
  }

  /// Wakes it now: the definitions have changed.
  func call() {
    locked {
      isCalled = true
      pthread_cond_broadcast(changed)
    }
  }

  /// Lets it end what it is at, and waits for that.
  func stop() {
    locked {
      isStopping = true
      pthread_cond_broadcast(changed)
      while isRunning { pthread_cond_wait(changed, mutex) }
    }
  }

  private func run() {
    while !locked({ isStopping }) {
      keeper.wake()
      rest()
    }
    locked {
      isRunning = false
      pthread_cond_broadcast(changed)
    }
  }

  /// How long it may sleep, in milliseconds, where the next duty is due after so many.
  static func pause(toNext milliseconds: Int64?) -> Int64 {
    let most = Limits.dutyWakeSeconds * 1000
    // A moment more, so that it is not woken just before the time.
    return milliseconds.map { min(most, $0 + 5) } ?? most
  }

  /// Waits until the next duty's time by the house's clock, but never long.
  private func rest() {
    let milliseconds = DutyThread.pause(toNext: keeper.millisecondsToNext())
    var end = timespec()
    clock_gettime(CLOCK_MONOTONIC, &end)
    end.tv_sec += Int(milliseconds / 1000)
    end.tv_nsec += Int(milliseconds % 1000) * 1_000_000
    end.tv_sec += end.tv_nsec / 1_000_000_000
    end.tv_nsec %= 1_000_000_000
    locked {
      while !isStopping, !isCalled {
        if pthread_cond_timedwait(changed, mutex, &end) == ETIMEDOUT { break }
      }
      isCalled = false
    }
  }

  private func locked<Answer>(_ body: () -> Answer) -> Answer {
    pthread_mutex_lock(mutex)
    defer { pthread_mutex_unlock(mutex) }
    return body()
  }
}
