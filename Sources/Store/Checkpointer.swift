// Copies the log into the database on a thread of its own, so that no line waits for it.
import Domain

final class Checkpointer: Sendable {
  private let lock = Lock()
  // Guarded by `lock`.
  private nonisolated(unsafe) var due = 0
  private nonisolated(unsafe) var copiedAt = 0
  private nonisolated(unsafe) var isClosing = false
  private nonisolated(unsafe) var thread: Thread?

  init(path: String, isDurable: Bool, fileSystem: String?) throws {
    let box = Box(
      try Connection(path: path, .checkpoints, isDurable: isDurable, fileSystem: fileSystem))
    thread = Thread { [self] in run(box.db) }
  }

  /// Hands a connection to the thread that will be its only user.
  private struct Box: @unchecked Sendable {
    let db: Connection
    init(_ db: Connection) { self.db = db }
  }

  /// Told by the writer how long the log is after a commit.
  func note(pages: Int) {
    guard pages >= Limits.checkpointPages else { return }
    lock.with {
      // A log that is shorter than it was has begun anew.
      if pages < copiedAt { copiedAt = 0 }
      guard pages - copiedAt >= Limits.checkpointPages else { return }
      copiedAt = pages
      due = pages
      lock.signal()
    }
  }

  /// Ends the thread.
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

  private func run(_ db: Connection) {
    while true {
      let pages: Int? = lock.with {
        while due == 0, !isClosing { lock.wait() }
        if isClosing { return nil }
        defer { due = 0 }
        return due
      }
      guard let pages else { return }
      db.checkpoint(restarts: false)
      if pages >= Limits.checkpointPagesMax { db.checkpoint(restarts: true) }
    }
  }
}
