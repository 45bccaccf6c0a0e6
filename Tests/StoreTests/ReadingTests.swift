// Pages, records, search, scans: what is asked for, in order, and nothing of any other channel.
import Domain
import Store
import Testing

@Suite struct ReadingTests {
  @Test func pagesAreWholeAndInOrderInBothDirections() async throws {
    let house = try House()
    defer { house.store.close() }
    try house.store.bulk(
      (1...7).map { house.decision(house.tess, [house.say("\($0)", in: house.ab)]) })
    let grant = try house.proof(house.tess, house.ab)
    func numbers(_ before: Int64?, _ after: Int64?, _ limit: Int) throws -> ([Int64], Bool) {
      let page = try house.store.read {
        try $0.messages(grant, before: before, after: after, limit: limit)
      }
      return (page.messages.map(\.number), page.more)
    }
    #expect(try numbers(nil, nil, 3) == ([5, 6, 7], true))
    #expect(try numbers(5, nil, 3) == ([2, 3, 4], true))
    #expect(try numbers(2, nil, 3) == ([1], false))
    #expect(try numbers(nil, nil, 7) == ([1, 2, 3, 4, 5, 6, 7], false))
    #expect(try numbers(nil, 0, 3) == ([1, 2, 3], true))
    #expect(try numbers(nil, 5, 3) == ([6, 7], false))
    #expect(try numbers(5, 2, 10) == ([3, 4], false))
    #expect(try numbers(nil, nil, 0) == ([], true))
    #expect(try numbers(nil, nil, -1) == ([], true))
    #expect(try numbers(Int64.min, nil, 3) == ([], false))
    #expect(try house.store.read { try $0.lastNumbers([grant]) } == [house.ab: 7])
  }

  @Test func aGrantOfAnotherChannelReturnsNothing() async throws {
    let house = try House()
    defer { house.store.close() }
    let made = try await house.commit(
      house.tess, house.attend(in: house.ab, reason: "zebra", receipt: "r1"))
    let record = made.records[0]
    let own = try house.proof(house.tess, house.ab)
    let other = try house.proof(house.tari, house.cd)
    try house.store.read { (reader: Reader) throws in
      func counts(_ grant: Grant) throws -> [Int] {
        var scanned = 0
        try reader.scan(kind: "attendance", from: nil, to: nil, [grant], [.number]) {
          scanned += $0.rows
        }
        return [
          try reader.messages(grant, limit: 50).messages.count,
          try reader.message(number: 1, grant) == nil ? 0 : 1,
          try reader.record(kind: "attendance", number: 1, grant) == nil ? 0 : 1,
          try reader.record(kind: "attendance", oneKey: today.text, grant) == nil ? 0 : 1,
          try reader.revisions(of: record.id, grant).count,
          try reader.records(RecordQuery(), [grant]).count,
          try reader.search("zebra", limit: 5, [grant]).messages.count,
          Int(try reader.lastNumbers([grant]).values.reduce(0, +)), scanned,
          try reader.events(
            after: EventNumber(0), upTo: nil, limit: 50, channels: [grant.channel],
            member: MemberID(99)
          ).filter { $0.message != nil }.count,
          try reader.audit(channel: grant.channel, member: nil, after: 0, limit: 50)
            .filter { $0.act == "message.posted" }.count,
        ]
      }
      #expect(try counts(own).allSatisfy { $0 == 1 }, "need someone who may read it")
      #expect(try counts(other).allSatisfy { $0 == 0 })
      #expect(try reader.search("zebra", limit: 5, []).messages.isEmpty)
      #expect(try reader.records(RecordQuery(), []).isEmpty)
    }
  }

  @Test func recordsAreFilteredByDayStateAndField() async throws {
    let house = try House()
    defer { house.store.close() }
    for offset in 0..<6 {
      var draft = house.attendance(
        in: offset % 2 == 0 ? house.ab : house.cd, on: today.adding(days: -offset),
        status: offset < 3 ? "absent" : "present", receipt: "r\(offset)")
      draft.state = offset == 0 ? "queried" : "recorded"
      try await house.commit(house.tess, [.recordOpened(draft)])
    }
    try await house.commit(
      house.tess, [house.note(in: house.ab, receipt: "n", ["story": .text("x")])])
    let ab = try house.proof(house.dara, house.ab)
    let both = [ab, try house.proof(house.dara, house.cd)]
    func ids(_ query: RecordQuery, _ grants: [Grant]) throws -> [Int64] {
      try house.store.read { try $0.records(query, grants).map(\.id.raw) }
    }
    #expect(try ids(RecordQuery(), both) == [7, 6, 5, 4, 3, 2, 1])
    #expect(try ids(RecordQuery(kind: "attendance"), both) == [6, 5, 4, 3, 2, 1])
    #expect(try ids(RecordQuery(kind: "attendance"), [ab]) == [5, 3, 1])
    #expect(try ids(RecordQuery(kind: "attendance", limit: 2), both) == [6, 5])
    #expect(
      try ids(RecordQuery(kind: "attendance", limit: 2, before: RecordID(5)), both) == [4, 3])
    #expect(try ids(RecordQuery(kind: "attendance", state: "queried"), both) == [1])
    let from = today.adding(days: -3)
    #expect(try ids(RecordQuery(kind: "attendance", from: from), both) == [4, 3, 2, 1])
    #expect(try ids(RecordQuery(kind: "attendance", to: from), both) == [6, 5, 4])
    #expect(
      try ids(
        RecordQuery(
          kind: "attendance", from: from, equals: [(field: "status", value: .text("absent"))]),
        both) == [3, 2, 1])
    #expect(
      try ids(RecordQuery(equals: [(field: "story", value: .text("x"))]), both) == [7],
      "without a kind, kinds that lack the field have no such records")
    #expect(try ids(RecordQuery(kind: "nothing"), both) == [])
    #expect(throws: Failure.self, "a filter that is not understood is not dropped") {
      try ids(
        RecordQuery(kind: "attendance", equals: [(field: "x\" OR 1=1 --", value: .text("a"))]),
        both)
    }
  }

  @Test func manyChannelsGiveTheSameRecordsAsFew() async throws {
    let house = try House()
    defer { house.store.close() }
    let count = Limits.searchPlacesMax + 10
    try house.store.bulk(
      (0..<count).map { number in
        house.decision(
          house.dara,
          [
            .channelOpened(
              ChannelDraft(
                kind: "cyp", name: "N\(number)", title: "", token: "n\(number)",
                child: ChildDraft(token: "k\(number)", name: "N", yearGroup: nil)))
          ])
      })
    try house.store.bulk(
      (0..<(count * 3)).map { number in
        let draft = house.attendance(
          in: ChannelID(Int64(3 + number % count)), on: today.adding(days: -(number % 7)),
          reason: "heron \(number)", receipt: "r\(number)")
        var other = draft
        other.oneKey = nil
        return house.decision(
          house.dara,
          [
            .recordOpened(other),
            .message(
              MessageDraft(channel: draft.channel, text: "a", clientID: nil, link: .latest)),
          ])
      })
    let grants = try (0..<count).map { try house.proof(house.dara, ChannelID(Int64(3 + $0))) }
    let (left, right) = (Array(grants.prefix(count / 2)), Array(grants.dropFirst(count / 2)))
    try house.store.read { (reader: Reader) throws in
      let all = try reader.records(RecordQuery(kind: "attendance", limit: 1000), grants)
      #expect(all.count == count * 3)
      let halves = try [left, right].flatMap {
        try reader.records(RecordQuery(kind: "attendance", limit: 1000), $0)
      }
      #expect(all == halves.sorted { $0.id > $1.id })
      let page = try reader.records(RecordQuery(kind: "attendance", limit: 5), grants)
      #expect(page == Array(all.prefix(5)))

      func scan(_ grants: [Grant]) throws -> [[String]] {
        var rows: [[String]] = []
        try reader.scan(
          kind: "attendance", from: today.adding(days: -3), to: nil, grants,
          [.day, .channel, .number, .field("reason")]
        ) { rows += texts(of: $0) }
        return rows
      }
      let wide = try scan(grants)
      let narrow = try scan(left) + scan(right)
      #expect(wide.map(\.[0]) == wide.map(\.[0]).sorted())
      let isSame =
        wide.sorted { $0.description < $1.description }
        == narrow.sorted { $0.description < $1.description }
      #expect(isSame)
      #expect(!wide.isEmpty && wide.count < all.count)

      let found = try reader.search("heron", limit: 500, grants).messages.count
      let inHalves = try [left, right].reduce(0) {
        try $0 + reader.search("heron", limit: 500, $1).messages.count
      }
      #expect(found == min(count * 3, Limits.pageRowsMax))
      #expect(inHalves == count * 3 - 1 || inHalves >= found)
    }
  }

  @Test func searchFindsWordsStemsBeginningsAndWhatTheRecordSays() async throws {
    let house = try House()
    defer { house.store.close() }
    try await house.commit(
      house.tess, [house.say("Regulated after ten minutes, Zoë said", in: house.ab)])
    try await house.commit(house.tess, house.attend(in: house.ab, receipt: "r1"))
    let grant = try house.proof(house.tess, house.ab)
    func hits(_ text: String) throws -> [Int64] {
      try house.store.read { try $0.search(text, limit: 9, [grant]).messages.map(\.number) }
    }
    #expect(try hits("regulate") == [1])
    #expect(try hits("minute ZOE") == [1])
    #expect(try hits("dent") == [2], "the last word may be unfinished")
    #expect(try hits("dent absent") == [], "only the last")
    #expect(try hits("absent dentist") == [2])
    #expect(try hits("nothing") == [])
  }

  @Test(arguments: [
    "", " ", "\"", "'", "*", "AND", "NOT a", "a OR", "(", ")", "a AND (b", "place : c2", "c2",
    "text:x", "{place}:c1", "^a", "a + b", "NEAR(a b)", "-a", "\u{0}", "%", "\\", ";", "--",
    "a\" OR place : c2 OR \"", "🦔", "е́", "ﬁ", "²", "१२", "日本語", "\u{202E}abc", "½",
    String(repeating: "a ", count: 500), String(repeating: "x", count: 5_000),
  ])
  func hostileSearchesAreHarmless(text: String) async throws {
    let house = try House()
    defer { house.store.close() }
    try await house.commit(house.tari, [house.say("only in CD: x a b c2", in: house.cd)])
    try await house.commit(house.tess, [house.say("in AB \(text)", in: house.ab)])
    let grant = try house.proof(house.tess, house.ab)
    let hits = try house.store.read { try $0.search(text, limit: 9, [grant]).messages }
    #expect(hits.allSatisfy { $0.channel == house.ab })
    #expect(try house.store.verify() == [])
  }

  @Test func aTombstoneHidesTextRecordAndHit() async throws {
    let house = try House()
    defer { house.store.close() }
    try await house.commit(
      house.tess, house.attend(in: house.ab, reason: "zebra", receipt: "r1"))
    let hidden = try await house.commit(
      house.tess, [.tombstone(house.ab, number: 1, reason: "wrong child")])
    #expect(hidden.events.map(\.kind) == [.tombstone])
    #expect(hidden.events[0].message?.text == "")
    let grant = try house.proof(house.tess, house.ab)
    try house.store.read { (reader: Reader) throws in
      let message = try reader.message(number: 1, grant)
      #expect(message?.isTombstone == true)
      #expect(message?.text == "")
      #expect(message?.record == nil)
      #expect(try reader.search("zebra", limit: 5, [grant]).messages.isEmpty)
    }
    await #expect(throws: Failure.self) {
      try await house.commit(house.tess, [.tombstone(house.ab, number: 1, reason: "again")])
    }
    await #expect(throws: Failure.self) {
      try await house.commit(house.tess, [.tombstone(house.ab, number: 7, reason: "none")])
    }
    #expect(try house.store.verify() == [])
  }
}
