// Chronologies and cohorts over the wire: what is asked, who sees what, and what is refused.
import Domain
import Server
import TestKit
import Testing

@Suite("Chronologies and cohorts")
struct CohortTests {
  private let absent = "match=attendance:status=absent"

  private func children(_ caller: Caller, _ query: String) throws -> [String] {
    let answer = try caller.send("GET", "/api/v1/cohort?" + query)
    #expect(answer.status == 200, "\(answer.text)")
    return (answer.json["children"]?.items ?? []).compactMap { $0["child"]?.text }
  }

  private func served() throws -> Served {
    let served = try Served()
    for (login, channel) in [("tess", "c-ab"), ("tari", "c-cd")] {
      let caller = try served.caller(login)
      for line in ["/attend absent reason: dentist", "/concern very quiet"] {
        let answer = try caller.send(
          "POST", "/api/v1/channels/\(channel)/messages", "{\"text\":\"\(line)\"}")
        #expect(answer.status < 300, "\(answer.text)")
      }
    }
    return served
  }

  @Test(
    "A coordinator finds the children of all kinds; a team its own, and what it may not read counts for nothing"
  )
  func whoSees() throws {
    let served = try served()
    defer { served.stop() }
    let cora = try served.caller("cora")
    #expect(try Set(children(cora, absent + "&match=concern")) == ["AB", "CD"])
    #expect(try children(cora, absent + "&limit=1").count == 1)
    let answer = try cora.send("GET", "/api/v1/cohort?" + absent + "&limit=1").json
    #expect(answer["more"] == .bool(true))
    let row = answer["children"]?.items?.first
    #expect(row?["counts"]?["attendance:status=absent"] == .number(1))
    #expect(row?["channel"]?.text?.hasPrefix("c-") == true)
    let tess = try served.caller("tess")
    #expect(try children(tess, absent) == ["AB"])
    #expect(try children(tess, absent + "&match=concern") == [], "concerns lie elsewhere")
    #expect(try children(served.caller("adam"), absent) == [])
    #expect(try children(cora, "match=attendance:status=late") == [])
    #expect(try children(cora, "match=concern:state=received").count == 2)
    #expect(try children(cora, "match=concern:state=closed") == [])
    #expect(try children(cora, absent + "&to=2001-01-01") == [])
  }

  @Test("A question that is not understood is complained of, and says what would be right")
  func complaints() throws {
    let served = try served()
    defer { served.stop() }
    let cora = try served.caller("cora")
    let five = Array(repeating: absent, count: Limits.cohortMatchesMax).joined(separator: "&")
    #expect(try cora.send("GET", "/api/v1/cohort?" + five).status == 200)
    for query in [
      "", five + "&" + absent, "match=nothing", "match=attendance:colour=red",
      "match=attendance:status", "match=attendance:arrived=soon", "match=attendance:day=x",
      absent + "&from=x", absent + "&from=2026-02-02&to=2026-02-01", absent + "&limit=0",
      absent + "&limit=\(Limits.pageRowsMax + 1)",
    ] {
      let answer = try cora.send("GET", "/api/v1/cohort?" + query)
      #expect(answer.status == 422, "\(query): \(answer.text)")
      #expect(answer.json["complaints"]?.items?.first?["field"] != nil, "\(answer.text)")
    }
  }

  @Test("A chronology comes in pages, and a stranger's place in it is nonsense")
  func chronology() throws {
    let served = try served()
    defer { served.stop() }
    let tess = try served.caller("tess")
    for day in ["2026-09-07", "2026-09-08", "2026-09-09"] {
      let answer = try tess.send(
        "POST", "/api/v1/channels/c-ab/messages",
        "{\"text\":\"/attend present day: \(day)\"}")
      #expect(answer.status == 201, "\(answer.text)")
    }
    let path = "/api/v1/channels/c-ab/chronology"
    let whole = try tess.send("GET", path).json["records"]?.items ?? []
    let days = whole.compactMap { $0["day"]?.text }
    #expect(days.count == 4 && days == days.sorted())
    var pages: [String] = []
    var next = ""
    repeat {
      let page = try tess.send("GET", path + "?limit=3" + next).json
      pages += (page["records"]?.items ?? []).compactMap { $0["day"]?.text }
      next = page["next"]?.text.map { "&after=" + $0 } ?? ""
    } while !next.isEmpty
    #expect(pages == days)
    let theirs = try served.caller("tari").send("GET", "/api/v1/records?channel=c-cd").json
    let place = theirs["records"]?.items?.first?["id"]?.text ?? "-"
    #expect(try tess.send("GET", path + "?after=" + place).status == 404)
    #expect(try tess.send("GET", "/api/v1/channels/c-cd/chronology").status == 404)
    #expect(try tess.send("GET", path + "?from=2026-09-09&to=2026-09-08").status == 422)
  }
}
