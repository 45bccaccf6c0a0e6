// The verbs that read, grant and take out: find, export, assign, unassign, why, help.

import Domain
import Testing

@testable import Engine

@Suite struct StepTests {
  private func filled() throws -> FakeHouse {
    let house = FakeHouse()
    try house.keep("tess", "AB", "/attend absent PM reason: \"dentist at 2\"")
    try house.keep("tari", "CD", "/attend present")
    try house.keep("tess", "AB", "the dentist rang")
    try house.keep("tess", "AB", "/flag dentist action: y told: no severity: info")
    return house
  }

  @Test("find answers from the channels that the asker may read")
  func find() throws {
    let house = try filled()
    func text(_ login: String, _ place: String, _ line: String) throws -> String? {
      try house.type(login, place, line).reply?.text
    }
    #expect(
      try text("tess", "AB", "/find attendance")
        == "Found 1:\nAB 21 Nov 2026 attendance 1: absent, PM, dentist at 2")
    #expect(
      try text("cora", "staff", "/find attendance")
        == "Found 2:\nCD 21 Nov 2026 attendance 1: present, AM"
        + "\nAB 21 Nov 2026 attendance 1: absent, PM, dentist at 2")
    #expect(try text("cora", "CD", "/find attendance")?.hasPrefix("Found 1:\nCD") == true)
    #expect(
      try text("tess", "staff", "/find dentist")
        == "Found 2:\nAB 21 Nov 2026 tess: the dentist rang"
        + "\nAB 21 Nov 2026 attendance 1: absent, PM, dentist at 2")
    #expect(try text("tari", "staff", "/find dentist") == "Nothing was found.")
    #expect(try text("tari", "staff", "/find flag") == "Nothing was found.")
    #expect(try text("tess", "AB", "/find attendance to: yesterday") == "Nothing was found.")
    #expect(
      try text("tess", "AB", "/find attendance words: dentist")?.hasPrefix("Found 1:") == true)
    #expect(try house.type("tess", "AB", "/find").codes == ["missing-field"])
    #expect(
      try house.type("tess", "AB", "/find x from: today to: yesterday").words
        == ["'to' must not be before 'from'."])
  }

  @Test("a search that reads safeguarding is noted, and no other")
  func noted() throws {
    let house = try filled()
    let dara = try house.type("dara", "staff", "/find dentist", id: "k1")
    #expect(
      dara.changes == [
        .noted(
          act: "safeguarding.read", channel: house.channel("safeguarding"), member: nil,
          detail: "searched by /find")
      ])
    #expect(dara.answerKey == nil)
    #expect(dara.reply?.text.contains("safeguarding") == true)
    #expect(try house.type("cora", "staff", "/find dentist").changes.isEmpty)
  }

  @Test("an export takes only from where the asker may export, and shows its passphrase once")
  func export() throws {
    let house = FakeHouse()
    let line = "/export attendance from: 2026-09-01 to: 2026-10-24 for: all purpose: \"half-term\""
    let decision = try house.type("cora", "templates", line, id: "k1")
    guard case .exportOrdered(let order)? = decision.changes.first else {
      return #expect(Bool(false), "no order: \(decision.words)")
    }
    #expect(order.grants.map(\.channel) == [house.channel("AB"), house.channel("CD")])
    #expect(order.from?.text == "2026-09-01" && order.to?.text == "2026-10-24")
    #expect(order.format == "csv" && order.purpose == "half-term" && order.whose == "all")
    #expect(order.expiresAt == house.now.adding(seconds: Limits.exportLifetimeSeconds))
    let phrase = try #require(decision.passphrase)
    #expect(phrase.split(separator: "-").map(\.count) == [4, 4, 4, 4, 4, 4])
    #expect(decision.reply?.passphrase == phrase && decision.reply?.export == order.token)
    #expect(decision.keptReply?.contains(phrase) == false)
    #expect(decision.reply?.text.contains(phrase) == false)
    #expect(decision.said == nil)
  }

  @Test(
    "an export is refused where it must be",
    arguments: [
      ("cora", "/export flag purpose: audit", "nothing-to-export"),
      ("cora", "/export attendance for: QQ purpose: audit", "unknown-channel"),
      ("cora", "/export attendance for: staff purpose: audit", "unknown-channel"),
      ("cora", "/export flag for: safeguarding purpose: audit", "unknown-channel"),
      ("cora", "/export attendance purpose: x", "too-short"),
      ("cora", "/export attendance", "missing-field"),
      ("cora", "/export attendnce purpose: audit", "bad-kind"),
      ("cora", "/export attendance from: today to: yesterday purpose: audit", "bad-order"),
      ("cora", "/export attendance purpose: audit as: pdf", "bad-choice"),
    ])
  func exportRefused(_ login: String, _ line: String, _ code: String) throws {
    let house = FakeHouse()
    #expect(try house.type(login, "templates", line).codes == [code])
    #expect(throws: Hidden()) { try house.type("tess", "templates", line) }
    #expect(try house.type("dara", "templates", "/export flag purpose: audit").changes.count == 1)
  }

  @Test("a member is assigned with a start, an end and a reason")
  func assign() throws {
    let house = FakeHouse()
    let line = "/assign tari until: 18 Dec reason: \"key worker\""
    let decision = try house.type("tess", "AB", line)
    guard case .accessGranted(let grant)? = decision.changes.first else {
      return #expect(Bool(false), "no grant: \(decision.words)")
    }
    #expect(grant.member == house.member("tari") && grant.role == "team")
    #expect(grant.from == house.now && grant.by == house.member("tess"))
    #expect(grant.until?.text == "2026-12-19T00:00:00.000Z" && grant.reason == "key worker")
    #expect(decision.said?.text == line)
    let named = try house.type("tess", "AB", "/assign @Tari reader from: tomorrow cover")
    guard case .accessGranted(let later)? = named.changes.first else {
      return #expect(Bool(false), "no grant: \(named.words)")
    }
    #expect(later.role == "reader" && later.from.text == "2026-11-22T00:00:00.000Z")
    #expect(try house.type("tess", "AB", "/assign vale reason: x").changes.count == 2)
  }

  @Test(
    "an assignment is refused where it must be",
    arguments: [
      (
        "tess", "/assign teal reason: x",
        ["Several members are called 'teal'. Write the sign-in name: tari, tess."]
      ),
      ("tess", "/assign tarri reason: x", ["There is no member 'tarri'. Did you mean 'tari'?"]),
      ("tess", "/assign bo reason: x", ["There is no member 'bo'."]),
      (
        "tess", "/assign tari role: leed reason: x",
        ["'leed' is not a role in this channel. Did you mean 'lead'?"]
      ),
      ("tess", "/assign tari", ["'reason' is missing."]),
      (
        "tess", "/assign tari from: yesterday reason: x",
        ["20 Nov 2026 is over. Give today or a later day."]
      ),
      (
        "tess", "/assign tari from: 3 dec until: 2 dec reason: x",
        ["'until' must not be before 'from'."]
      ),
      (
        "tess", "/assign tess team reason: x",
        [
          "tess is the last lead of this channel."
            + " Make another member lead first: /assign ... role: lead"
        ]
      ),
      (
        "tess", "/unassign tess reason: x",
        [
          "tess is the last lead of this channel."
            + " Make another member lead first: /assign ... role: lead"
        ]
      ),
      (
        "tess", "/unassign tari reason: x",
        [
          "tari has no access by name to this channel."
            + " '/why member: tari' says what they may do, and why."
        ]
      ),
    ])
  func assignRefused(_ login: String, _ line: String, _ words: [String]) throws {
    #expect(try FakeHouse().type(login, "AB", line).words == words)
  }

  @Test("who may not manage may not assign, and an administrator reads no content")
  func assignGate() throws {
    let house = FakeHouse()
    house.grant("tari", "AB", "team")
    #expect(try house.type("tari", "AB", "/assign vic reason: x").codes == ["not-yours"])
    #expect(try house.type("tari", "AB", "/unassign vic reason: x").codes == ["not-yours"])
    house.grant("adam", "AB", "team")
    #expect(try house.type("tess", "AB", "/assign adam reason: x").codes == ["technical-role"])
    house.grant("bo", "AB", "team")
    #expect(try house.type("tess", "AB", "/assign bo reason: x").codes == ["member-ended"])
    #expect(try house.type("tess", "AB", "/unassign bo reason: left").changes.count == 2)
  }

  @Test("a lead may go once another is there")
  func lead() throws {
    let house = FakeHouse()
    try house.keep("tess", "AB", "/assign tari role: lead reason: handover")
    let decision = try house.type("tess", "AB", "/unassign tess reason: \"moved on\"")
    #expect(
      decision.changes.first
        == .accessEnded(house.channel("AB"), house.member("tess"), reason: "moved on"))
    #expect(try house.type("tess", "AB", "/assign tess reader reason: x").complaints.isEmpty)
  }

  @Test("why says what one may do and the reason")
  func why() throws {
    let house = FakeHouse()
    #expect(
      try house.type("tess", "AB", "/why").reply?.text == """
        You in AB:
        see, read, post, command, manage: yes, by name as 'lead', from 20 Nov 2026 (key worker).
        export: no, neither an access by name nor a rule for the role 'team' gives it.
        """)
    #expect(
      try house.type("cora", "AB", "/why attend").reply?.text == """
        You may use '/attend' in AB: yes, the role 'coordinator' may in every channel of this kind.
        """)
    #expect(
      try house.type("tess", "AB", "/why export").reply?.text == """
        You may not use '/export' in AB.
        It is for: coordinator, manager, dsl or director.
        It is used in channels of the kind '\(shipped.kinds["templates"]?.title ?? "")'.
        """)
    #expect(
      try house.type("tess", "AB", "/why member: vic").reply?.text.hasPrefix("vic in AB:") == true)
    house.grant("tari", "AB", "team")
    #expect(try house.type("tari", "AB", "/why member: tess").codes == ["not-yours"])
    #expect(try house.type("tari", "AB", "/why member: tari").complaints.isEmpty)
  }

  @Test("help lists what may be used here, and shows a command from its definition")
  func help() throws {
    let house = FakeHouse()
    let here = try #require(try house.type("tess", "AB", "/help").reply?.text)
    #expect(here.contains("/attend  Log attendance for one session."))
    #expect(!here.contains("/export") && !here.contains("/query"))
    let text = try #require(try house.type("tess", "AB", "/help attend").reply?.text)
    #expect(
      text.hasPrefix(
        "/attend <status> [session] [arrived] [left] [day] [reason] [informed_by: ...] "
          + "[school_code: ...]\n"))
    #expect(text.contains("status: Status, one of present, late, left-early"))
    #expect(text.contains("arrived: Arrived at, a time; needed when status is late."))
    #expect(!text.contains("suggested_code"))
    #expect(try house.type("tess", "AB", "/help /attend").reply?.text == text)
  }

  @Test("a record is summed up in one line")
  func summary() throws {
    let house = FakeHouse()
    try house.keep(
      "tess", "AB",
      "/attend late yesterday arrived: 9.40 reason: \"long\nway\"".replacing("\n", with: " "))
    try house.keep("tess", "AB", "/flag x action: y told: yes severity: info")
    let lines = house.lookup.kept.map { house.engine.summary($0, roster: house.lookup.roster) }
    #expect(
      lines == [
        "attendance 1: late, AM, arrived at 09:40, long way",
        "flag 1: AB as subject, x, y, I told a safeguarding lead in person: yes, info",
      ])
  }

  @Test("a text in a list is one line of 120 characters, however it was written")
  func oneLines() {
    let (fits, tooLong) = (String(repeating: "x", count: 120), String(repeating: "x", count: 121))
    let texts = [
      "": "", " ": "", "a b": "a b", "a  b": "a b", " a": "a", "a ": "a", "a\nb\tc": "a b c",
      "a\u{A0}\u{2003}b": "a b", "caf\u{E9} au lait": "caf\u{E9} au lait", fits: fits,
      tooLong: fits + "\u{2026}",
    ]
    for (text, line) in texts { #expect(oneLine(text) == line) }
  }
}
