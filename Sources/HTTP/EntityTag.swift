// Entity tags: which version of a thing this is, and the lists of them that clients send.

/// RFC 9110 section 8.8.3: names one version of one representation.
public struct EntityTag: Sendable, Equatable {
  /// What stands between the quotes; ASCII without space and quote.
  public let opaque: String
  /// Whether it promises only the same meaning, not the same bytes.
  public let isWeak: Bool

  /// A tag; what may not stand between the quotes is made `_`.
  public init(_ opaque: String, isWeak: Bool = false) {
    let bytes = opaque.utf8.map { Self.mayStand($0) && $0 < 0x80 ? $0 : UInt8(ascii: "_") }
    self.opaque = String(decoding: bytes, as: UTF8.self)
    self.isWeak = isWeak
  }

  /// As it stands in a header: `"x"` or `W/"x"`.
  public var text: String { (isWeak ? "W/\"" : "\"") + opaque + "\"" }

  /// RFC 9110 section 8.8.3.2: the same bytes. A weak tag is never strongly equal, even to itself.
  func isSame(as other: EntityTag, strongly: Bool) -> Bool {
    opaque == other.opaque && !(strongly && (isWeak || other.isWeak))
  }

  fileprivate static func mayStand(_ byte: UInt8) -> Bool {
    byte == 0x21 || (byte >= 0x23 && byte != 0x7F)
  }
}

/// What If-Match and If-None-Match carry.
enum TagList: Equatable {
  /// `*`: whatever there is.
  case any
  case tags([EntityTag])
  case malformed

  /// The list of a field, which may have come as several lines; nil when there is none.
  init?(_ values: [String]) {
    if values.isEmpty { return nil }
    let text = Array(values.joined(separator: ",").utf8)
    self = text.withUnsafeBufferPointer { bytes in
      bytes.trimmed.isWord("*") ? .any : Self.tags(bytes).map { .tags($0) } ?? .malformed
    }
  }

  /// Whether the list names this version; nothing is named where nothing is there.
  func names(_ tag: EntityTag?, exists: Bool, strongly: Bool) -> Bool {
    switch self {
    case .any: exists
    case .tags(let tags):
      tag.map { tag in tags.contains { $0.isSame(as: tag, strongly: strongly) } } ?? false
    case .malformed: false
    }
  }

  /// The members; a comma may stand inside the quotes.
  private static func tags(_ bytes: Bytes) -> [EntityTag]? {
    var tags: [EntityTag] = []
    var at = 0
    while true {
      while at < bytes.count, bytes[at] == 0x20 || bytes[at] == 0x09 || bytes[at] == 0x2C {
        at += 1
      }
      if at == bytes.count { return tags.isEmpty ? nil : tags }
      let isWeak = bytes[at...].starts(with: [0x57, 0x2F])
      if isWeak { at += 2 }
      guard at < bytes.count, bytes[at] == 0x22 else { return nil }
      let start = at + 1
      at = start
      while at < bytes.count, EntityTag.mayStand(bytes[at]) { at += 1 }
      guard at < bytes.count, bytes[at] == 0x22 else { return nil }
      tags.append(
        EntityTag(String(decoding: bytes[start..<at], as: UTF8.self), isWeak: isWeak))
      at += 1
      while at < bytes.count, bytes[at] == 0x20 || bytes[at] == 0x09 { at += 1 }
      guard at == bytes.count || bytes[at] == 0x2C else { return nil }
    }
  }
}
