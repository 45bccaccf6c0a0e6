// The table `states`: from where to where a record moved, and why.
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

  /// From where a record was moved: a hidden one must find back. Of those that were hidden before this
  /// was kept, it is the state they were moved to before, and else what the audit says.
  static let v3 =
    """
    DROP TRIGGER states_stays;
    ALTER TABLE states ADD COLUMN before TEXT;
    UPDATE states SET before = coalesce(
      (SELECT p.state FROM states p WHERE p.record = states.record AND p.id < states.id
        ORDER BY p.id DESC LIMIT 1),
      (SELECT substr(a.detail, length(r.kind || ' ' || r.number || ' from ') + 1,
          length(a.detail) - length(r.kind || ' ' || r.number || ' from ' || ' to hidden'))
        FROM records r CROSS JOIN audit a
        WHERE r.id = states.record AND a.act = 'record.state' AND a.channel = r.channel
          AND a.detail GLOB r.kind || ' ' || r.number || ' from * to hidden'))
      WHERE state = 'hidden';
    """
    + Schema.erasable(
      "states", stays: ["id", "record", "state", "author", "at", "before"],
      empties: ["NEW.reason IS ''", "NEW.salt IS x''"])

  private static let insert = SQL(
    """
    INSERT INTO states (record, state, before, author, at, reason, salt)
    VALUES (?, ?, ?, ?, ?, ?, ?)
    """)
  private static let hiding = SQL(
    "SELECT before FROM states WHERE record = ? AND state = 'hidden' ORDER BY id DESC LIMIT 1")

  private static let empty = SQL(
    "UPDATE states SET reason = '', salt = x'', erasure = ? WHERE record = ? AND erasure IS NULL")

  static func erase(_ db: Connection, of record: RecordID, _ erasure: Int64) throws {
    try db.run(empty, erasure, record)
  }
  static func add(
    _ db: Connection, _ record: RecordID, state: String, before: String, by author: MemberID,
    at: Instant, reason: String, salt: [UInt8]
  ) throws {
    try db.run(insert, record, state, before, author, at, reason, salt)
  }
  /// The state in which a record was hidden last.
  static func beforeHiding(_ db: Connection, of record: RecordID) throws -> String? {
    try db.first(hiding, record) { $0.textIfAny(0) } ?? nil
  }
}
