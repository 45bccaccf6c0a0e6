// What every answer carries is in every answer: handlers', streams', files' and the room's own.

import Glibc
import Testing

@testable import HTTP

@Suite("Fields of every answer")
struct CommonFieldTests {
  /// A server that marks requests for `/marked` and below.
  private func server(
    _ change: (inout HTTPLimits) -> Void = { _ in }, handler: @escaping Handler = House.echo
  ) throws -> HTTPServer {
    var limits = HTTPLimits()
    limits.secondMilliseconds = 20
    limits.firstByteSeconds = 1_000
    limits.idleSeconds = 1_000
    change(&limits)
    let common = CommonFields(
      [("X-Always", "yes\r\nX-Forged: 1")], andIfMarked: [("X-Marked", "too")],
      marks: { $0.path.first == "marked" })
    let server = try HTTPServer(
      [.tcp(host: "127.0.0.1", port: 0)], loops: 1, limits: limits, common: common,
      handler: handler)
    server.start()
    return server
  }

  private func isWhole(_ answer: Client.Answer?, _ status: Int, isMarked: Bool = false) -> Bool {
    answer?.status == status && answer?.header("X-Always") == "yes  X-Forged: 1"
      && answer?.header("X-Forged") == nil
      && (answer?.header("X-Marked") == "too") == isMarked
  }

  @Test("Refusals of the room carry them, each with its status")
  func refusals() throws {
    let server = try server {
      $0.headSeconds = 5
      $0.bodyBytesMax = 10
    }
    defer { server.stop(drainSeconds: 0) }
    let long = String(repeating: "x", count: 9_000)
    let bytes: [(String, Int)] = [
      ("GET / HTTP/1.1\r\n\r\n", 400), ("GET /%zz HTTP/1.1\r\nHost: t\r\n\r\n", 400),
      ("GET / HTTP/2.5\r\nHost: t\r\n\r\n", 505), ("GET /\(long) HTTP/1.1\r\n\r\n", 414),
      ("GET / HTTP/1.1\r\nHost: t\r\nA: \(long)\r\nB: \(long)\r\n\r\n", 431),
      ("POST / HTTP/1.1\r\nHost: t\r\nContent-Length: 11\r\n\r\n", 413),
      ("POST / HTTP/1.1\r\nHost: t\r\nTransfer-Encoding: gzip, chunked\r\n\r\n", 501),
      ("POST / HTTP/1.1\r\nHost: t\r\nExpect: more\r\nContent-Length: 1\r\n\r\n", 417),
      ("GET / HT", 408),
    ]
    for (text, status) in bytes {
      let client = Client(port: server.port)
      client.send(text)
      #expect(isWhole(client.answer(), status), "\(status)")
    }
  }

  @Test("The goodbye to one connection too many carries them")
  func goodbye() throws {
    let server = try server { $0.connectionsMax = 1 }
    defer { server.stop(drainSeconds: 0) }
    let first = Client(port: server.port)
    #expect(isWhole(first.get("/"), 200))
    #expect(isWhole(Client(port: server.port).answer(), 503))
  }

  @Test("A forgotten answer, a file that is gone, a stream and an answer without a body carry them")
  func answers() throws {
    let server = try server(handler: { request, reply in
      switch request.path.last {
      case "forgotten": break
      case "gone": reply.send(Response(status: 200, body: .file(path: "/no/such", length: 9)))
      case "stream": reply.send(Response(status: 200, body: .stream { $0.close() }))
      case "empty": reply.send(Response(status: 204))
      default: reply.send(Response(status: 304))
      }
    })
    defer { server.stop(drainSeconds: 0) }
    let wanted = [("forgotten", 500), ("gone", 500), ("stream", 200), ("empty", 204), ("old", 304)]
    for (path, status) in wanted {
      #expect(isWhole(Client(port: server.port).get("/\(path)"), status), "\(path)")
      #expect(
        isWhole(Client(port: server.port).get("/marked/\(path)"), status, isMarked: true),
        "marked \(path)")
    }
  }

  @Test("A mark is the request's, not the connection's")
  func mark() throws {
    let server = try server()
    defer { server.stop(drainSeconds: 0) }
    let client = Client(port: server.port)
    #expect(isWhole(client.get("/marked"), 200, isMarked: true))
    #expect(isWhole(client.get("/plain"), 200))
    client.send("GET /marked HTTP/1.1\r\nHost: t\r\n\r\nGET /plain HTTP/1.1\r\nHost: t\r\n\r\n")
    #expect(isWhole(client.answer(), 200, isMarked: true))
    #expect(isWhole(client.answer(), 200))
    #expect(isWhole(client.get("/marked"), 200, isMarked: true))
    client.send("broken\r\n\r\n")
    #expect(isWhole(client.answer(), 400))
  }

  @Test(
    "A refusal whose head was good is marked as its request is", arguments: ["marked", "plain"])
  func refusedMark(_ path: String) throws {
    let server = try server {
      $0.bodyBytesMax = 10
      $0.bodySeconds = 5
    }
    defer { server.stop(drainSeconds: 0) }
    let fields = [
      ("Content-Length: 11\r\n\r\n", 413), ("Content-Length: 9\r\n\r\n", 408),
      ("Transfer-Encoding: chunked\r\n\r\nb\r\n", 413),
      ("Transfer-Encoding: chunked\r\n\r\nx\r\n", 400),
    ]
    for (rest, status) in fields {
      let client = Client(port: server.port)
      client.send("POST /\(path) HTTP/1.1\r\nHost: t\r\n\(rest)")
      #expect(isWhole(client.answer(), status, isMarked: path == "marked"), "\(rest)")
    }
  }
}

@Suite("Unix sockets")
struct UnixSocketTests {
  @Test("Owner and group may connect, the world may not, whatever the mask says")
  func mode() throws {
    let path = temporaryPath("mode.sock")
    let server = try HTTPServer(
      [.unix(path: path)], loops: 1, limits: HTTPLimits(), handler: House.echo)
    server.start()
    defer { server.stop(drainSeconds: 0) }
    var status = stat()
    #expect(lstat(path, &status) == 0)
    #expect(status.st_mode & 0o777 == 0o660)
    #expect(server.port == 0)
    #expect(server.endpoints == [.unix(path: path)])
  }

  @Test("A file that is no socket is not taken away; a socket that nobody hears is")
  func stale() throws {
    let path = temporaryPath("stale.sock")
    let file = open(path, O_WRONLY | O_CREAT, 0o600)
    close(file)
    let trouble = #expect(throws: SocketTrouble.self) {
      try HTTPServer([.unix(path: path)], loops: 1, limits: HTTPLimits(), handler: House.echo)
    }
    #expect(trouble?.description == "cannot bind \(path), which is no socket: File exists")
    #expect(access(path, F_OK) == 0)
    unlink(path)
    // Bound and closed without a word: what a killed server leaves.
    let left = try Socket.listen(path: path)
    close(left)
    let server = try HTTPServer(
      [.unix(path: path), .tcp(host: "127.0.0.1", port: 0)], loops: 1, limits: HTTPLimits(),
      handler: House.echo)
    server.start()
    defer { server.stop(drainSeconds: 0) }
    #expect(Client(path: path).get("/")?.status == 200)
    #expect(server.endpoints == [.unix(path: path), .tcp(host: "127.0.0.1", port: server.port)])
  }
}
