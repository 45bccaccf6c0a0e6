// Every role against every channel kind, act and route: allowed, or the same 404 as for nonsense.
import Domain
import Server
import Store
import TestKit
import Testing

/// What each role may do in each kind without a grant by name: an independent table, written by
/// hand from the policies, so that a slip in the data is found out.
private let table: [String: [Role: String]] = [
  "cyp": [
    .coordinator: "srpcme", .manager: "srpcme", .dsl: "srpcme", .director: "srpcme", .bot: "srpc",
  ],
  "safeguarding": [.dsl: "srpcme", .director: "srpcme", .bot: "srpc"],
  "templates": [
    .coordinator: "srpcme", .manager: "srpcme", .dsl: "srpcme", .director: "srpcme",
  ],
  "staff": [
    .volunteer: "srpc", .contractor: "srpc", .team: "srpc", .coordinator: "srpcm",
    .manager: "srpcm", .dsl: "srpcm", .director: "srpcm",
  ],
  "coordination": [
    .coordinator: "srpcme", .manager: "srpcme", .dsl: "srpcme", .director: "srpcme", .bot: "srpc",
  ],
  "register": [
    .contractor: "srpc", .team: "srpc", .coordinator: "srpcme", .manager: "srpcme",
    .dsl: "srpcme", .director: "srpcme", .bot: "srpc",
  ],
  "outbox": [
    .coordinator: "srpcme", .manager: "srpcme", .dsl: "srpcme", .director: "srpcme", .bot: "srpc",
  ],
]

private let letters: [(Character, Act)] = [
  ("s", .see), ("r", .read), ("p", .post), ("c", .command), ("m", .manage), ("e", .export),
]

private func expected(_ role: Role, _ kind: String) -> Set<Act> {
  let text = table[kind]?[role] ?? ""
  return Set(letters.filter { text.contains($0.0) }.map(\.1))
}

@Suite("The matrix of role, kind and act")
struct MatrixTests {
  let test: TestHouse
  let kinds: [String]

  init() throws {
    test = try TestHouse()
    try test.openSingles()
    try test.channel("cyp", "AB")
    for role in Role.allCases { try test.member("m-\(role.rawValue)", [role]) }
    kinds = test.house.catalog.kinds.keys.sorted()
  }

  private func channel(_ kind: String) throws -> ChannelID {
    try #require(
      test.house.store.roster.channelsByName[kind == "cyp" ? "ab" : kind])
  }

  @Test("Each role may do in each kind just what the table says")
  func acts() throws {
    let access = test.house.access
    #expect(Set(kinds) == Set(table.keys), "a new kind needs a row here")
    for kind in kinds {
      for role in Role.allCases {
        let member = try #require(access.roster.member(login: "m-\(role.rawValue)"))
        let acts = Set(access.acts(member.id, in: try channel(kind)))
        #expect(acts == expected(role, kind), "\(role) in \(kind)")
      }
    }
  }

  @Test("Admin reads nothing anywhere, even with a grant by name")
  func adminIsTechnical() throws {
    try test.give("m-admin", "lead", on: "AB")
    let access = test.house.access
    let admin = try #require(access.roster.member(login: "m-admin"))
    for channel in access.roster.channels.keys {
      #expect(access.acts(admin.id, in: channel).isEmpty)
    }
  }

  @Test("Over the wire, each channel route is open to whom the table says, else it is nonsense")
  func routes() throws {
    let serving = try Serving(test.house)
    let caller = Caller(port: serving.port)
    let routes: [(Act, String, String, String?)] = [
      (.see, "GET", "", nil), (.read, "GET", "/messages", nil), (.read, "GET", "/access", nil),
      (.read, "PUT", "/read", "{\"number\":0}"),
      (.see, "POST", "/messages", "{\"text\":\"/help\"}"),
      (.manage, "PUT", "/access/m-team", "{\"reason\":\"\"}"),
      (.manage, "DELETE", "/access/m-team", "{\"reason\":\"\"}"),
    ]
    for role in Role.allCases {
      try caller.signIn("m-\(role.rawValue)", TestHouse.password)
      for kind in kinds {
        let token = try #require(test.house.store.roster.channels[try channel(kind)]).token
        for (act, method, suffix, body) in routes {
          let real = try caller.send(method, "/api/v1/channels/\(token)\(suffix)", body)
          let nonsense = try caller.send(method, "/api/v1/channels/zzzz\(suffix)", body)
          #expect(nonsense.status == 404)
          if expected(role, kind).contains(act) {
            #expect(real.status != 404, "\(role) \(method) \(kind)\(suffix)")
          } else {
            #expect(real.status == 404, "\(role) \(method) \(kind)\(suffix)")
            #expect(real.body == nonsense.body, "a refusal must look like nonsense")
          }
        }
        try queries(caller, role, kind, token)
      }
    }
    serving.stop(drainSeconds: 1)
  }

  private func queries(_ caller: Caller, _ role: Role, _ kind: String, _ token: String) throws {
    let routes: [(Act, String)] = [
      (.see, "/api/v1/commands?channel="), (.see, "/api/v1/suggestions?input=/&channel="),
      (.read, "/api/v1/records?channel="), (.read, "/api/v1/search?q=word&channel="),
      (.read, "/api/v1/records/attendance/1?channel="),
    ]
    for (act, path) in routes {
      let real = try caller.send("GET", path + token)
      let nonsense = try caller.send("GET", path + "zzzz")
      #expect(nonsense.status == 404)
      if !expected(role, kind).contains(act) {
        #expect(real.status == 404, "\(role) \(path)\(kind)")
        #expect(real.body == nonsense.body)
      } else if !path.contains("attendance/1") {
        #expect(real.status == 200, "\(role) \(path)\(kind)")
      }
    }
  }

  /// Who sees what is hidden and may bring it back: an independent row, written by hand.
  private static let unhiders: [String: Set<Role>] = [
    "cyp": [.dsl, .director], "safeguarding": [.dsl, .director], "templates": [.dsl, .director],
    "staff": [.dsl, .director], "coordination": [.dsl, .director],
    "register": [.dsl, .director], "outbox": [.dsl, .director],
  ]

  @Test("What is hidden is brought back in each kind by whom the row says, and by nobody else")
  func unhiding() throws {
    let serving = try Serving(test.house)
    let caller = Caller(port: serving.port)
    #expect(Set(kinds) == Set(MatrixTests.unhiders.keys), "a new kind needs a row here")
    for kind in kinds {
      let place = try channel(kind)
      let token = try #require(test.house.store.roster.channels[place]).token
      let draft = MessageDraft(channel: place, text: "a slip", clientID: nil)
      let made = try test.commit(.bot, [.message(draft)])
      let number = try #require(made.message?.number)
      for role in Role.allCases {
        try test.commit(.bot, [.tombstone(place, number: number, reason: "slip")])
        try caller.signIn("m-\(role.rawValue)", TestHouse.password)
        let line = "{\"text\":\"/unhide \(number) reason: right\"}"
        let real = try caller.send("POST", "/api/v1/channels/\(token)/messages", line)
        if MatrixTests.unhiders[kind]?.contains(role) == true {
          #expect(real.status == 200, "\(role) in \(kind): \(real.text)")
        } else {
          let nonsense = try caller.send("POST", "/api/v1/channels/zzzz/messages", line)
          let isSeen = expected(role, kind).contains(.see)
          #expect(real.status == (isSeen ? 422 : 404), "\(role) in \(kind)")
          #expect(isSeen || real.body == nonsense.body, "a refusal must look like nonsense")
          try test.commit(
            .bot, [.unhidden(place, number: number, oneKey: nil, reason: "back")])
        }
      }
    }
    serving.stop(drainSeconds: 1)
  }

  @Test("Nothing but sign-in, health, the page and its files is answered without a sign-in")
  func withoutSession() throws {
    let serving = try Serving(test.house)
    let caller = Caller(port: serving.port)
    let description = try caller.send("GET", "/api/v1/openapi.json").json
    let open: Set<String> = [
      "/api/v1/session post", "/health get", "/api/v1/openapi.json get", "/api/v1/control post",
      "/metrics get",
    ]
    var asked = 0
    for (path, operations) in description["paths"]?.members ?? [] {
      for (method, _) in operations.members ?? [] where !open.contains("\(path) \(method)") {
        let real = path.split(separator: "/").map { $0.hasPrefix("{") ? "x" : String($0) }
        let answer = try caller.send(method.uppercased(), "/" + real.joined(separator: "/"), "{}")
        #expect(answer.status == 401, "\(method) \(path) answered \(answer.status)")
        asked += 1
      }
    }
    #expect(asked > 20)
    #expect(try caller.send("POST", "/api/v1/control", "{}").status == 404)
    serving.stop(drainSeconds: 1)
  }
}
