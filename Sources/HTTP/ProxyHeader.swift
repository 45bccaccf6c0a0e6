// The PROXY protocol: how a proxy tells, before the first request, for whom it speaks.

import CLinux
import Glibc

/// Versions 1 and 2 as HAProxy's proxy-protocol.txt (2020-03-05) has them. It is read strictly:
/// whoever may choose it chooses who the client is.
enum ProxyHeader: Equatable {
  /// So far it is good and incomplete.
  case more
  /// So many bytes; nil when the proxy speaks for itself.
  case header(count: Int, peer: String?)
  case malformed

  private static let signature1 = Array("PROXY ".utf8)
  private static let signature2 = Array("\r\n\r\n\0\r\nQUIT\n".utf8)
  /// For whom a proxy speaks that does not know it. The specification lets its own address stand for
  /// them, but then anyone would be taken for the proxy, which is believed in more.
  private static let nobody = "unknown"
  /// Section 2.1: the longest line of version 1 with its CR LF.
  private static let lineBytesMax = 107

  /// Reads what has come; `bytesMax` bounds a header of version 2.
  static func read(_ bytes: Bytes, bytesMax: Int) -> ProxyHeader {
    guard let first = bytes.first else { return .more }
    let signature = first == signature2[0] ? signature2 : signature1
    guard bytes.prefix(signature.count).elementsEqual(signature.prefix(bytes.count)) else {
      return .malformed
    }
    if bytes.count < signature.count { return .more }
    return first == signature2[0] ? binary(bytes, bytesMax) : line(bytes)
  }

  // MARK: - Version 1

  private static func line(_ bytes: Bytes) -> ProxyHeader {
    guard let end = bytes.prefix(lineBytesMax).firstIndex(of: 0x0A) else {
      return bytes.count < lineBytesMax ? .more : .malformed
    }
    guard bytes[end - 1] == 0x0D else { return .malformed }
    let words = bytes.part(0..<end - 1)
      .split(separator: 0x20, omittingEmptySubsequences: false).map { Bytes(rebasing: $0) }
    switch String(decoding: words[1], as: UTF8.self) {
    // Section 2.1: what follows UNKNOWN is ignored.
    case "UNKNOWN": return .header(count: end + 1, peer: nobody)
    case "TCP4": return line(words, AF_INET, count: end + 1)
    case "TCP6": return line(words, AF_INET6, count: end + 1)
    default: return .malformed
    }
  }

  private static func line(_ words: [Bytes], _ family: Int32, count: Int) -> ProxyHeader {
    guard words.count == 6, let peer = Socket.address(words[2], family),
      Socket.address(words[3], family) != nil, isPort(words[4]), isPort(words[5])
    else { return .malformed }
    return .header(count: count, peer: peer)
  }

  private static func isPort(_ word: Bytes) -> Bool {
    guard (1...5).contains(word.count), word.allSatisfy({ (0x30...0x39).contains($0) }) else {
      return false
    }
    let value = word.reduce(0) { $0 * 10 + Int($1 - 0x30) }
    return value <= 65_535 && (word[0] != 0x30 || word.count == 1)
  }

  // MARK: - Version 2

  private static func binary(_ bytes: Bytes, _ bytesMax: Int) -> ProxyHeader {
    guard bytes.count >= 16 else { return .more }
    let length = Int(bytes[14]) << 8 | Int(bytes[15])
    let count = 16 + length
    guard count <= bytesMax else { return .malformed }
    // Section 2.2: LOCAL is the proxy itself, to see whether we are well.
    let isLocal = bytes[12] == 0x20
    guard isLocal || bytes[12] == 0x21 else { return .malformed }
    guard let needed = addressBytes(bytes[13]), isLocal || length >= needed else {
      return .malformed
    }
    guard bytes.count >= count else { return .more }
    if isLocal { return .header(count: count, peer: nil) }
    let address = UnsafeRawPointer(bytes.part(16..<count).baseAddress)
    switch (bytes[13], address) {
    case (0x11, let start?): return .header(count: count, peer: Socket.text(AF_INET, start))
    case (0x21, let start?): return .header(count: count, peer: Socket.text(AF_INET6, start))
    case (0x31, _): return .header(count: count, peer: "unix")
    default: return .header(count: count, peer: nobody)
    }
  }

  /// How long the addresses of a family are; nil for what is no stream. What follows them are
  /// extras, which nothing here asks for.
  private static func addressBytes(_ family: UInt8) -> Int? {
    switch family {
    case 0x00: 0
    case 0x11: 12
    case 0x21: 36
    case 0x31: 216
    default: nil
    }
  }
}
