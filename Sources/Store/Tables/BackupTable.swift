// The table `backups`: every copy that was made, what it holds, and how its drill went.
import Domain

/// A copy, as it stands.
public struct BackupRow: Sendable, Equatable {
  /// Opaque id.
  public let token: String
  /// The file: an absolute path, or the name of one that lies in the data directory.
  public let path: String
  /// The moment whose data it holds.
  public let at: Instant
  /// Why it was made.
  public let reason: BackupDraft.Reason
  /// The file's size; nil when it could not be made.
  public let bytes: Int64?
  /// The file's SHA-256 in hexadecimal; nil when it could not be made.
  public let sha256: String?
  /// What it holds; nil when it could not be made.
  public let facts: BackupFacts?
  /// When it was last opened and looked through.
  public let drilledAt: Instant?
  /// What was wrong with it then; nil when it was whole or was never looked through.
  public let problem: String?
  /// When it was removed.
  public let removedAt: Instant?
  /// Why it could not be made.
  public let failure: String?

  /// Does its file lie there, as far as is known?
  public var isThere: Bool { failure == nil && removedAt == nil }
  /// Was it opened and found whole?
  public var isProven: Bool { isThere && drilledAt != nil && problem == nil }
}

enum BackupTable {
  static let v2 = """
    CREATE TABLE backups (
      id INTEGER PRIMARY KEY,
      token TEXT NOT NULL UNIQUE,
      path TEXT NOT NULL CHECK (path <> ''),
      at INTEGER NOT NULL,
      reason TEXT NOT NULL CHECK (reason IN ('scheduled', 'asked', 'migration')),
      bytes INTEGER CHECK (bytes > 0),
      sha256 TEXT CHECK (length(sha256) = 64),
      version INTEGER,
      members INTEGER,
      children INTEGER,
      channels INTEGER,
      messages INTEGER,
      records INTEGER,
      audit_number INTEGER,
      audit_hash TEXT,
      drilled_at INTEGER,
      problem TEXT,
      removed_at INTEGER,
      failure TEXT,
      CHECK ((failure IS NULL) = (bytes IS NOT NULL AND sha256 IS NOT NULL))
    ) STRICT;
    """

  private static let columns = """
    token, path, at, reason, bytes, sha256, version, members, children, channels, messages,
    records, audit_number, audit_hash, drilled_at, problem, removed_at, failure
    """
  private static let insert = SQL(
    """
    INSERT INTO backups (token, path, at, reason, bytes, sha256, version, members, children,
      channels, messages, records, audit_number, audit_hash)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
    """)
  private static let insertFailed = SQL(
    "INSERT INTO backups (token, path, at, reason, failure) VALUES (?, ?, ?, ?, ?)")
  private static let drill = SQL(
    """
    UPDATE backups SET drilled_at = ?, problem = ?
    WHERE token = ? AND removed_at IS NULL AND failure IS NULL
    """)
  private static let remove = SQL(
    "UPDATE backups SET removed_at = ? WHERE token = ? AND removed_at IS NULL AND failure IS NULL")
  // A copy a day for ten years is a small table, and who reads it wants all of it.
  private static let all = SQL("SELECT \(columns) FROM backups ORDER BY id DESC")

  static func add(
    _ db: Connection, _ draft: BackupDraft, bytes: Int64, sha256: String, _ facts: BackupFacts
  ) throws {
    try db.run(
      insert, draft.token, draft.path, draft.at, draft.reason.rawValue, bytes, sha256,
      facts.schema, facts.members, facts.children, facts.channels, facts.messages, facts.records,
      facts.auditNumber, facts.auditHash)
  }
  static func add(_ db: Connection, _ draft: BackupDraft, failure: String) throws {
    try db.run(
      insertFailed, draft.token, draft.path, draft.at, draft.reason.rawValue, failure)
  }
  static func drill(_ db: Connection, _ token: String, problem: String?, at: Instant) throws {
    try db.run(drill, at, problem, token)
    guard db.changedRows == 1 else { throw Failure.conflict("no such copy is there") }
  }
  static func remove(_ db: Connection, _ token: String, at: Instant) throws {
    try db.run(remove, at, token)
    guard db.changedRows == 1 else { throw Failure.conflict("no such copy is there") }
  }
  /// Every copy, newest first.
  static func all(_ db: Connection) throws -> [BackupRow] {
    var rows: [BackupRow] = []
    try db.each(all) { rows.append(read($0)) }
    return rows
  }

  private static func read(_ row: Row) -> BackupRow {
    BackupRow(
      token: row.text(0), path: row.text(1), at: row.instant(2),
      reason: BackupDraft.Reason(rawValue: row.text(3)) ?? .asked, bytes: row.integerIfAny(4),
      sha256: row.textIfAny(5),
      facts: row.isNull(6)
        ? nil
        : BackupFacts(
          schema: Int(row.integer(6)), members: row.integer(7), children: row.integer(8),
          channels: row.integer(9), messages: row.integer(10), records: row.integer(11),
          auditNumber: row.integer(12), auditHash: row.text(13)),
      drilledAt: row.instantIfAny(14), problem: row.textIfAny(15),
      removedAt: row.instantIfAny(16), failure: row.textIfAny(17))
  }
}
