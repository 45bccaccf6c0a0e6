// Which shipped command each role may use where, against a table written by hand.
import Domain
import Testing

@Suite struct CommandAccessTests {
  /// Roles that the kinds' rules let use commands, in short: volunteer, contractor, team,
  /// coordinator, manager, dsl, director, bot. In `cyp`, all of them are on the child's team.
  static let everyone = "v c t co m ds di"
  static let assigned = "t co m ds di"
  static let leading = "co m ds di"
  static let guarding = "ds di"
  static let roles: [String: Role] = [
    "v": .volunteer, "c": .contractor, "t": .team, "co": .coordinator, "m": .manager, "ds": .dsl,
    "di": .director, "b": .bot,
  ]
  static let house = "b co m ds di"
  /// What is usable in every kind: by all who may use commands there.
  static let anywhere = [
    "cyp": everyone, "staff": everyone, "coordination": leading, "templates": leading,
    "safeguarding": guarding, "register": "c t co m ds di", "outbox": leading,
  ]
  static let guarded = [
    "cyp": guarding, "staff": guarding, "coordination": guarding, "templates": guarding,
    "safeguarding": guarding, "register": guarding, "outbox": guarding,
  ]
  static let commands: [String: [String: String]] = [
    "attend": ["cyp": assigned],
    "note": ["cyp": assigned],
    "attain": ["cyp": assigned],
    "flag": anywhere,
    "concern": ["cyp": everyone],
    "query": ["cyp": leading],
    "amend": ["cyp": everyone, "coordination": leading, "safeguarding": guarding],
    "state": [
      "cyp": leading, "staff": leading, "coordination": leading, "templates": leading,
      "safeguarding": guarding, "register": leading,
    ],
    "receipts": anywhere,
    "hide": anywhere,
    "unhide": guarded,
    "erase": guarded,
    "approve": guarded,
    "find": anywhere,
    "export": ["templates": leading],
    "assign": anywhere,
    "unassign": anywhere,
    "why": anywhere,
    "help": anywhere,
    "expect": ["cyp": leading],
    "term": ["register": house, "coordination": house],
    "closure": ["register": house, "coordination": house],
    "absences": ["register": house],
    "register": ["register": assigned],
    "chase": ["register": house],
    "summary": ["register": house],
    "day-summary": ["register": house],
    "watch": ["safeguarding": guarding],
    "school": ["coordination": leading],
    "placement": ["cyp": leading],
    "parent-mail": ["cyp": leading],
    "verify": ["cyp": leading, "coordination": leading],
    "outbox": ["outbox": leading],
    "duty": ["register": "b"],
    "send": ["outbox": "b"],
    "hold": ["outbox": "b"],
    "verification": ["outbox": "b"],
  ]

  @Test func `each command may be used by whom and where the table says, and by nobody else`()
    throws
  {
    var cast = try Cast()
    for role in Role.allCases { try cast.grant(role.rawValue, "cyp", "team") }
    #expect(Set(cast.catalog.commands.keys) == Set(CommandAccessTests.commands.keys))
    let access = cast.access()
    for (name, places) in CommandAccessTests.commands {
      let command = try #require(cast.catalog.commands[name])
      for kind in cast.catalog.kinds.keys {
        let may = Set(
          (places[kind] ?? "").split(separator: " ").compactMap {
            CommandAccessTests.roles[String($0)]
          })
        for role in Role.allCases {
          let mayUse = access.mayUse(
            command, try cast.member(role.rawValue), in: try cast.channel(kind))
          #expect(mayUse == may.contains(role), "/\(name) by \(role) in \(kind)")
        }
      }
    }
  }

  @Test func `who may only read records nothing but a flag, and a stranger nothing at all`() throws
  {
    var cast = try Cast()
    try cast.grant("team", "cyp", "reader")
    let flag = try #require(cast.catalog.commands["flag"])
    let cyp = try cast.channel("cyp")
    let note = try #require(cast.catalog.commands["note"])
    #expect(!cast.access().mayUse(note, try cast.member("team"), in: cyp))
    #expect(cast.access().mayUse(flag, try cast.member("team"), in: cyp))
    #expect(!cast.access().mayUse(flag, try cast.member("volunteer"), in: cyp))
    #expect(!cast.access().mayUse(flag, MemberID(99), in: cyp))
    #expect(!cast.access().mayUse(flag, try cast.member("dsl"), in: ChannelID(99)))
    try cast.grant("team", "cyp", "team")
    #expect(cast.access().mayUse(note, try cast.member("team"), in: cyp))
  }
}
