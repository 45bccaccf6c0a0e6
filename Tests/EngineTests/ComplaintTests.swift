// The exact words of complaints, and the places they point to.

import Domain
import Testing

@testable import Engine

@Suite struct ComplaintTests {
  static let wrongLines: [(String, [String])] = [
    ("/attend absnt", ["'absnt' is not an attendance status. Did you mean 'absent'?"]),
    (
      "/attend xyz",
      [
        "'xyz' is not an attendance status. One of: present, late, left-early, absent,"
          + " not-expected, remote, other-site."
      ]
    ),
    (
      "/attend",
      [
        "'status' is missing. One of: present, late, left-early, absent, not-expected, remote,"
          + " other-site."
      ]
    ),
    ("/attend absent", ["'reason' is needed when status is absent. Add reason: \"...\""]),
    ("/attend late", ["'arrived' is needed when status is late. Add arrived: 09:40"]),
    (
      "/attend absnt day: 31/11 session: evening",
      [
        "'31/11' is not a date. Write it like today, tue, 3 Nov or 2026-11-03.",
        "'evening' is not a session. One of: AM, PM.",
        "'absnt' is not an attendance status. Did you mean 'absent'?",
      ]
    ),
    ("/attend late arrived: 25:00", ["'25:00' is not a time. Write it like 09:40, 9.40 or 2pm."]),
    ("/attend present day: tomorrow", ["22 Nov 2026 has not come yet."]),
    (
      "/attend absent \"dentist",
      ["A quotation begins here and does not end. Put a quote at its end."]
    ),
    (
      "/attend absent reason: \"dentist",
      ["A quotation begins here and does not end. Put a quote at its end."]
    ),
    ("/attend absent reason:", ["Nothing follows 'reason:'."]),
    ("/attend present day: today day: today", ["'day' is given twice."]),
    (
      "/attend present suggested_code: B",
      ["'suggested_code' is worked out, not typed. Leave it out."]
    ),
    ("/attain", ["Give at least one of achievement, score or feedback."]),
    ("/attain score: sec", ["'sec' could be securing or secure. Write more of it."]),
    (
      "/atend present",
      ["There is no command '/atend'. Did you mean '/attend'? To say it as text, begin with '//'."]
    ),
    (
      "/zzzz",
      [
        "There is no command '/zzzz'. '/help' lists the commands."
          + " To say it as text, begin with '//'."
      ]
    ),
    (
      "/",
      ["There is no command '/'. '/help' lists the commands. To say it as text, begin with '//'."]
    ),
    ("/receipts now", ["'now' fits no field. It goes: /receipts"]),
    ("/help atend", ["There is no command '/atend'. Did you mean '/attend'?"]),
    (
      "/amend attendance 9 status: late reason: seen",
      ["There is no record 'attendance 9'. Write its kind and number, like attendance 3."]
    ),
    (
      "/amend 9 status: late reason: seen",
      [
        "'9' could be a record of several kinds. Write the kind too: attainment, attendance, "
          + "expectation, note, parent_mail, placement or query."
      ]
    ),
    (
      "/flag children: \"ZZ\" seen: x action: y told: perhaps severity: dangr",
      [
        "There is no child 'ZZ'."
          + " Name children as their channels are called, or say in words who it is.",
        "'perhaps' is neither yes nor no.",
        "'dangr' is not a severity. Did you mean 'immediate-danger'?",
      ]
    ),
    (
      "/flag children: AB as harmd seen: x action: y told: no severity: info",
      ["'harmd' is not a child part. Did you mean 'harmed'?"]
    ),
    (
      "/flag seen: x action: y told: no severity: info category: neglect, home, missing, other",
      ["'category' takes at most 3."]
    ),
    ("", ["There is nothing to say."]), (" \n\t", ["There is nothing to say."]),
    ("a\u{7}b", ["There is a control character in the text. Take it out and send again."]),
    ("a\u{0}b", ["There is a control character in the text. Take it out and send again."]),
  ]

  @Test("a wrong line says what would be right", arguments: wrongLines)
  func wrong(_ line: String, _ expected: [String]) throws {
    let decision = try FakeHouse().type("tess", "AB", line)
    #expect(decision.words == expected)
    #expect(decision.changes.isEmpty && decision.reply == nil && decision.answerKey == nil)
  }

  static let placeTexts: [(String, String?)] = [
    ("/attend absnt PM", "absnt"), ("/attend late arrived: 25:00", "25:00"),
    ("/atend present", "/atend"), ("/attend present day:  31/11 ", "31/11"),
    ("/attend \u{1F600}\u{1F600} PM", "\u{1F600}\u{1F600}"), ("/attend absent reason:", "reason:"),
    ("/attend present day: today DAY = today", "DAY ="), ("/attend absent \"dentist", "\""),
    ("/amend attendance 9 status: late reason: x", "attendance 9"), ("/attend absent", nil),
    ("/attend present day: tomorrow", "tomorrow"),
  ]

  @Test("a complaint points to the word, in Unicode scalars", arguments: placeTexts)
  func place(_ line: String, _ expected: String?) throws {
    let decision = try FakeHouse().type("tess", "AB", line)
    let place = decision.complaints.first?.at
    #expect(place.map { Line(line).text($0) } == expected)
  }

  @Test("all mistakes are told at once, but no more than a person wants to read")
  func many() throws {
    let line = "/attend absent reason: x" + String(repeating: " day: today", count: 60)
    let decision = try FakeHouse().type("tess", "AB", line)
    #expect(decision.complaints.count == Limits.complaintsMax)
    #expect(Set(decision.codes) == ["repeated-field"])
  }

  @Test("the length of a line is bounded on both sides")
  func length() throws {
    let house = FakeHouse()
    let most = String(repeating: "é", count: Limits.lineScalarsMax)
    #expect(try house.type("tess", "AB", most).complaints.isEmpty)
    #expect(try house.type("tess", "AB", most + "e").codes == ["too-long"])
  }

  @Test("the length of a text field is bounded on both sides")
  func textLength() throws {
    let house = FakeHouse()
    let most = String(repeating: "x", count: 500)
    #expect(try house.type("tess", "AB", "/attend absent reason: \(most)").opened != nil)
    let over = try house.type("tess", "AB", "/attend absent reason: \(most)y")
    #expect(over.words == ["'reason' has 501 characters; 500 is the most."])
    let lines = try house.type("tess", "AB", "/attend absent reason: \"a\nb\"")
    #expect(lines.words == ["'reason' is one line of text. Take the line end out."])
  }

  @Test("a client id has 1 to 64 characters")
  func clientID() throws {
    let house = FakeHouse()
    let most = String(repeating: "k", count: 64)
    #expect(try house.type("tess", "AB", "hello", id: most).said?.clientID == most)
    for id in ["", most + "k", "a\u{0}"] {
      #expect(try house.type("tess", "AB", "hello", id: id).codes == ["bad-client-id"])
    }
  }

  @Test("a retired term is refused by the record's day")
  func retired() throws {
    let day = Day(text: "2026-11-10") ?? Day(number: 0)
    let list = Vocabulary(
      name: "code", summary: "", direction: .none,
      terms: [
        Term(term: "old", label: "Old", retiredAfter: day),
        Term(term: "new", label: "New", validFrom: day.adding(days: 1)),
      ])
    let command = CommandDefinition(
      name: "mark", summary: "", record: "mark",
      fields: [
        Field(name: "code", type: .choice, of: "code", required: true),
        Field(name: "day", type: .date, defaultText: "today"),
        Field(name: "score", type: .number, min: 1, max: 5),
        Field(name: "late", type: .date, past: .needs("why"), positional: false),
        Field(name: "why", type: .text, min: 3, positional: false),
      ])
    let house = FakeHouse(
      Catalog(commands: [command], vocabularies: [list], kinds: Array(shipped.kinds.values)))
    func words(_ line: String) throws -> [String] { try house.type("tess", "AB", line).words }
    #expect(try words("/mark old") == ["'old' was retired after 10 Nov 2026."])
    #expect(try words("/mark old 10 Nov") == [])
    #expect(try words("/mark new 10 Nov") == ["'new' may be used from 11 Nov 2026 on."])
    #expect(try words("/mark new 11 Nov 5") == [])
    #expect(try words("/mark new 11 Nov 6") == ["'score' must be from 1 to 5."])
    #expect(try words("/mark new score: 0.5") == ["'score' must be from 1 to 5."])
    #expect(try words("/mark new score: five") == ["'five' is not a number."])
    #expect(
      try words("/mark new late: yesterday") == [
        "'why' is needed for a day before today. Add why: why 20 Nov 2026 is written only now"
      ])
    #expect(
      try words("/mark new late: yesterday why: so") == ["'why' needs at least 3 characters."])
    #expect(try words("/mark new late: yesterday why: ill") == [])
  }
}
