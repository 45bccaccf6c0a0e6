// JSON Lines, read back by the house's own strict reader.
import Domain
import Testing

@testable import Reports

@Suite struct JSONLinesTests {
  @Test func eachRowIsOneObjectOnOneLine() throws {
    let basket = Basket()
    var writer = JSONLinesWriter(sink: basket.sink)
    try writer.begin(["day", "number", "score", "late", "reason"])
    try writer.row([.text("2026-11-20"), .whole(12), .number(0.5), .truth(true), .empty])
    try writer.row([.text("a\nb"), .whole(-1), .number(3), .truth(false), .number(.nan)])
    try writer.end()
    #expect(
      basket.text == """
        {"day":"2026-11-20","number":12,"score":0.5,"late":true,"reason":null}
        {"day":"a\\nb","number":-1,"score":3,"late":false,"reason":null}

        """)
  }

  @Test(arguments: hostileTexts + ["a\0b", "\u{1}", "\u{7F}", "\u{2028}"])
  func everyTextComesBackAsItWas(text: String) throws {
    let basket = Basket()
    var writer = JSONLinesWriter(sink: basket.sink)
    try writer.begin(["text"])
    try writer.row([.text(text)])
    try writer.end()
    #expect(basket.bytes.last == 0x0A)
    #expect(basket.bytes.filter { $0 == 0x0A }.count == 1)
    let read = try JSON.parse(basket.bytes)["text"]?.text
    #expect(read.map { Array($0.utf8) } == Array(text.utf8))
  }

  @Test func anEmptyTableIsAnEmptyFile() throws {
    let basket = Basket()
    var writer = JSONLinesWriter(sink: basket.sink)
    try writer.begin(["a"])
    try writer.end()
    #expect(basket.bytes.isEmpty)
  }

  @Test func twoColumnsOfOneNameAreRefused() throws {
    var writer = JSONLinesWriter(sink: { _ in })
    #expect(throws: Failure.self) { try writer.begin(["a", "a"]) }
  }

  @Test func aRowOfAnotherWidthIsRefused() throws {
    var writer = JSONLinesWriter(sink: { _ in })
    try writer.begin(["a"])
    #expect(throws: Failure.self) { try writer.row([]) }
    #expect(throws: Failure.self) { try writer.row([.empty, .empty]) }
  }
}
