// Codes on both sides of their dates, the rule beside a suggestion, and /absences.
import Domain
import Testing

@testable import Engine

@Suite struct AbsencesTests {
  /// The school's code on a day, and what is said of it.
  static let codes: [(day: String, code: String, words: [String])] = [
    ("2024-08-16", "H", []), ("2024-08-16", "J", []), ("2024-08-16", "Y", []),
    ("2024-08-16", "B", []), ("2024-09-02", "C2", []), ("2024-09-02", "Q", []),
    ("2024-09-02", "Y7", []),
    ("2024-08-18", "H", []), ("2024-08-19", "K", []),
    ("2024-08-19", "H", ["'H' was retired after 18 Aug 2024. On that day it is C or G."]),
    ("2024-09-02", "J", ["'J' was retired after 18 Aug 2024. On that day it is J1."]),
    (
      "2024-09-02", "Y",
      ["'Y' was retired after 18 Aug 2024. On that day it is Q, Y1, Y2, Y3, Y4, Y5, Y6 or Y7."]
    ),
    ("2024-08-18", "K", ["'K' may be used from 19 Aug 2024 on. On that day it is B."]),
    ("2024-08-16", "C1", ["'C1' may be used from 19 Aug 2024 on. On that day it is C."]),
    ("2024-08-16", "Y3", ["'Y3' may be used from 19 Aug 2024 on. On that day it is Y."]),
  ]
  @Test(arguments: codes)
  func `a code is refused on the days on which it is not in force, with the right one`(
    _ day: String, _ code: String, _ words: [String]
  ) throws {
    let house = FakeHouse()
    let line = "/attend absent AM day: \(day) reason: x school_code: \(code)"
    #expect(try house.type("tess", "AB", line).words == words)
    try house.keep("tess", "AB", "/attend absent AM day: \(day) reason: x")
    let amended = try house.type(
      "tess", "AB", "/amend attendance 1 changes: \"school_code=\(code)\" reason: told")
    #expect(amended.words == words)
  }

  @Test func `a mark that moves to another day takes no code along that is not in force there`()
    throws
  {
    let house = FakeHouse()
    try house.keep("tess", "AB", "/attend absent AM day: 2024-09-02 reason: x school_code: C2")
    let moved = try house.type(
      "tess", "AB", "/amend attendance 1 changes: \"day=2024-08-16\" reason: slip")
    #expect(moved.words == ["'C2' may be used from 19 Aug 2024 on. On that day it is C."])
    let near = try house.type(
      "tess", "AB", "/amend attendance 1 changes: \"day=2024-08-20\" reason: slip")
    #expect(near.words.isEmpty)
  }

  @Test func `the rule that gave a code stands beside it, and nobody types it`() throws {
    let house = FakeHouse()
    let ill = try house.type("tess", "AB", "/attend absent reason: \"has flu\"").opened
    #expect(ill?.values["suggested_code"] == .text("I"))
    #expect(ill?.values["suggested_why"] == .text("The reason speaks of illness."))
    let typed = try house.type("tess", "AB", "/attend present suggested_why: mine")
    #expect(typed.codes == ["set-by-server"])
    // Another reason, another rule: the old words do not stay.
    try house.keep("tess", "AB", "/attend absent reason: \"has flu\"")
    try house.keep(
      "tess", "AB", "/amend attendance 1 changes: \"reason='no taxi'\" reason: \"rang back\"")
    #expect(house.lookup.kept[0].values["suggested_code"] == .text("Y1"))
    #expect(
      house.lookup.kept[0].values["suggested_why"]
        == .text("The reason speaks of transport that did not come."))
  }

  @Test func `the school's own code counts before the suggested one`() throws {
    let house = FakeHouse()
    try house.keep("tess", "AB", "/attend absent AM day: 2026-11-20 reason: flu")
    #expect(house.engine.figures(house.lookup.kept).authorised == 1)
    try house.keep("tess", "AB", "/amend attendance 1 changes: \"school_code=O\" reason: told")
    let figures = house.engine.figures(house.lookup.kept)
    #expect(figures.authorised == 0 && figures.unauthorised == 1 && figures.consecutive == 1)
  }

  /// Marks AB in sessions of days of November: `p` present, `a` absent.
  private func mark(_ house: FakeHouse, _ marks: [(day: Int, letters: String)]) throws {
    for (day, letters) in marks {
      for (session, letter) in zip(["AM", "PM"], letters) {
        let status = letter == "p" ? "present" : "absent reason: x"
        try house.keep("tess", "AB", "/attend \(status) day: 2026-11-\(day) session: \(session)")
      }
    }
  }

  private func told(_ house: FakeHouse, _ day: String) throws -> String? {
    let decision = try house.keep("cora", "register", "/absences \(day)")
    guard case .text(let text)? = decision.opened?.values["found"] else { return nil }
    #expect(decision.opened?.channel == house.channel("coordination"))
    return text
  }

  @Test func `a run is told at two, three and five sessions, once each, by initials`() throws {
    let house = FakeHouse()
    try mark(house, [(16, "pa")])
    #expect(try told(house, "2026-11-16") == nil)
    try mark(house, [(17, "a")])
    #expect(try told(house, "2026-11-17") == "AB: 2 sessions absent in a row")
    #expect(try told(house, "2026-11-17") == nil)
    try mark(house, [(18, "aa")])
    #expect(try told(house, "2026-11-18") == "AB: 4 sessions absent in a row")
    #expect(try told(house, "2026-11-18") == nil)
    try mark(house, [(19, "a")])
    #expect(try told(house, "2026-11-19") == "AB: 5 sessions absent in a row")
    try mark(house, [(20, "aa")])
    #expect(try told(house, "2026-11-20") == nil)
    let all = house.lookup.kept.map { "\($0.values)" }.joined()
    #expect(!all.contains("Full Name"))
  }

  @Test func `what two people find at one moment is told by the one who comes first`() throws {
    let house = FakeHouse()
    for session in ["AM", "PM"] {
      try house.keep(
        "tess", "AB", "/attend absent day: 2026-11-16 session: \(session) reason: x")
    }
    let second = try house.type("cora", "register", "/absences 2026-11-16")
    #expect(try house.engine.unlessTold(second, house.lookup) == second)
    try house.keep("cora", "register", "/absences 2026-11-16")
    let dropped = try house.engine.unlessTold(second, house.lookup)
    #expect(!second.changes.isEmpty && dropped.changes.isEmpty)
    #expect(dropped.reply?.text.hasPrefix("Someone else has just told of these") == true)
  }

  @Test func `another run is told anew, and a mark that was wrong is not told`() throws {
    let house = FakeHouse()
    try mark(house, [(16, "aa")])
    #expect(try told(house, "2026-11-16") == "AB: 2 sessions absent in a row")
    try mark(house, [(17, "pa"), (18, "a")])
    #expect(try told(house, "2026-11-18") == "AB: 2 sessions absent in a row")
    let other = FakeHouse()
    try mark(other, [(16, "aa")])
    try other.keep("tess", "AB", "/attend present day: 2026-11-16 session: PM because: seen")
    #expect(try told(other, "2026-11-16") == nil)
  }

  @Test func `persistent and severe absence are told once a school year, after the guard`() throws {
    let house = FakeHouse()
    try mark(house, [(2, "aa"), (3, "pp"), (4, "pp"), (5, "pp"), (6, "pp")])
    // Two of ten, and one of them in the last week: too few sessions to say.
    try mark(house, [(9, "pp"), (10, "pp"), (11, "pp"), (12, "pa")])
    #expect(try told(house, "2026-11-12") == nil)
    try mark(house, [(13, "pp")])
    let persistent = "AB: persistent absence, 3 of 20 sessions (15%)"
    #expect(try told(house, "2026-11-13") == persistent)
    #expect(try told(house, "2026-11-13") == nil)
    try mark(house, [(16, "aa"), (17, "aa"), (18, "aa"), (19, "aa"), (20, "aa")])
    #expect(try told(house, "2026-11-20") == "AB: 10 sessions absent in a row")
    // 26 of 51 would be; 23 + 3 of 43 are.
    house.lookup.told.removeAll { $0.telling.digest == "5" }
    for day in 1...9 where TestDays.isWeekday(day) {
      for session in ["AM", "PM"] {
        try house.keep(
          "tess", "AB", "/attend absent day: 2026-10-0\(day) session: \(session) reason: x")
      }
    }
    let severe = try told(house, "2026-11-20") ?? ""
    #expect(severe.contains("severe absence, 27 of 44 sessions (61.4%)"))
    #expect(try told(house, "2026-11-20") == nil)
  }

  @Test func `who is not expected, and who was not away of late, is not looked at`() throws {
    let house = FakeHouse()
    try mark(house, [(9, "aa"), (20, "pp")])
    #expect(try told(house, "2026-11-20") == nil)
    try mark(house, [(19, "aa")])
    try house.keep("cora", "register", "/closure \"Snow\" closed 2026-11-20")
    #expect(try told(house, "2026-11-20") == nil, "nobody is expected on a closed day")
    #expect(try told(house, "2026-11-19") == "AB: 4 sessions absent in a row")
  }

  @Test func `those who may not are refused, and strangers do not find the place`() throws {
    let house = FakeHouse()
    #expect(try house.type("tess", "register", "/absences").codes == ["not-yours"])
    #expect(throws: Hidden()) { try house.type("vic", "register", "/absences") }
    #expect(try house.type("cora", "AB", "/absences").codes == ["not-here"])
  }
}

/// Days of October 2026.
private enum TestDays {
  static func isWeekday(_ day: Int) -> Bool {
    (Day(year: 2026, month: 10, day: day)?.weekday ?? 7) <= 5
  }
}
