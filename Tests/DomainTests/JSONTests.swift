// The strict JSON reader against what hostile clients send, and the writer against the reader.
import Domain
import Testing

@Suite struct JSONTests {
  private func read(_ text: String) throws -> JSON { try JSON.parse(Array(text.utf8)) }

  @Test func `each sort of value is read`() throws {
    #expect(try read(" null ") == .null)
    #expect(try read("true") == .bool(true))
    #expect(try read("[false]\n") == .array([.bool(false)]))
    #expect(try read("-0.5e+2") == .number(-50))
    #expect(try read("0") == .number(0))
    #expect(try read("{}") == .object([]))
    #expect(try read("[]") == .array([]))
    #expect(
      try read("{\"a\":[1,{\"b\":\"c\"}]}")
        == .object([("a", .array([.number(1), .object([("b", .string("c"))])]))]))
    #expect(
      try read("\"\\\"\\\\\\/\\b\\f\\n\\r\\t\\u00e9\\uD83D\\uDE00\"").text
        == "\"\\/\u{8}\u{c}\n\r\té😀")
    #expect(try read("\"Nguyễn Óisín\"").text == "Nguyễn Óisín")
  }

  @Test func `members are found by name, in their order`() throws {
    let json = try read("{\"b\":1,\"a\":\"x\"}")
    #expect(json["a"]?.text == "x")
    #expect(json["c"] == nil)
    #expect(json.members?.map(\.name) == ["b", "a"])
    #expect(json.items == nil)
    #expect(try read("[1]").items == [.number(1)])
    #expect(try read("[1]")["a"] == nil)
    #expect(try read("{\"a\":1,\"b\":2}") != read("{\"b\":2,\"a\":1}"))
  }

  static let wrong: [(text: String, offset: Int, says: String)] = [
    ("", 0, "a value is missing"), ("   ", 3, "a value is missing"),
    ("{", 1, "a name in quotes is missing"), ("[", 1, "a value is missing"),
    ("{\"a\"}", 4, "a ':' is missing"), ("{\"a\":}", 5, "not a JSON value"),
    ("{\"a\":1,}", 7, "a name in quotes is missing"), ("[1,]", 3, "not a JSON value"),
    ("[1 2]", 3, "a ',' or ']' is missing"), ("{\"a\":1 \"b\":2}", 7, "a ',' or '}' is missing"),
    ("{a:1}", 1, "a name in quotes is missing"), ("{'a':1}", 1, "a name in quotes is missing"),
    ("{\"a\":1,\"a\":2}", 10, "the name 'a' is repeated"),
    ("{\"a\":1,\"\\u0061\":2}", 15, "the name 'a' is repeated"),
    ("1 1", 2, "nothing may follow the value"), ("{}x", 2, "nothing may follow the value"),
    ("tru", 0, "not a JSON value"), ("True", 0, "not a JSON value"),
    ("NaN", 0, "not a JSON value"), ("Infinity", 0, "not a JSON value"),
    ("01", 2, "a leading zero"), ("-", 1, "not a JSON value"), ("+1", 0, "not a JSON value"),
    (".5", 0, "not a JSON value"), ("1.", 2, "not a JSON value"), ("1e", 2, "not a JSON value"),
    ("1e999", 5, "not a number that fits"), ("0x10", 1, "nothing may follow the value"),
    ("\"a", 2, "a string without its end"), ("\"a\nb\"", 2, "a control character in a string"),
    ("\"\u{0}\"", 1, "a control character in a string"), ("\"\\x\"", 3, "an unknown escape"),
    ("\"\\", 3, "an unknown escape"), ("\"\\u12\"", 3, "four hexadecimal digits are missing"),
    ("\"\\u+123\"", 3, "four hexadecimal digits are missing"),
    ("\"\\uD800\"", 7, "half a surrogate pair"), ("\"\\uDC00\"", 7, "half a surrogate pair"),
    ("\"\\uD800\\u0041\"", 13, "half a surrogate pair"),
    ("// no\n1", 0, "not a JSON value"), ("\u{FEFF}1", 0, "not a JSON value"),
  ]
  @Test(arguments: wrong)
  func `what is no JSON is refused with its place`(
    _ text: String, _ offset: Int, _ says: String
  ) {
    let trouble = #expect(throws: JSON.Trouble.self) { try read(text) }
    #expect(trouble?.text == says)
    #expect(trouble?.offset == offset)
  }

  @Test(arguments: [
    [0x22, 0xFF, 0x22], [0x22, 0xC0, 0xAF, 0x22], [0x22, 0xED, 0xA0, 0x80, 0x22],
  ])
  func `a text that is not UTF-8 is refused, not repaired`(_ bytes: [UInt8]) {
    #expect(throws: JSON.Trouble.self) { try JSON.parse(bytes) }
  }

  @Test func `nesting is allowed to the limit and no deeper`() throws {
    let deepest = Limits.jsonDepthMax
    func nested(_ depth: Int) -> String {
      String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
    }
    _ = try read(nested(deepest))
    let trouble = #expect(throws: JSON.Trouble.self) { try read(nested(deepest + 1)) }
    #expect(trouble?.text == "nested too deeply")
    #expect(trouble?.offset == deepest)
    #expect(throws: JSON.Trouble.self) { try read(String(repeating: "[", count: 200_000)) }
  }

  @Test func `every piece of a right text is a wrong text`() throws {
    let whole = Array("{\"a\":[1.5,true,null,\"é\\n\\uD83D\\uDE00\"],\"b\":{}}".utf8)
    _ = try JSON.parse(whole)
    for count in 0..<whole.count {
      #expect(throws: JSON.Trouble.self) { try JSON.parse(Array(whole.prefix(count))) }
    }
  }
}

@Suite struct JSONWriterTests {
  @Test func `commas stand where they belong`() {
    var writer = JSONWriter()
    writer.object { json in
      json.member("a", "x")
      json.member("none", ifAny: nil)
      json.member("some", ifAny: "y")
      json.name("list")
      json.array { list in
        list.number(Int64(1))
        list.bool(true)
        list.null()
        list.object { _ in }
        list.array { _ in }
        list.raw(Array("{\"r\":1}".utf8))
      }
      json.member("n", 7)
      json.member("t", false)
      json.member("texts", ["p", "q"])
      json.member("no texts", [])
    }
    #expect(
      String(decoding: writer.bytes, as: UTF8.self)
        == "{\"a\":\"x\",\"some\":\"y\",\"list\":[1,true,null,{},[],{\"r\":1}],\"n\":7,\"t\":false,"
        + "\"texts\":[\"p\",\"q\"],\"no texts\":[]}")
  }

  @Test(
    arguments: [
      (1.0, "1"), (-0.5, "-0.5"), (0.1, "0.1"), (8_999_999_999_999_999, "8999999999999999"),
      (1e300, "1e+300"),
    ])
  func `a number is written without a fraction that it has not`(_ value: Double, _ text: String) {
    var writer = JSONWriter()
    writer.number(value)
    #expect(String(decoding: writer.bytes, as: UTF8.self) == text)
  }

  @Test func `every character comes back as it went in`() throws {
    var text = ""
    for value in (UInt32(0)...0x2FF).map(\.self) + [
      0x2028, 0xD7FF, 0xE000, 0xFFFD, 0x1F600, 0x10FFFF,
    ] {
      text.unicodeScalars.append(try #require(Unicode.Scalar(value)))
    }
    var writer = JSONWriter()
    writer.string(text)
    #expect(writer.bytes.allSatisfy { $0 >= 0x20 })
    let back = try JSON.parse(writer.bytes).text
    #expect(back.map { Array($0.unicodeScalars) } == Array(text.unicodeScalars))
  }
}
