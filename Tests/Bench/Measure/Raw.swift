// The floor: the same rows into the same tables and indices, by nothing but the SQLite C API.
import CSQLite

/// What went wrong in SQLite's words.
struct RawTrouble: Error { let text: String }

/// Re-inserts the rows of a served database, a line's rows together, a group of lines a transaction.
struct Raw {
  let served: String
  let fresh: String
  let group: Int
  private static let tables = [
    "messages", "records", "record_note", "events", "audit", "audit_tree", "answers",
  ]

  private struct Table {
    let insert: OpaquePointer
    let rows: [[OpaquePointer?]]
  }

  func run() throws {
    let source = try open(served)
    let target = try open(fresh)
    try execute(
      target,
      """
      PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA wal_autocheckpoint = 0;
      PRAGMA foreign_keys = OFF; PRAGMA cache_size = -16384;
      """)
    let before = try Raw.tables.map { try count(target, $0) }
    let tables = try zip(Raw.tables, before).map { try load($0, source, target, skip: $1) }
    let search = try prepare(target, "INSERT INTO search (rowid, place, text) VALUES (?, ?, ?)")
    let texts = try load("messages", source, target, skip: before[0]).rows
    let last = try prepare(target, "UPDATE channels SET last_message = ? WHERE id = 7")
    let lines = texts.count
    guard lines > group else { throw RawTrouble(text: "too few rows were served to re-insert") }
    let start = monotonicSeconds()
    for first in stride(from: 0, to: lines, by: group) {
      try execute(target, "BEGIN IMMEDIATE")
      let end = min(lines, first + group)
      for line in first..<end {
        sqlite3_bind_int64(last, 1, Int64(line))
        try step(last)
        for table in tables {
          let share = table.rows.count
          for row in (line * share / lines)..<((line + 1) * share / lines) {
            try insert(table.insert, table.rows[row])
          }
        }
      }
      for line in first..<end {
        sqlite3_bind_int64(search, 1, Int64(1_000_000 + line))
        sqlite3_bind_text(search, 2, "c7", 2, nil)
        let text = texts[line].first { $0.map { sqlite3_value_bytes($0) > 30 } ?? false } ?? nil
        if let text { sqlite3_bind_value(search, 3, text) }
        try step(search)
      }
      try execute(target, "COMMIT")
    }
    let rate = Double(lines) / (monotonicSeconds() - start)
    print("raw_lines_per_second \(Int(rate))")
  }

  private func load(
    _ name: String, _ source: OpaquePointer, _ target: OpaquePointer, skip: Int64
  ) throws -> Table {
    let select = try prepare(source, "SELECT * FROM \(name) LIMIT -1 OFFSET \(skip)")
    let width = sqlite3_column_count(select)
    var rows: [[OpaquePointer?]] = []
    while sqlite3_step(select) == SQLITE_ROW, rows.count < 200_000 {
      rows.append((0..<width).map { sqlite3_value_dup(sqlite3_column_value(select, $0)) })
    }
    sqlite3_finalize(select)
    let marks = (0..<width).map { _ in "?" }.joined(separator: ",")
    // Its rows come in the order of its key, not of their making, so some are there already.
    let verb = name == "audit_tree" ? "INSERT OR REPLACE" : "INSERT"
    return Table(insert: try prepare(target, "\(verb) INTO \(name) VALUES (\(marks))"), rows: rows)
  }

  private func insert(_ statement: OpaquePointer, _ row: [OpaquePointer?]) throws {
    for (index, value) in row.enumerated() {
      sqlite3_bind_value(statement, Int32(index + 1), value)
    }
    try step(statement)
  }

  private func step(_ statement: OpaquePointer) throws {
    guard sqlite3_step(statement) == SQLITE_DONE else {
      throw RawTrouble(text: String(cString: sqlite3_errmsg(sqlite3_db_handle(statement))))
    }
    sqlite3_reset(statement)
  }

  private func count(_ db: OpaquePointer, _ name: String) throws -> Int64 {
    let statement = try prepare(db, "SELECT count(*) FROM \(name)")
    defer { sqlite3_finalize(statement) }
    sqlite3_step(statement)
    return sqlite3_column_int64(statement, 0)
  }

  private func open(_ path: String) throws -> OpaquePointer {
    var handle: OpaquePointer?
    guard sqlite3_open(path, &handle) == SQLITE_OK, let handle else {
      throw RawTrouble(text: "cannot open \(path)")
    }
    return handle
  }

  private func prepare(_ db: OpaquePointer, _ sql: String) throws -> OpaquePointer {
    var statement: OpaquePointer?
    guard sqlite3_prepare_v2(db, sql, -1, &statement, nil) == SQLITE_OK, let statement else {
      throw RawTrouble(text: String(cString: sqlite3_errmsg(db)) + " in " + sql)
    }
    return statement
  }

  private func execute(_ db: OpaquePointer, _ sql: String) throws {
    guard sqlite3_exec(db, sql, nil, nil, nil) == SQLITE_OK else {
      throw RawTrouble(text: String(cString: sqlite3_errmsg(db)))
    }
  }
}
