// Routes: which wins, what is refused at start, what is answered for the rest.

import HTTP
import Testing

@Suite("Routes")
struct RouterTests {
  private let router: Router

  init() throws {
    router = try Router([
      "GET /", "GET /api/channels/{id}", "PUT /api/channels/mine", "GET /api/channels/mine",
      "GET /api/channels/{id}/messages", "POST /api/channels/{id}/messages",
      "DELETE /api/channels/mine/access/{login}", "GET /app/{file...}",
    ])
  }

  private func match(_ method: String, _ path: String) -> Router.Match {
    router.match(method: method, path: path.split(separator: "/").map(String.init))
  }

  @Test("A path finds its route and its names")
  func found() {
    #expect(match("GET", "/") == .route(0, [:]))
    #expect(match("GET", "/api/channels/7") == .route(1, ["id": "7"]))
    #expect(match("POST", "/api/channels/7/messages") == .route(5, ["id": "7"]))
    #expect(match("GET", "/app/a/b.js") == .route(7, ["file": "a/b.js"]))
  }

  @Test("A word goes before a name, and steps back when it leads nowhere")
  func precedence() {
    #expect(match("GET", "/api/channels/mine") == .route(3, [:]))
    #expect(match("GET", "/api/channels/mine/messages") == .route(4, ["id": "mine"]))
    #expect(match("DELETE", "/api/channels/mine/access/tess") == .route(6, ["login": "tess"]))
  }

  @Test("HEAD is answered by GET")
  func head() {
    #expect(match("HEAD", "/api/channels/7") == .route(1, ["id": "7"]))
  }

  @Test("A known path with another method tells its methods")
  func otherMethod() {
    #expect(match("DELETE", "/api/channels/7") == .methodNotAllowed(["GET", "HEAD", "OPTIONS"]))
    #expect(
      match("POST", "/api/channels/mine") == .methodNotAllowed(["GET", "HEAD", "OPTIONS", "PUT"]))
    #expect(
      match("PUT", "/api/channels/7/messages")
        == .methodNotAllowed(["GET", "HEAD", "OPTIONS", "POST"]))
  }

  @Test("OPTIONS tells what a path allows, or for the asterisk what any does")
  func options() throws {
    func allow(_ target: String, _ method: String = "OPTIONS") -> String? {
      let request =
        target == "*"
        ? Request(method: method, rawPath: "*") : Request(method: method, target: target)
      return request.flatMap { router.options($0) }?.headers.first?.value
    }
    #expect(allow("/api/channels/7") == "GET, HEAD, OPTIONS")
    #expect(allow("/api/channels/mine") == "GET, HEAD, OPTIONS, PUT")
    #expect(allow("/api/channels/mine/access/x") == "DELETE, OPTIONS")
    #expect(allow("*") == "DELETE, GET, HEAD, OPTIONS, POST, PUT")
    #expect(allow("/") == "GET, HEAD, OPTIONS")
    #expect(allow("/nowhere") == nil)
    #expect(allow("/", "GET") == nil)
    #expect(allow("*", "GET") == nil)
    let own = try Router(["OPTIONS /a", "GET /a"])
    #expect(own.options(Request(method: "OPTIONS", path: ["a"])) == nil)
    #expect(own.match(method: "OPTIONS", path: ["a"]) == .route(0, [:]))
  }

  @Test("An unknown path is none", arguments: ["/api", "/api/channels", "/app", "/x", "/api/x/y"])
  func none(path: String) {
    #expect(match("GET", path) == .none)
  }

  @Test("Faulty patterns are all named at once")
  func faults() {
    let expected = [
      "'GET /a/{y}' is shadowed by 'GET /a/{x}'",
      "'GET /a/{x}' is there twice",
      "'/b' is not a method, a space and a path",
      "'GET b' is not a method, a space and a path",
      "'GET /{a}/{a}' is not a method, a space and a path",
      "'GET /{r...}/b' is not a method, a space and a path",
      "'GET /a//b' is not a method, a space and a path",
      "'GET /{}' is not a method, a space and a path",
    ]
    let trouble = #expect(throws: Router.Trouble.self) {
      try Router([
        "GET /a/{x}", "GET /a/{y}", "GET /a/{x}", "POST /a/{y}", "/b", "GET b", "GET /{a}/{a}",
        "GET /{r...}/b", "GET /a//b", "GET /{}",
      ])
    }
    #expect(trouble?.faults == expected)
  }
}
