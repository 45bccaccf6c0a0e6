// What the outbox decides of a mail when its turn comes, and of what became of it.
import Domain
import Engine
import Store
import TestKit
import Testing

@testable import Server

/// A house with a school and a parent, each with a mail that waits.
struct Desk {
  let test: TestHouse
  let desk: MailDesk
  let plan = MailPlan(program: "/bin/true", from: "attendance@provision.example", pauses: [60])

  init() throws {
    test = try TestHouse()
    try test.openSingles()
    desk = try #require(MailDesk(test.house.outbox))
    try test.member("cora", [.coordinator])
    try test.commit(
      .bot,
      [
        .channelOpened(
          ChannelDraft(
            kind: "cyp", name: "AB", title: "AB", token: "c-ab",
            child: ChildDraft(token: "k-ab", name: "Asha Bell", yearGroup: 7)))
      ])
    try say("coordination", "/school Hillside email: office@hillside.example")
    try say(
      "AB",
      "/parent-mail email: ann@bell.example name: \"Ann Bell\" relation: mother agreed_on: today "
        + "agreed_how: form")
  }

  func say(_ place: String, _ line: String, as login: String = "cora") throws {
    let outcome = try test.say(login, in: place, .line(line))
    #expect(
      outcome.decision.complaints.isEmpty, "\(line): \(outcome.decision.complaints)")
  }

  func record(_ place: String, _ kind: String) throws -> Record {
    let id = try #require(test.house.store.roster.channelsByName[place.lowercased()])
    let grant = try #require(test.house.access.grant(.bot, .read, id))
    return try #require(
      try test.house.store.read { try $0.record(kind: kind, number: 1, grant) })
  }

  /// Queues a mail with these values beside those that each has.
  func queue(
    _ key: String, _ values: [String: Value], _ tellings: [Telling] = []
  ) throws -> RecordID {
    let place = try #require(test.house.store.roster.channelsByName["outbox"])
    let own: [String: Value] = [
      "key": .text(key), "subject": .text("Attendance"), "body": .text("Asha Bell: absent"),
    ]
    try test.commit(
      .bot,
      [
        .recordOpened(
          RecordDraft(
            kind: "mail", channel: place, child: nil, day: Day(text: "2026-11-20")!,  // a day
            happenedAt: test.clock.now(), state: "queued", oneKey: key, receipt: key,
            values: values.merging(own) { $1 })), .told(tellings),
      ])
    return try #require(try test.mails().first { $0.text("key") == key }).id
  }

  func mail(_ id: RecordID) throws -> Record {
    try #require(try test.mails().first { $0.id == id })
  }

  func coordinators() throws -> [String] { try messages("coordination") }

  func messages(_ place: String) throws -> [String] {
    let id = try #require(test.house.store.roster.channelsByName[place])
    let grant = try #require(test.house.access.grant(.bot, .read, id))
    return try test.house.store.read {
      try $0.messages(grant, before: nil, after: nil, limit: 200).messages.map(\.text)
    }
  }

  func verify() throws {
    try test.move("coordination", "school", 1, to: "verified")
    try test.move("AB", "parent_mail", 1, to: "verified")
  }

  /// A mail to the parent, queued while the address is verified.
  func toParent(_ key: String = "p") throws -> RecordID {
    let parent = try record("AB", "parent_mail")
    return try queue(
      key, ["parent": .record(parent.id), "address": .text("ann@bell.example")])
  }
}

@Suite struct MailDeskTests {
  @Test func `a mail leaves to the parent and the school it was written to`() throws {
    let it = try Desk()
    try it.verify()
    let school = try it.record("coordination", "school")
    let ids = [
      try it.toParent(),
      try it.queue(
        "s", ["school": .record(school.id), "address": .text("office@hillside.example")]),
    ]
    for id in ids { #expect(try it.desk.take(id, it.plan)?.mail.state == "sending") }
  }

  @Test(arguments: ["ended", "unverified"])
  func `no parent is written to with whom it is no longer agreed`(_ state: String) throws {
    let it = try Desk()
    try it.verify()
    let id = try it.toParent()
    try it.test.move("AB", "parent_mail", 1, to: state)
    #expect(try it.desk.take(id, it.plan)?.mail == nil)
    let mail = try it.mail(id)
    #expect(mail.state == "cancelled")
    #expect(mail.text("answer") == "parent_mail 1 is '\(state)'.")
    #expect(try it.coordinators().contains { $0.contains("mail \(mail.number) was cancelled") })
  }

  @Test func `an address that was corrected, and verified, gets no mail of the old one`() throws {
    let it = try Desk()
    try it.verify()
    let id = try it.toParent()
    try it.say(
      "AB", "/amend parent-mail 1 changes: \"email=right@bell.example\" reason: \"a slip\"")
    try it.test.move("AB", "parent_mail", 1, to: "verified")
    #expect(try it.desk.take(id, it.plan)?.mail == nil)
    #expect(try it.mail(id).text("answer") == "The address of parent_mail 1 was changed.")
  }

  @Test func `a mail that names nobody, or two, never leaves`() throws {
    let it = try Desk()
    try it.verify()
    let (school, parent) = (
      try it.record("coordination", "school"), try it.record("AB", "parent_mail")
    )
    let address = Value.text("ann@bell.example")
    let ids = [
      try it.queue("none", ["address": address]),
      try it.queue(
        "two",
        ["address": address, "school": .record(school.id), "parent": .record(parent.id)]),
    ]
    for id in ids {
      #expect(try it.desk.take(id, it.plan)?.mail == nil)
      #expect(try it.mail(id).state == "cancelled")
    }
  }

  @Test func `a program that was ended is tried again, and people are told once`() throws {
    let it = try Desk()
    try it.verify()
    let id = try it.toParent()
    _ = try it.desk.take(id, it.plan)
    try it.desk.settle(id, .unknown("It was ended."), pauses: [60, 60])
    var mail = try it.mail(id)
    #expect(mail.state == "queued" && mail.values["perhaps_twice"] == .truth(true))
    let known = mail.text("message_id")
    it.test.clock.put("2026-11-21", 600)
    _ = try it.desk.take(id, it.plan)
    try it.desk.settle(id, .unknown("It was ended."), pauses: [60, 60])
    mail = try it.mail(id)
    #expect(mail.text("message_id") == known)
    let told = try it.coordinators().filter { $0.contains("nobody knows whether mail") }
    #expect(told.count == 1)
  }

  @Test func `what may be taken later was not taken: nothing is marked as sent twice`() throws {
    let it = try Desk()
    try it.verify()
    let id = try it.toParent()
    _ = try it.desk.take(id, it.plan)
    try it.desk.settle(id, .later("busy"), pauses: [60])
    let mail = try it.mail(id)
    #expect(mail.state == "queued" && mail.values["perhaps_twice"] == nil)
  }

  // MARK: Codes

  /// The code in a text that leaves.
  private func code(_ text: String) throws -> String {
    let lines = text.split(separator: "\n").map { $0.drop { $0 == " " } }
    return String(try #require(lines.first { $0.count == 9 && $0.dropFirst(4).first == "-" }))
  }

  private func refused(_ it: Desk, _ line: String) throws -> String {
    let decision = try it.test.say("cora", in: "coordination", .line(line)).decision
    return decision.complaints.map(\.text).joined()
  }

  @Test func `nobody here reads the code, and each attempt has its own`() throws {
    let it = try Desk()
    let mail = try #require(try it.test.mails().first)
    #expect(mail.text("body").contains("{{code}}"))
    #expect(try it.record("outbox", "verification").values["code"] == nil)
    let first = try code(try #require(try it.desk.take(mail.id, it.plan)).body)
    try it.desk.settle(mail.id, .later("busy"), pauses: [60])
    it.test.clock.put("2026-11-21", 600)
    let taken = try #require(try it.desk.take(mail.id, it.plan))
    let second = try code(taken.body)
    #expect(first != second && !taken.body.contains("{{code}}"))
    try it.desk.settle(mail.id, .taken("ok"), pauses: [60])
    let kept = try it.mail(mail.id)
    for text in [first, second] { #expect(!kept.text("body").contains(text)) }
    #expect(try refused(it, "/verify school 1 code: \(first)").contains("not the code"))
    try it.say("coordination", "/verify school 1 code: \(second)")
    #expect(try it.record("coordination", "school").state == "verified")
  }

  @Test func `no code is taken before its mail was handed over`() throws {
    let it = try Desk()
    let id = try #require(try it.test.mails().first).id
    #expect(try refused(it, "/verify school 1 code: aaaa-aaaa").contains("has not left yet"))
    let right = try code(try #require(try it.desk.take(id, it.plan)).body)
    #expect(try refused(it, "/verify school 1 code: \(right)").contains("has not left yet"))
    try it.desk.settle(id, .later("busy"), pauses: [60])
    #expect(try refused(it, "/verify school 1 code: \(right)").contains("has not left yet"))
    #expect(try it.record("outbox", "verification").values["tries"] == .number(0))
  }

  @Test func `a code that may have left is taken`() throws {
    let it = try Desk()
    let id = try #require(try it.test.mails().first).id
    let right = try code(try #require(try it.desk.take(id, it.plan)).body)
    try it.desk.settle(id, .unknown("It was ended."), pauses: [60])
    try it.say("coordination", "/verify school 1 code: \(right)")
  }

  @Test func `a code that another was asked for since never leaves`() throws {
    let it = try Desk()
    let old = try #require(try it.test.mails().first).id
    try it.say("coordination", "/verify school 1 code: new")
    let new = try #require(try it.test.mails().last).id
    #expect(try it.desk.take(old, it.plan)?.mail == nil)
    #expect(try it.mail(old).state == "cancelled")
    #expect(try it.desk.take(new, it.plan) != nil)
  }

  // MARK: Order

  @Test(arguments: ["queued", "held", "sending"])
  func `no mail overtakes an older one to the same address`(_ state: String) throws {
    let it = try Desk()
    try it.verify()
    let (old, new) = (try it.toParent("old"), try it.toParent("new"))
    let number = try it.mail(old).number
    if state != "queued" { try it.test.move("outbox", "mail", number, to: state) }
    #expect(try it.desk.take(new, it.plan)?.mail == nil)
    #expect(try it.mail(new).state == "queued")
    for end in ["sent", "failed", "cancelled"] {
      try it.test.move("outbox", "mail", number, to: state)
      try it.test.move("outbox", "mail", number, to: end)
      let next = try it.toParent("next-\(end)")
      #expect(try it.desk.take(next, it.plan)?.mail == nil)
    }
    #expect(try it.desk.take(new, it.plan) != nil)
  }

  @Test func `mails to others, and codes, wait for nobody`() throws {
    let it = try Desk()
    try it.verify()
    _ = try it.toParent("old")
    let code = try #require(try it.test.mails().first { $0.text("address").hasPrefix("ann@") })
    let school = try it.record("coordination", "school")
    let other = try it.queue(
      "s", ["school": .record(school.id), "address": .text("office@hillside.example")])
    #expect(try it.desk.take(code.id, it.plan) != nil)
    #expect(try it.desk.take(other, it.plan) != nil)
    var busy = try it.test.house.store.read { try it.desk.busy($0) }
    let fresh = try it.mail(try it.toParent("new"))
    let waits = try it.test.mails().filter { $0.state == "queued" && $0.text("about").isEmpty }
    #expect(waits.filter { it.desk.mayBegin($0, &busy) }.count == 1 && fresh.state == "queued")
  }
}
