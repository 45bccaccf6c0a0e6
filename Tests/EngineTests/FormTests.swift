// A filled form goes through the same door as a line: same values, same complaints.

import Domain
import Testing

@testable import Engine

@Suite struct FormTests {
  static let pairs: [(String, String, String, String)] = [
    (
      "AB", "/attend absent PM reason: \"dentist at 2\"", "attend",
      #"{"status": "absent", "session": "PM", "reason": "dentist at 2"}"#
    ),
    ("AB", "/attend late 9.40", "attend", #"{"status": "Late", "arrived": "09:40", "reason": ""}"#),
    (
      "AB", "/note activity: a outcomes: b next: c", "note",
      #"{"activity": "a", "outcomes": "b", "next_steps": "c", "session": null}"#
    ),
    ("AB", "/attain score: secure", "attain", #"{"score": "secure"}"#),
    (
      "staff", "/flag seen: x action: y told: yes severity: urgent category: neglect, home", "flag",
      #"{"seen_or_heard": "x", "immediate_action": "y", "told_dsl": true, "severity": "urgent", "#
        + #""category": ["neglect", "home"]}"#
    ),
    (
      "AB", "/flag seen: x action: y told: no severity: info children: AB as witness", "flag",
      #"{"seen_or_heard": "x", "immediate_action": "y", "told_dsl": "no", "severity": "info", "#
        + #""children": [{"child": "AB", "part": "witness"}]}"#
    ),
    (
      "AB", "/flag seen: x action: y told: no severity: info children: AB as witness", "flag",
      #"{"seen_or_heard": "x", "immediate_action": "y", "told_dsl": false, "severity": "info", "#
        + #""children": ["ab as witness"]}"#
    ),
  ]

  @Test("a form gives the values of its line", arguments: pairs)
  func sameValues(_ place: String, _ line: String, _ command: String, _ json: String) throws {
    let house = FakeHouse()
    let typed = try #require(try house.type("tess", place, line).opened)
    let filled = try house.fill("tess", place, command, json)
    #expect(filled.words == [])
    #expect(filled.opened == typed)
  }

  @Test("a form is shown as the line that would fill it so", arguments: pairs)
  func roundTrip(_ place: String, _ line: String, _ command: String, _ json: String) throws {
    let house = FakeHouse()
    let filled = try house.fill("tess", place, command, json)
    let text = try #require(filled.said?.text)
    let again = try house.type("tess", place, text)
    #expect(again.opened == filled.opened)
  }

  @Test(
    "any text survives being shown as a line",
    arguments: [
      "dentist \"at\" 2", "back\\slash\\", "status: late",
      "“curly” ““double””", "it''s", " , ;",
      "a: b = c", "/attend", "x\\\"y", "\"", "\\", "''",
    ])
  func anyText(_ text: String) throws {
    let house = FakeHouse()
    let fields = JSON.object([("status", .string("absent")), ("reason", .string(text))])
    let filled = try house.ask("tess", "AB", .form(command: "attend", fields: fields))
    let line = try #require(filled.said?.text)
    #expect(try house.type("tess", "AB", line).opened?.values == filled.opened?.values)
    #expect(filled.opened?.values["reason"] == .text(trimmed(text)))
  }

  static let wrongForms: [(String, String, [String], [String?])] = [
    (
      "attend", #"{"status": "absnt"}"#,
      ["'absnt' is not an attendance status. Did you mean 'absent'?"], ["status"]
    ),
    (
      "attend", #"{"statu": "absent", "status": "present"}"#,
      ["/attend has no field 'statu'. Did you mean 'status'?"], ["statu"]
    ),
    (
      "attend", #"{"status": true, "session": ["AM"]}"#,
      ["'status' must be a text.", "'session' must be a text."], ["status", "session"]
    ),
    (
      "attend", #"{"status": "present", "suggested_code": "B"}"#,
      ["'suggested_code' is worked out, not typed. Leave it out."], ["suggested_code"]
    ),
    (
      "attend", #"{"status": "absent"}"#,
      ["'reason' is needed when status is absent. Add reason: \"...\""], ["reason"]
    ),
    ("attend", "[]", ["'fields' must be an object."], ["fields"]),
    (
      "attend", #"{"status": "absent", "reason": "a\u0000b"}"#,
      ["There is a control character in the text. Take it out and send again."], [nil]
    ),
    (
      "atend", "{}",
      ["There is no command '/atend'. Did you mean '/attend'? To say it as text, begin with '//'."],
      [nil]
    ),
    (
      "amend", #"{"record": "attendance 1", "changes": {"status": "lte"}, "reason": "x"}"#,
      ["'lte' is not an attendance status. Did you mean 'late'?"], ["status"]
    ),
    (
      "amend", #"{"record": "attendance 1", "changes": 5, "reason": "x"}"#,
      ["'changes' must be an object of field names and values."], ["changes"]
    ),
  ]

  @Test("a wrong form names the field and points nowhere", arguments: wrongForms)
  func wrong(_ command: String, _ json: String, _ words: [String], _ fields: [String?]) throws {
    let house = FakeHouse()
    try house.keep("tess", "AB", "/attend present")
    let decision = try house.fill("tess", "AB", command, json)
    #expect(decision.words == words)
    #expect(decision.complaints.map(\.field) == fields)
    #expect(decision.complaints.allSatisfy { $0.at == nil })
  }

  @Test("a form amends a record by an object of new values")
  func amend() throws {
    let house = FakeHouse()
    try house.keep("tess", "AB", "/attend absent reason: ill informed_by: mum")
    let decision = try house.fill(
      "tess", "AB", "amend",
      #"{"record": "attendance 1", "changes": {"status": "late", "arrived": "9.40", "#
        + #""informed_by": null}, "reason": "seen"}"#
    )
    guard case .recordRevised(_, let values, "seen", _, _, _)? = decision.changes.first
    else { return #expect(Bool(false), "no revision: \(decision.words)") }
    #expect(values["status"] == .text("late") && values["informed_by"] == nil)
    #expect(values["suggested_code"] == .text("L"))
    let text = try #require(decision.said?.text)
    #expect(try house.type("tess", "AB", text).changes.first == decision.changes.first)
  }

  @Test("a form revises by 'because'")
  func because() throws {
    let house = FakeHouse()
    try house.keep("tess", "AB", "/attend present")
    let decision = try house.fill(
      "tess", "AB", "attend", #"{"status": "late", "arrived": "9.40", "because": "seen"}"#)
    #expect(decision.words == [] && decision.changes.count == 2)
  }
}
