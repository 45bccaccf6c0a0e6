// The encrypted zip, with a real 7z: whole, secret, and gone when anything fails.
import Domain
import FoundationEssentials
import Glibc
import Testing

@testable import Reports

@Suite struct EncryptedZipTests {
  let cabinet: Cabinet
  let program: String
  let passphrase = "kestrel-4f7w-harbour 9"

  init() throws {
    cabinet = try Cabinet()
    program = try EncryptedZip.foundProgram()
    try #require(mkdir(cabinet.path + "/work", 0o700) == 0)
  }

  func zip(_ program: String? = nil, passphrase: String? = nil, seconds: Int = 60)
    -> EncryptedZip
  {
    EncryptedZip(
      program: program ?? self.program, output: cabinet.path + "/out.zip",
      workDirectory: cabinet.path + "/work", passphrase: passphrase ?? self.passphrase,
      deadlineSeconds: seconds)
  }

  func open(_ passphrase: String, _ words: [String]) throws -> (Int32, [UInt8]) {
    let answer = try ChildProcess.run(
      program, words + ["--", cabinet.path + "/out.zip"],
      input: Array((passphrase + "\n").utf8), deadlineSeconds: 60)
    return (answer.status, answer.output)
  }

  /// Unpacks into the cabinet's folder `x`.
  func extract() throws {
    try #require(try open(passphrase, ["x", "-o" + cabinet.path + "/x"]).0 == 0)
  }

  func text(_ text: String) -> EncryptedZip.Contents { { try $0(Array(text.utf8)[...]) } }

  func expectNothingIsLeft() {
    #expect(!cabinet.names.contains("out.zip"))
    #expect((try? FileManager.default.contentsOfDirectory(atPath: cabinet.path + "/work")) == [])
  }

  @Test func whatGoesInComesOut() throws {
    let random = (0..<200_000).map { _ in UInt8.random(in: 0...255) }
    let made = try zip().make([
      ("attendance.csv", text(String(repeating: "2026-11-20,present\r\n", count: 5000))),
      ("empty.csv", { _ in }),
      ("short.txt", text("hello")),
      (
        "random.bin",
        { sink in
          for start in stride(from: 0, to: 200_000, by: 999) {
            try sink(random[start..<min(start + 999, 200_000)])
          }
        }
      ),
      ("Zoë notes.jsonl", text("{}\n")),
      ("manifest.json", text("{}")),
    ])
    let whole = try cabinet.bytes("out.zip")
    #expect(made.bytes == Int64(whole.count))
    #expect(made.sha256 == SHA256.hex(whole))
    try extract()
    #expect(try cabinet.bytes("x/attendance.csv").count == 100_000)
    #expect(try cabinet.bytes("x/empty.csv").isEmpty)
    #expect(try cabinet.bytes("x/short.txt") == Array("hello".utf8))
    #expect(try cabinet.bytes("x/random.bin") == random)
    #expect(try cabinet.bytes("x/Zoë notes.jsonl") == Array("{}\n".utf8))
    #expect((try? FileManager.default.contentsOfDirectory(atPath: cabinet.path + "/work")) == [])
  }

  @Test func aHundredThousandRowsStreamThroughAndCompare() throws {
    let plain = Basket()
    let progress = Progress()
    _ = try zip().make([
      (
        "rows.csv",
        { sink in
          var writer = CSVWriter(sink: { chunk in
            try plain.sink(chunk)
            try sink(chunk)
          })
          try writer.begin(["number", "status", "reason"])
          for number in 0..<100_000 {
            let reason = hostileTexts[number % hostileTexts.count]
            try writer.row([.whole(Int64(number)), .text("late"), .text(reason)])
            progress.add(1)
          }
          try writer.end()
        }
      )
    ])
    try extract()
    #expect(progress.rows == 100_000)
    #expect(plain.bytes.count > 1_000_000)
    #expect(plain.chunks.max() ?? 0 < Chunks.bytesMax + 1000)
    #expect(try cabinet.bytes("x/rows.csv") == plain.bytes)
  }

  @Test func theManifestComesLastAndKnowsTheDigests() throws {
    let rows = "a,b\r\n1,2\r\n"
    _ = try zip().make([("rows.csv", text(rows)), ("more.csv", text(""))]) { files in
      Manifest(
        what: "note", whose: "AB", from: nil, to: nil, purpose: "test", askedBy: "cora",
        at: Instant(milliseconds: 0), columns: ["a", "b"], rows: 1, files: files,
        auditHead: "00", version: "0")
    }
    try extract()
    let files = try JSON.parse(try cabinet.bytes("x/manifest.json"))["files"]?.items ?? []
    #expect(files.map { $0["name"]?.text } == ["rows.csv", "more.csv"])
    #expect(files.map { $0["sha256"]?.text } == [SHA256.hex(rows.utf8), SHA256.hex("".utf8)])
    #expect(files.first?["bytes"] == .number(10))
  }

  @Test func aFileOnDiskIsStreamedAsAnEntry() throws {
    let bytes = (0..<300_000).map { UInt8(truncatingIfNeeded: $0 * 7) }
    try Data(bytes).write(to: URL(fileURLWithPath: cabinet.path + "/rows.sqlite"))
    let contents = EncryptedZip.contents(of: cabinet.path + "/rows.sqlite")
    _ = try zip().make([("rows.sqlite", contents)])
    try extract()
    #expect(try cabinet.bytes("x/rows.sqlite") == bytes)
    let missing = EncryptedZip.contents(of: cabinet.path + "/nothing")
    #expect(throws: Failure.self) { try zip().make([("rows.sqlite", missing)]) }
  }

  @Test func onlyThePassphraseOpensIt() throws {
    _ = try zip().make([("secret.csv", text("Óisín was here, and nobody else"))])
    #expect(try open(passphrase, ["t"]).0 == 0)
    #expect(try open("kestrel-4f7w-harbour 8", ["t"]).0 != 0)
    #expect(try open("", ["t"]).0 != 0)
    let whole = String(decoding: try cabinet.bytes("out.zip"), as: UTF8.self)
    #expect(!whole.contains("nobody else"))
    #expect(!whole.contains(passphrase))
  }

  @Test func everyEntryIsAnOrdinaryFileUnderAES256AndTheArchiveIsPrivate() throws {
    _ = try zip().make([("a.csv", text("1")), ("b.csv", text("2"))])
    let listed = String(decoding: try open("", ["l", "-slt"]).1, as: UTF8.self)
    #expect(listed.split(separator: "Method = AES-256 Deflate").count == 3)
    #expect(listed.split(separator: "Attributes =  -rw-------").count == 3)
    var status = stat()
    #expect(stat(cabinet.path + "/out.zip", &status) == 0)
    #expect(status.st_mode & 0o777 == 0o600)
  }

  @Test func thePassphraseIsOnNoCommandLineAndInNoEnvironment() throws {
    var seen: [String] = []
    _ = try zip().make([
      (
        "a.csv",
        { [self] sink in
          for process in children(cabinet.path + "/work") {
            for file in ["cmdline", "environ"] {
              let path = "/proc/\(process)/\(file)"
              let data = try #require(FileManager.default.contents(atPath: path))
              seen.append(String(decoding: data, as: UTF8.self))
            }
          }
          try sink(Array("1".utf8)[...])
        }
      )
    ])
    #expect(seen.count == 2, "need the running 7z for this to mean anything")
    #expect(seen.allSatisfy { !$0.contains(passphrase) })
  }

  @Test func nothingPlainIsOnDiskWhileItIsMade() throws {
    let secret = Array("the one telling sentence".utf8)
    var looked = 0
    _ = try zip().make([
      (
        "a.csv",
        { [self] sink in
          for _ in 0..<20_000 { try sink(secret[...]) }
          let work = cabinet.path + "/work"
          for folder in try FileManager.default.contentsOfDirectory(atPath: work) {
            var status = stat()
            #expect(stat(work + "/" + folder, &status) == 0 && status.st_mode & 0o777 == 0o700)
            for name in try FileManager.default.contentsOfDirectory(atPath: work + "/" + folder) {
              let bytes = try cabinet.bytes("work/" + folder + "/" + name)
              #expect(!String(decoding: bytes, as: UTF8.self).contains("telling"))
              looked += 1
            }
          }
        }
      )
    ])
    #expect(looked > 0, "need a file in the work folder for this to mean anything")
  }

  @Test func twoAtTheSameTimeDoNotDisturbEachOther() async throws {
    let folder = cabinet.path
    let words = (program: program, passphrase: passphrase)
    try await withThrowingTaskGroup(of: Void.self) { group in
      for number in 0..<4 {
        group.addTask {
          let zip = EncryptedZip(
            program: words.program, output: "\(folder)/\(number).zip",
            workDirectory: folder + "/work", passphrase: "\(words.passphrase)-\(number)",
            deadlineSeconds: 60)
          let chunk = Array("row of \(number)\r\n".utf8)
          _ = try zip.make([
            ("a.csv", { sink in for _ in 0..<5000 { try sink(chunk[...]) } })
          ])
        }
      }
      try await group.waitForAll()
    }
    for number in 0..<4 {
      func status(_ passphrase: String) throws -> Int32 {
        try ChildProcess.run(
          program, ["t", "--", "\(folder)/\(number).zip"], input: Array((passphrase + "\n").utf8),
          deadlineSeconds: 60
        ).status
      }
      #expect(try status("\(passphrase)-\(number)") == 0)
      #expect(try status("\(passphrase)-\((number + 1) % 4)") != 0)
    }
  }

  /// The processes whose command line names this folder.
  func children(_ folder: String) -> [pid_t] {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []
    return names.compactMap { pid_t($0) }.filter { process in
      let line = FileManager.default.contents(atPath: "/proc/\(process)/cmdline")
      return line.map { String(decoding: $0, as: UTF8.self).contains(folder) } ?? false
    }
  }
}
