// The import of a calendar file over the wire: who may, what is refused, a rehearsal, and the import.
import Domain
import Testing
import TestKit

@Suite("The calendar") struct CalendarTests {
  static let path = "/api/v1/calendar"
  static let type = ["Content-Type": "text/calendar; charset=utf-8"]
  static let file =
    "BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nUID:i1\r\nSUMMARY:INSET day\r\nDTSTART:20261127\r\n"
    + "END:VEVENT\r\nEND:VCALENDAR\r\n"

  private func closures(_ caller: Caller) throws -> Int {
    try caller.send("GET", "/api/v1/records?kind=closure").json["records"]?.items?.count ?? -1
  }

  @Test("A rehearsal changes nothing, the import does, and a second one changes nothing")
  func importing() throws {
    let served = try Served()
    defer { served.stop() }
    let cora = try served.caller("cora")
    func send(_ query: String = "") throws -> Caller.Answer {
      try cora.send(
        "POST", CalendarTests.path + query, CalendarTests.file, headers: CalendarTests.type)
    }
    let rehearsal = try send("?dry_run=1")
    #expect(rehearsal.status == 200)
    #expect(rehearsal.json["reply"]?["text"]?.text?.hasPrefix("1 events: 1 new.") == true)
    #expect(try closures(cora) == 0)
    #expect(try send().json["reply"]?["text"]?.text?.hasPrefix("1 events: 1 new.") == true)
    #expect(try closures(cora) == 1)
    #expect(try send().json["reply"]?["text"]?.text?.hasPrefix("1 events: 1 as before.") == true)
    #expect(try closures(cora) == 1)
  }

  @Test("Who may not is refused, and who may not know of the register is told of no such thing")
  func refused() throws {
    let served = try Served()
    defer { served.stop() }
    let table: [(String, Int)] = [("tess", 422), ("adam", 404)]
    for (login, status) in table {
      for query in ["", "?dry_run=1"] {
        let answer = try served.caller(login).send(
          "POST", CalendarTests.path + query, CalendarTests.file, headers: CalendarTests.type)
        #expect(answer.status == status, "\(login)")
        #expect(!answer.text.contains("INSET"))
      }
    }
    let stranger = try served.caller("cora")
    stranger.token = nil
    let answer = try stranger.send(
      "POST", CalendarTests.path, CalendarTests.file, headers: CalendarTests.type)
    #expect(answer.status == 401)
    #expect(try closures(try served.caller("cora")) == 0)
  }

  @Test("What is no calendar is refused with what would be right")
  func wrong() throws {
    let served = try Served()
    defer { served.stop() }
    let cora = try served.caller("cora")
    #expect(try cora.send("POST", CalendarTests.path, "{}").status == 415)
    let cut = CalendarTests.file.replacing(
      "END:VEVENT\r\n", with: "RRULE:FREQ=DAILY\r\nEND:VEVENT\r\n")
    let answer = try cora.send("POST", CalendarTests.path, cut, headers: CalendarTests.type)
    #expect(answer.status == 422)
    #expect(answer.text.contains("Line 6: An event that repeats (RRULE) is not read."))
    #expect(try closures(cora) == 0)
  }
}
