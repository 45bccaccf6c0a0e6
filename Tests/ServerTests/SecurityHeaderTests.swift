// Every route and every refusal, asked over the wire: all carry the headers that keep a browser safe.
import Domain
import HTTP
import TestKit
import Testing

@testable import Server

/// What every answer must carry, written by hand: a header that is lost from the product's own list is
/// missed here.
private let wanted: [String: String] = [
  "content-security-policy":
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
    + "connect-src 'self'; font-src 'self'; manifest-src 'self'; form-action 'self'; "
    + "base-uri 'none'; frame-ancestors 'none'",
  "x-content-type-options": "nosniff", "referrer-policy": "no-referrer",
  "cross-origin-opener-policy": "same-origin", "cross-origin-resource-policy": "same-origin",
  "permissions-policy":
    "camera=(), display-capture=(), geolocation=(), microphone=(), midi=(), payment=(), usb=()",
]

/// What is wrong with the head of an answer; empty when nothing is.
private func faults(_ head: String, isSecure: Bool, mayBeKept: Bool = false) -> [String] {
  var found: [String: [String]] = [:]
  for line in head.split(separator: "\r\n").dropFirst() {
    let halves = line.split(separator: ":", maxSplits: 1).map(String.init)
    found[halves[0].lowercased(), default: []].append(String(halves[1].dropFirst()))
  }
  var faults = wanted.filter { found[$0.key] != [$0.value] }.map { "no \($0.key)" }
  let strict = found["strict-transport-security"]
  if strict != (isSecure ? ["max-age=31536000"] : nil) { faults.append("HSTS is \(strict ?? [])") }
  if !mayBeKept, found["cache-control"] != ["no-store"] { faults.append("may be kept") }
  return faults
}

@Suite("Headers of every answer")
struct SecurityHeaderTests {
  private static let https = ["X-Forwarded-Proto": "https", "X-Forwarded-For": "203.0.113.9"]

  @Test("Every route answers with all of them, whoever asks and however", arguments: [true, false])
  func routes(_ isProxied: Bool) throws {
    let served = try Served(proxies: isProxied ? ["127.0.0.1"] : [])
    defer { served.stop() }
    var tokens: [String?] = [nil]
    for login in ["tess", "dara"] { tokens.append(try served.caller(login).token) }
    var statuses: Set<Int> = []
    for route in served.test.house.routes.routes {
      let words = route.pattern.split(separator: " ")
      let mayBeKept =
        route.pattern == "GET /" || route.pattern == "GET /favicon.ico"
        || route.pattern.hasPrefix("GET /app/")
      for (path, body) in paths(of: String(words[1])) {
        for token in tokens where route.pattern != "DELETE /api/v1/session" || token == nil {
          // A connection each: a stream's never ends.
          let caller = Caller(port: served.serving.port)
          caller.token = token
          let answer = try caller.send(
            String(words[0]), path, body, headers: SecurityHeaderTests.https)
          let isKept = mayBeKept && answer.status == 200
          let faults = faults(answer.head, isSecure: isProxied, mayBeKept: isKept)
          #expect(faults.isEmpty, "\(answer.status) \(route.pattern) \(path)")
          statuses.insert(answer.status)
        }
      }
    }
    #expect(statuses.isSuperset(of: [200, 400, 401, 404, 422]), "\(statuses)")
  }

  /// A route's path with names that are there, with names that are not, and with a wrong body.
  private func paths(of pattern: String) -> [(String, String?)] {
    func filled(_ values: [String: String]) -> String {
      let segments = pattern.split(separator: "/").map { segment in
        guard segment.hasPrefix("{") else { return String(segment) }
        return values[segment.dropFirst().dropLast().filter { $0 != "." }] ?? "x"
      }
      return "/" + segments.joined(separator: "/")
    }
    let real = filled([
      "id": "c-ab", "login": "tess", "kind": "attendance", "number": "1", "file": "app.js",
    ])
    return [(real, nil), (real, "{}"), (real, "{"), (filled([:]), "{}")]
  }

  @Test("Every refusal carries them, those made before a route is found too")
  func refusals() throws {
    let served = try Served(proxies: ["127.0.0.1"])
    defer { served.stop() }
    let long = String(repeating: "x", count: 9_000)
    let fields = "Host: t\r\nX-Forwarded-Proto: https\r\n"
    let post = "POST /api/v1/session HTTP/1.1\r\n\(fields)"
    // Whether the room could read who asks before it refused.
    let table: [(String, Int, isRead: Bool)] = [
      ("GET /none HTTP/1.1\r\n\(fields)\r\n", 404, true),
      ("PATCH /api/v1/me HTTP/1.1\r\n\(fields)\r\n", 405, true),
      ("GET /api/v1/me HTTP/1.1\r\n\(fields)\r\n", 401, true),
      ("\(post)Content-Length: 2\r\n\r\n{}", 415, true),
      ("\(post)Content-Type: application/json\r\nContent-Length: 1\r\n\r\n{", 400, true),
      ("\(post)Content-Type: application/json\r\nContent-Length: 2\r\n\r\n{}", 422, true),
      ("GET / HTTP/1.1\r\n\r\n", 400, false), ("nonsense\r\n\r\n", 400, false),
      ("GET / HTTP/3.0\r\n\(fields)\r\n", 505, false),
      ("GET /\(long) HTTP/1.1\r\n\(fields)\r\n", 414, false),
      ("GET / HTTP/1.1\r\n\(fields)A: \(long)\r\nB: \(long)\r\n\r\n", 431, false),
      ("\(post)Content-Length: \(Limits.bodyBytesMax + 1)\r\n\r\n", 413, true),
      ("\(post)Transfer-Encoding: gzip, chunked\r\n\r\n", 501, false),
      ("\(post)Expect: more\r\nContent-Length: 2\r\n\r\n", 417, false),
    ]
    for (text, status, isRead) in table {
      let caller = Caller(port: served.serving.port)
      let answer = try caller.exchange(text)
      #expect(answer.status == status, "\(text.prefix(40))")
      let faults = faults(answer.head, isSecure: isRead)
      #expect(faults.isEmpty, "\(status)")
    }
  }

  @Test("A cookie is Secure and an answer strict only where a trusted proxy says TLS")
  func cookies() throws {
    for (proxies, proto, isSecure) in [
      (["127.0.0.1"], "https", true), (["127.0.0.1"], "http", false), ([], "https", false),
      (["10.0.0.0/8", "unix"], "https", false), (["127.0.0.0/8"], "https, https", false),
    ] {
      let served = try Served(proxies: proxies)
      defer { served.stop() }
      let caller = Caller(port: served.serving.port)
      let signIn = try caller.send(
        "POST", "/api/v1/session",
        "{\"login\":\"tess\",\"password\":\"\(TestHouse.password)\"}",
        headers: ["X-Forwarded-Proto": proto])
      #expect(signIn.status == 201)
      #expect(signIn.head.contains("; HttpOnly; SameSite=Strict"))
      #expect(signIn.head.contains("; Secure") == isSecure, "\(proxies) \(proto)")
      #expect(signIn.head.contains("Strict-Transport-Security") == isSecure)
    }
  }

  @Test("Metrics and control are for who stands at the machine, and a proxied request does not")
  func machine() throws {
    for (proxies, headers, status) in [
      ([], [:], 200), ([], ["X-Forwarded-For": "127.0.0.1"], 404),
      ([], ["Forwarded": "for=127.0.0.1"], 404), (["127.0.0.1"], [:], 404),
      (["127.0.0.1"], ["X-Forwarded-For": "127.0.0.1"], 404), (["unix"], [:], 200),
    ] {
      let served = try Served(proxies: proxies)
      defer { served.stop() }
      let caller = Caller(port: served.serving.port)
      #expect(try caller.send("GET", "/metrics", headers: headers).status == status)
      let head = headers.merging(["Content-Type": "application/json"]) { first, _ in first }
      #expect(try caller.send("POST", "/api/v1/control", "{}", headers: head).status == 404)
    }
  }
}
