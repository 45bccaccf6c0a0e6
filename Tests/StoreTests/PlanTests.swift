// Every statement of the product finds its rows by an index, or is listed here with its reason.
import Domain
import Foundation
import Testing

@testable import Store

/// Statements that walk a whole table or sort what they found, and why they may.
private let allowed: [(part: String, why: String)] = [
  ("FROM fields ORDER BY", "at start: a row for each field of each kind"),
  ("FROM sqlite_schema", "at start: the schema's own table has no index"),
  ("ifnull(sql, '') FROM sqlite_master", "an export's file, checked offline, has one object"),
  ("FROM members", "at start: everybody is held in memory"),
  ("FROM children", "at start: every child is held in memory"),
  ("FROM channels c LEFT JOIN children", "at start: every channel is held in memory"),
  ("FROM access ORDER BY id", "at start: every grant by name is held in memory"),
  ("count(*), max(number) FROM events", "verify looks at every event"),
  ("FROM messages GROUP BY channel", "verify counts every message"),
  ("SELECT id FROM messages ORDER BY id", "verify looks at every message"),
  ("SELECT id, last_message FROM channels", "verify looks at every channel"),
  (
    "INDEXED BY records_day WHERE r.kind = ? AND r.revision IS NOT", "verify looks at every record"
  ),
  ("SELECT DISTINCT kind FROM records", "verify names every kind, by the index alone"),
  ("state IN ('making', 'made') ORDER BY id", "as many exports are live as were ordered today"),
  ("SELECT count(*) FROM", "a restore drill and verify count what there is"),
  ("FROM backups ORDER BY id DESC", "the list of all copies, a few dozen"),
  ("sessions SET ended_at = ? WHERE ended_at IS NULL", "once after a restore: every sign-in ends"),
  ("FROM erasures ORDER BY number", "the list of all erasures, of which there are few"),
  ("IS NOT NULL GROUP BY \"_erasure\"", "verify counts what each erasure emptied"),
  ("erasure IS NOT NULL GROUP BY erasure", "verify counts what each erasure emptied"),
  ("WHERE erasure IS NULL ORDER BY id", "verify looks at every message that is not erased"),
  ("FROM tombstones t\n", "verify looks at every tombstone"),
  ("FROM unhidings u ", "verify looks at every unhiding"),
  ("instr(lower(reply)", "once when a child is erased: its name may be in any kept reply"),
  ("records_place_day", "the days asked for of one channel, newest row first"),
]

/// Statements put together at run time that nothing here prepares, and where they are tried.
private let elsewhere: [(part: String, why: String)] = [
  (" FROM erasures", "the tests of erasure; by number, by channel, and those still open by index"),
  ("INDEXED BY tombstones_channel", "the tests of hiding; by the index it names"),
  (" SET salt = x", "the tests of erasure; by the key of the kind's table"),
  ("ORDER BY r.kind, r.number", "the tests of erasure; by the index of numbers"),
  ("SELECT * FROM ", "the checks of exports offline; a file that is read whole"),
]

/// The steps of a statement's plan that walk a table or sort, unless it may.
private func scans(_ text: String, _ db: Connection) throws -> [String] {
  var found: [String] = []
  try db.each(text: "EXPLAIN QUERY PLAN \(text)") { row in
    let step = row.text(3)
    let isScan =
      step.hasPrefix("SCAN") && !step.contains("VIRTUAL TABLE INDEX")
      && step != "SCAN CONSTANT ROW"
    let mayDoSo = allowed.contains { text.contains($0.part) }
    if (isScan || step.contains("TEMP B-TREE")) && !mayDoSo { found.append("\(step): \(text)") }
  }
  return found
}

@Suite struct PlanTests {
  /// Texts prepared on a connection.
  private final class Texts { var all: Set<String> = [] }

  /// Two halves: a text of the sources that is whole is asked for its plan as it stands there; one
  /// that is put together at run time must be among those prepared here, which all are asked too. So
  /// a new statement is either asked by itself or misses here.
  @Test func noStatementOfTheSourcesWalksATable() async throws {
    let house = try House()
    defer { house.store.close() }
    let texts = Texts()
    house.store.writer.alone { $0.db.watch = { texts.all.insert($0) } }
    try await write(house)
    house.store.writer.alone { $0.db.watch = nil }
    try house.store.read { (reader: Reader) throws in
      reader.db.watch = { texts.all.insert($0) }
      try read(house, reader)
    }
    // The pool lends the same connection again, which still tells what it prepares.
    #expect(try house.store.verify() == [])
    let sources = try SourceText.all()
    #expect(sources.count > 80, "need the sources for this to mean anything")
    try house.store.read { (reader: Reader) throws in
      reader.db.watch = nil
      var found: Set<String> = []
      for text in texts.all where SourceText.isQuery(text) {
        found.formUnion(try scans(text, reader.db))
      }
      for source in sources where !texts.all.contains(where: source.isSource) {
        if let whole = source.whole {
          if SourceText.isQuery(whole) { found.formUnion(try scans(whole, reader.db)) }
        } else if SourceText.isQuery(source.pieces.joined()),
          !elsewhere.contains(where: { source.pieces.joined().contains($0.part) })
        {
          found.insert("\(source.file): nothing here prepares \(source.pieces)")
        }
      }
      #expect(found == [])
    }
  }

  @Test func aStatementThatWalksOrSortsIsFound() throws {
    let house = try House()
    defer { house.store.close() }
    try house.store.read { (reader: Reader) throws in
      #expect(try scans("SELECT id FROM messages WHERE text = 'x'", reader.db).count == 1)
      #expect(
        try scans("SELECT id FROM messages WHERE channel = 1 ORDER BY text", reader.db).count == 1)
      #expect(try scans("SELECT id FROM messages WHERE channel = 1", reader.db) == [])
    }
  }

  @Test(
    "mails that wait are found by an index that holds nothing else", arguments: MailState.allCases)
  func waiting(_ state: MailState) throws {
    let house = try House()
    defer { house.store.close() }
    let texts = Texts()
    try house.store.read { (reader: Reader) throws in
      reader.db.watch = { texts.all.insert($0) }
      var query = RecordQuery(kind: "attendance", state: state.rawValue)
      query.after = RecordID(0)
      _ = try reader.records(query, [house.proof(house.tess, house.ab)])
      reader.db.watch = nil
      let text = try #require(texts.all.first { $0.contains("r.state = ?") })
      var plan: [String] = []
      try reader.db.each(text: "EXPLAIN QUERY PLAN \(text)") { plan.append($0.text(3)) }
      let isSeldom = MailState.waiting.contains(state)
      #expect(plan.contains { $0.contains("records_waiting") } == isSeldom, "\(plan)")
      #expect(!isSeldom || plan.count == 1, "it must not be sorted: \(plan)")
    }
  }

  private func read(_ house: House, _ reader: Reader) throws {
    let grant = try house.proof(house.tess, house.ab)
    let many = Array(repeating: grant, count: Limits.searchPlacesMax + 1)
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
    _ = try reader.revisions(of: RecordID(2), grant)
    _ = try reader.receipts(of: house.tess, kinds: ["flag"], limit: 5)
    _ = try reader.cursor(1)
    _ = try reader.latestEvent()
    _ = try reader.events(
      after: EventNumber(0), upTo: nil, limit: 99, channels: nil, member: house.tess)
    _ = try reader.audit(channel: house.ab, member: nil, after: 0, limit: 5)
    _ = try reader.records("note", where: "about", is: RecordID(1), proof: { _ in grant })
    _ = try reader.names(of: Set((1...9).map { RecordID($0) }))
    var next = RecordQuery(kind: "attendance", state: "queued")
    next.after = RecordID(0)
    for query in [
      next, RecordQuery(kind: "attendance", state: "failed"),
      RecordQuery(), RecordQuery(kind: "attendance", state: "recorded", before: RecordID(9)),
      RecordQuery(kind: "attendance", from: today, to: today),
      RecordQuery(
        kind: "attendance", from: today, equals: [(field: "status", value: .text("absent"))]),
      RecordQuery(kind: "attendance", equals: [(field: "reason", value: .text("x"))]),
    ] {
      _ = try reader.records(query, [grant])
      _ = try reader.records(query, many)
    }
    _ = try reader.liveExports()
    _ = try BackupTable.all(reader.db)
    _ = try reader.record(receipt: "r1", [grant])
    _ = try reader.chronology(grant, from: today, after: (today, RecordID(0)), limit: 5)
    let kind = try reader.layout.kind("attendance")
    let wide = Set((1...Int64(Limits.searchPlacesMax + 1)).map { ChannelID($0) })
    for channels in [[house.ab], [house.ab, house.cd], wide] {
      try RecordTable.scan(
        reader.db, kind, from: today, to: nil, channels,
        [.day, .field("reason"), .reference("reason")]
      ) { _ in }
    }
    _ = try RecordTable.ids(
      reader.db, RecordQuery(kind: "attendance"), reader.layout.kind("attendance"),
      Set((1...Int64(Limits.searchPlacesMax + 1)).map { ChannelID($0) }), limit: 5)
    let status: [(field: String, value: Value)] = [(field: "status", value: .text("absent"))]
    for readsThrough in [false, true] {
      for query in [
        RecordQuery(kind: "attendance", from: today, equals: status),
        RecordQuery(kind: "attendance", from: today, state: "recorded"),
      ] {
        var walk = CohortWalk(reader, [house.ab])
        walk.readsThrough = readsThrough
        _ = try walk.run([query])
      }
    }
  }

  private func write(_ house: House) async throws {
    let made = try await house.commit(house.tess, house.attend(in: house.ab, receipt: "r1"))
    try await house.commit(
      house.tess, house.attend(in: house.ab, on: today.adding(days: 1), receipt: "r2"))
    try await house.commit(
      house.tess, house.attend(in: house.ab, on: today.adding(days: 2), receipt: "r3"))
    let id = made.records[0].id
    try await house.commit(
      house.tess,
      [
        .recordRevised(
          id, values: ["status": .text("late")], reason: "r", day: today, happenedAt: start,
          oneKey: today.text),
        .recordState(id, state: "queried", reason: "r"),
        .tombstone(house.ab, number: 1, reason: "r"),
        .unhidden(house.ab, number: 1, oneKey: nil, reason: "r"), house.grant(house.tari, house.ab),
        .accessEnded(house.ab, house.tari, reason: "r"), .rolesSet(house.tari, [.team]),
        .passwordSet(house.tari, hash: "h"), .readTo(house.ab, number: 1),
        .sessionOpened(
          SessionDraft(
            member: house.tess, tokenHash: [UInt8](repeating: 1, count: 32), agent: "")),
        .sessionEnded(1), .memberEnded(house.tari, reason: "r"),
      ])
  }
}
