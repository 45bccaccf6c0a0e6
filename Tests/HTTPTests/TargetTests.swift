// Paths and queries, decoded.

import Testing

@testable import HTTP

@Suite("Request targets")
struct TargetTests {
  @Test(
    "A path is cut into decoded segments",
    arguments: [
      ("/", []),
      ("/a/b", ["a", "b"]),
      ("//a///b/", ["a", "b"]),
      ("/a%20b/c+d", ["a b", "c+d"]),
      ("/caf%C3%A9", ["caf\u{e9}"]),
      ("/a.b/...", ["a.b", "..."]),
      ("/%25", ["%"]),
      ("?x=1", []),
    ])
  func path(target: String, expected: [String]) {
    let target = target.hasPrefix("?") ? "http://a" + target : target
    #expect(Request(target: target)?.path == expected)
  }

  @Test(
    "A segment that could act as a path is refused",
    arguments: [
      "/.", "/..", "/a/../b", "/%2e%2E", "/.%2e", "/a%2Fb", "/a%00b", "/a%0Ab", "/%ff", "/%C3",
      "/%", "/%2", "/%2g", "a", "",
    ])
  func badPath(target: String) {
    #expect(Request(target: target) == nil)
  }

  @Test("A query is cut into decoded pairs")
  func query() {
    let request = Request(target: "/a?x=1&&y=a+b%2B%26&z&=q&x=2&e=&f=g=h")
    #expect(
      request?.query.map { "\($0.name):\($0.value)" } == [
        "x:1", "y:a b+&", "z:", ":q", "x:2", "e:", "f:g=h",
      ])
    #expect(request?.query("x") == "1")
    #expect(request?.query("nothing") == nil)
    #expect(request?.rawPath == "/a")
    #expect(Request(target: "/?x=%zz") == nil)
  }
}
