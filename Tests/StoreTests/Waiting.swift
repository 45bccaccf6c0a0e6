// Gates and boxes by which tests wait without sleeping.
import Domain
import Glibc
import Store

/// Holds whoever waits until it is opened.
final class Gate: @unchecked Sendable {
  // Guarded by being a semaphore.
  private let semaphore = UnsafeMutablePointer<sem_t>.allocate(capacity: 1)
  init() { sem_init(semaphore, 0, 0) }
  deinit {
    sem_destroy(semaphore)
    semaphore.deallocate()
  }
  func open() { sem_post(semaphore) }
  func wait() { sem_wait(semaphore) }
}

/// Outcomes of turns, in the order in which they were told.
final class Results: @unchecked Sendable {
  // Guarded by `lock`.
  private var results: [Result<Store.Outcome, Failure>] = []
  private var waiter: (count: Int, resume: () -> Void)?
  private let lock = TestLock()

  func add(_ result: Result<Store.Outcome, Failure>) {
    let ready = lock.with {
      results.append(result)
      guard let waiter, results.count >= waiter.count else { return nil as (() -> Void)? }
      self.waiter = nil
      return waiter.resume
    }
    ready?()
  }
  var count: Int { lock.with { results.count } }
  var first: Result<Store.Outcome, Failure>? { lock.with { results.first } }
  func wait(for count: Int) async -> [Result<Store.Outcome, Failure>] {
    await withCheckedContinuation { (continuation: CheckedContinuation<Void, Never>) in
      let isReady = lock.with {
        if results.count >= count { return true }
        waiter = (count, { continuation.resume() })
        return false
      }
      if isReady { continuation.resume() }
    }
    return lock.with { results }
  }
}

extension Result {
  var isGood: Bool { if case .success = self { true } else { false } }
}

/// Event numbers heard from `onCommit`.
final class Heard: @unchecked Sendable {
  // Guarded by `lock`.
  private var heard: [Int64] = []
  private let lock = TestLock()
  func add(_ numbers: [Int64], members: Int) { lock.with { heard += numbers } }
  var numbers: [Int64] { lock.with { heard } }
}

/// A mutex.
final class TestLock: @unchecked Sendable {
  // Guarded by being the guard.
  private let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
  init() { pthread_mutex_init(mutex, nil) }
  deinit {
    pthread_mutex_destroy(mutex)
    mutex.deallocate()
  }
  func with<Answer>(_ body: () throws -> Answer) rethrows -> Answer {
    pthread_mutex_lock(mutex)
    defer { pthread_mutex_unlock(mutex) }
    return try body()
  }
}
