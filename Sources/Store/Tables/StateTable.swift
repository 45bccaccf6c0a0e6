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

  private static let insert = SQL(
    "INSERT INTO states (record, state, author, at, reason, salt) VALUES (?, ?, ?, ?, ?, ?)")

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

  private static let insert = SQL(
    "INSERT INTO tombstones (message, author, at, reason, salt) VALUES (?, ?, ?, ?, ?)")

  /// Refused as a conflict when the message is one already.
  static func add(
    _ db: Connection, message: Int64, by author: MemberID, at: Instant, reason: String,
    salt: [UInt8]
  ) throws {
    try db.run(insert, message, author, at, reason, salt)
  }
}
