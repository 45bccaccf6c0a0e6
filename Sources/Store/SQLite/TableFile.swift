// A SQLite file that came from elsewhere, read row by row.
import CSQLite
import Domain

/// One table of a file that an export is said to be.
public enum TableFile {
  /// What a cell holds.
  public enum Cell: Sendable {
    case text(String)
    case number(Double)
    case whole(Int64)
    case empty
  }

  /// How an export makes its one table. Columns have no declared type: a cell keeps its own.
  static func creation(of table: String, _ columns: [String]) -> String {
    "CREATE TABLE \(quoted(table)) (\(columns.map(quoted).joined(separator: ", ")))"
  }
  static func quoted(_ name: String) -> String {
    let parts = name.split(separator: "\"", omittingEmptySubsequences: false)
    return "\"\(parts.joined(separator: "\"\""))\""
  }

  /// Hands on each row of the table, which must have been made as an export makes it and be all that
  /// the file holds. The file is not trusted, and not written to.
  public static func read(
    path: String, table: String, columns: [String], _ row: ([Cell]) throws -> Void
  ) throws {
    let db = try Connection(path: path, .reader)
    var objects: [[String]] = []
    try db.each(text: "SELECT type, name, ifnull(sql, '') FROM sqlite_master") {
      objects.append([$0.text(0), $0.text(1), $0.text(2)])
    }
    guard objects == [["table", table, creation(of: table, columns)]] else {
      throw Failure.broken("the file holds something else than its one table")
    }
    try db.each(text: "SELECT * FROM \(quoted(table))") { found in
      try row(try columns.indices.map { try found.cell(Int32($0)) })
    }
  }
}

extension Row {
  fileprivate func cell(_ column: Int32) throws -> TableFile.Cell {
    switch sqlite3_column_type(statement, column) {
    case SQLITE_INTEGER: .whole(integer(column))
    case SQLITE_FLOAT: .number(real(column))
    case SQLITE_TEXT: .text(text(column))
    case SQLITE_NULL: .empty
    default: throw Failure.broken("a cell holds neither text nor number")
    }
  }
}
