// Files as answers: streamed, cut short when they shrank, and 500 when they are gone.

import Glibc
import HTTP
import Testing

/// A path of this process in the system's folder for temporary files.
func temporaryPath(_ name: String) -> String {
  let folder = getenv("TMPDIR").map { String(cString: $0) } ?? P_tmpdir
  return "\(folder)/hedgerow-\(getpid())-\(name)"
}

@Suite("Files")
final class FileTests {
  private let path = temporaryPath("file-\(pthread_self())")

  deinit { unlink(path) }

  private func house(length: Int64) throws -> House {
    let path = self.path
    return try House { _, reply in
      reply.send(Response(status: 200, body: .file(path: path, length: length)))
    }
  }

  private func fill(_ bytes: [UInt8]) {
    let file = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
    var at = 0
    while at < bytes.count {
      at += bytes[at...].withUnsafeBytes { write(file, $0.baseAddress, $0.count) }
    }
    close(file)
  }

  @Test("A file arrives byte for byte, and a pipelined second request after it")
  func whole() throws {
    let bytes = (0..<1_000_003).map { UInt8($0 % 251) }
    fill(bytes)
    let house = try house(length: Int64(bytes.count))
    let client = house.client(windowBytes: 16_384)
    client.send("GET / HTTP/1.1\r\nHost: t\r\n\r\nGET / HTTP/1.1\r\nHost: t\r\n\r\n")
    for _ in 0..<2 {
      #expect(client.text(until: "\r\n\r\n")?.contains("Content-Length: 1000003\r\n") == true)
      let isWhole = client.take(bytes.count) == bytes
      #expect(isWhole)
    }
    client.send("HEAD / HTTP/1.1\r\nHost: t\r\n\r\n")
    #expect(client.answer(hasBody: false)?.header("Content-Length") == "1000003")
  }

  @Test("A file that is shorter than promised ends the connection")
  func shrunk() throws {
    fill([1, 2, 3])
    let house = try house(length: 10)
    let client = house.client()
    client.send("GET / HTTP/1.1\r\nHost: t\r\n\r\n")
    #expect(client.rest()?.utf8.suffix(3).elementsEqual([1, 2, 3]) == true)
  }

  @Test("A file that is gone is answered 500")
  func gone() throws {
    let house = try house(length: 10)
    #expect(house.client().get("/")?.status == 500)
  }

  @Test("Parts of a file are streamed from its middle, one after another on a connection")
  func parts() throws {
    let bytes = (0..<1_000_003).map { UInt8($0 % 251) }
    fill(bytes)
    let path = self.path
    let house = try House { request, reply in
      let thing = Representation(
        type: "application/zip", content: .file(path: path, length: 1_000_003), tag: "f",
        gzip: .file(path: path + ".gz", length: 5))
      reply.send(thing.answer(to: request))
    }
    let client = house.client(windowBytes: 16_384)
    for range in [0..<1, 65_530..<65_550, 500_000..<1_000_003, 1_000_002..<1_000_003] {
      client.send(
        "GET / HTTP/1.1\r\nHost: t\r\nAccept-Encoding: gzip\r\n"
          + "Range: bytes=\(range.lowerBound)-\(range.upperBound - 1)\r\n\r\n")
      let place = "Content-Range: bytes \(range.lowerBound)-\(range.upperBound - 1)/1000003\r\n"
      let head = client.text(until: "\r\n\r\n")
      #expect(head?.contains(place) == true)
      #expect(head?.contains("Content-Length: \(range.count)\r\n") == true)
      let isWhole = client.take(range.count) == Array(bytes[range])
      #expect(isWhole)
    }
    #expect(
      client.get("/", "Range: bytes=1000003-\r\n")?.header("Content-Range") == "bytes */1000003")
    #expect(client.get("/", "If-None-Match: \"f\"\r\n")?.status == 304)
  }

  @Test("A part that begins past a shrunken file's end ends the connection")
  func partOfShrunk() throws {
    fill([1, 2, 3])
    let path = self.path
    let house = try House { request, reply in
      let thing = Representation(type: "a/b", content: .file(path: path, length: 9), tag: "f")
      reply.send(thing.answer(to: request))
    }
    let client = house.client()
    client.send("GET / HTTP/1.1\r\nHost: t\r\nRange: bytes=5-\r\n\r\n")
    #expect(client.rest()?.hasSuffix("\r\n\r\n") == true)
  }

  @Test("An empty file is an empty answer")
  func empty() throws {
    fill([])
    let house = try house(length: 0)
    let answer = house.client().get("/")
    #expect(answer?.status == 200)
    #expect(answer?.header("Content-Length") == "0")
  }
}
