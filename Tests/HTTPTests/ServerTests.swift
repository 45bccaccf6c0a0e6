// A real server on the loopback: answers, order, errors, what is kept and what is closed.

import Glibc
import Testing

@testable import HTTP

@Suite("Serving requests")
struct ServerTests {
  @Test("One connection serves many requests, each with Date and Content-Length")
  func keepAlive() throws {
    let house = try House()
    let client = house.client()
    for number in 1...3 {
      let answer = try #require(client.get("/\(number)"))
      #expect(answer.status == 200)
      #expect(answer.body == "GET /\(number) ")
      #expect(answer.header("Content-Length") == "\(answer.body.utf8.count)")
      #expect(answer.header("Date")?.hasSuffix(" GMT") == true)
      #expect(answer.header("Date")?.utf8.count == 29)
      #expect(answer.header("Connection") == nil)
    }
  }

  @Test("Literal bytes get the same answers whole and byte by byte")
  func pieces() throws {
    let house = try House()
    let text =
      "POST /a HTTP/1.1\r\nHost: t\r\nContent-Length: 2\r\n\r\nhi"
      + "POST /b HTTP/1.1\r\nHost: t\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nx\r\n0\r\n\r\n"
      + "GET /c HTTP/1.1\r\nHost: t\r\nConnection: close\r\n\r\nGET /never HTTP/1.1\r\n\r\n"
    let whole = house.client()
    whole.send(text)
    let cut = house.client()
    for byte in text.utf8 { cut.send([byte]) }
    for client in [whole, cut] {
      #expect(client.answer()?.body == "POST /a hi")
      #expect(client.answer()?.body == "POST /b x")
      let last = client.answer()
      #expect(last?.body == "GET /c ")
      #expect(last?.header("Connection") == "close")
      #expect(client.rest() == "")
    }
  }

  @Test("Pipelined requests are answered in order, though handlers answer out of order")
  func pipelining() throws {
    let waiting = Shared<[(String, Reply)]>([])
    let house = try House { request, reply in
      if request.path == ["late"] {
        waiting.change { $0.append((request.rawPath, reply)) }
      } else {
        reply.send(.text(200, request.rawPath))
      }
    }
    let client = house.client()
    client.send(
      ["/1", "/late", "/2", "/late", "/3"].map { "GET \($0) HTTP/1.1\r\nHost: t\r\n\r\n" }.joined())
    #expect(client.answer()?.body == "/1")
    for next in ["/2", "/3"] {
      #expect(waiting.wait { $0.count == 1 })
      let (_, reply) = waiting.change { $0.removeFirst() }
      let thread = onThread { reply.send(.text(200, "now")) }
      #expect(client.answer()?.body == "now")
      #expect(client.answer()?.body == next)
      pthread_join(thread, nil)
    }
  }

  @Test("A thousand pipelined requests get a thousand answers")
  func deepPipeline() throws {
    let house = try House()
    let client = house.client()
    let thread = onThread { [descriptor = client.descriptor] in
      let text = Array(
        (0..<1000).map { "GET /\($0) HTTP/1.1\r\nHost: t\r\n\r\n" }.joined().utf8)
      var sent = 0
      while sent < text.count {
        let count = text[sent...].withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
        if count <= 0 { return }
        sent += count
      }
    }
    for number in 0..<1000 { #expect(client.answer()?.body == "GET /\(number) ") }
    pthread_join(thread, nil)
  }

  @Test("Only the first answer counts, and none at all is answered 500")
  func replies() throws {
    let house = try House { request, reply in
      if request.path == ["none"] { return }
      reply.send(.text(200, "first"))
      reply.send(.text(200, "second"))
    }
    let client = house.client()
    #expect(client.get("/")?.body == "first")
    #expect(client.get("/none")?.status == 500)
    #expect(client.get("/")?.body == "first")
  }

  @Test("HEAD tells the length and sends no body; 204 and 304 tell none")
  func bodiless() throws {
    let house = try House { request, reply in
      switch request.path.first {
      case "204": reply.send(Response(status: 204))
      case "304": reply.send(Response(status: 304, headers: [("ETag", "\"x\"")]))
      default: reply.send(.text(200, "hello"))
      }
    }
    let client = house.client()
    client.send("HEAD / HTTP/1.1\r\nHost: t\r\n\r\n")
    let head = try #require(client.answer(hasBody: false))
    #expect(head.header("Content-Length") == "5")
    #expect(client.get("/204")?.header("Content-Length") == nil)
    #expect(client.get("/304")?.header("Content-Length") == nil)
    #expect(client.get("/")?.body == "hello")
  }

  @Test("A refusal after a HEAD says why; a HEAD that is refused itself gets no body")
  func refusedAfterHead() throws {
    let house = try House { $0.bodyBytesMax = 10 }
    let client = house.client()
    client.send("HEAD / HTTP/1.1\r\nHost: t\r\n\r\nGET / HTTP/1.1\r\n\r\n")
    #expect(client.answer(hasBody: false)?.status == 200)
    #expect(client.answer()?.body.hasPrefix(Refusal.host.reason) == true)
    #expect(client.rest() == "")
    let tooBig = house.client()
    tooBig.send("HEAD / HTTP/1.1\r\nHost: t\r\nContent-Length: 11\r\n\r\n")
    #expect(tooBig.answer(hasBody: false)?.status == 413)
    #expect(tooBig.rest() == "")
  }

  @Test("HTTP/1.0 clients are closed unless they ask to stay")
  func oldClients() throws {
    let house = try House()
    let client = house.client()
    client.send("GET /1 HTTP/1.0\r\nConnection: keep-alive\r\n\r\n")
    #expect(client.answer()?.header("Connection") == "keep-alive")
    client.send("GET /2 HTTP/1.0\r\n\r\n")
    #expect(client.answer()?.header("Connection") == "close")
    #expect(client.rest() == "")
  }

  @Test("100 Continue is sent when the client waits for it, and not when the body comes anyway")
  func expectContinue() throws {
    let house = try House()
    let client = house.client()
    let head = "POST / HTTP/1.1\r\nHost: t\r\nContent-Length: 2\r\nExpect: 100-continue\r\n\r\n"
    client.send(head)
    #expect(client.answer(hasBody: false)?.status == 100)
    client.send("ok")
    #expect(client.answer()?.body == "POST / ok")
    client.send(head + "ok")
    #expect(client.answer()?.body == "POST / ok")
  }

  @Test("A body that is too big is answered 413 before it has come, and the client can read it")
  func tooBig() throws {
    let house = try House { $0.bodyBytesMax = 1_000 }
    let client = house.client()
    client.send("POST / HTTP/1.1\r\nHost: t\r\nContent-Length: 1000000\r\n\r\n")
    client.send([UInt8](repeating: 0x78, count: 300_000))
    let answer = client.answer()
    #expect(answer?.status == 413)
    #expect(answer?.header("Connection") == "close")
    #expect(client.rest() == "")
    let fitting = house.client()
    fitting.send("POST / HTTP/1.1\r\nHost: t\r\nContent-Length: 1000\r\n\r\n")
    fitting.send([UInt8](repeating: 0x78, count: 1_000))
    #expect(fitting.answer()?.status == 200)
  }

  @Test("A refusal ends the connection and says why in the server's own dress")
  func dressedRefusal() throws {
    let server = try HTTPServer(
      host: "127.0.0.1", port: 0, loops: 1, limits: HTTPLimits(),
      dress: { status, reason in
        Response(status: status, headers: [("X-Dress", "yes")], body: .bytes(Array(reason.utf8)))
      }, handler: House.echo)
    server.start()
    defer { server.stop(drainSeconds: 0) }
    let client = Client(port: server.port)
    client.send("GET / HTTP/1.1\r\n\r\n")
    let answer = client.answer()
    #expect(answer?.status == 400)
    #expect(answer?.header("X-Dress") == "yes")
    #expect(answer?.body == Refusal.host.reason)
    #expect(client.rest() == "")
  }

  @Test("A line break in a header value cannot split the answer")
  func splitting() throws {
    let house = try House { _, reply in
      reply.send(
        Response(
          status: 200,
          headers: [("X", "a\r\nSet-Cookie: b"), ("Content-Length", "99"), ("Connection", "x")]))
    }
    let answer = try #require(house.client().get("/"))
    #expect(answer.header("X") == "a  Set-Cookie: b")
    #expect(answer.header("Set-Cookie") == nil)
    #expect(answer.header("Content-Length") == "0")
    #expect(answer.header("Connection") == nil)
  }

  @Test("Who ends their half still gets what they asked for")
  func halfClosed() throws {
    let waiting = Shared<Reply?>(nil)
    let house = try House { request, reply in
      if request.path == ["late"] {
        waiting.change { $0 = reply }
      } else {
        House.echo(request, reply)
      }
    }
    let client = house.client()
    client.send("GET /late HTTP/1.1\r\nHost: t\r\n\r\nGET /2 HTTP/1.1\r\nHost: t\r\n\r\n")
    client.endSending()
    #expect(waiting.wait { $0 != nil })
    waiting.change { $0.take() }?.send(.text(200, "late"))
    #expect(client.answer()?.body == "late")
    #expect(client.answer()?.body == "GET /2 ")
    #expect(client.rest() == "")
  }

  @Test("A large answer to a slow reader arrives whole, and the next after it")
  func largeBody() throws {
    let big = [UInt8](repeating: 0x61, count: 6_000_000)
    let house = try House { request, reply in
      reply.send(Response(status: 200, body: .bytes(request.path == ["big"] ? big : [0x62])))
    }
    let client = house.client(windowBytes: 8_192)
    client.send("GET /big HTTP/1.1\r\nHost: t\r\n\r\nGET /b HTTP/1.1\r\nHost: t\r\n\r\n")
    let answer = client.text(until: "\r\n\r\n")
    #expect(answer?.contains("Content-Length: 6000000\r\n") == true)
    let isWhole = client.take(big.count) == big
    #expect(isWhole)
    #expect(client.answer()?.body == "b")
  }

  @Test("IPv4, IPv6 and a Unix socket are listened to at once, on several loops")
  func endpoints() throws {
    let path = temporaryPath("http.sock")
    let server = try HTTPServer(
      [.tcp(host: "::1", port: 0), .unix(path: path), .tcp(host: "127.0.0.1", port: 0)], loops: 3,
      limits: HTTPLimits()
    ) { request, reply in reply.send(.text(200, request.peer)) }
    server.start()
    let ports = server.endpoints.compactMap { if case .tcp(_, let port) = $0 { port } else { nil } }
    let four = try #require(ports.last)
    for _ in 0..<6 {
      #expect(Client(port: server.port, host: "::1").get("/")?.body == "::1")
      #expect(Client(path: path).get("/")?.body == "unix")
      #expect(Client(port: four).get("/")?.body == "127.0.0.1")
    }
    #expect(throws: SocketTrouble.self) {
      try HTTPServer([.unix(path: path)], loops: 1, limits: HTTPLimits(), handler: House.echo)
    }
    server.stop(drainSeconds: 0)
    #expect(access(path, F_OK) != 0)
  }

  @Test("Both families meet on ::, and an IPv4 client keeps its own address")
  func dualStack() throws {
    let server = try HTTPServer(host: "::", port: 0, loops: 1, limits: HTTPLimits()) {
      $1.send(.text(200, $0.peer))
    }
    server.start()
    defer { server.stop(drainSeconds: 0) }
    #expect(Client(port: server.port).get("/")?.body == "127.0.0.1")
    #expect(Client(port: server.port, host: "::1").get("/")?.body == "::1")
  }

  @Test("A port that is taken and a host that is no address are refused in words")
  func binding() throws {
    let house = try House()
    let port = house.server.port
    let taken = #expect(throws: SocketTrouble.self) {
      try HTTPServer(
        host: "127.0.0.1", port: port, loops: 1, limits: HTTPLimits(), handler: House.echo)
    }
    #expect(taken?.description == "cannot bind 127.0.0.1:\(port): Address already in use")
    #expect(throws: SocketTrouble.self) {
      try HTTPServer(host: "example", port: 0, loops: 1, limits: HTTPLimits(), handler: House.echo)
    }
  }

  @Test("One connection too many is told 503, and there is room again when one goes")
  func connectionLimit() throws {
    let house = try House { $0.connectionsMax = 2 }
    let first = house.client()
    let second = house.client()
    #expect(first.get("/")?.status == 200)
    #expect(second.get("/")?.status == 200)
    #expect(house.client().answer()?.status == 503)
    first.send("GET / HTTP/1.1\r\nHost: t\r\nConnection: close\r\n\r\n")
    #expect(first.rest() != nil)
    #expect(house.client().get("/")?.status == 200)
  }
}
