// Writes the head of an answer.

import Glibc

/// What the connection adds to a handler's answer.
struct Framing {
  /// The body's length; nil for a body that ends with the connection.
  var length: Int64?
  var closes: Bool
  /// HTTP/1.0 clients keep a connection only when told so.
  var saysKeepAlive: Bool
}

enum ResponseWriter {
  static let continueLine = Array("HTTP/1.1 100 Continue\r\n\r\n".utf8)

  /// Appends the head of an answer.
  static func write(
    _ response: Response, _ framing: Framing, date: [UInt8], common: [UInt8] = [],
    into out: inout [UInt8]
  ) {
    if response.status == 200 {
      out.append("HTTP/1.1 200 OK\r\n" as StaticString)
    } else {
      out.append("HTTP/1.1 " as StaticString)
      out.append(decimal: Int64(response.status))
      out.append(UInt8(ascii: " "))
      out.append(contentsOf: phrase(response.status).utf8)
      out.append("\r\n" as StaticString)
    }
    out.append(contentsOf: date)
    out.append(contentsOf: common)
    for (name, value) in response.headers where !isOurs(name) { write(name, value, into: &out) }
    // RFC 9110 section 8.6: no length in 1xx and 204; in 304 it would have to be that of the 200.
    if let length = framing.length, length > 0 || !isBodiless(response.status) {
      out.append("Content-Length: " as StaticString)
      out.append(decimal: length)
      out.append("\r\n" as StaticString)
    }
    if framing.closes {
      out.append("Connection: close\r\n" as StaticString)
    } else if framing.saysKeepAlive {
      out.append("Connection: keep-alive\r\n" as StaticString)
    }
    out.append("\r\n" as StaticString)
  }

  /// Appends one field.
  static func write(_ name: String, _ value: String, into out: inout [UInt8]) {
    let start = out.count
    out.append(contentsOf: name.utf8)
    out.append(": " as StaticString)
    out.append(contentsOf: value.utf8)
    // A line break in a value would let whoever chose it write fields, or an answer, of their own.
    for index in start..<out.count where out[index] < 0x20 || out[index] == 0x7F {
      out[index] = 0x20
    }
    out.append("\r\n" as StaticString)
  }

  /// Fields that only the connection can write rightly.
  private static func isOurs(_ name: String) -> Bool {
    switch name.utf8.count {
    case 4: name.isWord("date")
    case 10: name.isWord("connection")
    case 14: name.isWord("content-length")
    case 17: name.isWord("transfer-encoding")
    default: false
    }
  }

  /// Whether the handler asks for the connection's end.
  static func asksToClose(_ response: Response) -> Bool {
    response.headers.contains { $0.name.isWord("connection") && $0.value.isWord("close") }
  }

  /// RFC 9110 section 6.4.1: these never have a body.
  static func isBodiless(_ status: Int) -> Bool { status < 200 || status == 204 || status == 304 }

  /// The reason phrase of RFC 9110 section 15; programs ignore it, people read it.
  static func phrase(_ status: Int) -> String { phrases[status] ?? "Status" }

  private static let phrases: [Int: String] = [
    100: "Continue", 200: "OK", 201: "Created", 202: "Accepted", 204: "No Content",
    206: "Partial Content", 301: "Moved Permanently", 302: "Found", 303: "See Other",
    304: "Not Modified", 307: "Temporary Redirect", 308: "Permanent Redirect", 400: "Bad Request",
    401: "Unauthorized", 403: "Forbidden", 404: "Not Found", 405: "Method Not Allowed",
    406: "Not Acceptable", 408: "Request Timeout", 409: "Conflict", 410: "Gone",
    411: "Length Required", 412: "Precondition Failed", 413: "Content Too Large",
    414: "URI Too Long", 415: "Unsupported Media Type", 416: "Range Not Satisfiable",
    417: "Expectation Failed", 421: "Misdirected Request", 422: "Unprocessable Content",
    425: "Too Early", 426: "Upgrade Required", 428: "Precondition Required",
    429: "Too Many Requests", 431: "Request Header Fields Too Large",
    500: "Internal Server Error", 501: "Not Implemented", 502: "Bad Gateway",
    503: "Service Unavailable", 504: "Gateway Timeout", 505: "HTTP Version Not Supported",
    507: "Insufficient Storage",
  ]
}

/// The Date field, made anew when the second changes.
struct DateLine {
  private(set) var bytes: [UInt8] = []
  private var second: time_t = -1

  /// RFC 9110 section 5.6.7: `Date: Sun, 06 Nov 1994 08:49:37 GMT`.
  mutating func refresh(to now: time_t) {
    guard now != second else { return }
    second = now
    bytes = Array("Date: \(HTTPDate.text(Int64(now)))\r\n".utf8)
  }
}

extension [UInt8] {
  mutating func append(_ text: StaticString) {
    append(contentsOf: UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
  }

  mutating func append(decimal value: Int64) {
    var rest = value.magnitude
    let start = count
    repeat {
      append(UInt8(0x30 + rest % 10))
      rest /= 10
    } while rest > 0
    self[start...].reverse()
  }
}

extension String {
  /// Whether this is the word, in any case; the word is given small.
  func isWord(_ word: StaticString) -> Bool {
    guard utf8.count == word.utf8CodeUnitCount else { return false }
    var index = 0
    for byte in utf8 {
      if byte.lowered != word.utf8Start[index] { return false }
      index += 1
    }
    return true
  }
}
