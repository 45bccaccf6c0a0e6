// A line of the register: whom it means, what becomes of each child, and when nothing is written.

import Domain
import Testing

@testable import Engine

/// Friday 20 November 2026, 11:00 in London, with children of tess's and of tari's.
private func friday() -> FakeHouse {
  var house = FakeHouse()
  house.now = house.now.adding(seconds: -23 * 3600)
  house.child("JS", "Jamie Smith", year: 9, team: ["tess"])
  house.child("JS2", "Jasmine Sandhu", year: 10, team: ["tess"])
  house.child("ON", "Sinéad O'Neill", year: 0, team: ["tess"])
  house.child("ZO", "Zoë Okafor", year: -1, team: ["tess"])
  house.child("MK", "Maya Khan", team: ["tari"])
  house.child("MK2", "Musa Khan", team: ["tari"])
  return house
}

extension Decision {
  /// Short name to status, of all attendance that it opens.
  fileprivate func marks(_ house: FakeHouse) -> [String: String] {
    var marks: [String: String] = [:]
    for case .recordOpened(let draft) in changes where draft.kind == "attendance" {
      let name = house.lookup.roster.channels[draft.channel]?.name ?? ""
      guard case .text(let status)? = draft.values["status"] else { continue }
      marks[name] = status
    }
    return marks
  }
  fileprivate func texts(in place: ChannelID) -> [String] {
    changes.compactMap {
      if case .message(let draft) = $0, draft.channel == place { draft.text } else { nil }
    }
  }
}

@Suite struct RegisterTests {
  @Test("all present marks those of the asker's who are expected, not named and not marked")
  func all() throws {
    let house = friday()
    try house.keep("tess", "ON", "/attend late 9:05")
    let line = "/register all present; JS late 9:20 taxi; ZO absent unwell"
    let decision = try house.type("tess", "register", line, id: "k1")
    #expect(decision.words == [])
    #expect(
      decision.marks(house) == ["AB": "present", "JS": "late", "JS2": "present", "ZO": "absent"])
    #expect(
      decision.reply?.text
        == "Marked 4 (AM): 2 present (AB, JS2), 1 late (JS), 1 absent (ZO).\n"
        + "That is JS (year 9), not JS2.\nNobody is unmarked.")
    #expect(decision.keptReply == decision.reply?.text && decision.answerKey?.clientID == "k1")
    // Each child's own channel has the whole of it, the register no reason.
    #expect(
      decision.texts(in: house.channel("JS")) == [
        "/attend status: late session: AM arrived: \"09:20\" day: 2026-11-20 reason: taxi"
      ])
    #expect(
      decision.texts(in: house.channel("register")) == [
        "/register all present; JS late 09:20; ZO absent session: AM"
      ])
  }

  @Test func `who was marked is told apart from those with the same initials`() throws {
    let house = friday()
    let decision = try house.type("tess", "register", "/register AB present; JS present")
    let reply = decision.reply?.text ?? ""
    #expect(reply.contains("That is JS (year 9), not JS2."))
    #expect(!reply.contains("That is AB") && !reply.contains("Jamie"))
    let both = try house.type("tess", "register", "/register JS, JS2 present")
    #expect(both.reply?.text.contains("That is") == false)
  }

  @Test("a mark of the register is the very record that /attend makes")
  func same() throws {
    let house = friday()
    let typed = try #require(try house.type("tess", "JS", "/attend absent dentist").opened)
    let marked = try #require(
      try house.type("tess", "register", "/register JS absent dentist").opened)
    #expect(typed.values == marked.values && typed.oneKey == marked.oneKey)
    #expect(typed.happenedAt == marked.happenedAt && typed.child == marked.child)
    #expect(marked.values["suggested_code"] == .text("M"))
  }

  @Test("a Saturday expects nobody, and who is named is marked all the same, and said so")
  func saturday() throws {
    var house = friday()
    house.now = FakeHouse.now
    let nobody = try house.type("tess", "register", "/register all present")
    #expect(nobody.changes.isEmpty && nobody.complaints.isEmpty)
    #expect(nobody.reply?.text.hasPrefix("Nobody is left to mark") == true)
    let named = try house.type("tess", "register", "/register JS present")
    #expect(named.marks(house) == ["JS": "present"])
    #expect(named.reply?.text.contains("Marked, but not expected: JS.") == true)
    let not = try house.type("tess", "register", "/register JS not-expected")
    #expect(not.reply?.text.contains("Marked, but") == false)
  }

  static let names: [(String, String, [String])] = [
    ("tess", "js PRESENT", ["JS"]), ("tess", "JS, JS2 present", ["JS", "JS2"]),
    ("tess", "JS and JS2 present", ["JS", "JS2"]),
    ("tess", "JS,JS2, and ZO present", ["JS", "JS2", "ZO"]),
    ("tess", "Jamie Smith present", ["JS"]), ("tess", "jas present", ["JS2"]),
    ("tess", "O'Neill present", ["ON"]), ("tess", "O\u{2019}Neill present", ["ON"]),
    ("tess", "Zoe present", ["ZO"]), ("tess", "Zoë Oka present", ["ZO"]),
    ("tess", "sinead o'n left early left: 11:00 ill", ["ON"]),
    ("tess", "JS late 9.20; JS2 absent ill\nZO here", ["JS", "JS2", "ZO"]),
    ("tess", "JS absent \"ill; sent home, again\"; ZO in", ["JS", "ZO"]),
    ("tess", "rest present", ["AB", "JS", "JS2", "ON", "ZO"]),
    ("tess", "all the rest present", ["AB", "JS", "JS2", "ON", "ZO"]),
    ("tess", "JS late 9:20; everyone else present", ["AB", "JS", "JS2", "ON", "ZO"]),
    ("tari", "Maya late 9:10; all present", ["CD", "MK", "MK2"]),
  ]

  @Test(
    "names are short names, or the beginning of one child's name",
    arguments: names)
  func named(_ login: String, _ entries: String, _ shorts: [String]) throws {
    let house = friday()
    let decision = try house.type(login, "register", "/register \(entries)")
    #expect(decision.words == [])
    #expect(decision.marks(house).keys.sorted() == shorts)
  }

  static let wrong: [(String, String, String)] = [
    ("J.S. present", "ambiguous-child", "'J.S.' may be JS (year 9) or JS2 (year 10)."),
    ("Ja present", "unknown-child", "'Ja' is no child that you may see."),
    ("XY present", "unknown-child", "'XY' is no child that you may see."),
    ("MK present", "unknown-child", "'MK' is no child that you may see."),
    ("Maya Khan present", "unknown-child", "'Maya Khan' is no child that you may see."),
    ("JS", "missing-field", "'JS' has no status."),
    ("all", "missing-field", "'all' has no status."),
    (";", "missing-field", "Nobody is named here."),
    ("JS prsent", "bad-choice", "JS: 'prsent' is not an attendance status."),
    ("JS absent", "missing-field", "JS: 'reason' is needed when status is absent."),
    ("JS late", "missing-field", "JS: 'arrived' is needed when status is late."),
    ("JS present; JS late 9:20", "named-twice", "JS stands here twice."),
    ("all present; rest absent ill", "named-twice", "Everyone else stands here twice."),
  ]

  @Test("what is not clear is complained of, and nothing is written", arguments: wrong)
  func refused(_ entries: String, _ code: String, _ text: String) throws {
    let decision = try friday().type("tess", "register", "/register \(entries)")
    #expect(decision.changes.isEmpty && decision.reply == nil)
    #expect(decision.codes == [code] && decision.complaints.first?.text == text)
  }

  @Test("the choices are those whom the asker may see, with their years")
  func choices() throws {
    let hint = try friday().type("tess", "register", "/register ZX present").complaints[0].hint
    #expect(
      hint == "You may see ZO (nursery), AB (year 7), JS (year 9), JS2 (year 10), ON (reception)."
        + " Nothing was written.")
  }

  @Test("a complaint stands where its words stand in the line, and a form's stands at its field")
  func places() throws {
    let house = friday()
    let line = "/register session: PM XY present; JS late 25:70"
    let typed = try house.type("tess", "register", line).complaints
    let places = typed.map { $0.at.map { Line(line).text($0) } ?? "" }
    #expect(places == ["XY", "25:70"])
    let quoted = "/register \"XY present\""
    #expect(try house.type("tess", "register", quoted).complaints[0].at == 11..<13)
    let form = try house.fill(
      "tess", "register", "register", "{\"entries\":\"XY present; JS late\"}"
    ).complaints
    #expect(form.map(\.at) == [nil, nil] && form.allSatisfy { $0.field == "entries" })
  }

  @Test("mistakes are told at once, all of them")
  func allAtOnce() throws {
    let decision = try friday().type("tess", "register", "/register XY present; JS late; ZO absent")
    #expect(decision.codes == ["unknown-child", "missing-field", "missing-field"])
  }

  static let sessions = [
    ("PM all present", "PM"), ("all present session: PM", "PM"), ("afternoon JS present", "PM"),
    ("all present", "AM"), ("session: PM all present", "PM"),
  ]

  @Test("the session stands first, by its name, or is the one of this hour", arguments: sessions)
  func session(_ entries: String, _ wanted: String) throws {
    let decision = try friday().type("tess", "register", "/register \(entries)")
    #expect(decision.words == [])
    #expect(decision.opened?.values["session"] == .text(wanted))
  }

  @Test("a child whose initials are a session's is meant where a status follows")
  func sessionOrChild() throws {
    let house = friday()
    house.child("AM", "Ada Moss", team: ["tess"])
    let child = try house.type("tess", "register", "/register AM present")
    #expect(child.marks(house) == ["AM": "present"])
    let both = try house.type("tess", "register", "/register PM AM present")
    #expect(both.opened?.values["session"] == .text("PM"))
  }

  @Test("who was marked before is told of at once, and changed where the line says why")
  func before() throws {
    let house = friday()
    try house.keep("tess", "register", "/register JS present; ZO late 9:05")
    let refused = try house.type(
      "tess", "register", "/register JS late 9:20; ZO present; AB present")
    #expect(refused.changes.isEmpty)
    #expect(
      refused.words == [
        "Marked before: JS (present), ZO (late)."
          + " To change that, say why: add because: \"...\""
      ])
    let line = "/register JS late 9:20; ZO present; AB present because: \"seen at the gate\""
    let revised = try house.type("tess", "register", line)
    let reasons = revised.changes.compactMap {
      if case .recordRevised(_, _, let reason, _, _, _) = $0 { reason } else { nil }
    }
    #expect(reasons == ["seen at the gate", "seen at the gate"])
    #expect(revised.marks(house) == ["AB": "present"])
    // The reason may tell what only the child's team knows.
    #expect(!revised.texts(in: house.channel("register")).joined().contains("gate"))
  }

  @Test("a line that changes nothing writes nothing")
  func again() throws {
    let house = friday()
    try house.keep("tess", "register", "/register JS present")
    let again = try house.type("tess", "register", "/register JS present")
    #expect(again.changes.isEmpty && again.complaints.isEmpty)
    #expect(again.reply?.text.hasPrefix("Already so: JS. Nothing was written.") == true)
    let more = try house.type("tess", "register", "/register JS, ZO present")
    #expect(more.marks(house) == ["ZO": "present"])
    #expect(more.reply?.text.contains("Already so: JS.") == true)
  }

  @Test("who may only read of a child, or no longer may, marks nobody")
  func mayNot() throws {
    let house = friday()
    house.grant("tari", "JS", "reader")
    let reader = try house.type("tari", "register", "/register JS present")
    #expect(reader.codes == ["not-yours"] && reader.changes.isEmpty)
    #expect(reader.complaints[0].text == "You may not mark JS.")
    #expect(
      try house.type("tari", "register", "/register all present").marks(house).keys.sorted()
        == ["CD", "MK", "MK2"])
    house.grant("tari", "MK", "team", until: house.now.adding(seconds: -60))
    let revoked = try house.type("tari", "register", "/register MK present")
    // Another child of those initials is not taken for the one that is gone.
    #expect(revoked.codes == ["ambiguous-child"])
    #expect(revoked.complaints[0].text == "'MK' may be MK2 (year 7).")
    #expect(throws: Hidden.self) { try house.type("vic", "register", "/register all present") }
    #expect(throws: Hidden.self) { try house.type("adam", "register", "/register all present") }
    let elsewhere = try house.type("tess", "AB", "/register all present")
    #expect(elsewhere.codes == ["not-here"])
  }

  @Test("one line marks as many children as the limit says, and not one more")
  func limit() throws {
    let house = friday()
    let place = Limits.registerChildrenMax
    let there = house.lookup.roster.children.count
    for number in there..<place { house.child("C\(number)", "Child \(number)") }
    let most = try house.type("dara", "register", "/register all present")
    #expect(most.marks(house).count == place)
    house.child("LAST", "One More")
    let over = try house.type("dara", "register", "/register all present")
    #expect(over.codes == ["too-many"] && over.changes.isEmpty)
    // Some of them by their names are marked all the same.
    #expect(try house.type("dara", "register", "/register LAST present").complaints.isEmpty)
  }

  @Test("a line of quotes or semicolons ends soon, and in words")
  func hostile() throws {
    let house = friday()
    for piece in ["\"", "; ", "JS;", "\" ;", "all ", ",", "\u{201C}x"] {
      let line = "/register " + String(repeating: piece, count: 15_000 / piece.count)
      #expect(try house.type("tess", "register", line).changes.isEmpty)
    }
  }
}

@Suite struct BoardTests {
  @Test("the board has the children whom one may read of, expected or marked, by short name")
  func rows() throws {
    let house = friday()
    try house.keep("tess", "JS", "/attend late 9:20 taxi")
    let board = try board(house, "tess")
    #expect(board.day.text == "2026-11-20" && board.session == "AM")
    #expect(board.rows.map(\.child.short) == ["AB", "JS", "JS2", "ON", "ZO"])
    #expect(board.rows.filter { $0.mark != nil }.map(\.child.short) == ["JS"])
    #expect(board.rows.allSatisfy { $0.isExpected && $0.mayMark })
    #expect(try self.board(house, "tari").rows.map(\.child.short) == ["CD", "MK", "MK2"])
    #expect(try self.board(house, "cora").rows.count == house.lookup.roster.children.count)
  }

  @Test("on a day that expects nobody, only who is marked is there")
  func saturday() throws {
    var house = friday()
    house.now = FakeHouse.now
    #expect(try board(house, "tess").rows.isEmpty)
    try house.keep("tess", "JS", "/attend present")
    let rows = try board(house, "tess").rows
    #expect(rows.map(\.child.short) == ["JS"] && rows[0].isExpected == false)
    #expect(try board(house, "tess", BoardQuery(session: "afternoon")).rows.isEmpty)
  }

  @Test("who may read the register and a child, but not mark, sees the child and may not mark")
  func reader() throws {
    let house = friday()
    house.grant("tari", "JS", "reader")
    let row = try #require(try board(house, "tari").rows.first { $0.child.short == "JS" })
    #expect(!row.mayMark)
    house.grant("tari", "JS", "reader", until: house.now)
    #expect(try board(house, "tari").rows.contains { $0.child.short == "JS" } == false)
  }

  @Test("to whom the register is not open there is no board")
  func hidden() throws {
    let house = friday()
    for login in ["vic", "adam", "nobody"] {
      #expect(throws: Hidden.self) { try board(house, login) }
    }
  }

  @Test("a school's board has its own children, and one that nobody of mine comes from is unknown")
  func school() throws {
    let house = friday()
    try house.keep("cora", "coordination", "/school \"St Oswin's\" email: a@oswin.example")
    try house.keep("cora", "coordination", "/school Larches email: a@larches.example")
    for (place, school) in [("JS", "St Oswin's"), ("ZO", "Larches"), ("MK", "St Oswin's")] {
      #expect(try house.keep("cora", place, "/placement \"\(school)\"").words == [])
    }
    let asked = BoardQuery(school: "st oswin’s")
    #expect(try board(house, "tess", asked).rows.map(\.child.short) == ["JS"])
    #expect(try board(house, "cora", asked).rows.map(\.child.short) == ["JS", "MK"])
    #expect(throws: Hidden.self) { try board(house, "tari", BoardQuery(school: "Larches")) }
    #expect(throws: Hidden.self) { try board(house, "tari", BoardQuery(school: "Nowhere")) }
  }

  @Test("a board holds as many children as the limit says; one more, and a school must be named")
  func limit() throws {
    let house = friday()
    for number in house.lookup.roster.children.count..<Limits.registerChildrenMax {
      house.child("C\(number)", "Child \(number)")
    }
    #expect(try board(house, "dara").rows.count == Limits.registerChildrenMax)
    house.child("LAST", "One More")
    #expect(throws: Complaint.self) { try board(house, "dara") }
  }

  @Test("a session that there is not is complained of")
  func badSession() throws {
    #expect(throws: Complaint.self) { try board(friday(), "tess", BoardQuery(session: "night")) }
  }

  private func board(_ house: FakeHouse, _ login: String, _ query: BoardQuery = BoardQuery())
    throws -> Board
  {
    try house.engine.board(
      query, member: house.member(login), now: house.now, house.lookup)
  }
}
