// One child's chronology, children with several kinds of records, and a search in many channels.
import Domain
import Testing

@testable import Store

@Suite struct ChildrenTests {
  @Test func aChronologyIsInOrderOfDaysWholeAndInPages() async throws {
    let house = try House()
    defer { house.store.close() }
    for number in 0..<9 {
      let day = today.adding(days: -(number * 5 % 7))
      var draft = house.attendance(in: house.ab, on: day, receipt: "a\(number)")
      draft.oneKey = nil
      if number % 2 == 1 {
        draft = RecordDraft(
          kind: "note", channel: house.ab, child: nil, day: day, happenedAt: start,
          state: "recorded", oneKey: nil, receipt: "n\(number)", refersTo: RecordID(1),
          values: ["about": .record(RecordID(1)), "story": .text("s\(number)")])
      }
      try await house.commit(house.tess, [.recordOpened(draft)])
    }
    try await house.commit(house.tari, house.attend(in: house.cd, receipt: "other"))
    let grant = try house.proof(house.tess, house.ab)
    try house.store.read { (reader: Reader) throws in
      let whole = try reader.chronology(grant, limit: 100)
      #expect(whole.count == 9)
      #expect(Set(whole.map(\.kind)) == ["attendance", "note"])
      let isSorted = whole.map(\.day) == whole.map(\.day).sorted()
      #expect(isSorted)
      #expect(whole.filter { $0.kind == "note" }.allSatisfy { $0.reference == "attendance 1" })
      #expect(whole.first { $0.receipt == "n3" }?.values["story"] == .text("s3"))
      for size in 1...10 {
        var pages: [Record] = []
        var after: Reader.ChronologyPlace?
        while true {
          let page = try reader.chronology(grant, after: after, limit: size)
          pages += page
          guard let last = page.last else { break }
          after = (last.day, last.id)
        }
        let isWhole = pages == whole
        #expect(isWhole, "in pages of \(size)")
      }
      let from = today.adding(days: -2)
      let some = try reader.chronology(grant, from: from, to: from, limit: 100)
      #expect(some.count == whole.filter { $0.day == from }.count && !some.isEmpty)
      #expect(try reader.chronology(grant, limit: 0).isEmpty)
      #expect(try reader.chronology(house.proof(house.tari, house.cd), limit: 9).count == 1)
    }
  }

  @Test func twoWalksThroughAChronologyDoNotDisturbOneAnother() throws {
    let house = try House()
    defer { house.store.close() }
    try house.store.bulk(
      (0..<12).map { number in
        var draft = house.attendance(
          in: house.ab, on: today.adding(days: -(number * 5 % 7)), receipt: "a\(number)")
        draft.oneKey = nil
        return house.decision(house.dara, [.recordOpened(draft)])
      })
    let grant = try house.proof(house.dara, house.ab)
    try house.store.read { (reader: Reader) throws in
      func walk() throws -> ChronologyWalk {
        try ChronologyWalk(reader, house.ab, from: nil, to: nil, after: nil)
      }
      let whole = try reader.chronology(grant, limit: 99).map(\.id)
      #expect(whole.count == 12)
      var (first, second) = (try walk(), try walk())
      var seen: [RecordID] = []
      for id in whole.prefix(5) { #expect(try first.next()?.id == id) }
      while let record = try second.next() { seen.append(record.id) }
      #expect(seen == whole)
      for id in whole.dropFirst(5) { #expect(try first.next()?.id == id) }
      #expect(try first.next() == nil)
      #expect(try first.next() == nil, "the end stays the end")
      // One that was left in the middle is given back, and the next begins at the beginning.
      _ = try walk()
      #expect(try reader.chronology(grant, limit: 1).map(\.id) == Array(whole.prefix(1)))
    }
  }

  /// Ten children with channels 3 to 12; the first of every two was absent, each third has a note
  /// that lies in AB, which is no channel of theirs.
  private func cohort() throws -> (House, [Grant]) {
    let house = try House()
    var changes: [Change] = []
    for number in 0..<10 {
      changes.append(
        .channelOpened(
          ChannelDraft(
            kind: "cyp", name: "N\(number)", title: "", token: "n\(number)",
            child: ChildDraft(token: "k\(number)", name: "N", yearGroup: nil))))
    }
    changes.append(
      .channelOpened(ChannelDraft(kind: "cyp", name: "box", title: "", token: "box")))
    let box = ChannelID(13)
    for number in 0..<10 {
      let channel = ChannelID(Int64(3 + number))
      for offset in 0..<3 {
        var draft = house.attendance(
          in: channel, on: today.adding(days: -offset),
          status: number % 2 == 0 && offset < 2 ? "absent" : "present",
          receipt: "a\(number)-\(offset)")
        draft.state = offset == 0 ? "queried" : "recorded"
        changes.append(.recordOpened(draft))
      }
      guard number % 3 == 0 else { continue }
      changes.append(
        .recordOpened(
          RecordDraft(
            kind: "note", channel: box, child: ChildID(channel.raw), day: today,
            happenedAt: start, state: "recorded", oneKey: nil, receipt: "b\(number)",
            values: ["mood": .text("low")])))
    }
    try house.store.bulk([house.decision(house.dara, changes)])
    return (house, try (3...13).map { try house.proof(house.dara, ChannelID($0)) })
  }

  private let absent = RecordQuery(
    kind: "attendance", equals: [(field: "status", value: .text("absent"))])
  private let low = RecordQuery(kind: "note", equals: [(field: "mood", value: .text("low"))])

  @Test func aCohortHasAMatchOfEachKindHoweverItIsFound() throws {
    let (house, grants) = try cohort()
    defer { house.store.close() }
    try house.store.read { (reader: Reader) throws in
      for readsThrough in [nil, false, true] as [Bool?] {
        func found(_ queries: [RecordQuery], _ grants: [Grant]) throws -> Cohort {
          var walk = CohortWalk(reader, Set(grants.map(\.channel)))
          walk.readsThrough = readsThrough
          return try walk.run(queries)
        }
        let both = try found([absent, low], grants)
        #expect(both.rows.map(\.child.raw) == [3, 9])
        #expect(both.rows.map(\.counts) == [[2, 1], [2, 1]])
        #expect(both.rows.map(\.channel) == [ChannelID(3), ChannelID(9)])
        #expect(both.shared == [ChannelID(13)])
        #expect(try found([low, absent], grants).rows.map(\.counts) == [[1, 2], [1, 2]])
        #expect(try found([absent], grants).rows.count == 5)
        var dayless = RecordQuery(kind: "attendance", from: today, to: today)
        #expect(try found([dayless], grants).rows.count == 10)
        dayless.from = today.adding(days: -1)
        #expect(try found([dayless], grants).rows.allSatisfy { $0.counts == [2] })
        dayless.state = "queried"
        #expect(try found([dayless], grants).rows.allSatisfy { $0.counts == [1] })
        #expect(try found([RecordQuery(kind: "flag"), absent], grants).rows.isEmpty)
      }
      #expect(try reader.cohort([absent, low], grants).rows.count == 2)
      #expect(try reader.cohort([], grants).rows.isEmpty)
    }
  }

  @Test func aCohortKnowsNothingOfOtherChannels() throws {
    let (house, grants) = try cohort()
    defer { house.store.close() }
    try house.store.read { (reader: Reader) throws in
      let box = grants.filter { $0.channel.raw == 13 }
      let three = grants.filter { $0.channel.raw == 3 }
      #expect(try reader.cohort([absent, low], three + box).rows.map(\.child.raw) == [3])
      #expect(try reader.cohort([absent, low], three).rows.isEmpty, "the note lies in the box")
      #expect(try reader.cohort([low], box).rows.isEmpty, "a child is named by its own channel")
      #expect(try reader.cohort([absent, low], []) == Cohort(rows: [], shared: []))
      #expect(throws: Failure.self) { try reader.cohort([RecordQuery()], grants) }
      #expect(throws: Failure.self) { try reader.cohort([RecordQuery(kind: "no")], grants) }
      #expect(throws: Failure.self) {
        try reader.cohort(
          [RecordQuery(kind: "attendance", equals: [(field: "x", value: .text("y"))])], grants)
      }
    }
  }

  @Test func aCorrectionCountsAsItStandsNow() async throws {
    let (house, grants) = try cohort()
    defer { house.store.close() }
    let before = try house.store.read { try $0.cohort([absent], grants).rows.count }
    let grant = try #require(grants.first)
    for record in try house.store.read({ try $0.chronology(grant, limit: 9) }) {
      try await house.commit(
        house.dara,
        [
          .recordRevised(
            record.id, values: ["status": .text("present")], reason: "r", day: record.day,
            happenedAt: start, oneKey: nil)
        ])
    }
    #expect(try house.store.read { try $0.cohort([absent], grants).rows.count } == before - 1)
  }

  @Test func aSearchInManyChannelsFindsOldHitsOrSaysThatItStopped() async throws {
    let house = try House()
    defer { house.store.close() }
    try await house.commit(house.tess, [house.say("heron old", in: house.ab)])
    for number in 0..<8 {
      try await house.commit(house.tari, [house.say("heron \(number)", in: house.cd)])
    }
    let both: Set<ChannelID> = [house.ab, ChannelID(77)]
    try house.store.read { (reader: Reader) throws in
      func search(_ places: Int, _ candidates: Int, _ inTurn: Int) throws -> (Int, Bool) {
        let found = try SearchTable.hits(
          reader.db, "heron", limit: 5, both,
          bounds: .init(places: places, candidates: candidates, placesInTurn: inTurn))
        #expect(found.rows.allSatisfy { $0.channel == house.ab })
        return (found.rows.count, found.isCut)
      }
      #expect(try search(2, 1, 0) == (1, false), "few channels are asked by the index")
      #expect(try search(1, 9, 0) == (1, true), "the last candidate may not be the last")
      #expect(try search(1, 10, 0) == (1, false), "all were looked at")
      #expect(try search(1, 8, 0) == (0, true), "what is cut says so")
      #expect(try search(1, 8, 2) == (1, false), "older hits are asked for channel by channel")
      #expect(try search(1, 8, 1) == (0, true))
    }
  }

  @Test func theLastNumbersOfManyChannelsAreOneQuestion() throws {
    let (house, grants) = try cohort()
    defer { house.store.close() }
    try house.store.bulk(
      (0..<5).map { house.decision(house.dara, [house.say("\($0)", in: ChannelID(4))]) })
    try house.store.read { (reader: Reader) throws in
      var texts = 0
      reader.db.watch = { _ in texts += 1 }
      defer { reader.db.watch = nil }
      let numbers = try reader.lastNumbers(grants)
      #expect(texts == 1)
      #expect(numbers.count == grants.count)
      #expect(numbers[ChannelID(4)] == 5 && numbers[ChannelID(5)] == 0)
      #expect(try reader.lastNumbers([]) == [:])
    }
  }
}
