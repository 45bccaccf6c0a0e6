// A tombstone hides a message and all of its record from readers, and from readers only.
import Domain
import Testing

@testable import Store

@Suite struct HidingTests {
  /// An attendance of two versions in AB, each with its message, and a bystander.
  private func recorded(_ house: House) async throws -> Record {
    let made = try await house.commit(
      house.tess, house.attend(in: house.ab, reason: "wrongchild", receipt: "r1"))
    try await house.commit(
      house.tess,
      [
        .recordRevised(
          made.records[0].id, values: ["status": .text("late"), "reason": .text("secondwords")],
          reason: "he came", day: today, happenedAt: start, oneKey: today.text),
        .message(
          MessageDraft(channel: house.ab, text: "/amend", clientID: nil, link: .latest)),
        house.say("bystander", in: house.ab),
      ])
    return made.records[0]
  }

  @Test func aHiddenMessageTakesItsRecordAndAllItsVersionsAlong() async throws {
    let house = try House()
    defer { house.store.close() }
    let record = try await recorded(house)
    let grant = try house.proof(house.tess, house.ab)
    func seen() throws -> [Int] {
      try house.store.read { (reader: Reader) throws in
        var scanned = 0
        try reader.scan(kind: "attendance", from: nil, to: nil, [grant], [.number]) {
          scanned += $0.rows
        }
        let many = Array(repeating: grant, count: 1)
        return [
          scanned, try reader.record(kind: "attendance", number: 1, grant) == nil ? 0 : 1,
          try reader.record(kind: "attendance", oneKey: today.text, grant) == nil ? 0 : 1,
          try reader.record(receipt: "r1", [grant]) == nil ? 0 : 1,
          try reader.revisions(of: record.id, grant).count,
          try reader.records(RecordQuery(), many).count,
          try reader.chronology(grant, limit: 5).count,
          try reader.cohort([RecordQuery(kind: "attendance")], many).rows.count,
          try reader.records(RecordQuery(kind: "attendance", from: today), many).count,
          try reader.search("wrongchild", limit: 5, [grant]).count,
          try reader.search("secondwords", limit: 5, [grant]).count,
          try reader.messages(grant, limit: 50).messages.filter { $0.record != nil }.count,
          try reader.events(
            after: EventNumber(0), upTo: nil, limit: 99, channels: [house.ab], member: house.tess
          ).filter { $0.record != nil || $0.message?.record != nil }.count,
        ]
      }
    }
    #expect(try seen().allSatisfy { $0 > 0 }, "it must be seen before for this to mean anything")
    // Through the second message: the first goes along.
    let hidden = try await house.commit(
      house.dara,
      [
        .tombstone(house.ab, number: 2, reason: "the wrong child"),
        .tombstone(house.ab, number: 1, reason: "named besides"),
      ])
    #expect(hidden.events.map(\.kind) == [.tombstone, .tombstone])
    #expect(hidden.events.map { $0.message?.number } == [1, 2])
    #expect(hidden.events.allSatisfy { $0.message?.text == "" && $0.message?.record == nil })
    #expect(try seen().allSatisfy { $0 == 0 })
    try house.store.read { (reader: Reader) throws in
      let page = try reader.messages(grant, limit: 50).messages
      #expect(page.map(\.text) == ["", "", "bystander"])
      #expect(page.map(\.isTombstone) == [true, true, false])
      let stone = Tombstone(by: house.dara, at: start, reason: "the wrong child")
      #expect(page.map(\.hidden) == [stone, stone, nil])
      let receipts = try reader.receipts(of: house.tess, kinds: ["attendance"], limit: 5)
      #expect(receipts.map(\.state) == ["hidden"], "its author may know that it exists")
      #expect(receipts.map(\.values) == [[:]])
    }
    #expect(try house.store.verify() == [])
  }

  @Test func theRightRecordMayTakeTheKeyOfAHiddenOne() async throws {
    let house = try House()
    defer { house.store.close() }
    let record = try await recorded(house)
    try await house.commit(house.dara, [.tombstone(house.ab, number: 1, reason: "wrong")])
    let right = try await house.commit(house.tess, house.attend(in: house.ab, receipt: "r2"))
    #expect(right.records[0].number == 2)
    let refused: [Change] = [
      .recordRevised(
        record.id, values: [:], reason: "r", day: today, happenedAt: start, oneKey: nil),
      .recordState(record.id, state: "queried", reason: "r"),
      .recordState(right.records[0].id, state: "hidden", reason: "not by this door"),
      .recordState(right.records[0].id, state: "erased", reason: "nor this"),
      .tombstone(house.ab, number: 1, reason: "twice"),
      .tombstone(house.ab, number: 2, reason: "went along"),
      .tombstone(house.ab, number: 99, reason: "not there"),
    ]
    for change in refused {
      await #expect(throws: Failure.self, "\(change)") {
        try await house.commit(house.dara, [change])
      }
    }
    #expect(try house.store.verify() == [])
  }

  @Test func whoAuditsReadsWhatIsHiddenAndInWhichVersions() async throws {
    let house = try House()
    defer { house.store.close() }
    _ = try await recorded(house)
    try await house.commit(
      house.dara,
      [
        .tombstone(house.ab, number: 1, reason: "wrong"),
        .tombstone(house.ab, number: 3, reason: "a name"),
      ])
    let grant = try house.proof(house.dara, house.ab)
    let other = try house.proof(house.dara, house.cd)
    try house.store.read { (reader: Reader) throws in
      let first = try #require(try reader.hidden(grant, message: 1))
      #expect(first.message.text == "/attend absent")
      #expect(first.message.record?.values["reason"] == .text("wrongchild"))
      #expect(first.revisions.map(\.reason) == [nil, "he came"])
      #expect(first.revisions.map { $0.values["reason"] }.last == .text("secondwords"))
      #expect(first.tombstone == Tombstone(by: house.dara, at: start, reason: "wrong"))
      #expect(try reader.hidden(grant, message: 3)?.message.text == "bystander")
      #expect(try reader.hidden(other, message: 1) == nil)
      #expect(try reader.hidden(grant, message: 4) == nil)
      func numbers(_ before: Int64?, _ limit: Int) throws -> [Int64] {
        try reader.hiddenMessages(grant, before: before, limit: limit).map(\.message.number)
      }
      #expect(try numbers(nil, 50) == [3, 2, 1])
      #expect(try numbers(3, 1) == [2])
      #expect(try numbers(nil, -1) == [])
      #expect(try reader.hiddenMessages(other, limit: 50).isEmpty)
    }
  }

  /// All that a reader sees of a channel.
  private struct Seen: Equatable {
    let messages: [Message]
    let records: [Record?]
    let revisions: [Revision]
    let found: [[Message]]
  }

  @Test func whatIsBroughtBackIsThereAgainInEveryWayItWasBefore() async throws {
    let house = try House()
    defer { house.store.close() }
    let record = try await recorded(house)
    try await house.commit(
      house.tess, [.recordState(record.id, state: "queried", reason: "who says so?")])
    let grant = try house.proof(house.tess, house.ab)
    func seen() throws -> Seen {
      try house.store.read { (reader: Reader) throws in
        Seen(
          messages: try reader.messages(grant, limit: 50).messages,
          records: [
            try reader.record(kind: "attendance", number: 1, grant),
            try reader.record(kind: "attendance", oneKey: today.text, grant),
          ] + (try reader.receipts(of: house.tess, kinds: ["attendance"], limit: 5)),
          revisions: try reader.revisions(of: record.id, grant),
          found: try ["wrongchild", "secondwords", "bystander"].map {
            try reader.search($0, limit: 5, [grant]).messages
          })
      }
    }
    let before = try seen()
    #expect(before.found.allSatisfy { $0.count == 1 } && before.records.last??.state == "queried")
    for round in 1...2 {
      try await house.commit(
        house.dara,
        [
          .tombstone(house.ab, number: 2, reason: "wrong \(round)"),
          .tombstone(house.ab, number: 3, reason: "a name"),
        ])
      let isGone = try seen() != before
      #expect(isGone)
      let back = try await house.commit(
        house.dara,
        [
          .unhidden(house.ab, number: 1, oneKey: today.text, reason: "right \(round)"),
          .unhidden(house.ab, number: 3, oneKey: nil, reason: "no name"),
        ])
      #expect(back.events.map(\.kind) == [.unhidden, .unhidden, .unhidden])
      #expect(back.events.map { $0.message?.number } == [1, 2, 3])
      #expect(back.events.map { $0.message?.record?.state } == ["queried", "queried", nil])
      let isSame = try seen() == before
      #expect(isSame)
      #expect(try house.store.verify() == [])
    }
    try house.store.read { (reader: Reader) throws in
      let whole = try #require(try reader.hidden(grant, message: 2))
      #expect(whole.tombstone == nil && whole.revisions.count == 2)
      #expect(whole.past.map(\.hidden.reason) == ["wrong 1", "wrong 2"])
      #expect(whole.past.map(\.reason) == ["right 1", "right 2"])
      #expect(whole.past.allSatisfy { $0.by == house.dara && $0.hidden.by == house.dara })
      #expect(try reader.hiddenMessages(grant, limit: 9).isEmpty)
      let acts = try reader.audit(channel: house.ab, member: nil, after: 0, limit: .max)
      #expect(acts.filter { $0.act == "message.unhidden" }.count == 6)
      #expect(acts.contains { $0.detail == "attendance 1 from hidden to queried" })
      // A client that was away is told of each, and what it is told is what stands now.
      let told = try reader.events(
        after: EventNumber(0), upTo: nil, limit: 99, channels: [house.ab], member: house.tess)
      #expect(told.last?.kind == .unhidden && told.last?.message?.text == "bystander")
    }
  }

  @Test func whatIsNotHiddenCannotBeBroughtBackNorWhatWasErased() async throws {
    let house = try House()
    defer { house.store.close() }
    let record = try await recorded(house)
    func refuse(_ change: Change) async {
      await #expect(throws: Failure.self, "\(change)") {
        try await house.commit(house.dara, [change])
      }
    }
    for number: Int64 in [1, 3, 99] {
      await refuse(.unhidden(house.ab, number: number, oneKey: nil, reason: "why"))
    }
    try await house.commit(house.dara, [.tombstone(house.ab, number: 1, reason: "wrong")])
    try await house.commit(house.tess, house.attend(in: house.ab, receipt: "r2"))
    // Its key is taken: no two records ever stand for the same.
    await refuse(.unhidden(house.ab, number: 1, oneKey: today.text, reason: "why"))
    try await house.commit(
      house.dara, [.unhidden(house.ab, number: 2, oneKey: nil, reason: "without a key")])
    await refuse(.unhidden(house.ab, number: 1, oneKey: nil, reason: "twice"))
    try await house.commit(house.dara, [.tombstone(house.ab, number: 1, reason: "again")])
    let request = try await house.request(in: house.ab, receipt: "q1")
    try await house.commit(house.dara, [house.erased(.record(record.id), request)])
    await refuse(.unhidden(house.ab, number: 1, oneKey: nil, reason: "it is gone"))
    let grant = try house.proof(house.dara, house.ab)
    #expect(try house.store.read { try $0.hidden(grant, message: 1) } == nil)
    #expect(
      try house.store.read { try $0.hiddenRecord(kind: "attendance", number: 1, grant) } == nil)
    let left = try house.store.read { reader in
      var left: [String] = []
      try reader.db.each(text: "SELECT hidden_reason || reason FROM unhidings") {
        left.append($0.text(0))
      }
      return left
    }
    #expect(left == ["", ""], "why they were brought back is erased with them")
    #expect(try house.store.verify() == [])
  }
}
