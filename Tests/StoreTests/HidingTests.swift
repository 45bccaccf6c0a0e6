// A tombstone hides a message and all of its record from readers, and from readers only.
import Domain
import Store
import Testing

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
}
