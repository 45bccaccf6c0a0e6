// The code that is mailed to an address: drawn when its mail leaves, and kept as a digest alone.

import Domain

/// A code that asks whether an address is right.
public struct VerificationCode: Sendable {
  /// What stands in the outbox where the mail that leaves has the code.
  public static let placeholder = "{{code}}"

  /// The code as it is mailed, in groups of four letters.
  public let text: String

  /// A new one.
  public init(dice: any Dice) { text = grouped(dice.letters(Limits.verificationLetters)) }

  /// What is kept of it.
  public var digest: String { VerificationCode.digest(of: text) }

  /// The digest of a code as people tell it: in capitals, without the dash, or with spaces.
  public static func digest(of code: String) -> String {
    SHA256.hex(code.lowercased().utf8.filter { isWordByte($0) })
  }
}

private func isWordByte(_ byte: UInt8) -> Bool {
  (0x61...0x7A).contains(byte) || (0x30...0x39).contains(byte)
}
