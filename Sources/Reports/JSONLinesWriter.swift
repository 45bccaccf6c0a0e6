// JSON Lines: one object a line, for programs.
import Domain

/// Writes one JSON object a line, ended by LF. Each line has every column; an empty cell is `null`.
public struct JSONLinesWriter: TableWriter {
  private let chunks: Chunks
  /// What stands before each cell: a brace or a comma, and the name.
  private var names: [[UInt8]] = []
  private var nameBytes = 0

  /// A writer whose bytes leave through this sink.
  public init(sink: @escaping Sink) { chunks = Chunks(sink) }

  /// Keeps the names of the members.
  public mutating func begin(_ columns: [String]) throws {
    guard Set(columns).count == columns.count else {
      throw Failure.broken("two columns have the same name")
    }
    names = columns.enumerated().map { index, column in
      var json = JSONWriter()
      json.string(column)
      return [UInt8(ascii: index == 0 ? "{" : ",")] + json.bytes + [UInt8(ascii: ":")]
    }
    nameBytes = names.reduce(0) { $0 + $1.count }
  }

  /// Writes a line for each row of a block.
  public mutating func block(_ block: RowBlock) throws {
    try checkWidth(block.width, names.count)
    let (width, bytes) = (block.width, UnsafePointer(block.bytes))
    for row in 0..<block.rows {
      let cells = UnsafePointer(block.cells + row * width)
      var place = chunks.room(roomWanted(cells, width) + nameBytes)
      if width == 0 { place = Reports.put([UInt8(ascii: "{")], at: place) }
      for index in 0..<width {
        place = Reports.put(names[index], at: place)
        place = put(cells[index], bytes, at: place)
      }
      place[0] = UInt8(ascii: "}")
      place[1] = 0x0A
      try chunks.wrote(upTo: place + 2)
    }
  }

  /// Sends what is left.
  public mutating func end() throws { try chunks.send() }

  private func put(_ cell: RowBlock.Cell, _ bytes: UnsafePointer<UInt8>, at start: Place) -> Place {
    switch cell.kind {
    case .empty: return Reports.put(JSONLinesWriter.null, at: start)
    case .whole: return Reports.put(cell.value, at: start)
    case .number:
      let text = plain(cell.value)
      return Reports.put(text.isEmpty ? JSONLinesWriter.null : Array(text.utf8), at: start)
    case .truth:
      return Reports.put(cell.value == 0 ? JSONLinesWriter.no : JSONLinesWriter.yes, at: start)
    case .text, .plain:
      var place = start
      place[0] = 0x22
      place += 1
      for byte in UnsafeBufferPointer(start: bytes + Int(cell.value), count: Int(cell.count)) {
        if byte >= 0x20, byte != 0x22, byte != 0x5C {
          place[0] = byte
          place += 1
        } else {
          place = escaped(byte, at: place)
        }
      }
      place[0] = 0x22
      return place + 1
    }
  }

  /// RFC 8259 section 7: quotes, backslashes and control characters must be escaped.
  private func escaped(_ byte: UInt8, at place: Place) -> Place {
    switch byte {
    case 0x22, 0x5C: Reports.put([0x5C, byte], at: place)
    case 0x0A: Reports.put([0x5C, UInt8(ascii: "n")], at: place)
    default: Reports.put(Array("\\u00".utf8) + hexText([byte]).utf8, at: place)
    }
  }

  private static let null = Array("null".utf8)
  private static let yes = Array("true".utf8)
  private static let no = Array("false".utf8)
}
