// An imported calendar: terms and closures by the engine's own forms, all or nothing, once.
import Domain
import Testing

@testable import Engine

@Suite struct ImportTests {
  /// An event of two or more lines in a file.
  static func event(
    _ uid: String, _ name: String, _ first: String, _ after: String, _ more: String = ""
  )
    -> String
  {
    "BEGIN:VEVENT\nUID:\(uid)\nSUMMARY:\(name)\nDTSTART:\(first)\nDTEND:\(after)\n\(more)END:VEVENT\n"
  }
  static func file(_ events: String...) -> String {
    "BEGIN:VCALENDAR\n" + events.joined() + "END:VCALENDAR\n"
  }
  static let autumn = event("t1", "Autumn term", "20260907", "20261219")
  static let half = event("h1", "Half-term", "20261026", "20261031")
  static let inset = event("i1", "INSET day", "20261127", "20261128")

  private func take(_ house: FakeHouse, _ text: String, as login: String = "cora") throws
    -> Decision
  {
    let decision = try house.ask(login, "register", .calendar(text))
    house.lookup.commit(decision)
    return decision
  }

  /// What an event is called, and what it becomes.
  static let names: [(name: String, kind: String, why: String?)] = [
    ("Autumn term 2026", "term", nil), ("TERM 1", "term", nil),
    ("Half-term", "closure", "holiday"), ("Half term holiday", "closure", "holiday"),
    ("May Bank Holiday", "closure", "holiday"), ("Summer holidays", "closure", "holiday"),
    ("INSET", "closure", "inset"), ("Inset day (staff)", "closure", "inset"),
    ("Staff training", "closure", "inset"), ("Closed: boiler broken", "closure", "closed"),
    ("Snow day", "closure", "closed"),
  ]
  @Test(arguments: names)
  func `its name decides what an event becomes`(_ name: String, _ kind: String, _ why: String?)
    throws
  {
    let house = FakeHouse()
    let file = ImportTests.file(ImportTests.event("x", name, "20260907", "20260912"))
    let opened = try #require(try take(house, file).opened)
    #expect(opened.kind == kind && opened.channel == house.channel("register"))
    #expect(opened.values["why"] == why.map { .text($0) })
    #expect(opened.values["ends"] == .day(try #require(Day(text: "2026-09-11"))))
    #expect(opened.values["name"] == .text(name))
  }

  @Test(arguments: ["Parents' evening", "Determined", "Insets", "Year 11 mocks"])
  func `what names neither a term nor a closure closes nothing, and is told`(_ name: String) throws
  {
    let house = FakeHouse()
    let other = ImportTests.event("x", name, "20260907", "20260908")
    let decision = try take(house, ImportTests.file(other, ImportTests.inset))
    #expect(house.lookup.kept.map(\.kind) == ["closure"])
    #expect(decision.reply?.text.contains("1 left out") == true)
    #expect(decision.reply?.text.contains(": \(name)") == true)
  }

  @Test func `an event that was a closure stays one whatever it is called later`() throws {
    let house = FakeHouse()
    _ = try take(house, ImportTests.file(ImportTests.inset))
    let renamed = ImportTests.event("i1", "First aid", "20261127", "20261128")
    _ = try take(house, ImportTests.file(renamed))
    let record = try #require(house.lookup.kept.first)
    #expect(house.lookup.kept.count == 1 && record.values["name"] == .text("First aid"))
    #expect(record.values["why"] == .text("inset"))
  }

  @Test func `a file is taken whole, and a second time changes nothing`() throws {
    let house = FakeHouse()
    let file = ImportTests.file(ImportTests.autumn, ImportTests.half, ImportTests.inset)
    let first = try take(house, file)
    #expect(first.reply?.text.hasPrefix("3 events: 3 new.") == true)
    #expect(house.lookup.kept.map(\.kind) == ["term", "closure", "closure"])
    let second = try take(house, file)
    #expect(second.changes.isEmpty)
    #expect(second.reply?.text.hasPrefix("3 events: 3 as before.") == true)
    let child = try #require(house.lookup.roster.children[house.child("AB")])
    let turn = try house.turn("cora", "AB")
    let table = [("2026-11-26", true), ("2026-11-27", false), ("2026-10-28", false)]
    for (day, isExpected) in table {
      #expect(try turn.isExpected(child, try #require(Day(text: day)), "AM") == isExpected)
    }
  }

  @Test func `a changed event revises its record, one that is called off cancels it, and back`()
    throws
  {
    let house = FakeHouse()
    _ = try take(house, ImportTests.file(ImportTests.inset))
    let moved = ImportTests.file(ImportTests.event("i1", "INSET", "20261130", "20261201"))
    #expect(try take(house, moved).reply?.text.hasPrefix("1 events: 1 changed.") == true)
    #expect(house.lookup.kept.count == 1 && house.lookup.kept[0].revision == 2)
    #expect(house.lookup.kept[0].values["starts"] == .day(try #require(Day(text: "2026-11-30"))))
    let off = ImportTests.file(
      ImportTests.event("i1", "INSET", "20261130", "20261201", "STATUS:CANCELLED\n"))
    _ = try take(house, off)
    #expect(house.lookup.kept[0].state == "cancelled")
    #expect(try take(house, off).changes.isEmpty)
    _ = try take(house, moved)
    #expect(house.lookup.kept[0].state == "recorded" && house.lookup.kept.count == 1)
  }

  @Test func `what somebody typed before is taken over, not doubled`() throws {
    let house = FakeHouse()
    try house.keep("cora", "register", "/closure \"INSET day\" inset 2026-11-27 2026-11-27")
    _ = try take(house, ImportTests.file(ImportTests.inset))
    #expect(house.lookup.kept.count == 1)
    #expect(house.lookup.kept[0].values["uid"] == .text("i1"))
  }

  /// Files of which one event is wrong, and what is said.
  static let wrongs: [(event: String, words: String)] = [
    (
      event("x", "Term begins", "20260907", "20260908"),
      """
      Line 7: 'Term begins' is called a term and has 1 day. Give it its first and last day, or \
      another name.
      """
    ),
    (
      event("x", "INSET day", "20261127", "20261128"),
      """
      Line 7: This event is the same as the one on line 2. Give one of them another name.
      """
    ),
    (
      event("i1", "INSET in spring", "20270226", "20270227"),
      """
      Line 7: This event has the UID of the one on line 2. Give each event a UID of its own, or \
      export the calendar anew.
      """
    ),
    (
      event("x", "INSET " + String(repeating: "y", count: 75), "20261126", "20261127"),
      "Line 7: 'name' has 81 characters; 80 is the most."
    ),
  ]
  @Test(arguments: wrongs)
  func `one wrong event and nothing is taken`(_ event: String, _ words: String) throws {
    let house = FakeHouse()
    let decision = try take(house, ImportTests.file(ImportTests.inset, event))
    #expect(decision.changes.isEmpty && house.lookup.kept.isEmpty)
    let line = decision.words.first ?? ""
    // The inset before it has six lines.
    #expect(line == words.replacing("Line 7", with: "Line 8"), "\(line)")
  }

  @Test func `it needs the right to use both commands in the register`() throws {
    let house = FakeHouse()
    let file = ImportTests.file(ImportTests.inset)
    #expect(try house.ask("tess", "register", .calendar(file)).codes == ["not-yours"])
    #expect(throws: Hidden()) { try house.ask("vic", "register", .calendar(file)) }
    #expect(throws: Hidden()) { try house.ask("adam", "register", .calendar(file)) }
    #expect(try house.ask("cora", "AB", .calendar(file)).codes == ["not-here"])
    #expect(house.lookup.kept.isEmpty)
  }
}
