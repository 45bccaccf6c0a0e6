// Progress counts from every thread; a manifest says what it must.
import Domain
import Testing

@testable import Reports

@Suite struct ProgressAndManifestTests {
  @Test func rowsCountedOnManyThreadsAreAllCounted() async {
    let progress = Progress()
    await withTaskGroup(of: Void.self) { group in
      for _ in 0..<8 { group.addTask { for _ in 0..<1000 { progress.add(1) } } }
    }
    #expect(progress.rows == 8000)
  }

  @Test func aManifestSaysEverythingAndReadsBack() throws {
    let manifest = Manifest(
      what: "attendance", whose: "all", from: Day(text: "2026-09-01"), to: nil,
      purpose: "half-term \"report\"", askedBy: "cora", at: Instant(milliseconds: 0),
      columns: ["day", "status"], rows: 3,
      files: [Manifest.File(name: "attendance.csv", bytes: 9, sha256: "ab")],
      auditHead: "cd", version: "1.2.3")
    let json = try JSON.parse(manifest.json())
    #expect(json["what"]?.text == "attendance")
    #expect(json["whose"]?.text == "all")
    #expect(json["from"]?.text == "2026-09-01")
    #expect(json["to"] == nil)
    #expect(json["purpose"]?.text == "half-term \"report\"")
    #expect(json["asked_by"]?.text == "cora")
    #expect(json["at"]?.text == "1970-01-01T00:00:00.000Z")
    #expect(json["columns"]?.items == [.string("day"), .string("status")])
    #expect(json["rows"] == .number(3))
    #expect(json["files"]?.items?.first?["name"]?.text == "attendance.csv")
    #expect(json["files"]?.items?.first?["sha256"]?.text == "ab")
    #expect(json["audit_head_sha256"]?.text == "cd")
    #expect(json["audit_head"] == nil)
    var headed = manifest
    headed.head = "12-ab"
    #expect(try JSON.parse(headed.json())["audit_head"]?.text == "12-ab")
    #expect(json["made_by"]?.text == "Hedgerow 1.2.3")
  }
}
