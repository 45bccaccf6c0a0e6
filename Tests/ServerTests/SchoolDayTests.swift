// The day of a school of 930, and how far lists and reminders go.
import Domain
import Engine
import Store
import TestKit
import Testing

@testable import Server

/// A house with so many children, in one commit.
private func house(children: Int) throws -> TestHouse {
  let test = try TestHouse()
  try test.openSingles()
  try test.member("cora", [.coordinator])
  try test.commit(
    .bot,
    (0..<children).map { number in
      .channelOpened(
        ChannelDraft(
          kind: "cyp", name: "N\(number)", title: "N\(number)", token: "c\(number)",
          child: ChildDraft(token: "k\(number)", name: "Child \(number)", yearGroup: 7)))
    })
  return test
}

private func text(_ record: Record, _ field: String) -> String {
  if case .text(let text)? = record.values[field] { text } else { "" }
}

private func messages(_ test: TestHouse, in place: String) throws -> [String] {
  let id = try #require(test.house.store.roster.channelsByName[place])
  let grant = try #require(test.house.access.grant(.bot, .read, id))
  return try test.house.store.read {
    try $0.messages(grant, before: nil, after: nil, limit: 200).messages.map(\.text)
  }
}

/// Records of one kind, one a child, in one commit.
private func open(
  _ test: TestHouse, _ kind: String, _ key: String,
  _ values: (Int) -> [String: Value]?
) throws {
  let children = test.house.store.roster.children.values.sorted { $0.id < $1.id }
  let day = try #require(Day(text: "2026-11-20"))
  let changes = children.enumerated().compactMap { index, child -> Change? in
    values(index).map { values in
      .recordOpened(
        RecordDraft(
          kind: kind, channel: child.channel, child: child.id, day: day,
          happenedAt: test.clock.now(), state: "recorded", oneKey: key,
          receipt: "\(kind)-\(index)", values: values))
    }
  }
  try test.commit(.bot, changes)
}

@Suite struct SchoolDayTests {
  @Test func `a school of 930 hears of all of them in one mail, and of nobody else`() throws {
    let test = try house(children: 950)
    _ = try test.say(
      "cora", in: "coordination", .line("/school Hillside email: a@hillside.example"))
    try test.move("coordination", "school", 1, to: "verified")
    let id = try test.house.store.read { reader in
      let place = try #require(test.house.store.roster.channelsByName["coordination"])
      let grant = try #require(test.house.access.grant(.bot, .read, place))
      return try #require(try reader.record(kind: "school", number: 1, grant)).id
    }
    let day = try #require(Day(text: "2026-11-20"))
    try open(test, "placement", "p") { index in
      index < 930 ? ["school": .record(id), "starts": .day(day)] : nil
    }
    try open(test, "attendance", "2026-11-20|AM") { index in
      index % 31 == 0
        ? nil : ["status": .text("present"), "session": .text("AM"), "day": .day(day)]
    }
    test.clock.put("2026-11-20", 9 * 60 + 50)
    try test.pass(to: 600)
    let mails = try test.mails().filter { !text($0, "template").hasPrefix("verify-address") }
    #expect(mails.count == 1)
    let body = text(try #require(mails.first), "body")
    let lines = body.split(separator: "\n").filter { $0.hasPrefix("- Child ") }
    #expect(lines.count == 930)
    #expect(lines.count { $0.contains(": present") } == 900)
    #expect(lines.contains("- Child 0"))
    #expect(!body.contains("Child 930"))
    #expect(!text(try #require(mails.first), "subject").contains("Child"))
    #expect(try test.duty("summary-morning", day)?.values["outcome"] == .text("done"))
  }

  /// A school with one pupil, absent for a reason of so many characters, at ten.
  private func tenOClock(reason count: Int) throws -> TestHouse {
    let test = try house(children: 1)
    let id = try school(test)
    let day = try #require(Day(text: "2026-11-20"))
    try open(test, "placement", "p") { _ in ["school": .record(id), "starts": .day(day)] }
    try open(test, "attendance", "2026-11-20|AM") { _ in
      [
        "status": .text("absent"), "session": .text("AM"), "day": .day(day),
        "reason": .text(String(repeating: "x", count: count)),
      ]
    }
    test.clock.put("2026-11-20", 600)
    test.house.duties.wake()
    return test
  }

  private func school(_ test: TestHouse) throws -> RecordID {
    _ = try test.say(
      "cora", in: "coordination", .line("/school Hillside email: a@hillside.example"))
    try test.move("coordination", "school", 1, to: "verified")
    return try test.house.store.read { reader in
      let place = try #require(test.house.store.roster.channelsByName["coordination"])
      let grant = try #require(test.house.access.grant(.bot, .read, place))
      return try #require(try reader.record(kind: "school", number: 1, grant)).id
    }
  }

  private func told(_ test: TestHouse) throws -> [String] {
    try test.mails().filter { !text($0, "template").hasPrefix("verify-address") }
      .map { text($0, "body") }
  }

  @Test func `a mail is as long as its limit, and one that would be longer fails its duty`()
    throws
  {
    let short = try #require(try told(tenOClock(reason: 10)).first)
    let room = Limits.mailBodyCharactersMax - short.unicodeScalars.count
    let full = try #require(try told(tenOClock(reason: 10 + room)).first)
    #expect(full.unicodeScalars.count == Limits.mailBodyCharactersMax)
    let test = try tenOClock(reason: 11 + room)
    #expect(try told(test) == [])
    let duty = try test.duty("summary-morning", try #require(Day(text: "2026-11-20")))
    #expect(duty?.values["outcome"] == .text("failed"))
    #expect(text(try #require(duty), "detail").contains("more than 400000 characters"))
  }

  @Test func `a school's mail that was read beside the writer holds until one of its own changes`()
    throws
  {
    let test = try house(children: 3)
    let id = try school(test)
    let day = try #require(Day(text: "2026-11-20"))
    test.clock.put("2026-11-20", 600)
    try open(test, "placement", "p") { index in
      index < 1 ? ["school": .record(id), "starts": .day(day)] : nil
    }
    let place = try #require(test.house.store.roster.channelsByName["register"])
    func prepared(_ line: String) throws -> Preparation {
      let ask = Ask(member: .bot, channel: place, input: .line(line), at: test.clock.now())
      return try test.house.store.read { try test.house.engine.prepare(ask, $0) }
    }
    func holds(_ prepared: Preparation) throws -> Bool {
      try test.house.store.read { try test.house.engine.holds(prepared, $0) }
    }
    let line = "/summary AM school: \"school 1\""
    #expect(try !holds(prepared("/summary AM")), "what says not what it rests on never holds")
    for (channel, said, isHeld) in [
      ("n1", "/attend present", true), ("register", "good morning", true),
      ("n0", "good morning", false), ("n0", "/attend late 09:40", false),
      ("coordination", "good morning", false), ("n2", "/placement Hillside", false),
      ("register", "/closure \"No heating\" closed from: 2026-11-20", false),
    ] {
      let before = try prepared(line)
      #expect(before.decision.complaints.isEmpty && !before.decision.changes.isEmpty)
      #expect(try holds(before))
      let outcome = try test.say("cora", in: channel, .line(said))
      #expect(outcome.decision.complaints.isEmpty, "\(said): \(outcome.decision.complaints)")
      #expect(try holds(before) == isHeld, "\(channel): \(said)")
    }
  }

  @Test func `so many acts are looked through, and after one more it is read again`() throws {
    let test = try house(children: 2)
    let id = try school(test)
    let day = try #require(Day(text: "2026-11-20"))
    test.clock.put("2026-11-20", 600)
    try open(test, "placement", "p") { index in
      index < 1 ? ["school": .record(id), "starts": .day(day)] : nil
    }
    let place = try #require(test.house.store.roster.channelsByName["register"])
    let ask = Ask(
      member: .bot, channel: place, input: .line("/summary AM school: \"school 1\""),
      at: test.clock.now())
    let prepared = try test.house.store.read { try test.house.engine.prepare(ask, $0) }
    let note = Change.noted(act: "looked", channel: nil, member: nil, detail: "")
    try test.commit(.bot, Array(repeating: note, count: Limits.preparedActsMax))
    #expect(try test.house.store.read { try test.house.engine.holds(prepared, $0) })
    try test.commit(.bot, [note])
    #expect(try !test.house.store.read { try test.house.engine.holds(prepared, $0) })
  }

  @Test func `a chase writes to a thousand children's channels, and to no more`() throws {
    for (count, writes) in [
      (Limits.chaseChildrenMax, true), (Limits.chaseChildrenMax + 1, false),
    ] {
      let test = try house(children: count)
      test.clock.put("2026-11-20", 9 * 60 + 45)
      test.house.duties.wake()
      #expect(try messages(test, in: "n0").isEmpty != writes)
      let alerts = try messages(test, in: "coordination")
      #expect(
        alerts
          == (writes
            ? [] : ["\(count) children are not yet marked for the morning of 20 Nov 2026."]))
    }
  }

  @Test func `a list names 250 children, and counts the others`() throws {
    for (count, more) in [(Limits.summaryListMax, false), (Limits.summaryListMax + 1, true)] {
      let test = try house(children: count)
      _ = try test.say("cora", in: "register", .line("/summary AM day: 2026-11-20"))
      let said = try #require(try messages(test, in: "register").last)
      #expect(said.contains(" and 1 more") == more)
    }
  }
}
