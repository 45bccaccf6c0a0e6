// Seeded storms: requests cut and mutated at random must agree, and threads must not disturb.

import Glibc
import Testing

@testable import HTTP

@Suite("Storms")
struct StormTests {
  /// A small generator, so that a failing seed can be played again.
  private struct Seeded: RandomNumberGenerator {
    var state: UInt64
    mutating func next() -> UInt64 {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return (state >> 33) ^ state
    }
  }

  private static let seeds = [
    "GET /a%20b?c=d HTTP/1.1\r\nHost: a\r\nAccept: */*\r\n\r\n",
    "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhelloGET / HTTP/1.0\r\n\r\n",
    "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
      + "5;a=b\r\nhello\r\n0\r\nX: y\r\n\r\n",
    "GET http://a/ HTTP/1.1\r\nHost: a\r\nConnection: close\r\nExpect: 100-continue\r\n\r\n",
  ].map { Array($0.utf8) }
  private static let spice = Array("\r\n :;,\t\0/%?0159aF-chunked".utf8)

  @Test("Mutated requests give the same outcome however they are cut", arguments: 1...4)
  func mutated(seed: UInt64) {
    var dice = Seeded(state: seed)
    for round in 0..<1_500 {
      var bytes = Self.seeds[Int.random(in: 0..<Self.seeds.count, using: &dice)]
      for _ in 0..<Int.random(in: 1...3, using: &dice) {
        let at = Int.random(in: 0..<bytes.count, using: &dice)
        let byte = Self.spice[Int.random(in: 0..<Self.spice.count, using: &dice)]
        switch Int.random(in: 0...2, using: &dice) {
        case 0: bytes[at] = byte
        case 1: bytes.insert(byte, at: at)
        default: bytes.remove(at: at)
        }
      }
      let whole = parse([bytes])
      let cut = Int.random(in: 0...bytes.count, using: &dice)
      let text = String(decoding: bytes, as: UTF8.self).debugDescription
      #expect(parse(bytes.map { [$0] }) == whole, "seed \(seed) round \(round): \(text)")
      #expect(
        parse([Array(bytes[..<cut]), Array(bytes[cut...])]) == whole,
        "seed \(seed) round \(round): \(text)")
    }
  }

  @Test("Clients of many kinds at once each get their own answers")
  func manyClients() throws {
    let house = try House(loops: 2) { request, reply in
      if request.path.first == "late" {
        let path = request.rawPath
        pthread_detach(onThread { reply.send(.text(200, path)) })
      } else {
        reply.send(.text(200, request.rawPath))
      }
    }
    let port = house.server.port
    let wrong = Shared(0)
    let threads = (0..<8).map { number in
      onThread {
        for round in 0..<30 {
          let client = Client(port: port)
          let targets = (0..<5).map { "/\($0 % 2 == 0 ? "late" : "now")/\(number)/\(round)/\($0)" }
          client.send(targets.map { "GET \($0) HTTP/1.1\r\nHost: t\r\n\r\n" }.joined())
          // Every third hangs up amid its answers.
          for target in targets.prefix(round % 3 == 0 ? 2 : 5) {
            if client.answer()?.body != target { wrong.change { $0 += 1 } }
          }
        }
      }
    }
    for thread in threads { pthread_join(thread, nil) }
    #expect(wrong.change { $0 } == 0)
    #expect(waitForNone(house))
  }
}
