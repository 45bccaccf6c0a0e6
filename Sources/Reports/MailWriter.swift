// One mail as the bytes that a relay takes: RFC 5322, RFC 2045 and RFC 2047, and nothing smuggled in.
import Domain

/// A mail of one text to one address.
public struct MailWriter: Sendable {
  /// Whom it comes from: an address, and a name that people know.
  public var from: (name: String, address: String)
  /// To whom.
  public var to: String
  /// One line.
  public var subject: String
  /// When it was written.
  public var date: Instant
  /// What the mail is known by, without its angle brackets: `token@domain`. Given once for each mail.
  public var messageID: String
  /// The text; its lines end in LF or CRLF.
  public var body: String

  /// A mail.
  public init(
    from: (name: String, address: String), to: String, subject: String, date: Instant,
    messageID: String, body: String
  ) {
    self.from = from
    self.to = to
    self.subject = subject
    self.date = date
    self.messageID = messageID
    self.body = body
  }

  /// The mail's bytes, each line ended by CRLF and at most 78 characters long. Throws
  /// `Failure.conflict` where a header would hold a line end or another control character, or an
  /// address is none: a header must never begin a second one.
  public func bytes() throws -> [UInt8] {
    for address in [from.address, to, messageID] where !isAddress(address) {
      throw Failure.conflict("'\(address)' is not an address")
    }
    for text in [from.name, subject] where text.unicodeScalars.contains(where: isControl) {
      throw Failure.conflict("a header of a mail cannot hold a control character")
    }
    let (encoding, text) = MailBody.encoded(body)
    let headers = [
      ("From", phrase(from.name) + "<\(from.address)>"), ("To", "<\(to)>"),
      ("Subject", unstructured(subject, after: 9)), ("Date", date.mailText),
      ("Message-ID", "<\(messageID)>"), ("Auto-Submitted", "auto-generated"),
      ("MIME-Version", "1.0"), ("Content-Type", "text/plain; charset=utf-8"),
      ("Content-Transfer-Encoding", encoding),
    ]
    let head = headers.map { "\($0.0): \($0.1)\r\n" }.joined()
    return Array(head.utf8) + [0x0D, 0x0A] + text
  }

  private func isControl(_ scalar: Unicode.Scalar) -> Bool {
    scalar.value < 0x20 || (0x7F..<0xA0).contains(scalar.value) || scalar.value == 0x2028
      || scalar.value == 0x2029
  }

  /// A name before an address (RFC 5322 section 3.2.5), with the space behind it.
  private func phrase(_ name: String) -> String {
    guard !name.isEmpty else { return "" }
    if !isPlain(name) || name.utf8.count > 60 { return encodedWords(name, after: 6) + "\r\n " }
    let isAtoms = name.utf8.allSatisfy { byte in
      byte == 0x20 || (0x30...0x39).contains(byte) || (0x61...0x7A).contains(byte | 0x20)
    }
    if isAtoms { return name + " " }
    let escaped = name.map { $0 == "\"" || $0 == "\\" ? "\\\($0)" : String($0) }.joined()
    return "\"\(escaped)\" "
  }

  /// A text that may stand in a header as it is: ASCII without what looks like an encoded word, and
  /// without spaces that folding would lose.
  private func isPlain(_ text: String) -> Bool {
    text.utf8.allSatisfy { (0x20..<0x7F).contains($0) } && !text.contains("=?")
      && !text.hasPrefix(" ") && !text.hasSuffix(" ") && !text.contains("  ")
  }

  private func unstructured(_ text: String, after start: Int) -> String {
    let words = text.split(separator: " ")
    guard isPlain(text), words.allSatisfy({ $0.utf8.count <= 60 }) else {
      return encodedWords(text, after: start)
    }
    var folded = ""
    var column = start
    for word in words {
      if folded.isEmpty {
        column += word.utf8.count
      } else if column + 1 + word.utf8.count > MailBody.lineBytesMax {
        folded += "\r\n "
        column = 1 + word.utf8.count
      } else {
        folded += " "
        column += 1 + word.utf8.count
      }
      folded += word
    }
    return folded
  }

  /// RFC 2047 section 2: words of at most 75 characters, none of which parts a character.
  private func encodedWords(_ text: String, after start: Int) -> String {
    var words: [String] = []
    var piece: [UInt8] = []
    func close() {
      words.append("=?utf-8?B?\(base64(piece))?=")
      piece = []
    }
    for scalar in text.unicodeScalars {
      let bytes = Array(String(scalar).utf8)
      if piece.count + bytes.count > 42 { close() }
      piece += bytes
    }
    if !piece.isEmpty { close() }
    return words.joined(separator: "\r\n ")
  }
}

/// A text on its way through relays that know ASCII lines alone.
enum MailBody {
  /// RFC 5322 section 2.1.1, without the line's end.
  static let lineBytesMax = 78
  private static let lineEnd: [UInt8] = [0x0D, 0x0A]

  /// The text in the shorter of two encodings, and its name (RFC 2045 section 6).
  static func encoded(_ text: String) -> (name: String, bytes: [UInt8]) {
    let lines = Array(text.utf8).splitLines()
    var (printable, whole): ([UInt8], [UInt8]) = ([], [])
    for line in lines {
      printable += quotedPrintable(line) + lineEnd
      whole += line + lineEnd
    }
    guard printable.count > whole.count * 3 / 2 else { return ("quoted-printable", printable) }
    var bytes: [UInt8] = []
    let letters = Array(base64(whole).utf8)
    for start in stride(from: 0, to: letters.count, by: 76) {
      bytes += letters[start..<min(start + 76, letters.count)] + lineEnd
    }
    return ("base64", bytes)
  }

  /// One line of at most 76 characters, or several with a soft break between them.
  static func quotedPrintable(_ line: ArraySlice<UInt8>) -> [UInt8] {
    var bytes: [UInt8] = []
    var column = 0
    let isFrom = line.starts(with: "From ".utf8)
    for (place, byte) in line.enumerated() {
      let isLast = place == line.count - 1
      let isPlain = (0x21...0x7E).contains(byte) && byte != UInt8(ascii: "=")
      let isSpace = (byte == 0x20 || byte == 0x09) && !isLast
      // A dot alone ends a mail on its way, and some relays put a mark before `From `.
      let isTouchy = place == 0 && (byte == UInt8(ascii: ".") || isFrom)
      let piece =
        (isPlain || isSpace) && !isTouchy ? [byte] : Array("=\(hexText([byte]).uppercased())".utf8)
      if column + piece.count > (isLast ? 76 : 75) {
        bytes += [UInt8(ascii: "="), 0x0D, 0x0A]
        column = 0
      }
      bytes += piece
      column += piece.count
    }
    return bytes
  }
}

extension [UInt8] {
  /// Lines, by LF or CRLF or CR alone.
  fileprivate func splitLines() -> [ArraySlice<UInt8>] {
    var lines: [ArraySlice<UInt8>] = []
    var start = 0
    var at = 0
    while at < count {
      let isEnd = self[at] == 0x0A || self[at] == 0x0D
      let next = self[at] == 0x0D && at + 1 < count && self[at + 1] == 0x0A ? at + 2 : at + 1
      if isEnd {
        lines.append(self[start..<at])
        start = next
      }
      at = isEnd ? next : at + 1
    }
    if start < count { lines.append(self[start...]) }
    return lines
  }
}

/// RFC 4648 section 4.
func base64(_ bytes: [UInt8]) -> String {
  let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
  var text: [UInt8] = []
  for start in stride(from: 0, to: bytes.count, by: 3) {
    let group = bytes[start..<min(start + 3, bytes.count)]
    let word = group.reduce(0) { $0 << 8 | Int($1) } << (8 * (3 - group.count))
    for place in 0..<4 {
      let isThere = place <= group.count
      text.append(isThere ? alphabet[word >> (18 - 6 * place) & 63] : UInt8(ascii: "="))
    }
  }
  return String(decoding: text, as: UTF8.self)
}

extension Instant {
  /// RFC 5322 section 3.3, in UTC: `Sat, 21 Nov 2026 10:00:00 +0000`.
  var mailText: String {
    let rfc = text
    let day = Day(number: Int((Double(milliseconds) / 86_400_000).rounded(.down)))
    let (year, month, date) = day.civil
    let months = [
      "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]
    let days = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]
    let time = rfc.drop { $0 != "T" }.dropFirst().prefix(8)
    return "\(days[day.weekday - 1]), \(date) \(months[month - 1]) \(year) \(time) +0000"
  }
}
