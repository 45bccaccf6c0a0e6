// Literal bytes of good and bad requests; each is fed whole, byte by byte, and cut in two.

import Testing

@testable import HTTP

@Suite("Reading requests")
struct RequestParserTests {
  @Test(
    "A good request is read",
    arguments: [
      ("GET / HTTP/1.1\r\nHost: a\r\n\r\n", ["GET /"]),
      ("\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n", ["GET /"]),
      ("GET /a/b?c=d HTTP/1.1\r\nhOST:a:80 \t\r\n\r\n", ["GET /a/b"]),
      ("GET / HTTP/1.2\r\nHost: a\r\n\r\n", ["GET /"]),
      ("GET / HTTP/1.0\r\n\r\n", ["GET / 1.0 close"]),
      ("GET / HTTP/1.0\r\nConnection: Keep-Alive\r\n\r\n", ["GET / 1.0"]),
      ("GET / HTTP/1.1\r\nHost: a\r\nConnection: x, Close\r\n\r\n", ["GET / close"]),
      ("GET / HTTP/1.1\r\nHost:\r\n\r\n", ["GET /"]),
      ("GET / HTTP/1.1\r\nHost: [::1]:8080\r\nX: \u{e9}\r\nEmpty:\r\n\r\n", ["GET /"]),
      ("GET http://b.test/x?y HTTP/1.1\r\nHost: a\r\n\r\n", ["GET /x"]),
      ("GET HTTPS://b.test HTTP/1.1\r\nHost: a\r\n\r\n", ["GET /"]),
      ("OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n", ["OPTIONS *"]),
      ("BREW /pot HTTP/1.1\r\nHost: a\r\n\r\n", ["BREW /pot"]),
      ("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nabc", ["POST / [abc]"]),
      ("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n", ["POST /"]),
      ("POST / HTTP/1.0\r\nContent-Length: 003\r\n\r\nabc", ["POST / 1.0 close [abc]"]),
      (
        "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: Chunked\r\n\r\n"
          + "3\r\nabc\r\n00A;x=\"y\"\r\n0123456789\r\n0\r\nX-Sum: 1\r\n\r\n",
        ["POST / [abc0123456789]"]
      ),
      (
        "POST /1 HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\n\r\nx\r\n"
          + "GET /2 HTTP/1.1\r\nHost: a\r\n\r\nGET /3 HTTP/1.1\r\nHost: a\r\n\r\n",
        ["POST /1 [x]", "GET /2", "GET /3"]
      ),
    ])
  func good(text: String, expected: [String]) {
    #expect(parseEveryWay(text) == .requests(expected, isWaiting: false))
  }

  @Test(
    "A malformed head is refused",
    arguments: [
      (505, "GET / HTTP/2.0\r\nHost: a\r\n\r\n"),
      (505, "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"),
      (505, "GET / HTTP/0.9\r\nHost: a\r\n\r\n"),
      (400, "GET /\r\n\r\n"),
      (400, "GET / http/1.1\r\nHost: a\r\n\r\n"),
      (400, "GET / HTTP/1.1 \r\nHost: a\r\n\r\n"),
      (400, "GET / HTTP/1.10\r\nHost: a\r\n\r\n"),
      (400, "GET  / HTTP/1.1\r\nHost: a\r\n\r\n"),
      (400, " GET / HTTP/1.1\r\nHost: a\r\n\r\n"),
      (400, "G(T / HTTP/1.1\r\nHost: a\r\n\r\n"),
      (400, "\r\n\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n"),
      (400, "\nGET / HTTP/1.1\r\nHost: a\r\n\r\n"),
      (400, "GET / HTTP/1.1\nHost: a\n\n"),
      (400, "GET / HTTP/1.1\r\nHost: a\n\r\n"),
      (400, "GET / HTTP/1.1\r\nHost: a\rb\r\n\r\n"),
      (400, "GET / HTTP/1.1\r\nHost: a\r\n\rX"),
      (400, "GET / HTTP/1.1\r\nHost: a\r\nX: a\r\n b\r\n\r\n"),
      (400, "GET / HTTP/1.1\r\n Host: a\r\n\r\n"),
      (400, "GET / HTTP/1.1\r\nHost : a\r\n\r\n"),
      (400, "GET / HTTP/1.1\r\nHost: a\r\n: x\r\n\r\n"),
      (400, "GET / HTTP/1.1\r\nHost: a\r\nX\r\n\r\n"),
      (400, "GET / HTTP/1.1\r\nHost: a\r\nX: a\0b\r\n\r\n"),
      (400, "GET / HTTP/1.1\r\nHost: a\r\nX: a\u{7f}b\r\n\r\n"),
      (400, "GET /\u{e9} HTTP/1.1\r\nHost: a\r\n\r\n"),
      (400, "GET /#x HTTP/1.1\r\nHost: a\r\n\r\n"),
      (400, "GET /%zz HTTP/1.1\r\nHost: a\r\n\r\n"),
      (400, "GET /%4 HTTP/1.1\r\nHost: a\r\n\r\n"),
      (400, "GET * HTTP/1.1\r\nHost: a\r\n\r\n"),
      (400, "GET x HTTP/1.1\r\nHost: a\r\n\r\n"),
      (400, "CONNECT a:80 HTTP/1.1\r\nHost: a\r\n\r\n"),
      (400, "GET ftp://a/ HTTP/1.1\r\nHost: a\r\n\r\n"),
      (400, "GET http:///x HTTP/1.1\r\nHost: a\r\n\r\n"),
      (400, "GET http://u@a/x HTTP/1.1\r\nHost: a\r\n\r\n"),
      (400, "GET / HTTP/1.1\r\n\r\n"),
      (400, "GET / HTTP/1.1\r\nHost: a\r\nHost: a\r\n\r\n"),
      (400, "GET / HTTP/1.0\r\nHost: a\r\nHost: b\r\n\r\n"),
      (400, "GET / HTTP/1.1\r\nHost: a b\r\n\r\n"),
      (400, "GET / HTTP/1.1\r\nHost: a@b\r\n\r\n"),
      (417, "GET / HTTP/1.1\r\nHost: a\r\nExpect: tea\r\n\r\n"),
    ])
  func badHead(status: Int, text: String) {
    #expect(parseEveryWay(text)?.status == status)
  }

  @Test(
    "A body whose end two parsers could see differently is refused",
    arguments: [
      (400, "Content-Length: 1\r\nTransfer-Encoding: chunked\r\n", ""),
      (400, "Transfer-Encoding: chunked\r\nContent-Length: 1\r\n", ""),
      (400, "Content-Length: 1\r\nContent-Length: 2\r\n", ""),
      (400, "Content-Length: 1\r\nContent-Length: 1\r\n", ""),
      (400, "Content-Length: 1, 1\r\n", ""),
      (400, "Content-Length: +1\r\n", ""),
      (400, "Content-Length: -1\r\n", ""),
      (400, "Content-Length: 0x1\r\n", ""),
      (400, "Content-Length: 1 1\r\n", ""),
      (400, "Content-Length:\r\n", ""),
      (413, "Content-Length: 99999999999999999999999999\r\n", ""),
      (501, "Transfer-Encoding: gzip, chunked\r\n", ""),
      (501, "Transfer-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n", ""),
      (400, "Transfer-Encoding: chunked, gzip\r\n", ""),
      (400, "Transfer-Encoding: chunked, chunked\r\n", ""),
      (400, "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n", ""),
      (400, "Transfer-Encoding: identity\r\n", ""),
      (400, "Transfer-Encoding: xchunked\r\n", ""),
      (400, "Transfer-Encoding: \"chunked\"\r\n", ""),
      (400, "Transfer-Encoding:\r\n", ""),
      (400, "Transfer-Encoding: , chunked\r\n", ""),
      (400, "Transfer-Encoding: chunked\r\nTransfer-Encoding:\r\n", ""),
      (400, "Transfer-Encoding: chunked\r\n", "\r\n"),
      (400, "Transfer-Encoding: chunked\r\n", "x\r\n"),
      (400, "Transfer-Encoding: chunked\r\n", "0x1\r\n"),
      (400, "Transfer-Encoding: chunked\r\n", "1 \r\na\r\n"),
      (400, "Transfer-Encoding: chunked\r\n", " 1\r\na\r\n"),
      (400, "Transfer-Encoding: chunked\r\n", "1\na\n"),
      (400, "Transfer-Encoding: chunked\r\n", "1\r\nab\r\n"),
      (400, "Transfer-Encoding: chunked\r\n", "1\r\na\n0\r\n\r\n"),
      (400, "Transfer-Encoding: chunked\r\n", "1;\u{1}\r\n"),
      (400, "Transfer-Encoding: chunked\r\n", "00000000000000001\r\n"),
      (413, "Transfer-Encoding: chunked\r\n", "FFFFFFFF\r\n"),
      (413, "Transfer-Encoding: chunked\r\n", "FFFFFFFFFFFFFFFF\r\n"),
      (400, "Transfer-Encoding: chunked\r\n", "0\r\n X: y\r\n\r\n"),
      (400, "Transfer-Encoding: chunked\r\n", "0\r\nX\r\n\r\n"),
      (400, "Transfer-Encoding: chunked\r\n", "0\r\nX: \0\r\n\r\n"),
      (400, "Transfer-Encoding: chunked\r\n", "0\r\nX: y\n\n"),
    ])
  func badBody(status: Int, fields: String, body: String) {
    let text = "POST / HTTP/1.1\r\nHost: a\r\n\(fields)\r\n\(body)"
    #expect(parseEveryWay(text)?.status == status)
  }

  @Test("A transfer coding in an HTTP/1.0 request is refused")
  func codingInOldRequest() {
    let text = "POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"
    #expect(parseEveryWay(text)?.status == 400)
  }

  @Test("The host of an absolute target overrides Host")
  func absoluteHost() throws {
    let head = try read("GET http://right.test:81/x HTTP/1.1\r\nHost: wrong.test\r\nA: b\r\n\r\n")
    #expect(head.headers["HOST"] == "right.test:81")
    #expect(head.headers["a"] == "b")
  }

  @Test("Fields keep their order, their case and their repetitions")
  func fields() throws {
    let head = try read("GET / HTTP/1.1\r\nHost: a\r\nCookie: x\r\ncookie:  y z \r\nB:\r\n\r\n")
    #expect(head.headers.all.map(\.name) == ["Host", "Cookie", "cookie", "B"])
    #expect(head.headers["COOKIE"] == "x")
    #expect(head.headers.values("Cookie") == ["x", "y z"])
    #expect(head.headers["b"] == "")
    #expect(head.headers["Cooki"] == nil)
  }

  private func read(_ text: String) throws -> Head {
    try Array(text.utf8).withUnsafeBufferPointer { try HeadReader.read($0, HTTPLimits()) }
  }
}
