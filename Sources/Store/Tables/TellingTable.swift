// The table `tellings`: what a mail told of a child's session, as a digest.
import Domain

enum TellingTable {
  /// By child and session, because a mark that changes asks what was told of it last.
  static let v4 =
    """
    CREATE TABLE tellings (
      id INTEGER PRIMARY KEY,
      mail INTEGER NOT NULL REFERENCES records (id),
      child INTEGER NOT NULL REFERENCES children (id),
      day TEXT NOT NULL,
      session TEXT NOT NULL,
      record INTEGER REFERENCES records (id),
      digest TEXT NOT NULL
    ) STRICT;
    CREATE INDEX tellings_session ON tellings (child, day, session);
    CREATE INDEX tellings_mail ON tellings (mail);
    """ + Schema.appendOnly("tellings")

  private static let insert = SQL(
    "INSERT INTO tellings (mail, child, day, session, record, digest) VALUES (?, ?, ?, ?, ?, ?)")
  private static let ofSession = SQL(
    """
    SELECT mail, record, digest FROM tellings WHERE child = ? AND day = ? AND session = ?
    ORDER BY id
    """)

  private static let ofChild = SQL(
    """
    SELECT mail FROM tellings WHERE child = ?1 AND (?2 IS NULL OR record = ?2)
    """)

  /// The mails that told of a child, or of one record of it, once for each that was told.
  static func mails(
    _ db: Connection, of child: ChildID, record: RecordID?
  ) throws -> [RecordID] {
    var found: [RecordID] = []
    try db.each(ofChild, child, record) { found.append(RecordID($0.integer(0))) }
    return found
  }

  static func add(_ db: Connection, _ telling: Telling, mail: RecordID) throws {
    try db.run(
      insert, mail, telling.child, telling.day, telling.session, telling.record, telling.digest)
  }

  /// What was told of a child's session, oldest first, each with the mail that told it.
  static func tellings(
    _ db: Connection, of child: ChildID, _ day: Day, _ session: String
  ) throws -> [(mail: RecordID, telling: Telling)] {
    var found: [(mail: RecordID, telling: Telling)] = []
    try db.each(ofSession, child, day, session) { row in
      let record = row.isNull(1) ? nil : RecordID(row.integer(1))
      found.append(
        (
          RecordID(row.integer(0)),
          Telling(
            child: child, day: day, session: session, record: record, digest: row.text(2))
        ))
    }
    return found
  }
}
