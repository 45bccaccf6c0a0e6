// The tables `record_<kind>`: one typed table for each record kind, a row for each version.
import Domain

/// One version of a record, as it lies in its kind's table.
struct Version {
  let number: Int
  let author: MemberID
  let writtenAt: Instant
  let reason: String?
  let day: Day
  let happenedAt: Instant
  let values: [String: Value]
}

/// How the records of one kind lie in their table: what the catalog says, and fields it once had.
struct KindTable: Sendable {
  /// A field and its column.
  struct Column: Sendable {
    let field: String
    let type: FieldType
    /// Quoted.
    let name: String
  }
  let kind: String
  /// Quoted.
  let table: String
  let columns: [Column]
  private let places: [String: Int]
  private let insert: SQL
  private let one: SQL
  private let all: SQL
  private let many: SQL
  /// The records of a channel as they stand, in the order of days, after a place.
  let chronology: SQL
  /// Rows and channels of the kind's records below a row, newest first.
  let newest: SQL

  /// The number of the erasure that emptied a version. No field can have this name: see `check`.
  static let mark = "\"_erasure\""

  /// What every kind's table has besides its fields.
  private static let shared = [
    "record", "revision", "author", "written_at", "reason_for_change", "about_day", "happened_at",
    "salt",
  ]

  init(kind: String, fields: [(name: String, type: FieldType)]) throws {
    try KindTable.check(kind)
    self.kind = kind
    table = "\"record_\(kind)\""
    columns = try fields.filter { $0.type != .changes }.map { field in
      try KindTable.check(field.name)
      let name = KindTable.shared.contains(field.name) ? "field_\(field.name)" : field.name
      return Column(field: field.name, type: field.type, name: "\"\(name)\"")
    }
    guard Set(columns.map(\.name)).count == columns.count else {
      throw Failure.conflict("two fields of the record kind \(kind) would share a column")
    }
    places = Dictionary(
      uniqueKeysWithValues: columns.enumerated().map { ($0.element.field, $0.offset) })
    let names = (KindTable.shared + columns.map(\.name)).joined(separator: ", ")
    let marks = Array(repeating: "?", count: KindTable.shared.count + columns.count)
    insert = SQL("INSERT INTO \(table) (\(names)) VALUES (\(marks.joined(separator: ", ")))")
    one = SQL("SELECT \(names) FROM \(table) WHERE record = ? AND revision = ?")
    // Qualified: the rows of the list have names of their own.
    let own = (KindTable.shared + columns.map(\.name)).map { "k.\($0)" }.joined(separator: ", ")
    many = SQL(
      """
      SELECT \(own), j.key FROM json_each(?) j CROSS JOIN \(table) k
      ON k.record = json_extract(j.value, '$[0]') AND k.revision = json_extract(j.value, '$[1]')
      """)
    all = SQL("SELECT \(names) FROM \(table) WHERE record = ? ORDER BY revision")
    let standing = ["revision", "about_day", "happened_at"].map { "k.\($0)" }
    chronology = SQL(
      """
      SELECT r.id, r.day, r.number, r.child, r.author, r.written_at, r.state, r.receipt,
        r.refers_to, \((standing + columns.map { "k.\($0.name)" }).joined(separator: ", "))
      FROM records r INDEXED BY records_place_day
      LEFT JOIN \(table) k ON k.record = r.id AND k.revision = r.revision
      WHERE r.kind = ? AND r.channel = ? AND r.day BETWEEN ? AND ? AND (r.day > ? OR r.id > ?)
        AND r.\(RecordTable.isReadable)
      ORDER BY r.day, r.id
      """)
    newest = SQL(
      """
      SELECT r.id, r.channel FROM \(table) k CROSS JOIN records r ON r.id = k.record
      WHERE k.record < ? AND k.revision = 1 AND r.\(RecordTable.isReadable)
      ORDER BY k.record DESC
      """)
  }

  /// The column of a field.
  func column(of field: String) -> Column? { places[field].map { columns[$0] } }

  /// The words that make the table. Its columns come one by one, like those of a later definition.
  var creation: String {
    """
    CREATE TABLE \(table) (
      record INTEGER NOT NULL REFERENCES records (id),
      revision INTEGER NOT NULL CHECK (revision > 0),
      author INTEGER NOT NULL REFERENCES members (id),
      written_at INTEGER NOT NULL,
      reason_for_change TEXT,
      about_day TEXT NOT NULL,
      happened_at INTEGER NOT NULL,
      salt BLOB NOT NULL,
      PRIMARY KEY (record, revision),
      CHECK ((revision = 1) = (reason_for_change IS NULL))
    ) STRICT, WITHOUT ROWID;
    """ + Schema.appendOnly("record_\(kind)")
  }
  /// The words that add a field's column.
  func addition(of column: Column) -> String {
    "ALTER TABLE \(table) ADD COLUMN \(column.name) \(column.type.columnType)"
  }

  /// The words that make the index of a column that refers to records.
  func index(of column: Column) -> String {
    """
    CREATE INDEX IF NOT EXISTS "record_\(kind)_\(column.field)" ON \(table) (\(column.name))
    WHERE \(column.name) IS NOT NULL
    """
  }

  /// Adds a version; answers the hash of its content.
  func add(
    _ db: Connection, _ record: RecordID, _ version: Version, salt: [UInt8]
  ) throws -> [UInt8] {
    var row: [StoredValue] = [
      .integer(record.raw), .integer(Int64(version.number)), .integer(version.author.raw),
      .integer(version.writtenAt.milliseconds), version.reason.map { .text($0) } ?? .null,
      .text(version.day.text), .integer(version.happenedAt.milliseconds), .bytes(salt),
    ]
    row.reserveCapacity(row.count + columns.count)
    var content: [(field: String, value: StoredValue)] = []
    for column in columns {
      guard let value = version.values[column.field] else {
        row.append(.null)
        continue
      }
      guard let stored = column.type.stored(value) else {
        throw Failure.conflict("\(kind).\(column.field) cannot hold such a value")
      }
      row.append(stored)
      content.append((column.field, stored))
    }
    guard content.count == version.values.count else {
      throw Failure.conflict("the record kind \(kind) lacks a field of the record")
    }
    try db.run(insert, list: row)
    return saltedHash(
      day: version.day, happenedAt: version.happenedAt, content, salt: salt)
  }

  /// One version of a record.
  func version(_ db: Connection, _ record: RecordID, _ revision: Int) throws -> Version? {
    try db.first(one, record, revision, row: read)
  }
  /// All versions of a record, oldest first.
  func versions(_ db: Connection, _ record: RecordID) throws -> [Version] {
    var versions: [Version] = []
    try db.each(all, record) { versions.append(try read($0)) }
    return versions
  }
  /// Versions of several records, each with its place in the list.
  func versions(
    _ db: Connection, _ keys: [(RecordID, Int)], _ body: (Int, Version) -> Void
  ) throws {
    let list = keys.map { "[\($0.0.raw),\($0.1)]" }.joined(separator: ",")
    let last = Int32(KindTable.shared.count + columns.count)
    try db.each(many, "[\(list)]") { row in body(Int(row.integer(last)), try read(row)) }
  }
  /// A version's content as it was hashed, from what lies there now; nil when there is none.
  func content(
    _ db: Connection, _ record: RecordID, _ revision: Int
  ) throws -> ShownContent? {
    try db.first(one, record, revision) { row in
      var values: [ShownContent.Value] = []
      for (index, column) in columns.enumerated() {
        let place = Int32(KindTable.shared.count + index)
        guard let value = try column.type.value(row, place) else { continue }
        guard let text = column.type.stored(value)?.hashedText else {
          throw Failure.broken("\(kind).\(column.field) holds what it cannot hold")
        }
        values.append(
          ShownContent.Value(field: column.field, family: column.type.familyName, text: text))
      }
      return ShownContent(
        salt: row.bytes(7), day: row.text(5), happenedAt: row.integer(6),
        values: values.sorted { $0.field < $1.field })
    }
  }

  private func read(_ row: Row) throws -> Version {
    Version(
      number: Int(row.integer(1)), author: MemberID(row.integer(2)), writtenAt: row.instant(3),
      reason: row.textIfAny(4), day: try row.day(5), happenedAt: row.instant(6),
      values: try values(row, from: Int32(KindTable.shared.count)))
  }

  /// What the fields hold, their columns beginning at this one.
  func values(_ row: Row, from start: Int32) throws -> [String: Value] {
    var values = [String: Value](minimumCapacity: min(columns.count, 6))
    // By place, and the name only where there is a value: a column costs the counting of its texts.
    for place in columns.indices {
      if let value = try columns[place].type.value(row, start + Int32(place)) {
        values[columns[place].field] = value
      }
    }
    return values
  }

  /// Names become identifiers of the schema, so the store looks at them itself.
  /// The first letter keeps the store's own column `_erasure` apart.
  private static func check(_ name: String) throws {
    let isGood = name.utf8.first.map { (97...122).contains($0) } ?? false
    guard isGood, name.utf8.count <= 64,
      name.utf8.allSatisfy({
        (97...122).contains($0) || (48...57).contains($0) || $0 == 95 || $0 == 45
      })
    else { throw Failure.conflict("'\(name)' cannot be the name of a table or column") }
  }
}
