// Members, access, sign-ins, exports, events and the audit.
import Domain
import Store
import Testing

@Suite struct StandingTests {
  @Test func accessIsGivenAndTakenAndItsHistoryStays() async throws {
    let house = try House()
    defer { house.store.close() }
    let given = try await house.commit(house.dara, [house.grant(house.tari, house.ab)])
    #expect(given.events.map(\.member) == [house.tari])
    #expect(given.roster.grants[house.ab]?[house.tari]?.until == nil)
    let taken = try await house.commit(
      house.dara, [.accessEnded(house.ab, house.tari, reason: "moved on")])
    #expect(taken.roster.grants[house.ab]?[house.tari]?.until == start)
    await #expect(throws: Failure.self) {
      try await house.commit(house.dara, [.accessEnded(house.cd, house.dara, reason: "none")])
    }
    let acts = try house.store.read {
      try $0.audit(channel: house.ab, member: house.tari, after: 0, limit: 50).map(\.act)
    }
    #expect(acts == ["access.granted", "access.ended"])
  }

  @Test func endingAMemberEndsEverySession() async throws {
    let house = try House()
    defer { house.store.close() }
    let hash = [UInt8](repeating: 7, count: 32)
    let opened = try await house.commit(
      house.tess,
      [.sessionOpened(SessionDraft(member: house.tess, tokenHash: hash, agent: "test"))])
    #expect(opened.created.count == 1)
    let session = try house.store.read { try $0.session(tokenHash: hash) }
    #expect(session?.member == house.tess)
    #expect(session?.endedAt == nil)
    let ended = try await house.commit(house.dara, [.memberEnded(house.tess, reason: "left")])
    #expect(ended.events.map(\.kind) == [.access])
    #expect(ended.roster.members[house.tess]?.endsAt == start)
    #expect(try house.store.read { try $0.session(tokenHash: hash) }?.endedAt == start)
    #expect(try house.store.read { try $0.sessions(of: house.tess) }.count == 1)
    #expect(try house.store.read { try $0.session(tokenHash: [1]) } == nil)
  }

  @Test func aNewPasswordEndsTheOldSessions() async throws {
    let house = try House()
    defer { house.store.close() }
    let hash = [UInt8](repeating: 7, count: 32)
    try await house.commit(
      house.tess,
      [.sessionOpened(SessionDraft(member: house.tess, tokenHash: hash, agent: "test"))])
    #expect(try house.store.read { try $0.passwordHash(house.tess) } == "$y$hash")
    try await house.commit(house.tess, [.passwordSet(house.tess, hash: "$y$new")])
    #expect(try house.store.read { try $0.passwordHash(house.tess) } == "$y$new")
    #expect(try house.store.read { try $0.passwordHash(MemberID(99)) } == "")
    #expect(try house.store.read { try $0.session(tokenHash: hash) }?.endedAt == start)
  }

  @Test func aTouchIsSeenAtOnceAndWrittenSeldom() async throws {
    let house = try House()
    defer { house.store.close() }
    let hash = [UInt8](repeating: 7, count: 32)
    let opened = try await house.commit(
      house.tess,
      [.sessionOpened(SessionDraft(member: house.tess, tokenHash: hash, agent: "test"))])
    let head = try house.store.auditHead
    for minute in Int64(1)...30 {
      house.store.touch(session: opened.created[0], at: start.adding(seconds: minute * 60))
    }
    #expect(
      try house.store.read { try $0.session(tokenHash: hash) }?.seenAt
        == start.adding(seconds: 1_800))
    #expect(try house.store.auditHead == head, "a touch leaves no entry")
  }

  @Test func rolesAreSetAndTold() async throws {
    let house = try House()
    defer { house.store.close() }
    let set = try await house.commit(house.dara, [.rolesSet(house.tess, [.manager, .dsl])])
    #expect(set.roster.members[house.tess]?.roles == [.manager, .dsl])
    #expect(set.events.map(\.member) == [house.tess])
    let entry = try house.store.read {
      try $0.audit(channel: nil, member: house.tess, after: 0, limit: 99).last
    }
    #expect(entry?.detail == "from team to dsl,manager")
  }

  @Test func aSignOutTwiceIsOneSignOut() async throws {
    let house = try House()
    defer { house.store.close() }
    let hash = [UInt8](repeating: 7, count: 32)
    let id = try await house.commit(
      house.tess,
      [.sessionOpened(SessionDraft(member: house.tess, tokenHash: hash, agent: "test"))]
    ).created[0]
    try await house.commit(house.tess, [.sessionEnded(id)])
    let head = try house.store.auditHead.number
    try await house.commit(house.tess, [.sessionEnded(id)])
    #expect(try house.store.auditHead.number == head)
  }

  @Test func anExportIsOrderedMadeAndRemoved() async throws {
    let house = try House()
    defer { house.store.close() }
    func order(_ token: String) throws -> ExportOrder {
      ExportOrder(
        token: token, kind: "attendance", grants: [try house.proof(house.tess, house.ab)],
        from: today, to: nil, whose: "AB", purpose: "report", format: "csv", member: house.tess,
        at: start, expiresAt: start.adding(seconds: 60))
    }
    try await house.commit(
      house.tess, [.exportOrdered(try order("e1")), .exportOrdered(try order("e2"))])
    #expect(try house.store.read { try $0.unfinishedExports() }.map(\.token) == ["e1", "e2"])
    try await house.commit(
      house.tess,
      [
        .exportEnded(token: "e1", bytes: 5, sha256: "ab", rows: 2, failure: nil),
        .exportEnded(token: "e2", bytes: 0, sha256: "", rows: 0, failure: "no room"),
      ])
    try house.store.read { (reader: Reader) throws in
      #expect(try reader.unfinishedExports() == [])
      let row = try reader.export(token: "e1")
      #expect(row?.state == .made)
      #expect(row?.rows == 2)
      #expect(row?.from == today)
      #expect(row?.to == nil)
      #expect(row?.channels == [house.ab])
      #expect(try reader.export(token: "e2")?.state == .failed)
      #expect(try reader.export(token: "e3") == nil)
      #expect(try reader.exports(of: house.tess).map(\.token) == ["e2", "e1"])
      #expect(try reader.exports(of: house.tari) == [])
    }
    try await house.commit(
      house.tess, [.exportEnded(token: "e1", bytes: 0, sha256: "", rows: 0, failure: "expired")])
    #expect(try house.store.read { try $0.export(token: "e1") }?.state == .removed)
    await #expect(throws: Failure.self) {
      try await house.commit(
        house.tess, [.exportEnded(token: "e1", bytes: 0, sha256: "", rows: 0, failure: nil)])
    }
  }

  @Test func readMarksOnlyMoveForward() async throws {
    let house = try House()
    defer { house.store.close() }
    let head = try house.store.auditHead
    try await house.commit(house.tess, [.readTo(house.ab, number: 5)])
    try await house.commit(house.tess, [.readTo(house.ab, number: 3)])
    #expect(try house.store.read { try $0.readMarks(house.tess) } == [house.ab: 5])
    #expect(try house.store.read { try $0.readMarks(house.tari) } == [:])
    #expect(try house.store.auditHead == head)
  }

  @Test func aReplayGivesEveryEventOnceAndNothingElse() async throws {
    let house = try House()
    defer { house.store.close() }
    let heard = Heard()
    house.store.onCommit { events, _ in heard.add(events.map(\.number.raw), members: 0) }
    let first = try house.store.read { try $0.latestEvent() }
    var own: [Event] = []
    for number in 1...12 {
      let isOwn = number % 3 != 0
      let committed = try await house.commit(
        isOwn ? house.tess : house.tari,
        house.attend(
          in: isOwn ? house.ab : house.cd, on: today.adding(days: number), receipt: "r\(number)"))
      if isOwn { own += committed.events }
    }
    own += try await house.commit(house.dara, [.rolesSet(house.tess, [.team, .dsl])]).events
    try await house.commit(house.dara, [.rolesSet(house.tari, [.team, .dsl])])
    try house.store.read { (reader: Reader) throws in
      func replay(_ after: EventNumber, _ limit: Int) throws -> [Event] {
        try reader.events(
          after: after, upTo: nil, limit: limit, channels: [house.ab], member: house.tess)
      }
      #expect(try replay(first.number, 500) == own)
      // In pages of one, each resumed by the cursor of the last, it is the same.
      var pages: [Event] = []
      var after = first.number
      while let event = try replay(after, 1).first {
        pages.append(event)
        let next = try reader.cursor(event.cursor)
        #expect(next == event.number)
        after = event.number
      }
      #expect(pages == own)
      #expect(try reader.cursor(12_345) == nil)
      let all = try reader.events(
        after: first.number, upTo: nil, limit: 500, channels: nil, member: house.tess)
      #expect(all.count == heard.numbers.count - 1, "all but another member's access")
      let last = try reader.latestEvent()
      #expect(last.number.raw == heard.numbers.last)
      #expect(try reader.cursor(last.cursor) == last.number)
    }
  }

  @Test func anOpenedChannelIsToldWithItsPlaceAndNobody() async throws {
    let house = try House()
    defer { house.store.close() }
    let opened = try await house.commit(
      house.dara,
      [.channelOpened(ChannelDraft(kind: "cyp", name: "EF", title: "", token: "ef"))])
    let event = opened.events[0]
    #expect(event.kind == .access)
    #expect(event.channel == ChannelID(opened.created[0]))
    #expect(event.member == nil)
    let seen = try house.store.read {
      try $0.events(
        after: EventNumber(0), upTo: nil, limit: 99, channels: [house.ab], member: house.tess)
    }
    #expect(!seen.contains { $0.cursor == event.cursor }, "who may not see it is not told")
  }

  @Test func namesAreUniqueWhateverTheirCase() async throws {
    let house = try House()
    defer { house.store.close() }
    for name in ["ab", "AB", "Ab"] {
      await #expect(throws: Failure.self) {
        try await house.commit(
          house.dara,
          [.channelOpened(ChannelDraft(kind: "cyp", name: name, title: "", token: name))])
      }
    }
    await #expect(throws: Failure.self) {
      try await house.commit(house.dara, [house.member("TESS", [.team])])
    }
    #expect(house.store.roster.channels.count == 2)
  }

  @Test func theAuditNamesActsWithoutContent() async throws {
    let house = try House()
    defer { house.store.close() }
    try await house.commit(
      house.tess, house.attend(in: house.ab, reason: "zebra", receipt: "r1"))
    try await house.commit(
      house.tess, [.noted(act: "read.refused", channel: house.cd, member: nil, detail: "page")])
    let entries = try house.store.read {
      try $0.audit(channel: nil, member: nil, after: 0, limit: 500)
    }
    #expect(entries.map(\.number) == Array(1...Int64(entries.count)))
    #expect(
      entries.suffix(3).map(\.act) == ["record.opened", "message.posted", "read.refused"])
    #expect(entries.suffix(3).map(\.detail) == ["attendance 1 revision 1", "message 1", "page"])
    #expect(entries.allSatisfy { !$0.detail.contains("zebra") })
    let head = try house.store.auditHead
    #expect(head.hash == entries.last?.hash)
    #expect(head.number == entries.last?.number)
  }
}
