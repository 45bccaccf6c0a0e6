// Why a request is refused before any handler sees it.

/// A refusal: the status and one sentence for the person who debugs the client.
struct Refusal: Error, Equatable {
  let status: Int
  let reason: String
}

extension Refusal {
  static let target = Refusal(status: 400, reason: "The request target is malformed.")
  static let requestLine = Refusal(status: 400, reason: "The request line is malformed.")
  static let version = Refusal(status: 505, reason: "Only HTTP/1.1 and HTTP/1.0 are spoken here.")
  static let uriTooLong = Refusal(status: 414, reason: "The request target is too long.")
  static let headTooBig = Refusal(status: 431, reason: "The header fields are too large.")
  static let byte = Refusal(status: 400, reason: "A byte in the head is not allowed.")
  static let lineEnd = Refusal(status: 400, reason: "A line must end with CR LF.")
  static let field = Refusal(status: 400, reason: "A header field is malformed.")
  static let fold = Refusal(status: 400, reason: "A folded header line is not allowed.")
  static let host = Refusal(status: 400, reason: "Exactly one valid Host field is needed.")
  static let length = Refusal(status: 400, reason: "The Content-Length is not one number.")
  static let lengthAndCoding = Refusal(
    status: 400, reason: "Content-Length and Transfer-Encoding exclude each other.")
  static let coding = Refusal(status: 400, reason: "The Transfer-Encoding must end in chunked.")
  static let codingUnknown = Refusal(status: 501, reason: "Only chunked transfer is understood.")
  static let expectation = Refusal(status: 417, reason: "Only 100-continue can be expected.")
  static let chunk = Refusal(status: 400, reason: "The chunked body is malformed.")
  static let bodyTooBig = Refusal(status: 413, reason: "The body is too large.")
  static let trailersTooBig = Refusal(status: 431, reason: "The trailer fields are too large.")
  static let timeout = Refusal(status: 408, reason: "The request came too slowly.")
  static let unanswered = Refusal(status: 500, reason: "The request was not answered.")
  static let full = Refusal(status: 503, reason: "There are too many connections.")
}
