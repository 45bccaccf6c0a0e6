// The table `events`: what the streams tell, in the one order.
import Domain

/// An event as it lies there; its message and record are read from their own tables.
struct EventRow {
  let number: EventNumber
  let kind: EventKind
  let channel: ChannelID?
  let member: MemberID?
  let message: Int64?
  let record: RecordID?
}

enum EventTable {
  static let v1 = """
    CREATE TABLE events (
      number INTEGER PRIMARY KEY CHECK (number > 0),
      cursor INTEGER NOT NULL UNIQUE,
      kind TEXT NOT NULL,
      channel INTEGER REFERENCES channels (id),
      member INTEGER REFERENCES members (id),
      message INTEGER,
      record INTEGER REFERENCES records (id),
      at INTEGER NOT NULL
    ) STRICT;
    """ + Schema.appendOnly("events")
  /// Without the column `cursor` and its index: the number gives the cursor (see `Cursors`).
  static let v2 =
    """
    CREATE TABLE events_2 (
      number INTEGER PRIMARY KEY CHECK (number > 0),
      kind TEXT NOT NULL,
      channel INTEGER REFERENCES channels (id),
      member INTEGER REFERENCES members (id),
      message INTEGER,
      record INTEGER REFERENCES records (id),
      at INTEGER NOT NULL
    ) STRICT;
    INSERT INTO events_2 (number, kind, channel, member, message, record, at)
      SELECT number, kind, channel, member, message, record, at FROM events ORDER BY number;
    DROP TABLE events;
    ALTER TABLE events_2 RENAME TO events;
    """ + Schema.appendOnly("events")

  private static let insert = SQL(
    """
    INSERT INTO events (number, kind, channel, member, message, record, at)
    VALUES (?, ?, ?, ?, ?, ?, ?)
    """)
  private static let latest = SQL(
    "SELECT number FROM events WHERE number = (SELECT max(number) FROM events)")
  private static let one = SQL("SELECT number FROM events WHERE number = ?")
  private static let after = SQL(
    """
    SELECT number, kind, channel, member, message, record FROM events
    WHERE number > ? AND number <= ? ORDER BY number
    """)
  private static let span = SQL("SELECT count(*), max(number) FROM events")

  static func add(_ db: Connection, _ row: EventRow, at: Instant) throws {
    try db.run(
      insert, row.number, row.kind.rawValue, row.channel, row.member, row.message, row.record, at)
  }
  static func latest(_ db: Connection) throws -> EventNumber? {
    try db.first(latest) { EventNumber($0.integer(0)) }
  }
  static func has(_ db: Connection, _ number: EventNumber) throws -> Bool {
    try db.first(one, number) { _ in true } ?? false
  }
  /// Events in order, until the body says false.
  static func walk(
    _ db: Connection, after: EventNumber, upTo: EventNumber?, _ body: (EventRow) throws -> Bool
  ) throws {
    try db.walk(self.after, after, upTo?.raw ?? Int64.max) { row in
      guard let kind = EventKind(rawValue: row.text(1)) else {
        throw Failure.broken("the event kind \(row.text(1)) is unknown")
      }
      return try body(
        EventRow(
          number: EventNumber(row.integer(0)), kind: kind,
          channel: row.integerIfAny(2).map { ChannelID($0) },
          member: row.integerIfAny(3).map { MemberID($0) }, message: row.integerIfAny(4),
          record: row.integerIfAny(5).map { RecordID($0) }))
    }
  }
  /// How many there are, and the greatest number.
  static func span(_ db: Connection) throws -> (count: Int64, last: Int64) {
    try db.first(span) { ($0.integer(0), $0.integer(1)) } ?? (0, 0)
  }
}
