// What the writer of CSV writes, the reader reads, in pieces of any size.
import Domain
import Reports
import Testing

@Suite struct CSVReaderTests {
  private func rows(_ text: [UInt8], piece: Int) throws -> [[String]] {
    var reader = CSVReader()
    var rows: [[String]] = []
    for start in stride(from: 0, to: text.count, by: piece) {
      try reader.take(text[start..<min(start + piece, text.count)]) { rows.append($0) }
    }
    try reader.end { rows.append($0) }
    return rows
  }

  @Test func whatIsWrittenIsReadInPiecesOfAnySize() throws {
    let cells = [
      "plain", "", " a, b; c ", "say \"this\"", "two\r\nlines\n", "\u{e9}e\u{301}😀", "\"",
    ]
    var bytes: [UInt8] = []
    var writer = CSVWriter { bytes += $0 }
    try writer.begin(cells.indices.map { "c\($0)" })
    try writer.row(cells.map { .text($0) })
    try writer.row(cells.map { _ in .empty })
    try writer.end()
    for piece in 1...40 {
      let rows = try rows(bytes, piece: piece)
      #expect(rows.count == 3)
      #expect(rows.first == cells.indices.map { "c\($0)" })
      #expect(rows[1].map { Array($0.utf8) } == cells.map { Array($0.utf8) })
      #expect(rows[2] == cells.map { _ in "" })
    }
  }

  @Test func aRowWithoutALineEndCountsAndNothingIsNoRow() throws {
    #expect(try rows(Array("a,b\n1,".utf8), piece: 9) == [["a", "b"], ["1", ""]])
    #expect(try rows([], piece: 1) == [])
    #expect(try rows(Array("a\r\n".utf8), piece: 1) == [["a"]])
  }

  @Test(arguments: ["\"never closed", "\"a\"b", "a,\"b"])
  func whatIsNoCSVIsRefused(_ text: String) {
    #expect(throws: Failure.self) { try rows(Array(text.utf8), piece: 1) }
  }

  @Test func whatIsNoTextIsRefused() {
    #expect(throws: Failure.self) { try rows([0x61, 0xFF, 0x0A], piece: 1) }
  }
}
