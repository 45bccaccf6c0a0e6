// What is asked about children over all kinds of records: one child's chronology, and a cohort.
import Domain

extension Reader {
  /// Where a page of a chronology ended.
  public typealias ChronologyPlace = (day: Day, id: RecordID)

  /// The records of a channel, all kinds, in the order of their days, from the place after `after`
  /// on; at most `limit`, of which the caller may ask one more than it shows.
  public func chronology(
    _ grant: Grant, from: Day? = nil, to: Day? = nil, after: ChronologyPlace? = nil, limit: Int
  ) throws -> [Record] {
    guard limit > 0 else { return [] }
    var walk = try ChronologyWalk(self, grant.channel, from: from, to: to, after: after)
    var records: [Record] = []
    while records.count < limit, let record = try walk.next() { records.append(record) }
    let about = try RecordTable.names(db, Set(records.compactMap(\.refersTo)))
    try name(&records)
    guard !about.isEmpty else { return records }
    for place in records.indices {
      records[place].reference = records[place].refersTo.flatMap { about[$0] }
    }
    return records
  }

  /// Children who have a matching record for each question, with the counts. Only records in the
  /// channels of the grants count, and only children whose own channel is among them are named.
  /// Each question names a kind; its limit and `before` mean nothing here.
  public func cohort(_ queries: [RecordQuery], _ grants: [Grant]) throws -> Cohort {
    guard !queries.isEmpty else { return Cohort(rows: [], shared: []) }
    var walk = CohortWalk(self, Set(grants.map(\.channel)))
    return try walk.run(queries)
  }

  /// Records as they stand, in this order: one statement for the spine and one for each kind.
  func current(_ ids: [RecordID]) throws -> [Record] {
    let spines = try RecordTable.rows(db, ids)
    return try records(ids.compactMap { id in spines[id].map { ($0, $0.revision) } })
  }

  /// Records in the versions asked for, in this order.
  func records(_ wanted: [(spine: SpineRow, revision: Int)]) throws -> [Record] {
    guard wanted.count > 1 else {
      return try wanted.map { try record($0.spine, revision: $0.revision) }
    }
    let kinds = Dictionary(grouping: wanted.indices) { wanted[$0].spine.kind }
    var versions = [Version?](repeating: nil, count: wanted.count)
    for (kind, places) in kinds {
      try layout.kind(kind).versions(
        db, places.map { (wanted[$0].spine.id, wanted[$0].revision) }
      ) { place, version in versions[places[place]] = version }
    }
    let about = try RecordTable.names(db, Set(wanted.compactMap(\.spine.refersTo)))
    var records = try wanted.indices.map { place in
      guard let version = versions[place] else {
        throw Failure.broken("a record lacks its version")
      }
      var record = wanted[place].spine.record(version)
      record.reference = record.refersTo.flatMap { about[$0] }
      return record
    }
    try name(&records)
    return records
  }
}
