// The roster's look-ups stay true when members, channels and grants change.
import Domain
import Testing

@Suite struct RosterTests {
  @Test func `a member is found by login, whatever its case, with or without a sign`() throws {
    let cast = try Cast()
    for login in ["team", "TEAM", "@team", "@Team"] {
      #expect(cast.roster.member(login: login)?.login == "team")
    }
    for login in ["", "@", "@@team", "teams", " team"] {
      #expect(cast.roster.member(login: login) == nil)
    }
  }

  @Test func `members are found by each word of their names, and a renamed one by the new ones`()
    throws
  {
    var roster = Roster()
    func put(_ id: Int64, _ name: String) {
      roster.put(
        Member(
          id: MemberID(id), token: "t\(id)", login: "l\(id)", name: name, roles: [], endsAt: nil))
    }
    func found(_ name: String) -> [Int64] { roster.members(named: name).map(\.id.raw) }
    put(2, "Zoë  O\u{2019}Brien-Müller")
    put(1, "ZOË Ash Zoë")
    put(3, "\u{130}pek_Ash")
    #expect(found("zoë") == [1, 2] && found("ZOE\u{308} whatever follows") == [1, 2])
    #expect(found("o'brien") == [2] && found("MÜLLER") == [2] && found("-Müller") == [2])
    #expect(found("ash") == [1, 3] && found("\u{130}pek") == [3])
    for nobody in ["", " ", "-", "zo", "zoe", "brien", "O"] { #expect(found(nobody) == []) }
    put(1, "Zola Ash")
    #expect(found("zoë") == [2] && found("zola") == [1] && found("ash") == [1, 3])
    put(1, "Zola Ash")
    #expect(found("zola") == [1], "put twice and found once")
  }

  @Test func `a renamed channel is found by its new name only`() throws {
    var cast = try Cast()
    var channel = try #require(cast.roster.channels[try cast.channel("cyp")])
    #expect(cast.roster.channelsByName["cyp"] == channel.id)
    channel.name = "AB"
    cast.roster.put(channel)
    #expect(cast.roster.channelsByName["cyp"] == nil)
    #expect(cast.roster.channelsByName["ab"] == channel.id)
    #expect(cast.roster.channel(token: "token-cyp")?.name == "AB")
    #expect(cast.roster.channel(token: "token-none") == nil)
  }

  @Test func `the one channel of a single kind is found`() throws {
    let cast = try Cast()
    #expect(cast.roster.channel(single: "safeguarding")?.kind == "safeguarding")
    #expect(cast.roster.channel(single: "none") == nil)
  }

  @Test func `a child is found by its opaque id`() throws {
    var cast = try Cast()
    let child = Child(
      id: ChildID(1), token: "token-ab", short: "AB", name: "Zoë Ó Briain", yearGroup: 9,
      channel: try cast.channel("cyp"))
    cast.roster.put(child)
    #expect(cast.roster.childrenByToken["token-ab"] == child.id)
    #expect(cast.roster.children[child.id] == child)
  }

  @Test func `leads are those whose grant holds and whose membership has not ended`() throws {
    var cast = try Cast()
    let cyp = try cast.channel("cyp")
    func leads() -> [String?] {
      cast.roster.leads(cyp, role: "lead", at: Cast.now).map { cast.roster.members[$0]?.login }
    }
    #expect(leads() == [])
    try cast.grant("team", "cyp", "lead")
    try cast.grant("manager", "cyp", "lead", until: Cast.now)
    try cast.grant("dsl", "cyp", "lead", from: Cast.now.adding(seconds: 1))
    try cast.grant("director", "cyp", "team")
    cast.add("gone", 50, [.team], endsAt: Cast.now)
    try cast.grant("gone", "cyp", "lead")
    #expect(leads() == ["team"])
  }

  @Test func `an ended grant stays known with its end, and a later one replaces it`() throws {
    var cast = try Cast()
    let (team, cyp) = (try cast.member("team"), try cast.channel("cyp"))
    try cast.grant("team", "cyp", "team")
    let old = cast.roster
    cast.roster.endGrant(cyp, team, at: Cast.now)
    #expect(cast.roster.grants[cyp]?[team]?.until == Cast.now)
    #expect(cast.roster.channelsByMember[team] == [cyp])
    #expect(try cast.acts("team", "cyp") == [])
    #expect(old.grants[cyp]?[team]?.until == nil)
    try cast.grant("team", "cyp", "reader")
    #expect(try cast.acts("team", "cyp") == ["see", "read"])
    cast.roster.endGrant(cyp, MemberID(99), at: Cast.now)
    #expect(cast.roster.grants[cyp]?.count == 1)
  }
}
