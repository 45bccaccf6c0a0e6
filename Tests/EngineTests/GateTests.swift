// Both sides of the gate: who may say and do what where, and what nobody learns.

import Domain
import Testing

@testable import Engine

@Suite struct GateTests {
  @Test("a channel that the asker may not see is hidden, like one that does not exist")
  func hidden() throws {
    let house = FakeHouse()
    for input in [
      "hello", "/attend present", "/help", "/zzzz", "/flag x", "", "//x",
    ] {
      #expect(throws: Hidden()) { try house.type("tari", "AB", input) }
      #expect(throws: Hidden()) { try house.type("tari", "nowhere", input) }
    }
    #expect(throws: Hidden()) { try house.type("nobody", "AB", "hello") }
    #expect(throws: Hidden()) { try house.type("bo", "staff", "hello") }
    #expect(throws: Hidden()) { try house.type("adam", "AB", "hello") }
    #expect(house.lookup.readings == 0)
    #expect(try house.type("tess", "AB", "hello").said?.text == "hello")
  }

  @Test("text is said as typed; a slash is said literally after '//' or a space")
  func text() throws {
    let house = FakeHouse()
    for (line, said) in [
      ("hello", "hello"), ("//x y", "/x y"), (" /x y", "/x y"), ("///", "//"),
      (" hello", " hello"), ("1/2", "1/2"),
    ] {
      #expect(try house.type("tess", "AB", line).said?.text == said)
    }
    let decision = try house.type("tess", "AB", "hello", id: "k1")
    #expect(decision.answerKey == AnswerKey(channel: house.channel("AB"), clientID: "k1"))
  }

  @Test("an unknown command is never said as text")
  func unknown() throws {
    let decision = try FakeHouse().type("tess", "AB", "/atend he was hurt")
    #expect(decision.codes == ["unknown-command"] && decision.changes.isEmpty)
  }

  @Test("one who may only read may neither write nor record, but may flag")
  func reader() throws {
    let house = FakeHouse()
    #expect(try house.type("vic", "AB", "hello").codes == ["not-yours"])
    #expect(try house.type("vic", "AB", "/concern x").changes.isEmpty)
    #expect(try house.type("vic", "AB", "/attend present").changes.isEmpty)
    let flag = "/flag seen_or_heard: x immediate_action: y told_dsl: yes severity: info"
    #expect(try house.type("vic", "AB", flag).reply?.receipt != nil)
    #expect(try house.type("tari", "staff", flag).reply?.receipt != nil)
    #expect(try house.type("vic", "staff", "hello").complaints.isEmpty)
  }

  @Test("a command that may not be used here says where, by kind and never by name")
  func notHere() throws {
    let house = FakeHouse()
    let words = try house.type("tess", "staff", "/attend present").words
    #expect(
      words == [
        "'/attend' cannot be used in this channel. It is used in channels of the kind"
          + " '\(shipped.kinds["cyp"]?.title ?? "")'."
      ])
    let roles = try house.type("tess", "AB", "/query attendance 1 why").words
    #expect(
      roles == ["'/query' is not for you to use. It is for: coordinator, manager, dsl or director."]
    )
    #expect(try house.type("cora", "AB", "/export attendance").codes == ["not-here"])
  }

  @Test("an archived channel keeps nothing new")
  func archived() throws {
    let house = FakeHouse()
    var place = try #require(house.lookup.roster.channels[house.channel("AB")])
    place.isArchived = true
    house.lookup.roster.put(place)
    #expect(try house.type("tess", "AB", "hello").codes == ["archived"])
    #expect(try house.type("tess", "AB", "/attend present").codes == ["archived"])
  }

  @Test("access ends at its end")
  func ends() throws {
    var house = FakeHouse()
    house.grant("vic", "CD", "team", until: house.now.adding(seconds: 60))
    #expect(try house.type("vic", "CD", "hello").said != nil)
    house.now = house.now.adding(seconds: 60)
    #expect(throws: Hidden()) { try house.type("vic", "CD", "hello") }
  }

  @Test("unknown and forbidden records, children and members get the same words")
  func sameWords() throws {
    let house = FakeHouse()
    try house.keep("tari", "CD", "/attend present")
    func words(_ line: String) throws -> [String] {
      try house.type("tess", "AB", line).words
    }
    // Someone must see them for this to mean anything.
    #expect(try house.type("cora", "AB", "/query CD attendance 1 who?").complaints.isEmpty)
    #expect(
      try words("/amend CD attendance 1 status: late reason: x")
        == words("/amend CD attendance 1 status: late reason: x".replacing("CD", with: "QQ"))
        .map { $0.replacing("QQ", with: "CD") })
    let flag = "/flag seen: x action: y told: no severity: info children: "
    #expect(try words(flag + "CD") == words(flag + "QQ").map { $0.replacing("QQ", with: "CD") })
    #expect(
      try words("/assign adam reason: x")
        == words("/assign qqqq reason: x").map { $0.replacing("qqqq", with: "adam") })
  }

  @Test("what only reads is known before it is decided")
  func onlyReads() {
    let engine = FakeHouse().engine
    for line in ["/find x", "/FIND", "/why", "/help attend", "/receipts", "/myflags"] {
      #expect(engine.onlyReads(.line(line)))
    }
    for line in ["/attend present", "find", "//find", " /find", "/", "", "/flag x", "/export x"] {
      #expect(!engine.onlyReads(.line(line)))
    }
    #expect(engine.onlyReads(.form(command: "find", fields: .object([]))))
    #expect(!engine.onlyReads(.form(command: "attend", fields: .object([]))))
  }
}
