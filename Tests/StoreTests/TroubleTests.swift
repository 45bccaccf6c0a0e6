// Full disks, foreign hands, newer versions, second servers; and coming back from each.
import CSQLite
import Domain
import Glibc
import Testing

@testable import Store

@Suite struct TroubleTests {
  /// A directory that is removed at the end.
  private func withDirectory(_ body: (String) async throws -> Void) async throws {
    let directory = try TemporaryDirectory.make()
    defer { TemporaryDirectory.remove(directory) }
    try await body(directory)
  }
  private func open(_ directory: String, _ catalog: Catalog = Small.catalog()) throws -> House {
    House(
      try Store(directory: directory, catalog: catalog, clock: FixedClock(), dice: SeededDice()))
  }
  /// What someone with the `sqlite3` shell can do.
  private func byHand(_ directory: String, _ sql: String) -> String? {
    var handle: OpaquePointer?
    sqlite3_open("\(directory)/hedgerow.db", &handle)
    defer { sqlite3_close(handle) }
    guard sqlite3_exec(handle, sql, nil, nil, nil) != SQLITE_OK else { return nil }
    return String(cString: sqlite3_errmsg(handle))
  }
  private func mode(_ path: String) -> mode_t {
    var status = stat()
    stat(path, &status)
    return status.st_mode & 0o777
  }

  @Test func whatWasWrittenIsThereAfterReopening() async throws {
    try await withDirectory { directory in
      let house = try open(directory)
      try house.found()
      try await house.commit(house.tess, house.attend(in: house.ab, receipt: "r1"))
      try await house.commit(
        house.dara,
        [
          house.grant(house.tari, house.ab, until: start.adding(seconds: 60)),
          .accessEnded(house.cd, house.tari, reason: "moved"),
          .rolesSet(house.tari, [.contractor]), .memberEnded(house.dara, reason: "left"),
        ])
      #expect(mode(directory) == 0o700)
      for name in ["hedgerow.db", "hedgerow.db-wal", "hedgerow.db-shm", "lock"] {
        #expect(mode("\(directory)/\(name)") == 0o600)
      }
      let roster = house.store.roster
      let grant = try house.proof(house.tess, house.ab)
      let page = try house.store.read { try $0.messages(grant, limit: 9).messages }
      let head = try house.store.auditHead
      let event = try house.store.read { try $0.latestEvent() }
      house.store.close()

      let again = try open(directory)
      defer { again.store.close() }
      let second = again.store.roster
      #expect(second.members == roster.members)
      #expect(second.children == roster.children)
      #expect(second.channels == roster.channels)
      #expect(second.grants == roster.grants)
      #expect(second.membersByLogin == roster.membersByLogin)
      #expect(second.channelsByMember == roster.channelsByMember)
      #expect(try again.store.read { try $0.messages(grant, limit: 9).messages } == page)
      #expect(try again.store.auditHead == head)
      #expect(try again.store.read { try $0.latestEvent() } == event)
      let next = try await again.commit(again.tess, [again.say("next", in: again.ab)])
      #expect(next.events[0].number.raw == event.number.raw + 1)
      #expect(try again.store.verify() == [])
    }
  }

  @Test func aSecondStoreIsRefusedUntilTheFirstIsClosed() async throws {
    try await withDirectory { directory in
      let house = try open(directory)
      #expect(throws: Failure.locked(directory)) { try open(directory) }
      house.store.close()
      house.store.close()
      try open(directory).store.close()
    }
  }

  @Test func aNewerDatabaseIsRefusedWithBothVersions() async throws {
    try await withDirectory { directory in
      try open(directory).store.close()
      #expect(byHand(directory, "PRAGMA user_version = 99") == nil)
      #expect(throws: Failure.newer(found: 99, known: Schema.version)) { try open(directory) }
      #expect(byHand(directory, "PRAGMA user_version = 1; PRAGMA application_id = 5") == nil)
      #expect(throws: Failure.self) { try open(directory) }
    }
  }

  @Test func aDirectoryThatCannotBeMadeIsUnavailable() throws {
    #expect(throws: Failure.self) { try open("/proc/nowhere/data") }
  }

  @Test(arguments: [
    "UPDATE audit SET detail = 'x' WHERE number = 2", "DELETE FROM audit WHERE number = 2",
    "UPDATE events SET kind = 'x'", "DELETE FROM events", "UPDATE messages SET text = 'x'",
    "DELETE FROM messages", "UPDATE record_attendance SET reason = 'x'",
    "DELETE FROM record_attendance", "DELETE FROM records", "UPDATE records SET author = 2",
    "UPDATE records SET number = 9", "UPDATE access SET role = 'x'", "DELETE FROM access",
    "UPDATE tombstones SET reason = 'x'", "DELETE FROM states", "DELETE FROM tombstones",
    "UPDATE unhidings SET reason = 'x'", "DELETE FROM unhidings", "UPDATE states SET before = 'x'",
    "UPDATE unhidings SET hidden_reason = '', hidden_salt = x'', reason = '', salt = x''",
  ])
  func whatIsWrittenCannotBeChanged(sql: String) async throws {
    try await withDirectory { directory in
      let house = try open(directory)
      try house.found()
      let made = try await house.commit(
        house.tess, house.attend(in: house.ab, receipt: "r1"))
      try await house.commit(
        house.tess,
        [
          .recordState(made.records[0].id, state: "queried", reason: "why"),
          .tombstone(house.ab, number: 1, reason: "wrong"),
          .unhidden(house.ab, number: 1, oneKey: nil, reason: "not wrong"),
          .tombstone(house.ab, number: 1, reason: "wrong after all"),
        ])
      house.store.close()
      #expect(byHand(directory, sql)?.contains("append-only") == true)
      let again = try open(directory)
      defer { again.store.close() }
      #expect(try again.store.verify() == [])
    }
  }

  @Test(arguments: [
    ("audit", "UPDATE audit SET detail = 'x' WHERE number = 2", "audit 2 was changed"),
    ("audit", "UPDATE audit SET actor = 2 WHERE number = 3", "audit 3 was changed"),
    ("audit", "DELETE FROM audit WHERE number = 4", "audit 4 is missing"),
    ("messages", "UPDATE messages SET text = 'x' WHERE number = 1", "message 1 of audit"),
    ("record_attendance", "UPDATE record_attendance SET reason = 'x'", "attendance 1 revision 1"),
    ("record_attendance", "UPDATE record_attendance SET about_day = '2020-01-01'", "attendance 1"),
    ("record_attendance", "DELETE FROM record_attendance", "does not agree"),
    ("events", "DELETE FROM events WHERE number = 2", "events: "),
    ("channels", "UPDATE channels SET last_message = 9 WHERE id = 2", "messages of channel row 2"),
    ("messages", "DELETE FROM messages WHERE number = 1", "messages of channel row 1"),
    ("messages", "UPDATE messages SET author = 77", "refers to a missing members"),
    ("search", "INSERT INTO search (rowid, place, text) VALUES (77, 'c1', 'x')", "search: "),
  ])
  func anEditByHandIsFound(table: String, sql: String, problem: String) async throws {
    try await withDirectory { directory in
      let house = try open(directory)
      try house.found()
      try await house.commit(house.tess, house.attend(in: house.ab, receipt: "r1"))
      try await house.commit(house.tess, [house.say("two", in: house.ab)])
      #expect(try house.store.verify() == [])
      house.store.close()
      let drop = "DROP TRIGGER IF EXISTS \(table)_stays; DROP TRIGGER IF EXISTS \(table)_remains;"
      #expect(byHand(directory, drop + sql) == nil)
      let again = try open(directory)
      defer { again.store.close() }
      let problems = try again.store.verify()
      #expect(problems.contains { $0.contains(problem) }, "\(problems)")
    }
  }

  @Test func aFullDiskRefusesAllAndTheStoreRecovers() async throws {
    let house = try House()
    defer { house.store.close() }
    let grant = try house.proof(house.tess, house.ab)
    try await house.commit(house.tess, [house.say("before", in: house.ab)])
    let before = try house.store.auditHead
    let members = house.store.roster.members.count
    let pages = try house.store.writer.alone { applier in
      var pages: Int64 = 0
      try applier.db.each(text: "PRAGMA page_count") { pages = $0.integer(0) }
      try applier.db.each(text: "PRAGMA max_page_count = \(pages)") { _ in }
      return pages
    }
    #expect(pages > 0)
    var failures = 0
    for number in 1...40 {
      let text = String(repeating: "word\(number) ", count: 400)
      do {
        try await house.commit(
          house.dara, [house.say(text, in: house.ab), house.member("m\(number)", [.team])])
      } catch Failure.unavailable {
        failures += 1
      }
      #expect(try house.store.read { try $0.message(number: 1, grant) }?.text == "before")
    }
    #expect(failures > 0, "the disk has to be full for this to mean anything")
    #expect(house.store.roster.members.count == members + 40 - failures)
    #expect(try house.store.auditHead.number == before.number + Int64(40 - failures) * 2)
    try house.store.writer.alone {
      try $0.db.each(text: "PRAGMA max_page_count = 1000000") { _ in }
    }
    let after = try await house.commit(
      house.dara, [house.say("after", in: house.ab), house.member("after", [.team])])
    #expect(after.message?.number == Int64(2 + 40 - failures))
    #expect(house.store.roster.member(login: "after") != nil)
    #expect(try house.store.verify() == [])
  }

  @Test func aDefinitionThatGainsAFieldExtendsTheTable() async throws {
    try await withDirectory { directory in
      let house = try open(directory)
      try house.found()
      try await house.commit(house.tess, house.attend(in: house.ab, receipt: "r1"))
      let old = try house.store.read {
        try $0.record(kind: "attendance", number: 1, try house.proof(house.tess, house.ab))
      }
      let wider = CommandDefinition(
        name: "attend", summary: "", record: "attendance",
        fields: Small.attend.fields.filter { $0.name != "reason" }
          + [Field(name: "mood", type: .scale), Field(name: "called", type: .yesNo)])
      // While it runs, and again at the next start.
      try house.store.adopt(Small.catalog([wider, Small.note, Small.flag]))
      var draft = house.attendance(
        in: house.ab, on: today.adding(days: 1), reason: nil, receipt: "r2")
      draft.values["mood"] = .text("calm")
      draft.values["called"] = .truth(false)
      let made = try await house.commit(house.tess, [.recordOpened(draft)])
      house.store.close()
      let again = try open(directory, Small.catalog([wider]))
      defer { again.store.close() }
      let grant = try again.proof(again.tess, again.ab)
      try again.store.read { (reader: Reader) throws in
        #expect(
          try reader.record(kind: "attendance", number: 1, grant) == old,
          "a field that is gone from the definition stays in old records")
        #expect(try reader.record(kind: "attendance", number: 2, grant) == made.records[0])
      }
      #expect(try again.store.verify() == [])
    }
  }

  @Test func aDefinitionThatWouldLoseDataIsRefusedAndNothingChanges() async throws {
    let house = try House()
    defer { house.store.close() }
    let worse = CommandDefinition(
      name: "attend", summary: "", record: "attendance",
      fields: [Field(name: "status", type: .number)])
    #expect(
      throws: Failure.conflict(
        "the field status of attendance was choice and cannot become number: "
          + "give the new field another name")
    ) { try house.store.adopt(Small.catalog([worse])) }
    let bad = CommandDefinition(
      name: "x", summary: "", record: "x\" (y); --", fields: [Field(name: "a", type: .text)])
    #expect(throws: Failure.self) { try house.store.adopt(Small.catalog([bad])) }
    try await house.commit(house.tess, house.attend(in: house.ab, receipt: "r1"))
    let kin = CommandDefinition(
      name: "attend", summary: "", record: "attendance",
      fields: [Field(name: "reason", type: .longText)])
    try house.store.adopt(Small.catalog([kin]))
    #expect(try house.store.verify() == [])
  }

  @Test func aFullQueueAnswersAtOnce() async throws {
    let house = try House()
    defer { house.store.close() }
    let gate = Gate()
    let entered = Gate()
    let results = Results()
    house.store.submit(house.tess, key: nil) { _ in
      entered.open()
      gate.wait()
      return house.decision(house.tess, [])
    } done: {
      results.add($0)
    }
    entered.wait()
    let extra = 3
    for _ in 0..<(Limits.writerQueueMax + extra) {
      house.store.submit(house.tess, key: nil) { _ in
        house.decision(house.tess, [])
      } done: {
        results.add($0)
      }
    }
    #expect(results.count == extra, "only those too many are answered while the writer waits")
    gate.open()
    let all = await results.wait(for: 1 + Limits.writerQueueMax + extra)
    #expect(all.filter { !$0.isGood }.count == extra)
    guard case .failure(.busy(seconds: 1)) = all[0] else {
      Issue.record("a full queue is busy")
      return
    }
  }

  @Test func aClosedStoreRefusesAndWhatWaitedIsWritten() async throws {
    try await withDirectory { directory in
      let house = try open(directory)
      try house.found()
      let results = Results()
      for number in 1...50 {
        house.store.submit(house.tess, key: nil) { _ in
          house.decision(house.tess, [house.say("\(number)", in: house.ab)])
        } done: {
          results.add($0)
        }
      }
      house.store.close()
      #expect(results.count == 50)
      await #expect(throws: Failure.self) {
        try await house.commit(house.tess, [house.say("late", in: house.ab)])
      }
      #expect(throws: Failure.self) { try house.store.read { try $0.latestEvent() } }
      let again = try open(directory)
      defer { again.store.close() }
      let grant = try again.proof(again.tess, again.ab)
      #expect(try again.store.read { try $0.lastNumbers([grant]) } == [again.ab: 50])
    }
  }

  @Test func manyThreadsWriteAndReadAtOnce() async throws {
    let house = try House()
    defer { house.store.close() }
    let grant = try house.proof(house.tess, house.ab)
    try await withThrowingTaskGroup(of: Void.self) { group in
      for writer in 0..<8 {
        group.addTask {
          for number in 0..<25 {
            let key = AnswerKey(channel: house.ab, clientID: "\(writer)-\(number)")
            try await house.commit(
              house.tess, [house.say("line \(writer) \(number)", in: house.ab)], key: key)
            house.store.touch(session: Int64(writer), at: start)
          }
        }
        group.addTask {
          for _ in 0..<25 {
            let page = try house.store.read { try $0.messages(grant, limit: 50).messages }
            #expect(zip(page, page.dropFirst()).allSatisfy { $0.number + 1 == $1.number })
            _ = house.store.roster.members.count
          }
        }
      }
      try await group.waitForAll()
    }
    #expect(try house.store.read { try $0.lastNumbers([grant]) } == [house.ab: 200])
    #expect(try house.store.verify() == [])
  }
}
