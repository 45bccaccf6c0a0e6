// Slow clients are cut in each phase, and quick ones beside them are not.

import HTTP
import Testing

@Suite("Deadlines")
struct DeadlineTests {
  /// A server whose seconds last 20 ms.
  private func house(
    _ change: (inout HTTPLimits) -> Void, handler: @escaping Handler = House.echo
  ) throws -> House {
    try House(
      {
        $0.secondMilliseconds = 20
        $0.firstByteSeconds = 1_000
        $0.idleSeconds = 1_000
        $0.headSeconds = 1_000
        $0.bodySeconds = 1_000
        $0.writeSeconds = 1_000
        change(&$0)
      }, handler: handler)
  }

  @Test("Who never says a word is closed without one")
  func firstByte() throws {
    let house = try house { $0.firstByteSeconds = 2 }
    #expect(house.client().rest() == "")
  }

  @Test("Who is idle after an answer is closed")
  func idle() throws {
    let house = try house { $0.idleSeconds = 2 }
    let client = house.client()
    #expect(client.get("/")?.status == 200)
    #expect(client.rest() == "")
  }

  @Test("A head that trickles is answered 408, though each byte comes soon after the last")
  func slowHead() throws {
    let house = try house { $0.headSeconds = 5 }
    let client = house.client()
    client.send("GET / HTTP/1.1\r\nHost: t\r\n")
    let stop = Shared(false)
    let thread = trickle(client.descriptor, until: stop)
    let other = house.client()
    for _ in 0..<50 { #expect(other.get("/")?.status == 200) }
    #expect(client.answer()?.status == 408)
    stop.change { $0 = true }
    join(thread)
  }

  @Test("A body that trickles is answered 408")
  func slowBody() throws {
    let house = try house { $0.bodySeconds = 5 }
    let client = house.client()
    client.send("POST / HTTP/1.1\r\nHost: t\r\nContent-Length: 100000\r\n\r\n")
    let stop = Shared(false)
    let thread = trickle(client.descriptor, until: stop)
    #expect(client.answer()?.status == 408)
    stop.change { $0 = true }
    join(thread)
  }

  @Test("A body below the least rate is answered 408 long before its time is up")
  func bodyBelowRate() throws {
    let house = try house {
      $0.bodyGraceSeconds = 2
      $0.bodyWindowSeconds = 3
      $0.bodyBytesPerSecondMin = 1_000
    }
    for framing in ["Content-Length: 100000", "Transfer-Encoding: chunked"] {
      let client = house.client()
      client.send("POST / HTTP/1.1\r\nHost: t\r\n\(framing)\r\n\r\n")
      // The burst is enough for the first window only.
      let burst = String(repeating: "x", count: 4_000)
      client.send(framing.hasSuffix("chunked") ? "1000\r\n\(burst)" : burst)
      let stop = Shared(false)
      let thread = trickle(client.descriptor, until: stop)
      #expect(client.answer()?.status == 408)
      stop.change { $0 = true }
      join(thread)
    }
  }

  @Test("A body that comes fast enough may take longer than grace and window")
  func bodyAtRate() throws {
    let house = try house {
      $0.bodyGraceSeconds = 1
      $0.bodyWindowSeconds = 20
      $0.bodyBytesPerSecondMin = 1
      $0.firstByteSeconds = 50
    }
    let client = house.client()
    client.send("POST / HTTP/1.1\r\nHost: t\r\nContent-Length: 100000\r\n\r\n")
    let stop = Shared(false)
    let thread = trickle(client.descriptor, until: stop)
    // Another is cut for silence: more than two windows have passed.
    #expect(house.client().rest() == "")
    stop.change { $0 = true }
    join(thread)
    client.send(String(repeating: "x", count: 100_000))
    #expect(client.answer()?.status == 200)
  }

  @Test("A reader that takes nothing is cut")
  func slowReader() throws {
    let big = [UInt8](repeating: 0x61, count: 20_000_000)
    let house = try house(
      { $0.writeSeconds = 3 },
      handler: { $1.send(Response(status: 200, body: .bytes(big))) })
    let client = house.client(windowBytes: 4_096)
    client.send("GET / HTTP/1.1\r\nHost: t\r\n\r\n")
    #expect(waitForNone(house))
  }

  @Test("A reader may take longer over an answer than it may idle")
  func longRead() throws {
    let big = [UInt8](repeating: 0x61, count: 20_000_000)
    let house = try house(
      {
        $0.idleSeconds = 100
        $0.firstByteSeconds = 150
      }, handler: { $1.send(Response(status: 200, body: .bytes($0.path.isEmpty ? big : []))) })
    let client = house.client(windowBytes: 65_536)
    client.send("GET / HTTP/1.1\r\nHost: t\r\n\r\n")
    #expect(client.text(until: "\r\n\r\n") != nil)
    // Another client is cut for silence: more than an idle time has passed.
    #expect(house.client().rest() == "")
    let taken = client.take(big.count)
    #expect(client.get("/next")?.status == 200)
    // Compared only now: it takes time, in which the client would idle.
    let isWhole = taken == big
    #expect(isWhole)
  }

  @Test("A handler may take its time")
  func slowHandler() throws {
    let waiting = Shared<Reply?>(nil)
    let house = try house(
      {
        $0.headSeconds = 1
        $0.bodySeconds = 1
        $0.firstByteSeconds = 1
        $0.idleSeconds = 1
      }, handler: { _, reply in waiting.change { $0 = reply } })
    let client = house.client()
    client.send("GET / HTTP/1.1\r\nHost: t\r\n\r\n")
    #expect(waiting.wait { $0 != nil })
    // Two others come and are cut: that many ticks have passed.
    #expect(house.client().rest() == "")
    #expect(house.client().rest() == "")
    waiting.change { $0.take() }?.send(.text(200, "at last"))
    #expect(client.answer()?.body == "at last")
  }
}
