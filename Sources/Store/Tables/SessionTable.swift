// The table `sessions`.
import Domain

/// A sign-in.
public struct SessionRow: Sendable, Equatable {
  /// Row.
  public let id: Int64
  /// Whose.
  public let member: MemberID
  /// When it began.
  public let openedAt: Instant
  /// When it was last used, as far as is known.
  public var seenAt: Instant
  /// The client's name for itself.
  public let agent: String
  /// When it was ended; nil while it is open.
  public let endedAt: Instant?
}

enum SessionTable {
  static let v1 = """
    CREATE TABLE sessions (
      id INTEGER PRIMARY KEY,
      member INTEGER NOT NULL REFERENCES members (id),
      token_hash BLOB NOT NULL UNIQUE CHECK (length(token_hash) = 32),
      opened_at INTEGER NOT NULL,
      seen_at INTEGER NOT NULL,
      agent TEXT NOT NULL,
      ended_at INTEGER
    ) STRICT;
    CREATE INDEX sessions_member ON sessions (member);
    """

  private static let insert = SQL(
    "INSERT INTO sessions (member, token_hash, opened_at, seen_at, agent) VALUES (?, ?, ?, ?, ?)")
  private static let endOne = SQL(
    "UPDATE sessions SET ended_at = ? WHERE id = ? AND ended_at IS NULL")
  private static let endAll = SQL(
    "UPDATE sessions SET ended_at = ? WHERE member = ? AND ended_at IS NULL")
  private static let endEverybodys = SQL("UPDATE sessions SET ended_at = ? WHERE ended_at IS NULL")
  private static let seen = SQL("UPDATE sessions SET seen_at = max(seen_at, ?) WHERE id = ?")
  private static let columns = "id, member, opened_at, seen_at, agent, ended_at"
  private static let byHash = SQL("SELECT \(columns) FROM sessions WHERE token_hash = ?")
  private static let byMember = SQL("SELECT \(columns) FROM sessions WHERE member = ? ORDER BY id")
  private static let memberOf = SQL("SELECT member FROM sessions WHERE id = ?")

  static func open(_ db: Connection, _ draft: SessionDraft, at: Instant) throws -> Int64 {
    try db.run(insert, draft.member, draft.tokenHash, at, at, draft.agent)
    return db.lastRow
  }
  /// Ends a sign-in; nil when there is none open of this row.
  static func end(_ db: Connection, _ id: Int64, at: Instant) throws -> MemberID? {
    try db.run(endOne, at, id)
    guard db.changedRows == 1 else { return nil }
    return try db.first(memberOf, id) { MemberID($0.integer(0)) }
  }
  static func endAll(_ db: Connection, of member: MemberID, at: Instant) throws {
    try db.run(endAll, at, member)
  }
  static func endAll(_ db: Connection, at: Instant) throws { try db.run(endEverybodys, at) }
  static func touch(_ db: Connection, _ id: Int64, at: Instant) throws { try db.run(seen, at, id) }

  static func row(_ db: Connection, tokenHash: [UInt8]) throws -> SessionRow? {
    try db.first(byHash, tokenHash, row: read)
  }
  static func rows(_ db: Connection, of member: MemberID) throws -> [SessionRow] {
    var rows: [SessionRow] = []
    try db.each(byMember, member) { rows.append(read($0)) }
    return rows
  }

  private static func read(_ row: Row) -> SessionRow {
    SessionRow(
      id: row.integer(0), member: MemberID(row.integer(1)), openedAt: row.instant(2),
      seenAt: row.instant(3), agent: row.text(4), endedAt: row.instantIfAny(5))
  }
}
