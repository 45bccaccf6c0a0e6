// An erasure empties what it names and nothing else, by two people, and leaves its certificate.
import Domain
import Testing

@testable import Store

extension House {
  /// A request for an erasure in a channel, with its message; the kind stands for any kind.
  func request(in channel: ChannelID, receipt: String) async throws -> RecordID {
    let made = try await commit(
      tess,
      [
        .recordOpened(
          RecordDraft(
            kind: "flag", channel: channel, child: nil, day: today, happenedAt: start,
            state: "open", oneKey: nil, receipt: receipt, values: ["seen": .text("please")])),
        .message(MessageDraft(channel: channel, text: "/erase", clientID: nil, link: .latest)),
      ])
    return made.records[0].id
  }
  /// A turn that changes something else and keeps this reply in a channel.
  func answered(
    _ reply: String, _ member: MemberID, in channel: ChannelID, clientID: String
  ) async throws {
    let key = AnswerKey(channel: channel, clientID: clientID)
    var decision = decision(member, [self.member("n-\(clientID)", [.team])], key: key)
    decision.keptReply = reply
    let decided = decision
    _ = try await turn(member, key: key) { _ in decided }
  }
  func erased(_ scope: ErasureScope, _ request: RecordID, by asker: MemberID? = nil) -> Change {
    .erased(scope, askedBy: asker ?? tess, request: request, reason: "asked by the family")
  }
}

@Suite struct ErasureTests {
  @Test func anErasedMessageIsEmptyForEveryReaderAndTheRestIsThere() async throws {
    let house = try House()
    defer { house.store.close() }
    let key = AnswerKey(channel: house.ab, clientID: "c-1")
    try await house.commit(
      house.tess, [house.say("zebra here", in: house.ab, clientID: "c-1")], key: key)
    try await house.commit(house.tess, [house.say("zebra there", in: house.ab)])
    let request = try await house.request(in: house.ab, receipt: "q1")
    #expect(try house.store.verify() == [])
    let done = try await house.commit(
      house.dara, [house.erased(.message(house.ab, number: 1), request)])
    #expect(done.events.map(\.kind) == [.tombstone])
    let grant = try house.proof(house.tess, house.ab)
    try house.store.read { (reader: Reader) throws in
      let page = try reader.messages(grant, limit: 50).messages
      #expect(page.map(\.text) == ["", "zebra there", "/erase"])
      #expect(page.map(\.isErased) == [true, false, false])
      #expect(page.map(\.isTombstone) == [true, false, false])
      #expect(page[0].clientID == nil)
      #expect(try reader.search("zebra", limit: 9, [grant]).map(\.number) == [2])
      #expect(try reader.answer(house.tess, key) == nil)
      let certificate = try #require(try reader.erasure(number: 1, [grant]))
      #expect(try reader.erasures([grant]) == [certificate])
      #expect(certificate.what == "message 1")
      #expect(certificate.askedBy == house.tess)
      #expect(certificate.approvedBy == house.dara)
      #expect((certificate.messages, certificate.versions) == (1, 0))
      let other = try house.proof(house.tari, house.cd)
      #expect(try reader.erasure(number: 1, [other]) == nil)
      #expect(try reader.erasures([other]).isEmpty)
    }
    #expect(try house.store.verify() == [])
  }

  @Test func anErasedRecordGoesInAllVersionsWithItsMessages() async throws {
    let house = try House()
    defer { house.store.close() }
    let made = try await house.commit(
      house.tess, house.attend(in: house.ab, reason: "alphaword", receipt: "r1"))
    let id = made.records[0].id
    try await house.commit(
      house.tess,
      [
        .recordRevised(
          id, values: ["reason": .text("betaword")], reason: "he came", day: today,
          happenedAt: start, oneKey: today.text),
        .message(
          MessageDraft(channel: house.ab, text: "/amend", clientID: nil, link: .latest)),
        .recordState(id, state: "closed", reason: "done"),
      ])
    try await house.commit(house.dara, [.tombstone(house.ab, number: 1, reason: "oh")])
    let request = try await house.request(in: house.ab, receipt: "q1")
    try await house.commit(house.dara, [house.erased(.record(id), request)])
    let grant = try house.proof(house.dara, house.ab)
    try house.store.read { (reader: Reader) throws in
      let page = try reader.messages(grant, limit: 50).messages
      #expect(page.map(\.isErased) == [true, true, false])
      #expect(page.map(\.hidden) == [nil, nil, nil])
      #expect(try reader.hidden(grant, message: 1) == nil)
      #expect(try reader.hiddenMessages(grant, limit: 9).isEmpty)
      for word in ["alphaword", "betaword"] {
        #expect(try reader.search(word, limit: 9, [grant]).isEmpty)
      }
      #expect(try reader.record(kind: "attendance", number: 1, grant) == nil)
      #expect(try reader.revisions(of: id, grant).isEmpty)
      let receipts = try reader.receipts(of: house.tess, kinds: ["attendance"], limit: 5)
      #expect(receipts.map(\.state) == ["erased"])
      let certificate = try #require(try reader.erasure(number: 1, [grant]))
      #expect(certificate.what == "attendance 1")
      #expect((certificate.messages, certificate.versions) == (2, 2))
    }
    let next = try await house.commit(house.tess, house.attend(in: house.ab, receipt: "r2"))
    #expect(next.records[0].number == 2, "its number and its key are told apart")
    #expect(try house.store.verify() == [])
  }

  @Test func anErasedChannelLosesItsNamesButNotItsRequests() async throws {
    let house = try House()
    defer { house.store.close() }
    for number in 1...5 {
      try await house.commit(
        house.tess,
        house.attend(
          in: house.ab, on: today.adding(days: -number), reason: "word\(number)",
          receipt: "r\(number)"))
    }
    try await house.commit(
      house.tari, house.attend(in: house.cd, reason: "word1", receipt: "r9"))
    let request = try await house.request(in: house.ab, receipt: "q1")
    let grant = try house.proof(house.dara, house.ab)
    let done = try await house.commit(house.dara, [house.erased(.channel(house.ab), request)])
    #expect(done.events.map(\.kind) == Array(repeating: .tombstone, count: 5) + [.access])
    let channel = try #require(house.store.roster.channels[house.ab])
    #expect(channel.name == "erased-1")
    #expect(house.store.roster.channelsByName["ab"] == nil)
    #expect(house.store.roster.children[ChildID(1)]?.name == "Erased")
    #expect(house.store.roster.children[ChildID(1)]?.yearGroup == nil)
    #expect(house.store.roster.grants[house.ab]?[house.tess]?.reason == "")
    #expect(house.store.roster.grants[house.cd]?[house.tari]?.reason == "key worker")
    let other = try house.proof(house.tari, house.cd)
    try house.store.read { (reader: Reader) throws in
      let page = try reader.messages(grant, limit: 50).messages
      #expect(page.map(\.isErased) == [true, true, true, true, true, false])
      #expect(try reader.record(kind: "flag", number: 1, grant)?.values["seen"] == .text("please"))
      #expect(try reader.records(RecordQuery(), [grant]).map(\.kind) == ["flag"])
      #expect(try reader.search("word1", limit: 9, [grant, other]).map(\.channel) == [house.cd])
      let certificate = try #require(try reader.erasure(number: 1, [grant]))
      #expect((certificate.messages, certificate.versions) == (5, 5))
    }
    #expect(try house.store.verify() == [])
    let again = try await house.request(in: house.ab, receipt: "q2")
    await #expect(throws: Failure.self) {
      try await house.commit(house.dara, [house.erased(.channel(house.ab), again)])
    }
    try await house.commit(house.tess, [house.say("said since", in: house.ab)])
    try await house.commit(house.dara, [house.erased(.channel(house.ab), again)])
    #expect(house.store.roster.channels[house.ab]?.name == "erased-2")
    #expect(try house.store.verify() == [])
  }

  @Test func keptRepliesOfOtherChannelsThatNameTheChildAreEmptiedAndNoOthers() async throws {
    let house = try House()
    defer { house.store.close() }
    let replies = [
      "Asked for the erasure of AB note 1.", "done for ab", "It is about Zoë O'AB.",
      "Of Zoë O'CD.", "Done.",
    ]
    for (number, reply) in replies.enumerated() {
      try await house.answered(reply, house.dara, in: house.cd, clientID: "k\(number)")
    }
    func kept() throws -> [KeptAnswer?] {
      try house.store.read { reader in
        try replies.indices.map {
          try reader.answer(house.dara, AnswerKey(channel: house.cd, clientID: "k\($0)"))
        }
      }
    }
    #expect(try kept() == replies.map { .reply($0, receipt: nil) })
    let request = try await house.request(in: house.ab, receipt: "q1")
    try await house.commit(house.tess, [house.say("one", in: house.ab)])
    try await house.commit(
      house.dara, [house.erased(.message(house.ab, number: 2), request)])
    #expect(try kept() == replies.map { .reply($0, receipt: nil) }, "no name was erased")
    try await house.commit(house.dara, [house.erased(.channel(house.ab), request)])
    let left = ["", "", ""] + replies[3...]
    #expect(try kept() == left.map { .reply($0, receipt: nil) })
  }

  @Test func anErasedChannelOfNoChildKeepsItsName() async throws {
    let house = try House()
    defer { house.store.close() }
    let draft = ChannelDraft(kind: "cyp", name: "staff", title: "Staff", token: "staff")
    try await house.commit(house.dara, [.channelOpened(draft)])
    let staff = try #require(house.store.roster.channelsByName["staff"])
    try await house.commit(house.dara, [house.grant(house.tess, staff)])
    try await house.commit(house.tess, [house.say("zebra", in: staff)])
    try await house.answered("said in staff", house.dara, in: house.cd, clientID: "k1")
    let request = try await house.request(in: staff, receipt: "q1")
    try await house.commit(house.dara, [house.erased(.channel(staff), request)])
    #expect(house.store.roster.channels[staff]?.name == "staff")
    #expect(house.store.roster.channels[staff]?.title == "Staff")
    #expect(house.store.roster.grants[staff]?[house.tess]?.reason == "")
    let key = AnswerKey(channel: house.cd, clientID: "k1")
    let grant = try house.proof(house.dara, staff)
    try house.store.read { (reader: Reader) throws in
      #expect(try reader.search("zebra", limit: 9, [grant]).isEmpty)
      #expect(try reader.answer(house.dara, key) == .reply("said in staff", receipt: nil))
    }
    #expect(try house.store.verify() == [])
  }

  @Test func aHiddenMessageTellsWhatItCarriesAndItsCertificateNamesIt() async throws {
    let house = try House()
    defer { house.store.close() }
    try await house.commit(house.tess, house.attend(in: house.ab, receipt: "r1"))
    try await house.commit(house.tess, [house.say("plain", in: house.ab)])
    try await house.commit(house.dara, [.tombstone(house.ab, number: 1, reason: "oh")])
    let grant = try house.proof(house.dara, house.ab)
    func carried(_ number: Int64) throws -> Carried? {
      try house.store.read { try $0.carried(by: number, grant) }
    }
    let found = Carried(
      kind: "attendance", number: 1, author: house.tess, writtenAt: start, versions: 1,
      messages: 1)
    #expect(try carried(1) == found)
    #expect(try carried(2) == nil)
    #expect(try carried(9) == nil)
    let request = try await house.request(in: house.ab, receipt: "q1")
    try await house.commit(
      house.dara, [house.erased(.message(house.ab, number: 1), request)])
    #expect(try carried(1) == nil)
    let certificate = try house.store.read { try $0.erasure(number: 1, [grant]) }
    #expect(certificate?.what == "message 1, with attendance 1")
    #expect(try house.store.verify() == [])
  }

  @Test func whatIsErasedInTheTurnThatSaidItIsNeverFound() async throws {
    let house = try House()
    defer { house.store.close() }
    let request = try await house.request(in: house.ab, receipt: "q1")
    try await house.commit(
      house.dara,
      [
        house.say("zebra first", in: house.ab),
        house.erased(.message(house.ab, number: 2), request),
        house.say("zebra last", in: house.ab),
      ])
    let grant = try house.proof(house.dara, house.ab)
    let found = try house.store.read { try $0.search("zebra", limit: 9, [grant]) }
    #expect(found.map(\.number) == [3])
    #expect(try house.store.verify() == [])
  }

  @Test func anErasureNeedsTwoPeopleARequestThereAndSomethingToErase() async throws {
    let house = try House()
    defer { house.store.close() }
    try await house.commit(house.tess, [house.say("one", in: house.ab)])
    try await house.commit(house.tess, [house.say("two", in: house.ab)])
    let here = try await house.request(in: house.ab, receipt: "q1")
    let there = try await house.request(in: house.cd, receipt: "q2")
    let one = ErasureScope.message(house.ab, number: 1)
    try await house.commit(house.dara, [house.erased(one, here)])
    let wrong: [Change] = [
      house.erased(.message(house.ab, number: 2), here, by: house.dara),
      house.erased(.message(house.ab, number: 2), there),
      house.erased(.message(house.ab, number: 2), RecordID(99)), house.erased(one, here),
      house.erased(.message(house.ab, number: 99), here), house.erased(.record(here), here),
      house.erased(.message(house.ab, number: 3), here),
      house.erased(.record(RecordID(99)), here), house.erased(.channel(house.cd), here),
      .tombstone(house.ab, number: 1, reason: "nothing is left to hide"),
    ]
    for change in wrong {
      await #expect(throws: Failure.self, "\(change)") {
        try await house.commit(house.dara, [change])
      }
    }
    let grant = try house.proof(house.tess, house.ab)
    #expect(try house.store.read { try $0.erasures([grant]) }.count == 1)
    #expect(try house.store.read { try $0.message(number: 2, grant) }?.text == "two")
    #expect(try house.store.verify() == [])
  }

  @Test func aTurnThatFailsAfterItsErasureErasesNothing() async throws {
    let house = try House()
    defer { house.store.close() }
    try await house.commit(house.tess, [house.say("zebra", in: house.ab)])
    let request = try await house.request(in: house.ab, receipt: "q1")
    await #expect(throws: Failure.self) {
      try await house.commit(
        house.dara,
        [house.erased(.channel(house.ab), request), house.member("tess", [.team])])
    }
    let grant = try house.proof(house.tess, house.ab)
    #expect(try house.store.read { try $0.search("zebra", limit: 9, [grant]) }.count == 1)
    #expect(house.store.roster.channels[house.ab]?.name == "AB")
    #expect(try house.store.verify() == [])
  }

  private static let emptied = "text = '', client_id = NULL, salt = x''"

  @Test(arguments: [
    "UPDATE messages SET erasure = 1 WHERE number = 2",
    "UPDATE messages SET \(emptied) WHERE number = 2",
    "UPDATE messages SET \(emptied), erasure = 9 WHERE number = 2",
    "UPDATE messages SET \(emptied), erasure = 1, author = 2 WHERE number = 2",
    "UPDATE messages SET erasure = NULL WHERE number = 1",
    "UPDATE messages SET text = 'back' WHERE number = 1",
    "UPDATE messages SET erasure = 1 WHERE number = 1",
    "UPDATE record_attendance SET _erasure = 1",
    "UPDATE record_attendance SET _erasure = 1, salt = x'', day = NULL, status = NULL",
    "UPDATE access SET erasure = 1", "UPDATE access SET reason = ''",
    "DELETE FROM erasures", "UPDATE erasures SET reason = 'x'",
    "UPDATE erasures SET purged_at = 1, messages = 9", "UPDATE erasures SET purged_at = NULL",
  ])
  func nothingButAnErasureChangesARow(sql: String) async throws {
    let house = try House()
    defer { house.store.close() }
    house.store.purger.hold(true)
    try await house.commit(house.tess, [house.say("one", in: house.ab)])
    try await house.commit(house.tess, house.attend(in: house.ab, receipt: "r1"))
    let request = try await house.request(in: house.ab, receipt: "q1")
    try await house.commit(
      house.dara, [house.erased(.message(house.ab, number: 1), request)])
    #expect(throws: Failure.self) {
      try house.store.writer.alone { try $0.db.execute(sql) }
    }
    #expect(try house.store.verify() == [])
  }

  @Test func whatIsEmptiedByHandUnderAnotherCertificateIsFound() async throws {
    let house = try House()
    defer { house.store.close() }
    house.store.purger.hold(true)
    try await house.commit(house.tess, [house.say("one", in: house.ab)])
    try await house.commit(house.tess, [house.say("two", in: house.ab)])
    let request = try await house.request(in: house.ab, receipt: "q1")
    try await house.commit(
      house.dara, [house.erased(.message(house.ab, number: 1), request)])
    #expect(try house.store.verify() == [])
    let sql = "UPDATE messages SET \(ErasureTests.emptied), erasure = 1 WHERE number = 2"
    try house.store.writer.alone { try $0.db.execute(sql) }
    let problems = try house.store.verify()
    #expect(problems.contains { $0.contains("its counts") }, "\(problems)")
    #expect(problems.contains { $0.contains("its digest") })
    #expect(problems.contains { $0.contains("search: ") })
  }
}
