// Reads a complete head: request line, fields, and how the body is framed.

/// A request's head, understood.
struct Head: Sendable {
  enum Framing: Sendable, Equatable {
    case none
    case length(Int)
    case chunked
  }
  var method: String
  var target: Target
  var isHTTP10: Bool
  var headers: Headers
  var framing = Framing.none
  var keepsAlive = true
  var expectsContinue = false
}

/// Reads the bytes from the request line to the blank line, both included; the scan has made sure
/// that each line ends in CR LF and that no other control byte is there.
struct HeadReader {
  private let bytes: Bytes
  private let flags: Bytes
  private var at = 0
  private var fields: [Headers.Field] = []
  private var hosts = 0
  private var host: Range<Int> = 0..<0
  private var length: Int?
  private var codings: [Range<Int>] = []
  private var closes = false
  private var keeps = false
  private var expectation: Range<Int>?

  /// Reads a head.
  static func read(_ bytes: Bytes, _ limits: HTTPLimits) throws(Refusal) -> Head {
    let outcome = ByteTable.flags.withUnsafeBufferPointer { flags -> Result<Head, Refusal> in
      var reader = HeadReader(bytes: bytes, flags: flags)
      return Result { () throws(Refusal) in try reader.head(limits) }
    }
    return try outcome.get()
  }

  private init(bytes: Bytes, flags: Bytes) {
    self.bytes = bytes
    self.flags = flags
  }

  private mutating func head(_ limits: HTTPLimits) throws(Refusal) -> Head {
    var head = try requestLine()
    let start = at
    fields.reserveCapacity(12)
    while bytes[at] != 0x0D { try field(from: start) }
    head.headers = Headers(bytes: Array(bytes[start..<at]), fields: fields)
    try checkHost(&head)
    try frame(&head)
    head.keepsAlive = head.isHTTP10 ? keeps && !closes : !closes
    if let expectation, !head.isHTTP10 {
      // RFC 9110 section 10.1.1: 417 for any other expectation.
      guard bytes.part(expectation).isWord("100-continue") else { throw .expectation }
      head.expectsContinue = true
    }
    return head
  }

  // MARK: - The request line

  private mutating func requestLine() throws(Refusal) -> Head {
    let method = try span(of: ByteTable.token, endedBy: 0x20)
    let start = at
    while bytes[at] != 0x20, bytes[at] != 0x0D { at += 1 }
    guard at > start, bytes[at] == 0x20 else { throw .requestLine }
    let raw = bytes.part(start..<at)
    at += 1
    let isHTTP10 = try version()
    let name = methodName(bytes.part(method))
    let target = try Target.read(raw, isOptions: name == "OPTIONS")
    authority = target.authority.map { start + $0.lowerBound..<start + $0.upperBound }
    return Head(method: name, target: target, isHTTP10: isHTTP10, headers: Headers())
  }

  private var authority: Range<Int>?

  private mutating func version() throws(Refusal) -> Bool {
    let start = at
    while bytes[at] != 0x0D { at += 1 }
    let text = bytes.part(start..<at)
    at += 2
    let digits: ClosedRange<UInt8> = 0x30...0x39
    guard text.count == 8, text[6] == 0x2E, digits.contains(text[5]), digits.contains(text[7]),
      text.starts(with: Array("HTTP/".utf8))
    else { throw .requestLine }
    guard text[5] == 0x31 else { throw .version }
    return text[7] == 0x30
  }

  private func methodName(_ bytes: Bytes) -> String {
    bytes.count == 3 && bytes[0] == 0x47 && bytes[1] == 0x45 && bytes[2] == 0x54
      ? "GET" : String(decoding: bytes, as: UTF8.self)
  }

  /// A non-empty stretch of bytes with the flag, and steps over the byte that ends it.
  private mutating func span(of flag: UInt8, endedBy end: UInt8) throws(Refusal) -> Range<Int> {
    let start = at
    while flags[Int(bytes[at])] & flag != 0 { at += 1 }
    guard at > start, bytes[at] == end else { throw end == 0x20 ? .requestLine : .field }
    at += 1
    return start..<at - 1
  }

  // MARK: - Fields

  private mutating func field(from start: Int) throws(Refusal) {
    // RFC 9112 section 5.2: a server must refuse obs-fold or repair it.
    guard bytes[at] != 0x20, bytes[at] != 0x09 else { throw .fold }
    // RFC 9112 section 5.1: no white space between name and colon; it is no token byte.
    let name = try span(of: ByteTable.token, endedBy: 0x3A)
    var from = at
    while bytes[at] != 0x0D { at += 1 }
    var to = at
    at += 2
    while from < to, bytes[from] == 0x20 || bytes[from] == 0x09 { from += 1 }
    while to > from, bytes[to - 1] == 0x20 || bytes[to - 1] == 0x09 { to -= 1 }
    fields.append(
      Headers.Field(
        name: Int32(name.lowerBound - start)..<Int32(name.upperBound - start),
        value: Int32(from - start)..<Int32(to - start)))
    try note(bytes.part(name), from..<to)
  }

  /// Keeps what the connection itself must know.
  private mutating func note(_ name: Bytes, _ value: Range<Int>) throws(Refusal) {
    switch name.count {
    case 4 where name.isWord("host"):
      hosts += 1
      host = value
    case 6 where name.isWord("expect"): expectation = value
    case 10 where name.isWord("connection"):
      for member in bytes.part(value).members {
        if member.isWord("close") { closes = true }
        if member.isWord("keep-alive") { keeps = true }
      }
    case 14 where name.isWord("content-length"):
      // RFC 9110 section 8.6 lets us refuse repeated lengths even when they are equal.
      guard length == nil else { throw .length }
      length = try number(bytes.part(value))
    case 17 where name.isWord("transfer-encoding"): codings.append(value)
    default: break
    }
  }

  private func number(_ digits: Bytes) throws(Refusal) -> Int {
    guard !digits.isEmpty else { throw .length }
    var value = 0
    for digit in digits {
      guard (0x30...0x39).contains(digit) else { throw .length }
      // Stays at a number that is past every limit instead of overflowing.
      value = min(value * 10 + Int(digit - 0x30), 1 << 56)
    }
    return value
  }

  // MARK: - What the fields mean together

  /// RFC 9112 section 3.2: 400 for none or several on HTTP/1.1, or for an invalid one.
  private func checkHost(_ head: inout Head) throws(Refusal) {
    guard hosts == 1 || (hosts == 0 && head.isHTTP10) else { throw .host }
    guard bytes.part(host).all(ByteTable.host) else { throw .host }
    if let authority { head.headers.replace("host", with: bytes.part(authority)) }
  }

  /// RFC 9112 section 6.3, without its lenient branches: they are how requests are smuggled.
  private func frame(_ head: inout Head) throws(Refusal) {
    if codings.isEmpty {
      guard let length, length > 0 else { return }
      head.framing = .length(length)
      return
    }
    guard length == nil else { throw .lengthAndCoding }
    // RFC 9112 section 6.1: a coding in an HTTP/1.0 message means that someone misreads.
    guard !head.isHTTP10 else { throw .coding }
    let all = codings.flatMap { bytes.part($0).members }
    guard let last = all.last, last.isWord("chunked") else { throw .coding }
    guard !all.dropLast().contains(where: { $0.isWord("chunked") }) else { throw .coding }
    guard all.count == 1 else { throw .codingUnknown }
    // RFC 9110 section 5.6.1.2 would allow empty members; here they are how scanners try doors.
    guard codings.count == 1, bytes.part(codings[0]).isWord("chunked") else { throw .coding }
    head.framing = .chunked
  }
}
