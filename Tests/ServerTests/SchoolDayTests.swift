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
