// Records, their versions, and the long walk through all of a kind.
import Domain

extension Reader {
  /// A record by its row.
  public func record(_ id: RecordID, _ grant: Grant) throws -> Record? {
    guard let spine = try RecordTable.row(db, id), spine.channel == grant.channel else {
      return nil
    }
    return try readable(spine)
  }

  /// A record by its row, wherever it lies.
  public func record(_ id: RecordID, proof: (ChannelID) -> Grant?) throws -> Record? {
    guard let spine = try RecordTable.row(db, id), let grant = proof(spine.channel) else {
      return nil
    }
    return try record(id, grant)
  }

  /// A record by kind and number.
  public func record(kind: String, number: Int64, _ grant: Grant) throws -> Record? {
    try RecordTable.row(db, grant.channel, kind: kind, number: number).flatMap(readable)
  }

  /// The record that holds a key.
  public func record(kind: String, oneKey: String, _ grant: Grant) throws -> Record? {
    try RecordTable.row(db, grant.channel, kind: kind, oneKey: oneKey).flatMap(readable)
  }

  /// A record that is hidden, as it stood before.
  public func hiddenRecord(kind: String, number: Int64, _ grant: Grant) throws -> Record? {
    try RecordTable.row(db, grant.channel, kind: kind, number: number).flatMap { spine in
      spine.state == BuiltInState.hidden.rawValue ? try current(spine) : nil
    }
  }

  /// All versions of a record, oldest first; empty when it lies elsewhere.
  public func revisions(of record: RecordID, _ grant: Grant) throws -> [Revision] {
    guard let spine = try RecordTable.row(db, record), spine.channel == grant.channel,
      spine.isReadable
    else { return [] }
    return try revisions(spine)
  }

  func revisions(_ spine: SpineRow) throws -> [Revision] {
    try layout.kind(spine.kind).versions(db, spine.id).map { version in
      Revision(
        number: version.number, author: version.author, at: version.writtenAt,
        reason: version.reason, values: version.values)
    }
  }

  /// Records that match, newest first.
  public func records(_ query: RecordQuery, _ grants: [Grant]) throws -> [Record] {
    let channels = Set(grants.map(\.channel))
    guard query.limit > 0, !channels.isEmpty else { return [] }
    let kinds = layout.kinds.values.filter { table in
      guard let kind = query.kind else {
        return query.equals.allSatisfy { table.column(of: $0.field) != nil }
      }
      return table.kind == kind
    }
    var ids: [RecordID] = []
    for kind in kinds {
      ids += try RecordTable.ids(db, query, kind, channels, limit: query.limit)
    }
    let inOrder = query.after == nil ? ids.sorted(by: >) : ids.sorted()
    return try current(Array(inOrder.prefix(query.limit)))
  }

  /// Records of a kind whose field holds this one, newest first.
  public func records(
    _ kind: String, where field: String, is record: RecordID, proof: (ChannelID) -> Grant?
  ) throws -> [Record] {
    let table = try layout.kind(kind)
    guard let column = table.column(of: field), column.type == .record else {
      throw Failure.conflict("\(kind) has no record field \(field)")
    }
    var ids: [RecordID] = []
    let text = """
      SELECT r.id, r.channel FROM \(table.table) k
      CROSS JOIN records r ON r.id = k.record AND r.revision = k.revision
      WHERE k.\(column.name) = ? AND r.\(RecordTable.isReadable) ORDER BY k.record DESC
      """
    try db.each(text: text, lists: [[.integer(record.raw)]]) { row in
      if proof(ChannelID(row.integer(1))) != nil { ids.append(RecordID(row.integer(0))) }
    }
    return try current(ids)
  }

  /// The records that told of a child, once for each that was told.
  public func mails(
    tellingOf child: ChildID, record: RecordID?, _ grant: Grant
  ) throws -> [RecordID] {
    try TellingTable.mails(db, of: child, record: record).filter { mail in
      try RecordTable.row(db, mail)?.channel == grant.channel
    }
  }

  /// What was told outside of a child's session, oldest first.
  public func tellings(
    of child: ChildID, _ day: Day, _ session: String, _ grant: Grant
  ) throws -> [(mail: RecordID, telling: Telling)] {
    try TellingTable.tellings(db, of: child, day, session).filter { told in
      try RecordTable.row(db, told.mail)?.channel == grant.channel
    }
  }

  /// A member's own records: kind, state, day and receipt only.
  public func receipts(of member: MemberID, kinds: [String], limit: Int) throws -> [Record] {
    var rows: [SpineRow] = []
    for kind in Set(kinds) {
      rows += try RecordTable.rows(db, by: member, kind: kind, limit: limit)
    }
    // The number would tell how many there are where the author may not look.
    return rows.sorted { $0.id > $1.id }.prefix(max(limit, 0)).map { row in
      Record(
        id: row.id, kind: row.kind, number: 0, channel: row.channel, child: nil, day: row.day,
        author: row.author, writtenAt: row.writtenAt, happenedAt: row.happenedAt, revision: 1,
        state: row.state, receipt: row.receipt, refersTo: nil, values: [:])
    }
  }

  /// All records of a kind in these channels within the days, as they stand, in the order of days:
  /// these columns, a block of rows at a time. The body may change the block, and not keep it.
  public func scan(
    kind: String, from: Day?, to: Day?, _ grants: [Grant], _ columns: [ScanColumn],
    _ full: (RowBlock) throws -> Void
  ) throws {
    try RecordTable.scan(
      db, layout.kind(kind), from: from, to: to, Set(grants.map(\.channel)), columns, full: full)
  }

  /// The record with the words for the one it is about: a row number means nothing outside.
  func referring(_ record: Record) throws -> Record {
    var record = record
    if let id = record.refersTo, let about = try RecordTable.row(db, id) {
      record.reference = "\(about.kind) \(about.number)"
    }
    let named = record.recordsNamed
    if !named.isEmpty { record.named = try names(of: Set(named)) }
    return record
  }

  /// Puts the words for the records that they name into records.
  func name(_ records: inout [Record]) throws {
    let all = Set(records.flatMap(\.recordsNamed))
    guard !all.isEmpty else { return }
    let names = try names(of: all)
    for place in records.indices {
      for id in records[place].recordsNamed { records[place].named[id] = names[id] }
    }
  }

  /// What records are called where others name them: by their title, where their kind has one that
  /// is known so and they can be read; else by kind and number.
  public func names(of ids: Set<RecordID>) throws -> [RecordID: String] {
    var names: [RecordID: String] = [:]
    for (id, row) in try RecordTable.rows(db, Array(ids)) {
      names[id] = "\(row.kind) \(row.number)"
      guard row.isReadable, let title = layout.titles[row.kind] else { continue }
      if let text = try db.first(title, id, row.revision, row: { $0.textIfAny(0) }) ?? nil {
        names[id] = text
      }
    }
    return names
  }

  /// The record as it stands; nil when it is hidden or erased.
  func readable(_ spine: SpineRow) throws -> Record? {
    spine.isReadable ? try current(spine) : nil
  }

  func current(_ spine: SpineRow) throws -> Record {
    try record(spine, revision: spine.revision)
  }

  func record(_ spine: SpineRow, revision: Int) throws -> Record {
    guard let version = try layout.kind(spine.kind).version(db, spine.id, revision) else {
      throw Failure.broken("a record lacks its version")
    }
    return try referring(spine.record(version))
  }
}

extension Record {
  /// The records that its fields name.
  var recordsNamed: [RecordID] {
    values.values.compactMap { if case .record(let id) = $0 { id } else { nil } }
  }
}
