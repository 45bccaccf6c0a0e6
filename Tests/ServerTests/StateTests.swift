// A client's state with the events applied equals a fresh fetch, under shuffled reconnects.
import Domain
import Server
import TestKit
import Testing

/// What a client holds of one channel: texts by message id, and records as they stand by id.
private struct Held: Equatable {
  var texts: [String: String] = [:]
  var records: [String: String] = [:]

  mutating func apply(_ event: Caller.StreamEvent) {
    switch event.name {
    case "message":
      guard let message = event.data["message"] else { return }
      add(message)
    case "revision":
      if let record = event.data["record"] { stand(record) }
    default: break
    }
  }
  mutating func add(_ message: JSON) {
    texts[message["id"]?.text ?? ""] = message["text"]?.text
    if let record = message["record"] { stand(record) }
  }
  private mutating func stand(_ record: JSON) {
    guard let id = record["id"]?.text, let summary = record["summary"]?.text,
      let state = record["state"]?.text
    else { return }
    records[id] = "\(summary) \(state)"
  }
}

@Suite("State by events")
struct StateTests {
  private static let lines = [
    "good morning", "Zoë and Nguyễn built a den", "/attend present because: seen at the gate",
    "/attend absent because: rang home reason: dentist",
    "/attend late 09:40 because: the taxi came",
    "/note activity: cooking outcomes: made soup next: bread", "/attain achievement: read a page",
    "/attend absnt", "/nonsense", "/help",
  ]

  @Test("Events applied give what a fresh fetch gives", arguments: [1, 2, 3, 4] as [UInt64])
  func eventsEqualFetch(_ seed: UInt64) throws {
    let served = try Served()
    defer { served.stop() }
    let dice = SeededDice(seed)
    let (tess, cora) = (try served.caller("tess"), try served.caller("cora"))
    var stream = try served.caller("cora")
    try stream.openStream()
    var cursor = try stream.nextEvent().id
    var held = Held()
    for _ in 0..<60 {
      let who = dice.next() % 3 == 0 ? cora : tess
      let line = StateTests.lines[Int(dice.next() % UInt64(StateTests.lines.count))]
      _ = try who.send("POST", "/api/v1/channels/c-ab/messages", "{\"text\":\"\(line)\"}")
      if dice.next() % 7 == 0 {
        // The client goes away in the middle of what is being sent, and comes back by its cursor.
        stream = try served.caller("cora")
        try stream.openStream(after: cursor)
      }
      if dice.next() % 2 == 0 {
        _ = try tess.send("POST", "/api/v1/channels/c-ab/messages", "{\"text\":\"mark\"}")
        cursor = try drain(stream, &held, until: "mark", cursor)
      }
    }
    _ = try tess.send("POST", "/api/v1/channels/c-ab/messages", "{\"text\":\"the end\"}")
    _ = try drain(stream, &held, until: "the end", cursor)
    #expect(held == (try fetched(cora)), "seed \(seed)")
    #expect(held.records.count > 3, "nothing was recorded, so this means nothing")
  }

  private func drain(
    _ stream: Caller, _ held: inout Held, until text: String, _ cursor: String
  ) throws -> String {
    while true {
      let event = try stream.nextEvent()
      held.apply(event)
      if event.data["message"]?["text"]?.text == text { return event.id }
    }
  }

  private func fetched(_ cora: Caller) throws -> Held {
    var held = Held()
    let page = try cora.send("GET", "/api/v1/channels/c-ab/messages?limit=200").json
    #expect(page["more"] == .bool(false))
    for message in page["messages"]?.items ?? [] { held.add(message) }
    held.records = [:]
    let records = try cora.send("GET", "/api/v1/records?channel=c-ab&limit=200").json
    for record in records["records"]?.items ?? [] {
      let state = record["state"]?.text ?? ""
      held.records[record["id"]?.text ?? ""] = "\(record["summary"]?.text ?? "") \(state)"
    }
    return held
  }
}
