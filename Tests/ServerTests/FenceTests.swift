// Fences that were once found open: each stays shut.
import Dispatch
import Domain
import Server
import Store
import TestKit
import Testing

@Suite("Fences")
struct FenceTests {
  private let ab = "/api/v1/channels/c-ab/messages"

  @Test("Nobody makes or ends a member who may see more than they do")
  func reach() throws {
    let served = try Served()
    defer { served.stop() }
    func add(_ login: String, _ role: String, by actor: String) throws -> Int {
      try served.caller(actor).send(
        "POST", "/api/v1/members",
        "{\"login\":\"\(login)\",\"name\":\"N\",\"roles\":[\"\(role)\"],"
          + "\"password\":\"a long password\"}"
      ).status
    }
    for role in ["dsl", "director", "coordinator", "team", "volunteer"] {
      #expect(try add("new-\(role)", role, by: "adam") == 409, "adam makes \(role)")
    }
    #expect(try add("new-admin", "admin", by: "adam") == 201)
    for role in ["dsl", "director", "admin"] {
      #expect(try add("more-\(role)", role, by: "cora") == 409, "cora makes \(role)")
    }
    #expect(try add("more-team", "team", by: "cora") == 201)
    #expect(try add("third-dsl", "dsl", by: "dara") == 201)
    #expect(try add("not-mine", "team", by: "tess") == 404)
    for actor in ["adam", "cora"] {
      let answer = try served.caller(actor).send(
        "DELETE", "/api/v1/members/devi", "{\"reason\":\"no reason\"}")
      #expect(answer.status == 409)
    }
    #expect(try served.caller("devi").send("GET", "/api/v1/me").status == 200)
  }

  @Test("Nobody ends the bot, signs in as it or gives it roles, and nobody else holds its role")
  func bot() throws {
    let test = try TestHouse()
    try test.openSingles()
    try test.member("dara", [.director, .dsl])
    try test.member("tess", [.team])
    let roster = test.house.store.roster
    let tess = try #require(roster.member(login: "tess")?.id)
    let session = SessionDraft(member: .bot, tokenHash: [1], agent: "none")
    let changes: [Change] = [
      .memberEnded(.bot, reason: "no reason"), .passwordSet(.bot, hash: "x"),
      .rolesSet(.bot, [.director]), .rolesSet(tess, [.team, .bot]), .sessionOpened(session),
    ]
    for change in changes {
      #expect(throws: Failure.conflict("the bot stays what it is"), "\(change)") {
        try test.commit(.bot, [change])
      }
    }
    #expect(test.house.store.roster.members[.bot]?.roles == [.bot])
    let serving = try Serving(test.house)
    let caller = Caller(port: serving.port)
    try caller.signIn("dara", TestHouse.password)
    let reason = "{\"reason\":\"no reason\"}"
    let bot = try caller.send("DELETE", "/api/v1/members/hedgerow", reason)
    let nobody = try caller.send("DELETE", "/api/v1/members/nobody99", reason)
    #expect(bot.status == nobody.status && bot.status == 409)
    #expect(bot.text == nobody.text.replacing("nobody99", with: "hedgerow"))
    // It can be done with a person, or this would mean nothing.
    #expect(try caller.send("DELETE", "/api/v1/members/tess", reason).status == 204)
    serving.stop(drainSeconds: 0)
  }

  @Test("A far date is complained of, and the server goes on")
  func farDate() throws {
    let served = try Served()
    defer { served.stop() }
    let cora = try served.caller("cora")
    let line = "{\"text\":\"/assign tari until: 9999-12-31 reason: far\"}"
    #expect(try cora.send("POST", ab, line).status == 422)
    #expect(try cora.send("GET", "/health").status == 200)
  }

  @Test("Access lasts no longer than asked, and what is not understood is refused")
  func accessDates() throws {
    let served = try Served()
    defer { served.stop() }
    let cora = try served.caller("cora")
    func put(_ body: String) throws -> Caller.Answer {
      try cora.send("PUT", "/api/v1/channels/c-ab/access/tari", body)
    }
    let moment = try put(
      "{\"role\":\"team\",\"reason\":\"cover\",\"until\":\"2026-12-18T10:00:00Z\"}")
    #expect(moment.json["until"]?.text == "2026-12-18T00:00:00.000Z", "\(moment.text)")
    for wrong in [
      "{\"role\":\"team\",\"reason\":\"cover\",\"until\":\"2026-12-18garbage\"}",
      "{\"acts\":[\"see\",\"bogus\",\"read\"],\"reason\":\"cover\"}",
      "{\"role\":\"lead\",\"acts\":[\"see\",\"read\"],\"reason\":\"cover\"}",
    ] {
      #expect(try put(wrong).status == 422, "\(wrong)")
    }
    #expect(try put("{\"acts\":[\"see\",\"read\"],\"reason\":\"cover\"}").status == 200)
  }

  @Test("The last lead cannot be made to lapse")
  func lapse() throws {
    let served = try Served()
    defer { served.stop() }
    let lead = try served.caller("lead")
    let line = "{\"text\":\"/assign lead role: lead until: 2026-12-01 reason: lapse\"}"
    let answer = try lead.send("POST", ab, line)
    #expect(answer.status == 422 && answer.text.contains("last-lead"), "\(answer.text)")
  }

  @Test("A refused look at safeguarding is on record, however the channel is named")
  func refusals() throws {
    let served = try Served()
    defer { served.stop() }
    let (cora, dara) = (try served.caller("cora"), try served.caller("dara"))
    let paths = [
      "/api/v1/channels/c-safeguarding/messages", "/api/v1/search?q=a&channel=c-safeguarding",
      "/api/v1/records?channel=c-safeguarding", "/api/v1/commands?channel=c-safeguarding",
    ]
    for path in paths { #expect(try cora.send("GET", path).status == 404) }
    // Nobody waits for these entries; a line that is acknowledged comes after them.
    _ = try dara.send("POST", ab, "{\"text\":\"a line\"}")
    let trail = try dara.send("GET", "/api/v1/audit?limit=200&member=cora").json["entries"]
    let refused = (trail?.items ?? []).filter { $0["act"]?.text == "read.refused" }
    #expect(refused.count == paths.count)
  }

  @Test("A query stays in the kind of channel it is for")
  func queryElsewhere() throws {
    let served = try Served()
    defer { served.stop() }
    let (tess, cora) = (try served.caller("tess"), try served.caller("cora"))
    _ = try tess.send("POST", ab, "{\"text\":\"/concern what: quieter than usual\"}")
    let line = "{\"text\":\"/query record: \\\"coordination concern 1\\\" issue: which day\"}"
    #expect(try cora.send("POST", ab, line).status == 422)
  }

  @Test("A search for a letter that hides a quote is harmless")
  func hiddenQuote() throws {
    let served = try Served()
    defer { served.stop() }
    let tess = try served.caller("tess")
    #expect(try tess.send("GET", "/api/v1/search?q=%E0%B5%8E%22").status == 200)
    #expect(try tess.send("POST", ab, "{\"text\":\"/find \\u0D4E\\\" x\"}").status == 200)
  }

  @Test("A slip in a field's name is pointed at, and does not become a reason")
  func slips() throws {
    let served = try Served()
    defer { served.stop() }
    let tess = try served.caller("tess")
    for line in ["present PM sesion: AM", "absent PM raeson: dentist", "present colour: red"] {
      let answer = try tess.send("POST", ab, "{\"text\":\"/attend \(line)\"}")
      #expect(answer.status == 422, "\(line): \(answer.text)")
    }
    let late = try tess.send("POST", ab, "{\"text\":\"/attend late 9:40am PM\"}")
    #expect(late.json["message"]?["record"]?["fields"]?["session"]?.text == "PM", "\(late.text)")
    let wrong = try tess.send("POST", ab, "{\"text\":\"/attend late AM 25:00\"}")
    #expect(wrong.json["complaints"]?.items?.first?["at"]?["start"] == .number(16))
  }

  @Test("What a query is about is told in words, and no number of a row is")
  func queryWords() throws {
    let served = try Served()
    defer { served.stop() }
    let (tess, cora) = (try served.caller("tess"), try served.caller("cora"))
    _ = try tess.send("POST", ab, "{\"text\":\"/attain achievement: read a page\"}")
    let line = "{\"text\":\"/query attainment 1 issue: which page\"}"
    let answer = try cora.send("POST", ab, line)
    let fields = answer.json["message"]?["record"]?["fields"]
    #expect(fields?["record"]?.text == "attainment 1", "\(answer.text)")
    let stored = try tess.send("GET", "/api/v1/records?kind=query&channel=c-ab")
    let first = stored.json["records"]?.items?.first
    #expect(first?["fields"]?["record"]?.text == "attainment 1")
  }
}

@Suite("Ids")
struct IdTests {
  @Test("A message's id does not count up, is of its channel alone, and leads back to its page")
  func ids() throws {
    let served = try Served()
    defer { served.stop() }
    let cora = try served.caller("cora")
    var ids: [String] = []
    for number in 1...5 {
      for channel in ["c-ab", "c-cd"] {
        let path = "/api/v1/channels/\(channel)/messages"
        let answer = try cora.send("POST", path, "{\"text\":\"line \(number)\"}")
        ids.append(try #require(answer.json["message"]?["id"]?.text))
      }
    }
    #expect(Set(ids).count == 10)
    #expect(ids != ids.sorted(), "they do not count up")
    let third = ids[4]
    let before = try cora.send("GET", "/api/v1/channels/c-ab/messages?before=\(third)")
    let texts = before.json["messages"]?.items?.compactMap { $0["text"]?.text }
    #expect(texts == ["line 1", "line 2"])
    let elsewhere = try cora.send("GET", "/api/v1/channels/c-cd/messages?before=\(third)")
    #expect(elsewhere.status == 422)
  }
}

@Suite("Sign-ins under attack")
struct SignInTests {
  private func signIn(
    _ caller: Caller, _ login: String, _ password: String, from address: String
  ) throws -> Int {
    try caller.send(
      "POST", "/api/v1/session", "{\"login\":\"\(login)\",\"password\":\"\(password)\"}",
      headers: ["X-Forwarded-For": address]
    ).status
  }

  @Test("Behind a named proxy one guesser locks out one address", arguments: [true, false])
  func guesser(_ isProxied: Bool) throws {
    let served = try Served(proxies: isProxied ? ["127.0.0.1"] : [])
    defer { served.stop() }
    let caller = Caller(port: served.serving.port)
    for number in 0..<Limits.signInFailuresPerAddress {
      // What stands before the proxy's own entry is made up by the client.
      let address = "198.51.100.\(number), 203.0.113.9"
      #expect(try signIn(caller, "nobody-\(number)", "wrong", from: address) == 401)
    }
    #expect(try signIn(caller, "cora", TestHouse.password, from: "203.0.113.9") == 429)
    // Without a proxy that we were told of, the header is only what somebody says.
    let elsewhere = try signIn(caller, "cora", TestHouse.password, from: "203.0.113.10")
    #expect(elsewhere == (isProxied ? 201 : 429))
  }

  @Test("A sign-in that is used while it ends has ended")
  func race() throws {
    let served = try Served()
    defer { served.stop() }
    for _ in 0..<12 {
      let callers = (0..<5).map { _ in Caller(port: served.serving.port) }
      try callers[0].signIn("tess", TestHouse.password)
      for caller in callers { caller.token = callers[0].token }
      // Each caller is used by one iteration only.
      nonisolated(unsafe) let all = callers
      DispatchQueue.concurrentPerform(iterations: all.count) { index in
        for turn in 0..<12 {
          if index == 0, turn == 4 { _ = try? all[0].send("DELETE", "/api/v1/session") }
          _ = try? all[index].send("GET", "/api/v1/me")
        }
      }
      #expect(try callers[1].send("GET", "/api/v1/me").status == 401)
    }
  }
}
