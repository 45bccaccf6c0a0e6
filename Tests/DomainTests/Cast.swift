// A small organisation for the tests of access: a member of each role, a channel of each kind.
import Domain
import Testing

/// Members by role, channels by kind, at one fixed moment.
struct Cast {
  static let now = Instant(milliseconds: 1_795_251_300_000)
  let catalog: Catalog
  var roster = Roster()

  /// One member of each role, named after it; one channel of each kind, named after it.
  init() throws {
    catalog = try Shipped.catalog()
    for (index, role) in Role.allCases.enumerated() {
      add(role.rawValue, Int64(index + 1), [role])
    }
    for (index, kind) in catalog.kinds.keys.sorted().enumerated() {
      let channel = ChannelID(Int64(index + 1))
      let child = kind == "cyp" ? ChildID(1) : nil
      roster.put(
        Channel(
          id: channel, token: "token-\(kind)", kind: kind, name: kind, title: "", child: child))
    }
  }

  mutating func add(_ login: String, _ row: Int64, _ roles: Set<Role>, endsAt: Instant? = nil) {
    roster.put(
      Member(
        id: MemberID(row), token: "token-\(login)", login: login, name: login, roles: roles,
        endsAt: endsAt))
  }
  func member(_ login: String) throws -> MemberID {
    try #require(roster.member(login: login)).id
  }
  func channel(_ kind: String) throws -> ChannelID {
    try #require(roster.channel(token: "token-\(kind)")).id
  }
  func access(at now: Instant = Cast.now) -> AccessList {
    AccessList(roster: roster, catalog: catalog, now: now)
  }
  mutating func grant(
    _ login: String, _ kind: String, _ role: String, from: Instant = Cast.now,
    until: Instant? = nil
  ) throws {
    let member = try member(login)
    roster.put(
      AccessGrant(
        channel: try channel(kind), member: member, role: role, from: from, until: until,
        reason: "for the test", by: member))
  }
  func acts(_ login: String, _ kind: String) throws -> [String] {
    access().acts(try member(login), in: try channel(kind)).map(\.word)
  }
}
