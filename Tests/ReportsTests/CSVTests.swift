// CSV: exact bytes, for plain rows and for hostile ones.
import Domain
import Testing

@testable import Reports

@Suite struct CSVTests {
  private func line(_ cells: [Cell]) throws -> String {
    let basket = Basket()
    var writer = CSVWriter(sink: basket.sink)
    try writer.begin((0..<cells.count).map { "c\($0)" })
    try writer.row(cells)
    try writer.end()
    let lines = basket.text.dropFirst(1)  // the byte order mark
    let head = (0..<cells.count).map { "c\($0)" }.joined(separator: ",") + "\r\n"
    #expect(lines.unicodeScalars.starts(with: head.unicodeScalars))
    return String(lines.unicodeScalars.dropFirst(head.unicodeScalars.count))
  }

  @Test func aTableBeginsWithAByteOrderMarkAndItsHeadings() throws {
    let basket = Basket()
    var writer = CSVWriter(sink: basket.sink)
    try writer.begin(["day", "status"])
    try writer.row([.text("2026-11-20"), .text("late")])
    try writer.end()
    #expect(basket.bytes == [0xEF, 0xBB, 0xBF] + Array("day,status\r\n2026-11-20,late\r\n".utf8))
  }

  @Test(arguments: [
    ("plain", "plain"), ("", "\"\""), ("a,b", "\"a,b\""), ("a;b", "\"a;b\""),
    ("say \"hi\"", "\"say \"\"hi\"\"\""), ("two\nlines", "\"two\nlines\""),
    ("two\r\nlines", "\"two\r\nlines\""), ("Zoë", "Zoë"), ("Nguyễn", "Nguyễn"), ("🦔", "🦔"),
    ("O'Neill", "O'Neill"), ("00123", "00123"), ("a=b", "a=b"), ("e\u{301}", "e\u{301}"),
  ])
  func aTextIsQuotedOnlyWhereItMust(text: String, wanted: String) throws {
    #expect(try line([.text(text)]) == wanted + "\r\n")
  }

  @Test(arguments: ["-", "/", "\\", "#"])
  func anAttendanceCodeAloneInItsCellStaysAsItIs(code: String) throws {
    #expect(try line([.text(code)]) == "\"\(code)\"\r\n")
  }

  @Test(arguments: [
    "=cmd()", "+1", "-5", "@x", "--", "=", "+", "\t=1", "\tx", "\rx", "\nx", " =1", "   -1", " -",
    "'=1", "\u{201C}@x", "\u{A0}=1", "\u{FEFF}=1", "\u{200B}+1", "＝1", "\u{0}=1",
  ])
  func aTextThatStartsAFormulaIsMadeHarmless(text: String) throws {
    let kept = text.unicodeScalars.map { $0 == "\0" ? "\u{FFFD}" : String($0) }.joined()
    #expect(try line([.text(text)]) == "\"'\(kept)\"\r\n")
  }

  @Test func aQuoteBeforeAFormulaIsPassedOver() throws {
    #expect(try line([.text("\"=1\"")]) == "\"'\"\"=1\"\"\"\r\n")
  }

  @Test(arguments: ["x=1", "5-5", "/x", "#1", "\\n", "mother's", "1+1", "\"quoted\"", "''"])
  func aTextThatStartsNoFormulaGetsNoApostrophe(text: String) throws {
    let doubled = text.split(separator: "\"", omittingEmptySubsequences: false)
    let quoted = "\"" + doubled.joined(separator: "\"\"") + "\""
    let wanted = text.contains("\"") ? quoted : text
    #expect(try line([.text(text)]) == wanted + "\r\n")
  }

  @Test func aNULBecomesTheReplacementCharacter() throws {
    #expect(try line([.text("a\0b")]) == "\"a\u{FFFD}b\"\r\n")
  }

  @Test func numbersTruthsAndNothingAreWrittenPlain() throws {
    let cells: [Cell] = [
      .number(-5), .number(0.25), .number(-0.5), .whole(-9), .whole(.max), .truth(true),
      .truth(false), .empty, .number(.nan), .number(.infinity),
    ]
    #expect(try line(cells) == "-5,0.25,-0.5,-9,9223372036854775807,true,false,,,\r\n")
  }

  @Test func aHeadingThatStartsAFormulaIsMadeHarmlessToo() throws {
    let basket = Basket()
    var writer = CSVWriter(sink: basket.sink)
    try writer.begin(["=1"])
    try writer.end()
    #expect(basket.text == "\u{FEFF}\"'=1\"\r\n")
  }

  @Test func aRowOfAnotherWidthIsRefused() throws {
    var writer = CSVWriter(sink: { _ in })
    try writer.begin(["a", "b"])
    try writer.row([.empty, .empty])
    #expect(throws: Failure.self) { try writer.row([.empty]) }
    #expect(throws: Failure.self) { try writer.row([.empty, .empty, .empty]) }
  }

  @Test func theBytesLeaveInChunksOfBoundedSize() throws {
    let basket = Basket()
    var writer = CSVWriter(sink: basket.sink)
    try writer.begin(["text"])
    let row: [Cell] = [.text(String(repeating: "x", count: 998))]
    for _ in 0..<1000 { try writer.row(row) }
    #expect(basket.chunks.count >= 10, "need several chunks for this to mean anything")
    try writer.end()
    #expect(basket.chunks.allSatisfy { $0 < Chunks.bytesMax + 1100 })
    #expect(basket.bytes.count == 3 + 6 + 1_000_000)
  }

  @Test func whatTheSinkThrowsReachesTheCaller() throws {
    struct Full: Error {}
    var writer = CSVWriter(sink: { _ in throw Full() })
    try writer.begin(["a"])
    #expect(throws: Full.self) { try writer.end() }
  }

  @Test func everyHostileRowIsReadBackByAReaderOfRFC4180() throws {
    let basket = Basket()
    var writer = CSVWriter(sink: basket.sink)
    try writer.begin(["text", "after"])
    for text in hostileTexts { try writer.row([.text(text), .whole(7)]) }
    try writer.end()
    let rows = parseCSV(Array(basket.bytes.dropFirst(3)))
    #expect(rows.count == hostileTexts.count + 1)
    for (row, text) in zip(rows.dropFirst(), hostileTexts) {
      #expect(row.count == 2 && row.last == "7")
      #expect(row.first == text || row.first == "'" + text)
    }
  }
}

/// The smallest reader of RFC 4180.
func parseCSV(_ bytes: [UInt8]) -> [[String]] {
  var rows: [[String]] = []
  var row: [String] = []
  var cell: [UInt8] = []
  var at = 0
  while at < bytes.count {
    if bytes[at] == 0x22 {
      at += 1
      while bytes[at] != 0x22 || (at + 1 < bytes.count && bytes[at + 1] == 0x22) {
        if bytes[at] == 0x22 { at += 1 }
        cell.append(bytes[at])
        at += 1
      }
      at += 1
    }
    while at < bytes.count, bytes[at] != 0x2C, bytes[at] != 0x0D {
      cell.append(bytes[at])
      at += 1
    }
    row.append(String(decoding: cell, as: UTF8.self))
    cell = []
    let endsRow = at >= bytes.count || bytes[at] == 0x0D
    at += endsRow ? 2 : 1
    if endsRow {
      rows.append(row)
      row = []
    }
  }
  return rows
}
