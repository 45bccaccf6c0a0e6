// The outside world, handed in: clock and dice.

/// Tells the time.
public protocol Clock: Sendable {
  /// Now.
  func now() -> Instant
}

/// Throws random bytes, fit for secrets.
public protocol Dice: Sendable {
  /// This many random bytes.
  func bytes(_ count: Int) -> [UInt8]
}

extension Dice {
  /// An opaque token of 16 letters and digits without look-alikes (79 bits).
  public func token() -> String { letters(16) }

  /// This many letters and digits without look-alikes.
  public func letters(_ count: Int) -> String {
    let alphabet = Array("abcdefghjkmnpqrstuvwxyz23456789".utf8)
    var text: [UInt8] = []
    while text.count < count {
      // 248 is 8 x 31: bytes from there on would favour the first letters.
      for byte in bytes(count) where byte < 248 && text.count < count {
        text.append(alphabet[Int(byte) % 31])
      }
    }
    return String(decoding: text, as: UTF8.self)
  }

  /// A random number of 63 bits, never zero.
  public func number() -> UInt64 {
    let value = bytes(8).reduce(UInt64(0)) { $0 << 8 | UInt64($1) } >> 1
    return value == 0 ? 1 : value
  }
}
