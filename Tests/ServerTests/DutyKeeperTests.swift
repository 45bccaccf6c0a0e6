// The house's duties by an injected clock: once a day whatever the clock does, late, missed, failed.
import Domain
import Engine
import Store
import TestKit
import Testing

@testable import Server

/// A house with one child, whose session somebody marks or not.
private func house(_ duties: String? = nil) throws -> TestHouse {
  var catalog = shippedCatalog
  if let duties {
    var files = try DefinitionSource.files(home: checkout)
    let at = try #require(files.firstIndex { $0.path == "Channels/register/kind.json5" })
    let text = files[at].text
    let start = try #require(text.ranges(of: "duties: [").first?.upperBound)
    let end = try #require(text[start...].ranges(of: "\n  ],").first?.lowerBound)
    files[at] = DefinitionFile(
      path: files[at].path, text: String(text[..<start]) + duties + String(text[end...]))
    catalog = try #require(Catalog.read(files).catalog)
  }
  let test = try TestHouse(catalog: catalog)
  try test.openSingles()
  try test.member("tess", [.team])
  try test.member("cora", [.coordinator])
  try test.channel("cyp", "AB")
  try test.give("tess", "team", on: "AB")
  return test
}

private func outcomes(_ test: TestHouse, _ day: String) throws -> [String: String] {
  let day = try #require(Day(text: day))
  var outcomes: [String: String] = [:]
  for duty in test.house.catalog.kinds["register"]?.duties ?? [] {
    guard case .text(let outcome)? = try test.duty(duty.name, day)?.values["outcome"] else {
      continue
    }
    outcomes[duty.name] = outcome
  }
  return outcomes
}

private func messages(_ test: TestHouse, in place: String) throws -> [String] {
  let id = try #require(test.house.store.roster.channelsByName[place])
  let grant = try #require(test.house.access.grant(.bot, .read, id))
  return try test.house.store.read {
    try $0.messages(grant, before: nil, after: nil, limit: 200).messages.map(\.text)
  }
}

@Suite struct DutyKeeperTests {
  @Test func `each duty is done once at its time, however often the house wakes`() throws {
    let test = try house("{ name: 'look', at: '09:45', until: '12:00', say: '/summary AM' },")
    test.clock.put("2026-11-20", 9 * 60 + 44)
    test.house.duties.wake()
    #expect(try outcomes(test, "2026-11-20") == [:])
    for minutes in [585, 585, 586, 640] {
      test.clock.put("2026-11-20", minutes)
      test.house.duties.wake()
    }
    #expect(try outcomes(test, "2026-11-20") == ["look": "done"])
    #expect(try messages(test, in: "register").count == 1)
  }

  @Test func `whose school was not told stands in the record, and the coordinators read it once`()
    throws
  {
    let test = try house()
    try test.channel("cyp", "CD")
    _ = try test.say("cora", in: "coordination", .line("/school Moorgate email: a@moor.example"))
    _ = try test.say("cora", in: "AB", .line("/placement Moorgate from: 2026-09-01"))
    test.clock.put("2026-11-20", 600)
    test.house.duties.wake()
    test.house.duties.wake()
    let told =
      "Not told of the morning of 20 Nov 2026: Moorgate (1 child): its address is not verified; "
      + "no home school is entered for CD."
    let duty = try test.duty("summary-morning", try #require(Day(text: "2026-11-20")))
    #expect(duty?.values["detail"] == .text(told))
    #expect(try messages(test, in: "coordination").count { $0 == told } == 1)
  }

  @Test func `a duty that begins ten minutes late is done in time, and after that late`() throws {
    for (seconds, outcome) in [(599, "done"), (601, "late")] as [(Int64, String)] {
      let test = try house("{ name: 'look', at: '09:45', until: '12:00', say: '/summary AM' },")
      test.clock.put("2026-11-20", 9 * 60 + 45)
      test.clock.advance(seconds: seconds)
      test.house.duties.wake()
      #expect(try outcomes(test, "2026-11-20") == ["look": outcome])
    }
  }

  @Test func `the house sleeps until the next duty, and never longer than half a minute`() {
    let most = Limits.dutyWakeSeconds * 1000
    #expect(DutyThread.pause(toNext: nil) == most)
    #expect(DutyThread.pause(toNext: 0) == 5)
    #expect(DutyThread.pause(toNext: most - 6) == most - 1)
    #expect(DutyThread.pause(toNext: most - 4) == most)
    #expect(DutyThread.pause(toNext: most * 100) == most)
  }

  @Test func `a clock that goes back runs nothing twice, and a day before it nothing at all`()
    throws
  {
    let test = try house("{ name: 'look', at: '09:45', until: '12:00', say: '/summary AM' },")
    test.clock.put("2026-11-20", 600)
    test.house.duties.wake()
    let said = try messages(test, in: "register")
    test.clock.put("2026-11-20", 540)
    test.house.duties.wake()
    test.clock.put("2026-11-20", 590)
    test.house.duties.wake()
    #expect(try messages(test, in: "register") == said)
    #expect(said.count == 1)
  }

  @Test func `what the house slept through is missed, from Friday to Monday`() throws {
    let test = try house("{ name: 'look', at: '09:45', until: '12:00', say: '/summary AM' },")
    test.clock.put("2026-11-19", 600)
    test.house.duties.wake()
    test.clock.put("2026-11-23", 9 * 60)
    test.house.duties.wake()
    #expect(try outcomes(test, "2026-11-19") == ["look": "late"])
    #expect(try outcomes(test, "2026-11-20") == ["look": "missed"])
    #expect(try outcomes(test, "2026-11-21") == [:])  // a Saturday: nobody is expected
    #expect(try outcomes(test, "2026-11-23") == [:])
    #expect(try messages(test, in: "register").count == 1)
  }

  @Test func `seven days back are noted as missed, and no more`() throws {
    let test = try house(
      "{ name: 'look', at: '09:45', until: '12:00', on: 'every', say: '/summary AM' },")
    test.clock.put("2026-11-02", 600)
    test.house.duties.wake()
    test.clock.put("2026-11-20", 9 * 60)
    test.house.duties.wake()
    #expect(try outcomes(test, "2026-11-12") == [:])
    #expect(try outcomes(test, "2026-11-13") == ["look": "missed"])
    #expect(try outcomes(test, "2026-11-19") == ["look": "missed"])
    #expect(try outcomes(test, "2026-11-20") == [:])
  }

  @Test func `a duty of every day is done at its local time on both days of the clock change`()
    throws
  {
    let duty = "{ name: 'look', at: '10:00', until: '12:00', on: 'every', say: '/summary AM' },"
    // 10:00 is 09:00 UTC in summer, 10:00 UTC in winter.
    for (day, utc) in [
      ("2026-03-28", "10:00"), ("2026-03-29", "09:00"), ("2026-10-24", "09:00"),
      ("2026-10-25", "10:00"),
    ] {
      let test = try house(duty)
      let moment = try #require(Instant(text: "\(day)T\(utc):00Z"))
      test.clock.put(day, 0)
      test.clock.advance(
        seconds: (moment.milliseconds - test.clock.now().milliseconds) / 1000 - 1)
      test.house.duties.wake()
      #expect(try outcomes(test, day) == [:])
      test.clock.advance(seconds: 2)
      test.house.duties.wake()
      #expect(try outcomes(test, day) == ["look": "done"])
    }
  }

  @Test func `a duty in the hour that is skipped or doubled is done once`() throws {
    let duty = "{ name: 'look', at: '01:30', until: '04:00', on: 'every', say: '/summary AM' },"
    for day in ["2026-03-29", "2026-10-25"] {
      let test = try house(duty)
      test.clock.put(day, 0)
      for _ in 0..<20 {
        test.clock.advance(seconds: 900)
        test.house.duties.wake()
      }
      #expect(try outcomes(test, day) == ["look": "done"])
      #expect(try messages(test, in: "register").count == 1)
    }
  }

  @Test func `a duty that is refused says why, and is tried again until its time is over`() throws {
    let duty = "{ name: 'look', at: '09:45', until: '12:00', say: '/summary XX' },"
    let test = try house(duty)
    test.clock.put("2026-11-20", 585)
    test.house.duties.wake()
    let day = try #require(Day(text: "2026-11-20"))
    let record = try #require(try test.duty("look", day))
    #expect(record.values["outcome"] == .text("failed"))
    guard case .text(let detail)? = record.values["detail"] else {
      Issue.record("no detail")
      return
    }
    #expect(detail.contains("'XX'"))
    test.clock.put("2026-11-20", 590)
    test.house.duties.wake()
    // The same refusal is not written again.
    #expect(try test.duty("look", day)?.revision == 1)
    let right = try house("{ name: 'look', at: '09:45', until: '12:00', say: '/summary AM' },")
    try test.house.adopt(right.house.catalog)
    test.clock.put("2026-11-20", 600)
    test.house.duties.wake()
    #expect(try outcomes(test, "2026-11-20") == ["look": "late"])
    #expect(try test.duty("look", day)?.revision == 2)
  }

  @Test func `a closed day has no duties`() throws {
    let test = try house("{ name: 'look', at: '09:45', until: '12:00', say: '/summary AM' },")
    _ = try test.say("cora", in: "register", .line("/closure \"INSET\" inset 2026-11-23"))
    test.clock.put("2026-11-23", 600)
    test.house.duties.wake()
    #expect(try outcomes(test, "2026-11-23") == [:])
    test.clock.put("2026-11-24", 600)
    test.house.duties.wake()
    #expect(try outcomes(test, "2026-11-23") == [:])
    #expect(try outcomes(test, "2026-11-24") == ["look": "late"])
  }

  @Test func `lines said before a crash are not said again`() throws {
    let duty = """
      { name: 'look', at: '09:45', until: '12:00', say: ['/summary AM', '/chase AM'] },
      """
    let test = try house(duty)
    test.clock.put("2026-11-20", 585)
    // The first line was said, and then the server was killed: no record of the duty is there.
    let register = try #require(test.house.store.roster.channel(single: "register"))
    let name = "look|2026-11-20|/summary AM"
    let id = "duty-" + String(SHA256.hex(Array(name.utf8)).prefix(40))
    let ask = Ask(
      member: .bot, channel: register.id, input: .line("/summary AM"), clientID: id,
      at: test.clock.now())
    let engine = test.house.engine
    _ = try test.turn(.bot, AnswerKey(channel: register.id, clientID: id)) {
      try engine.decide(ask, $0)
    }
    #expect(try messages(test, in: "register").count == 1)
    test.house.duties.wake()
    #expect(try outcomes(test, "2026-11-20") == ["look": "done"])
    let said = try messages(test, in: "register")
    #expect(said.count { $0.hasPrefix("The morning of") } == 1)
    #expect(said.count { $0.hasPrefix("Not yet recorded for") } == 1)
  }

  @Test func `a coordinator sees the day's duties, and others that there is no such thing`() throws
  {
    let test = try house()
    test.clock.put("2026-11-20", 600)
    test.house.duties.wake()
    let serving = try Serving(test.house)
    defer { serving.stop(drainSeconds: 0) }
    let caller = Caller(port: serving.port)
    try caller.signIn("cora", TestHouse.password)
    let answer = try caller.send("GET", "/api/v1/duties?day=2026-11-20")
    #expect(answer.status == 200)
    let states = answer.json["duties"]?.items?.compactMap { $0["state"]?.text }
    #expect(states?.prefix(2) == ["late", "done"])
    #expect(states?.suffix(1) == ["not-yet"])
    let other = try caller.send("GET", "/api/v1/duties?day=2026-11-21")
    let closed = other.json["duties"]?.items?.compactMap { $0["state"]?.text } ?? []
    #expect(Set(closed) == ["closed"])
    #expect(try caller.send("GET", "/api/v1/duties?day=soon").status == 422)
    try caller.signIn("tess", TestHouse.password)
    let refused = try caller.send("GET", "/api/v1/duties")
    #expect(refused.status == 404)
    #expect(try refused.text == caller.send("GET", "/api/v1/dutiez").text)
  }
}
