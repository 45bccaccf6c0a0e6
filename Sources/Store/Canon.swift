// The canonical encoding that hashes are taken of: field after field, each with its length.
import Domain

/// Bytes to be hashed. Each field is its length in bytes as four bytes, most significant first, and
/// then its bytes: texts in UTF-8, numbers in decimal digits. A field that is absent is the length
/// FF FF FF FF alone, so that absent and empty differ and no two lists of fields encode alike.
struct Canon {
  /// What was encoded so far.
  private(set) var bytes: [UInt8] = []

  /// Starts with bytes of fixed length, which need no length of their own.
  init(_ start: [UInt8]) {
    bytes.reserveCapacity(256)
    bytes.append(contentsOf: start)
  }

  mutating func add(_ text: String?) {
    guard let text else { return absent() }
    length(text.utf8.count)
    bytes.append(contentsOf: text.utf8)
  }
  mutating func add(_ number: Int64?) {
    guard let number else { return absent() }
    var rest = number.magnitude
    var digits = 1
    while rest >= 10 {
      rest /= 10
      digits += 1
    }
    length(digits + (number < 0 ? 1 : 0))
    if number < 0 { bytes.append(UInt8(ascii: "-")) }
    rest = number.magnitude
    let start = bytes.count
    for _ in 0..<digits { bytes.append(0) }
    for place in (start..<bytes.count).reversed() {
      bytes[place] = UInt8(48 + rest % 10)
      rest /= 10
    }
  }
  mutating func add(bytes more: [UInt8]) {
    length(more.count)
    bytes.append(contentsOf: more)
  }

  /// The SHA-256 of all of it.
  var hash: [UInt8] { SHA256.digest(bytes) }

  private mutating func absent() { length(-1) }
  private mutating func length(_ count: Int) {
    let count = UInt32(truncatingIfNeeded: count)
    bytes.append(UInt8(truncatingIfNeeded: count >> 24))
    bytes.append(UInt8(truncatingIfNeeded: count >> 16))
    bytes.append(UInt8(truncatingIfNeeded: count >> 8))
    bytes.append(UInt8(truncatingIfNeeded: count))
  }
}

/// The hash of one text. The salt lies beside the text and is erased with it: without it, nobody
/// can find a short erased text again by trying.
func saltedHash(_ text: String, salt: [UInt8]) -> [UInt8] {
  var canon = Canon(salt)
  canon.add(text)
  return canon.hash
}

/// The hash of a version: the day and the moment, then field name and stored value by name.
func saltedHash(
  day: Day, happenedAt: Instant, _ values: [(field: String, value: StoredValue)], salt: [UInt8]
) -> [UInt8] {
  var canon = Canon(salt)
  canon.add(day.text)
  canon.add(happenedAt.milliseconds)
  for (field, value) in values.sorted(by: { $0.field < $1.field }) {
    if case .bytes(let bytes) = value {
      canon.add(field)
      canon.add(bytes: bytes)
    } else if let text = value.hashedText {
      canon.add(field)
      canon.add(text)
    }
  }
  return canon.hash
}
