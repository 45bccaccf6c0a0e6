// Copies the log into the database on a thread of its own, so that no line waits for it.
import Domain

/// The log is copied in small steps while lines go on being written behind them. It can only begin
/// anew at a moment when all of it is copied, and under load that moment never comes by itself: so
/// once the log is long, the writer copies the little that is left between two batches. SQLite's own
/// ways to begin anew (RESTART, TRUNCATE) would lock the writer out instead, and whom SQLite locks
/// out sleeps tens of milliseconds. The thread syncs what it has copied, so that little is left for
/// the writer to wait for. The log's file is used again as it lies: writing over it is
/// cheaper than making it longer.
final class Checkpointer: Sendable {
  private let lock = Lock()
  // Guarded by `lock`. Pages in the log, and how many of them are in the database.
  private nonisolated(unsafe) var pages = 0
  private nonisolated(unsafe) var copied = 0
  private nonisolated(unsafe) var isCopying = false
  /// How long the log was when the writer last finished it: a reader may be in the way of beginning
  /// anew, and to try again at each batch would cost more than a longer log.
  private nonisolated(unsafe) var triedAt = 0
  private nonisolated(unsafe) var isClosing = false
  private nonisolated(unsafe) var thread: Thread?

  init(path: String, isDurable: Bool, fileSystem: String?, soundness: Soundness) throws {
    let box = Box(
      try Connection(
        path: path, .checkpoints, isDurable: isDurable, fileSystem: fileSystem,
        soundness: soundness))
    thread = Thread { [self] in run(box.db, isDurable: isDurable) }
  }

  /// Hands a connection to the thread that will be its only user.
  private struct Box: @unchecked Sendable {
    let db: Connection
    init(_ db: Connection) { self.db = db }
  }

  // MARK: For the writer

  /// Told how long the log is after a commit.
  func note(pages now: Int) {
    lock.with {
      // A log that is shorter than it was has begun anew.
      if now < pages { (copied, triedAt) = (0, 0) }
      pages = now
      let step =
        now >= Limits.checkpointPagesLong ? Limits.checkpointPagesLast : Limits.checkpointPages
      if now - copied >= step { start() }
    }
  }

  /// Told that nothing has been written for a while.
  func rest() {
    lock.with {
      if pages >= Limits.checkpointPages, copied < pages { start() }
    }
  }

  /// Copies what is left of a long log, so that it begins anew with the next commit. To be called
  /// by the writer between its transactions, with its own connection.
  func finish(_ db: Connection) {
    guard lock.with({ isTimeToFinish() }) else { return }
    let found = db.checkpoint(restarts: false)
    lock.with {
      copied = max(copied, found?.copied ?? 0)
      triedAt = pages
    }
  }

  private func isTimeToFinish() -> Bool {
    guard pages >= Limits.checkpointPagesLong, pages - triedAt >= Limits.checkpointPages else {
      return false
    }
    // A log that outgrows the thread has to be waited for, or it would grow without end.
    if pages >= Limits.checkpointPagesMax { while isCopying { lock.wait() } }
    return !isCopying
      && (pages - copied < Limits.checkpointPagesLast || pages >= Limits.checkpointPagesMax)
  }

  private func start() {
    guard !isCopying else { return }
    isCopying = true
    lock.broadcast()
  }

  // MARK: The thread

  /// Ends the thread.
  func close() {
    let running = lock.with {
      isClosing = true
      lock.broadcast()
      let running = thread
      thread = nil
      return running
    }
    running?.join()
  }

  private func run(_ db: Connection, isDurable: Bool) {
    while true {
      let goesOn = lock.with {
        while !isCopying, !isClosing { lock.wait() }
        return !isClosing
      }
      guard goesOn else { return }
      let found = db.checkpoint(restarts: false)
      if isDurable { db.syncFile() }
      lock.with {
        // The log may have begun anew meanwhile; then this says nothing of the new one.
        if let found, found.copied <= pages { copied = max(copied, found.copied) }
        isCopying = false
        lock.broadcast()
      }
    }
  }
}
