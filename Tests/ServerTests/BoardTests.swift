// The board over the wire, and the channels that an older organisation lacks.
import Domain
import Engine
import Server
import Store
import TestKit
import Testing

@Suite("The board")
struct BoardTests {
  let test: TestHouse

  /// Friday 20 November 2026, 09:00: tess has AB and EF, tari CD.
  init() throws {
    test = try TestHouse()
    test.clock.put("2026-11-20", 9 * 60)
    try test.openSingles()
    for short in ["AB", "CD", "EF"] { try test.channel("cyp", short) }
    try test.member("tess", [.team])
    try test.member("tari", [.team])
    try test.member("conn", [.contractor])
    try test.member("cora", [.coordinator])
    try test.member("vic", [.volunteer])
    try test.member("adam", [.admin])
    for short in ["AB", "EF"] { try test.give("tess", "team", on: short) }
    try test.give("tari", "team", on: "CD")
    try test.give("conn", "reader", on: "CD")
    try test.give("vic", "volunteer", on: "AB")
  }

  private func shorts(_ board: JSON) -> [String] {
    (board["children"]?.items ?? []).compactMap { $0["name"]?.text }
  }

  @Test("Each sees the children whom they may read of, and none of another's; others see nothing")
  func fences() throws {
    _ = try test.say("tess", in: "register", .line("/register AB late 9:20 taxi"))
    let serving = try Serving(test.house)
    let caller = Caller(port: serving.port)
    let path = "/api/v1/board"
    for (login, wanted) in [
      ("tess", ["AB", "EF"]), ("tari", ["CD"]), ("conn", ["CD"]), ("cora", ["AB", "CD", "EF"]),
    ] {
      try caller.signIn(login, TestHouse.password)
      let board = try caller.send("GET", path)
      #expect(board.status == 200 && shorts(board.json) == wanted, "\(login)")
      #expect(board.text.contains("taxi") == wanted.contains("AB"), "\(login)")
      let mayMark = board.json["children"]?.items?.first?["may_mark"]
      #expect(mayMark == .bool(login != "conn"))
    }
    for login in ["vic", "adam"] {
      try caller.signIn(login, TestHouse.password)
      let board = try caller.send("GET", path)
      let nonsense = try caller.send("GET", "/api/v1/channels/zzzz")
      #expect(board.status == 404 && board.body == nonsense.body, "\(login)")
    }
    serving.stop(drainSeconds: 1)
  }

  @Test("The counts are of the children on it, and a mark is told with its author and revision")
  func counts() throws {
    _ = try test.say("tess", in: "register", .line("/register AB late 9:20 taxi"))
    let serving = try Serving(test.house)
    let caller = Caller(port: serving.port)
    try caller.signIn("cora", TestHouse.password)
    let board = try caller.send("GET", "/api/v1/board?session=am").json
    #expect(board["day"]?.text == "2026-11-20" && board["session"]?.text == "AM")
    let counts = try #require(board["counts"])
    let wanted = [
      "expected": 3, "present": 0, "late": 1, "left_early": 0, "absent": 0, "other": 0,
      "unmarked": 2,
    ]
    for (name, count) in wanted { #expect(counts[name] == .number(Double(count)), "\(name)") }
    let mark = try #require(board["children"]?.items?.first?["mark"])
    #expect(mark["fields"]?["arrived"]?.text == "09:20" && mark["author"]?["login"]?.text == "tess")
    #expect(mark["revision"] == .number(1) && mark["late"] == nil)
    // Late in the afternoon of another day it is a late entry.
    test.clock.put("2026-11-24", 9 * 60)
    _ = try test.say("tess", in: "EF", .line("/attend present day: 2026-11-20"))
    try caller.signIn("cora", TestHouse.password)
    let later = try caller.send("GET", "/api/v1/board?day=2026-11-20&session=PM").json
    #expect(shorts(later).count == 3 && later["counts"]?["unmarked"] == .number(3))
    let first = try caller.send("GET", "/api/v1/board?day=2026-11-20&session=AM").json
    #expect(first["children"]?.items?.last?["mark"]?["late"] == .bool(true))
    serving.stop(drainSeconds: 1)
  }

  @Test("Whose access ends sees nothing more of the child, at once")
  func revoked() throws {
    let serving = try Serving(test.house)
    let caller = Caller(port: serving.port)
    try caller.signIn("tari", TestHouse.password)
    #expect(shorts(try caller.send("GET", "/api/v1/board").json) == ["CD"])
    let roster = test.house.store.roster
    let (place, tari) = (roster.channelsByName["cd"], roster.member(login: "tari")?.id)
    try test.commit(
      .bot, [.accessEnded(try #require(place), try #require(tari), reason: "left the team")])
    #expect(shorts(try caller.send("GET", "/api/v1/board").json) == [])
    serving.stop(drainSeconds: 1)
  }

  @Test("A school that nobody of mine comes from is nonsense; a wrong day or session is told")
  func questions() throws {
    let serving = try Serving(test.house)
    let caller = Caller(port: serving.port)
    try caller.signIn("tess", TestHouse.password)
    #expect(try caller.send("GET", "/api/v1/board?school=Nowhere").status == 404)
    #expect(try caller.send("GET", "/api/v1/board?session=night").status == 422)
    #expect(try caller.send("GET", "/api/v1/board?day=monday").status == 422)
    serving.stop(drainSeconds: 1)
  }

  @Test("A line that is sent twice is answered twice alike, and marks once")
  func twice() throws {
    let serving = try Serving(test.house)
    let caller = Caller(port: serving.port)
    try caller.signIn("tess", TestHouse.password)
    let body = "{\"text\":\"/register all present\",\"client_id\":\"k1\"}"
    let answers = try (0..<2).map { _ in
      try caller.send("POST", "/api/v1/channels/c-register/messages", body)
    }
    #expect(answers.map(\.status) == [200, 200] && answers[0].body == answers[1].body)
    #expect(answers[0].text.contains("Marked 2"))
    let board = try caller.send("GET", "/api/v1/board").json
    #expect(board["counts"]?["present"] == .number(2))
    serving.stop(drainSeconds: 1)
  }
}

@Suite("Channels of an older organisation")
struct MissingChannelTests {
  @Test("What the definitions declare and the data lack is opened by the bot, audited, one time")
  func opened() throws {
    let test = try TestHouse()
    try test.member("dara", [.director])
    try test.channel("staff", "staff")
    let trouble = try test.house.openMissingChannels()
    let roster = test.house.store.roster
    for kind in ["register", "outbox", "coordination", "templates", "staff"] {
      #expect(roster.channel(single: kind)?.name == kind)
    }
    // A lead is chosen by people.
    #expect(roster.channel(single: "safeguarding") == nil)
    #expect(trouble.count == 1 && trouble[0].contains("safeguarding"))
    let entries = try test.house.store.read {
      try $0.audit(channel: nil, member: nil, after: 0, limit: 50)
    }
    let opened = entries.filter { $0.act == "channel.opened" && $0.actor == .bot }
    #expect(opened.count >= 4)
    let channels = roster.channels.count
    _ = try test.house.openMissingChannels()
    #expect(test.house.store.roster.channels.count == channels)
  }

  @Test("Where a child's channel bears the name, nothing is opened in its place, and it is told")
  func taken() throws {
    let test = try TestHouse()
    try test.channel("cyp", "Register")
    let trouble = try test.house.openMissingChannels()
    #expect(test.house.store.roster.channel(single: "register") == nil)
    #expect(trouble.contains { $0.contains("'register'") })
  }
}
