// Stopping: what is idle goes at once, what is in flight is finished, what hangs is cut.

import Glibc
import HTTP
import Testing

@Suite("Stopping")
struct StopTests {
  @Test("Requests in flight are finished; idle connections and streams go at once")
  func drain() throws {
    let waiting = Shared<Reply?>(nil)
    let ends = Shared(0)
    let house = try House { request, reply in
      switch request.path.first {
      case "late": waiting.change { $0 = reply }
      case "stream":
        reply.send(
          Response(
            status: 200,
            body: .stream { stream in stream.onClose { ends.change { $0 += 1 } } }))
      default: House.echo(request, reply)
      }
    }
    let idle = house.client()
    #expect(idle.get("/")?.status == 200)
    let stream = house.client()
    stream.send("GET /stream HTTP/1.1\r\nHost: t\r\n\r\n")
    #expect(stream.answer(hasBody: false)?.status == 200)
    let late = house.client()
    late.send("GET /late HTTP/1.1\r\nHost: t\r\n\r\n")
    #expect(waiting.wait { $0 != nil })

    let isOver = Shared(false)
    let server = house.server
    let thread = onThread {
      server.stop(drainSeconds: 60)
      isOver.change { $0 = true }
    }
    #expect(idle.rest() == "")
    #expect(stream.rest() == "")
    #expect(ends.wait { $0 == 1 })
    #expect(!isOver.change { $0 })
    waiting.change { $0.take() }?.send(.text(200, "done"))
    let answer = late.answer()
    #expect(answer?.body == "done")
    #expect(answer?.header("Connection") == "close")
    #expect(isOver.wait { $0 })
    pthread_join(thread, nil)
    #expect(server.connectionCount == 0)
  }

  @Test("What hangs is cut when time is up, and its late answer harms nobody")
  func cut() throws {
    let waiting = Shared<Reply?>(nil)
    let house = try House { _, reply in waiting.change { $0 = reply } }
    let client = house.client()
    client.send("GET / HTTP/1.1\r\nHost: t\r\n\r\n")
    #expect(waiting.wait { $0 != nil })
    house.server.stop(drainSeconds: 0)
    #expect(client.rest() == "")
    waiting.change { $0.take() }?.send(.text(200, "too late"))
    #expect(house.server.connectionCount == 0)
    house.server.stop(drainSeconds: 5)
  }

  @Test("A stopped port can be bound again at once")
  func rebind() throws {
    let house = try House()
    let port = house.server.port
    #expect(house.client().get("/")?.status == 200)
    house.server.stop(drainSeconds: 1)
    let next = try HTTPServer(
      host: "127.0.0.1", port: port, loops: 1, limits: HTTPLimits(), handler: House.echo)
    next.start()
    #expect(Client(port: port).get("/")?.status == 200)
    next.stop(drainSeconds: 0)
  }

  @Test("A server that was never started lets its port go")
  func neverStarted() throws {
    var server: HTTPServer? = try HTTPServer(
      host: "127.0.0.1", port: 0, loops: 2, limits: HTTPLimits(), handler: House.echo)
    let port = try #require(server?.port)
    server = nil
    let next = try HTTPServer(
      host: "127.0.0.1", port: port, loops: 1, limits: HTTPLimits(), handler: House.echo)
    #expect(next.port == port)
  }
}
