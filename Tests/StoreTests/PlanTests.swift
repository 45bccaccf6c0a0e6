// Every statement that readers and the writer prepare finds its rows by an index.
import Domain
import Testing

@testable import Store

@Suite struct PlanTests {
  /// Texts prepared on a connection, and SQLite's plans for them.
  private final class Plans {
    var texts: Set<String> = []

    /// Statements that sort what they found by an index, and why they may.
    static let sorts = [
      "records_place_day": "the days asked for of one channel, newest row first"
    ]

    func scans(_ db: Connection) throws -> [String] {
      var found: [String] = []
      for text in texts.sorted() where text.contains("SELECT") || text.contains("UPDATE") {
        try db.each(text: "EXPLAIN QUERY PLAN \(text)") { row in
          let step = row.text(3)
          let isScan = step.hasPrefix("SCAN") && !step.contains("VIRTUAL TABLE INDEX")
          let maySort = Plans.sorts.keys.contains { text.contains($0) }
          if isScan || (step.contains("TEMP B-TREE") && !maySort) {
            found.append("\(step): \(text)")
          }
        }
      }
      return found
    }
  }

  @Test func noReadWalksATable() async throws {
    let house = try House()
    defer { house.store.close() }
    try await house.commit(house.tess, house.attend(in: house.ab, receipt: "r1"))
    let plans = Plans()
    let grant = try house.proof(house.tess, house.ab)
    let many = Array(repeating: grant, count: Limits.searchPlacesMax + 1)
    try house.store.read { (reader: Reader) throws in
      reader.db.watch = { plans.texts.insert($0) }
      defer { reader.db.watch = nil }
      _ = try reader.messages(grant, limit: 5)
      _ = try reader.messages(grant, after: 1, limit: 5)
      _ = try reader.message(number: 1, grant)
      _ = try reader.lastNumbers([grant])
      _ = try reader.readMarks(house.tess)
      _ = try reader.search("dentist", limit: 5, [grant])
      _ = try reader.answer(house.tess, AnswerKey(channel: house.ab, clientID: "c"))
      _ = try reader.passwordHash(house.tess)
      _ = try reader.session(tokenHash: [1])
      _ = try reader.sessions(of: house.tess)
      _ = try reader.exports(of: house.tess)
      _ = try reader.export(token: "t")
      _ = try reader.unfinishedExports()
      _ = try reader.record(kind: "attendance", number: 1, grant)
      _ = try reader.record(kind: "attendance", oneKey: "k", grant)
      _ = try reader.revisions(of: RecordID(1), grant)
      _ = try reader.receipts(of: house.tess, kinds: ["flag"], limit: 5)
      _ = try reader.cursor(1)
      _ = try reader.latestEvent()
      _ = try reader.events(
        after: EventNumber(0), upTo: nil, limit: 99, channels: nil, member: house.tess)
      _ = try reader.audit(channel: house.ab, member: nil, after: 0, limit: 5)
      for query in [
        RecordQuery(), RecordQuery(kind: "attendance", state: "recorded", before: RecordID(9)),
        RecordQuery(kind: "attendance", from: today, to: today),
        RecordQuery(
          kind: "attendance", from: today, equals: [(field: "status", value: .text("absent"))]),
        RecordQuery(kind: "attendance", equals: [(field: "reason", value: .text("x"))]),
      ] {
        _ = try reader.records(query, [grant])
        _ = try reader.records(query, many)
      }
      try reader.scan(kind: "attendance", from: today, to: nil, [grant]) { _ in }
      try RecordTable.scan(reader.db, kind: "attendance", from: nil, to: nil) { _ in }
      _ = try RecordTable.ids(
        reader.db, RecordQuery(kind: "attendance"), reader.layout.kind("attendance"),
        Set((1...Int64(Limits.searchPlacesMax + 1)).map { ChannelID($0) }), limit: 5)
      #expect(plans.texts.count > 25, "need every read for this to mean anything")
      let scans = try plans.scans(reader.db)
      #expect(scans == [])
    }
  }

  @Test func noWriteWalksATable() async throws {
    let plans = Plans()
    let house = try House()
    defer { house.store.close() }
    house.store.writer.alone { $0.db.watch = { plans.texts.insert($0) } }
    let made = try await house.commit(house.tess, house.attend(in: house.ab, receipt: "r1"))
    let id = made.records[0].id
    try await house.commit(
      house.tess,
      [
        .recordRevised(
          id, values: ["status": .text("late")], reason: "r", day: today, happenedAt: start,
          oneKey: today.text),
        .recordState(id, state: "queried", reason: "r"),
        .tombstone(house.ab, number: 1, reason: "r"), house.grant(house.tari, house.ab),
        .accessEnded(house.ab, house.tari, reason: "r"), .rolesSet(house.tari, [.team]),
        .passwordSet(house.tari, hash: "h"), .readTo(house.ab, number: 1),
        .sessionOpened(
          SessionDraft(
            member: house.tess, tokenHash: [UInt8](repeating: 1, count: 32), agent: "")),
        .sessionEnded(1), .memberEnded(house.tari, reason: "r"),
      ])
    try house.store.writer.alone { applier in
      applier.db.watch = nil
      #expect(plans.texts.count > 20, "need every write for this to mean anything")
      let scans = try plans.scans(applier.db)
      #expect(scans == [])
    }
  }
}
