// The table `exports`: what was ordered, and what became of it.
import Domain

/// An export, as it stands.
public struct ExportRow: Sendable, Equatable {
  /// How far it is.
  public enum State: String, Sendable, CaseIterable {
    /// Ordered, its file is not whole yet.
    case making
    /// Its file can be fetched.
    case made
    /// It could not be made; see `failure`.
    case failed
    /// Its file was removed.
    case removed
  }
  /// Opaque id.
  public let token: String
  /// The record kind.
  public let kind: String
  /// `all` or a channel's name.
  public let whose: String
  /// The channels it reads, as they were ruled when it was ordered.
  public let channels: [ChannelID]
  /// First day; nil means open.
  public let from: Day?
  /// Last day; nil means open.
  public let to: Day?
  /// Why.
  public let purpose: String
  /// `csv`, `jsonl` or `sqlite`.
  public let format: String
  /// Whose export it is.
  public let member: MemberID
  /// When it was ordered.
  public let at: Instant
  /// When its file is to be removed.
  public let expiresAt: Instant
  /// How far it is.
  public let state: State
  /// The file's size, once made.
  public let bytes: Int64?
  /// The file's SHA-256 in hexadecimal, once made.
  public let sha256: String?
  /// Rows in it, once made.
  public let rows: Int64?
  /// Why it failed or was removed.
  public let failure: String?
}

enum ExportTable {
  static let v1 = """
    CREATE TABLE exports (
      id INTEGER PRIMARY KEY,
      token TEXT NOT NULL UNIQUE,
      kind TEXT NOT NULL,
      whose TEXT NOT NULL,
      channels TEXT NOT NULL,
      from_day TEXT,
      to_day TEXT,
      purpose TEXT NOT NULL,
      format TEXT NOT NULL,
      member INTEGER NOT NULL REFERENCES members (id),
      at INTEGER NOT NULL,
      expires_at INTEGER NOT NULL,
      state TEXT NOT NULL CHECK (state IN ('making', 'made', 'failed', 'removed')),
      bytes INTEGER,
      sha256 TEXT,
      rows INTEGER,
      failure TEXT
    ) STRICT;
    CREATE INDEX exports_member ON exports (member);
    CREATE INDEX exports_state ON exports (state);
    """

  /// Finds the exports of one channel; a list of thousands of channels is no key.
  static let v2 = "CREATE INDEX exports_one ON exports (channels) WHERE length(channels) < 24;"

  private static let columns = """
    token, kind, whose, channels, from_day, to_day, purpose, format, member, at, expires_at, state,
    bytes, sha256, rows, failure
    """
  private static let insert = SQL(
    """
    INSERT INTO exports (token, kind, whose, channels, from_day, to_day, purpose, format, member,
      at, expires_at, state) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'making')
    """)
  private static let make = SQL(
    """
    UPDATE exports SET state = 'made', bytes = ?, sha256 = ?, rows = ?
    WHERE token = ? AND state = 'making'
    """)
  private static let end = SQL(
    """
    UPDATE exports SET state = iif(state = 'making', 'failed', 'removed'), failure = ?
    WHERE token = ? AND state IN ('making', 'made')
    """)
  private static let endEach = SQL(
    """
    UPDATE exports SET state = iif(state = 'making', 'failed', 'removed'), failure = ?
    WHERE state IN ('making', 'made')
    """)
  private static let byToken = SQL("SELECT \(columns) FROM exports WHERE token = ?")
  private static let byMember = SQL(
    "SELECT \(columns) FROM exports WHERE member = ? ORDER BY id DESC")
  private static let live = SQL(
    "SELECT \(columns) FROM exports WHERE state IN ('making', 'made') ORDER BY id")
  private static let unfinished = SQL(
    "SELECT \(columns) FROM exports WHERE state = 'making' ORDER BY id")

  private static let rename = SQL(
    """
    UPDATE exports SET whose = ?, purpose = ''
    WHERE channels = ? AND length(channels) < 24
    """)

  /// Takes a channel's name out of the orders that were for it alone, and what they were for.
  static func erase(_ db: Connection, _ channel: ChannelID, name: String) throws {
    try db.run(rename, name, "[\(channel.raw)]")
  }
  static func add(_ db: Connection, _ order: ExportOrder) throws {
    let channels = "[" + order.grants.map { String($0.channel.raw) }.joined(separator: ",") + "]"
    try db.run(
      insert, order.token, order.kind, order.whose, channels, order.from, order.to, order.purpose,
      order.format, order.member, order.at, order.expiresAt)
  }
  /// Ends the making of an export; one that was made already can only end by being removed.
  static func end(
    _ db: Connection, token: String, bytes: Int64, sha256: String, rows: Int64, failure: String?
  ) throws {
    if let failure {
      try db.run(end, failure, token)
    } else {
      try db.run(make, bytes, sha256, rows, token)
    }
    guard db.changedRows == 1 else { throw Failure.conflict("no such export is open") }
  }
  /// Ends every export that is being made or lies ready.
  static func endAll(_ db: Connection, failure: String) throws { try db.run(endEach, failure) }
  static func row(_ db: Connection, token: String) throws -> ExportRow? {
    try db.first(byToken, token, row: read)
  }
  static func rows(_ db: Connection, of member: MemberID) throws -> [ExportRow] {
    var rows: [ExportRow] = []
    try db.each(byMember, member) { rows.append(try read($0)) }
    return rows
  }
  static func live(_ db: Connection) throws -> [ExportRow] {
    var rows: [ExportRow] = []
    try db.each(live) { rows.append(try read($0)) }
    return rows
  }
  static func unfinished(_ db: Connection) throws -> [ExportRow] {
    var rows: [ExportRow] = []
    try db.each(unfinished) { rows.append(try read($0)) }
    return rows
  }

  private static func read(_ row: Row) throws -> ExportRow {
    let channels = try JSON.parse(Array(row.text(3).utf8)).items ?? []
    return ExportRow(
      token: row.text(0), kind: row.text(1), whose: row.text(2),
      channels: channels.compactMap {
        if case .number(let id) = $0 { ChannelID(Int64(id)) } else { nil }
      },
      from: row.isNull(4) ? nil : try row.day(4), to: row.isNull(5) ? nil : try row.day(5),
      purpose: row.text(6), format: row.text(7), member: MemberID(row.integer(8)),
      at: row.instant(9), expiresAt: row.instant(10),
      state: ExportRow.State(rawValue: row.text(11)) ?? .failed, bytes: row.integerIfAny(12),
      sha256: row.textIfAny(13), rows: row.integerIfAny(14), failure: row.textIfAny(15))
  }
}
