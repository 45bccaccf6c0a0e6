// Hiding: who may take what out of sight, until when, and what is said of it.

import Domain
import Testing

@testable import Engine

@Suite struct HideTests {
  /// AB with three messages: 1 by tess, 2 and 3 carry attendance 1 (by tess, amended by cora).
  private func filled() throws -> FakeHouse {
    let house = FakeHouse()
    house.grant("tari", "AB", "team")
    try house.keep("tess", "AB", "good morning")
    try house.keep("tess", "AB", "/attend absent PM reason: \"dentist at 2\"")
    try house.keep("cora", "AB", "/amend attendance 1 informed_by: parent reason: rang")
    return house
  }
  private func hiding(_ house: FakeHouse, _ number: Int64, _ reason: String) -> [Change] {
    [.tombstone(house.channel("AB"), number: number, reason: reason)]
  }

  @Test("an author hides a message, and the reply repeats nothing of it")
  func message() throws {
    let house = try filled()
    for line in [
      "/hide 1 reason: \"wrong child\"", "/hide #1 wrong child", "/hide message 1 wrong child",
    ] {
      let decision = try house.type("tess", "AB", line, id: "k1")
      #expect(decision.changes == hiding(house, 1, "wrong child"), "\(decision.words)")
      let text =
        "Hidden: message 1. Directors and DSLs can still see it and bring it back; each look is on"
        + " record."
      #expect(decision.reply?.text == text && decision.keptReply == text)
      #expect(decision.said == nil)
    }
    let form = try house.fill(
      "tess", "AB", "hide", "{\"message\": 1, \"reason\": \"wrong child\"}")
    #expect(form.changes == hiding(house, 1, "wrong child"))
  }

  @Test("with a record goes every message that carries it, by whichever it is named")
  func record() throws {
    let house = try filled()
    for line in ["/hide 2 reason: \"wrong child\"", "/hide attendance 1 reason: \"wrong child\""] {
      let decision = try house.type("cora", "AB", line)
      #expect(decision.changes == hiding(house, 2, "wrong child"), "\(decision.words)")
      #expect(
        decision.reply?.text.hasPrefix("Hidden: attendance 1, with messages 2 and 3.") == true)
    }
    let elsewhere = try house.type("cora", "staff", "/hide AB attendance 1 reason: \"slip\"")
    #expect(elsewhere.changes == hiding(house, 2, "slip"))
    #expect(elsewhere.reply?.text.hasPrefix("Hidden: AB attendance 1,") == true)
  }

  @Test("a hiding is refused where it must be, and says what would be right")
  func refused() throws {
    let house = try filled()
    try house.keep("cora", "AB", "/hide 1 reason: slip")
    let expected: [(String, String, [String])] = [
      ("cora", "/hide 1 reason: again", ["Message 1 is hidden already."]),
      (
        "cora", "/hide 9 reason: slip",
        ["There is no message '9' in this channel. Write its number in this channel, like 12."]
      ),
      (
        "cora", "/hide 9 about the wrong child",
        ["There is no message '9' in this channel. Write its number in this channel, like 12."]
      ),
      (
        "cora", "/hide message 9 wrong child",
        [
          "There is no message 'message 9' in this channel. Write its number in this channel, like 12."
        ]
      ),
      ("cora", "/hide reason: slip", ["Give at least one of message or record."]),
      (
        "cora", "/hide 2",
        [
          "'reason' is missing. It stays in sight. Do not repeat what is to be hidden, and name nobody."
        ]
      ),
      ("cora", "/hide 2 reason: no", ["'reason' needs at least 3 characters."]),
      (
        "cora", "/hide 2 attendance 1 reason: slip",
        ["Give only one of 'message' or 'record'."]
      ),
      (
        "cora", "/hide attendance 9 reason: slip",
        ["There is no record 'attendance 9'. Write its kind and number, like attendance 3."]
      ),
      (
        "tari", "/hide 2 reason: slip",
        [
          "You may hide only what you wrote yourself, and not all of message 2 is yours. Ask a coordinator."
        ]
      ),
      (
        "tess", "/hide attendance 1 reason: slip",
        [
          "You may hide only what you wrote yourself, and not all of attendance 1 is yours. Ask a coordinator."
        ]
      ),
    ]
    for (login, line, words) in expected {
      let decision = try house.type(login, "AB", line)
      #expect(decision.words == words && decision.changes.isEmpty, "\(line)")
    }
    // A number in another channel is a number of that channel: it never reaches over.
    #expect(try house.type("tari", "CD", "/hide 2 reason: slip").codes == ["unknown-message"])
    #expect(
      try house.type("tari", "CD", "/hide AB attendance 1 reason: slip").codes == ["not-yours"])
    #expect(try house.type("vic", "AB", "/hide 2 reason: slip").codes == ["not-yours"])
    #expect(throws: Hidden()) { try house.type("adam", "AB", "/hide 2 reason: slip") }
  }

  @Test("authors have a day to take back their own; those who answer for the channel have no limit")
  func aDay() throws {
    var house = try filled()
    let said = house.now
    house.now = said.adding(seconds: Limits.ownHideSeconds)
    #expect(try house.type("tess", "AB", "/hide 1 reason: slip").complaints.isEmpty)
    house.now = said.adding(seconds: Limits.ownHideSeconds + 1)
    #expect(
      try house.type("tess", "AB", "/hide 1 reason: slip").words == [
        "You may hide what you wrote for 24 hours, and message 1 is older. Ask a coordinator."
      ])
    #expect(try house.type("cora", "AB", "/hide 1 reason: slip").complaints.isEmpty)
  }
}
