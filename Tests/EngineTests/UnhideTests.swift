// Unhiding: who may bring what back, and what is said where nothing can come back.

import Domain
import Testing

@testable import Engine

@Suite struct UnhideTests {
  /// AB with message 1, and messages 2 and 3 that carry attendance 1; all of them hidden.
  private func hidden() throws -> FakeHouse {
    let house = FakeHouse()
    house.grant("tari", "AB", "team")
    try house.keep("tess", "AB", "good morning")
    try house.keep("tess", "AB", "/attend absent PM reason: \"dentist at 2\"")
    try house.keep("cora", "AB", "/amend attendance 1 informed_by: parent reason: rang")
    try house.keep("cora", "AB", "/hide 1 reason: \"wrong child\"")
    try house.keep("cora", "AB", "/hide attendance 1 reason: \"wrong child\"")
    return house
  }

  @Test("those who see what is hidden bring a message back")
  func message() throws {
    let house = try hidden()
    let wanted = [
      Change.unhidden(house.channel("AB"), number: 1, oneKey: nil, reason: "right child")
    ]
    for login in ["dara", "devi"] {
      for line in ["/unhide 1 reason: \"right child\"", "/unhide #1 right child"] {
        let decision = try house.type(login, "AB", line, id: "k1")
        #expect(decision.changes == wanted, "\(decision.words)")
        #expect(decision.reply?.text == "Back in sight: message 1.")
        #expect(decision.keptReply == decision.reply?.text)
      }
    }
    let form = try house.fill(
      "dara", "AB", "unhide", "{\"message\": 1, \"reason\": \"right child\"}")
    #expect(form.changes == wanted)
  }

  @Test("a record comes back with every message that carries it, and with its key")
  func record() throws {
    let house = try hidden()
    for (place, line) in [
      ("AB", "/unhide attendance 1 reason: right"), ("AB", "/unhide 2 reason: right"),
      ("AB", "/unhide 3 reason: right"), ("staff", "/unhide AB attendance 1 reason: right"),
    ] {
      let decision = try house.type("dara", place, line)
      #expect(
        decision.changes == [
          .unhidden(
            house.channel("AB"), number: 2, oneKey: "2026-11-21|PM", reason: "right")
        ], "\(line): \(decision.words)")
      let name = place == "AB" ? "attendance 1" : "AB attendance 1"
      #expect(decision.reply?.text == "Back in sight: \(name), with messages 2 and 3.")
    }
    try house.keep("dara", "AB", "/unhide 3 reason: right")
    #expect(try house.type("tess", "AB", "/hide 2 reason: again").codes == ["not-yours"])
    #expect(try house.type("cora", "AB", "/hide 2 reason: again").complaints.isEmpty)
  }

  @Test("an unhiding is refused where it must be, and says what would be right")
  func refused() throws {
    let house = try hidden()
    try house.keep("tess", "AB", "good afternoon")
    try house.keep("tess", "AB", "/note activity: a outcomes: b next: c")
    let expected: [(String, [String])] = [
      ("/unhide 4 reason: right", ["Message 4 is not hidden."]),
      ("/unhide 5 reason: right", ["Message 5 is not hidden."]),
      ("/unhide note 1 reason: right", ["Note 1 is not hidden."]),
      ("/hide attendance 1 reason: twice", ["Attendance 1 is hidden already."]),
      (
        "/unhide 9 reason: right",
        ["There is no message '9' in this channel. Write its number in this channel, like 12."]
      ),
      (
        "/unhide attendance 9 reason: right",
        ["There is no record 'attendance 9'. Write its kind and number, like attendance 3."]
      ),
      ("/unhide reason: right", ["Give at least one of message or record."]),
      ("/unhide 1", ["'reason' is missing. It stays on record, for those who audit."]),
      ("/unhide 1 reason: no", ["'reason' needs at least 3 characters."]),
    ]
    for (line, words) in expected {
      let decision = try house.type("dara", "AB", line)
      #expect(decision.words == words && decision.changes.isEmpty, "\(line)")
    }
    for login in ["cora", "tess", "tari", "vic"] {
      #expect(try house.type(login, "AB", "/unhide 1 reason: right").codes == ["not-yours"])
      // What is hidden stays unknown, in the words for what was never there.
      for line in [
        "/hide attendance 1 reason: again", "/amend attendance 1 reason: r status: late",
      ] {
        let other = line.replacing("attendance 1", with: "attendance 9")
        let known = try house.type(login, "AB", line).codes
        #expect(try known == house.type(login, "AB", other).codes, "\(login) \(line)")
      }
    }
    #expect(throws: Hidden()) { try house.type("adam", "AB", "/unhide 1 reason: right") }
    #expect(
      try house.type("dara", "AB", "/query attendance 1 issue: who").codes == ["unknown-record"])
  }

  @Test("a right record in a hidden one's place is not pushed aside")
  func placeTaken() throws {
    let house = try hidden()
    try house.keep("tess", "AB", "/attend present PM")
    #expect(
      try house.type("dara", "AB", "/unhide attendance 1 reason: right").words == [
        "Attendance 2 stands in the place of attendance 1 now."
          + " If attendance 1 is the right one, hide attendance 2 first."
      ])
    try house.keep("cora", "AB", "/hide attendance 2 reason: slip")
    #expect(try house.type("dara", "AB", "/unhide attendance 1 reason: right").complaints.isEmpty)
  }

  @Test("what was erased never comes back")
  func erased() throws {
    let house = try hidden()
    try house.keep("dara", "AB", "/erase attendance 1 reason: asked")
    try house.keep("devi", "AB", "/approve erasure 1")
    #expect(try house.type("dara", "AB", "/unhide 2 reason: right").codes == ["already-erased"])
    #expect(
      try house.type("dara", "AB", "/unhide attendance 1 reason: right").codes == ["unknown-record"]
    )
    #expect(
      try house.type("dara", "AB", "/unhide erasure 1 reason: right").codes == ["request-stays"])
  }

  @Test("whoever may not see what is hidden cannot bring it back, whatever a definition says")
  func definition() throws {
    let commands = shipped.commands.values.map { command in
      guard command.name == "unhide" else { return command }
      return CommandDefinition(
        name: "unhide", summary: "For all.", fields: command.fields,
        atLeastOne: command.atLeastOne, steps: command.steps)
    }
    let lax = Catalog(
      commands: commands, vocabularies: Array(shipped.vocabularies.values),
      kinds: Array(shipped.kinds.values))
    let house = FakeHouse(lax)
    try house.keep("tess", "AB", "good morning")
    try house.keep("tess", "AB", "/hide 1 reason: slip")
    #expect(
      try house.type("cora", "AB", "/unhide 1 reason: right").words == [
        "Only those who still see what is hidden may bring it back. Ask a director or a DSL."
      ])
    #expect(try house.type("dara", "AB", "/unhide 1 reason: right").complaints.isEmpty)
  }
}
