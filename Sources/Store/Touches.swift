// When each session was last used, kept in memory so that a request costs no commit.
import Domain

/// Last uses of sessions, for any thread.
final class Touches: Sendable {
  private let lock = Lock()
  // Guarded by `lock`.
  private nonisolated(unsafe) var sessions: [Int64: (seen: Instant, written: Instant)] = [:]
  private nonisolated(unsafe) var pruneAt = 4_096

  /// Notes a use; true when it is time to write it down.
  func touch(_ session: Int64, at now: Instant) -> Bool {
    lock.with {
      let last = sessions[session]
      let seen = max(last?.seen ?? now, now)
      let isDue = last.map { now >= $0.written.adding(seconds: Limits.sessionTouchSeconds) } ?? true
      sessions[session] = (seen, isDue ? now : last?.written ?? now)
      if sessions.count > pruneAt { prune(now) }
      return isDue
    }
  }

  /// The session with its last use, where that is newer than what is written.
  func brought(_ row: SessionRow) -> SessionRow {
    var row = row
    if let seen = lock.with({ sessions[row.id]?.seen }), seen > row.seenAt { row.seenAt = seen }
    return row
  }

  private func prune(_ now: Instant) {
    let oldest = now.adding(seconds: -Limits.sessionIdleSeconds)
    sessions = sessions.filter { $0.value.seen > oldest }
    pruneAt = max(4_096, sessions.count * 2)
  }
}
