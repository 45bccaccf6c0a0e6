// CSV as RFC 4180 says it, which a spreadsheet opens without running anything.
import Domain

/// Writes CSV: CRLF, UTF-8 with a byte order mark (spreadsheets guess another encoding without it).
/// A text cell that a spreadsheet would take for a formula gets an apostrophe in front; the
/// attendance codes `-` `/` `\` `#`, each alone in its cell, are quoted and stay as they are.
public struct CSVWriter: TableWriter {
  private let chunks: Chunks
  private var columns = 0

  /// A writer whose bytes leave through this sink.
  public init(sink: @escaping Sink) { chunks = Chunks(sink) }

  /// Writes the byte order mark and the headings.
  public mutating func begin(_ columns: [String]) throws {
    self.columns = columns.count
    try chunks.add([0xEF, 0xBB, 0xBF])
    try row(columns.map { .text($0) })
  }

  /// Writes the rows of a block.
  public mutating func block(_ block: RowBlock) throws {
    try checkWidth(block.width, columns)
    let (width, bytes) = (block.width, UnsafePointer(block.bytes))
    for row in 0..<block.rows {
      let cells = UnsafePointer(block.cells + row * width)
      var place = chunks.room(roomWanted(cells, width))
      for index in 0..<width {
        if index > 0 {
          place[0] = 0x2C
          place += 1
        }
        place = put(cells[index], bytes, at: place)
      }
      place[0] = 0x0D
      place[1] = 0x0A
      try chunks.wrote(upTo: place + 2)
    }
  }

  /// Sends what is left.
  public mutating func end() throws { try chunks.send() }

  @inline(__always)
  private func put(_ cell: RowBlock.Cell, _ bytes: UnsafePointer<UInt8>, at place: Place) -> Place {
    switch cell.kind {
    case .empty: return place
    case .whole: return Reports.put(cell.value, at: place)
    case .number: return Reports.put(Array(plain(cell.value).utf8), at: place)
    case .truth: return Reports.put(cell.value == 0 ? CSVWriter.no : CSVWriter.yes, at: place)
    case .plain:
      place.update(from: bytes + Int(cell.value), count: Int(cell.count))
      return place + Int(cell.count)
    case .text:
      let text = UnsafeBufferPointer(start: bytes + Int(cell.value), count: Int(cell.count))
      var marks: UInt8 = 0
      CSVWriter.marks.withUnsafeBufferPointer { table in
        for byte in text { marks |= table[Int(byte)] }
      }
      // Nearly every text begins with a letter or a digit, which starts no formula.
      if let first = text.first, isOrdinary(first) {
        guard marks != 0 else {
          place.update(from: bytes + Int(cell.value), count: text.count)
          return place + text.count
        }
        return quoted(text, isFormula: false, isPlain: marks & 2 == 0, at: place)
      }
      return strange(text, isPlain: marks == 0, at: place)
    }
  }

  /// A text that is empty or begins with anything but a letter or a digit.
  private func strange(_ text: UnsafeBufferPointer<UInt8>, isPlain: Bool, at place: Place) -> Place
  {
    let isCode = text.count == 1 && [0x2D, 0x2F, 0x5C, 0x23].contains(text[0])
    let isFormula = !isCode && Formula.isStarted(by: String(decoding: text, as: UTF8.self))
    if isPlain, !isCode, !isFormula, let base = text.baseAddress, text.count > 0 {
      place.update(from: base, count: text.count)
      return place + text.count
    }
    return quoted(text, isFormula: isFormula, isPlain: false, at: place)
  }

  private func quoted(
    _ text: UnsafeBufferPointer<UInt8>, isFormula: Bool, isPlain: Bool, at start: Place
  ) -> Place {
    var place = start
    func add(_ byte: UInt8) {
      place[0] = byte
      place += 1
    }
    add(0x22)
    if isFormula { add(UInt8(ascii: "'")) }
    if isPlain, let base = text.baseAddress {
      place.update(from: base, count: text.count)
      place += text.count
    } else {
      for byte in text {
        switch byte {
        case 0x22:
          add(0x22)
          add(0x22)
        // Readers stop at a NUL, or refuse the file: U+FFFD stands where one was.
        case 0x00: for byte: UInt8 in [0xEF, 0xBF, 0xBD] { add(byte) }
        default: add(byte)
        }
      }
    }
    add(0x22)
    return place
  }

  @inline(__always) private func isOrdinary(_ byte: UInt8) -> Bool {
    (0x61...0x7A).contains(byte | 0x20) || (0x30...0x39).contains(byte)
  }

  private static let yes = Array("true".utf8)
  private static let no = Array("false".utf8)
  /// For each byte: 1 where the text must be quoted, 2 where the byte itself must be written
  /// otherwise.
  private static let marks: [UInt8] = (0..<256).map { byte in
    let isQuoted = byte < 0x21 || [0x22, 0x2C, 0x3B].contains(byte)
    return (isQuoted ? 1 : 0) | (byte == 0x22 || byte == 0 ? 2 : 0)
  }
}

/// What a spreadsheet takes for the start of a formula.
enum Formula {
  /// Does the text start a formula, once spaces and quotes before it are passed over?
  static func isStarted(by text: String) -> Bool {
    for scalar in text.unicodeScalars {
      switch scalar {
      // The full-width forms are folded to the plain ones by some spreadsheets.
      case "=", "+", "-", "@", "\t", "\r", "\n", "\u{FF1D}", "\u{FF0B}", "\u{FF0D}", "\u{FF20}":
        return true
      case "\"", "'", "`", "\u{2018}"..."\u{201F}", "\u{00AB}", "\u{00BB}": continue
      case "\u{0}"..."\u{20}", "\u{7F}"..."\u{A0}": continue
      case "\u{200B}"..."\u{200F}", "\u{202A}"..."\u{202E}", "\u{2060}"..."\u{206F}", "\u{FEFF}":
        continue
      default:
        if scalar.value < 0x80 || !scalar.properties.isWhitespace { return false }
      }
    }
    return false
  }
}
