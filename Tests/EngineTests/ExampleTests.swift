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
    // The last lead may not go.
    try house.keep("dara", "AB", "/assign cora role: lead reason: x")
    let command = try #require(shipped.commands[name])
    let kinds = command.kinds.isEmpty ? ["cyp"] : command.kinds
    let answers = try kinds.map { kind in
      let place = kind == "cyp" ? "AB" : kind
      return try house.type("dara", place, line)
    }
    #expect(answers.contains { $0.complaints.isEmpty }, "\(answers.map(\.words))")
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
