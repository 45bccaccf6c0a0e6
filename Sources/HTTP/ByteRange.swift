// Which part of a representation a Range field asks for.

/// What a Range field comes to.
enum ByteRange: Equatable {
  /// All: no field, or one that is to be ignored.
  case whole
  case part(Range<Int64>)
  /// 416: it begins past the end.
  case unsatisfiable

  /// Reads the field. RFC 9110 section 14.2 lets a server ignore one that is malformed or asks for
  /// several parts: those are many answers for the price of one, and nobody here needs them.
  static func read(_ values: [String], length: Int64) -> ByteRange {
    guard values.count == 1 else { return .whole }
    return Array(values[0].utf8).withUnsafeBufferPointer { bytes in
      guard let sign = bytes.firstIndex(of: 0x3D), bytes.part(0..<sign).isWord("bytes") else {
        return .whole
      }
      let members = bytes.part(sign + 1..<bytes.count).members
      return members.count == 1 ? read(members[0], length) : .whole
    }
  }

  private static func read(_ text: Bytes, _ length: Int64) -> ByteRange {
    guard let dash = text.firstIndex(of: 0x2D) else { return .whole }
    let (left, right) = (text.part(0..<dash), text.part(dash + 1..<text.count))
    if left.isEmpty {
      guard let suffix = number(right) else { return .whole }
      if suffix == 0 { return .unsatisfiable }
      // The last bytes of nothing are nothing, which no Content-Range can say.
      return length == 0 ? .whole : .part(max(0, length - suffix)..<length)
    }
    guard let first = number(left) else { return .whole }
    if right.isEmpty { return first < length ? .part(first..<length) : .unsatisfiable }
    guard let last = number(right), last >= first else { return .whole }
    return first < length ? .part(first..<min(last + 1, length)) : .unsatisfiable
  }

  private static func number(_ digits: Bytes) -> Int64? {
    guard !digits.isEmpty else { return nil }
    var value: Int64 = 0
    for digit in digits {
      guard (0x30...0x39).contains(digit) else { return nil }
      // Stays at a number that is past every length instead of overflowing.
      value = min(value * 10 + Int64(digit - 0x30), 1 << 56)
    }
    return value
  }
}
