// CSV as RFC 4180 says it, which a spreadsheet opens without running anything.
import Domain

/// Writes CSV: CRLF, UTF-8 with a byte order mark (spreadsheets guess another encoding without it).
/// A text cell that a spreadsheet would take for a formula gets an apostrophe in front; the
/// attendance codes `-` `/` `\` `#`, each alone in its cell, are quoted and stay as they are.
public struct CSVWriter: TableWriter {
  private var chunks: Chunks
  private var columns = 0

  /// A writer whose bytes leave through this sink.
  public init(sink: @escaping Sink) { chunks = Chunks(sink) }

  /// Writes the byte order mark and the headings.
  public mutating func begin(_ columns: [String]) throws {
    self.columns = columns.count
    chunks.bytes += [0xEF, 0xBB, 0xBF]
    try row(columns.map { .text($0) })
  }

  /// Writes a row.
  public mutating func row(_ cells: [Cell]) throws {
    try checkWidth(cells.count, columns)
    for (index, cell) in cells.enumerated() {
      if index > 0 { chunks.bytes.append(UInt8(ascii: ",")) }
      switch cell {
      case .text(let text): write(text)
      case .number(let number): chunks.bytes += plain(number).utf8
      case .whole(let whole): chunks.bytes += String(whole).utf8
      case .truth(let truth): chunks.bytes += (truth ? "true" : "false").utf8
      case .empty: break
      }
    }
    chunks.bytes += [0x0D, 0x0A]
    try chunks.sendIfFull()
  }

  /// Sends what is left.
  public mutating func end() throws { try chunks.send() }

  private mutating func write(_ text: String) {
    let isCode = ["-", "/", "\\", "#"].contains(text)
    let isFormula = !isCode && Formula.isStarted(by: text)
    var text = text
    text.withUTF8 { utf8 in
      let isQuoted = isCode || isFormula || utf8.isEmpty || utf8.contains(where: needsQuotes)
      if isQuoted { chunks.bytes.append(0x22) }
      if isFormula { chunks.bytes.append(UInt8(ascii: "'")) }
      for byte in utf8 {
        switch byte {
        case 0x22: chunks.bytes += [0x22, 0x22]
        // Readers stop at a NUL, or refuse the file: U+FFFD stands where one was.
        case 0x00: chunks.bytes += [0xEF, 0xBF, 0xBD]
        default: chunks.bytes.append(byte)
        }
      }
      if isQuoted { chunks.bytes.append(0x22) }
    }
  }

  private func needsQuotes(_ byte: UInt8) -> Bool {
    byte < 0x21 || byte == 0x22 || byte == UInt8(ascii: ",") || byte == UInt8(ascii: ";")
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

func checkWidth(_ cells: Int, _ columns: Int) throws {
  guard cells == columns else {
    throw Failure.broken("a row of \(cells) cells in a table of \(columns) columns")
  }
}

/// A number without a fraction where it has none; nothing at all when it is not finite.
private func plain(_ number: Double) -> String {
  if !number.isFinite { return "" }
  return number == number.rounded() && abs(number) < 9e15 ? String(Int64(number)) : String(number)
}
