// The journal: a line a request, nobody's words in it, and nobody who waits for it.
import Domain
import Glibc
import HTTP
import TestKit
import Testing

@testable import Server

@Suite("The journal")
struct JournalTests {
  // MARK: What it tells

  @Test("Each request is one line: the route's pattern, what came of it and what was written")
  func lines() throws {
    let served = try Served(journal: true)
    served.serving.startJournal()
    let tess = try served.caller("tess")
    let path = "/api/v1/channels/c-ab/messages"
    let page = try tess.send("GET", path + "?limit=5")
    for text in ["one", "two"] {
      #expect(try tess.send("POST", path, "{\"text\":\"\(text)\"}").status == 201)
    }
    #expect(try tess.send("HEAD", "/health").status == 200)
    #expect(try tess.send("GET", "/nowhere").status == 404)
    #expect(try tess.send("PATCH", "/health").status == 405)
    served.stop()
    let lines = try served.test.journal()
    let told = lines.map {
      "\($0["method"]?.text ?? "") \($0["route"]?.text ?? "") \($0["status"]?.whole ?? 0)"
    }
    let route = "/api/v1/channels/{id}/messages"
    #expect(
      told == [
        "POST /api/v1/session 201", "GET \(route) 200", "POST \(route) 201", "POST \(route) 201",
        "HEAD /health 200", "GET none 404", "PATCH none 405",
      ])
    guard lines.count == 7 else { return }
    #expect(lines[1]["bytes"]?.whole == page.body.count)
    #expect(lines[4]["bytes"]?.whole == 0)
    #expect(lines.allSatisfy { $0["time"]?.text.flatMap { Instant(text: $0) } != nil })
    #expect(lines.allSatisfy { ($0["microseconds"]?.whole ?? -1) >= 0 })
    let written = lines.map { $0["events"]?.items?.compactMap(\.whole) ?? [] }
    #expect(written.map(\.count) == [0, 0, 1, 1, 0, 0, 0])
    #expect((written[2].first ?? 0) + 1 == written[3].first)
    let keys: Set = ["time", "method", "route", "status", "bytes", "microseconds", "events"]
    #expect(lines.allSatisfy { keys.isSuperset(of: ($0.members ?? []).map(\.name)) })
  }

  @Test("A stream is told when it opens and when it ends")
  func streams() throws {
    let served = try Served(journal: true)
    served.serving.startJournal()
    let tess = try served.caller("tess")
    try tess.openStream()
    #expect(try tess.nextEvent().name == "ready")
    served.stop()
    let lines = try served.test.journal().filter { $0["route"]?.text == "/api/v1/stream" }
    #expect(lines.map { $0["status"]?.whole } == [200, 200])
    #expect(lines.map { $0["ended"] != nil } == [false, true])
  }

  @Test("No word of a person gets into it, wherever a request holds one")
  func nobodysWords() throws {
    let served = try Served(journal: true)
    served.serving.startJournal()
    let tess = try served.caller("tess")
    let word = "Marigold"
    let statuses = [
      try tess.send("GET", "/\(word)/\(word)"), try tess.send("GET", "/health/\(word)"),
      try tess.send("GET", "/api/v1/channels/\(word)/messages"),
      try tess.send("GET", "/api/v1/records/attendance/\(word)"),
      try tess.send("GET", "/api/v1/search?q=\(word)&\(word)=1"),
      try tess.send("GET", "/app/\(word)"),
      try tess.send("POST", "/api/v1/channels/c-ab/messages", "{\"text\":\"\(word)\"}"),
      try tess.send("POST", "/api/v1/channels/c-ab/messages", "{\"\(word)\":1}"),
      try tess.send("GET", "/health", headers: ["X-\(word)": word, "User-Agent": word]),
      try tess.send("GET", "/health", headers: ["Cookie": "\(word)=\(word)", "Referer": word]),
      try tess.send(word.uppercased(), "/health"), try tess.send(word.uppercased(), "/\(word)"),
    ].map(\.status)
    #expect(statuses == [404, 404, 404, 404, 200, 404, 201, 422, 200, 200, 405, 404])
    let signIn = "{\"login\":\"marigold\",\"password\":\"\(word)\"}"
    let stranger = Caller(port: served.serving.port)
    #expect(try stranger.send("POST", "/api/v1/session", signIn).status == 401)
    stranger.token = word
    #expect(try stranger.send("GET", "/api/v1/me").status == 401)
    #expect(try stranger.send("GET", "/%zz\(word)").status == 400)
    served.stop()
    let lines = try served.test.journal()
    #expect(lines.count == statuses.count + 4, "a line less would be a word less")
    #expect(!lines.contains { "\($0)".lowercased().contains("marigold") })
    #expect(!lines.contains { "\($0)".contains("tess") || "\($0)".contains("127.0.0.1") })
    #expect(lines.suffix(1).first?["status"]?.whole == 400)
    #expect(lines.suffix(1).first?["method"]?.text == "none")
    let known = Set(allRoutes.map(\.path) + ["none"])
    #expect(lines.allSatisfy { known.contains($0["route"]?.text ?? "") })
  }

  // MARK: Who waits for it

  @Test(
    "What its reader is too slow for is dropped and counted, past the bound and not before",
    arguments: [(3, 0), (4, 0), (5, 1), (9, 5)])
  func bound(noted: Int, dropped: Int) throws {
    let (entered, open) = (Waiting<Bool>(), Waiting<Bool>())
    let text = Held<[UInt8]>([])
    let journal = Journal(clock: FixedClock(), linesMax: 4, companyMilliseconds: 0) { bytes, _ in
      if text.with({ $0.isEmpty }) {
        entered.set(true)
        _ = try? open.get()
      }
      text.with { $0 += bytes }
      return true
    }
    journal.start()
    journal.note(line(0))
    _ = try entered.get()
    for number in 1...noted { journal.note(line(number)) }
    open.set(true)
    journal.close()
    let lines = try text.with { $0 }.split(separator: 10).map { try JSON.parse(Array($0)) }
    let told = lines.compactMap { $0["status"]?.whole }
    #expect(told == Array(0...min(noted, 4)))
    #expect(lines.compactMap { $0["dropped"]?.whole } == (dropped == 0 ? [] : [dropped]))
  }

  @Test("Lines that came before its start are kept, and none after its end")
  func startAndEnd() throws {
    let text = Held<[UInt8]>([])
    let journal = Journal(clock: FixedClock()) { bytes, _ in
      text.with { $0 += bytes }
      return true
    }
    journal.note(line(1))
    journal.start()
    journal.start()
    journal.close()
    journal.note(line(2))
    journal.close()
    #expect(text.with { $0 }.split(separator: 10).count == 1)
  }

  @Test("What could not be written is counted as dropped")
  func failing() throws {
    let text = Held<[[UInt8]]>([])
    let journal = Journal(clock: FixedClock(), companyMilliseconds: 0) { bytes, _ in
      text.with { $0.append(bytes) }
      return text.with { $0.count > 1 }
    }
    journal.start()
    journal.note(line(1))
    while text.with({ $0.isEmpty }) { sched_yield() }
    journal.note(line(2))
    journal.close()
    let last = String(decoding: text.with { $0.last } ?? [], as: UTF8.self)
    #expect(last.contains("\"status\":2") && last.contains("\"dropped\":1"), "\(last)")
  }

  @Test("A pipe that nobody reads holds nobody up, not even the end")
  func stuckPipe() throws {
    var ends: [Int32] = [-1, -1]
    #expect(pipe(&ends) == 0)
    let file = ends[1]
    let journal = Journal(clock: FixedClock(), companyMilliseconds: 0) { text, isClosing in
      Journal.append(text, to: file, until: isClosing)
    }
    journal.start()
    for number in 0..<20_000 { journal.note(line(number)) }
    journal.close()
    var room = [UInt8](repeating: 0, count: 1 << 20)
    let count = read(ends[0], &room, room.count)
    #expect(count > 32_768, "a pipe holds as much at least")
    for end in ends { close(end) }
  }

  private func line(_ number: Int) -> Journal.Line {
    var line = Journal.Line(
      at: Instant(milliseconds: 0), method: "GET", route: "/", microseconds: 1)
    line.status = number
    return line
  }
}

@Suite("The route table")
struct RouteTableTests {
  private func route(_ pattern: String) -> Route {
    Route(pattern, "", need: .open, run: { _ in .noContent })
  }

  @Test("A route that is there twice or shadows another is refused at the start, by name")
  func shadowed() throws {
    let refused = [
      (["GET /a", "GET /a"], "'GET /a' is there twice"),
      (["GET /a/{x}", "GET /a/{y}"], "'GET /a/{y}' is shadowed by 'GET /a/{x}'"),
      (["GET /a/{x...}", "GET /a/{y...}"], "'GET /a/{y...}' is shadowed by 'GET /a/{x...}'"),
    ]
    for (patterns, fault) in refused {
      let trouble = #expect(throws: (any Error).self) {
        try RouteTable(patterns.map(route))
      }
      #expect(trouble.map { "\($0)" } == fault)
    }
    for patterns in [["GET /a", "PUT /a"], ["GET /a/{x}", "GET /a/b"], ["GET /a", "GET /b"]] {
      #expect(try RouteTable(patterns.map(route)).routes.count == 2)
    }
  }

  @Test("All of our routes stand beside one another, and each is in the API's description")
  func described() throws {
    let table = try RouteTable(allRoutes)
    let served = try Served()
    defer { served.stop() }
    let answer = try Caller(port: served.serving.port).send("GET", "/api/v1/openapi.json")
    let paths = answer.json["paths"]
    let described = table.routes.filter { $0.path.hasPrefix("/api/") }
    #expect(described.count > 30)
    for route in described {
      #expect(paths?[route.path]?[route.method.lowercased()] != nil, "\(route.pattern)")
    }
    let told = (paths?.members ?? []).flatMap { path in (path.value.members ?? []).map { _ in 1 } }
    #expect(told.count == described.count + 2, "health and metrics, and nothing of its own")
  }

  @Test("OPTIONS tells what a path allows, whoever asks")
  func options() throws {
    let served = try Served()
    defer { served.stop() }
    let caller = Caller(port: served.serving.port)
    let answer = try caller.send("OPTIONS", "/api/v1/session")
    #expect(answer.status == 204)
    #expect(answer.head.hasSuffix("\r\nAllow: DELETE, OPTIONS, POST"), "\(answer.head)")
    #expect(try caller.send("OPTIONS", "/nowhere").status == 404)
  }

  @Test("The compiler tells handlers that may wait from those that never do")
  func kinds() {
    @Sendable func never(_ context: Context) throws -> Response { .noContent }
    @Sendable func may(_ context: Context) async throws -> Response { .noContent }
    if case .waiting = Route("GET /", "", run: never).run { Issue.record("needs no task") }
    if case .atOnce = Route("GET /", "", run: may).run { Issue.record("cannot wait") }
  }
}

extension JSON {
  fileprivate var whole: Int? { if case .number(let number) = self { Int(number) } else { nil } }
}
