// Whether the disk can still be believed: lost at the first sync of the database that fails.
import Domain

/// After a failed fsync(2) Linux may drop the pages it could not write and report the next sync as
/// a success. What checkpoints had copied would then be gone from the database, while SQLite takes
/// it to be there and no longer looks in the log. The log itself was synced at every commit, so
/// nothing is lost as long as nobody goes on: the store answers nothing more, and the next start
/// reads the log from its beginning. (PostgreSQL stops for the same reason.)
final class Soundness: Sendable {
  private let lock = Lock()
  // Guarded by `lock`.
  private nonisolated(unsafe) var isLost = false
  private nonisolated(unsafe) var listener: (@Sendable () -> Void)?

  var isSound: Bool { lock.with { !isLost } }

  /// Throws when the disk cannot be believed any more.
  func check() throws {
    guard isSound else {
      throw Failure.unavailable("a sync of the disk failed: the server has to be started again")
    }
  }
  /// A sync of the database has failed.
  func lose() {
    let told = lock.with {
      defer { isLost = true }
      return isLost ? nil : listener
    }
    told?()
  }
  /// Sets who is told, once.
  func listen(_ body: @escaping @Sendable () -> Void) {
    let isLate = lock.with {
      listener = body
      return isLost
    }
    if isLate { body() }
  }
}
