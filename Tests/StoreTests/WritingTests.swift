// What is written is there, once, with its audit entry; what fails harms nobody else.
import Domain
import Store
import Testing

@Suite struct WritingTests {
  @Test func aLineBecomesAMessageWithItsRecord() async throws {
    let house = try House()
    defer { house.store.close() }
    let committed = try await house.commit(house.tess, house.attend(in: house.ab, receipt: "r1"))
    #expect(committed.message?.number == 1)
    #expect(committed.records.map(\.number) == [1])
    #expect(committed.events.map(\.kind) == [.message])
    let grant = try house.proof(house.tess, house.ab)
    let page = try house.store.read { try $0.messages(grant, limit: 50) }
    #expect(page.messages == [committed.message])
    #expect(page.messages.first?.record?.values["reason"] == .text("dentist"))
    #expect(try house.store.verify() == [])
  }

  @Test func everyFieldTypeIsReadBackAsItWasWritten() async throws {
    let house = try House()
    defer { house.store.close() }
    let first = try await house.commit(house.tess, house.attend(in: house.ab, receipt: "r1"))
    let values: [String: Value] = [
      "author": .text("the carer"), "story": .text("two\nlines, 'quoted' \"; DROP TABLE x"),
      "mood": .text("calm"), "tags": .terms(["a", "b \"c\""]), "hours": .number(1.5),
      "shared": .truth(true), "helper": .member(house.tari), "friend": .child(ChildID(2)),
      "present": .children([ChildPart(child: ChildID(1), part: "harmed")]),
      "about": .record(first.records[0].id), "topic": .text("attendance"), "word": .text("attend"),
      "as": .text("team"),
    ]
    #expect(Set(values.keys) == Set(Small.note.fields.map(\.name)), "every field must be tried")
    let made = try await house.commit(
      house.tess, [house.note(in: house.ab, receipt: "r2", values)])
    let grant = try house.proof(house.tess, house.ab)
    let read = try house.store.read { try $0.record(kind: "note", number: 1, grant) }
    #expect(read == made.records[0])
    #expect(read?.values == values)
    #expect(try house.store.verify() == [])
  }

  @Test func timesAndAbsentFieldsAreReadBackAsWell() async throws {
    let house = try House()
    defer { house.store.close() }
    var draft = house.attendance(in: house.ab, reason: nil, receipt: "r1")
    draft.values["arrived"] = TimeOfDay(minutes: 579).map { .time($0) }
    let made = try await house.commit(house.tess, [.recordOpened(draft)])
    let grant = try house.proof(house.tess, house.ab)
    let read = try house.store.read { try $0.record(kind: "attendance", number: 1, grant) }
    #expect(read == made.records[0])
    #expect(read?.values == draft.values)
  }

  @Test func aValueOfAnotherTypeIsRefused() async throws {
    let house = try House()
    defer { house.store.close() }
    for values: [String: Value] in [["hours": .text("two")], ["nonsense": .text("x")]] {
      await #expect(throws: Failure.self) {
        try await house.commit(house.tess, [house.note(in: house.ab, receipt: "r", values)])
      }
    }
    #expect(try house.store.verify() == [])
  }

  @Test func aRevisionKeepsTheOldVersionAndTheMessageKeepsTheVersionItMade() async throws {
    let house = try House()
    defer { house.store.close() }
    let first = try await house.commit(house.tess, house.attend(in: house.ab, receipt: "r1"))
    let id = first.records[0].id
    let other = today.adding(days: -1)
    let revised = try await house.commit(
      house.tari,
      [
        .recordRevised(
          id, values: ["status": .text("late"), "day": .day(other)], reason: "he came",
          day: other, happenedAt: start, oneKey: other.text),
        .message(
          MessageDraft(channel: house.ab, text: "/amend", clientID: nil, link: .latest)),
        .recordState(id, state: "closed", reason: "done"),
      ])
    #expect(revised.events.map(\.kind) == [.revision, .message, .revision])
    let grant = try house.proof(house.tess, house.ab)
    try house.store.read { (reader: Reader) throws in
      let versions = try reader.revisions(of: id, grant)
      #expect(versions.map(\.number) == [1, 2])
      #expect(versions.map(\.reason) == [nil, "he came"])
      #expect(versions[0].values["reason"] == .text("dentist"))
      let messages = try reader.messages(grant, limit: 50).messages
      #expect(messages.map { $0.record?.revision } == [1, 2])
      #expect(messages.map { $0.record?.day } == [today, other])
      #expect(messages.map { $0.record?.state } == ["closed", "closed"])
      #expect(try reader.record(kind: "attendance", oneKey: other.text, grant)?.id == id)
      #expect(try reader.record(kind: "attendance", oneKey: today.text, grant) == nil)
    }
    #expect(try house.store.verify() == [])
  }

  @Test func aSecondRecordOfTheSameKeyIsAConflict() async throws {
    let house = try House()
    defer { house.store.close() }
    try await house.commit(house.tess, house.attend(in: house.ab, receipt: "r1"))
    await #expect(throws: Failure.self) {
      try await house.commit(house.tess, house.attend(in: house.ab, receipt: "r2"))
    }
    let elsewhere = try await house.commit(
      house.tari, house.attend(in: house.cd, receipt: "r3"))
    #expect(elsewhere.records[0].number == 1)
    #expect(elsewhere.message?.number == 1)
    let next = try await house.commit(
      house.tess, house.attend(in: house.ab, on: today.adding(days: 1), receipt: "r4"))
    #expect(next.records[0].number == 2, "the refused record leaves no gap")
    #expect(next.message?.number == 2)
    #expect(try house.store.verify() == [])
  }

  @Test func oneBadTurnOfFiveHarmsNoOther() async throws {
    let house = try House()
    defer { house.store.close() }
    // The first turn holds the writer until the others wait, so that they are one batch.
    let gate = Gate()
    let results = Results()
    house.store.submit(house.tess, key: nil) { _ in
      gate.wait()
      return house.decision(house.tess, [house.say("first", in: house.ab)])
    } done: {
      results.add($0)
    }
    for number in 1...5 {
      house.store.submit(house.tess, key: nil) { _ in
        if number == 2 { throw Complaint(code: "bad", text: "a bad turn") }
        var changes = [
          house.say("line \(number)", in: house.ab),
          house.member("new\(number)", [.team]),
        ]
        // The fourth writes well and then breaks a rule: all of it must go.
        if number == 4 { changes.append(house.member("tess", [.team])) }
        return house.decision(house.tess, changes)
      } done: {
        results.add($0)
      }
    }
    gate.open()
    let all = await results.wait(for: 6)
    #expect(all.map(\.isGood) == [true, true, false, true, false, true])
    let grant = try house.proof(house.tess, house.ab)
    let page = try house.store.read { try $0.messages(grant, limit: 50) }
    #expect(page.messages.map(\.text) == ["first", "line 1", "line 3", "line 5"])
    #expect(page.messages.map(\.number) == [1, 2, 3, 4])
    #expect(house.store.roster.member(login: "new3") != nil)
    #expect(house.store.roster.member(login: "new4") == nil)
    #expect(try house.store.verify() == [])
  }

  @Test func theSameLineGetsTheSameAnswerWithoutDecidingAgain() async throws {
    let house = try House()
    defer { house.store.close() }
    let key = AnswerKey(channel: house.ab, clientID: "c-1")
    let first = try await house.commit(
      house.tess, house.attend(in: house.ab, receipt: "r1"), key: key)
    let again = try await house.turn(house.tess, key: key) { _ in
      Issue.record("a kept answer is not decided again")
      throw Complaint(code: "test", text: "decided")
    }
    #expect(again.committed == nil)
    #expect(again.kept == first.message.map { .message($0) })
    // Another member's key of the same words is another key.
    let other = try await house.commit(house.tari, [house.say("hello", in: house.ab)], key: key)
    #expect(other.message?.number == 2)
  }

  @Test func aReplyIsKeptWhereNoMessageWasPosted() async throws {
    let house = try House()
    defer { house.store.close() }
    let key = AnswerKey(channel: house.ab, clientID: "c-2")
    let flag = RecordDraft(
      kind: "flag", channel: house.cd, child: nil, day: today, happenedAt: start, state: "open",
      oneKey: nil, receipt: "receipt-1", values: ["seen": .text("a bruise")])
    var decision = house.decision(
      house.tess,
      [
        .recordOpened(flag),
        .message(MessageDraft(channel: house.cd, text: "/flag", clientID: nil, link: .latest)),
      ], key: key)
    decision.reply = Reply(text: "Flagged: secret", receipt: "receipt-1")
    decision.keptReply = "Flagged."
    let decided = decision
    let outcome = try await house.turn(house.tess, key: key) { _ in decided }
    #expect(outcome.committed?.message == nil, "it was typed elsewhere")
    let again = try await house.turn(house.tess, key: key) { _ in decided }
    #expect(again.kept == .reply("Flagged.", receipt: "receipt-1"))
    let receipts = try house.store.read {
      try $0.receipts(of: house.tess, kinds: ["flag"], limit: 10)
    }
    #expect(receipts.map(\.receipt) == ["receipt-1"])
    #expect(receipts.map(\.state) == ["open"])
    #expect(receipts.map(\.values) == [[:]])
    #expect(receipts.map(\.number) == [0], "the number would tell how many there are")
    let none = try house.store.read {
      try $0.receipts(of: house.tari, kinds: ["flag"], limit: 10)
    }
    #expect(none == [])
  }

  @Test func complaintsAndBareRepliesWriteNothing() async throws {
    let house = try House()
    defer { house.store.close() }
    let before = try house.store.auditHead.number
    var wrong = house.decision(house.tess, [house.say("x", in: house.ab)])
    wrong.complaints = [Complaint(code: "bad", text: "bad")]
    let refused = wrong
    let outcome = try await house.turn(house.tess) { _ in refused }
    #expect(outcome.committed == nil)
    // What the house keeps of a refusal is written, but not where the line's own changes come too.
    var kept = Decision(actor: house.tess, at: start, complaints: wrong.complaints)
    kept.changes = [.consequences([house.say("tried once", in: house.ab)])]
    let both = kept.changes + wrong.changes
    let noted = kept
    let first = try await house.turn(house.tess) { _ in noted }
    #expect(first.committed?.message == nil && first.committed?.events.count == 1)
    #expect(first.decision.complaints == wrong.complaints)
    let after = try house.store.auditHead.number
    #expect(after == before + 1)
    kept.changes = both
    let mixed = kept
    #expect(try await house.turn(house.tess) { _ in mixed }.committed == nil)
    let help = try await house.turn(house.tess) { _ in
      Decision(actor: house.tess, at: start, reply: Reply(text: "help"))
    }
    #expect(help.committed == nil)
    #expect(help.decision.reply?.text == "help")
    #expect(try house.store.auditHead.number == after)
  }

  @Test func aTurnSeesWhatItsBatchWroteBefore() async throws {
    let house = try House()
    defer { house.store.close() }
    let grant = try house.proof(house.tess, house.ab)
    let gate = Gate()
    let results = Results()
    house.store.submit(house.tess, key: nil) { _ in
      gate.wait()
      return house.decision(
        house.tess, house.attend(in: house.ab, reason: "zebra", receipt: "r1"))
    } done: {
      results.add($0)
    }
    house.store.submit(house.tess, key: nil) { lookup in
      let record = try lookup.record(kind: "attendance", oneKey: today.text, grant)
      let hits = try lookup.search("zebra", limit: 5, [grant]).messages
      #expect(record?.number == 1)
      #expect(hits.count == 1)
      return house.decision(house.tess, [house.member("late", [.team])])
    } done: {
      results.add($0)
    }
    house.store.submit(house.tess, key: nil) { lookup in
      #expect(lookup.roster.member(login: "late") != nil)
      return house.decision(house.tess, [house.say("zebra again", in: house.ab)])
    } done: {
      results.add($0)
    }
    gate.open()
    #expect(await results.wait(for: 3).map(\.isGood) == [true, true, true])
    #expect(try house.store.read { try $0.search("zebra", limit: 5, [grant]).messages.count } == 2)
    #expect(try house.store.verify() == [])
  }

  @Test func commitsAreToldInOrderBeforeTheAnswers() async throws {
    let house = try House()
    defer { house.store.close() }
    let heard = Heard()
    house.store.onCommit { events, roster in
      heard.add(events.map(\.number.raw), members: roster.members.count)
    }
    for number in 1...20 {
      try await house.commit(house.tess, [house.say("\(number)", in: house.ab)])
      #expect(heard.numbers.count == number)
    }
    #expect(zip(heard.numbers, heard.numbers.dropFirst()).allSatisfy { $0 + 1 == $1 })
  }
}
