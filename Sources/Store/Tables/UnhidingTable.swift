// The table `unhidings`: why a message was hidden, and why it was brought back.
import Domain

enum UnhidingTable {
  /// What a tombstone said, and who took it away, when and why.
  static let v3 =
    """
    CREATE TABLE unhidings (
      id INTEGER PRIMARY KEY,
      message INTEGER NOT NULL REFERENCES messages (id),
      hidden_by INTEGER NOT NULL REFERENCES members (id),
      hidden_at INTEGER NOT NULL,
      hidden_reason TEXT NOT NULL,
      hidden_salt BLOB NOT NULL,
      author INTEGER NOT NULL REFERENCES members (id),
      at INTEGER NOT NULL,
      reason TEXT NOT NULL,
      salt BLOB NOT NULL,
      erasure INTEGER REFERENCES erasures (number)
    ) STRICT;
    CREATE INDEX unhidings_message ON unhidings (message);
    """
    + Schema.appendOnly("unhidings")
    + Schema.erasable(
      "unhidings", stays: ["id", "message", "hidden_by", "hidden_at", "author", "at"],
      empties: [
        "NEW.hidden_reason IS ''", "NEW.hidden_salt IS x''", "NEW.reason IS ''", "NEW.salt IS x''",
      ])

  private static let insert = SQL(
    """
    INSERT INTO unhidings (message, hidden_by, hidden_at, hidden_reason, hidden_salt, author, at,
      reason, salt)
    SELECT message, author, at, reason, salt, ?, ?, ?, ? FROM tombstones WHERE message = ?
    """)
  private static let empty = SQL(
    """
    UPDATE unhidings SET hidden_reason = '', hidden_salt = x'', reason = '', salt = x'', erasure = ?
    WHERE message = ? AND erasure IS NULL
    """)
  private static let ofMessage = SQL(
    """
    SELECT hidden_by, hidden_at, hidden_reason, author, at, reason FROM unhidings
    WHERE message = ? ORDER BY id
    """)

  /// Keeps what the message's tombstone says, and why it is taken away.
  static func add(
    _ db: Connection, message: Int64, by author: MemberID, at: Instant, reason: String,
    salt: [UInt8]
  ) throws {
    try db.run(insert, author, at, reason, salt, message)
  }
  static func erase(_ db: Connection, of message: Int64, _ erasure: Int64) throws {
    try db.run(empty, erasure, message)
  }
  /// How often a message was hidden and brought back, oldest first.
  static func rows(_ db: Connection, of message: Int64) throws -> [Unhiding] {
    var rows: [Unhiding] = []
    try db.each(ofMessage, message) { row in
      let hidden = Tombstone(
        by: MemberID(row.integer(0)), at: row.instant(1), reason: row.text(2))
      rows.append(
        Unhiding(
          hidden: hidden, by: MemberID(row.integer(3)), at: row.instant(4), reason: row.text(5)))
    }
    return rows
  }
  /// Every unhiding in order: its message, and the hashes of both reasons; nil where erased.
  static func all(
    _ db: Connection,
    _ body: (ChannelID, Int64, _ hashes: (hidden: [UInt8], unhidden: [UInt8])?) -> Void
  ) throws {
    try db.each(text: every) { row in
      let isErased = !row.isNull(6)
      let hashes = (
        saltedHash(row.text(2), salt: row.bytes(3)), saltedHash(row.text(4), salt: row.bytes(5))
      )
      body(ChannelID(row.integer(0)), row.integer(1), isErased ? nil : hashes)
    }
  }
  private static let every = """
    SELECT m.channel, m.number, u.hidden_reason, u.hidden_salt, u.reason, u.salt, u.erasure
    FROM unhidings u CROSS JOIN messages m ON m.id = u.message ORDER BY u.id
    """
}
