// Finds where a request's head ends, however its bytes were cut into pieces.

/// The search for the blank line. It reads each byte once and decides from left to right, so bytes
/// that come singly give the same outcome as bytes that come at once.
struct HeadScan {
  enum Outcome: Equatable {
    case more
    /// The request line starts here; the blank line's end is the head's end.
    case head(start: Int, end: Int)
    case refused(Refusal)
  }

  private var at: Int32 = 0
  private var lineStart: Int32 = 0
  private var lines: Int32 = 0

  /// Whether the search has not begun.
  var isFresh: Bool { at == 0 }

  /// Goes on where it stopped; `bytes` begin where they began the last time.
  mutating func scan(_ bytes: Bytes, _ limits: HTTPLimits) -> Outcome {
    var at = Int(self.at)
    while true {
      let stop = lines == 0 ? limits.requestLineBytesMax : limits.headBytesMax
      let end = min(bytes.count, stop)
      while at < end, Self.isPlain(bytes[at]) { at += 1 }
      self.at = Int32(at)
      if at == stop { return .refused(tooBig) }
      if at == bytes.count { return .more }
      guard bytes[at] == 0x0D else { return .refused(bytes[at] == 0x0A ? .lineEnd : .byte) }
      if at + 1 == limits.headBytesMax { return .refused(.headTooBig) }
      if at + 1 == bytes.count { return .more }
      // RFC 9112 section 2.2: a bare CR is invalid; a line that ends in a bare LF is where two
      // parsers come to differ.
      guard bytes[at + 1] == 0x0A else { return .refused(.lineEnd) }
      if let outcome = lineEnded(at, limits) { return outcome }
      at += 2
      self.at = Int32(at)
      lineStart = Int32(at)
    }
  }

  private mutating func lineEnded(_ at: Int, _ limits: HTTPLimits) -> Outcome? {
    let isEmpty = Int32(at) == lineStart
    if isEmpty, lines > 0 {
      return .head(start: Int(skipped), end: at + 2)
    }
    // RFC 9112 section 2.2: one empty line before the request line is ignored.
    if isEmpty { return at == 0 ? nil : .refused(.requestLine) }
    if lines == 0 { skipped = lineStart }
    lines += 1
    return Int(lines) - 1 > limits.headersMax ? .refused(.headTooBig) : nil
  }

  private var skipped: Int32 = 0
  private var tooBig: Refusal { lines == 0 ? .uriTooLong : .headTooBig }

  private static func isPlain(_ byte: UInt8) -> Bool {
    (byte >= 0x20 && byte != 0x7F) || byte == 0x09
  }
}
