// Handlers in plain Swift: they begin on the loop, come back to it, and are brought to their end.

import Glibc
import HTTP
import Testing

/// Handlers that wait here until the test lets them go on.
private final class Pause: Sendable {
  private let waiting = Shared<[CheckedContinuation<Void, Never>]>([])

  func pass() async {
    await withCheckedContinuation { continuation in
      waiting.change { $0.append(continuation) }
    }
  }

  /// Whether so many wait within ten seconds.
  func holds(_ count: Int) -> Bool { waiting.wait { $0.count == count } }

  func release() {
    let all = waiting.change { waiting in
      defer { waiting = [] }
      return waiting
    }
    for continuation in all { continuation.resume() }
  }
}

private func thread() -> UInt { UInt(pthread_self()) }

@Suite("Handlers as tasks")
struct TaskTests {
  @Test("A handler that never waits has answered before the loop goes on")
  func atOnce() throws {
    let order = Shared<[String]>([])
    let house = try House { request, reply in
      let loop = thread()
      reply.send {
        order.change { $0.append(thread() == loop ? "handler" : "elsewhere") }
        return .text(200, "hello \(request.rawPath)")
      }
      order.change { $0.append("loop") }
    }
    #expect(house.client().get("/x")?.body == "hello /x")
    #expect(order.change { $0 } == ["handler", "loop"])
  }

  @Test("A handler that waits goes on on the loop that it began on")
  func comesBack() throws {
    let pause = Pause()
    let threads = Shared<[[UInt]]>([])
    let house = try House(loops: 2) { _, reply in
      let loop = thread()
      reply.send {
        await pause.pass()
        let first = thread()
        await Task.yield()
        threads.change { [second = thread()] in $0.append([loop, first, second]) }
        return .text(200, "done")
      }
    }
    let clients = (0..<16).map { _ in house.client() }
    for client in clients { client.send("GET / HTTP/1.1\r\nHost: t\r\n\r\n") }
    #expect(pause.holds(16))
    let other = onThread { pause.release() }
    for client in clients { #expect(client.answer()?.body == "done") }
    join(other)
    let seen = threads.change { $0 }
    #expect(seen.count == 16)
    #expect(seen.allSatisfy { Set($0).count == 1 })
    #expect(Set(seen.map { $0[0] }).count == 2, "one loop alone proves nothing")
    #expect(!seen.contains { $0[0] == thread() })
  }

  @Test("A body handed over by another thread runs on the loop")
  func fromElsewhere() throws {
    let waiting = Shared<(reply: Reply, loop: UInt)?>(nil)
    let house = try House { _, reply in waiting.change { $0 = (reply, thread()) } }
    let client = house.client()
    client.send("GET / HTTP/1.1\r\nHost: t\r\n\r\n")
    #expect(waiting.wait { $0 != nil })
    let (reply, loop) = try #require(waiting.change { $0 })
    reply.send { .text(200, thread() == loop ? "loop" : "elsewhere") }
    #expect(client.answer()?.body == "loop")
  }

  @Test("Only the first answer counts, whichever way it is given")
  func once() throws {
    let house = try House { request, reply in
      if request.path == ["plain"] { reply.send(.text(200, "plain")) }
      reply.send { .text(200, "task") }
      reply.send(.text(200, "late"))
      reply.send { .text(200, "later") }
    }
    let client = house.client()
    #expect(client.get("/plain")?.body == "plain")
    #expect(client.get("/task")?.body == "task")
    #expect(client.get("/plain")?.body == "plain")
  }

  @Test("A client that goes away cancels nothing of what was begun")
  func clientGone() throws {
    let pause = Pause()
    let ends = Shared<[Bool]>([])
    let house = try House { _, reply in
      reply.send {
        await pause.pass()
        ends.change { $0.append(Task.isCancelled) }
        return .text(200, "to nobody")
      }
    }
    var client: Client? = house.client()
    client?.send("GET / HTTP/1.1\r\nHost: t\r\n\r\n")
    #expect(pause.holds(1))
    // More than its end: with unread bytes in hand the kernel resets the connection.
    var linger = linger(l_onoff: 1, l_linger: 0)
    setsockopt(
      client?.descriptor ?? -1, SOL_SOCKET, SO_LINGER, &linger,
      socklen_t(MemoryLayout<Glibc.linger>.size))
    client = nil
    #expect(waitForNone(house))
    pause.release()
    #expect(ends.wait { $0 == [false] })
    let next = house.client()
    next.send("GET / HTTP/1.1\r\nHost: t\r\n\r\n")
    #expect(pause.holds(1))
    pause.release()
    #expect(next.answer()?.body == "to nobody")
  }

  @Test("A stop waits for handlers that wait")
  func drain() throws {
    let pause = Pause()
    let house = try House { _, reply in
      reply.send {
        await pause.pass()
        await Task.yield()
        return .text(200, "finished")
      }
    }
    let client = house.client()
    client.send("GET / HTTP/1.1\r\nHost: t\r\n\r\n")
    #expect(pause.holds(1))
    let isOver = Shared(false)
    let server = house.server
    let stopper = onThread {
      server.stop(drainSeconds: 60)
      isOver.change { $0 = true }
    }
    #expect(!isOver.change { $0 })
    pause.release()
    #expect(client.answer()?.body == "finished")
    #expect(isOver.wait { $0 })
    join(stopper)
  }

  @Test("What a handler has begun is brought to its end after the loops' own end")
  func afterTheEnd() throws {
    let pause = Pause()
    let steps = Shared(0)
    let house = try House { _, reply in
      reply.send {
        for _ in 0..<3 {
          await pause.pass()
          steps.change { $0 += 1 }
        }
        return .text(200, "to nobody")
      }
    }
    let client = house.client()
    client.send("GET / HTTP/1.1\r\nHost: t\r\n\r\n")
    #expect(pause.holds(1))
    house.server.stop(drainSeconds: 0)
    #expect(client.rest() == "")
    // The others' threads that bring it to its end are those that the tests themselves run on and
    // hold up with their waiting: hence the patience.
    for step in 1...3 {
      #expect((0..<12).contains { _ in pause.holds(1) })
      pause.release()
      #expect((0..<12).contains { _ in steps.wait { $0 == step } })
    }
  }

  @Test("Pipelined requests that wait are answered in their order")
  func pipeline() throws {
    let house = try House { request, reply in
      reply.send {
        for _ in 0..<request.rawPath.utf8.count % 3 { await Task.yield() }
        return .text(200, request.rawPath)
      }
    }
    let client = house.client()
    let paths = (0..<300).map { "/" + String(repeating: "x", count: $0 % 7) + "\($0)" }
    client.send(paths.map { "GET \($0) HTTP/1.1\r\nHost: t\r\n\r\n" }.joined())
    for path in paths { #expect(client.answer()?.body == path) }
  }
}
