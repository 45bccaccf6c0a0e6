// Over the wire: lines, streams, sign-ins and their ends.
import Domain
import Server
import TestKit
import Testing

/// A served house with the usual cast.
struct Served {
  let test: TestHouse
  let serving: Serving

  init(proxies: [String] = [], journal: Bool = false) throws {
    test = try TestHouse(proxies: proxies, journal: journal)
    try test.openSingles()
    for name in ["AB", "CD"] {
      try test.channel("cyp", name)
      try test.give("lead", "lead", on: name)
    }
    try test.member("tess", [.team])
    try test.member("tari", [.team])
    try test.member("cora", [.coordinator, .manager])
    try test.member("devi", [.dsl])
    try test.member("dara", [.director, .dsl])
    try test.member("adam", [.admin])
    try test.give("tess", "team", on: "AB")
    try test.give("tari", "team", on: "CD")
    serving = try Serving(test.house)
  }

  func caller(_ login: String) throws -> Caller {
    let caller = Caller(port: serving.port)
    try caller.signIn(login, TestHouse.password)
    return caller
  }
  func stop() { serving.stop(drainSeconds: 1) }
}

private let messages = "/api/v1/channels/c-ab/messages"

@Suite("Over the wire")
struct LiveTests {
  @Test("An absence becomes a record that its readers see at once, and nobody else")
  func absence() throws {
    let served = try Served()
    defer { served.stop() }
    let tess = try served.caller("tess")
    let (cora, tari) = (try served.caller("cora"), try served.caller("tari"))
    try cora.openStream()
    try tari.openStream()
    #expect(try cora.nextEvent().name == "ready")
    #expect(try tari.nextEvent().name == "ready")
    let answer = try tess.send(
      "POST", messages, "{\"text\":\"/attend absent reason: \\\"dentist\\\"\",\"client_id\":\"1\"}")
    #expect(answer.status == 201, "\(answer.text)")
    let record = try #require(answer.json["message"]?["record"])
    #expect(record["kind"]?.text == "attendance")
    #expect(record["fields"]?["status"]?.text == "absent")
    #expect(record["fields"]?["suggested_code"]?.text == "M")
    #expect(
      try cora.nextEvent().data["message"]?["record"]?["fields"]?["reason"]?.text == "dentist")
    // Something tari may see follows: it must be the very next thing on her stream.
    let lead = try served.caller("lead")
    _ = try lead.send("POST", "/api/v1/channels/c-cd/messages", "{\"text\":\"for CD\"}")
    #expect(try tari.nextEvent().data["message"]?["text"]?.text == "for CD")
  }

  @Test("The same line twice is one record, and the first answer again")
  func idempotent() throws {
    let served = try Served()
    defer { served.stop() }
    let tess = try served.caller("tess")
    let line = "{\"text\":\"/note activity: a outcomes: b next: c\",\"client_id\":\"same\"}"
    let first = try tess.send("POST", messages, line)
    let second = try tess.send("POST", messages, line)
    #expect(first.status == 201 && second.status == 201)
    #expect(first.json["message"]?["id"] == second.json["message"]?["id"])
    let page = try tess.send("GET", messages)
    #expect(page.json["messages"]?.items?.count == 1)
  }

  @Test("A stream resumes without a gap or a repeat; a strange cursor starts afresh")
  func resume() throws {
    let served = try Served()
    defer { served.stop() }
    let (tess, cora) = (try served.caller("tess"), try served.caller("cora"))
    try cora.openStream()
    let ready = try cora.nextEvent()
    for number in 1...5 {
      _ = try tess.send("POST", messages, "{\"text\":\"line \(number)\"}")
    }
    let first = try cora.nextEvent()
    #expect(first.data["message"]?["text"]?.text == "line 1")
    let again = try served.caller("cora")
    try again.openStream(after: first.id)
    for number in 2...5 {
      #expect(try again.nextEvent().data["message"]?["text"]?.text == "line \(number)")
    }
    let fromStart = try served.caller("cora")
    try fromStart.openStream(after: ready.id)
    #expect(try fromStart.nextEvent().data["message"]?["text"]?.text == "line 1")
    let strange = try served.caller("cora")
    try strange.openStream(after: "zzzz")
    #expect(try strange.nextEvent().name == "reset")
  }

  @Test("When access ends the stream stops carrying the channel, and says that the list changed")
  func accessEnds() throws {
    let served = try Served()
    defer { served.stop() }
    let (tess, cora) = (try served.caller("tess"), try served.caller("cora"))
    try tess.openStream()
    _ = try tess.nextEvent()
    _ = try cora.send("POST", messages, "{\"text\":\"before\"}")
    #expect(try tess.nextEvent().data["message"]?["text"]?.text == "before")
    let ended = try cora.send(
      "DELETE", "/api/v1/channels/c-ab/access/tess", "{\"reason\":\"moved on\"}")
    #expect(ended.status == 204, "\(ended.text)")
    #expect(try tess.nextEvent().name == "access")
    _ = try cora.send("POST", messages, "{\"text\":\"after\"}")
    _ = try cora.send("POST", "/api/v1/channels/staff/messages", "{\"text\":\"x\"}")
    let staff = try #require(
      cora.send("GET", "/api/v1/channels").json["channels"]?.items?.first {
        $0["kind"]?.text == "staff"
      })
    _ = try cora.send(
      "POST", "/api/v1/channels/\(staff["id"]?.text ?? "")/messages", "{\"text\":\"to all\"}")
    #expect(try tess.nextEvent().data["message"]?["text"]?.text == "to all")
    let back = try served.caller("tess")
    #expect(try back.send("GET", messages).status == 404)
  }

  @Test("Ending a member ends the sign-ins and the streams at once")
  func memberEnds() throws {
    let served = try Served()
    defer { served.stop() }
    let (tess, dara) = (try served.caller("tess"), try served.caller("dara"))
    let stream = try served.caller("tess")
    try stream.openStream()
    _ = try stream.nextEvent()
    #expect(try tess.send("GET", "/api/v1/me").status == 200)
    let ended = try dara.send("DELETE", "/api/v1/members/tess", "{\"reason\":\"has left\"}")
    #expect(ended.status == 204, "\(ended.text)")
    #expect(try tess.send("GET", "/api/v1/me").status == 401)
    #expect(throws: (any Error).self) { while true { _ = try stream.nextEvent() } }
    #expect(throws: (any Error).self) { _ = try served.caller("tess") }
  }

  @Test("A session that is ended, or not used for too long, is no session")
  func sessionsEnd() throws {
    let served = try Served()
    defer { served.stop() }
    let (one, two) = (try served.caller("tess"), try served.caller("tess"))
    #expect(try one.send("DELETE", "/api/v1/session").status == 204)
    #expect(try one.send("GET", "/api/v1/me").status == 401)
    #expect(try two.send("GET", "/api/v1/me").status == 200)
    served.test.clock.advance(seconds: Limits.sessionIdleSeconds + 1)
    #expect(try two.send("GET", "/api/v1/me").status == 401)
  }

  @Test("Guessing a password is slowed, for known and unknown logins alike")
  func guesses() throws {
    let served = try Served()
    defer { served.stop() }
    for login in ["cora", "nobody"] {
      let caller = Caller(port: served.serving.port)
      var statuses: [Int] = []
      for _ in 0..<(Limits.signInFailuresPerLogin + 1) {
        statuses.append(
          try caller.send(
            "POST", "/api/v1/session", "{\"login\":\"\(login)\",\"password\":\"wrong\"}"
          ).status)
      }
      #expect(statuses.dropLast().allSatisfy { $0 == 401 })
      #expect(statuses.last == 429)
    }
  }

  @Test("A flag gives a receipt, is not echoed, and cannot be read back by its author")
  func flag() throws {
    let served = try Served()
    defer { served.stop() }
    let (tess, devi) = (try served.caller("tess"), try served.caller("devi"))
    let body = """
      {"text":"/flag","client_id":"f1","fields":{"seen_or_heard":"a bruise",\
      "immediate_action":"stayed","told_dsl":true,"severity":"concern"}}
      """
    let answer = try tess.send("POST", messages, body)
    #expect(answer.status == 200, "\(answer.text)")
    let receipt = try #require(answer.json["reply"]?["receipt"]?.text)
    #expect(try tess.send("POST", messages, body).json["reply"]?["receipt"]?.text == receipt)
    #expect(try tess.send("GET", messages).json["messages"]?.items?.isEmpty == true)
    #expect(try tess.send("GET", "/api/v1/records/flag/1").status == 404)
    #expect(try tess.send("GET", "/api/v1/records/flag/\(receipt)").status == 404)
    #expect(try tess.send("GET", "/api/v1/search?q=bruise").json["hits"]?.items?.isEmpty == true)
    #expect(try devi.send("GET", "/api/v1/records/flag/1").status == 200)
    #expect(try devi.send("GET", "/api/v1/search?q=bruise").json["hits"]?.items?.count == 1)
    let trail = try devi.send("GET", "/api/v1/audit?limit=200").json["entries"]?.items ?? []
    let reads = trail.filter { $0["act"]?.text == "read" && $0["actor"]?.text == "devi" }
    #expect(reads.count >= 2, "each read of safeguarding is on record")
  }

  @Test("Wrong requests are told apart: 400, 404, 405, 413, 415, 422")
  func wrongRequests() throws {
    let served = try Served()
    defer { served.stop() }
    let tess = try served.caller("tess")
    #expect(try tess.send("POST", messages, "{\"text\":").status == 400)
    #expect(try tess.send("POST", messages, "[]").status == 400)
    #expect(try tess.send("POST", messages, "{\"text\":\"a\",\"x\":1}").status == 422)
    #expect(try tess.send("POST", messages, "{\"text\":\"a\",\"text\":\"b\"}").status == 400)
    let plain = ["Content-Type": "text/plain"]
    #expect(try tess.send("POST", messages, "{\"text\":\"a\"}", headers: plain).status == 415)
    #expect(try tess.send("PATCH", messages, "{}").status == 405)
    #expect(try tess.send("GET", "/nowhere").status == 404)
    #expect(try tess.send("GET", messages + "?limit=0").status == 422)
    #expect(try tess.send("GET", messages + "?before=m0000000000001").status == 422)
    let wrong = try tess.send("POST", messages, "{\"text\":\"/attend absnt\"}")
    #expect(wrong.status == 422)
    let complaint = try #require(wrong.json["complaints"]?.items?.first)
    #expect(complaint["at"]?["start"] == .number(8) && complaint["at"]?["end"] == .number(13))
    let huge = String(repeating: "x", count: Limits.bodyBytesMax)
    let caller = try served.caller("tess")
    #expect(try caller.send("POST", messages, "{\"text\":\"\(huge)\"}").status == 413)
  }

  @Test("A cookie from another site's page does nothing; a bearer token is no cookie")
  func crossSite() throws {
    let served = try Served()
    defer { served.stop() }
    let tess = try served.caller("tess")
    let cookie = "hedgerow=\(tess.token ?? "")"
    tess.token = nil
    let evil = ["Cookie": cookie, "Sec-Fetch-Site": "cross-site"]
    #expect(try tess.send("POST", messages, "{\"text\":\"x\"}", headers: evil).status == 403)
    let foreign = ["Cookie": cookie, "Origin": "https://elsewhere.example"]
    #expect(try tess.send("POST", messages, "{\"text\":\"x\"}", headers: foreign).status == 403)
    let own = ["Cookie": cookie, "Sec-Fetch-Site": "same-origin"]
    #expect(try tess.send("POST", messages, "{\"text\":\"x\"}", headers: own).status == 201)
  }

  @Test("Hostile searches are harmless and stay within what may be read")
  func searches() throws {
    let served = try Served()
    defer { served.stop() }
    let tess = try served.caller("tess")
    _ = try tess.send("POST", messages, "{\"text\":\"Zoë met O'Neill and Nguyễn\"}")
    let hostile = [
      "%22", "NOT", "AND%20OR", "a*b", "%27%3B%20DROP%20TABLE%20messages", "NEAR(", "place:c1",
      "%28%28", "-", "%00", "*", "Zoe",
    ]
    for text in hostile {
      #expect(try tess.send("GET", "/api/v1/search?q=\(text)").status == 200, "\(text)")
    }
    #expect(try tess.send("GET", "/api/v1/search?q=neill").json["hits"]?.items?.count == 1)
    let tari = try served.caller("tari")
    #expect(try tari.send("GET", "/api/v1/search?q=neill").json["hits"]?.items?.isEmpty == true)
  }

  @Test("Health says nothing of anybody, and metrics stay on this machine")
  func operations() throws {
    let served = try Served()
    defer { served.stop() }
    let caller = Caller(port: served.serving.port)
    #expect(try caller.send("GET", "/health").text == "{\"status\":\"ok\"}")
    #expect(try caller.send("GET", "/metrics").status == 200)
    let proxied = ["X-Forwarded-For": "203.0.113.9"]
    #expect(try caller.send("GET", "/metrics", headers: proxied).status == 404)
  }
}
