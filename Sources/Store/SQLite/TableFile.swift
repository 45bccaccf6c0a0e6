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

  /// Hands on each row of a table. The file is not trusted, and not written to.
  public static func read(
    path: String, table: String, _ row: (_ columns: [String], _ cells: [Cell]) throws -> Void
  ) throws {
    let name = table.split(separator: "\"", omittingEmptySubsequences: false)
      .joined(separator: "\"\"")
    let db = try Connection(path: path, .reader)
    var columns: [String] = []
    try db.each(text: "PRAGMA table_info(\"\(name)\")") { columns.append($0.text(1)) }
    guard !columns.isEmpty else { throw Failure.broken("the file has no table \(table)") }
    try db.each(text: "SELECT * FROM \"\(name)\"") { found in
      try row(columns, columns.indices.map { found.cell(Int32($0)) })
    }
  }
}

extension Row {
  fileprivate func cell(_ column: Int32) -> TableFile.Cell {
    switch sqlite3_column_type(statement, column) {
    case SQLITE_INTEGER: .whole(integer(column))
    case SQLITE_FLOAT: .number(real(column))
    case SQLITE_TEXT: .text(text(column))
    default: .empty
    }
  }
}
