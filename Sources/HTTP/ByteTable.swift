// Which byte may stand where in a request's head.

/// One look-up per byte instead of a chain of comparisons.
enum ByteTable {
  /// RFC 9110 section 5.6.2: a method or a field name.
  static let token: UInt8 = 1
  /// RFC 9110 section 5.5: a field value, obs-text included, HT and SP too.
  static let value: UInt8 = 2
  /// A request target. RFC 3986 is stricter; these are what browsers leave unescaped in a query.
  static let target: UInt8 = 4
  /// RFC 3986 section 3.2: host and port, no user information.
  static let host: UInt8 = 8

  /// The flags of each byte.
  static let flags: [UInt8] = (0...255).map { byte in
    let isAlphanumeric =
      (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
    var flags: UInt8 = 0
    if isAlphanumeric || tokenMarks.contains(UInt8(byte)) { flags |= token }
    if byte == 0x09 || (byte >= 0x20 && byte != 0x7F) { flags |= value }
    if (0x21...0x7E).contains(byte) && !targetRefused.contains(UInt8(byte)) { flags |= target }
    if isAlphanumeric || hostMarks.contains(UInt8(byte)) { flags |= host }
    return flags
  }

  /// The value of a hexadecimal digit.
  static func hex(_ byte: UInt8) -> Int? {
    switch byte {
    case 0x30...0x39: Int(byte) - 0x30
    case 0x41...0x46: Int(byte) - 0x37
    case 0x61...0x66: Int(byte) - 0x57
    default: nil
    }
  }

  private static let tokenMarks = Array("!#$%&'*+-.^_`|~".utf8)
  private static let targetRefused = Array("\"#<>".utf8)
  private static let hostMarks = Array("-._~%!$&'()*+,;=:[]".utf8)
}

extension UInt8 {
  /// An ASCII letter made small; other bytes as they are.
  var lowered: UInt8 { self >= 0x41 && self <= 0x5A ? self | 0x20 : self }
}

/// A stretch of a request that outlives no call.
typealias Bytes = UnsafeBufferPointer<UInt8>

extension UnsafeBufferPointer where Element == UInt8 {
  /// The stretch as a buffer of its own.
  func part(_ range: Range<Int>) -> Bytes { Bytes(rebasing: self[range]) }

  /// Whether this is the word, in any case; the word is given small.
  func isWord(_ word: StaticString) -> Bool {
    guard count == word.utf8CodeUnitCount else { return false }
    for index in 0..<count where self[index].lowered != word.utf8Start[index] { return false }
    return true
  }

  /// Whether each byte has the flag.
  func all(_ flag: UInt8) -> Bool {
    ByteTable.flags.withUnsafeBufferPointer { flags in
      for byte in self where flags[Int(byte)] & flag == 0 { return false }
      return true
    }
  }

  /// Without spaces and tabs at both ends.
  var trimmed: Bytes {
    var from = 0
    var to = count
    while from < to, self[from] == 0x20 || self[from] == 0x09 { from += 1 }
    while to > from, self[to - 1] == 0x20 || self[to - 1] == 0x09 { to -= 1 }
    return part(from..<to)
  }

  /// The members of a comma-separated list, trimmed, empty ones left out (RFC 9110 5.6.1.2).
  var members: [Bytes] {
    split(separator: 0x2C).map { Bytes(rebasing: $0).trimmed }.filter { !$0.isEmpty }
  }
}
