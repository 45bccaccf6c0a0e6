// Whether a client would rather have a gzip copy: Accept-Encoding and its weights.

/// What an Accept-Encoding field says of the two codings that we have.
struct ContentCoding: Equatable {
  /// Weights in thousandths; 0 is a refusal.
  private(set) var gzip: Int
  private(set) var identity: Int

  /// Reads the field, which may have come as several lines (RFC 9110 section 12.5.3).
  init(_ values: [String]) {
    var named: (gzip: Int?, identity: Int?, others: Int?) = (nil, nil, nil)
    Array(values.joined(separator: ",").utf8).withUnsafeBufferPointer { bytes in
      for member in bytes.members {
        let name = (member.split(separator: 0x3B, maxSplits: 1).first ?? member[...])
        let coding = Bytes(rebasing: name).trimmed
        // A member whose weight cannot be read says nothing.
        guard let weight = Self.weight(member.part(name.count..<member.count)) else { continue }
        if coding.isWord("gzip") || coding.isWord("x-gzip") { named.gzip = weight }
        if coding.isWord("identity") { named.identity = weight }
        if coding.isWord("*") { named.others = weight }
      }
    }
    gzip = named.gzip ?? named.others ?? 0
    // Plain bytes are always welcome unless they are refused, but what is asked for by name comes
    // before what is merely not refused.
    identity = named.identity ?? named.others ?? 1
  }

  /// Whether the gzip copy is the one to send.
  var prefersGzip: Bool { gzip > 0 && gzip >= identity }

  /// The weight after a coding's name: nothing, or `;q=` with at most three decimals.
  private static func weight(_ text: Bytes) -> Int? {
    if text.isEmpty { return 1000 }
    let text = text.part(1..<text.count).trimmed
    guard text.count >= 3, text[0].lowered == 0x71, text[1] == 0x3D, text.count <= 7 else {
      return nil
    }
    let (whole, rest) = (text[2], text.part(3..<text.count))
    guard whole == 0x30 || whole == 0x31, rest.isEmpty || rest[0] == 0x2E else { return nil }
    var value = Int(whole - 0x30) * 1000
    var worth = 100
    for digit in rest.dropFirst() {
      guard (0x30...0x39).contains(digit) else { return nil }
      value += Int(digit - 0x30) * worth
      worth /= 10
    }
    return value <= 1000 ? value : nil
  }
}
