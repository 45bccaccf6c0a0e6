// Records: opened, revised with a reason, landing elsewhere, queried, amended, moved on.

import Domain
import Testing

@testable import Engine

@Suite struct RecordingTests {
  @Test("a record is opened with its message, where it was typed")
  func opened() throws {
    let house = FakeHouse()
    let decision = try house.type("tess", "AB", "/attend late 9.40", id: "k1")
    let draft = try #require(decision.opened)
    #expect(draft.kind == "attendance" && draft.channel == house.channel("AB"))
    #expect(draft.child == ChildID(1) && draft.state == "recorded")
    #expect(draft.day.text == "2026-11-21" && draft.oneKey == "2026-11-21|AM")
    #expect(draft.happenedAt.text == "2026-11-21T09:40:00.000Z")
    #expect(decision.said?.link == .latest && decision.said?.text == "/attend late 9.40")
    #expect(decision.said?.clientID == "k1" && decision.answerKey?.clientID == "k1")
    #expect(decision.reply == nil)
  }

  @Test("what happened on a day without a time happened at its midday, in local time")
  func midday() throws {
    let draft = try #require(
      try FakeHouse().type("tess", "AB", "/attend absent 1 Sep ill").opened)
    #expect(draft.happenedAt.text == "2026-09-01T11:00:00.000Z")
  }

  @Test("the current session is the afternoon from noon on, local time")
  func session() throws {
    var house = FakeHouse()
    house.now = house.now.adding(seconds: 2 * 3600 - 1)
    #expect(
      try house.type("tess", "AB", "/attend present").opened?.values["session"] == .text("AM"))
    house.now = house.now.adding(seconds: 1)
    #expect(
      try house.type("tess", "AB", "/attend present").opened?.values["session"] == .text("PM"))
  }

  @Test("a second line for the same key needs a reason, and then revises the first")
  func one() throws {
    let house = FakeHouse()
    try house.keep("tess", "AB", "/attend present")
    let again = try house.type("tess", "AB", "/attend present")
    #expect(again.changes.isEmpty)
    #expect(
      again.reply?.text
        == "attendance for 21 Nov 2026 AM is already so. Nothing was written.")
    let refused = try house.type("tess", "AB", "/attend late 9.40")
    #expect(
      refused.words == [
        "attendance for 21 Nov 2026 AM is already 'present'. To change it, say why:"
          + " add because: \"...\""
      ])
    #expect(refused.codes == ["reason-needed"] && refused.complaints[0].field == "because")
    let line = "/attend late 9.40 because: seen at the gate"
    let revised = try house.keep("tess", "AB", line)
    guard
      case .recordRevised(let id, let values, let reason, _, _, let key)? = revised.changes.first
    else { return #expect(Bool(false), "no revision") }
    #expect(id == RecordID(1) && reason == "seen at the gate" && key == "2026-11-21|AM")
    #expect(values["because"] == nil && values["status"] == .text("late"))
    #expect(revised.said?.link == .latest && revised.said?.text == line)
    #expect(try house.type("tess", "AB", "/attend present pm").opened != nil)
    let own = try house.type("tess", "AB", "/attend absent went home ill")
    guard case .recordRevised(_, _, "went home ill", _, _, _)? = own.changes.first
    else { return #expect(Bool(false), "the line's own reason is the reason") }
  }

  @Test("a flag lands with the safeguarding leads, and nothing is said where it was typed")
  func flag() throws {
    let house = FakeHouse()
    let line = "/flag a bruise action: told nurse told: yes severity: danger"
    let decision = try house.type("vic", "staff", line, id: "k1")
    let draft = try #require(decision.opened)
    #expect(draft.channel == house.channel("safeguarding") && draft.state == "received")
    #expect(decision.said?.channel == house.channel("safeguarding"))
    #expect(decision.said?.clientID == nil)
    #expect(decision.answerKey == AnswerKey(channel: house.channel("staff"), clientID: "k1"))
    let text = try #require(decision.reply?.text)
    #expect(text.hasPrefix("Flag received. Receipt \(draft.receipt): state received."))
    #expect(text.contains("call 999 and tell a DSL in person now"))
    #expect(decision.reply?.receipt == draft.receipt && decision.keptReply == text)
    #expect(draft.receipt.split(separator: "-").map(\.count) == [4, 4, 4, 4])
    let calm = try house.type("vic", "staff", line.replacing("danger", with: "info"))
    #expect(calm.reply?.text.contains("999") == false)
    // A drop box: its author cannot name it again.
    house.lookup.commit(decision)
    #expect(throws: Hidden()) { try house.type("vic", "safeguarding", "/find a bruise") }
    #expect(
      try house.type("dara", "AB", "/amend safeguarding flag 1 location: x reason: y").complaints
        .isEmpty)
    #expect(
      try house.type("tess", "AB", "/amend safeguarding flag 1 location: x reason: y").codes
        == ["unknown-record"])
  }

  @Test("a flag in a child's channel has that child as its subject, unless children are named")
  func subject() throws {
    let house = FakeHouse()
    let line = "/flag x action: y told: no severity: info"
    let draft = try #require(try house.type("tess", "AB", line).opened)
    #expect(draft.values["children"] == .children([ChildPart(child: ChildID(1), part: "subject")]))
    #expect(draft.child == ChildID(1))
    let both = try house.type("cora", "AB", line + " children: AB as witness, CD as harmed").opened
    #expect(
      both?.values["children"]
        == .children([
          ChildPart(child: ChildID(1), part: "witness"),
          ChildPart(child: ChildID(2), part: "harmed"),
        ]))
    #expect(both?.child == nil)
    #expect(try house.type("tess", "staff", line).opened?.values["children"] == nil)
  }

  @Test("a concern goes to the coordinators, about the channel's child")
  func concern() throws {
    let house = FakeHouse()
    let decision = try house.type("tess", "AB", "/concern very quiet")
    #expect(decision.opened?.channel == house.channel("coordination"))
    #expect(decision.opened?.child == ChildID(1))
    #expect(decision.reply?.text.hasPrefix("Concern received.") == true)
  }

  @Test("a query lies beside its record; the author's correction answers it")
  func query() throws {
    let house = FakeHouse()
    try house.keep("tess", "AB", "/attend absent dentist at 2")
    let asked = try house.keep("cora", "AB", "/query attendance #1 who told us?")
    #expect(asked.opened?.kind == "query" && asked.opened?.refersTo == RecordID(1))
    #expect(asked.opened?.state == "open" && asked.opened?.values["issue"] == .text("who told us?"))
    let line = "/amend attendance 1 informed_by: mum reason: \"asked at home\""
    let amended = try house.keep("tess", "AB", line)
    guard case .recordRevised(let id, let values, let reason, _, _, _)? = amended.changes.first
    else { return #expect(Bool(false), "no revision") }
    #expect(id == RecordID(1) && reason == "asked at home")
    #expect(values["informed_by"] == .text("parent") && values["reason"] == .text("dentist at 2"))
    #expect(values["suggested_code"] == .text("M"))
    #expect(amended.said?.link == .latest)
    #expect(house.lookup.kept[1].state == "answered")
    #expect(try house.type("tess", "AB", line).codes == ["no-change"])
  }

  @Test("only the author and those who answer for a record may amend it")
  func amendRights() throws {
    let house = FakeHouse()
    house.grant("vic", "AB", "volunteer")
    try house.keep("tess", "AB", "/attend present")
    let line = "/amend attendance 1 status: remote reason: x"
    #expect(try house.type("vic", "AB", line).codes == ["not-yours"])
    #expect(try house.type("tess", "AB", line).complaints.isEmpty)
    #expect(try house.type("cora", "AB", line).complaints.isEmpty)
    let far = try house.type(
      "cora", "coordination", line.replacing("attendance", with: "AB attendance"))
    #expect(far.said?.channel == house.channel("AB") && far.said?.clientID == nil)
    #expect(far.reply?.text == "Amended AB attendance 1.")
    #expect(try house.type("cora", "coordination", line).codes == ["unknown-record"])
  }

  @Test("new values are held against the record's own definition")
  func amendValues() throws {
    let house = FakeHouse()
    try house.keep("tess", "AB", "/attend absent dentist")
    try house.keep("tess", "AB", "/attend present pm")
    func words(_ changes: String) throws -> [String] {
      try house.type("tess", "AB", "/amend attendance 1 \(changes) reason: x").words
    }
    #expect(try words("status: lte") == ["'lte' is not an attendance status. Did you mean 'late'?"])
    #expect(
      try words("status: late")
        == ["'arrived' is needed when status is late. Add arrived: 09:40"])
    #expect(
      try words("changes: \"status=late arrived=9.40\"") == [])
    #expect(
      try words("changes: \"reason=''\"")
        == ["'reason' is needed when status is absent. Add reason: \"...\""])
    #expect(try words("changes: \"reason='dentist at 3'\"") == [])
    let other = FakeHouse()
    try other.keep("tess", "AB", "/attend late 09:40")
    let absent = try other.type(
      "tess", "AB", "/amend attendance 1 status: absent changes: \"reason=ill\" reason: x")
    guard case .recordRevised(_, let values, _, _, _, _)? = absent.changes.first else {
      Issue.record("\(absent)")
      return
    }
    #expect(values["arrived"] == nil, "an absence has no time of arrival")
    #expect(
      try words("severity: urgent")
        == ["a record of the kind 'attendance' has no field 'severity'."])
    #expect(try words("suggested_code: B").count == 1)
    #expect(
      try words("session: pm")
        == ["attendance 2 already stands for that. Amend attendance 2 instead."])
    #expect(
      try words("")
        == ["'changes' is missing. Field names and what they should be."])
    #expect(
      try words("changes: nonsense")
        == ["These are no new values. Write them like status: late arrived: 09:40"])
  }

  @Test("a record moves only to states that it knows")
  func state() throws {
    let house = FakeHouse()
    try house.keep("tess", "AB", "/concern very quiet")
    let moved = try house.keep("cora", "coordination", "/state concern 1 acted reason: met him")
    #expect(
      moved.changes.first
        == .recordState(RecordID(1), state: "acted-on", reason: "met him"))
    #expect(
      try house.type("cora", "coordination", "/state concern 1 open").words
        == ["'open' is not a state of the kind 'concern'. One of: received, acted-on, closed."])
    #expect(
      try house.type("cora", "coordination", "/state concern 1 closd").words
        == ["'closd' is not a state of the kind 'concern'. Did you mean 'closed'?"])
    #expect(try house.type("cora", "coordination", "/state concern 1 acted-on").changes.isEmpty)
    let receipts = try house.type("tess", "staff", "/receipts").reply?.text
    #expect(
      receipts == "\(house.lookup.kept[0].receipt) concern, 21 Nov 2026: acted-on")
    #expect(
      try house.type("tari", "staff", "/receipts").reply?.text
        == "You have sent no concern and no flag.")
  }

  @Test("a child is named as the child's channel is, by those who may see it")
  func child() throws {
    let command = CommandDefinition(
      name: "visit", summary: "", record: "visit",
      fields: [
        Field(name: "child", type: .child, required: true),
        Field(name: "what", type: .text, required: true),
      ])
    let house = FakeHouse(
      Catalog(commands: [command], vocabularies: [], kinds: Array(shipped.kinds.values)))
    let draft = try house.type("cora", "staff", "/visit ab went home").opened
    #expect(draft?.values["child"] == .child(ChildID(1)) && draft?.child == ChildID(1))
    #expect(draft?.values["what"] == .text("went home"))
    #expect(try house.type("tari", "staff", "/visit AB went home").codes == ["unknown-child"])
    #expect(try house.type("tari", "staff", "/visit CD went home").complaints.isEmpty)
  }
}
