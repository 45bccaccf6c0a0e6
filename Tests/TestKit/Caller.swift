// A small blocking HTTP client: what a test sends is what goes over the wire.
import Domain
import Glibc

/// One connection to a server on this machine.
public final class Caller {
  /// An answer as it came.
  public struct Answer: Sendable {
    /// The status.
    public let status: Int
    /// The head, as it came.
    public let head: String
    /// The body.
    public let body: [UInt8]
    /// The body as text.
    public var text: String { String(decoding: body, as: UTF8.self) }
    /// The body as JSON; null when it is none.
    public var json: JSON { (try? JSON.parse(body)) ?? .null }
  }
  private let port: UInt16
  private var connection: Int32 = -1
  private var pending: [UInt8] = []
  /// The bearer token sent with each request.
  public var token: String?

  /// A client of a port.
  public init(port: UInt16) { self.port = port }
  deinit { if connection >= 0 { close(connection) } }

  private func connectIfNeeded() throws {
    guard connection < 0 else { return }
    connection = socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = port.bigEndian
    address.sin_addr.s_addr = inet_addr("127.0.0.1")
    let status = withUnsafePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        connect(connection, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
      }
    }
    guard status == 0 else { throw Failure.unavailable("no connection to port \(port)") }
    var limit = timeval(tv_sec: 20, tv_usec: 0)
    setsockopt(connection, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
  }

  /// Sends one request and waits for its answer.
  public func send(
    _ method: String, _ path: String, _ body: String? = nil, headers: [String: String] = [:]
  ) throws -> Answer {
    try begin(method, path, body, headers: headers)
    return try answer(isHead: method == "HEAD")
  }

  /// Sends one request; `end` waits for its answer.
  public func begin(
    _ method: String, _ path: String, _ body: String? = nil, headers: [String: String] = [:]
  ) throws {
    try connectIfNeeded()
    var head = "\(method) \(path) HTTP/1.1\r\nHost: localhost\r\n"
    if let token { head += "Authorization: Bearer \(token)\r\n" }
    for (name, value) in headers.sorted(by: { $0.key < $1.key }) { head += "\(name): \(value)\r\n" }
    if let body {
      if headers["Content-Type"] == nil { head += "Content-Type: application/json\r\n" }
      head += "Content-Length: \(body.utf8.count)\r\n"
    }
    try write(Array((head + "\r\n" + (body ?? "")).utf8))
  }

  /// Waits for the answer to what was begun.
  public func end() throws -> Answer { try answer(isHead: false) }

  /// Sends these bytes, be they a request or not, and waits for an answer.
  public func exchange(_ text: String) throws -> Answer {
    try connectIfNeeded()
    try write(Array(text.utf8))
    return try answer(isHead: false)
  }

  /// Signs in and keeps the token.
  public func signIn(_ login: String, _ password: String) throws {
    token = nil
    let answer = try send(
      "POST", "/api/v1/session", "{\"login\":\"\(login)\",\"password\":\"\(password)\"}")
    guard answer.status == 201, let token = answer.json["token"]?.text else {
      throw Failure.broken("no sign-in for \(login): \(answer.status) \(answer.text)")
    }
    self.token = token
  }

  /// Sends raw bytes.
  public func write(_ bytes: [UInt8]) throws {
    var sent = 0
    while sent < bytes.count {
      let wrote = bytes[sent...].withUnsafeBytes {
        Glibc.send(connection, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
      }
      guard wrote > 0 else { throw Failure.unavailable("the connection is gone") }
      sent += wrote
    }
  }

  private func more() throws {
    var buffer = [UInt8](repeating: 0, count: 65_536)
    let got = read(connection, &buffer, buffer.count)
    guard got > 0 else { throw Failure.unavailable("the connection was closed") }
    pending.append(contentsOf: buffer[0..<got])
  }

  private func readHead() throws -> String {
    while true {
      if let end = pending.indices.dropLast(3).first(where: {
        pending[$0] == 13 && pending[$0 + 1] == 10 && pending[$0 + 2] == 13 && pending[$0 + 3] == 10
      }) {
        let head = String(decoding: pending[0..<end], as: UTF8.self)
        pending.removeFirst(end + 4)
        return head
      }
      try more()
    }
  }

  private func answer(isHead: Bool) throws -> Answer {
    let head = try readHead()
    let status = Int(head.dropFirst(9).prefix(3)) ?? 0
    var length = 0
    for line in head.split(separator: "\r\n") where line.lowercased().hasPrefix("content-length:") {
      length = Int(line.dropFirst(15).drop { $0 == " " }) ?? 0
    }
    if isHead || status == 204 || status == 304 { length = 0 }
    while pending.count < length { try more() }
    let body = Array(pending.prefix(length))
    pending.removeFirst(length)
    return Answer(status: status, head: head, body: body)
  }

  /// Opens the event stream; events are then read one by one.
  public func openStream(after cursor: String? = nil) throws {
    try connectIfNeeded()
    var head = "GET /api/v1/stream HTTP/1.1\r\nHost: localhost\r\n"
    if let token { head += "Authorization: Bearer \(token)\r\n" }
    if let cursor { head += "Last-Event-ID: \(cursor)\r\n" }
    try write(Array((head + "\r\n").utf8))
    let answer = try readHead()
    guard answer.hasPrefix("HTTP/1.1 200") else { throw Failure.broken(answer) }
    isChunked = answer.lowercased().contains("transfer-encoding: chunked")
  }
  private var isChunked = false
  private var eventText: [UInt8] = []

  /// One event of the stream.
  public struct StreamEvent: Sendable {
    /// The cursor.
    public let id: String
    /// The name.
    public let name: String
    /// The data.
    public let data: JSON
  }

  /// Waits for the next event; comments are passed over. Throws when the stream is closed.
  public func nextEvent() throws -> StreamEvent {
    while true {
      if let end = eventText.indices.dropLast().first(where: {
        eventText[$0] == 10 && eventText[$0 + 1] == 10
      }) {
        let text = String(decoding: eventText[0..<end], as: UTF8.self)
        eventText.removeFirst(end + 2)
        if let event = Caller.event(text) { return event }
        continue
      }
      try readStreamPiece()
    }
  }

  private func readStreamPiece() throws {
    guard isChunked else {
      if pending.isEmpty { try more() }
      eventText += pending
      pending = []
      return
    }
    while !pending.contains(10) { try more() }
    let line = pending.prefix { $0 != 13 }
    let size = Int(String(decoding: line, as: UTF8.self), radix: 16) ?? 0
    guard size > 0 else { throw Failure.unavailable("the stream has ended") }
    while pending.count < line.count + 2 + size + 2 { try more() }
    eventText += pending[(line.count + 2)..<(line.count + 2 + size)]
    pending.removeFirst(line.count + 2 + size + 2)
  }

  private static func event(_ text: String) -> StreamEvent? {
    var (id, name, data) = ("", "", "")
    for line in text.split(separator: "\n") {
      if line.hasPrefix("id: ") { id = String(line.dropFirst(4)) }
      if line.hasPrefix("event: ") { name = String(line.dropFirst(7)) }
      if line.hasPrefix("data: ") { data = String(line.dropFirst(6)) }
    }
    guard !name.isEmpty else { return nil }
    return StreamEvent(id: id, name: name, data: (try? JSON.parse(Array(data.utf8))) ?? .null)
  }
}
