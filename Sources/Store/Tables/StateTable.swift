// The tables `states` and `tombstones`: why a record moved, and why a message was hidden.
import Domain

enum StateTable {
  static let v1 = """
    CREATE TABLE states (
      id INTEGER PRIMARY KEY,
      record INTEGER NOT NULL REFERENCES records (id),
      state TEXT NOT NULL,
      author INTEGER NOT NULL REFERENCES members (id),
      at INTEGER NOT NULL,
      reason TEXT NOT NULL,
      salt BLOB NOT NULL
    ) STRICT;
    CREATE INDEX states_record ON states (record);
    """ + Schema.appendOnly("states")

  static let v2 =
    "ALTER TABLE states ADD COLUMN erasure INTEGER REFERENCES erasures (number);"
    + Schema.erasable(
      "states", stays: ["id", "record", "state", "author", "at"],
      empties: ["NEW.reason IS ''", "NEW.salt IS x''"])

  private static let insert = SQL(
    "INSERT INTO states (record, state, author, at, reason, salt) VALUES (?, ?, ?, ?, ?, ?)")

  private static let empty = SQL(
    "UPDATE states SET reason = '', salt = x'', erasure = ? WHERE record = ? AND erasure IS NULL")

  static func erase(_ db: Connection, of record: RecordID, _ erasure: Int64) throws {
    try db.run(empty, erasure, record)
  }
  static func add(
    _ db: Connection, _ record: RecordID, state: String, by author: MemberID, at: Instant,
    reason: String, salt: [UInt8]
  ) throws {
    try db.run(insert, record, state, author, at, reason, salt)
  }
}

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

  private static let insert = SQL(
    """
    INSERT INTO tombstones (message, channel, author, at, reason, salt)
    SELECT id, channel, ?, ?, ?, ? FROM messages WHERE id = ?
    """)
  private static let empty = SQL(
    "UPDATE tombstones SET reason = '', salt = x'', erasure = ? WHERE message = ?")
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
