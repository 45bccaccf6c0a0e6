// The table `fields`: every field that a record kind has or had, so that old records stay readable.
import Domain

/// The tables of all record kinds.
struct Layout: Sendable {
  /// Record kind to its table.
  fileprivate(set) var kinds: [String: KindTable] = [:]
  /// What reads the name of a record (its row and revision), for kinds that others refer to by name.
  fileprivate(set) var titles: [String: SQL] = [:]

  func kind(_ kind: String) throws -> KindTable {
    guard let table = kinds[kind] else {
      throw Failure.conflict("there is no record kind \(kind)")
    }
    return table
  }
}

enum FieldTable {
  static let v1 = """
    CREATE TABLE fields (
      kind TEXT NOT NULL,
      name TEXT NOT NULL,
      type TEXT NOT NULL,
      place INTEGER NOT NULL,
      PRIMARY KEY (kind, name)
    ) STRICT, WITHOUT ROWID;
    """

  private static let all = SQL("SELECT kind, name, type FROM fields ORDER BY kind, place")
  private static let put = SQL(
    """
    INSERT INTO fields (kind, name, type, place) VALUES (?, ?, ?, ?)
    ON CONFLICT (kind, name) DO UPDATE SET type = excluded.type
    """)
  private static let exists = SQL(
    "SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = ?")
  private static let trigger = SQL(
    "SELECT sql FROM sqlite_schema WHERE type = 'trigger' AND name = ?")

  /// Makes and extends the tables of the catalog's record kinds, within the caller's transaction.
  /// A field that would have to be stored otherwise than it was is refused.
  static func adopt(_ db: Connection, _ catalog: Catalog) throws -> Layout {
    var fields = try known(db)
    for (kind, command) in catalog.recordKinds.sorted(by: { $0.key < $1.key }) {
      var old = fields[kind] ?? []
      for field in command.fields where field.type != .changes {
        guard let place = old.firstIndex(where: { $0.name == field.name }) else {
          old.append((field.name, field.type))
          continue
        }
        guard old[place].type.family == field.type.family else {
          throw Failure.conflict(
            "the field \(field.name) of \(kind) was \(old[place].type.rawValue) and cannot become "
              + "\(field.type.rawValue): give the new field another name")
        }
        old[place].type = field.type
      }
      fields[kind] = old
    }
    var layout = Layout()
    for (kind, columns) in fields {
      let table = try KindTable(kind: kind, fields: columns)
      try make(db, table)
      layout.kinds[kind] = table
    }
    layout.titles = titles(catalog, layout)
    return layout
  }

  private static func titles(_ catalog: Catalog, _ layout: Layout) -> [String: SQL] {
    let wanted = Set(catalog.recordKinds.values.flatMap { $0.fields.compactMap(\.recordKind) })
    var titles: [String: SQL] = [:]
    for kind in wanted {
      guard let field = catalog.recordKinds[kind]?.title, let table = layout.kinds[kind],
        let column = table.column(of: field.name)
      else { continue }
      titles[kind] = SQL(
        "SELECT \(column.name) FROM \(table.table) WHERE record = ? AND revision = ?")
    }
    return titles
  }

  private static func known(
    _ db: Connection
  ) throws -> [String: [(name: String, type: FieldType)]] {
    var fields: [String: [(name: String, type: FieldType)]] = [:]
    try db.each(all) { row in
      guard let type = FieldType(rawValue: row.text(2)) else {
        throw Failure.broken("the field type \(row.text(2)) is unknown")
      }
      fields[row.text(0), default: []].append((row.text(1), type))
    }
    return fields
  }

  private static func make(_ db: Connection, _ table: KindTable) throws {
    let name = String(table.table.dropFirst().dropLast())
    if try db.first(exists, name, row: { _ in true }) == nil { try db.execute(table.creation) }
    var present: Set<String> = []
    try db.each(text: "PRAGMA table_info(\(table.table))") { present.insert("\"\($0.text(1))\"") }
    if !present.contains(KindTable.mark) { try db.execute(table.additionOfMark) }
    for (place, column) in table.columns.enumerated() {
      if !present.contains(column.name) { try db.execute(table.addition(of: column)) }
      try db.run(put, table.kind, column.field, column.type.rawValue, place)
      // What refers to a record is asked for from the record's side as well.
      if column.type == .record { try db.execute(table.index(of: column)) }
    }
    // The trigger names every column, so each new one makes it anew.
    let guardian = try db.first(trigger, "\(name)_stays") { $0.text(0) } ?? ""
    if !table.erasable.contains(guardian) || guardian.isEmpty { try db.execute(table.erasable) }
  }
}
