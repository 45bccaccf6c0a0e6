// Random lines from a seed: nothing crashes, every answer is whole, places lie in the line.

import Domain
import Testing

@testable import Engine

/// Numbers from a seed (SplitMix64), so that a failure can be played again.
private struct Seeded: RandomNumberGenerator {
  var state: UInt64
  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}

private func randomLine(_ dice: inout Seeded) -> String {
  let commands = shipped.words.keys.sorted().map { "/" + $0 }
  let fields = shipped.commands.values.flatMap { $0.fields.flatMap { [$0.name] + $0.aliases } }
    .sorted()
  let terms = shipped.vocabularies.values.flatMap { $0.terms.flatMap { [$0.term, $0.label] } }
    .sorted()
  let odd = [
    "\"", "“", "”", "'", "\\", ":", "=", ",", "#", "AB", "CD", "as", "tess", "@tari",
    "attendance 1",
    "note 1", "flag 1", "3 Nov", "9.40", "2026-11-03", "31/2", "yes", "\n", "\t", "é",
    "\u{1F468}\u{200D}\u{1F469}",
    "\u{0}", "''", "\"\"", "a=b", "because:", "dentist", "", "999999999999999999999", "-1", "1e9",
  ]
  var line = Bool.random(using: &dice) ? commands.randomElement(using: &dice) ?? "" : ""
  for _ in 0..<Int.random(in: 0...12, using: &dice) {
    let piece: String =
      switch Int.random(in: 0...3, using: &dice) {
      case 0: (fields.randomElement(using: &dice) ?? "") + (Bool.random(using: &dice) ? ":" : "= ")
      case 1: terms.randomElement(using: &dice) ?? ""
      default: odd.randomElement(using: &dice) ?? ""
      }
    line += (Int.random(in: 0...9, using: &dice) > 0 ? " " : "") + piece
  }
  return line
}

@Suite struct StormTests {
  @Test("random lines give whole answers", arguments: [1, 2, 3, 4] as [UInt64])
  func storm(_ seed: UInt64) throws {
    var dice = Seeded(state: seed)
    let house = FakeHouse()
    let people = ["dara", "cora", "tess", "tari", "vic"]
    let places = ["AB", "CD", "staff", "coordination", "safeguarding", "templates"]
    for number in 0..<600 {
      let line = randomLine(&dice)
      let login = people.randomElement(using: &dice) ?? "tess"
      let place = places.randomElement(using: &dice) ?? "AB"
      let told: Comment =
        "seed \(seed), line \(number): \(login) in \(place): \(line.debugDescription)"
      let member = house.member(login)
      _ = house.engine.suggestions(
        line, member: member, channel: house.channel(place), roster: house.lookup.roster,
        now: house.now)
      let decision: Decision
      do { decision = try house.type(login, place, line, id: "k\(number)") } catch is Hidden {
        let access = AccessList(
          roster: house.lookup.roster, catalog: shipped, now: house.now)
        #expect(access.grant(member, .see, house.channel(place)) == nil, told)
        continue
      }
      check(decision, line, told)
      house.lookup.commit(decision)
    }
    #expect(!house.lookup.kept.isEmpty && !house.lookup.messages.isEmpty)
  }

  private func check(_ decision: Decision, _ line: String, _ told: Comment) {
    if !decision.complaints.isEmpty {
      #expect(decision.changes.isEmpty && decision.reply == nil, told)
      #expect(decision.complaints.count <= Limits.complaintsMax, told)
      let length = line.unicodeScalars.count
      for complaint in decision.complaints {
        #expect(complaint.at.map { $0.lowerBound >= 0 && $0.upperBound <= length } ?? true, told)
        #expect(!complaint.text.isEmpty && !complaint.code.isEmpty, told)
      }
      return
    }
    #expect(!decision.changes.isEmpty || decision.reply != nil, told)
    for case .message(let draft) in decision.changes {
      let isCommand = line.hasPrefix("/") && !line.hasPrefix("//")
      #expect(isCommand || draft.link == .none, told)
    }
    guard let draft = decision.opened, let definition = shipped.recordKinds[draft.kind] else {
      return
    }
    for name in draft.values.keys { #expect(definition.field(name) != nil, told) }
    for field in definition.fields where field.required {
      #expect(draft.values[field.name] != nil, told)
    }
  }

  @Test("a page of quotes costs no more than its length allows")
  func quotes() throws {
    let house = FakeHouse()
    for unit in ["\"", "\" ", "\"\" ", "“ ", "a:", "a= ", "next ", "AB as "] {
      let count = Limits.lineScalarsMax / unit.unicodeScalars.count - 100
      let line = "/note activity: " + String(repeating: unit, count: count)
      let clock = ContinuousClock()
      let took = try clock.measure { _ = try house.type("tess", "AB", line) }
      #expect(took < .seconds(2), "\(unit) took \(took)")
    }
  }
}
