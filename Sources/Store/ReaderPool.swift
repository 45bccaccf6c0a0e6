// A few read-only connections, opened when they are first needed and lent to one thread at a time.
import Domain

final class ReaderPool: Sendable {
  private let path: String
  private let fileSystem: String?
  private let soundness: Soundness
  private let published: Published
  private let touches: Touches
  private let lock = Lock()
  // Guarded by `lock`.
  private nonisolated(unsafe) var idle: [Reader] = []
  private nonisolated(unsafe) var count = 0
  private nonisolated(unsafe) var apart = 0
  private nonisolated(unsafe) var isClosed = false

  init(
    path: String, fileSystem: String?, published: Published, touches: Touches,
    soundness: Soundness
  ) {
    self.soundness = soundness
    self.path = path
    self.fileSystem = fileSystem
    self.published = published
    self.touches = touches
  }

  private static let begin = SQL("BEGIN")
  private static let end = SQL("ROLLBACK")

  /// Runs the body in one read transaction.
  func read<Answer>(_ body: (Reader) throws -> Answer) throws -> Answer {
    try soundness.check()
    let reader = try borrow()
    defer { giveBack(reader) }
    // The layout is taken before the transaction begins: a table may have more columns than the
    // layout knows, never fewer.
    let now = published.now
    reader.roster = now.roster
    reader.layout = now.layout
    try reader.db.run(ReaderPool.begin)
    defer { if reader.db.isInTransaction { try? reader.db.run(ReaderPool.end) } }
    return try body(reader)
  }

  /// Runs the body in one read transaction over a connection of its own. It is told whether the
  /// store is closing, which waits for its end.
  func readApart<Answer>(
    _ body: (Reader, _ isClosing: () -> Bool) throws -> Answer
  ) throws -> Answer {
    try soundness.check()
    try lock.with {
      guard !isClosed else { throw Failure.unavailable("the store is closed") }
      apart += 1
    }
    defer {
      lock.with {
        apart -= 1
        lock.broadcast()
      }
    }
    // The connection is closed before anybody is told: it lives in the function alone.
    return try lend(body)
  }

  private func lend<Answer>(_ body: (Reader, () -> Bool) throws -> Answer) throws -> Answer {
    let now = published.now
    let reader = Reader(
      db: try Connection(path: path, .reader, fileSystem: fileSystem), roster: now.roster,
      layout: now.layout,
      touches: touches)
    try reader.db.run(ReaderPool.begin)
    return try body(reader) { lock.with { isClosed } }
  }

  /// Waits until all are back, and closes them.
  func close() {
    lock.with {
      isClosed = true
      while idle.count < count || apart > 0 { lock.wait() }
      idle = []
      count = 0
      lock.broadcast()
    }
  }

  private func borrow() throws -> Reader {
    let reader: Reader? = try lock.with {
      while idle.isEmpty, count >= Limits.readersMax, !isClosed { lock.wait() }
      guard !isClosed else { throw Failure.unavailable("the store is closed") }
      if let reader = idle.popLast() { return reader }
      count += 1
      return nil
    }
    if let reader { return reader }
    do {
      let now = published.now
      return Reader(
        db: try Connection(path: path, .reader, fileSystem: fileSystem), roster: now.roster,
        layout: now.layout,
        touches: touches)
    } catch {
      lock.with {
        count -= 1
        lock.broadcast()
      }
      throw error
    }
  }

  private func giveBack(_ reader: Reader) {
    // A lent roster that is kept would be copied whole at the next change.
    reader.roster = Roster()
    lock.with {
      idle.append(reader)
      // Closing waits with the borrowers for the same condition; and with several waiters a single
      // wake-up may be lost (glibc before 2.41, its bug 25847).
      lock.broadcast()
    }
  }
}
