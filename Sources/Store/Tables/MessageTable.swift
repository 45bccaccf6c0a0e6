// The table `messages`.
import Domain

/// A message as it lies there, with the spine of its record.
struct MessageRow {
  let id: Int64
  let channel: ChannelID
  let number: Int64
  let author: MemberID
  let at: Instant
  let text: String
  let clientID: String?
  let revision: Int?
  /// Hidden or erased.
  let isTombstone: Bool
  let isErased: Bool
  /// Who hid it; nil where nobody did, and where nothing is left to be hidden.
  let hidden: Tombstone?
  let spine: SpineRow?

  /// The message as readers see it: a tombstone shows neither its text nor its record.
  func message(_ record: Record?) -> Message {
    Message(
      channel: channel, number: number, author: author, at: at, text: isTombstone ? "" : text,
      clientID: clientID, record: isTombstone ? nil : record, isTombstone: isTombstone,
      hidden: hidden, isErased: isErased)
  }
  /// The message as it was before it was hidden.
  func whole(_ record: Record?) -> Message {
    Message(
      channel: channel, number: number, author: author, at: at, text: text, clientID: clientID,
      record: record, isTombstone: isTombstone, hidden: hidden, isErased: isErased)
  }
}

enum MessageTable {
  static let v1 = """
    CREATE TABLE messages (
      id INTEGER PRIMARY KEY,
      channel INTEGER NOT NULL REFERENCES channels (id),
      number INTEGER NOT NULL CHECK (number > 0),
      author INTEGER NOT NULL REFERENCES members (id),
      at INTEGER NOT NULL,
      text TEXT NOT NULL,
      client_id TEXT,
      record INTEGER REFERENCES records (id),
      revision INTEGER,
      salt BLOB NOT NULL,
      UNIQUE (channel, number),
      CHECK ((record IS NULL) = (revision IS NULL))
    ) STRICT;
    """ + Schema.appendOnly("messages")

  /// The index by record finds what has to be hidden or erased with a record.
  static let v2 =
    """
    ALTER TABLE messages ADD COLUMN erasure INTEGER REFERENCES erasures (number);
    CREATE INDEX messages_record ON messages (record) WHERE record IS NOT NULL;
    """
    + Schema.erasable(
      "messages", stays: ["id", "channel", "number", "author", "at", "record", "revision"],
      empties: ["NEW.text IS ''", "NEW.client_id IS NULL", "NEW.salt IS x''"])

  /// A message's columns, in the order `read` expects, and where they come from.
  static let columns = """
    m.id, m.channel, m.number, m.author, m.at, m.text, m.client_id, m.revision,
    t.message IS NOT NULL OR m.erasure IS NOT NULL, m.erasure IS NOT NULL, t.author, t.at, t.reason,
    \(RecordTable.columns)
    """
  static let joins = """
    LEFT JOIN tombstones t ON t.message = m.id LEFT JOIN records r ON r.id = m.record
    """
  private static let insert = SQL(
    """
    INSERT INTO messages (channel, number, author, at, text, client_id, record, revision, salt)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
    """)
  private static let select = "SELECT \(columns) FROM messages m \(joins) WHERE m.channel = ?"
  private static let one = SQL("\(select) AND m.number = ?")
  private static let older = SQL("\(select) AND m.number < ? ORDER BY m.number DESC LIMIT ?")
  private static let newer = SQL(
    "\(select) AND m.number > ? AND m.number < ? ORDER BY m.number LIMIT ?")
  private static let carrying = SQL(
    """
    SELECT number FROM messages INDEXED BY messages_record
    WHERE record = ? AND channel = ? ORDER BY id
    """)
  private static let ofRecord = SQL(
    "SELECT \(columns) FROM messages m \(joins) WHERE m.record = ? ORDER BY m.id")
  private static let ofChannel = SQL("\(select) AND m.erasure IS NULL ORDER BY m.number")
  private static let empty = SQL(
    "UPDATE messages SET text = '', client_id = NULL, salt = x'', erasure = ? WHERE id = ?")
  private static let mark = SQL("SELECT erasure FROM messages WHERE channel = ? AND number = ?")
  private static let byIDs = SQL(
    "SELECT \(columns) FROM json_each(?) j CROSS JOIN messages m ON m.id = j.value \(joins)")
  private static let row = SQL("SELECT id FROM messages WHERE channel = ? AND number = ?")
  private static let content = SQL(
    "SELECT text, salt FROM messages WHERE channel = ? AND number = ?")
  private static let counts = SQL(
    "SELECT channel, count(*), max(number) FROM messages GROUP BY channel ORDER BY channel")
  private static let everyRow = SQL("SELECT id FROM messages WHERE erasure IS NULL ORDER BY id")
  private static let marks = SQL(
    """
    SELECT erasure, count(*), sum(text <> '' OR client_id IS NOT NULL OR length(salt) > 0)
    FROM messages WHERE erasure IS NOT NULL GROUP BY erasure
    """)

  static func add(
    _ db: Connection, _ draft: MessageDraft, number: Int64, by author: MemberID, at: Instant,
    record: Record?, salt: [UInt8]
  ) throws -> Int64 {
    try db.run(
      insert, draft.channel, number, author, at, draft.text, draft.clientID, record?.id,
      record?.revision, salt)
    return db.lastRow
  }

  static func row(_ db: Connection, _ channel: ChannelID, _ number: Int64) throws -> MessageRow? {
    try db.first(one, channel, number, row: read)
  }
  static func id(_ db: Connection, _ channel: ChannelID, _ number: Int64) throws -> Int64? {
    try db.first(row, channel, number) { $0.integer(0) }
  }
  /// The numbers of a channel's messages that carry a record, in order.
  static func numbers(
    _ db: Connection, _ channel: ChannelID, carrying record: RecordID
  ) throws -> [Int64] {
    var numbers: [Int64] = []
    try db.each(carrying, record, channel) { numbers.append($0.integer(0)) }
    return numbers
  }
  /// At most `limit` messages, newest first, below a number.
  static func older(
    _ db: Connection, _ channel: ChannelID, than number: Int64, limit: Int
  ) throws -> [MessageRow] {
    var rows: [MessageRow] = []
    try db.each(older, channel, number, limit) { rows.append(try read($0)) }
    return rows
  }
  /// At most `limit` messages, oldest first, between two numbers.
  static func newer(
    _ db: Connection, _ channel: ChannelID, than number: Int64, below: Int64, limit: Int
  ) throws -> [MessageRow] {
    var rows: [MessageRow] = []
    try db.each(newer, channel, number, below, limit) { rows.append(try read($0)) }
    return rows
  }

  /// Every message that carries a version of a record, oldest first.
  static func rows(_ db: Connection, of record: RecordID) throws -> [MessageRow] {
    var rows: [MessageRow] = []
    try db.each(ofRecord, record) { rows.append(try read($0)) }
    return rows
  }
  /// Every message of a channel that is not erased, oldest first.
  static func rows(_ db: Connection, in channel: ChannelID) throws -> [MessageRow] {
    var rows: [MessageRow] = []
    try db.each(ofChannel, channel) { rows.append(try read($0)) }
    return rows
  }
  static func erase(_ db: Connection, _ id: Int64, _ erasure: Int64) throws {
    try db.run(empty, erasure, id)
  }
  /// The erasure that emptied a message, if any.
  static func erasure(
    _ db: Connection, _ channel: ChannelID, _ number: Int64
  ) throws -> Int64? {
    try db.first(mark, channel, number) { $0.integerIfAny(0) } ?? nil
  }
  /// Erasures, how many messages each one emptied, and how many of these are not empty.
  static func marks(_ db: Connection, _ body: (Int64, Int64, Int64) -> Void) throws {
    try db.each(marks) { body($0.integer(0), $0.integer(1), $0.integer(2)) }
  }

  /// Messages by their rows, newest first.
  static func rows(_ db: Connection, ids: [Int64]) throws -> [MessageRow] {
    var rows: [MessageRow] = []
    try db.each(byIDs, jsonList(ids)) { rows.append(try read($0)) }
    return rows.sorted { $0.id > $1.id }
  }

  /// The hash of a message's text as it lies there now.
  static func contentHash(
    _ db: Connection, _ channel: ChannelID, _ number: Int64
  ) throws -> [UInt8]? {
    try db.first(content, channel, number) { saltedHash($0.text(0), salt: $0.bytes(1)) }
  }
  /// Channel, count and greatest number of all channels that have messages.
  static func counts(_ db: Connection, _ body: (Int64, Int64, Int64) -> Void) throws {
    try db.each(counts) { body($0.integer(0), $0.integer(1), $0.integer(2)) }
  }
  /// The rows of all messages that are not erased, in order.
  static func everyRow(_ db: Connection, _ body: (Int64) -> Void) throws {
    try db.each(everyRow) { body($0.integer(0)) }
  }

  static func read(_ row: Row) throws -> MessageRow {
    MessageRow(
      id: row.integer(0), channel: ChannelID(row.integer(1)), number: row.integer(2),
      author: MemberID(row.integer(3)), at: row.instant(4), text: row.text(5),
      clientID: row.textIfAny(6), revision: row.integerIfAny(7).map { Int($0) },
      isTombstone: row.integer(8) != 0, isErased: row.integer(9) != 0, hidden: tombstone(row),
      spine: row.isNull(13) ? nil : try RecordTable.read(row, from: 13))
  }
  private static func tombstone(_ row: Row) -> Tombstone? {
    guard row.integer(9) == 0, !row.isNull(10) else { return nil }
    return Tombstone(by: MemberID(row.integer(10)), at: row.instant(11), reason: row.text(12))
  }
}
