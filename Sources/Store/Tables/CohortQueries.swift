// Children with records of several kinds at once: sets of rows, intersected by their counts.
import Domain

/// Children who have a matching record for each question.
public struct Cohort: Sendable, Equatable {
  /// One child.
  public struct Row: Sendable, Equatable {
    /// Who.
    public let child: ChildID
    /// The child's own channel.
    public let channel: ChannelID
    /// Records that match, a count for each question in its order.
    public let counts: [Int]
  }
  /// The children, those with most records first.
  public let rows: [Row]
  /// Channels in which records were counted that are no child's own.
  public let shared: Set<ChannelID>
}

/// Finds a cohort: the question with the fewest records first; the others are asked only of the
/// children who are left, or read through where that costs less.
struct CohortWalk {
  let db: Connection
  let layout: Layout
  private let granted: ChannelSet
  private var shared: [ChannelID] = []
  private var hits: Set<ChannelID> = []
  /// Children who may still be in it, with their own channels.
  private var left: [(child: ChildID, channel: ChannelID)] = []
  private let childrenCount: Int
  private let childMax: Int
  /// Tests choose the way by it; nil is the cheaper one.
  var readsThrough: Bool?

  init(_ reader: Reader, _ channels: Set<ChannelID>) {
    db = reader.db
    layout = reader.layout
    granted = ChannelSet(channels)
    childrenCount = max(1, reader.roster.children.count)
    var last: Int64 = 0
    for channel in channels.sorted() {
      guard let place = reader.roster.channels[channel] else { continue }
      if let child = place.child {
        left.append((child, channel))
        last = max(last, child.raw)
      } else {
        shared.append(channel)
      }
    }
    childMax = Int(last)
  }

  mutating func run(_ queries: [RecordQuery]) throws -> Cohort {
    var counts = Array(repeating: [Int32](), count: queries.count)
    let extents = try queries.map(extent)
    for index in queries.indices.sorted(by: { extents[$0].rows < extents[$1].rows }) {
      guard !left.isEmpty else { break }
      counts[index] = try count(queries[index], extents[index])
      left.removeAll { counts[index][Int($0.child.raw)] == 0 }
    }
    let rows = left.map { one in
      Cohort.Row(
        child: one.child, channel: one.channel, counts: counts.map { Int($0[Int(one.child.raw)]) })
    }
    let total = rows.map { $0.counts.reduce(0, +) }
    let order = rows.indices.sorted {
      (total[$1], rows[$0].child) < (total[$0], rows[$1].child)
    }
    return Cohort(rows: order.map { rows[$0] }, shared: rows.isEmpty ? [] : hits)
  }

  /// How many records of the kind lie within the days, and between which rows.
  private struct Extent {
    var rows: Int64 = 0
    var first: Int64 = 0
    var last: Int64 = 0
  }

  private static let extent = SQL(
    """
    SELECT count(*), min(id), max(id) FROM records INDEXED BY records_day
    WHERE kind = ? AND day BETWEEN ? AND ?
    """)

  private func extent(_ query: RecordQuery) throws -> Extent {
    guard let kind = query.kind else { throw Failure.conflict("a question needs a record kind") }
    return try db.first(
      CohortWalk.extent, kind, query.from?.text ?? "", query.to?.text ?? "9999-99-99"
    ) { Extent(rows: $0.integer(0), first: $0.integer(1), last: $0.integer(2)) } ?? Extent()
  }

  private mutating func count(_ query: RecordQuery, _ extent: Extent) throws -> [Int32] {
    let kind = try layout.kind(query.kind ?? "")
    // Estimated microseconds, to compare two ways: a row found through two tables, through one,
    // and in passing.
    let (near, far) = query.equals.isEmpty ? (0.8, 0.8) : (2.0, 0.25)
    let share = Double(left.count) / Double(childrenCount)
    let few = share * Double(extent.rows) * near + Double(left.count) * 4
    return !(readsThrough ?? (few >= Double(extent.rows) * far))
      ? try countNear(query, kind) : try countAll(query, kind, extent)
  }

  /// Asks channel by channel: those of the children who are left, and those that are no child's.
  private mutating func countNear(_ query: RecordQuery, _ kind: KindTable) throws -> [Int32] {
    let (filter, values) = try RecordTable.filter(query.withDays, kind)
    let join =
      query.equals.isEmpty
      ? "" : "CROSS JOIN \(kind.table) k ON k.record = r.id AND k.revision = r.revision"
    let text = """
      SELECT r.channel, r.child FROM records r INDEXED BY records_place_day \(join)
      WHERE r.kind = ? AND r.channel = ? AND r.\(RecordTable.isReadable)\(filter)
      """
    let places = left.map(\.channel) + shared
    return try tally(
      text, places.lazy.map { [.text(kind.kind), .integer($0.raw)] + values })
  }

  /// Reads all of the kind within the days. Where a field is asked for, the kind's own table is
  /// walked in its order, which is reckoned cheaper than going to it from the spine row by row.
  private mutating func countAll(
    _ query: RecordQuery, _ kind: KindTable, _ extent: Extent
  ) throws -> [Int32] {
    let (filter, values) = try RecordTable.filter(query.withDays, kind)
    guard !query.equals.isEmpty else {
      return try tally(
        """
        SELECT r.channel, r.child FROM records r INDEXED BY records_day
        WHERE r.kind = ? AND r.\(RecordTable.isReadable)\(filter)
        """, [[.text(kind.kind)] + values])
    }
    return try tally(
      """
      SELECT r.channel, r.child FROM \(kind.table) k
      CROSS JOIN records r ON r.id = k.record AND r.revision = k.revision
      WHERE k.record BETWEEN ? AND ? AND r.\(RecordTable.isReadable)\(filter)
      """, [[.integer(extent.first), .integer(extent.last)] + values])
  }

  private mutating func tally(
    _ text: String, _ lists: some Sequence<[StoredValue]>
  ) throws -> [Int32] {
    var counts = [Int32](repeating: 0, count: childMax + 1)
    let shared = ChannelSet(self.shared)
    var hits: Set<ChannelID> = []
    try db.each(text: text, lists: lists) { row in
      let (channel, child) = (row.integer(0), row.integer(1))
      guard child > 0, child < counts.count, granted.contains(channel) else { return }
      counts[Int(child)] += 1
      if shared.contains(channel) { hits.insert(ChannelID(channel)) }
    }
    self.hits.formUnion(hits)
    return counts
  }
}

extension RecordQuery {
  /// The same question with both ends of its days.
  fileprivate var withDays: RecordQuery {
    var query = self
    query.before = nil
    query.from = from ?? Day(number: -719_162)
    return query
  }
}
