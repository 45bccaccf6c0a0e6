// Writes JSON straight into bytes, without a tree.

/// Writes one JSON text. Commas are put where they belong; the caller keeps the nesting right.
public struct JSONWriter: Sendable {
  /// What was written so far.
  public private(set) var bytes: [UInt8] = []
  private var needsComma = false

  /// An empty text.
  public init() { bytes.reserveCapacity(512) }

  /// Writes `{`, what the body writes, and `}`.
  public mutating func object(_ body: (inout JSONWriter) -> Void) {
    open(UInt8(ascii: "{"))
    body(&self)
    close(UInt8(ascii: "}"))
  }
  /// Writes `[`, what the body writes, and `]`.
  public mutating func array(_ body: (inout JSONWriter) -> Void) {
    open(UInt8(ascii: "["))
    body(&self)
    close(UInt8(ascii: "]"))
  }
  /// Writes a member's name; its value must follow.
  public mutating func name(_ name: String) {
    comma()
    quote(name)
    bytes.append(UInt8(ascii: ":"))
    needsComma = false
  }
  /// Writes a string.
  public mutating func string(_ text: String) {
    comma()
    quote(text)
    needsComma = true
  }
  /// Writes a whole number.
  public mutating func number(_ value: Int64) {
    comma()
    if value < 0 { bytes.append(UInt8(ascii: "-")) }
    let start = bytes.count
    var rest = value.magnitude
    repeat {
      bytes.append(UInt8(0x30 + rest % 10))
      rest /= 10
    } while rest > 0
    bytes[start...].reverse()
    needsComma = true
  }
  /// Writes a number, without a fraction where it has none. It must be finite.
  public mutating func number(_ value: Double) {
    if value == value.rounded(), abs(value) < 9e15 { return number(Int64(value)) }
    comma()
    bytes.append(contentsOf: String(value).utf8)
    needsComma = true
  }
  /// Writes `true` or `false`.
  public mutating func bool(_ value: Bool) { raw(Array((value ? "true" : "false").utf8)) }
  /// Writes `null`.
  public mutating func null() { raw(Array("null".utf8)) }
  /// Writes a JSON text that was made before.
  public mutating func raw(_ json: [UInt8]) {
    comma()
    bytes.append(contentsOf: json)
    needsComma = true
  }
  /// Writes a name and a string.
  public mutating func member(_ name: String, _ text: String) {
    self.name(name)
    string(text)
  }
  /// Writes a name and a string, or nothing at all for nil.
  public mutating func member(_ name: String, ifAny text: String?) {
    guard let text else { return }
    member(name, text)
  }
  /// Writes a name and a whole number.
  public mutating func member(_ name: String, _ value: Int64) {
    self.name(name)
    number(value)
  }
  /// Writes a name and a truth.
  public mutating func member(_ name: String, _ value: Bool) {
    self.name(name)
    bool(value)
  }
  /// Writes a name and an array of strings.
  public mutating func member(_ name: String, _ texts: [String]) {
    self.name(name)
    array { writer in for text in texts { writer.string(text) } }
  }

  private mutating func open(_ byte: UInt8) {
    comma()
    bytes.append(byte)
    needsComma = false
  }
  private mutating func close(_ byte: UInt8) {
    bytes.append(byte)
    needsComma = true
  }
  private mutating func comma() { if needsComma { bytes.append(UInt8(ascii: ",")) } }

  /// Stretches that need no escape are copied whole; nearly every text is one stretch.
  private mutating func quote(_ text: String) {
    var text = text
    bytes.append(0x22)
    text.withUTF8 { all in
      var from = 0
      for at in all.indices where all[at] < 0x20 || all[at] == 0x22 || all[at] == 0x5C {
        bytes.append(contentsOf: all[from..<at])
        escape(all[at])
        from = at + 1
      }
      bytes.append(contentsOf: UnsafeBufferPointer(rebasing: all[from...]))
    }
    bytes.append(0x22)
  }

  private mutating func escape(_ byte: UInt8) {
    bytes.append(0x5C)
    switch byte {
    case 0x22, 0x5C: bytes.append(byte)
    case 0x0A: bytes.append(UInt8(ascii: "n"))
    default:
      bytes.append(contentsOf: "u00".utf8)
      bytes.append(contentsOf: hexText([byte]).utf8)
    }
  }
}
