// Both sides of every rule of the shipped channel kinds, against a table written by hand.
import Domain
import Testing

@Suite struct AccessTests {
  private static let all = "see read post command manage export"
  private static let use = "see read post command"
  private static let lead = "see read post command manage"
  private static let look = "see read"

  /// What each role may do by rule. Who is not named may do nothing at all.
  static let rules: [(kind: String, role: String, acts: String)] = [
    ("cyp", "coordinator", all), ("cyp", "manager", all), ("cyp", "dsl", all),
    ("cyp", "director", all),
    ("safeguarding", "dsl", all), ("safeguarding", "director", all),
    ("templates", "coordinator", all), ("templates", "manager", all), ("templates", "dsl", all),
    ("templates", "director", all),
    ("staff", "volunteer", use), ("staff", "contractor", use), ("staff", "team", use),
    ("staff", "coordinator", lead), ("staff", "manager", lead), ("staff", "dsl", lead),
    ("staff", "director", lead),
    ("coordination", "coordinator", all), ("coordination", "manager", all),
    ("coordination", "dsl", all), ("coordination", "director", all),
    ("register", "contractor", use), ("register", "team", use), ("register", "coordinator", all),
    ("register", "manager", all), ("register", "dsl", all), ("register", "director", all),
    ("outbox", "coordinator", all), ("outbox", "manager", all), ("outbox", "dsl", all),
    ("outbox", "director", all),
    // The house itself, where it has duties: it manages nothing and exports nothing.
    ("cyp", "bot", use), ("safeguarding", "bot", use), ("coordination", "bot", use),
    ("register", "bot", use), ("outbox", "bot", use),
  ]
  @Test func `each role may do in each kind what the table says, and nothing else`() throws {
    let cast = try Cast()
    #expect(Set(cast.catalog.kinds.keys) == Set(AccessTests.rules.map(\.kind)))
    for kind in cast.catalog.kinds.keys {
      for role in Role.allCases {
        let row = AccessTests.rules.first { $0.kind == kind && $0.role == role.rawValue }
        let acts = try cast.acts(role.rawValue, kind)
        #expect(acts.joined(separator: " ") == row?.acts ?? "", "\(role) in \(kind)")
      }
    }
  }

  /// What each grant by name carries.
  static let grants: [(kind: String, role: String, acts: String)] = [
    ("cyp", "team", use), ("cyp", "lead", lead), ("cyp", "volunteer", use), ("cyp", "reader", look),
    ("safeguarding", "dsl", use), ("safeguarding", "lead", lead),
    ("templates", "reader", look),
    ("staff", "guest", "see read post"), ("staff", "reader", look),
    ("coordination", "coordinator", use), ("coordination", "reader", look),
    ("register", "reader", look), ("outbox", "reader", look),
  ]
  @Test func `each grant by name carries what the table says`() throws {
    for (kind, role, acts) in AccessTests.grants {
      var cast = try Cast()
      cast.add("nell", 50, [])
      #expect(try cast.acts("nell", kind) == [])
      try cast.grant("nell", kind, role)
      #expect(try cast.acts("nell", kind).joined(separator: " ") == acts, "\(role) in \(kind)")
      for other in cast.catalog.kinds.keys where other != kind {
        #expect(try cast.acts("nell", other) == [], "\(role) in \(kind) reaches \(other)")
      }
    }
    let catalog = try Shipped.catalog()
    for kind in catalog.kinds.values {
      let rows = AccessTests.grants.filter { $0.kind == kind.name }.map(\.role)
      #expect(kind.grantRoles == rows)
    }
  }

  @Test func `a grant holds from its start to just before its end`() throws {
    var cast = try Cast()
    let later = Cast.now.adding(seconds: 60)
    try cast.grant("team", "cyp", "team", from: Cast.now, until: later)
    let (member, channel) = (try cast.member("team"), try cast.channel("cyp"))
    func ruling(_ at: Instant) -> Ruling { cast.access(at: at).ruling(member, .read, channel) }
    let early = Instant(milliseconds: Cast.now.milliseconds - 1)
    #expect(ruling(early) == .refused(.notYet(Cast.now)))
    #expect(ruling(Cast.now).grant != nil)
    #expect(ruling(Instant(milliseconds: later.milliseconds - 1)).grant != nil)
    #expect(ruling(later) == .refused(.over(later)))
  }

  @Test func `a ruling says why, and its proof names who, what and where`() throws {
    var cast = try Cast()
    try cast.grant("team", "cyp", "team")
    let cyp = try cast.channel("cyp")
    let access = cast.access()
    guard
      case .allowed(let named, .named(role: "team")) = access.ruling(
        try cast.member("team"), .read, cyp),
      case .allowed(let ruled, .rule(.dsl)) = access.ruling(
        try cast.member("dsl"), .read, try cast.channel("safeguarding"))
    else {
      Issue.record("the rulings have other reasons")
      return
    }
    #expect(named.member == (try cast.member("team")) && named.channel == cyp)
    #expect(named.act == .read && !named.isSensitive)
    #expect(ruled.isSensitive)
    #expect(access.ruling(try cast.member("team"), .manage, cyp) == .refused(.silence))
    #expect(access.ruling(try cast.member("volunteer"), .see, cyp) == .refused(.silence))
    #expect(access.ruling(try cast.member("admin"), .see, cyp) == .refused(.technicalOnly))
    #expect(access.ruling(MemberID(99), .see, cyp) == .refused(.unknown))
    #expect(access.ruling(try cast.member("dsl"), .see, ChannelID(99)) == .refused(.unknown))
  }

  @Test func `admin alone opens nothing, even by name; admin beside another role does not harm`()
    throws
  {
    var cast = try Cast()
    try cast.grant("admin", "cyp", "lead")
    #expect(try cast.acts("admin", "cyp") == [])
    cast.add("both", 50, [.admin, .coordinator])
    #expect(try cast.acts("both", "cyp").count == 6)
  }

  @Test func `who has left may do nothing, from that moment on`() throws {
    var cast = try Cast()
    cast.add("dsl", 6, [.dsl], endsAt: Cast.now)
    let dsl = try cast.member("dsl")
    let channel = try cast.channel("safeguarding")
    #expect(cast.access().ruling(dsl, .see, channel) == .refused(.memberEnded))
    #expect(cast.access().channels(dsl, .see) == [])
    let before = cast.access(at: Cast.now.adding(seconds: -1))
    #expect(before.grant(dsl, .see, channel) != nil)
  }

  @Test func `an archived channel is read but not written`() throws {
    var cast = try Cast()
    var channel = try #require(cast.roster.channels[try cast.channel("cyp")])
    channel.isArchived = true
    cast.roster.put(channel)
    #expect(try cast.acts("manager", "cyp") == ["see", "read", "manage", "export"])
    let ruling = cast.access().ruling(try cast.member("manager"), .post, channel.id)
    #expect(ruling == .refused(.archived))
  }

  @Test func `the channels of a member are those that a grant or a rule opens, in order`() throws {
    var cast = try Cast()
    try cast.grant("team", "cyp", "reader")
    try cast.grant("team", "coordination", "reader", from: Cast.now.adding(seconds: 1))
    let names = { (login: String, act: Act) in
      cast.access().channels(try cast.member(login), act).map {
        cast.roster.channels[$0.channel]?.name
      }
    }
    #expect(try names("team", .see) == ["cyp", "register", "staff"])
    #expect(try names("team", .post) == ["register", "staff"])
    #expect(
      try names("dsl", .see) == [
        "coordination", "cyp", "outbox", "register", "safeguarding", "staff", "templates",
      ])
    #expect(try names("admin", .see) == [])
    #expect(cast.access().channels(MemberID(99), .see) == [])
  }
}
