// Both sides of each limit on what a request may weigh.

import Testing

@testable import HTTP

@Suite("Limits on requests")
struct LimitTests {
  private func limits(_ change: (inout HTTPLimits) -> Void) -> HTTPLimits {
    var limits = HTTPLimits()
    change(&limits)
    return limits
  }

  private func head(ofBytes count: Int) -> String {
    let frame = "GET / HTTP/1.1\r\nHost: a\r\nX: \r\n\r\n"
    let filler = String(repeating: "x", count: count - frame.utf8.count)
    return "GET / HTTP/1.1\r\nHost: a\r\nX: \(filler)\r\n\r\n"
  }

  @Test("A head may be as long as the limit and no longer")
  func headBytes() {
    let limits = limits { $0.headBytesMax = 300 }
    #expect(parseEveryWay(head(ofBytes: 300), limits) == .requests(["GET /"], isWaiting: false))
    for over in 1...5 {
      #expect(parseEveryWay(head(ofBytes: 300 + over), limits)?.status == 431)
    }
  }

  @Test("A request line may be as long as the limit and no longer")
  func requestLine() {
    let limits = limits { $0.requestLineBytesMax = 100 }
    func line(_ count: Int) -> String {
      let target = "/" + String(repeating: "x", count: count - "GET / HTTP/1.1".utf8.count)
      return "GET \(target) HTTP/1.1\r\nHost: a\r\n\r\n"
    }
    #expect(parseEveryWay(line(99), limits)?.status == 0)
    #expect(parseEveryWay(line(100), limits)?.status == 414)
    #expect(parseEveryWay(line(5_000), limits)?.status == 414)
  }

  @Test("There may be as many fields as the limit and no more")
  func fieldCount() {
    let limits = limits { $0.headersMax = 10 }
    func request(_ count: Int) -> String {
      let fields = (1..<count).map { "X\($0): y\r\n" }.joined()
      return "GET / HTTP/1.1\r\nHost: a\r\n\(fields)\r\n"
    }
    #expect(parseEveryWay(request(10), limits)?.status == 0)
    #expect(parseEveryWay(request(11), limits)?.status == 431)
  }

  @Test("A body may be as long as the limit and no longer, by length and by chunks")
  func bodyBytes() {
    let limits = limits { $0.bodyBytesMax = 20 }
    func byLength(_ count: Int) -> String {
      "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: \(count)\r\n\r\n"
        + String(repeating: "x", count: count)
    }
    func byChunks(_ count: Int) -> String {
      "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
        + String(repeating: "1\r\nx\r\n", count: count) + "0\r\n\r\n"
    }
    #expect(parseEveryWay(byLength(20), limits)?.status == 0)
    #expect(parseEveryWay(byLength(21), limits)?.status == 413)
    #expect(parseEveryWay(byChunks(20), limits)?.status == 0)
    #expect(parseEveryWay(byChunks(21), limits)?.status == 413)
  }

  @Test("A chunk's extensions and trailers are bounded")
  func chunkLines() {
    let limits = limits {
      $0.chunkLineBytesMax = 40
      $0.headBytesMax = 200
    }
    func chunked(_ body: String) -> String {
      "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n" + body
    }
    func extended(_ count: Int) -> String {
      chunked("1;" + String(repeating: "x", count: count) + "\r\na\r\n0\r\n\r\n")
    }
    #expect(parseEveryWay(extended(30), limits)?.status == 0)
    #expect(parseEveryWay(extended(60), limits)?.status == 400)
    func trailed(_ count: Int) -> String {
      chunked("0\r\nX: " + String(repeating: "x", count: count) + "\r\n\r\n")
    }
    #expect(parseEveryWay(trailed(150), limits)?.status == 0)
    #expect(parseEveryWay(trailed(250), limits)?.status == 431)
  }

  @Test("A census counts in all, by address, and IPv6 by /64")
  func census() {
    let census = Census(
      limits {
        $0.connectionsMax = 3
        $0.connectionsPerAddressMax = 2
      })
    #expect(census.admits("2001:db8::1"))
    #expect(census.admits("2001:db8:0:0:9::1"))
    #expect(!census.admits("2001:db8::2"))
    #expect(census.admits("2001:db8:0:1::1"))
    #expect(!census.admits("192.0.2.1"))
    census.leave("2001:db8::1")
    #expect(census.admits("192.0.2.1"))
    #expect(census.count == 3)
  }
}
