// A SQLite file made for an export: filled, streamed out, and never to be found on the disk.
import CSQLite
import Domain
import Glibc

/// One table in a file that is unlinked as soon as it is open: only this process can reach it, and
/// it is gone with the process, however that ends.
public final class ExportFile {
  /// What a cell may hold.
  public enum Cell: Sendable {
    case text(String)
    case number(Double)
    case whole(Int64)
    case empty
  }
  private let descriptor: Int32
  private let db: Connection
  private let insert: SQL

  /// Makes the file and its table. Columns have no declared type: a cell keeps its own.
  public init(path: String, table: String, columns: [String]) throws {
    func quoted(_ name: String) -> String {
      "\"" + name.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\"\"")
        + "\""
    }
    db = try Connection(path: path, .export)
    descriptor = open(path, O_RDONLY | O_CLOEXEC)
    unlink(path)
    guard descriptor >= 0 else { throw Failure.unavailable("the export's file cannot be opened") }
    let names = columns.map(quoted).joined(separator: ", ")
    let marks = columns.map { _ in "?" }.joined(separator: ", ")
    insert = SQL("INSERT INTO \(quoted(table)) (\(names)) VALUES (\(marks))")
    try db.execute("BEGIN; CREATE TABLE \(quoted(table)) (\(names))")
  }

  deinit { if descriptor >= 0 { close(descriptor) } }

  /// Adds a row; as many cells as columns.
  public func insert(_ cells: [Cell]) throws { try db.run(insert, list: cells.map(\.stored)) }

  /// Ends the filling and streams the whole file.
  public func finish(_ sink: (ArraySlice<UInt8>) throws -> Void) throws {
    try db.execute("COMMIT")
    var buffer = [UInt8](repeating: 0, count: 65_536)
    var offset: off_t = 0
    while true {
      let got = pread(descriptor, &buffer, buffer.count, offset)
      guard got >= 0 else { throw Failure.unavailable("the export's file cannot be read") }
      if got == 0 { return }
      try sink(buffer[0..<got])
      offset += off_t(got)
    }
  }
}

extension ExportFile.Cell {
  fileprivate var stored: StoredValue {
    switch self {
    case .text(let text): .text(text)
    case .number(let number): .real(number)
    case .whole(let whole): .integer(whole)
    case .empty: .null
    }
  }
}
