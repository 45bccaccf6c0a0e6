// What a child's marks add up to, over the wire.
import Domain
import Engine
import Server
import Store
import TestKit
import Testing

@Suite struct FiguresTests {
  let test: TestHouse

  /// Friday 20 November 2026, 15:00.
  init() throws {
    test = try TestHouse()
    test.clock.put("2026-11-20", 15 * 60)
    try test.openSingles()
    for short in ["AB", "CD"] { try test.channel("cyp", short) }
    try test.member("tess", [.team])
    try test.member("tari", [.team])
    try test.member("adam", [.admin])
    try test.give("tess", "team", on: "AB")
    try test.give("tari", "team", on: "CD")
  }

  @Test func `the marks of a child are counted for who may read them, and for nobody else`()
    async throws
  {
    for line in [
      "/attend present AM day: 2026-11-18", "/attend present PM day: 2026-11-18",
      "/attend late AM 9:40 day: 2026-11-19", "/attend absent AM reason: ill",
      "/attend absent PM reason: \"not known\"", "/attend present AM day: 2026-08-31",
    ] {
      let outcome = try test.say("tess", in: "AB", .line(line))
      #expect(outcome.decision.complaints.isEmpty, "\(line): \(outcome.decision.complaints)")
    }
    let serving = try Serving(test.house)
    let caller = Caller(port: serving.port)
    let roster = test.house.store.roster
    let place = try #require(roster.channelsByName["ab"])
    let token = try #require(roster.channels[place]?.token)
    let register = try #require(roster.channel(single: "register")?.token)
    let path = "/api/v1/channels/\(token)/attendance"
    try caller.signIn("tess", TestHouse.password)
    let figures = try caller.send("GET", path).json
    #expect(figures["from"]?.text == "2026-09-01" && figures["to"]?.text == "2026-11-20")
    let wanted = [
      ("possible", 5), ("attended", 3), ("authorised", 1), ("unauthorised", 1), ("late", 1),
      ("consecutive", 2), ("not_counted", 0),
    ]
    for (name, count) in wanted { #expect(figures[name] == .number(Double(count)), "\(name)") }
    #expect(figures["attendance"]?.text == "60%" && figures["absence"]?.text == "40%")
    // Five sessions say nothing about persistence.
    #expect(figures["level"] == nil)
    let earlier = try caller.send("GET", path + "?from=2026-08-01&to=2026-08-31").json
    #expect(earlier["possible"] == .number(1))
    #expect(try caller.send("GET", path + "?from=2026-11-20&to=2026-11-19").status == 422)
    #expect(try caller.send("GET", "/api/v1/channels/\(register)/attendance").status == 404)
    for other in ["tari", "adam"] {
      try caller.signIn(other, TestHouse.password)
      #expect(try caller.send("GET", path).status == 404, "\(other)")
    }
    serving.stop(drainSeconds: 0)
  }
}
