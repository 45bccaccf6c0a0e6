// Exports over the wire: encrypted, for the asker alone, on record.
import Domain
import FoundationEssentials
import Reports
import Server
import TestKit
import Testing

@Suite("Exports")
struct ExportTests {
  private func order(_ caller: Caller, _ format: String) throws -> (id: String, phrase: String) {
    let channels = try caller.send("GET", "/api/v1/channels").json["channels"]?.items ?? []
    let templates = try #require(channels.first { $0["kind"]?.text == "templates" })
    let line = "/export attendance for: all purpose: half-term report format: \(format)"
    let answer = try caller.send(
      "POST", "/api/v1/channels/\(templates["id"]?.text ?? "")/messages",
      "{\"text\":\"\(line)\",\"client_id\":\"\(format)\"}")
    #expect(answer.status == 200, "\(answer.text)")
    let again = try caller.send(
      "POST", "/api/v1/channels/\(templates["id"]?.text ?? "")/messages",
      "{\"text\":\"\(line)\",\"client_id\":\"\(format)\"}")
    let id = try #require(answer.json["reply"]?["export"]?.text)
    let phrase = try #require(answer.json["reply"]?["passphrase"]?.text)
    #expect(!again.text.contains(phrase), "the passphrase is shown once")
    return (id, phrase)
  }

  private func waitUntilMade(_ caller: Caller, _ id: String) throws {
    // 7z shares the machine with every other test: its time is not what is tested.
    let deadline = ContinuousClock.now + .seconds(60)
    var row: JSON?
    while ContinuousClock.now < deadline {
      let rows = try caller.send("GET", "/api/v1/exports").json["exports"]?.items ?? []
      row = rows.first { $0["id"]?.text == id }
      if row?["state"]?.text == "made" { return }
      if row?["state"]?.text == "failed" { break }
    }
    Issue.record("not made: \(row?["state"]?.text ?? "-") \(row?["failure"]?.text ?? "-")")
  }

  @Test("An erasure ends the exports that hold what is erased, and their files are gone")
  func endedByErasure() throws {
    let served = try Served()
    defer { served.stop() }
    let (tess, cora) = (try served.caller("tess"), try served.caller("cora"))
    func say(_ line: String, _ caller: Caller) throws -> Int {
      try caller.send("POST", "/api/v1/channels/c-ab/messages", "{\"text\":\"\(line)\"}").status
    }
    _ = try say("/attend absent reason: dentist", tess)
    let (id, _) = try order(cora, "csv")
    try waitUntilMade(cora, id)
    let path = served.test.directory + "/exports/\(id).zip"
    #expect(FileManager.default.fileExists(atPath: path))
    #expect(try say("/erase attendance 1 reason: asked", try served.caller("dara")) == 201)
    #expect(FileManager.default.fileExists(atPath: path), "asking removes nothing")
    #expect(try say("/approve erasure 1", try served.caller("devi")) == 201)
    #expect(!FileManager.default.fileExists(atPath: path))
    #expect(try cora.send("GET", "/api/v1/exports/\(id)").status == 409)
    let rows = try cora.send("GET", "/api/v1/exports").json["exports"]?.items ?? []
    #expect(rows.first?["state"]?.text == "removed")
  }

  @Test(
    "Each format comes out whole, only with its passphrase", arguments: ["csv", "jsonl", "sqlite"])
  func formats(_ format: String) throws {
    let served = try Served()
    defer { served.stop() }
    let tess = try served.caller("tess")
    let cora = try served.caller("cora")
    _ = try tess.send(
      "POST", "/api/v1/channels/c-ab/messages",
      "{\"text\":\"/attend absent reason: =cmd()\"}")
    let (id, phrase) = try order(cora, format)
    try waitUntilMade(cora, id)
    let file = try cora.send("GET", "/api/v1/exports/\(id)")
    #expect(file.status == 200)
    let line = file.head.split(separator: "\r\n").first { $0.hasPrefix("ETag: ") }
    let tag = try String(#require(line).dropFirst("ETag: ".count))
    let part = ["Range": "bytes=0-1", "If-Range": tag]
    let place = "/api/v1/exports/\(id)"
    let begin = try cora.send("GET", place, headers: part)
    #expect(begin.status == 206 && begin.body == Array(file.body.prefix(2)))
    let past = try cora.send("GET", place, headers: ["Range": "bytes=99999999-"])
    #expect(past.status == 416)
    let other = try cora.send("GET", place, headers: ["If-Match": "\"x\""])
    #expect(other.status == 412)
    #expect(try served.caller("dara").send("GET", place, headers: part).status == 404)
    #expect(try served.caller("dara").send("GET", "/api/v1/exports/\(id)").status == 404)
    #expect(try tess.send("GET", "/api/v1/exports/\(id)").status == 404)
    let folder = served.test.directory + "/opened"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    try Data(file.body).write(to: URL(filePath: folder + "/export.zip"))
    let program = try #require(ChildProcess.find(["7z", "7za", "7zz"]))
    let wrong = try ChildProcess.run(
      program, ["x", "-y", "-pwrong", "-o" + folder, folder + "/export.zip"], input: [],
      deadlineSeconds: 20)
    #expect(wrong.status != 0)
    let right = try ChildProcess.run(
      program, ["x", "-y", "-p" + phrase, "-o" + folder, folder + "/export.zip"], input: [],
      deadlineSeconds: 20)
    #expect(right.status == 0)
    let path = folder + "/attendance." + format
    let bytes = Array(try #require(FileManager.default.contents(atPath: path)))
    let manifest = String(
      decoding: try #require(FileManager.default.contents(atPath: folder + "/manifest.json")),
      as: UTF8.self)
    #expect(manifest.contains(SHA256.hex(bytes)))
    #expect(manifest.contains("\"rows\":1"))
    if format == "csv" {
      let text = String(decoding: bytes, as: UTF8.self)
      #expect(text.hasPrefix("\u{FEFF}channel,"))
      #expect(text.contains("'=cmd()"), "a cell that starts a formula is made harmless")
    }
    let left = try FileManager.default.contentsOfDirectory(
      atPath: served.test.directory + "/exports")
    #expect(left == ["\(id).zip"], "nothing plain is left: \(left)")
  }

  @Test("An expired export is gone")
  func expires() throws {
    let served = try Served()
    defer { served.stop() }
    let cora = try served.caller("cora")
    let (id, _) = try order(cora, "csv")
    try waitUntilMade(cora, id)
    served.test.clock.advance(seconds: Limits.exportLifetimeSeconds + 1)
    let later = try served.caller("cora")
    #expect(try later.send("GET", "/api/v1/exports/\(id)").status == 404)
  }
}
