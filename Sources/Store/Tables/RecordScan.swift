// All records of a kind as they stand, as blocks of rows: what exports and long lists walk.
import Domain

/// A column of a scan.
public enum ScanColumn: Sendable, Equatable {
  /// The row of the channel.
  case channel
  /// The number in its channel.
  case number
  /// The row of the child; empty where there is none.
  case child
  /// The day it is about, `yyyy-mm-dd`.
  case day
  /// The row of who wrote the first version.
  case author
  /// When the first version was written, in milliseconds.
  case writtenAt
  /// When it happened, in milliseconds.
  case happenedAt
  /// Milliseconds from when it happened to when it was written.
  case delay
  /// The version.
  case revision
  /// Where it stands.
  case state
  /// A field, as it lies in its column.
  case field(String)
  /// Where the field holds a record: the kind and number of the record that it is about.
  case reference(String)
}

extension RecordTable {
  /// Records of a kind within the days in these channels, in the order of days. With one channel, or
  /// with many, the rows stream through; with few only their keys are held.
  static func scan(
    _ db: Connection, _ kind: KindTable, from: Day?, to: Day?, _ channels: Set<ChannelID>,
    _ columns: [ScanColumn], full: (RowBlock) throws -> Void
  ) throws {
    let set = ChannelSet(channels)
    let select = "SELECT r.channel, k.revision, \(names(columns, kind))"
    let ends: [StoredValue] = [.text(from?.text ?? ""), .text(to?.text ?? "9999-99-99")]
    let join = "LEFT JOIN \(kind.table) k ON k.record = r.id AND k.revision = r.revision"
    guard channels.count <= Limits.searchPlacesMax else {
      return try db.fill(
        """
        \(select) FROM records r INDEXED BY records_day \(join)
        WHERE r.kind = ? AND r.day BETWEEN ? AND ? AND r.\(isReadable) ORDER BY r.day, r.id
        """, lists: [[.text(kind.kind)] + ends], of: set, width: columns.count, full: full)
    }
    if let channel = channels.first, channels.count == 1 {
      return try db.fill(
        """
        \(select) FROM records r INDEXED BY records_place_day \(join)
        WHERE r.kind = ? AND r.channel = ? AND r.day BETWEEN ? AND ? AND r.\(isReadable)
        ORDER BY r.day, r.id
        """, lists: [[.text(kind.kind), .integer(channel.raw)] + ends], of: set,
        width: columns.count, full: full)
    }
    var keys: [(day: String, id: RecordID)] = []
    for channel in channels {
      try days(db, kind: kind.kind, channel, from: from, to: to) { keys.append(($0, $1)) }
    }
    keys.sort { ($0.day, $0.id) < ($1.day, $1.id) }
    try db.fill(
      "\(select) FROM records r \(join) WHERE r.id = ? AND r.\(isReadable)",
      lists: keys.lazy.map { [.integer($0.id.raw)] }, of: set, width: columns.count, full: full)
  }

  private static func names(_ columns: [ScanColumn], _ kind: KindTable) -> String {
    columns.map { column in
      switch column {
      case .channel: "r.channel"
      case .number: "r.number"
      case .child: "r.child"
      case .day: "k.about_day"
      case .author: "r.author"
      case .writtenAt: "r.written_at"
      case .happenedAt: "k.happened_at"
      case .delay: "r.written_at - k.happened_at"
      case .revision: "k.revision"
      case .state: "r.state"
      case .field(let field): kind.column(of: field).map { "k.\($0.name)" } ?? "NULL"
      case .reference(let field):
        kind.column(of: field).map { column in
          """
          iif(k.\(column.name) IS NULL, NULL,
            (SELECT a.kind || ' ' || a.number FROM records a WHERE a.id = r.refers_to))
          """
        } ?? "NULL"
      }
    }.joined(separator: ", ")
  }
}
