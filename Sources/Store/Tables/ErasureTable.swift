// The table `erasures`: the certificates of what was emptied for good.
import Domain

enum ErasureTable {
  /// A certificate never changes, but for being told once that the last traces are gone.
  static let v2 = """
    CREATE TABLE erasures (
      number INTEGER PRIMARY KEY CHECK (number > 0),
      scope TEXT NOT NULL CHECK (scope IN ('message', 'record', 'channel')),
      channel INTEGER NOT NULL REFERENCES channels (id),
      what TEXT NOT NULL,
      asked_by INTEGER NOT NULL REFERENCES members (id),
      approved_by INTEGER NOT NULL REFERENCES members (id),
      request INTEGER NOT NULL REFERENCES records (id),
      reason TEXT NOT NULL,
      at INTEGER NOT NULL,
      messages INTEGER NOT NULL CHECK (messages >= 0),
      versions INTEGER NOT NULL CHECK (versions >= 0),
      digest BLOB NOT NULL CHECK (length(digest) = 32),
      purged_at INTEGER,
      CHECK (asked_by <> approved_by)
    ) STRICT;
    CREATE INDEX erasures_channel ON erasures (channel);
    CREATE INDEX erasures_open ON erasures (number) WHERE purged_at IS NULL;
    CREATE TRIGGER erasures_stays BEFORE UPDATE ON erasures
    WHEN NOT (OLD.purged_at IS NULL AND NEW.purged_at IS NOT NULL AND \(stays))
    BEGIN SELECT RAISE(ABORT, 'erasures is append-only'); END;
    CREATE TRIGGER erasures_remains BEFORE DELETE ON erasures
    BEGIN SELECT RAISE(ABORT, 'erasures is append-only'); END;
    """
  private static let stays = Schema.unchanged([
    "number", "scope", "channel", "what", "asked_by", "approved_by", "request", "reason", "at",
    "messages", "versions", "digest",
  ])

  private static let columns = """
    number, scope, channel, what, asked_by, approved_by, reason, at, messages, versions, digest,
    purged_at
    """
  private static let insert = SQL(
    """
    INSERT INTO erasures (number, scope, channel, what, asked_by, approved_by, request, reason, at,
      messages, versions, digest) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
    """)
  private static let last = SQL("SELECT max(number) FROM erasures")
  private static let setPurged = SQL(
    "UPDATE erasures SET purged_at = ? WHERE number = ? AND purged_at IS NULL")
  private static let byNumber = SQL("SELECT \(columns) FROM erasures WHERE number = ?")
  private static let byChannel = SQL(
    "SELECT \(columns) FROM erasures WHERE channel = ? ORDER BY number")
  private static let unpurged = SQL(
    """
    SELECT \(columns) FROM erasures INDEXED BY erasures_open WHERE purged_at IS NULL
      AND number > ? ORDER BY number
    """)
  private static let wholeChannel = SQL(
    "SELECT 1 FROM erasures WHERE channel = ? AND scope = 'channel'")

  static func nextNumber(_ db: Connection) throws -> Int64 {
    (try db.first(last) { $0.integer(0) } ?? 0) + 1
  }
  static func add(
    _ db: Connection, _ erasure: Erasure, request: RecordID, digest: [UInt8]
  ) throws {
    try db.run(
      insert, erasure.number, erasure.scope, erasure.channel, erasure.what, erasure.askedBy,
      erasure.approvedBy, request, erasure.reason, erasure.at, erasure.messages,
      erasure.versions, digest)
  }
  /// Says that the last traces are gone; false when that was said before.
  static func set(_ db: Connection, purged number: Int64, at: Instant) throws -> Bool {
    try db.run(setPurged, at, number)
    return db.changedRows == 1
  }
  static func row(_ db: Connection, _ number: Int64) throws -> Erasure? {
    try db.first(byNumber, number, row: read)
  }
  static func rows(_ db: Connection, of channel: ChannelID) throws -> [Erasure] {
    var rows: [Erasure] = []
    try db.each(byChannel, channel) { rows.append(read($0)) }
    return rows
  }
  /// Erasures whose last traces may still be on the disk.
  static func unpurged(_ db: Connection) throws -> [Erasure] {
    var rows: [Erasure] = []
    try db.each(unpurged, Int64(0)) { rows.append(read($0)) }
    return rows
  }
  /// Was the whole channel emptied before?
  static func hasEmptied(_ db: Connection, _ channel: ChannelID) throws -> Bool {
    try db.first(wholeChannel, channel) { _ in true } ?? false
  }
  /// All certificates, in order.
  static func all(_ db: Connection, _ body: (Erasure) throws -> Void) throws {
    try db.each(text: "SELECT \(columns) FROM erasures ORDER BY number") { try body(read($0)) }
  }

  private static func read(_ row: Row) -> Erasure {
    Erasure(
      number: row.integer(0), scope: row.text(1), channel: ChannelID(row.integer(2)),
      what: row.text(3), askedBy: MemberID(row.integer(4)), approvedBy: MemberID(row.integer(5)),
      reason: row.text(6), at: row.instant(7), messages: row.integer(8), versions: row.integer(9),
      digest: hexText(row.bytes(10)), purgedAt: row.instantIfAny(11))
  }
}
