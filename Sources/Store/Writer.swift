// The one writer: takes what waits, decides and writes it in one transaction, syncs once.
import Domain

/// A turn that waits for the writer.
struct Turn: Sendable {
  let member: MemberID
  let key: AnswerKey?
  let bytes: Int
  let decide: @Sendable (any Lookup) throws -> Decision
  let done: @Sendable (Result<Store.Outcome, Failure>) -> Void
}

final class Writer: Sendable {
  private enum Job: Sendable {
    case turn(Turn)
    case touch(Int64, Instant)

    var bytes: Int { if case .turn(let turn) = self { turn.bytes } else { 0 } }
  }
  /// How a turn came out, before the commit.
  private enum Draft {
    case nothingToWrite(Decision)
    case kept(KeptAnswer)
    case written(Decision, Applied)
    case failed(Failure)

    var events: [Event] { if case .written(_, let applied) = self { applied.events } else { [] } }
  }

  private let published: Published
  private let checkpointer: Checkpointer
  private let clock: any Clock

  /// Guards the queue.
  private let queue = Lock()
  private nonisolated(unsafe) var jobs: [Job] = []
  private nonisolated(unsafe) var waitingBytes = 0
  private nonisolated(unsafe) var total = Store.Tally()
  private nonisolated(unsafe) var isClosing = false
  private nonisolated(unsafe) var wanted = Int.max
  private nonisolated(unsafe) var thread: Thread?

  /// Guards the applier: whoever holds it is the writer for as long.
  private let writing = Lock()
  private nonisolated(unsafe) let applier: Applier
  private nonisolated(unsafe) var listener: (@Sendable ([Event], Roster) -> Void)?

  // Used by the writer's thread alone: the size and duration of the last batch.
  private nonisolated(unsafe) var lastCount = 0
  private nonisolated(unsafe) var lastNanoseconds: Int64 = 0
  // And whether its connection holds pages that an idle server need not hold.
  private nonisolated(unsafe) var holdsPages = true
  private static let restNanoseconds: Int64 = 2_000_000_000

  init(
    applier: Applier, published: Published, checkpointer: Checkpointer, clock: any Clock
  ) {
    self.applier = applier
    self.published = published
    self.checkpointer = checkpointer
    self.clock = clock
    thread = Thread { [self] in while let batch = take() { run(batch) } }
  }

  // MARK: The queue

  func submit(_ turn: Turn) {
    let refusal: Failure? = queue.with {
      if isClosing { return .unavailable("the store is closing") }
      let isFull =
        jobs.count >= Limits.writerQueueMax
        || waitingBytes + turn.bytes > Limits.writerQueueBytesMax
      if isFull { return .busy(seconds: 1) }
      enqueue(.turn(turn))
      return nil
    }
    if let refusal { turn.done(.failure(refusal)) }
  }
  /// Notes a session's last use; where the queue is full, the next use will do.
  func touch(_ session: Int64, at: Instant) {
    queue.with {
      if !isClosing, jobs.count < Limits.writerQueueMax { enqueue(.touch(session, at)) }
    }
  }
  func listen(_ body: @escaping @Sendable ([Event], Roster) -> Void) {
    writing.with { listener = body }
  }
  /// Writes what waits, and ends.
  func close() {
    let running = queue.with {
      isClosing = true
      queue.signal()
      let running = thread
      thread = nil
      return running
    }
    running?.join()
  }

  private func enqueue(_ job: Job) {
    jobs.append(job)
    waitingBytes += job.bytes
    if jobs.count == 1 || jobs.count == wanted { queue.signal() }
  }

  /// The next batch, empty when it is time to rest; nil when the store closes and nothing waits.
  private func take() -> [Job]? {
    queue.with {
      if holdsPages {
        let deadline = monotonicNanoseconds() + Writer.restNanoseconds
        while jobs.isEmpty, !isClosing {
          if !queue.wait(until: deadline), jobs.isEmpty, !isClosing { return [] }
        }
      }
      while jobs.isEmpty, !isClosing { queue.wait() }
      waitForCompany()
      guard !jobs.isEmpty else { return nil }
      let batch = Array(jobs.prefix(Limits.writerBatchMax))
      if batch.count == jobs.count {
        jobs.removeAll(keepingCapacity: jobs.capacity < Limits.writerBatchMax * 2)
      } else {
        jobs.removeFirst(batch.count)
      }
      for job in batch { waitingBytes -= job.bytes }
      return batch
    }
  }

  /// Where a sync is slow and lines come many at a time, those who were acknowledged together come
  /// back together: a wait of a sixth of the last commit gathers them into one sync.
  private func waitForCompany() {
    guard lastCount > 1, lastNanoseconds > 300_000, jobs.count < lastCount, !isClosing else {
      return
    }
    let deadline = monotonicNanoseconds() + lastNanoseconds / 6
    wanted = min(lastCount, Limits.writerBatchMax)
    while jobs.count < wanted, !isClosing, queue.wait(until: deadline) {}
    wanted = Int.max
  }

  /// Turns and batches since the start, and how many turns wait.
  var tally: Store.Tally {
    queue.with {
      var tally = total
      tally.waiting = jobs.count
      return tally
    }
  }

  // MARK: A batch

  private func run(_ batch: [Job]) {
    holdsPages = !batch.isEmpty
    guard holdsPages else {
      checkpointer.rest()
      return writing.with { applier.db.shrink() }
    }
    var drafts: [(turn: Turn, draft: Draft)] = []
    var rest = batch[...]
    var trouble: Failure?
    let roster = writing.with {
      do {
        try applier.begin()
        while let job = rest.first, drafts.isEmpty || applier.bytes < Limits.writerBatchBytesMax {
          rest.removeFirst()
          switch job {
          case .touch(let session, let at):
            try SessionTable.touch(applier.db, session, at: at)
          case .turn(let turn):
            // Until it is drafted, it is one of those that fail with the batch.
            drafts.append((turn, .failed(.unavailable("the batch failed"))))
            drafts[drafts.count - 1].draft = try draft(turn)
          }
        }
        try commit(events: drafts.flatMap { $0.draft.events })
      } catch {
        applier.rollback()
        trouble = Writer.failure(error)
        // What is read from a disk that lost pages is broken, but not by anything written here.
        do { try applier.db.soundness.check() } catch { trouble = Writer.failure(error) }
        for case .turn(let turn) in rest { drafts.append((turn, .failed(.busy(seconds: 1)))) }
        rest = []
      }
      return applier.look.roster
    }
    if !rest.isEmpty { putBack(rest) }
    lastCount = batch.count - rest.count
    queue.with {
      total.batches += 1
      total.turns += Int64(lastCount)
    }
    for (turn, draft) in drafts {
      turn.done(trouble.map { .failure($0) } ?? outcome(draft, turn, roster))
    }
    // After the acknowledgements: those who wait for them wait no longer than they must.
    writing.with { checkpointer.finish(applier.db) }
  }

  private func putBack(_ rest: ArraySlice<Job>) {
    queue.with {
      jobs.insert(contentsOf: rest, at: 0)
      for job in rest { waitingBytes += job.bytes }
    }
  }

  private func draft(_ turn: Turn) throws -> Draft {
    let decision: Decision
    do {
      if let key = turn.key, let kept = try applier.look.answer(turn.member, key) {
        return .kept(kept)
      }
      decision = try turn.decide(applier.look)
    } catch {
      guard applier.db.isInTransaction else { throw error }
      return .failed(Writer.failure(error))
    }
    let isEmpty = decision.changes.isEmpty && decision.answerKey == nil
    // Beside a complaint only what the house keeps of the refusal is written.
    let isRefused =
      !decision.complaints.isEmpty
      && !decision.changes.allSatisfy { if case .consequences = $0 { true } else { false } }
    if isEmpty || isRefused { return .nothingToWrite(decision) }
    do {
      let applied = try applier.turn(decision, key: decision.answerKey ?? turn.key)
      return .written(decision, applied)
    } catch {
      let failure = Writer.failure(error)
      // A full or failing disk is no turn's own fault: the batch fails as a whole.
      if case .unavailable = failure { throw failure }
      guard applier.db.isInTransaction else { throw failure }
      return .failed(failure)
    }
  }

  private func outcome(
    _ draft: Draft, _ turn: Turn, _ roster: Roster
  ) -> Result<Store.Outcome, Failure> {
    switch draft {
    case .failed(let failure): .failure(failure)
    case .nothingToWrite(let decision):
      .success(Store.Outcome(decision: decision, committed: nil, kept: nil))
    case .kept(let kept):
      .success(
        Store.Outcome(
          decision: Decision(actor: turn.member, at: clock.now()), committed: nil, kept: kept))
    case .written(let decision, let applied):
      .success(
        Store.Outcome(decision: decision, committed: applied.committed(roster), kept: nil))
    }
  }

  /// Commits, and tells what is on disk now. To be called with the lock `writing`.
  private func commit(events: [Event]) throws {
    let began = monotonicNanoseconds()
    try applier.commit()
    lastNanoseconds = monotonicNanoseconds() - began
    checkpointer.note(pages: applier.db.logPages)
    guard applier.hasWritten else { return }
    published.publish(roster: applier.look.roster, layout: applier.look.layout)
    listener?(events, applier.look.roster)
  }

  // MARK: By others than the writer's thread

  /// Writes decisions as an import, many in one transaction, until there are no more.
  func bulk(_ next: (any Lookup) throws -> Decision?) throws {
    var isOver = false
    while !isOver {
      try writing.with {
        var events: [Event] = []
        do {
          try applier.begin()
          var count = 0
          while count < Limits.importBatchMax, !isOver {
            guard let decision = try next(applier.look) else {
              isOver = true
              break
            }
            events += try applier.write(decision, key: decision.answerKey).events
            count += 1
          }
          try commit(events: events)
          checkpointer.finish(applier.db)
        } catch {
          applier.rollback()
          throw Writer.failure(error)
        }
      }
    }
    writing.with { applier.db.shrink() }
  }

  /// Extends the kinds' tables and uses them from now on.
  func adopt(_ catalog: Catalog) throws {
    try writing.with {
      do {
        try applier.begin()
        applier.look.layout = try FieldTable.adopt(applier.db, catalog)
        try applier.commit()
        published.publish(roster: applier.look.roster, layout: applier.look.layout)
      } catch {
        applier.rollback()
        applier.look.layout = published.now.layout
        throw Writer.failure(error)
      }
    }
  }

  /// Runs the body as the writer.
  func alone<Answer>(_ body: (Applier) throws -> Answer) rethrows -> Answer {
    try writing.with { try body(applier) }
  }

  /// Copies the whole log into the database and empties it, when nobody else is left.
  func emptyLog() {
    writing.with {
      if applier.db.soundness.isSound { applier.db.checkpoint(restarts: true) }
    }
  }

  private static func failure(_ error: any Error) -> Failure {
    if let failure = error as? Failure { return failure }
    if let complaint = error as? Complaint { return .conflict(complaint.text) }
    return .broken(String(describing: error))
  }
}
