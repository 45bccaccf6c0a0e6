// The table `events`: what the streams tell, in the one order.
import Domain

/// An event as it lies there; its message and record are read from their own tables.
struct EventRow {
  let number: EventNumber
  let cursor: UInt64
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

  private static let insert = SQL(
    """
    INSERT INTO events (number, cursor, kind, channel, member, message, record, at)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?)
    """)
  private static let latest = SQL(
    "SELECT number, cursor FROM events WHERE number = (SELECT max(number) FROM events)")
  private static let byCursor = SQL("SELECT number FROM events WHERE cursor = ?")
  private static let after = SQL(
    """
    SELECT number, cursor, kind, channel, member, message, record FROM events
    WHERE number > ? AND number <= ? ORDER BY number
    """)
  private static let span = SQL("SELECT count(*), max(number) FROM events")

  static func add(_ db: Connection, _ row: EventRow, at: Instant) throws {
    // Cursors have 63 bits, so they fit SQLite's signed integers.
    try db.run(
      insert, row.number, Int64(bitPattern: row.cursor), row.kind.rawValue, row.channel,
      row.member, row.message, row.record, at)
  }
  static func latest(_ db: Connection) throws -> (number: EventNumber, cursor: UInt64)? {
    try db.first(latest) {
      (EventNumber($0.integer(0)), UInt64(bitPattern: $0.integer(1)))
    }
  }
  static func number(_ db: Connection, cursor: UInt64) throws -> EventNumber? {
    try db.first(byCursor, Int64(bitPattern: cursor)) { EventNumber($0.integer(0)) }
  }
  /// Events in order, until the body says false.
  static func walk(
    _ db: Connection, after: EventNumber, upTo: EventNumber?, _ body: (EventRow) throws -> Bool
  ) throws {
    try db.walk(self.after, after, upTo?.raw ?? Int64.max) { row in
      guard let kind = EventKind(rawValue: row.text(2)) else {
        throw Failure.broken("the event kind \(row.text(2)) is unknown")
      }
      return try body(
        EventRow(
          number: EventNumber(row.integer(0)), cursor: UInt64(bitPattern: row.integer(1)),
          kind: kind, channel: row.integerIfAny(3).map { ChannelID($0) },
          member: row.integerIfAny(4).map { MemberID($0) }, message: row.integerIfAny(5),
          record: row.integerIfAny(6).map { RecordID($0) }))
    }
  }
  /// How many there are, and the greatest number.
  static func span(_ db: Connection) throws -> (count: Int64, last: Int64) {
    try db.first(span) { ($0.integer(0), $0.integer(1)) } ?? (0, 0)
  }
}
