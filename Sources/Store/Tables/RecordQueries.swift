// The table `records`, asked for many rows at a time: by question, and in the order of days.
import Domain

extension RecordTable {
  /// What `SpineRow.isReadable` says, in SQL.
  static let isReadable = "state NOT IN ('hidden', 'erased')"
  private static let everyKind = SQL("SELECT DISTINCT kind FROM records ORDER BY kind")
  private static let placeDays = SQL(
    """
    SELECT day, id FROM records INDEXED BY records_place_day
    WHERE kind = ? AND channel = ? AND day BETWEEN ? AND ?
    """)

  /// The newest records of a kind in these channels that match, newest first, at most `limit`.
  static func ids(
    _ db: Connection, _ query: RecordQuery, _ kind: KindTable, _ channels: Set<ChannelID>,
    limit: Int
  ) throws -> [RecordID] {
    let isPlain = query.from == nil && query.to == nil && query.equals.isEmpty
    if isPlain, query.state == nil, query.after == nil, channels.count > Limits.searchPlacesMax {
      return try walk(db, kind, before: query.before, channels, limit: limit)
    }
    let (filter, values) = try self.filter(query, kind)
    let isByDay = query.from != nil || query.to != nil
    let isWaiting =
      !isByDay
      && query.state.flatMap { MailState(rawValue: $0) }.map(MailState.waiting.contains)
        ?? false
    let index =
      isByDay ? "records_place_day" : isWaiting ? "records_waiting" : "records_number"
    let order = isByDay || isWaiting ? "r.id" : "r.number"
    let way = query.after == nil ? "DESC" : "ASC"
    let join =
      query.equals.isEmpty
      ? "" : " JOIN \(kind.table) k ON k.record = r.id AND k.revision = r.revision"
    let text = """
      SELECT r.id FROM records r INDEXED BY \(index)\(join)
      WHERE r.kind = ? AND r.channel = ?\(isWaiting ? " AND r.\(waits)" : "") AND r.\(isReadable)
        \(filter) ORDER BY \(order) \(way) LIMIT ?
      """
    // Within a channel and kind the numbers rise with the rows, so the index by number gives the
    // newest first without sorting; what each channel gives is merged here.
    let lists = channels.lazy.map { channel in
      [.text(kind.kind), .integer(channel.raw)] + values + [.integer(Int64(limit))]
    }
    var found: [RecordID] = []
    try db.each(text: text, lists: lists) { found.append(RecordID($0.integer(0))) }
    return Array((query.after == nil ? found.sorted(by: >) : found.sorted()).prefix(limit))
  }

  private static let byIDs = SQL(
    "SELECT \(columns) FROM json_each(?) j CROSS JOIN records r ON r.id = j.value")
  private static let namesByIDs = SQL(
    "SELECT r.id, r.kind, r.number FROM json_each(?) j CROSS JOIN records r ON r.id = j.value")

  /// Spine rows by their ids.
  static func rows(_ db: Connection, _ ids: [RecordID]) throws -> [RecordID: SpineRow] {
    var rows: [RecordID: SpineRow] = [:]
    rows.reserveCapacity(ids.count)
    try db.each(byIDs, jsonList(ids.map(\.raw))) { row in
      let spine = try read(row, from: 0)
      rows[spine.id] = spine
    }
    return rows
  }

  /// Records in words: kind and number.
  static func names(_ db: Connection, _ ids: Set<RecordID>) throws -> [RecordID: String] {
    guard !ids.isEmpty else { return [:] }
    var names: [RecordID: String] = [:]
    try db.each(namesByIDs, jsonList(ids.map(\.raw))) { row in
      names[RecordID(row.integer(0))] = "\(row.text(1)) \(row.integer(2))"
    }
    return names
  }

  /// Keys of all records of a kind in a channel within the days.
  static func days(
    _ db: Connection, kind: String, _ channel: ChannelID, from: Day?, to: Day?,
    key: (String, RecordID) -> Void
  ) throws {
    try db.each(placeDays, kind, channel, from?.text ?? "", to?.text ?? "9999-99-99") { row in
      key(row.text(0), RecordID(row.integer(1)))
    }
  }

  /// Records of a kind whose versions are not exactly 1 to the spine's revision.
  static func astray(_ db: Connection, _ kind: KindTable, _ body: (Int64) -> Void) throws {
    let text = """
      SELECT r.id FROM records r INDEXED BY records_day WHERE r.kind = ? AND r.revision IS NOT
        (SELECT count(*) * (max(k.revision) = count(*)) FROM \(kind.table) k WHERE k.record = r.id)
      """
    try db.each(text: text, lists: [[.text(kind.kind)]]) { body($0.integer(0)) }
  }

  /// All kinds of which there are records.
  static func kinds(_ db: Connection, _ body: (String) -> Void) throws {
    try db.each(everyKind) { body($0.text(0)) }
  }

  private static func walk(
    _ db: Connection, _ kind: KindTable, before: RecordID?, _ channels: Set<ChannelID>, limit: Int
  ) throws -> [RecordID] {
    var found: [RecordID] = []
    try db.walk(kind.newest, before?.raw ?? Int64.max) { row in
      if channels.contains(ChannelID(row.integer(1))) { found.append(RecordID(row.integer(0))) }
      return found.count < limit
    }
    return found
  }

  /// The conditions of a question, and what is bound to them. Fields the kind does not have are a
  /// conflict: a filter that is silently dropped would show too much.
  static func filter(
    _ query: RecordQuery, _ kind: KindTable
  ) throws -> (text: String, values: [StoredValue]) {
    var text = ""
    var values: [StoredValue] = []
    if let before = query.before {
      text += " AND r.id < ?"
      values.append(.integer(before.raw))
    }
    if let after = query.after {
      text += " AND r.id > ?"
      values.append(.integer(after.raw))
    }
    if query.from != nil || query.to != nil {
      text += " AND r.day BETWEEN ? AND ?"
      values.append(.text(query.from?.text ?? ""))
      values.append(.text(query.to?.text ?? "9999-99-99"))
    }
    if let state = query.state {
      text += " AND r.state = ?"
      values.append(.text(state))
    }
    for (field, value) in query.equals {
      guard let column = kind.column(of: field), let stored = column.type.stored(value) else {
        throw Failure.conflict("\(kind.kind) has no such field as \(field)")
      }
      text += " AND k.\(column.name) = ?"
      values.append(stored)
    }
    return (text, values)
  }
}
