// What is offered while typing: only what may be used and seen there.

import Domain
import Testing

@testable import Engine

@Suite struct SuggestionTests {
  private func offered(_ login: String, _ place: String, _ text: String) -> [String] {
    let house = FakeHouse()
    return house.engine.suggestions(
      text, member: house.member(login), channel: house.channel(place),
      roster: house.lookup.roster, now: house.now
    ).map(\.suggestion)
  }

  static let offers: [(String, String, String, [String])] = [
    ("tess", "AB", "/att", ["/attain", "/attend"]),
    ("tess", "AB", "/ATTE", ["/attend"]),
    ("tess", "staff", "/att", []),
    ("tess", "AB", "/exp", []),
    ("tess", "AB", "/search", ["/find"]),
    ("tess", "AB", "/attend a", ["absent", "other-site", "arrived:"]),
    ("tess", "AB", "/attend absent p", ["PM"]),
    ("tess", "AB", "/attend absent session: ", ["AM", "PM"]),
    ("tess", "AB", "/attend absent session:p", ["PM"]),
    ("tess", "AB", "/attend absent PM in", ["informed_by:"]),
    ("tess", "AB", "/attend absent reason: \"den", []),
    ("tess", "AB", "/attend absent informed_by: d", ["parent", "transport"]),
    ("cora", "staff", "/flag children: ", ["AB", "CD"]),
    ("tess", "staff", "/flag children: ", ["AB"]),
    ("tess", "AB", "/flag told: ", ["yes", "no"]),
    ("tess", "AB", "/assign t", ["tari", "tess"]),
    ("tess", "AB", "/assign a", []),
    ("tess", "AB", "/assign tari role: l", ["lead"]),
    ("tess", "AB", "/find q", ["query"]),
    ("tess", "AB", "/help att", ["attain", "attend"]),
    ("tess", "AB", "hello", []), ("tess", "AB", "//att", []), ("tess", "AB", "", []),
    ("tari", "AB", "/", []), ("adam", "AB", "/", []), ("tess", "nowhere", "/", []),
    ("vic", "AB", "/", ["/find", "/flag", "/help", "/receipts", "/why"]),
  ]

  @Test("only what may follow is offered", arguments: offers)
  func offer(_ login: String, _ place: String, _ text: String, _ expected: [String]) {
    #expect(offered(login, place, text) == expected)
  }

  @Test("the first field's values come before the names of fields")
  func first() {
    let all = offered("tess", "AB", "/attend ")
    #expect(all.prefix(3) == ["present", "late", "left-early"])
    #expect(
      all.contains("reason:") && !all.contains("suggested_code:") && !all.contains("because:"))
  }

  @Test("an offer is the whole text to put in the box")
  func complete() throws {
    let house = FakeHouse()
    func first(_ text: String) -> Suggestion? {
      house.engine.suggestions(
        text, member: house.member("tess"), channel: house.channel("AB"),
        roster: house.lookup.roster, now: house.now
      ).first
    }
    #expect(first("/atten")?.complete == "/attend ")
    #expect(first("/atten")?.description == "Log attendance for one session.")
    #expect(first("/attend ab")?.complete == "/attend absent ")
    #expect(first("/attend ab")?.description == "Was expected and did not come.")
    #expect(first("/attend absent session:P")?.complete == "/attend absent session:PM ")
  }

  @Test("the commands of a channel are those that may be used there")
  func commands() {
    let house = FakeHouse()
    func names(_ login: String, _ place: String) -> [String] {
      house.engine.commands(
        member: house.member(login), channel: house.channel(place), roster: house.lookup.roster,
        now: house.now
      ).map(\.name)
    }
    #expect(names("tess", "AB").contains("attend"))
    #expect(!names("tess", "staff").contains("attend"))
    #expect(names("cora", "AB").contains("query") && !names("tess", "AB").contains("query"))
    #expect(names("tari", "AB").isEmpty)
    #expect(names("vic", "AB") == ["find", "flag", "help", "receipts", "why"], "a reader")
  }
}
