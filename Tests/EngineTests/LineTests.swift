// What a line becomes: a table of lines and the values they give.

import Domain
import Testing

@testable import Engine

/// Values in words, in the order of the fields, as a table can hold them.
private func written(_ decision: Decision, _ house: FakeHouse) -> String {
  guard let draft = decision.opened else {
    return decision.words.isEmpty ? "nothing" : decision.words.joined(separator: " | ")
  }
  let fields = house.engine.catalog.recordKinds[draft.kind]?.fields ?? []
  // The rule in words follows from the code; AbsencesTests hold it.
  return fields.filter { $0.name != "suggested_why" }.compactMap { field in
    draft.values[field.name].map { value in
      if case .day(let day) = value { return "\(field.name)=\(day.text)" }
      return "\(field.name)=\(plain(value, house.lookup.roster))"
    }
  }.joined(separator: "; ")
}

@Suite struct LineTests {
  static let attendanceLines: [(String, String)] = [
    ("/attend present", "status=present; session=AM; day=2026-11-21; suggested_code=B"),
    ("/ATTEND Present pm", "status=present; session=PM; day=2026-11-21; suggested_code=B"),
    ("/attendance here", "status=present; session=AM; day=2026-11-21; suggested_code=B"),
    ("/attend pres aft", "status=present; session=PM; day=2026-11-21; suggested_code=B"),
    (
      "/attend late 9.40",
      "status=late; session=AM; arrived=09:40; day=2026-11-21; suggested_code=L"
    ),
    (
      "/attend late 9:40am taxi was late",
      "status=late; session=AM; arrived=09:40; day=2026-11-21; reason=taxi was late;"
        + " suggested_code=L"
    ),
    (
      "/attend late 9 am",
      "status=late; session=AM; arrived=09:00; day=2026-11-21; suggested_code=L"
    ),
    (
      "/attend absent PM reason: \"dentist at 2\"",
      "status=absent; session=PM; day=2026-11-21; reason=dentist at 2; suggested_code=M"
    ),
    (
      "/attend absent PM reason=“dentist at 2”",
      "status=absent; session=PM; day=2026-11-21; reason=dentist at 2; suggested_code=M"
    ),
    (
      "/attend absent, dentist at 2",
      "status=absent; session=AM; day=2026-11-21; reason=dentist at 2; suggested_code=M"
    ),
    (
      "/attend reason: he said \"no\" and left status: absent day: tue",
      "status=absent; session=AM; day=2026-11-17; reason=he said \"no\" and left; suggested_code=N"
    ),
    (
      "/attend absent yesterday feeling poorly informed by: mum",
      "status=absent; session=AM; day=2026-11-20; reason=feeling poorly; informed_by=parent;"
        + " suggested_code=I"
    ),
    (
      "/attend absent INFORMED-BY = taxi reason: \"he said \\\"no\\\"\"",
      "status=absent; session=AM; day=2026-11-21; reason=he said \"no\"; informed_by=transport;"
        + " suggested_code=N"
    ),
    (
      "/attend absent reason: \"he said \"\"no\"\"\" informed:school",
      "status=absent; session=AM; day=2026-11-21; reason=he said \"no\"; informed_by=school;"
        + " suggested_code=N"
    ),
    (
      "/attend left early PM 14:10",
      "status=left-early; session=PM; left=14:10; day=2026-11-21; suggested_code=B"
    ),
    (
      "/attend absent \"note: this is no field\"",
      "status=absent; session=AM; day=2026-11-21; reason=note: this is no field; suggested_code=N"
    ),
    (
      "/attend absent reason: see http://example.org/a?b=c",
      "status=absent; session=AM; day=2026-11-21; reason=see http://example.org/a?b=c;"
        + " suggested_code=N"
    ),
    (
      "/attend absent 3 Nov exam",
      "status=absent; session=AM; day=2026-11-03; reason=exam; suggested_code=S"
    ),
    (
      "/attend absent reas: ill",
      "status=absent; session=AM; day=2026-11-21; reason=ill; suggested_code=I"
    ),
    ("/attend not expected", "status=not-expected; session=AM; day=2026-11-21; suggested_code=C2"),
  ]

  @Test("a line gives its values", arguments: attendanceLines)
  func attendance(_ line: String, _ expected: String) throws {
    let house = FakeHouse()
    #expect(written(try house.type("tess", "AB", line), house) == expected)
  }

  static let otherLines: [(String, String, String)] = [
    (
      "AB",
      "/note activity: forest school outcomes: lit the fire, twice next steps: lead a group",
      "day=2026-11-21; activity=forest school; outcomes=lit the fire, twice;"
        + " next_steps=lead a group"
    ),
    (
      "AB", "/note pm \"1:1 maths\" \"engaged\" start with fractions",
      "day=2026-11-21; session=PM; activity=1:1 maths; outcomes=engaged;"
        + " next_steps=start with fractions"
    ),
    ("AB", "/attain secure", "score=secure; day=2026-11-21"),
    (
      "AB", "/attain baked bread alone subject: cooking",
      "achievement=baked bread alone; subject=cooking; day=2026-11-21"
    ),
    (
      "AB", "/concern very quiet all week", "what=very quiet all week; urgency=this-week"
    ),
    (
      "staff",
      "/flag a bruise action: told nurse told: yes severity: urgent category: neglect, cse"
        + " happened_time: 9.40",
      "seen_or_heard=a bruise; happened_day=2026-11-21; happened_time=09:40;"
        + " learned_day=2026-11-21; category=neglect, sexual-exploitation;"
        + " immediate_action=told nurse; told_dsl=yes; severity=urgent"
    ),
    (
      "AB", "/flag fell action: ice told_dsl: n severity: info",
      "children=AB as subject; seen_or_heard=fell; happened_day=2026-11-21;"
        + " learned_day=2026-11-21; immediate_action=ice; told_dsl=no; severity=info"
    ),
    (
      "staff",
      "/flag children: AB as harmed, AB as witness seen: x action: y told: no severity: info",
      "children=AB as witness; seen_or_heard=x; happened_day=2026-11-21;"
        + " learned_day=2026-11-21; immediate_action=y; told_dsl=no; severity=info"
    ),
  ]

  @Test("other commands read their lines", arguments: otherLines)
  func others(_ place: String, _ line: String, _ expected: String) throws {
    let house = FakeHouse()
    #expect(written(try house.type("tess", place, line), house) == expected)
  }

  @Test("text keeps its line ends and its inner spaces")
  func longText() throws {
    let house = FakeHouse()
    let line = "/note activity: walked\n  to the  shop outcomes: calm next: again"
    let draft = try #require(try house.type("tess", "AB", line).opened)
    #expect(draft.values["activity"] == .text("walked\n  to the  shop"))
  }

  static let dayTexts: [(String, String?)] = [
    ("today", "2026-11-21"), ("yesterday", "2026-11-20"), ("tomorrow", "2026-11-22"),
    ("sat", "2026-11-21"), ("Tuesday", "2026-11-17"), ("last sat", "2026-11-14"),
    ("next tue", "2026-11-24"), ("3 Nov", "2026-11-03"), ("3rd november 2025", "2025-11-03"),
    ("Nov 3", "2026-11-03"), ("3/11", "2026-11-03"), ("3/11/26", "2026-11-03"),
    ("03.11.2026", "2026-11-03"), ("2026-11-03", "2026-11-03"), ("tue 3 nov", "2026-11-03"),
    ("wed 3 nov", nil), ("29 feb", "2024-02-29"), ("1 jan", "2026-01-01"), ("31/11", nil),
    ("3 11", nil), ("9.40", nil), ("", nil), ("3 Nob", nil), ("2026-13-01", nil), ("0/0", nil),
  ]
  @Test("days are read as people write them", arguments: dayTexts)
  func day(_ text: String, _ expected: String?) {
    let today = Day(text: "2026-11-21") ?? Day(number: 0)
    let field = Field(name: "day", type: .date)
    #expect(readDate(text, today: today, field)?.text == expected)
  }

  @Test("a day without a year is the nearest one that the field allows")
  func nearestYear() {
    let today = Day(text: "2026-11-21") ?? Day(number: 0)
    let ahead = Field(name: "until", type: .date, past: .refused, future: true)
    let both = Field(name: "to", type: .date, future: true)
    #expect(readDate("3 jan", today: today, ahead)?.text == "2027-01-03")
    #expect(readDate("3 nov", today: today, ahead)?.text == "2027-11-03")
    #expect(readDate("3 jan", today: today, both)?.text == "2027-01-03")
    #expect(readDate("1 sep", today: today, both)?.text == "2026-09-01")
  }

  static let timeTexts: [(String, String?)] = [
    ("9.40", "09:40"), ("09:40", "09:40"), ("9:40am", "09:40"), ("9am", "09:00"),
    ("12am", "00:00"), ("12pm", "12:00"), ("9 pm", "21:00"), ("21.15", "21:15"), ("noon", "12:00"),
    ("midnight", "00:00"), ("0940", "09:40"), ("now", "10:00"), ("24:00", nil), ("9", nil),
    ("13pm", nil), ("9.4", nil), ("9:60", nil), ("9:40:10", nil), ("", nil), ("am", nil),
  ]
  @Test("times are read as people write them", arguments: timeTexts)
  func time(_ text: String, _ expected: String?) {
    let now = TimeOfDay(minutes: 600) ?? .midnight
    #expect(readTime(text, now: now)?.text == expected)
  }
}
