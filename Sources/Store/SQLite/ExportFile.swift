// A SQLite file made for an export: filled, streamed out, and never to be found on the disk.
import CSQLite
import Domain
import Glibc

/// One table in a file that is unlinked as soon as it is open: only this process can reach it, and
/// it is gone with the process, however that ends.
public final class ExportFile {
  private let descriptor: Int32
  private let db: Connection
  private let insert: SQL

  /// Makes the file and its table. Columns have no declared type: a cell keeps its own.
  public init(path: String, table: String, columns: [String]) throws {
    db = try Connection(path: path, .export)
    descriptor = open(path, O_RDONLY | O_CLOEXEC)
    unlink(path)
    guard descriptor >= 0 else { throw Failure.unavailable("the export's file cannot be opened") }
    let names = columns.map(TableFile.quoted).joined(separator: ", ")
    let marks = columns.map { _ in "?" }.joined(separator: ", ")
    insert = SQL("INSERT INTO \(TableFile.quoted(table)) (\(names)) VALUES (\(marks))")
    try db.execute("BEGIN; " + TableFile.creation(of: table, columns))
  }

  deinit { if descriptor >= 0 { close(descriptor) } }

  /// Adds the rows of a block; as many cells as columns. A truth becomes 1 or 0.
  public func insert(_ block: RowBlock) throws {
    try db.run(insert) { statement, step in
      for row in 0..<block.rows {
        let cells = block.cells + row * block.width
        for column in 0..<block.width {
          try db.check(bind(cells[column], of: block, statement, Int32(column + 1)))
        }
        try step()
      }
    }
  }

  private func bind(
    _ cell: RowBlock.Cell, of block: RowBlock, _ statement: OpaquePointer, _ place: Int32
  ) -> Int32 {
    switch cell.kind {
    case .empty: return sqlite3_bind_null(statement, place)
    case .whole: return sqlite3_bind_int64(statement, place, cell.value)
    case .truth: return sqlite3_bind_int64(statement, place, cell.value == 0 ? 0 : 1)
    case .number:
      return sqlite3_bind_double(
        statement, place, Double(bitPattern: UInt64(bitPattern: cell.value)))
    case .text, .plain:
      let start = UnsafeRawPointer(block.bytes + Int(cell.value))
      // Without a destructor SQLite takes no copy: the block lives until the row is written.
      return sqlite3_bind_text(
        statement, place, start.assumingMemoryBound(to: CChar.self), cell.count, nil)
    }
  }

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
