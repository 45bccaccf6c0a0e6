// JSON as RFC 8259 defines it: a strict reader with positions in its complaints, and a writer.

/// A JSON text, read. Objects keep the order of their members; a repeated name is refused.
public indirect enum JSON: Sendable, Equatable {
  case null
  case bool(Bool)
  case number(Double)
  case string(String)
  case array([JSON])
  case object([(name: String, value: JSON)])

  /// What is wrong with a JSON text, and at which byte.
  public struct Trouble: Error, Equatable, Sendable {
    /// One phrase.
    public let text: String
    /// Offset in bytes.
    public let offset: Int
  }

  /// Equality that minds the order of members.
  public static func == (left: JSON, right: JSON) -> Bool {
    switch (left, right) {
    case (.null, .null): true
    case (.bool(let a), .bool(let b)): a == b
    case (.number(let a), .number(let b)): a == b
    case (.string(let a), .string(let b)): a == b
    case (.array(let a), .array(let b)): a == b
    case (.object(let a), .object(let b)):
      a.count == b.count && zip(a, b).allSatisfy { $0.name == $1.name && $0.value == $1.value }
    default: false
    }
  }

  /// The member of an object by name; nil when there is none or this is no object.
  public subscript(name: String) -> JSON? {
    guard case .object(let members) = self else { return nil }
    return members.first { $0.name == name }?.value
  }
  /// The text of a string.
  public var text: String? { if case .string(let text) = self { text } else { nil } }
  /// The items of an array.
  public var items: [JSON]? { if case .array(let items) = self { items } else { nil } }
  /// The members of an object.
  public var members: [(name: String, value: JSON)]? {
    if case .object(let members) = self { members } else { nil }
  }

  /// Reads one JSON text that fills all the bytes.
  public static func parse(_ bytes: [UInt8]) throws(Trouble) -> JSON {
    var reader = JSONReader(bytes: bytes)
    return try reader.whole()
  }
}

private struct JSONReader {
  let bytes: [UInt8]
  var at = 0

  init(bytes: [UInt8]) { self.bytes = bytes }

  mutating func whole() throws(JSON.Trouble) -> JSON {
    let value = try value(depth: 0)
    skipSpace()
    guard at == bytes.count else { throw trouble("nothing may follow the value") }
    return value
  }

  private func trouble(_ text: String) -> JSON.Trouble { JSON.Trouble(text: text, offset: at) }
  private var byte: UInt8 { at < bytes.count ? bytes[at] : 0 }

  private mutating func skipSpace() {
    while at < bytes.count, [0x20, 0x0A, 0x0D, 0x09].contains(bytes[at]) { at += 1 }
  }

  private mutating func value(depth: Int) throws(JSON.Trouble) -> JSON {
    guard depth < Limits.jsonDepthMax else { throw trouble("nested too deeply") }
    skipSpace()
    guard at < bytes.count else { throw trouble("a value is missing") }
    switch byte {
    case UInt8(ascii: "{"): return try object(depth: depth)
    case UInt8(ascii: "["): return try array(depth: depth)
    case UInt8(ascii: "\""): return .string(try string())
    case UInt8(ascii: "t"): return try word("true", .bool(true))
    case UInt8(ascii: "f"): return try word("false", .bool(false))
    case UInt8(ascii: "n"): return try word("null", .null)
    default: return try number()
    }
  }

  private mutating func word(_ word: String, _ value: JSON) throws(JSON.Trouble) -> JSON {
    guard bytes[at...].starts(with: word.utf8) else { throw trouble("not a JSON value") }
    at += word.utf8.count
    return value
  }

  private mutating func object(depth: Int) throws(JSON.Trouble) -> JSON {
    at += 1
    var members: [(name: String, value: JSON)] = []
    var names: Set<String> = []
    skipSpace()
    if byte == UInt8(ascii: "}") { at += 1; return .object([]) }
    while true {
      skipSpace()
      guard byte == UInt8(ascii: "\"") else { throw trouble("a name in quotes is missing") }
      let name = try string()
      guard names.insert(name).inserted else { throw trouble("the name '\(name)' is repeated") }
      skipSpace()
      guard byte == UInt8(ascii: ":") else { throw trouble("a ':' is missing") }
      at += 1
      members.append((name, try value(depth: depth + 1)))
      skipSpace()
      let next = byte
      guard next == UInt8(ascii: ",") || next == UInt8(ascii: "}") else {
        throw trouble("a ',' or '}' is missing")
      }
      at += 1
      if next == UInt8(ascii: "}") { return .object(members) }
    }
  }

  private mutating func array(depth: Int) throws(JSON.Trouble) -> JSON {
    at += 1
    var items: [JSON] = []
    skipSpace()
    if byte == UInt8(ascii: "]") { at += 1; return .array([]) }
    while true {
      items.append(try value(depth: depth + 1))
      skipSpace()
      let next = byte
      guard next == UInt8(ascii: ",") || next == UInt8(ascii: "]") else {
        throw trouble("a ',' or ']' is missing")
      }
      at += 1
      if next == UInt8(ascii: "]") { return .array(items) }
    }
  }

  private mutating func number() throws(JSON.Trouble) -> JSON {
    let start = at
    if byte == UInt8(ascii: "-") { at += 1 }
    let whole = try digits()
    if whole > 1, bytes[at - whole] == UInt8(ascii: "0") { throw trouble("a leading zero") }
    if byte == UInt8(ascii: ".") { at += 1; _ = try digits() }
    if byte | 0x20 == UInt8(ascii: "e") {
      at += 1
      if byte == UInt8(ascii: "+") || byte == UInt8(ascii: "-") { at += 1 }
      _ = try digits()
    }
    guard let value = Double(String(decoding: bytes[start..<at], as: UTF8.self)), value.isFinite
    else { throw trouble("not a number that fits") }
    return .number(value)
  }

  private mutating func digits() throws(JSON.Trouble) -> Int {
    let start = at
    while at < bytes.count, (0x30...0x39).contains(bytes[at]) { at += 1 }
    guard at > start else { throw trouble("not a JSON value") }
    return at - start
  }

  private mutating func string() throws(JSON.Trouble) -> String {
    at += 1
    var text: [UInt8] = []
    while true {
      let start = at
      while at < bytes.count, bytes[at] >= 0x20, bytes[at] != 0x22, bytes[at] != 0x5C { at += 1 }
      text.append(contentsOf: bytes[start..<at])
      guard at < bytes.count else { throw trouble("a string without its end") }
      if bytes[at] == 0x22 { at += 1; break }
      guard bytes[at] == 0x5C else { throw trouble("a control character in a string") }
      at += 1
      try escape(into: &text)
    }
    // RFC 8259 section 8.1: the text must be UTF-8; a repaired text would not be what was sent.
    guard let string = String(validating: text, as: UTF8.self) else {
      throw trouble("a string that is not UTF-8")
    }
    return string
  }

  private mutating func escape(into text: inout [UInt8]) throws(JSON.Trouble) {
    let letter = byte
    at += 1
    switch letter {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): text.append(letter)
    case UInt8(ascii: "b"): text.append(0x08)
    case UInt8(ascii: "f"): text.append(0x0C)
    case UInt8(ascii: "n"): text.append(0x0A)
    case UInt8(ascii: "r"): text.append(0x0D)
    case UInt8(ascii: "t"): text.append(0x09)
    case UInt8(ascii: "u"): try unicode(into: &text)
    default: throw trouble("an unknown escape")
    }
  }

  private mutating func unicode(into text: inout [UInt8]) throws(JSON.Trouble) {
    var code = UInt32(try hex())
    if (0xD800..<0xDC00).contains(code), byte == 0x5C, at + 1 < bytes.count, bytes[at + 1] == 0x75 {
      at += 2
      let low = UInt32(try hex())
      guard (0xDC00..<0xE000).contains(low) else { throw trouble("half a surrogate pair") }
      code = 0x10000 + (code - 0xD800) << 10 + (low - 0xDC00)
    }
    guard let scalar = Unicode.Scalar(code) else { throw trouble("half a surrogate pair") }
    text.append(contentsOf: Array(String(Character(scalar)).utf8))
  }

  private mutating func hex() throws(JSON.Trouble) -> UInt16 {
    guard at + 4 <= bytes.count,
      bytes[at..<at + 4].allSatisfy({ Character(Unicode.Scalar($0)).isHexDigit }),
      let value = UInt16(String(decoding: bytes[at..<at + 4], as: UTF8.self), radix: 16)
    else { throw trouble("four hexadecimal digits are missing") }
    at += 4
    return value
  }
}
