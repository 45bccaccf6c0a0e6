// E-mail addresses: what one looks like, and where a record that holds one stands.

/// The states of a record whose address is verified before its first use.
public enum AddressState: String, Sendable, CaseIterable {
  /// A code was mailed to it, and nothing else is.
  case unverified
  /// Its owner has told the code.
  case verified
}

/// Is this an address that mail can be handed over for? One `@`, a domain of two labels or more, in
/// ASCII (RFC 5321 section 4.1.2, without quoted and literal forms, which no school uses and which
/// relays differ about).
public func isAddress(_ text: String) -> Bool {
  let bytes = Array(text.utf8)
  guard bytes.count <= Limits.addressBytesMax else { return false }
  let parts = bytes.split(separator: UInt8(ascii: "@"), omittingEmptySubsequences: false)
  guard parts.count == 2, (1...Limits.addressLocalBytesMax).contains(parts[0].count) else {
    return false
  }
  let atoms = parts[0].split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
  let labels = parts[1].split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
  return atoms.allSatisfy { !$0.isEmpty && $0.allSatisfy(isAtomText) }
    && labels.count >= 2 && labels.allSatisfy(isLabel)
    && labels.last.map { !$0.allSatisfy(isDigit) } ?? false
}

/// RFC 5322 section 3.2.3.
private func isAtomText(_ byte: UInt8) -> Bool {
  isLetter(byte) || isDigit(byte) || "!#$%&'*+-/=?^_`{|}~".utf8.contains(byte)
}

/// RFC 1035 section 2.3.1, as RFC 1123 section 2.1 has it.
private func isLabel(_ label: ArraySlice<UInt8>) -> Bool {
  let hyphen = UInt8(ascii: "-")
  return (1...63).contains(label.count) && label.first != hyphen && label.last != hyphen
    && label.allSatisfy { isLetter($0) || isDigit($0) || $0 == hyphen }
}

private func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }
private func isLetter(_ byte: UInt8) -> Bool { (0x61...0x7A).contains(byte | 0x20) }
