// IP addresses and networks as numbers, so that one address is one value however it is written.
import Glibc

/// An address of IPv4 or IPv6. An IPv4 address in IPv6 clothes (`::ffff:192.0.2.1`) is an IPv4 one.
struct Address: Sendable, Hashable {
  /// The bits, the first one highest; those of IPv4 are the last 32.
  let high: UInt64
  let low: UInt64
  let isIPv4: Bool

  /// Reads `192.0.2.1` or `2001:db8::1`, and nothing else: no port, no zone, no octal.
  init?(_ text: some StringProtocol) {
    guard text.utf8.count < Int(INET6_ADDRSTRLEN), !text.utf8.contains(0) else { return nil }
    let text = String(text)
    var four = in_addr()
    if inet_pton(AF_INET, text, &four) == 1 {
      self.init(ipv4: UInt64(UInt32(bigEndian: four.s_addr)))
      return
    }
    var six = in6_addr()
    guard inet_pton(AF_INET6, text, &six) == 1 else { return nil }
    let (high, low) = withUnsafeBytes(of: six) {
      (
        UInt64(bigEndian: $0.loadUnaligned(as: UInt64.self)),
        UInt64(bigEndian: $0.loadUnaligned(fromByteOffset: 8, as: UInt64.self))
      )
    }
    if high == 0, low >> 32 == 0xFFFF {
      self.init(ipv4: low & 0xFFFF_FFFF)
    } else {
      self.init(high: high, low: low, isIPv4: false)
    }
  }

  private init(ipv4 bits: UInt64) { self.init(high: 0, low: bits, isIPv4: true) }

  private init(high: UInt64, low: UInt64, isIPv4: Bool) {
    (self.high, self.low, self.isIPv4) = (high, low, isIPv4)
  }

  /// How many bits it has.
  var width: Int { isIPv4 ? 32 : 128 }

  /// The first address of its network with this many bits.
  func network(_ bits: Int) -> Address {
    func kept(_ bits: Int) -> UInt64 {
      bits <= 0 ? 0 : bits >= 64 ? .max : ~(UInt64.max >> UInt64(bits))
    }
    let first = isIPv4 ? bits + 96 : bits
    return Address(high: high & kept(first), low: low & kept(first - 64), isIPv4: isIPv4)
  }

  /// As text, in the one way of RFC 5952 (the C library's).
  var text: String {
    var bytes: [UInt8] = []
    for shift in stride(from: 56, through: 0, by: -8) {
      bytes.append(UInt8(truncatingIfNeeded: high >> UInt64(shift)))
    }
    for shift in stride(from: 56, through: 0, by: -8) {
      bytes.append(UInt8(truncatingIfNeeded: low >> UInt64(shift)))
    }
    if isIPv4 { bytes.removeFirst(12) }
    return withUnsafeTemporaryAllocation(of: CChar.self, capacity: Int(INET6_ADDRSTRLEN)) { room in
      let family = isIPv4 ? AF_INET : AF_INET6
      let text = inet_ntop(family, bytes, room.baseAddress, socklen_t(room.count))
      return text.map { String(cString: $0) } ?? ""
    }
  }
}

/// A network such as `10.0.0.0/8`; an address alone is a network of one.
struct Network: Sendable, Hashable {
  let first: Address
  let bits: Int

  /// Reads an address or `ADDRESS/BITS`; throws a sentence that says what would be right.
  init(_ text: String) throws {
    let parts = text.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
    guard let address = Address(parts[0]) else {
      throw Misuse(
        text: "'\(text)' is no address: 127.0.0.1, 10.1.0.0/16, 2001:db8::/32 or unix is right.")
    }
    guard parts.count == 2 else {
      (first, bits) = (address, address.width)
      return
    }
    let isDigits = parts[1].utf8.allSatisfy { (0x30...0x39).contains($0) }
    guard isDigits, let bits = Int(parts[1]), bits <= address.width else {
      throw Misuse(text: "'\(text)' wants a number from 1 to \(address.width) behind the slash.")
    }
    guard bits > 0 else {
      throw Misuse(text: "'\(text)' would believe everyone: name the proxy's own address.")
    }
    guard address.network(bits) == address else {
      let right = address.network(bits).text
      throw Misuse(text: "'\(text)' is inside a network: '\(right)/\(bits)' or '\(parts[0])'?")
    }
    (first, self.bits) = (address, bits)
  }

  /// Does it hold the address?
  func contains(_ address: Address) -> Bool {
    address.isIPv4 == first.isIPv4 && address.network(bits) == first
  }
}
