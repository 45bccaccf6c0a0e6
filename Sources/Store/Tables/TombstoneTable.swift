// The table `tombstones`: why a message is hidden.
import Domain

enum TombstoneTable {
  static let v1 = """
    CREATE TABLE tombstones (
      message INTEGER PRIMARY KEY REFERENCES messages (id),
      author INTEGER NOT NULL REFERENCES members (id),
      at INTEGER NOT NULL,
      reason TEXT NOT NULL,
      salt BLOB NOT NULL
    ) STRICT;
    """ + Schema.appendOnly("tombstones")

  /// By channel, because those who audit look at one: its tombstones are few among its messages.
  static let v2 =
    """
    DROP TRIGGER tombstones_stays;
    ALTER TABLE tombstones ADD COLUMN channel INTEGER REFERENCES channels (id);
    ALTER TABLE tombstones ADD COLUMN erasure INTEGER REFERENCES erasures (number);
    UPDATE tombstones SET channel = (SELECT m.channel FROM messages m WHERE m.id = message);
    CREATE INDEX tombstones_channel ON tombstones (channel, message) WHERE erasure IS NULL;
    """
    + Schema.erasable(
      "tombstones", stays: ["message", "channel", "author", "at"],
      empties: ["NEW.reason IS ''", "NEW.salt IS x''"])

  /// A tombstone leaves only where all it said stands among the unhidings.
  static let v3 = """
    DROP TRIGGER tombstones_remains;
    CREATE TRIGGER tombstones_remains BEFORE DELETE ON tombstones
    WHEN NOT (OLD.erasure IS NULL AND EXISTS (
        SELECT 1 FROM unhidings u WHERE u.message = OLD.message AND u.hidden_by IS OLD.author
          AND u.hidden_at IS OLD.at AND u.hidden_reason IS OLD.reason
          AND u.hidden_salt IS OLD.salt))
    BEGIN SELECT RAISE(ABORT, 'tombstones is append-only'); END;
    """

  private static let insert = SQL(
    """
    INSERT INTO tombstones (message, channel, author, at, reason, salt)
    SELECT id, channel, ?, ?, ?, ? FROM messages WHERE id = ?
    """)
  private static let empty = SQL(
    "UPDATE tombstones SET reason = '', salt = x'', erasure = ? WHERE message = ?")
  private static let delete = SQL("DELETE FROM tombstones WHERE message = ?")
  private static let newest = SQL(
    """
    SELECT \(MessageTable.columns) FROM tombstones x INDEXED BY tombstones_channel
    CROSS JOIN messages m ON m.id = x.message \(MessageTable.joins)
    WHERE x.channel = ? AND x.erasure IS NULL AND m.erasure IS NULL AND m.number < ?
    ORDER BY x.message DESC LIMIT ?
    """)

  /// Refused as a conflict when the message is one already.
  static func add(
    _ db: Connection, message: Int64, by author: MemberID, at: Instant, reason: String,
    salt: [UInt8]
  ) throws {
    try db.run(insert, author, at, reason, salt, message)
  }
  static func erase(_ db: Connection, of message: Int64, _ erasure: Int64) throws {
    try db.run(empty, erasure, message)
  }
  /// To be done once all it said stands among the unhidings.
  static func remove(_ db: Connection, of message: Int64) throws { try db.run(delete, message) }
  /// Every tombstone: its message, and the hash of its reason; nil where that was erased.
  static func all(
    _ db: Connection, _ body: (ChannelID, Int64, _ hash: [UInt8]?) -> Void
  ) throws {
    try db.each(text: every) { row in
      let isErased = !row.isNull(4)
      body(
        ChannelID(row.integer(0)), row.integer(1),
        isErased ? nil : saltedHash(row.text(2), salt: row.bytes(3)))
    }
  }
  private static let every = """
    SELECT m.channel, m.number, t.reason, t.salt, t.erasure FROM tombstones t
    CROSS JOIN messages m ON m.id = t.message ORDER BY t.message
    """
  /// The hidden messages of a channel below a number, newest first: within a channel the numbers
  /// rise with the rows.
  static func rows(
    _ db: Connection, _ channel: ChannelID, before number: Int64, limit: Int
  ) throws -> [MessageRow] {
    var rows: [MessageRow] = []
    try db.each(newest, channel, number, limit) { rows.append(try MessageTable.read($0)) }
    return rows
  }
}
