// The tree over the audit: grown with it, taken back with it, caught up with it, held against it.
import CSQLite
import Domain
import Testing

@testable import Store

@Suite struct TreeTests {
  /// Each opening throws other dice: what they make is unique in the database.
  private func open(_ directory: String, seed: UInt64 = 1) throws -> House {
    House(
      try Store(
        directory: directory, catalog: Small.catalog(), clock: FixedClock(),
        dice: SeededDice(seed)))
  }
  private func byHand(_ directory: String, _ sql: String) -> String? {
    var handle: OpaquePointer?
    sqlite3_open("\(directory)/hedgerow.db", &handle)
    defer { sqlite3_close(handle) }
    guard sqlite3_exec(handle, sql, nil, nil, nil) != SQLITE_OK else { return nil }
    return String(cString: sqlite3_errmsg(handle))
  }
  private func say(_ house: House, _ count: Int) throws {
    try house.store.bulk(
      (0..<count).map { house.decision(house.tess, [house.say("line \($0)", in: house.ab)]) })
  }
  private func nodes(_ house: House) throws -> [MerklePlace] {
    try house.store.read { reader in
      var places: [MerklePlace] = []
      try reader.db.each(text: "SELECT level, place FROM audit_tree ORDER BY level, place") {
        places.append(MerklePlace(level: Int($0.integer(0)), place: $0.integer(1)))
      }
      return places
    }
  }

  @Test func theTreeGrowsWithTheAuditAndSurvivesARestart() async throws {
    let directory = try TemporaryDirectory.make()
    defer { TemporaryDirectory.remove(directory) }
    var house = try open(directory)
    try house.found()
    var heads: [TreeHead] = [try house.store.treeHead]
    for (round, count) in [200, 43, 1, 600, 1, 7].enumerated() {
      try say(house, count)
      heads.append(try house.store.treeHead)
      let verdict = try house.store.verdict()
      #expect(verdict.problems == [])
      #expect(verdict.head == heads.last, "reckoned from all entries, and from the kept nodes")
      house.store.close()
      house = try open(directory, seed: UInt64(round + 2))
      #expect(try house.store.treeHead == heads.last)
    }
    defer { house.store.close() }
    let entries = try house.store.treeHead.entries
    #expect(entries > 768 && entries < 1_024, "\(entries)")
    #expect(
      try nodes(house) == [
        .init(level: 8, place: 0), .init(level: 8, place: 1), .init(level: 8, place: 2),
        .init(level: 9, place: 0),
      ])
    for head in heads {
      #expect(try house.store.verdict(signedOff: head).problems == [])
      let other = TreeHead(entries: head.entries, root: SHA256.digest([1]))
      let told = try house.store.verdict(signedOff: other).problems
      #expect(told.count == 1 && told[0].contains("not contained"), "\(told)")
    }
    let later = TreeHead(entries: entries + 1, root: heads[0].root)
    let told = try house.store.verdict(signedOff: later).problems
    #expect(told.count == 1 && told[0].contains("only \(entries)"), "\(told)")
  }

  @Test func aTurnThatIsTakenBackTakesItsNodesAlong() async throws {
    let house = try House()
    defer { house.store.close() }
    let before = try house.store.treeHead
    try say(house, 254 - Int(before.entries))
    // Two entries complete the block, and then the decision fails.
    let bad: [Change] = [
      house.say("a", in: house.ab), house.say("b", in: house.ab),
      .recordState(RecordID(99), state: "x", reason: "there is none"),
    ]
    await #expect(throws: Failure.self) { try await house.commit(house.tess, bad) }
    #expect(try nodes(house) == [])
    #expect(throws: Failure.self) {
      try house.store.bulk([house.decision(house.tess, bad)])
    }
    #expect(try nodes(house) == [])
    try await house.commit(
      house.tess, [house.say("c", in: house.ab), house.say("d", in: house.ab)])
    #expect(try nodes(house) == [.init(level: 8, place: 0)])
    #expect(try house.store.verify() == [])
  }

  @Test func anOlderDatabaseIsCaughtUpWith() async throws {
    let directory = try TemporaryDirectory.make()
    defer { TemporaryDirectory.remove(directory) }
    var house = try open(directory)
    try house.found()
    try say(house, 2_300)
    let kept = try nodes(house)
    house.store.close()
    #expect(byHand(directory, "DROP TABLE audit_tree; DROP TABLE audit_key") == nil)
    #expect(byHand(directory, AuditTree.v2) == nil)
    house = try open(directory)
    defer { house.store.close() }
    let again = try nodes(house)
    #expect(again == kept && kept.count > 12)
    #expect(try house.store.verify() == [])
  }

  @Test func theTreeIsAppendOnlyAndWhatIsChangedInItIsFound() async throws {
    let directory = try TemporaryDirectory.make()
    defer { TemporaryDirectory.remove(directory) }
    var house = try open(directory)
    try house.found()
    try say(house, 1_200)
    let head = try house.store.treeHead
    house.store.close()
    for sql in [
      "UPDATE audit_tree SET hash = zeroblob(32)", "DELETE FROM audit_tree",
      "UPDATE audit_key SET key = zeroblob(32)", "DELETE FROM audit_key",
    ] {
      #expect(byHand(directory, sql)?.contains("append-only") == true)
    }
    let open = "DROP TRIGGER audit_tree_stays; DROP TRIGGER audit_tree_remains;"
    #expect(byHand(directory, open) == nil)
    let flip = "UPDATE audit_tree SET hash = zeroblob(32) WHERE level = 9"
    #expect(byHand(directory, flip) == nil)
    house = try self.open(directory)
    var told = try house.store.verdict(signedOff: head)
    #expect(told.problems.count == 1 && told.problems[0].contains("entries 1 to 512"))
    #expect(told.head == head, "the head is reckoned from the entries")
    house.store.close()
    #expect(byHand(directory, "DELETE FROM audit_tree WHERE level = 9") == nil)
    #expect(byHand(directory, "INSERT INTO audit_tree VALUES (9, 77, zeroblob(32))") == nil)
    house = try self.open(directory)
    told = try house.store.verdict()
    #expect(told.problems.count == 1, "\(told.problems)")
    house.store.close()
  }

  @Test func anEntryRewrittenWithItsWholeChainIsFoundByTheHead() async throws {
    let directory = try TemporaryDirectory.make()
    defer { TemporaryDirectory.remove(directory) }
    var house = try open(directory)
    try house.found()
    try say(house, 300)
    let head = try house.store.treeHead
    house.store.close()
    // Who owns the machine can rewrite an act, and the chain and the tree after it.
    #expect(byHand(directory, "DROP TRIGGER audit_stays; DROP TRIGGER audit_remains") == nil)
    #expect(
      byHand(directory, "DROP TRIGGER audit_tree_stays; DROP TRIGGER audit_tree_remains") == nil)
    house = try open(directory)
    try house.store.writer.alone { applier in
      var link = AuditHead()
      var entries: [(AuditDraft, Int64)] = []
      try AuditTable.walk(applier.db, after: 0) { draft, number, _, _ in
        entries.append((draft, number))
        return true
      }
      try applier.db.execute("BEGIN; DELETE FROM audit; DELETE FROM audit_tree")
      for (draft, number) in entries {
        let at = draft.at.adding(seconds: number == 5 ? -3_600 : 0)
        let forged = AuditDraft(
          at: at, actor: draft.actor, act: draft.act, channel: draft.channel,
          member: draft.member, detail: draft.detail, contentHash: draft.contentHash)
        try AuditTable.add(applier.db, forged, after: &link)
      }
      try AuditTree.fill(applier.db, upTo: link.number)
      try applier.db.execute("COMMIT")
    }
    #expect(try house.store.verify() == [], "by itself the forgery is whole")
    let told = try house.store.verdict(signedOff: head).problems
    #expect(told.count == 1 && told[0].contains("not contained"))
    house.store.close()
  }
}
