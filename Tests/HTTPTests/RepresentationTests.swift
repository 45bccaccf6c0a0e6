// Things asked for by version, by part and by coding: what is answered, and with which fields.

import Glibc
import Testing

@testable import HTTP

@Suite("Representations")
struct RepresentationTests {
  private static let plain = Array("0123456789".utf8)
  private static let coded = Array("zipped".utf8)

  private static func thing(gzip: Bool = false) -> Representation {
    Representation(
      type: "text/plain", content: .bytes(plain), tag: "v1", modified: 784_111_777,
      gzip: gzip ? .bytes(coded) : nil, headers: [("Cache-Control", "no-cache")])
  }

  private func house(_ thing: Representation) throws -> House {
    try House { request, reply in reply.send(thing.answer(to: request)) }
  }

  // MARK: - Versions

  @Test("A 304 carries the validators and nothing of the body, and 412 comes in words")
  func conditions() throws {
    let house = try house(Self.thing(gzip: true))
    let client = house.client()
    let full = try #require(client.get("/"))
    #expect(full.status == 200)
    #expect(full.header("ETag") == "\"v1\"")
    #expect(full.header("Last-Modified") == "Sun, 06 Nov 1994 08:49:37 GMT")
    #expect(full.header("Accept-Ranges") == "bytes")
    #expect(full.header("Vary") == "Accept-Encoding")
    #expect(full.body == "0123456789")
    let known = try #require(client.get("/", "If-None-Match: \"v0\", W/\"v1\"\r\n"))
    #expect(known.status == 304)
    for name in ["ETag", "Last-Modified", "Vary", "Cache-Control"] {
      #expect(known.header(name) == full.header(name))
    }
    for name in ["Content-Length", "Content-Type", "Content-Encoding", "Accept-Ranges"] {
      #expect(known.header(name) == nil)
    }
    #expect(
      client.get("/", "If-Modified-Since: \(full.header("Last-Modified") ?? "")\r\n")?.status == 304
    )
    let failed = try #require(client.get("/", "If-Match: \"v2\"\r\n"))
    #expect(failed.status == 412)
    #expect(failed.body == "This is not the version that was asked for.")
    #expect(client.get("/", "If-Match: \"v1\"\r\n")?.status == 200)
    #expect(
      client.get("/", "If-Unmodified-Since: Sat, 05 Nov 1994 08:49:37 GMT\r\n")?.status == 412)
  }

  @Test("Refusals wear the dress that is handed in")
  func dress() {
    let request = Request(headers: Headers([("If-Match", "\"x\"")]))
    let answer = Self.thing().answer(to: request) { status, _ in
      Response(status: status, headers: [("X-Dress", "yes")])
    }
    #expect(answer.status == 412)
    #expect(answer.headers.map(\.name) == ["X-Dress"])
  }

  // MARK: - Ranges

  @Test(
    "A single range is cut out",
    arguments: [
      ("bytes=0-0", "0", "0-0"), ("bytes=2-4", "234", "2-4"), ("bytes=5-", "56789", "5-9"),
      ("bytes=-3", "789", "7-9"), ("bytes=0-99", "0123456789", "0-9"),
      ("bytes=-99", "0123456789", "0-9"), ("bytes=9-9", "9", "9-9"),
      ("BYTES=1-1", "1", "1-1"), ("bytes=, 1-1 ,", "1", "1-1"), ("bytes=007-0008", "78", "7-8"),
      ("bytes=1-99999999999999999999999", "123456789", "1-9"),
    ])
  func parts(range: String, body: String, place: String) throws {
    let house = try house(Self.thing())
    let text = "GET / HTTP/1.1\r\nHost: t\r\nRange: \(range)\r\n\r\n"
    let (whole, cut) = (house.client(), house.client())
    whole.send(text)
    for byte in text.utf8 { cut.send([byte]) }
    for client in [whole, cut] {
      let answer = try #require(client.answer())
      #expect(answer.status == 206)
      #expect(answer.body == body)
      #expect(answer.header("Content-Range") == "bytes \(place)/10")
      #expect(answer.header("ETag") == "\"v1\"")
      #expect(answer.header("Content-Type") == "text/plain")
    }
  }

  @Test(
    "A range past the end is 416 and tells the length",
    arguments: ["bytes=10-", "bytes=10-20", "bytes=99999999999999999999-", "bytes=-0"])
  func unsatisfiable(range: String) throws {
    let house = try house(Self.thing())
    let answer = house.client().get("/", "Range: \(range)\r\n")
    #expect(answer?.status == 416)
    #expect(answer?.header("Content-Range") == "bytes */10")
    #expect(answer?.header("Accept-Ranges") == "bytes")
  }

  @Test(
    "A range that is malformed, of another unit, or one of several is ignored",
    arguments: [
      "bytes", "bytes=", "bytes=-", "bytes=a-b", "bytes=4-2", "bytes=1", "bytes 1-2", "lines=1-2",
      "bytes=1-2,4-5", "bytes=1 -2", "bytes = 1-2", "bytes=+1-2", "bytes=0x1-2", "bytes=1-2-3",
      "bytes=--1", "=1-2", "", "bytes=1-2;x", "bytes=10-,20-",
    ])
  func ignored(range: String) throws {
    let house = try house(Self.thing())
    let answer = house.client().get("/", "Range: \(range)\r\n")
    #expect(answer?.status == 200)
    #expect(answer?.body == "0123456789")
    #expect(answer?.header("Content-Range") == nil)
  }

  @Test("Two Range fields are ignored, and so is a range of HEAD or POST")
  func notRanges() throws {
    let house = try house(Self.thing())
    let client = house.client()
    #expect(client.get("/", "Range: bytes=1-2\r\nRange: bytes=1-2\r\n")?.status == 200)
    client.send("HEAD / HTTP/1.1\r\nHost: t\r\nRange: bytes=1-2\r\n\r\n")
    let head = client.answer(hasBody: false)
    #expect(head?.status == 200)
    #expect(head?.header("Content-Length") == "10")
    client.send("POST / HTTP/1.1\r\nHost: t\r\nRange: bytes=1-2\r\nContent-Length: 0\r\n\r\n")
    #expect(client.answer()?.status == 200)
  }

  @Test(
    "If-Range gives the part of the same version, or else all",
    arguments: [
      ("\"v1\"", 206), ("\"v2\"", 200), ("W/\"v1\"", 200), ("v1", 200), ("*", 200),
      ("Sun, 06 Nov 1994 08:49:37 GMT", 200), ("\"v1\", \"v2\"", 200), ("\"v1-gzip\"", 200),
    ])
  func ifRange(version: String, status: Int) throws {
    let fields = "Range: bytes=1-2\r\nIf-Range: \(version)\r\n"
    let house = try house(Self.thing())
    let client = house.client()
    #expect(client.get("/", fields)?.status == status)
  }

  @Test("If-Range without a range, and a range of a version that is known, change nothing")
  func rangesAndConditions() throws {
    let house = try house(Self.thing())
    let client = house.client()
    #expect(client.get("/", "If-Range: \"v2\"\r\n")?.status == 200)
    #expect(client.get("/", "Range: bytes=1-2\r\nIf-None-Match: \"v1\"\r\n")?.status == 304)
    #expect(client.get("/", "Range: bytes=99-\r\nIf-Match: \"v2\"\r\n")?.status == 412)
  }

  @Test("Nothing has no parts")
  func empty() throws {
    let thing = Representation(type: "text/plain", content: .bytes([]), tag: "e")
    let house = try house(thing)
    let client = house.client()
    #expect(client.get("/", "Range: bytes=-1\r\n")?.status == 200)
    #expect(client.get("/", "Range: bytes=0-\r\n")?.header("Content-Range") == "bytes */0")
  }

  // MARK: - Codings

  @Test(
    "Accept-Encoding chooses the copy",
    arguments: [
      ("gzip", true), ("GZIP", true), ("x-gzip", true), ("gzip, deflate, br, zstd", true),
      ("br;q=1.0, gzip;q=0.8, *;q=0.1", true), ("*", true), ("gzip;q=0.001", true),
      ("gzip ; Q=0.5", true), ("identity;q=0", false), ("identity;q=0, *", true),
      ("gzip;q=0.5, identity", false), ("gzip;q=0.5, identity;q=0.4", true),
      ("gzip;q=0.5, *", false), ("*;q=0", false), ("gzip;q=0", false), ("gzip;q=0.000", false),
      ("gzip;q=0, *", false), ("", false), ("br", false), ("identity", false), ("gzip;q=2", false),
      ("gzip;q=1.001", false), ("gzip;q=0.1234", false), ("gzip;q=", false), ("gzip;x=1", false),
      ("gzip;q=-1", false), ("gzip;q=1;x=2", false), ("gzip;", false), ("gzipped", false),
      ("\"gzip\"", false), ("gzip;q=1.", true), (",gzip,", true), ("gzip;q=.5", false),
    ])
  func codings(accepts: String, isCoded: Bool) throws {
    let house = try house(Self.thing(gzip: true))
    let client = house.client()
    let answer = try #require(client.get("/", "Accept-Encoding: \(accepts)\r\n"))
    #expect(answer.status == 200)
    #expect(answer.body == (isCoded ? "zipped" : "0123456789"))
    #expect(answer.header("Content-Encoding") == (isCoded ? "gzip" : nil))
    #expect(answer.header("ETag") == (isCoded ? "\"v1-gzip\"" : "\"v1\""))
    #expect(answer.header("Content-Length") == (isCoded ? "6" : "10"))
    #expect(answer.header("Vary") == "Accept-Encoding")
  }

  @Test("Lines of Accept-Encoding are one list; without a copy it is not asked, nor named in Vary")
  func codingLines() throws {
    let house = try house(Self.thing(gzip: true))
    let client = house.client()
    let two = client.get("/", "Accept-Encoding: br\r\nAccept-Encoding: gzip\r\n")
    #expect(two?.body == "zipped")
    #expect(client.get("/")?.body == "0123456789")
    let other = try self.house(Self.thing())
    let plain = other.client().get("/", "Accept-Encoding: gzip\r\n")
    #expect(plain?.body == "0123456789")
    #expect(plain?.header("Vary") == nil)
  }

  @Test("Each copy has its own version")
  func codedVersions() throws {
    let house = try house(Self.thing(gzip: true))
    let client = house.client()
    let accepts = "Accept-Encoding: gzip\r\n"
    let known = client.get("/", accepts + "If-None-Match: \"v1-gzip\"\r\n")
    #expect(known?.status == 304)
    #expect(known?.header("ETag") == "\"v1-gzip\"")
    #expect(client.get("/", accepts + "If-None-Match: \"v1\"\r\n")?.body == "zipped")
    #expect(client.get("/", "If-None-Match: \"v1-gzip\"\r\n")?.body == "0123456789")
  }

  @Test("A range is cut from the plain copy, unless If-Range names the compressed one")
  func codedRanges() throws {
    let house = try house(Self.thing(gzip: true))
    let client = house.client()
    let fields = "Accept-Encoding: gzip\r\nRange: bytes=1-2\r\n"
    let plain = client.get("/", fields)
    #expect(plain?.status == 206)
    #expect(plain?.body == "12")
    #expect(plain?.header("Content-Encoding") == nil)
    #expect(plain?.header("Content-Range") == "bytes 1-2/10")
    #expect(plain?.header("ETag") == "\"v1\"")
    #expect(client.get("/", fields + "If-Range: \"v1\"\r\n")?.body == "12")
    let coded = client.get("/", fields + "If-Range: \"v1-gzip\"\r\n")
    #expect(coded?.status == 206)
    #expect(coded?.body == "ip")
    #expect(coded?.header("Content-Encoding") == "gzip")
    #expect(coded?.header("Content-Range") == "bytes 1-2/6")
    // Who does not take gzip gets no part of it, whatever it names.
    let refusing = client.get("/", "Range: bytes=1-2\r\nIf-Range: \"v1-gzip\"\r\n")
    #expect(refusing?.status == 200)
    #expect(refusing?.body == "0123456789")
  }

  @Test("HEAD tells of the copy that GET would send")
  func head() throws {
    let house = try house(Self.thing(gzip: true))
    let client = house.client()
    client.send("HEAD / HTTP/1.1\r\nHost: t\r\nAccept-Encoding: gzip\r\n\r\n")
    let answer = client.answer(hasBody: false)
    #expect(answer?.header("Content-Length") == "6")
    #expect(answer?.header("Content-Encoding") == "gzip")
    #expect(client.get("/")?.body == "0123456789")
  }
}
