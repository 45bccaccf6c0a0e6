// The answers that all routes share: JSON, errors, complaints.
import Domain
import HTTP

/// What a request is answered through; Domain's `Reply` is what the engine says.
typealias Responder = HTTP.Reply

/// A refusal or a mistake that ends a request early.
struct Problem: Error {
  let status: Int
  let code: String
  let text: String
  var complaints: [Complaint] = []
  var retryAfter: Int?

  /// Unknown and forbidden are one answer: the same words, the same shape.
  static let notFound = Problem(
    status: 404, code: "not-found", text: "There is no such thing here.")
  static let noSession = Problem(status: 401, code: "no-session", text: "Please sign in.")
  static let unavailable = Problem(
    status: 503, code: "unavailable",
    text: "Nothing can be saved at the moment. What you typed was not recorded; please keep it.",
    retryAfter: 5)

  static func malformed(_ text: String) -> Problem {
    Problem(status: 400, code: "malformed", text: text)
  }
  static func complaint(_ code: String, _ text: String, hint: String? = nil, field: String? = nil)
    -> Problem
  {
    complaints([Complaint(code: code, text: text, hint: hint, field: field)])
  }
  static func complaints(_ complaints: [Complaint]) -> Problem {
    Problem(
      status: 422, code: "complaint", text: complaints.first?.text ?? "", complaints: complaints)
  }
  static func busy(_ seconds: Int) -> Problem {
    Problem(
      status: 503, code: "busy", text: "Too much at once; please try again in a moment.",
      retryAfter: seconds)
  }

  /// What a thrown error means to the outside.
  init(_ error: any Error) {
    switch error {
    case let problem as Problem: self = problem
    case let complaint as Complaint: self = .complaints([complaint])
    case Failure.busy(let seconds): self = .busy(seconds)
    case Failure.conflict(let text): self = Problem(status: 409, code: "conflict", text: text)
    case is Failure: self = .unavailable
    default: self = Problem(status: 500, code: "failure", text: "Something went wrong here.")
    }
  }

  init(
    status: Int, code: String, text: String, complaints: [Complaint] = [], retryAfter: Int? = nil
  ) {
    self.status = status
    self.code = code
    self.text = text
    self.complaints = complaints
    self.retryAfter = retryAfter
  }

  var response: Response {
    var extra: [(name: String, value: String)] = []
    if let retryAfter { extra.append(("Retry-After", String(retryAfter))) }
    return Response.json(status, headers: extra) { json in
      json.object { json in
        json.name("error")
        json.object { json in
          json.member("code", code)
          json.member("text", text)
        }
        if !complaints.isEmpty {
          json.name("complaints")
          json.array { json in for complaint in complaints { json.complaint(complaint) } }
        }
      }
    }
  }
}

extension Response {
  /// What every answer carries, refusals of the HTTP room too: `Serving` hands it over.
  static let security: [(name: String, value: String)] = [
    (
      "Content-Security-Policy",
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
        + "connect-src 'self'; font-src 'self'; manifest-src 'self'; form-action 'self'; "
        + "base-uri 'none'; frame-ancestors 'none'"
    ),
    ("X-Content-Type-Options", "nosniff"), ("Referrer-Policy", "no-referrer"),
    ("Cross-Origin-Opener-Policy", "same-origin"),
    ("Cross-Origin-Resource-Policy", "same-origin"),
    (
      "Permissions-Policy",
      "camera=(), display-capture=(), geolocation=(), microphone=(), midi=(), payment=(), usb=()"
    ),
  ]

  /// What is added where a trusted proxy says that the request came by TLS: a year, as RFC 6797
  /// section 11.2 weighs it. Not for subdomains: we answer for our own name, and whoever serves from
  /// `example.org` itself may well have others below it without TLS.
  static let securityBehindTLS: [(name: String, value: String)] = [
    ("Strict-Transport-Security", "max-age=31536000")
  ]

  /// A JSON answer; personal data is never kept by anyone on the way.
  static func json(
    _ status: Int = 200, headers: [(name: String, value: String)] = [],
    _ body: (inout JSONWriter) -> Void
  ) -> Response {
    var writer = JSONWriter()
    body(&writer)
    return json(status, headers: headers, bytes: writer.bytes)
  }

  static func json(
    _ status: Int = 200, headers: [(name: String, value: String)] = [], bytes: [UInt8]
  ) -> Response {
    Response(
      status: status,
      headers: [("Content-Type", "application/json"), ("Cache-Control", "no-store")] + headers,
      body: .bytes(bytes))
  }

  /// 204.
  static var noContent: Response {
    Response(status: 204, headers: [("Cache-Control", "no-store")])
  }
}
