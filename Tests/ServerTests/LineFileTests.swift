// Lines of a proof: read in order, read again, and no longer than they may be.
import Domain
import FoundationEssentials
import TestKit
import Testing

@testable import Server

@Suite struct LineFileTests {
  private func file(_ text: [UInt8], _ body: (LineFile) throws -> Void) throws {
    let path = FileManager.default.temporaryDirectory.path + "/lines-\(SystemDice().token())"
    try Data(text).write(to: URL(filePath: path))
    defer { try? FileManager.default.removeItem(atPath: path) }
    try body(try LineFile(path))
  }

  @Test func linesComeInOrderAndAgainByTheirPlace() throws {
    try file(Array("one\n\nthree".utf8)) { (file: LineFile) throws in
      #expect(try file.next() == Array("one".utf8))
      let place = file.place
      #expect(try file.next() == [])
      #expect(try file.next() == Array("three".utf8))
      #expect(try file.next() == nil)
      #expect(try file.line(at: place) == [])
      #expect(try file.line(at: 0) == Array("one".utf8))
      let beyond = try? file.line(at: 99)
      #expect(beyond == nil)
    }
  }

  @Test func aLineMayBeAsLongAsTheLimitAndNoLonger() throws {
    let most = [UInt8](repeating: 0x61, count: Limits.proofLineBytesMax)
    for (bytes, isGood) in [(most, true), (most + [0x61], false)] {
      try file(bytes) { (file: LineFile) throws in
        let line = try? file.next()
        #expect((line != nil) == isGood)
      }
    }
  }
}
