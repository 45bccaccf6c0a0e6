// The request target: its path cut into decoded segments, its query into pairs.

/// What a request asks for.
struct Target: Sendable {
  var path: [String] = []
  var rawPath = "/"
  var query: [(name: String, value: String)] = []
  /// The authority of an absolute-form target, as it stood; it overrides Host.
  var authority: Range<Int>?

  /// Reads a target; `isOptions` allows the asterisk.
  static func read(_ bytes: Bytes, isOptions: Bool = false) throws(Refusal) -> Target {
    guard bytes.all(ByteTable.target) else { throw .target }
    if bytes.first == 0x2F { return try origin(bytes) }
    if isOptions, bytes.count == 1, bytes[0] == 0x2A {
      return Target(rawPath: "*")
    }
    return try absolute(bytes)
  }

  /// RFC 9112 section 3.2.2: a server must accept the absolute form, though only proxies need it.
  private static func absolute(_ bytes: Bytes) throws(Refusal) -> Target {
    let schemes: [StaticString] = ["http://", "https://"]
    let scheme = schemes.first {
      let length = $0.utf8CodeUnitCount
      return bytes.count > length && bytes.part(0..<length).isWord($0)
    }
    guard let start = scheme?.utf8CodeUnitCount else { throw .target }
    let end = bytes[start...].firstIndex { $0 == 0x2F || $0 == 0x3F } ?? bytes.count
    // RFC 9110 section 4.2.4: user information in a target is a phishing trick; its "@" is refused.
    guard end > start, bytes.part(start..<end).all(ByteTable.host) else { throw .target }
    var target = try origin(bytes.part(end..<bytes.count))
    target.authority = start..<end
    return target
  }

  private static func origin(_ bytes: Bytes) throws(Refusal) -> Target {
    let mark = bytes.firstIndex(of: 0x3F) ?? bytes.count
    var target = Target()
    let path = bytes.part(0..<mark)
    if !path.isEmpty { target.rawPath = String(decoding: path, as: UTF8.self) }
    for piece in path.split(separator: 0x2F) {
      target.path.append(try segment(Bytes(rebasing: piece)))
    }
    guard mark < bytes.count else { return target }
    for piece in bytes[(mark + 1)...].split(separator: 0x26) {
      target.query.append(try pair(Bytes(rebasing: piece)))
    }
    return target
  }

  /// A segment is data: what would act as a path when joined again is refused, however written.
  private static func segment(_ bytes: Bytes) throws(Refusal) -> String {
    let text = try decoded(bytes, plusIsSpace: false)
    guard text != ".", text != "..", !text.utf8.contains(where: { $0 < 0x20 || $0 == 0x2F }) else {
      throw .target
    }
    return text
  }

  private static func pair(_ bytes: Bytes) throws(Refusal) -> (name: String, value: String) {
    let sign = bytes.firstIndex(of: 0x3D) ?? bytes.count
    let value = bytes.part(min(sign + 1, bytes.count)..<bytes.count)
    return (
      try decoded(bytes.part(0..<sign), plusIsSpace: true), try decoded(value, plusIsSpace: true)
    )
  }

  private static func decoded(_ bytes: Bytes, plusIsSpace: Bool) throws(Refusal) -> String {
    guard bytes.contains(where: { $0 == 0x25 || ($0 == 0x2B && plusIsSpace) }) else {
      return String(decoding: bytes, as: UTF8.self)
    }
    var plain: [UInt8] = []
    plain.reserveCapacity(bytes.count)
    var at = 0
    while at < bytes.count {
      let byte = bytes[at]
      if byte == 0x25 {
        guard at + 2 < bytes.count, let high = ByteTable.hex(bytes[at + 1]),
          let low = ByteTable.hex(bytes[at + 2])
        else { throw .target }
        plain.append(UInt8(high << 4 | low))
        at += 3
      } else {
        plain.append(byte == 0x2B && plusIsSpace ? 0x20 : byte)
        at += 1
      }
    }
    // A repaired text would not be what was asked for.
    guard let text = String(validating: plain, as: UTF8.self) else { throw .target }
    return text
  }
}
