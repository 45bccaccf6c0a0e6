// /expect, /term and /closure: what is typed, what is refused, and who is expected when.
import Domain
import Testing

@testable import Engine

@Suite struct ExpectTests {
  /// Lines in AB's channel and the pattern that is recorded.
  static let lines: [(line: String, pattern: String)] = [
    ("/expect mon-fri", "mon-fri"),
    ("/expect weekdays", "mon-fri"),
    ("/expect mon-wed, thu am reason: trial review: 2026-12-18", "mon-wed, thu am"),
    (
      "/expect mon-wed, thu am from: 2026-09-07 reason: trial review: 2026-12-18", "mon-wed, thu am"
    ),
    ("/expect \"tue pm\" reason: trial review: 2026-12-18", "tue pm"),
    ("/expect pattern: tue pm, wed reason: trial review: 2026-12-18", "tue pm, wed"),
    ("/expect every day", "mon-sun"),
    ("/expect none reason: \"in hospital\" review: 2026-12-18", "none"),
  ]
  @Test(arguments: lines)
  func `a line's sessions are recorded as one text`(_ line: String, _ pattern: String) throws {
    let opened = try #require(try FakeHouse().type("cora", "AB", line).opened)
    #expect(opened.values["pattern"] == .text(pattern))
    #expect(opened.kind == "expectation" && opened.child == FakeHouse().child("AB"))
  }

  @Test func `a day after the sessions is the first day, unless it is one of them`() throws {
    let opened = try FakeHouse().type("cora", "AB", "/expect mon-fri 2026-09-07").opened
    #expect(opened?.values["starts"] == .day(try #require(Day(text: "2026-09-07"))))
    let named = try FakeHouse().type("cora", "AB", "/expect mon-fri next mon").opened
    #expect(named?.values["starts"] == .day(try #require(Day(text: "2026-11-23"))))
  }

  /// Refused lines, and what is said of them.
  static let refusals: [(line: String, words: [String])] = [
    ("/expect mno-fri", ["'mno' is neither a day nor a session. Did you mean 'mon'?"]),
    (
      "/expect blue",
      [
        """
        'blue' is neither a day nor a session. Write them like mon-fri, or mon-wed, thu am.
        """
      ]
    ),
    ("/expect mon-wed, thru am", ["'thru' is neither a day nor a session. Did you mean 'thu'?"]),
    (
      "/expect mon tue am",
      [
        """
        'mon tue am' does not say which days are half days. Put a comma between whole and half \
        days, like mon-wed, thu am.
        """
      ]
    ),
    (
      "/expect fri-mon",
      ["'fri-mon' goes back through the week. Write days from Monday on, with commas between them."]
    ),
    ("/expect mon, mon am", ["'mon am' is said twice. Say each session once."]),
    (
      "/expect mon-thu",
      [
        "'reason' is needed when pattern is part-time. Add reason: \"...\"",
        "'review' is needed when pattern is part-time. Add review: today",
      ]
    ),
    (
      "/expect mon-fri from: 2026-09-07 to: 2026-09-06",
      ["6 Sep 2026 lies before 'starts', which is 7 Sep 2026. Give 7 Sep 2026 or a later day."]
    ),
    (
      "/expect mon-fri to: yesterday",
      ["20 Nov 2026 lies before 'starts', which is 21 Nov 2026. Give 21 Nov 2026 or a later day."]
    ),
  ]
  @Test(arguments: refusals)
  func `a line that says no sessions is refused with what would be right`(
    _ line: String, _ words: [String]
  ) throws {
    let decision = try FakeHouse().type("cora", "AB", line)
    #expect(decision.words == words)
    #expect(decision.changes.isEmpty)
  }

  @Test func `the first day itself may be the last, and an amendment keeps the order too`() throws {
    let house = FakeHouse()
    try house.keep("cora", "AB", "/expect mon-fri from: 2026-09-07 to: 2026-09-07")
    #expect(house.lookup.kept.count == 1)
    let wrong = try house.type(
      "cora", "AB", "/amend expectation 1 changes: \"starts=2026-09-08\" reason: slip")
    #expect(wrong.codes == ["wrong-order"])
    let right = try house.type(
      "cora", "AB", "/amend expectation 1 changes: \"starts=2026-09-01\" reason: slip")
    #expect(right.codes.isEmpty && !right.changes.isEmpty)
  }

  @Test func `a form is read as a line is, and help and completion know the type`() throws {
    let house = FakeHouse()
    let filled = try house.fill(
      "cora", "AB", "expect", #"{"pattern": "Mon, Tue AM", "reason": "x", "review": "2026-12-18"}"#)
    #expect(filled.opened?.values["pattern"] == .text("mon, tue am"))
    #expect(filled.said?.text.hasPrefix("/expect pattern: \"mon, tue am\"") == true)
    let help = try house.type("cora", "AB", "/help expect").reply?.text ?? ""
    #expect(help.contains("sessions of a week, like mon-fri or mon-wed, thu am; needed"))
    #expect(help.contains("needed when pattern is part-time"))
    let offered = house.engine.suggestions(
      "/expect w", member: house.member("cora"), channel: house.channel("AB"),
      roster: house.lookup.roster, now: house.now)
    #expect(offered.map(\.suggestion).prefix(2) == ["wed", "weekdays"])
  }

  /// Whether AB is expected, after these lines.
  static let house: [String] = [
    "/expect mon-wed, thu am from: 2026-11-02 reason: trial review: 2026-12-18"
  ]
  static let expected: [(day: String, session: String, isExpected: Bool)] = [
    ("2026-10-30", "PM", true),  // a Friday, before the plan: every weekday
    ("2026-10-31", "AM", false), ("2026-11-02", "AM", true), ("2026-11-05", "AM", true),
    ("2026-11-05", "PM", false), ("2026-11-06", "AM", false), ("2026-11-05", "XX", false),
  ]
  @Test(arguments: expected)
  func `a child is expected by its own plan, and on weekdays before it`(
    _ day: String, _ session: String, _ isExpected: Bool
  ) throws {
    let house = FakeHouse()
    for line in ExpectTests.house { try house.keep("cora", "AB", line) }
    let turn = try house.turn("cora", "AB")
    let child = try #require(house.lookup.roster.children[house.child("AB")])
    let day = try #require(Day(text: day))
    #expect(try turn.isExpected(child, day, session) == isExpected)
  }

  @Test func `terms and closures of both channels count, cancelled ones do not`() throws {
    let house = FakeHouse()
    try house.keep("cora", "register", "/term \"Autumn\" 2026-11-02 2026-12-18")
    try house.keep("cora", "coordination", "/closure \"Boiler\" from: 2026-11-24 session: PM")
    try house.keep("cora", "register", "/closure \"Training\" inset 2026-11-27")
    let child = try #require(house.lookup.roster.children[house.child("AB")])
    func isExpected(_ text: String, _ session: String) throws -> Bool {
      let day = try #require(Day(text: text))
      return try house.turn("tess", "AB").isExpected(child, day, session)
    }
    #expect(try !isExpected("2026-10-30", "AM"))
    #expect(try isExpected("2026-11-24", "AM"))
    #expect(try !isExpected("2026-11-24", "PM"))
    #expect(try !isExpected("2026-11-27", "AM"))
    #expect(try isExpected("2026-12-18", "PM"))
    try house.keep("cora", "register", "/state closure 1 cancelled reason: moved")
    #expect(try isExpected("2026-11-27", "AM"))
  }

  @Test func `of many children those are told who are expected, in their order, in few reads`()
    throws
  {
    let house = FakeHouse()
    try house.keep("cora", "CD", "/expect mon from: 2026-11-02 reason: trial review: 2026-12-18")
    let children = ["CD", "AB"].compactMap { house.lookup.roster.children[house.child($0)] }
    let turn = try house.turn("cora", "AB")
    let before = house.lookup.readings
    let monday = try #require(Day(text: "2026-11-23"))
    let names = { (days: Int) in
      try turn.expected(among: children, monday.adding(days: days), "AM").map(\.short)
    }
    #expect(try names(0) == ["CD", "AB"])
    #expect(try names(1) == ["AB"])
    #expect(try names(5).isEmpty)
    // Terms and closures once; then one question for each session.
    #expect(house.lookup.readings - before == 2 + 3)
  }
}

extension FakeHouse {
  /// A child's row, by its short name.
  func child(_ short: String) -> ChildID {
    lookup.roster.channels[channel(short)]?.child ?? ChildID(0)
  }
  /// The turn of a line that somebody types.
  func turn(_ login: String, _ place: String) throws -> Turn {
    let ask = Ask(member: member(login), channel: channel(place), input: .line(""), at: now)
    return try #require(Turn(engine, ask, lookup))
  }
}
