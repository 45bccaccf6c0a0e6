// What is hidden and what is erased, over the wire: who sees what is left, and who looks behind it.
import Domain
import Server
import TestKit
import Testing

@Suite("Hidden and erased")
struct HiddenTests {
  private let ab = "/api/v1/channels/c-ab/messages"

  private func say(_ text: String, _ caller: Caller, id: String? = nil) throws -> Caller.Answer {
    var json = JSONWriter()
    json.object { json in
      json.member("text", text)
      json.member("client_id", ifAny: id)
    }
    return try caller.send("POST", ab, String(decoding: json.bytes, as: UTF8.self))
  }

  @Test("A hidden message shows by whom and why; those who audit may look, and it is on record")
  func hidden() throws {
    let served = try Served()
    defer { served.stop() }
    let (tess, cora) = (try served.caller("tess"), try served.caller("cora"))
    let (dara, tari) = (try served.caller("dara"), try served.caller("tari"))
    _ = try say("/note activity: swimming outcomes: calm next: again", tess)
    _ = try say("/amend note 1 activity: climbing reason: slip", tess)
    try cora.openStream()
    #expect(try cora.nextEvent().name == "ready")
    let watcher = try served.caller("cora")
    let answer = try say("/hide 2 reason: \"about another child\"", tess, id: "h1")
    #expect(answer.status == 200, "\(answer.text)")
    #expect(answer.json["reply"]?["text"]?.text?.contains("note 1, with messages 1 and 2") == true)
    #expect(try say("/hide 2 reason: \"about another child\"", tess, id: "h1").text == answer.text)
    for _ in 1...2 {
      let event = try cora.nextEvent()
      #expect(event.name == "tombstone")
      #expect(event.data["hidden"]?["by"]?["login"]?.text == "tess")
      #expect(event.data["hidden"]?["reason"]?.text == "about another child")
    }
    let page = try watcher.send("GET", ab)
    #expect(!page.text.contains("swimming") && !page.text.contains("climbing"))
    let first = try #require(page.json["messages"]?.items?.first)
    #expect(first["tombstone"] == .bool(true) && first["erased"] == nil)
    #expect(first["hidden"]?["by"]?["login"]?.text == "tess")
    #expect(try watcher.send("GET", "/api/v1/records/note/1?channel=c-ab").status == 404)
    #expect(try watcher.send("GET", "/api/v1/search?q=climbing").json["hits"]?.items?.count == 0)

    let behind = try dara.send("GET", ab + "/2/hidden")
    #expect(behind.status == 200 && behind.text.contains("climbing"), "\(behind.text)")
    #expect(behind.json["revisions"]?.items?.count == 2)
    #expect(behind.json["message"]?["hidden"]?["reason"]?.text == "about another child")
    let trail = try dara.send("GET", "/api/v1/audit?limit=200&member=dara").json["entries"]
    let looks = (trail?.items ?? []).filter { $0["act"]?.text == "hidden.read" }
    #expect(looks.map { $0["detail"]?.text } == ["message 2"])
    // Unknown, not hidden, not theirs to audit, not theirs to read: one answer.
    let nonsense = try dara.send("GET", "/api/v1/channels/zzzz/messages/1/hidden")
    #expect(nonsense.status == 404)
    for (caller, path) in [
      (dara, "/99/hidden"), (dara, "/x/hidden"), (tess, "/2/hidden"), (watcher, "/2/hidden"),
      (tari, "/2/hidden"),
    ] {
      let refused = try caller.send("GET", ab + path)
      #expect(refused.status == 404 && refused.body == nonsense.body, "\(path)")
    }
  }

  @Test("What is brought back shows to all again, and why stays for those who audit")
  func broughtBack() throws {
    let served = try Served()
    defer { served.stop() }
    let (tess, cora) = (try served.caller("tess"), try served.caller("cora"))
    let (dara, tari) = (try served.caller("dara"), try served.caller("tari"))
    _ = try say("/note activity: swimming outcomes: calm next: again", tess)
    _ = try say("/hide note 1 reason: \"about another child\"", cora)
    try tess.openStream()
    #expect(try tess.nextEvent().name == "ready")
    let line = "/unhide note 1 reason: \"it was the right child\""
    for caller in [cora, tari] { #expect(try say(line, caller).status != 200) }
    let answer = try say(line, dara, id: "u1")
    #expect(answer.status == 200, "\(answer.text)")
    #expect(answer.json["reply"]?["text"]?.text == "Back in sight: note 1, with message 1.")
    #expect(try say(line, dara, id: "u1").text == answer.text)
    #expect(
      try say(line, dara, id: "u2").json["complaints"]?.items?.first?["code"]?.text
        == "not-hidden")
    let event = try tess.nextEvent()
    #expect(event.name == "unhidden")
    let page = try cora.send("GET", ab)
    let first = try #require(page.json["messages"]?.items?.first)
    #expect(event.data["message"] == first, "the event is what a fresh fetch gives")
    #expect(first["record"]?["fields"]?["activity"]?.text == "swimming")
    #expect(first["tombstone"] == nil && first["hidden"] == nil)
    #expect(try cora.send("GET", "/api/v1/search?q=swimming").json["hits"]?.items?.count == 1)
    #expect(try cora.send("GET", "/api/v1/records/note/1?channel=c-ab").status == 200)
    let behind = try dara.send("GET", ab + "/1/hidden")
    let past = behind.json["past"]?.items?.first
    #expect(past?["hidden"]?["by"]?["login"]?.text == "cora")
    #expect(past?["unhidden"]?["by"]?["login"]?.text == "dara")
    #expect(past?["unhidden"]?["reason"]?.text == "it was the right child")
    for caller in [cora, tari] { #expect(try caller.send("GET", ab + "/1/hidden").status == 404) }
  }

  @Test("What two people erased is gone for everyone, and its certificate stays")
  func erased() throws {
    let served = try Served()
    defer { served.stop() }
    let (tess, dara) = (try served.caller("tess"), try served.caller("dara"))
    let (devi, cora) = (try served.caller("devi"), try served.caller("cora"))
    _ = try say("/note activity: swimming outcomes: calm next: again", tess)
    let asked = try say("/erase note 1 reason: \"asked for by the family\"", dara)
    #expect(asked.status == 201, "\(asked.text)")
    let fields = try #require(asked.json["message"]?["record"]?["fields"])
    #expect(fields["record"]?.text == "note 1")
    #expect(fields["what"]?.text?.contains("1 version, 1 message") == true)
    #expect(try say("/approve erasure 1", dara).status == 422)
    #expect(try devi.send("GET", "/api/v1/erasures").json["erasures"]?.items?.isEmpty == true)
    let done = try say("/approve erasure 1", devi, id: "a1")
    #expect(done.status == 201, "\(done.text)")
    #expect(try say("/approve erasure 1", devi, id: "a1").body == done.body)
    #expect(try say("/approve erasure 1", devi, id: "a2").status == 422)

    let page = try tess.send("GET", ab)
    #expect(!page.text.contains("swimming"))
    #expect(page.json["messages"]?.items?.first?["erased"] == .bool(true))
    #expect(try dara.send("GET", ab + "/1/hidden").status == 404)
    #expect(try dara.send("GET", "/api/v1/records/note/1?channel=c-ab").status == 404)
    let request = try dara.send("GET", "/api/v1/records/erasure/1?channel=c-ab")
    #expect(request.json["record"]?["state"]?.text == "done")

    let one = try dara.send("GET", "/api/v1/erasures/1").json["erasure"]
    #expect(one?["what"]?.text == "note 1" && one?["channel"]?.text == "c-ab")
    #expect(one?["asked_by"]?["login"]?.text == "dara")
    #expect(one?["approved_by"]?["login"]?.text == "devi")
    #expect(one?["digest"]?.text?.count == 64 && one?["versions"] == .number(1))
    #expect(one?["copies"]?.items?.isEmpty == true)
    #expect(try devi.send("GET", "/api/v1/erasures").json["erasures"]?.items?.count == 1)
    for caller in [tess, cora] {
      #expect(try caller.send("GET", "/api/v1/erasures").status == 404)
      #expect(try caller.send("GET", "/api/v1/erasures/1").status == 404)
    }
    #expect(try dara.send("GET", "/api/v1/erasures/2").status == 404)
  }

  @Test("A reply kept in another channel does not name an erased child, and its line stays done")
  func keptReply() throws {
    let served = try Served()
    defer { served.stop() }
    let (dara, devi) = (try served.caller("dara"), try served.caller("devi"))
    _ = try say("/note activity: swimming outcomes: calm next: again", dara)
    let line = "{\"text\": \"/erase AB note 1 reason: asked\", \"client_id\": \"e1\"}"
    func ask() throws -> String? {
      try dara.send("POST", "/api/v1/channels/c-cd/messages", line).json["reply"]?["text"]?.text
    }
    #expect(try ask() == "Asked for the erasure of AB note 1.")
    #expect(try ask() == "Asked for the erasure of AB note 1.")
    #expect(try say("/erase everything reason: \"its time is over\"", dara).status == 201)
    #expect(try say("/approve erasure 2", devi).status == 201)
    #expect(try ask() == "Done before; what it said was erased.")
    let left = try dara.send("GET", "/api/v1/erasures").json["erasures"]
    #expect(left?.items?.count == 1)
  }
}
