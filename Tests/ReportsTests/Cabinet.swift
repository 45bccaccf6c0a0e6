// Helpers of these tests: a folder that goes away, a sink that keeps what it is given.
import Domain
import FoundationEssentials
import Glibc
import Testing

@testable import Reports

/// A private folder for one test.
final class Cabinet {
  let path: String

  init() throws {
    var template = Array(
      (FileManager.default.temporaryDirectory.path + "/reports-XXXXXX").utf8CString)
    path = try template.withUnsafeMutableBufferPointer { buffer in
      let start = try #require(buffer.baseAddress)
      try #require(mkdtemp(start) != nil)
      return String(cString: start)
    }
  }
  deinit { try? FileManager.default.removeItem(atPath: path) }

  var names: [String] {
    ((try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []).sorted()
  }
  func bytes(_ name: String) throws -> [UInt8] {
    var bytes: [UInt8] = []
    try File.read(path + "/" + name) { bytes += $0 }
    return bytes
  }
  /// A program of this text.
  func script(_ name: String, _ text: String) throws -> String {
    let file = path + "/" + name
    try Data(("#!/bin/sh\n" + text + "\n").utf8).write(to: URL(fileURLWithPath: file))
    try #require(chmod(file, 0o755) == 0)
    return file
  }
}

/// Keeps what a writer sends.
final class Basket {
  private(set) var bytes: [UInt8] = []
  private(set) var chunks: [Int] = []
  var sink: Sink {
    { [self] chunk in
      bytes += chunk
      chunks.append(chunk.count)
    }
  }
  var text: String { String(decoding: bytes, as: UTF8.self) }
}

/// Texts that have broken other people's exports.
let hostileTexts = [
  "=cmd()", "+1", "-", "-5", "/", "\\", "#", "@x", "\t=1", "\r=1", "\n=1", "  =1+1", "\"=1\"",
  "'=1", "a,b", "say \"hello\"", "two\nlines", "two\r\nlines", "Zoë O'Neill", "Nguyễn Thị Ánh",
  "Óisín", "شيماء", "\u{202E}evil", "👩‍👧 🦔", "", " ", "1e5", "00123", "ends;semi", "＝1", "null",
]
