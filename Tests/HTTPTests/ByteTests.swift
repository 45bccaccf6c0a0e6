// Every byte in each place of a request's head and framing, against tables written by hand.

import Testing

@testable import HTTP

@Suite("Every byte in every place")
struct ByteTests {
  private static let letters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
  private static let digits = "0123456789"
  /// RFC 9110 section 5.6.2.
  private static let token = Set(("!#$%&'*+-.^_`|~" + digits + letters).utf8)
  /// RFC 3986 and what browsers leave unescaped in a query; "%" has to be followed by two digits.
  private static let target = Set(("!$&'()*+,-./:;=?@[\\]^_`{|}~" + digits + letters).utf8)
  /// RFC 9110 section 5.5: HTAB, SP, VCHAR and obs-text.
  private static let text = Set(UInt8(0x20)...0x7E).union(0x80...0xFF).union([0x09])

  /// Puts each byte in each place of the word and says which were taken in, place by place; all
  /// else must be refused with a status of the list, and cutting must change nothing.
  private func taken(
    _ before: String, _ word: String, _ after: String, refusals: Set<Int> = [400]
  ) -> [Set<UInt8>] {
    (0..<word.utf8.count).map { place in
      var taken: Set<UInt8> = []
      for byte in UInt8.min...UInt8.max {
        var changed = Array(word.utf8)
        changed[place] = byte
        let bytes = Array(before.utf8) + changed + Array(after.utf8)
        let outcome = parse([bytes])
        #expect(parse(bytes.map { [$0] }) == outcome, "byte \(byte) at \(place)")
        if case .requests(let all, let isWaiting) = outcome {
          #expect(all.count == 1 && !isWaiting, "byte \(byte) at \(place): \(outcome)")
          taken.insert(byte)
        } else {
          #expect(refusals.contains(outcome.status), "byte \(byte) at \(place): \(outcome)")
        }
      }
      return taken
    }
  }

  @Test("A method is a token")
  func method() {
    let taken = taken("", "ABC", " / HTTP/1.1\r\nHost: a\r\n\r\n")
    #expect(taken == [Self.token, Self.token, Self.token])
  }

  @Test("A target begins with a slash and holds what a URI may")
  func target() {
    let taken = taken("GET ", "/abc", " HTTP/1.1\r\nHost: a\r\n\r\n")
    #expect(taken == [Set("/".utf8), Self.target, Self.target, Self.target])
  }

  @Test("A percent sign is followed by two hexadecimal digits")
  func percent() {
    let hex = Set("0123456789abcdefABCDEF".utf8)
    // With the digit 4 these are letters and marks; 0x2F is a slash, which a segment may not hold,
    // and 80 and above is no UTF-8.
    let taken = taken("GET /", "%41", " HTTP/1.1\r\nHost: a\r\n\r\n")
    #expect(taken == [Self.target.union("%".utf8), Set("234567".utf8), hex])
  }

  @Test("A version is 1.0 to 1.9, in capitals")
  func version() {
    let taken = taken("GET / ", "HTTP/1.1", "\r\nHost: a\r\n\r\n", refusals: [400, 505])
    let exact = "HTTP/1.".utf8.map { Set([$0]) }
    #expect(taken == exact + [Set(Self.digits.utf8)])
  }

  @Test("A field's name is a token; a colon ends it")
  func name() {
    let taken = taken("GET / HTTP/1.1\r\nHost: a\r\n", "abc", ": v\r\n\r\n")
    let inside = Self.token.union(":".utf8)
    #expect(taken == [Self.token, inside, inside])
  }

  @Test("A field's value holds all but control bytes")
  func value() {
    let taken = taken("GET / HTTP/1.1\r\nHost: a\r\nX:", "abc", "\r\n\r\n")
    #expect(taken == [Self.text, Self.text, Self.text])
  }

  @Test("A host holds what RFC 3986 lets it hold, with blanks around it")
  func host() {
    let host = Set(("-._~%!$&'()*+,;=:[]" + Self.digits + Self.letters).utf8)
    let edge = host.union(" \t".utf8)
    let taken = taken("GET / HTTP/1.1\r\nHost:", "abc", "\r\n\r\n")
    #expect(taken == [edge, host, edge])
  }

  @Test("A length is digits, with blanks around it")
  func length() {
    // One byte is sent: whoever says more waits, which is neither taken nor refused.
    let blanks = Set(" \t".utf8)
    for place in 0...2 {
      for byte in UInt8.min...UInt8.max {
        var word = Array("001".utf8)
        word[place] = byte
        let bytes =
          Array("PUT / HTTP/1.1\r\nHost: a\r\nContent-Length:".utf8) + word
          + Array("\r\n\r\nx".utf8)
        let outcome = parse([bytes])
        #expect(parse(bytes.map { [$0] }) == outcome)
        let isGood = Self.digits.utf8.contains(byte) || (place != 1 && blanks.contains(byte))
        #expect((outcome.status == 0) == isGood, "byte \(byte) at \(place): \(outcome)")
      }
    }
  }

  @Test("A coding is the word chunked, in any case, with blanks around it")
  func coding() {
    let taken = taken(
      "PUT / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding:", " chunked ", "\r\n\r\n0\r\n\r\n",
      refusals: [400, 501])
    let letters = "chunked".map { Set("\($0)\($0.uppercased())".utf8) }
    #expect(taken == [Set(" \t".utf8)] + letters + [Set(" \t".utf8)])
  }

  private static let chunked = "PUT / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"

  @Test("A chunk's size and data end in CR LF, and nothing else stands between")
  func chunkEnds() {
    #expect(taken(Self.chunked + "1", "\r\n", "x\r\n0\r\n\r\n") == [[0x0D], [0x0A]])
    #expect(taken(Self.chunked + "1\r\nx", "\r\n", "0\r\n\r\n") == [[0x0D], [0x0A]])
    #expect(taken(Self.chunked + "1\r\nx\r\n0", "\r\n", "\r\n") == [[0x0D], [0x0A]])
    #expect(taken(Self.chunked + "1\r\nx\r\n0\r\n", "\r\n", "") == [[0x0D], [0x0A]])
  }

  @Test(
    "A chunk's extension and a trailer's value hold no control byte, a trailer's name is a token")
  func chunkLines() {
    let extended = taken(Self.chunked + "1;", "abc", "\r\nx\r\n0\r\n\r\n")
    #expect(extended == [Self.text, Self.text, Self.text])
    let valued = taken(Self.chunked + "0\r\nX:", "abc", "\r\n\r\n")
    #expect(valued == [Self.text, Self.text, Self.text])
    let inside = Self.token.union(":".utf8)
    #expect(taken(Self.chunked + "0\r\n", "abc", ":\r\n\r\n") == [Self.token, inside, inside])
  }
}
