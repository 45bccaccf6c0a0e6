// What may be mailed to whom, and what nobody writes over: each fence from both sides.

import Domain
import Testing

@testable import Engine

@Suite struct AddressFenceTests {
  /// A house with a school of this state.
  private func house(_ state: String) throws -> (FakeHouse, Record) {
    let house = FakeHouse()
    try house.keep("cora", "coordination", "/school Hillside email: office@hillside.example")
    let made = try #require(house.lookup.kept.first { $0.kind == "school" })
    house.lookup.commit(
      Decision(
        actor: .bot, at: house.now, changes: [.recordState(made.id, state: state, reason: "x")]))
    return (house, try #require(house.lookup.kept.first { $0.kind == "school" }))
  }

  private func turn(_ house: FakeHouse, _ login: String, _ place: String) throws -> Turn {
    let ask = Ask(
      member: house.member(login), channel: house.channel(place), input: .line(""), at: house.now)
    return try #require(Turn(house.engine, ask, house.lookup))
  }

  private func letter(_ to: Record) -> Letter {
    Letter(key: "k", template: "t 1", to: to, subject: "Attendance", body: "AB is absent.")
  }

  private func queued(_ changes: [Change]) -> RecordDraft? {
    changes.lazy.compactMap { change -> RecordDraft? in
      guard case .consequences(let own) = change, case .recordOpened(let draft)? = own.first else {
        return nil
      }
      return draft
    }.first
  }

  @Test("a mail is queued to a verified address alone", arguments: ["unverified", "left"])
  func verifiedAlone(_ state: String) throws {
    let (closed, school) = try house(state)
    let refused = try turn(closed, "cora", "coordination")
    #expect(!refused.mayBeMailed(school))
    #expect(try refused.queue(letter(school)).isEmpty)
    let (open, good) = try house("verified")
    let allowed = try turn(open, "cora", "coordination")
    let draft = try #require(queued(try allowed.queue(letter(good))))
    #expect(draft.kind == "mail" && draft.values["address"] == .text("office@hillside.example"))
    #expect(draft.values["school"] == .record(good.id))
  }

  @Test("what was verified when it was read, and is no longer, is not mailed")
  func readAgain() throws {
    let (house, school) = try house("verified")
    house.lookup.commit(
      Decision(
        actor: .bot, at: house.now,
        changes: [.recordState(school.id, state: "unverified", reason: "changed")]))
    #expect(try turn(house, "cora", "coordination").queue(letter(school)).isEmpty)
  }

  @Test("a record that holds no address is never mailed to")
  func noAddress() throws {
    let house = FakeHouse()
    try house.keep("tess", "AB", "/attend absent reason: ill")
    let mark = try #require(house.lookup.kept.first)
    #expect(try turn(house, "cora", "coordination").queue(letter(mark)).isEmpty)
  }

  @Test("a new address is mailed a code, and a changed name is not", arguments: [true, false])
  func changes(_ isAddress: Bool) throws {
    let (house, _) = try house("verified")
    let line =
      isAddress
      ? "/amend school 1 changes: \"email=head@hillside.example\" reason: x"
      : "/amend school 1 changes: \"officer='Pat Moss'\" reason: x"
    let decision = try house.type("cora", "coordination", line)
    #expect(decision.complaints.isEmpty)
    let isReset = decision.changes.contains {
      if case .recordState(_, "unverified", _) = $0 { true } else { false }
    }
    #expect(isReset == isAddress)
    #expect((queued(decision.changes) != nil) == isAddress)
  }

  @Test("what the house wrote is neither amended, nor queried, nor moved")
  func houseMade() throws {
    for kind in ["mail", "duty", "hold", "verification"] {
      #expect(shipped.recordKinds[kind]?.isHouseMade == true, "\(kind)")
    }
    for kind in ["school", "attendance", "flag", "placement"] {
      #expect(shipped.recordKinds[kind]?.isHouseMade == false, "\(kind)")
    }
    let house = FakeHouse()
    let turn = try turn(house, "dara", "outbox")
    let draft = try #require(
      queued(
        try turn.queue([
          "key": .text("k"), "address": .text("a@b.example"), "subject": .text("s"),
          "body": .text("b"),
        ])))
    house.lookup.commit(
      Decision(actor: .bot, at: house.now, changes: [.recordOpened(draft)]))
    let lines = [
      "/amend outbox mail 1 changes: \"subject=x\" reason: x", "/query outbox mail 1 why?",
      "/state outbox mail 1 sent",
    ]
    for line in lines {
      for place in ["AB", "coordination"] {
        let decision = try house.type("dara", place, line)
        #expect(!decision.complaints.isEmpty && decision.changes.isEmpty, "\(place): \(line)")
      }
    }
  }

  @Test("what may follow names the schools that the asker may read, and no others")
  func suggestions() throws {
    let (house, _) = try house("verified")
    func after(_ login: String, _ text: String, reads: Bool = true) -> [String] {
      house.engine.suggestions(
        text, member: house.member(login), channel: house.channel("AB"),
        roster: house.lookup.roster, now: house.now, lookup: reads ? house.lookup : nil
      ).map(\.suggestion)
    }
    #expect(house.engine.suggestsRecords("/placement H"))
    #expect(!house.engine.suggestsRecords("/note H"))
    #expect(after("cora", "/placement H").contains("Hillside"))
    #expect(!after("cora", "/placement X").contains("Hillside"))
    #expect(!after("tess", "/placement H").contains("Hillside"))
    #expect(!after("cora", "/placement H", reads: false).contains("Hillside"))
  }
}
