// The table `records`, the spine: what all records share, whatever their kind.
import Domain

/// One row of the spine.
struct SpineRow {
  let id: RecordID
  let kind: String
  let number: Int64
  let channel: ChannelID
  let child: ChildID?
  var day: Day
  let author: MemberID
  let writtenAt: Instant
  var happenedAt: Instant
  var revision: Int
  var state: String
  let receipt: String
  let refersTo: RecordID?

  /// May readers see it? What is hidden or erased is there for audits and certificates only.
  var isReadable: Bool { BuiltInState(rawValue: state) == nil }

  /// The record in one version; its state is the present one.
  func record(_ version: Version) -> Record {
    Record(
      id: id, kind: kind, number: number, channel: channel, child: child, day: version.day,
      author: author, writtenAt: writtenAt, happenedAt: version.happenedAt,
      revision: version.number, state: state, receipt: receipt, refersTo: refersTo,
      values: version.values)
  }
}

enum RecordTable {
  /// `one_key` is unique in its channel. The index by day serves exports of many channels, the one
  /// by channel and day those of few.
  static let v1 =
    """
    CREATE TABLE records (
      id INTEGER PRIMARY KEY,
      kind TEXT NOT NULL,
      number INTEGER NOT NULL CHECK (number > 0),
      channel INTEGER NOT NULL REFERENCES channels (id),
      child INTEGER REFERENCES children (id),
      day TEXT NOT NULL,
      author INTEGER NOT NULL REFERENCES members (id),
      written_at INTEGER NOT NULL,
      happened_at INTEGER NOT NULL,
      revision INTEGER NOT NULL CHECK (revision > 0),
      state TEXT NOT NULL,
      one_key TEXT,
      receipt TEXT NOT NULL UNIQUE,
      refers_to INTEGER REFERENCES records (id)
    ) STRICT;
    CREATE UNIQUE INDEX records_number ON records (channel, kind, number);
    CREATE UNIQUE INDEX records_one ON records (kind, channel, one_key) WHERE one_key IS NOT NULL;
    CREATE INDEX records_place_day ON records (kind, channel, day);
    CREATE INDEX records_day ON records (kind, day);
    CREATE INDEX records_kind ON records (kind);
    CREATE INDEX records_author ON records (author, kind);
    """
    + Schema.appendOnly(
      "records",
      columns: [
        "id", "kind", "number", "channel", "child", "author", "written_at", "receipt", "refers_to",
      ])

  /// What `records_kind` answered, the kinds' own tables answer: they lie in the records' order.
  static let v2 = "DROP INDEX records_kind;"

  /// Mails that wait are few among very many. A question has to say these very words, or SQLite does
  /// not know that the index holds all that it asks for (sqlite.org/partialindex.html, section 3).
  static let waits = "state IN ('queued', 'sending', 'held', 'failed')"
  static let v4 = """
    CREATE INDEX records_waiting ON records (kind, channel, state, id)
    WHERE \(waits);
    """

  /// The spine's columns, in the order `read` expects.
  static let columns = """
    r.id, r.kind, r.number, r.channel, r.child, r.day, r.author, r.written_at, r.happened_at,
    r.revision, r.state, r.receipt, r.refers_to
    """
  private static let insert = SQL(
    """
    INSERT INTO records (kind, number, channel, child, day, author, written_at, happened_at,
      revision, state, one_key, receipt, refers_to)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, 1, ?, ?, ?, ?)
    """)
  private static let revise = SQL(
    "UPDATE records SET revision = ?, day = ?, happened_at = ?, one_key = ? WHERE id = ?")
  private static let setState = SQL("UPDATE records SET state = ? WHERE id = ?")
  private static let close = SQL("UPDATE records SET state = ?, one_key = NULL WHERE id = ?")
  private static let reopen = SQL("UPDATE records SET state = ?, one_key = ? WHERE id = ?")
  private static let inChannel = SQL(
    "SELECT \(columns) FROM records r WHERE r.channel = ? ORDER BY r.kind, r.number")
  private static let lastNumber = SQL(
    "SELECT max(number) FROM records WHERE channel = ? AND kind = ?")
  private static let byID = SQL("SELECT \(columns) FROM records r WHERE r.id = ?")
  private static let byNumber = SQL(
    "SELECT \(columns) FROM records r WHERE r.channel = ? AND r.kind = ? AND r.number = ?")
  private static let byReceipt = SQL("SELECT \(columns) FROM records r WHERE r.receipt = ?")
  private static let byOneKey = SQL(
    "SELECT \(columns) FROM records r WHERE r.kind = ? AND r.channel = ? AND r.one_key = ?")
  private static let byAuthor = SQL(
    "SELECT \(columns) FROM records r WHERE r.author = ? AND r.kind = ? ORDER BY r.id DESC LIMIT ?")

  /// Opens a record; answers its row.
  static func add(
    _ db: Connection, _ draft: RecordDraft, by author: MemberID, at: Instant
  ) throws -> SpineRow {
    let last = try db.first(lastNumber, draft.channel, draft.kind) { $0.integer(0) } ?? 0
    try db.run(
      insert, draft.kind, last + 1, draft.channel, draft.child, draft.day, author, at,
      draft.happenedAt, draft.state, draft.oneKey, draft.receipt, draft.refersTo)
    return SpineRow(
      id: RecordID(db.lastRow), kind: draft.kind, number: last + 1, channel: draft.channel,
      child: draft.child, day: draft.day, author: author, writtenAt: at,
      happenedAt: draft.happenedAt, revision: 1, state: draft.state, receipt: draft.receipt,
      refersTo: draft.refersTo)
  }
  static func revise(_ db: Connection, _ row: SpineRow, oneKey: String?) throws {
    try db.run(revise, row.revision, row.day, row.happenedAt, oneKey, row.id)
  }
  static func set(_ db: Connection, state: String, of record: RecordID) throws {
    try db.run(setState, state, record)
  }
  /// Moves a record out of readers' sight and frees its key: what was recorded in the wrong place
  /// must not stand in the way of the right record.
  static func close(_ db: Connection, _ record: RecordID, as state: BuiltInState) throws {
    try db.run(close, state.rawValue, record)
  }
  /// Moves a hidden record back into readers' sight, with its key.
  static func reopen(
    _ db: Connection, _ record: RecordID, as state: String, oneKey: String?
  ) throws {
    try db.run(reopen, state, oneKey, record)
  }
  /// Every record of a channel, whatever its state, in the order of kinds and numbers.
  static func rows(_ db: Connection, in channel: ChannelID) throws -> [SpineRow] {
    var rows: [SpineRow] = []
    try db.each(inChannel, channel) { rows.append(try read($0, from: 0)) }
    return rows
  }

  static func row(_ db: Connection, receipt: String) throws -> SpineRow? {
    try db.first(byReceipt, receipt) { try read($0, from: 0) }
  }
  static func row(_ db: Connection, _ id: RecordID) throws -> SpineRow? {
    try db.first(byID, id) { try read($0, from: 0) }
  }
  static func row(
    _ db: Connection, _ channel: ChannelID, kind: String, number: Int64
  ) throws -> SpineRow? {
    try db.first(byNumber, channel, kind, number) { try read($0, from: 0) }
  }
  static func row(
    _ db: Connection, _ channel: ChannelID, kind: String, oneKey: String
  ) throws -> SpineRow? {
    try db.first(byOneKey, kind, channel, oneKey) { try read($0, from: 0) }
  }
  /// A member's own records of a kind, newest first.
  static func rows(
    _ db: Connection, by author: MemberID, kind: String, limit: Int
  ) throws -> [SpineRow] {
    var rows: [SpineRow] = []
    try db.each(byAuthor, author, kind, limit) { rows.append(try read($0, from: 0)) }
    return rows
  }

  static func read(_ row: Row, from start: Int32) throws -> SpineRow {
    SpineRow(
      id: RecordID(row.integer(start)), kind: row.text(start + 1), number: row.integer(start + 2),
      channel: ChannelID(row.integer(start + 3)),
      child: row.integerIfAny(start + 4).map { ChildID($0) }, day: try row.day(start + 5),
      author: MemberID(row.integer(start + 6)), writtenAt: row.instant(start + 7),
      happenedAt: row.instant(start + 8), revision: Int(row.integer(start + 9)),
      state: row.text(start + 10), receipt: row.text(start + 11),
      refersTo: row.integerIfAny(start + 12).map { RecordID($0) })
  }
}
