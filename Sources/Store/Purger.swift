// Removes the last traces of erasures: from the index's segments, the pages' unused space, the log.
import Domain

/// One purge: what is left to be done until no byte of what was erased is in any file.
///
/// The content of rows is overwritten when they are emptied, and freed pages are overwritten when
/// they are freed (secure_delete). Three places are left: the index holds the words of deleted rows
/// until their segments are merged; pages hold copies of rows that moved; and the log holds pages as
/// they were. They are cleaned in this order, in steps of a few milliseconds between the batches.
/// A purge that is broken off is begun again from its start.
struct Purge {
  enum Outcome { case more, blocked, done }
  /// How much one step may do; tests set it low.
  struct Bounds: Equatable {
    var mergePages = Limits.purgeMergePages
    var stepNanoseconds = Limits.purgeStepNanoseconds
    var scrubPages = Limits.purgeScrubPages
  }
  private enum Stage { case begin, gather, merge, scrub }
  private let bounds: Bounds
  private let nanoseconds: () -> Int64
  private var stage = Stage.begin
  private var erasures: [Erasure] = []
  private var scrub = Scrub()
  /// Pages in which copies were found.
  private(set) var cleaned = 0

  init(
    bounds: Bounds = Bounds(), nanoseconds: @escaping () -> Int64 = { monotonicNanoseconds() }
  ) {
    self.bounds = bounds
    self.nanoseconds = nanoseconds
  }

  /// How long others have their turn after a step that took so long.
  static func pause(after outcome: Outcome, nanoseconds: Int64) -> Int64 {
    outcome == .blocked
      ? Limits.purgeBlockedNanoseconds : max(nanoseconds, Limits.purgePauseNanoseconds)
  }

  /// One step, by whoever holds the writer's lock.
  mutating func step(_ applier: Applier, at now: Instant) throws -> Outcome {
    let db = applier.db
    switch stage {
    case .begin:
      erasures = try ErasureTable.unpurged(db)
      guard !erasures.isEmpty else { return .done }
      try Purge.transaction(db) { try SearchTable.beginMerge(db) }
      stage = .gather
    case .gather:
      try Purge.transaction(db) {
        _ = try SearchTable.merge(db, pages: -bounds.mergePages)
      }
      stage = .merge
    case .merge:
      let hasMore = try Purge.transaction(db) {
        let deadline = nanoseconds() + bounds.stepNanoseconds
        while try SearchTable.merge(db, pages: bounds.mergePages) {
          if nanoseconds() > deadline { return true }
        }
        return false
      }
      if !hasMore { stage = .scrub }
    case .scrub:
      // Pages that the writer holds in memory are as they were before they were cleaned.
      db.shrink()
      guard db.emptyLog(patience: 20, after: Connection.Purpose.writer.patience) else {
        return .blocked
      }
      let hasMore = try scrub.step(db, pages: bounds.scrubPages)
      db.shrink()
      if hasMore { return .more }
      cleaned += scrub.cleaned
      try applier.certify(purged: erasures, at: now)
      // An erasure that came meanwhile has a purge of its own.
      (stage, scrub) = (.begin, Scrub())
    }
    return .more
  }

  private static func transaction<Answer>(
    _ db: Connection, _ body: () throws -> Answer
  ) throws -> Answer {
    try db.execute("BEGIN IMMEDIATE")
    do {
      let answer = try body()
      try db.execute("COMMIT")
      return answer
    } catch {
      if db.isInTransaction { try? db.execute("ROLLBACK") }
      throw error
    }
  }
}

extension Applier {
  /// Says on the certificates, and in the audit, that the last traces are gone.
  fileprivate func certify(purged erasures: [Erasure], at now: Instant) throws {
    do {
      try begin()
      let applied = Applied(actor: MemberID.bot, at: now, key: nil)
      for erasure in erasures
      where try ErasureTable.set(db, purged: erasure.number, at: now) {
        try audit(
          applied, "erasure.purged", channel: erasure.channel, "erasure \(erasure.number)")
      }
      try commit()
    } catch {
      rollback()
      throw error
    }
  }
}

/// Purges on a thread of its own, with pauses in which lines are written.
final class Purger: Sendable {
  private let writer: Writer
  private let checkpointer: Checkpointer
  private let clock: any Clock
  private let lock = Lock()
  // Guarded by `lock`. How often a purge was asked for, and up to which time all was done.
  private nonisolated(unsafe) var asked = 1
  private nonisolated(unsafe) var answered = 0
  private nonisolated(unsafe) var isHeld = false
  private nonisolated(unsafe) var isClosing = false
  private nonisolated(unsafe) var thread: Thread?

  /// Looks at once for what an earlier run left unfinished.
  init(writer: Writer, checkpointer: Checkpointer, clock: any Clock) {
    self.writer = writer
    self.checkpointer = checkpointer
    self.clock = clock
    thread = Thread { [self] in run() }
    writer.alone { $0.afterErasure = { [weak self] in self?.wake() } }
  }

  /// Told that something was erased.
  func wake() {
    lock.with {
      asked += 1
      lock.signal()
    }
  }
  /// Keeps the thread from working, for tests that look at what is there before.
  func hold(_ isHeld: Bool) {
    lock.with {
      self.isHeld = isHeld
      lock.signal()
    }
  }
  /// Ends the thread after the step it is at; the next start takes the purge up again.
  func close() {
    let running = lock.with {
      isClosing = true
      lock.signal()
      let running = thread
      thread = nil
      return running
    }
    running?.join()
  }

  /// Purges all there is on the caller's thread; answers in how many pages copies were found.
  @discardableResult func finish() throws -> Int {
    var purge = Purge()
    while true {
      let outcome = try step(&purge)
      if outcome == .done { return purge.cleaned }
      if outcome == .blocked { throw Failure.busy(seconds: 1) }
    }
  }

  private func run() {
    var purge = Purge()
    while let now = waitUntilDue() {
      let began = monotonicNanoseconds()
      do {
        let outcome = try step(&purge)
        if outcome == .done {
          lock.with { answered = now }
        } else {
          pause(Purge.pause(after: outcome, nanoseconds: monotonicNanoseconds() - began))
        }
      } catch {
        // A full disk, say. What was done is not certain, so all is done again.
        purge = Purge()
        pause(Limits.purgeBlockedNanoseconds)
      }
    }
  }

  private func step(_ purge: inout Purge) throws -> Purge.Outcome {
    try writer.alone { applier in
      let outcome = try purge.step(applier, at: clock.now())
      checkpointer.note(pages: applier.db.logPages)
      checkpointer.finish(applier.db)
      return outcome
    }
  }

  /// How often a purge was asked for until now; nil when the store closes.
  private func waitUntilDue() -> Int? {
    lock.with {
      while asked == answered || isHeld, !isClosing { lock.wait() }
      return isClosing ? nil : asked
    }
  }
  private func pause(_ nanoseconds: Int64) {
    let deadline = monotonicNanoseconds() + nanoseconds
    lock.with { while !isClosing, lock.wait(until: deadline) {} }
  }
}
