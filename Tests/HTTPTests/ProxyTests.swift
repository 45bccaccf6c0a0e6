// The PROXY protocol: literal bytes, whole and cut, and who is believed on which listener.

import Glibc
import Testing

@testable import HTTP

@Suite("The PROXY protocol")
struct ProxyTests {
  private static let signature = "\r\n\r\n\0\r\nQUIT\n"
  private static let four: [UInt8] = [203, 0, 113, 7, 10, 0, 0, 1, 0xC0, 0, 0x01, 0xBB]
  private static let six: [UInt8] =
    [0x20, 0x01, 0x0D, 0xB8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 9]
    + [UInt8](repeating: 0, count: 15) + [1, 0xC0, 0, 0x01, 0xBB]

  /// What comes of the bytes given at once, one after another, and with a request behind them.
  private func read(_ bytes: [UInt8], bytesMax: Int = 1_024) -> ProxyHeader? {
    let whole = bytes.withUnsafeBufferPointer { ProxyHeader.read($0, bytesMax: bytesMax) }
    var cut = ProxyHeader.more
    for count in 0...bytes.count where cut == .more {
      cut = bytes[0..<count].withUnsafeBufferPointer { ProxyHeader.read($0, bytesMax: bytesMax) }
    }
    guard cut == whole else { return nil }
    guard case .header = whole else { return whole }
    let followed = (bytes + Array("GET / HTTP/1.1\r\n".utf8))
      .withUnsafeBufferPointer { ProxyHeader.read($0, bytesMax: bytesMax) }
    return followed == whole ? whole : nil
  }

  private func binary(_ command: UInt8, _ family: UInt8, _ rest: [UInt8], length: Int? = nil)
    -> [UInt8]
  {
    let length = length ?? rest.count
    return Array(Self.signature.utf8) + [command, family, UInt8(length >> 8), UInt8(length & 255)]
      + rest
  }

  @Test(
    "A good line of version 1 is read",
    arguments: [
      ("PROXY TCP4 203.0.113.7 10.0.0.1 49152 443\r\n", "203.0.113.7"),
      ("PROXY TCP4 255.255.255.255 255.255.255.255 65535 65535\r\n", "255.255.255.255"),
      ("PROXY TCP6 2001:DB8::0009 ::1 0 65535\r\n", "2001:db8::9"),
      ("PROXY TCP6 ::ffff:203.0.113.7 ::1 1 2\r\n", "203.0.113.7"),
      ("PROXY TCP6 ::ffff:0:203.0.113.7 ::1 1 2\r\n", "::ffff:0:cb00:7107"),
      ("PROXY UNKNOWN\r\n", "unknown"),
      ("PROXY UNKNOWN ffff:f...f:ffff 65535 whatever\r\n", "unknown"),
    ] as [(String, String)])
  func line(text: String, peer: String) {
    #expect(read(Array(text.utf8)) == .header(count: text.utf8.count, peer: peer))
  }

  @Test(
    "A malformed line of version 1 is refused",
    arguments: [
      "GET / HTTP/1.1\r\n", "proxy TCP4 203.0.113.7 10.0.0.1 1 2\r\n", "PROXY\r\n", "PROXY \r\n",
      "PROXY tcp4 203.0.113.7 10.0.0.1 1 2\r\n", "PROXY TCP4 203.0.113.7 10.0.0.1 1\r\n",
      "PROXY TCP4 203.0.113.7 10.0.0.1 1 2 3\r\n", "PROXY TCP4  203.0.113.7 10.0.0.1 1 2\r\n",
      "PROXY TCP4 203.0.113.7 10.0.0.1 1 2 \r\n", "PROXY TCP4 203.0.113.07 10.0.0.1 1 2\r\n",
      "PROXY TCP4 203.0.113.256 10.0.0.1 1 2\r\n", "PROXY TCP4 203.0.113 10.0.0.1 1 2\r\n",
      "PROXY TCP4 2001:db8::9 ::1 1 2\r\n", "PROXY TCP6 203.0.113.7 ::1 1 2\r\n",
      "PROXY TCP4 203.0.113.7 10.0.0.x 1 2\r\n", "PROXY TCP4 203.0.113.7 10.0.0.1 1 65536\r\n",
      "PROXY TCP4 203.0.113.7 10.0.0.1 01 2\r\n", "PROXY TCP4 203.0.113.7 10.0.0.1 -1 2\r\n",
      "PROXY TCP4 203.0.113.7 10.0.0.1 1 2\n", "PROXY TCP4 203.0.113.7\0 10.0.0.1 1 2\r\n",
      "PROXY TCP6 fe80::1%lo ::1 1 2\r\n", "PROXY UNKNOWN\n", "PROXY UDP4 1.1.1.1 1.1.1.1 1 2\r\n",
    ])
  func badLine(text: String) {
    #expect(read(Array(text.utf8)) == .malformed)
  }

  @Test("A line may be 107 bytes long and no longer")
  func lineLength() {
    func line(_ count: Int) -> [UInt8] {
      let frame = "PROXY UNKNOWN \r\n".utf8.count
      return Array("PROXY UNKNOWN \(String(repeating: "x", count: count - frame))\r\n".utf8)
    }
    #expect(read(line(107)) == .header(count: 107, peer: "unknown"))
    #expect(read(line(108)) == .malformed)
    #expect(read(Array(line(107).dropLast())) == .more)
  }

  @Test("A good header of version 2 is read, and what it carries besides is passed over")
  func binaryHeaders() {
    let extras: [UInt8] = [0x04, 0, 3, 1, 2, 3]
    #expect(read(binary(0x21, 0x11, Self.four)) == .header(count: 28, peer: "203.0.113.7"))
    #expect(
      read(binary(0x21, 0x11, Self.four + extras)) == .header(count: 34, peer: "203.0.113.7"))
    #expect(read(binary(0x21, 0x21, Self.six)) == .header(count: 52, peer: "2001:db8::9"))
    let paths = [UInt8](repeating: 0x61, count: 216)
    #expect(read(binary(0x21, 0x31, paths)) == .header(count: 232, peer: "unix"))
    #expect(read(binary(0x21, 0x00, extras)) == .header(count: 22, peer: "unknown"))
    #expect(read(binary(0x20, 0x00, [])) == .header(count: 16, peer: nil))
    #expect(read(binary(0x20, 0x11, Self.four)) == .header(count: 28, peer: nil))
  }

  @Test("A malformed header of version 2 is refused")
  func badBinary() {
    #expect(read(binary(0x21, 0x11, Array(Self.four.dropLast()))) == .malformed)
    #expect(read(binary(0x21, 0x21, Self.four)) == .malformed)
    #expect(read(binary(0x21, 0x31, Self.six)) == .malformed)
    for command: UInt8 in [0x00, 0x11, 0x22, 0x2F, 0x31, 0xFF] {
      #expect(read(binary(command, 0x11, Self.four)) == .malformed)
    }
    for family: UInt8 in [0x01, 0x10, 0x12, 0x22, 0x32, 0x41, 0xFF] {
      #expect(read(binary(0x21, family, [UInt8](repeating: 0, count: 216))) == .malformed)
    }
    for place in 0..<12 {
      var bytes = binary(0x21, 0x11, Self.four)
      bytes[place] ^= 1
      #expect(read(bytes) == .malformed, "byte \(place)")
    }
  }

  @Test("A header of version 2 may be as long as the limit and no longer")
  func binaryLength() {
    let filler = [UInt8](repeating: 0, count: 88)
    #expect(
      read(binary(0x21, 0x11, Self.four + filler), bytesMax: 116)
        == .header(count: 116, peer: "203.0.113.7"))
    #expect(read(binary(0x21, 0x11, Self.four + filler), bytesMax: 115) == .malformed)
    // Refused before its bytes have come.
    #expect(read(binary(0x21, 0x11, Self.four, length: 65_535)) == .malformed)
    #expect(read(binary(0x21, 0x11, Self.four, length: 900)) == .more)
  }

  // MARK: - On the wire

  private static let tellPeer: Handler = { $1.send(.text(200, $0.peer)) }
  private static let request = "GET / HTTP/1.1\r\nHost: t\r\n\r\n"

  private func server(_ change: (inout HTTPLimits) -> Void = { _ in }) throws -> HTTPServer {
    var limits = HTTPLimits()
    change(&limits)
    let place = Endpoint.tcp(host: "127.0.0.1", port: 0)
    let server = try HTTPServer(
      [place], proxied: [place], loops: 2, limits: limits, handler: Self.tellPeer)
    server.start()
    return server
  }

  @Test("The address that the proxy tells is the request's peer, however the bytes are cut")
  func peer() throws {
    let server = try server()
    defer { server.stop(drainSeconds: 0) }
    let headers = [
      Array("PROXY TCP6 2001:db8::9 ::1 1 2\r\n".utf8), binary(0x21, 0x21, Self.six),
    ]
    for header in headers {
      let (whole, cut) = (Client(port: server.port), Client(port: server.port))
      whole.send(header + Array(Self.request.utf8))
      for byte in header + Array(Self.request.utf8) { cut.send([byte]) }
      for client in [whole, cut] {
        #expect(client.answer()?.body == "2001:db8::9")
        #expect(client.get("/")?.body == "2001:db8::9")
      }
    }
    let local = Client(port: server.port)
    local.send(binary(0x20, 0x00, []))
    #expect(local.get("/")?.body == "127.0.0.1")
  }

  @Test("A listener that expects a header hangs up without it, and reads only one")
  func missing() throws {
    let server = try server()
    defer { server.stop(drainSeconds: 0) }
    let plain = Client(port: server.port)
    plain.send(Self.request)
    #expect(plain.rest() == "")
    let twice = Client(port: server.port)
    twice.send("PROXY UNKNOWN\r\nPROXY TCP4 203.0.113.7 10.0.0.1 1 2\r\n" + Self.request)
    #expect(twice.answer()?.status == 400)
  }

  @Test("A listener that expects no header takes one for a bad request")
  func unexpected() throws {
    let house = try House(answering: Self.tellPeer)
    let line = house.client()
    line.send("PROXY TCP4 203.0.113.7 10.0.0.1 1 2\r\n" + Self.request)
    #expect(line.answer()?.status == 400)
    #expect(line.rest() == "")
    let binary = house.client()
    binary.send(self.binary(0x21, 0x11, Self.four))
    #expect(binary.answer()?.status == 400)
    #expect(binary.rest() == "")
  }

  @Test("Who owes the header too long is closed, also when it trickles")
  func slow() throws {
    let server = try server {
      $0.secondMilliseconds = 20
      $0.proxySeconds = 2
      $0.firstByteSeconds = 1_000
      $0.headSeconds = 1_000
    }
    defer { server.stop(drainSeconds: 0) }
    #expect(Client(port: server.port).rest() == "")
    let client = Client(port: server.port)
    client.send("PROXY UNKNOWN ")
    let stop = Shared(false)
    let thread = trickle(client.descriptor, until: stop)
    // Up to 107 bytes of it would be good; the deadline comes first.
    #expect(client.rest() == "")
    stop.change { $0 = true }
    join(thread)
  }

  @Test("After the header the first request may be awaited as on any connection")
  func patient() throws {
    let server = try server {
      $0.secondMilliseconds = 20
      $0.proxySeconds = 2
      $0.firstByteSeconds = 1_000
    }
    defer { server.stop(drainSeconds: 0) }
    let client = Client(port: server.port)
    client.send("PROXY TCP4 203.0.113.7 10.0.0.1 1 2\r\n")
    for _ in 0..<2 { #expect(Client(port: server.port).rest() == "") }
    #expect(client.get("/")?.body == "203.0.113.7")
  }

  @Test("Connections are counted by the address that was told")
  func counted() throws {
    let server = try server { $0.connectionsPerAddressMax = 2 }
    defer { server.stop(drainSeconds: 0) }
    func open(_ address: String) -> Client {
      let client = Client(port: server.port)
      client.send("PROXY TCP4 \(address) 10.0.0.1 1 2\r\n")
      return client
    }
    let (first, second) = (open("203.0.113.7"), open("203.0.113.7"))
    #expect(first.get("/")?.status == 200)
    #expect(second.get("/")?.status == 200)
    let third = open("203.0.113.7")
    #expect(third.answer()?.status == 503)
    #expect(third.rest() == "")
    #expect(open("203.0.113.8").get("/")?.status == 200)
    first.send("GET / HTTP/1.1\r\nHost: t\r\nConnection: close\r\n\r\n")
    #expect(first.rest() != nil)
    // The census learns of the end on a loop's thread.
    var status: Int?
    for _ in 0..<200 where status != 200 {
      poll(nil, 0, 5)
      status = open("203.0.113.7").get("/")?.status
    }
    #expect(status == 200)
  }

  @Test("A drain does not wait for a header that has not come")
  func drain() throws {
    let server = try server()
    let client = Client(port: server.port)
    // Another has been served, so the first was accepted.
    let other = Client(port: server.port)
    other.send("PROXY UNKNOWN\r\n")
    #expect(other.get("/")?.status == 200)
    server.stop(drainSeconds: 3_600)
    #expect(client.rest() == "")
  }
}
