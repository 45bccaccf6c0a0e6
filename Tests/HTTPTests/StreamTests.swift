// Event streams: fan-out, heartbeat, ends from both sides, and readers that are too slow.

import Glibc
import Testing

@testable import HTTP

@Suite("Event streams")
struct StreamTests {
  /// Opens a stream for each GET and keeps it.
  private func house(
    loops: Int = 1, _ streams: Shared<[EventStream]>,
    _ change: (inout HTTPLimits) -> Void = { _ in }
  ) throws -> House {
    try House(loops: loops, change) { request, reply in
      reply.send(
        Response(
          status: 200,
          body: .stream { stream in
            stream.send(SharedBytes(Array("data: hello\n\n".utf8)))
            streams.change { $0.append(stream) }
          }))
    }
  }

  private func open(_ house: House, windowBytes: Int32? = nil) -> Client {
    let client = house.client(windowBytes: windowBytes)
    client.send("GET / HTTP/1.1\r\nHost: t\r\n\r\n")
    return client
  }

  @Test("A stream opens as text/event-stream without a length")
  func head() throws {
    let house = try house(Shared([]))
    let answer = open(house).answer(hasBody: false)
    #expect(answer?.status == 200)
    #expect(answer?.header("Content-Type") == "text/event-stream")
    #expect(answer?.header("Content-Length") == nil)
    #expect(answer?.header("Connection") == "close")
  }

  @Test("Every client on every loop gets every event in order, from whichever thread")
  func fanOut() throws {
    let streams = Shared<[EventStream]>([])
    let house = try house(loops: 2, streams)
    let clients = (0..<50).map { _ in open(house) }
    for client in clients { #expect(client.text(until: "data: hello\n\n") != nil) }
    #expect(streams.wait { $0.count == 50 })
    let all = streams.change { $0 }
    let thread = onThread {
      for number in 0..<100 {
        let bytes = SharedBytes(Array("data: \(number)\n\n".utf8))
        if number % 2 == 0 {
          EventStream.send(bytes, to: all)
        } else {
          for stream in all { stream.send(bytes) }
        }
      }
    }
    let expected = (0..<100).map { "data: \($0)\n\n" }.joined()
    for client in clients { #expect(client.text(until: "data: 99\n\n") == expected) }
    pthread_join(thread, nil)
  }

  @Test("A silent stream carries a comment line now and then")
  func heartbeat() throws {
    let house = try house(Shared([])) {
      $0.secondMilliseconds = 10
      $0.heartbeatSeconds = 2
    }
    let client = open(house)
    #expect(client.text(until: ":\n\n:\n\n:\n\n") != nil)
  }

  @Test("A closed stream sends what was queued, ends, and tells of it once")
  func closing() throws {
    let streams = Shared<[EventStream]>([])
    let ends = Shared(0)
    let house = try house(streams)
    let client = open(house)
    #expect(streams.wait { $0.count == 1 })
    let stream = streams.change { $0[0] }
    stream.onClose { ends.change { $0 += 1 } }
    stream.send(SharedBytes(Array("data: last\n\n".utf8)))
    stream.close()
    stream.send(SharedBytes(Array("data: never\n\n".utf8)))
    let rest = try #require(client.rest())
    #expect(rest.hasSuffix("data: hello\n\ndata: last\n\n"))
    #expect(ends.wait { $0 == 1 })
    stream.close()
    stream.onClose { ends.change { $0 += 10 } }
    #expect(ends.wait { $0 == 11 })
  }

  @Test("A client that goes is noticed")
  func leaving() throws {
    let streams = Shared<[EventStream]>([])
    let ends = Shared(0)
    let house = try house(streams)
    do {
      let client = open(house)
      #expect(client.text(until: "hello\n\n") != nil)
      #expect(streams.wait { $0.count == 1 })
      streams.change { $0[0] }.onClose { ends.change { $0 += 1 } }
    }
    #expect(ends.wait { $0 == 1 })
    #expect(waitForNone(house))
  }

  @Test("A client that reads too slowly is closed, and the others lose nothing")
  func slowReader() throws {
    let streams = Shared<[EventStream]>([])
    let ends = Shared(0)
    let house = try house(streams) { $0.streamBacklogBytesMax = 100_000 }
    let slow = open(house, windowBytes: 4_096)
    #expect(streams.wait { $0.count == 1 })
    streams.change { $0[0] }.onClose { ends.change { $0 += 1 } }
    let quick = open(house)
    #expect(quick.text(until: "hello\n\n") != nil)
    #expect(streams.wait { $0.count == 2 })
    let all = streams.change { $0 }
    let event = SharedBytes(Array((String(repeating: "x", count: 9_998) + "\n\n").utf8))
    for _ in 0..<1_000 {
      EventStream.send(event, to: all)
      #expect(quick.take(10_000).count == 10_000)
    }
    #expect(ends.wait { $0 == 1 })
    #expect(slow.rest() != nil)
  }

  @Test("A reader that stalls is closed after its backlog, not after megabytes in the kernel")
  func stalled() throws {
    let streams = Shared<[EventStream]>([])
    let ends = Shared(0)
    let house = try house(streams) { $0.streamBacklogBytesMax = 100_000 }
    let stalled = open(house, windowBytes: 4_096)
    #expect(streams.wait { $0.count == 1 })
    let stream = streams.change { $0[0] }
    stream.onClose { ends.change { $0 += 1 } }
    let event = SharedBytes(Array((String(repeating: "x", count: 998) + "\n\n").utf8))
    for _ in 0..<400 { stream.send(event) }
    #expect(ends.wait { $0 == 1 })
    #expect(stalled.rest() != nil)
  }

  @Test("Each of several who ask is told of the end once, and late ones at once")
  func endings() {
    let told = Shared<[String]>([])
    let stream = EventStream { _ in }
    for name in ["a", "b", "c"] { stream.onClose { told.change { $0.append(name) } } }
    #expect(told.change { $0 } == [])
    stream.close()
    stream.close()
    #expect(told.change { $0 } == ["a", "b", "c"])
    stream.onClose { told.change { $0.append("late") } }
    #expect(told.change { $0 } == ["a", "b", "c", "late"])
  }

  @Test("HEAD of a stream is a head and no stream")
  func headOnly() throws {
    let streams = Shared<[EventStream]>([])
    let house = try house(streams)
    let client = house.client()
    client.send("HEAD / HTTP/1.1\r\nHost: t\r\n\r\n")
    #expect(client.rest()?.hasSuffix("\r\n\r\n") == true)
    #expect(streams.change { $0.isEmpty })
  }
}
