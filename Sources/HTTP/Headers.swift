// The header fields of a request: one copy of their bytes, made into text when asked.

/// The header fields of a request, in their order.
public struct Headers: Sendable {
  /// Where a field's name and value stand in the bytes.
  struct Field: Sendable {
    let name: Range<Int32>
    var value: Range<Int32>
  }

  private var bytes: [UInt8]
  private var fields: [Field]

  /// Fields from texts, for tests.
  public init(_ all: [(name: String, value: String)] = []) {
    bytes = []
    fields = []
    for (name, value) in all {
      let start = Int32(bytes.count)
      bytes.append(contentsOf: name.utf8)
      let middle = Int32(bytes.count)
      bytes.append(contentsOf: value.utf8)
      fields.append(Field(name: start..<middle, value: middle..<Int32(bytes.count)))
    }
  }

  /// Fields as the reader found them in these bytes.
  init(bytes: [UInt8], fields: [Field]) {
    self.bytes = bytes
    self.fields = fields
  }

  /// The first value of a field, its name in any case.
  public subscript(_ name: String) -> String? {
    guard let field = fields.first(where: { has($0, name) }) else { return nil }
    return text(field.value)
  }

  /// Every field as it came.
  public var all: [(name: String, value: String)] {
    fields.map { (name: text($0.name), value: text($0.value)) }
  }

  /// Every value of a field, its name in any case.
  public func values(_ name: String) -> [String] {
    fields.filter { has($0, name) }.map { text($0.value) }
  }

  /// Puts other bytes in the place of a field's first value.
  mutating func replace(_ name: String, with value: Bytes) {
    guard let index = fields.firstIndex(where: { has($0, name) }) else { return }
    let start = Int32(bytes.count)
    bytes.append(contentsOf: value)
    fields[index].value = start..<Int32(bytes.count)
  }

  private func has(_ field: Field, _ name: String) -> Bool {
    guard field.name.count == name.utf8.count else { return false }
    var at = Int(field.name.lowerBound)
    for byte in name.utf8 {
      if bytes[at].lowered != byte.lowered { return false }
      at += 1
    }
    return true
  }

  private func text(_ range: Range<Int32>) -> String {
    String(decoding: bytes[Int(range.lowerBound)..<Int(range.upperBound)], as: UTF8.self)
  }
}
