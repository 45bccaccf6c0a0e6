// Reads CSV as RFC 4180 says it, a piece at a time.
import Domain

/// Takes a file's bytes in pieces and hands on its rows.
public struct CSVReader {
  private enum Place { case start, plain, quoted, quoteInQuoted, afterReturn }
  private var place = Place.start
  private var cell: [UInt8] = []
  private var cells: [String] = []
  private var isFirst = true

  /// A reader at the start of a file.
  public init() {}

  /// Hands on each row of a file.
  public static func read(_ path: String, _ row: ([String]) throws -> Void) throws {
    var reader = CSVReader()
    try File.read(path) { try reader.take($0, row) }
    try reader.end(row)
  }

  /// Takes more bytes.
  public mutating func take(
    _ bytes: some Sequence<UInt8>, _ row: ([String]) throws -> Void
  ) throws {
    for byte in bytes { try take(byte, row) }
  }
  /// Hands on a last row that no line end closes.
  public mutating func end(_ row: ([String]) throws -> Void) throws {
    guard place != .quoted else { throw Failure.broken("a quote of the CSV is never closed") }
    if place != .start || !cells.isEmpty { try endRow(row) }
  }

  private mutating func take(_ byte: UInt8, _ row: ([String]) throws -> Void) throws {
    switch (place, byte) {
    case (.quoted, 0x22): place = .quoteInQuoted
    case (.quoted, _): cell.append(byte)
    case (.start, 0x22): place = .quoted
    case (.quoteInQuoted, 0x22):
      cell.append(byte)
      place = .quoted
    case (.afterReturn, 0x0A): place = .start
    case (_, UInt8(ascii: ",")):
      try endCell()
      place = .start
    case (_, 0x0D), (_, 0x0A):
      try endRow(row)
      place = byte == 0x0D ? .afterReturn : .start
    case (.quoteInQuoted, _): throw Failure.broken("something follows a quote in the CSV")
    default:
      cell.append(byte)
      place = .plain
    }
  }

  private mutating func endCell() throws {
    if isFirst, cell.starts(with: [0xEF, 0xBB, 0xBF]) { cell.removeFirst(3) }
    isFirst = false
    guard let text = String(validating: cell, as: UTF8.self) else {
      throw Failure.broken("the CSV is not UTF-8")
    }
    cells.append(text)
    cell = []
  }
  private mutating func endRow(_ row: ([String]) throws -> Void) throws {
    try endCell()
    try row(cells)
    cells = []
    place = .start
  }
}
