// Every example that a shipped definition shows is a line that the engine understands.

import Domain
import Testing

@testable import Engine

@Suite struct ExampleTests {
  static let exampleLines = shipped.commands.values.flatMap { command in
    command.examples.map { (command.name, $0) }
  }.sorted { $0.1 < $1.1 }

  @Test("a definition's example is understood as it stands", arguments: exampleLines)
  func example(_ name: String, _ line: String) throws {
    let house = FakeHouse()
    for short in ["EF", "JS", "KM"] { house.child(short, "Child \(short)") }
    // Enough records of each kind that the numbers in the examples name one.
    for number in 1...12 {
      let day = "\(number) Nov"
      try house.keep("tess", "AB", "/attend absent \(day) ill")
      try house.keep("tess", "AB", "/note activity: a outcomes: b next: c")
      try house.keep("tess", "AB", "/concern quiet")
      try house.keep("tess", "AB", "/flag seen: x action: y told: no severity: info")
    }
    // Requests that another person than dara has made.
    for number in 10...11 { try house.keep("devi", "AB", "/erase note \(number) reason: asked") }
    if name == "unhide" {
      for what in ["12", "note 3"] { try house.keep("cora", "AB", "/hide \(what) reason: slip") }
    }
    if name == "outbox" { try fail(house) }
    if ["verify", "placement"].contains(name) { try enterSchools(house) }
    // The last lead may not go.
    try house.keep("dara", "AB", "/assign cora role: lead reason: x")
    let command = try #require(shipped.commands[name])
    let kinds = command.kinds.isEmpty ? ["cyp"] : command.kinds
    let answers = try kinds.map { kind in
      let place = kind == "cyp" ? "AB" : kind
      return try house.type(command.who == [.bot] ? "bot" : "dara", place, line)
    }
    #expect(answers.contains { $0.complaints.isEmpty }, "\(answers.map(\.words))")
  }

  /// Twelve mails, none of which could be sent.
  private func fail(_ house: FakeHouse) throws {
    for number in 1...12 {
      try house.keep(
        "bot", "outbox", "/send address: a@b.example subject: a body: b key: \"\(number)\"")
    }
    let mails = house.lookup.kept.filter { $0.kind == "mail" }.map {
      Change.recordState($0.id, state: "failed", reason: "refused")
    }
    house.lookup.commit(Decision(actor: .bot, at: house.now, changes: mails))
  }

  /// Two schools; the second was mailed the code that the example tells.
  private func enterSchools(_ house: FakeHouse) throws {
    house.lookup.keepsConsequences = true
    for (school, address) in [
      ("Hillside Academy", "office@hillside.example"),
      ("Northshire High", "office@northshire.example"),
    ] {
      try house.keep("cora", "coordination", "/school \"\(school)\" email: \(address)")
    }
    let mailed = try #require(house.lookup.kept.first { $0.kind == "verification" })
    let code = VerificationCode.digest(of: "abcd-efgh")
    let values = mailed.values.merging(["code": .text(code)]) { $1 }
    let change = Change.recordRevised(
      mailed.id, values: values, reason: "x", day: mailed.day, happenedAt: mailed.happenedAt,
      oneKey: nil)
    let sent = house.lookup.kept.filter { $0.kind == "mail" }.map {
      Change.recordState($0.id, state: "sent", reason: "x")
    }
    house.lookup.commit(Decision(actor: .bot, at: house.now, changes: [change] + sent))
  }

  @Test("every verb and every field type is met by some example")
  func complete() {
    let verbs = Set(shipped.commands.values.flatMap { $0.steps.map(\.verb) })
    #expect(verbs == Set(Verb.allCases))
    let used = Set(shipped.commands.values.flatMap { $0.fields.map(\.type) })
    // Shipped commands name children in lists, and count nothing yet; both types have own tests.
    #expect(used.union([.number, .child]) == Set(FieldType.allCases))
  }
}
