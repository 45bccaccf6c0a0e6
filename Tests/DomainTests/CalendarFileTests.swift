// Calendar files: what is read of them, what is refused with its line, and the limits on both sides.
import Domain
import Testing

@Suite struct CalendarFileTests {
  /// A file of these lines within a calendar; the first of them is line 2.
  static func file(_ lines: [String], end: String = "\r\n") -> CalendarFile {
    let text = (["BEGIN:VCALENDAR"] + lines + ["END:VCALENDAR"]).joined(separator: end) + end
    return CalendarFile(text, zone: .london)
  }
  /// A file of one event.
  static func event(_ lines: [String], end: String = "\r\n") -> CalendarFile {
    file(["BEGIN:VEVENT", "SUMMARY:X"] + lines + ["END:VEVENT"], end: end)
  }

  /// The lines of an event's time; its first and last day and its half.
  static let times: [(lines: [String], days: String, half: Half?)] = [
    (["DTSTART;VALUE=DATE:20261127"], "2026-11-27 2026-11-27", nil),
    (["DTSTART:20261127"], "2026-11-27 2026-11-27", nil),
    // The end of days is the day after the last.
    (["DTSTART:20261026", "DTEND:20261031"], "2026-10-26 2026-10-30", nil),
    (["DTSTART:20261127", "DTEND:20261128"], "2026-11-27 2026-11-27", nil),
    (["DTSTART:20261127", "DTEND:20261127"], "2026-11-27 2026-11-27", nil),
    (["DTSTART:20261127", "DURATION:P2D"], "2026-11-27 2026-11-28", nil),
    (["DTSTART:20261127", "DURATION:P1W"], "2026-11-27 2026-12-03", nil),
    // A time in winter and in summer, in UTC, in London and without a zone.
    (["DTSTART:20261127T090000", "DTEND:20261127T120000"], "2026-11-27 2026-11-27", .morning),
    (["DTSTART:20261127T120000", "DTEND:20261127T153000"], "2026-11-27 2026-11-27", .afternoon),
    (["DTSTART:20261127T090000", "DTEND:20261127T120100"], "2026-11-27 2026-11-27", nil),
    (["DTSTART:20261127T120000Z", "DURATION:PT1H30M"], "2026-11-27 2026-11-27", .afternoon),
    (["DTSTART:20260727T110000Z", "DURATION:PT1H"], "2026-07-27 2026-07-27", .afternoon),
    (
      ["DTSTART;TZID=Europe/London:20260727T110000", "DURATION:PT1H"], "2026-07-27 2026-07-27",
      .morning
    ),
    (
      ["DTSTART;TZID=\"GMT Standard Time\":20261127T130000", "DURATION:PT1H"],
      "2026-11-27 2026-11-27", .afternoon
    ),
    (["DTSTART:20261127T000000", "DTEND:20261128T000000"], "2026-11-27 2026-11-27", nil),
    (["DTSTART:20261127T090000"], "2026-11-27 2026-11-27", .morning),
    // Both nights on which the clock changes.
    (["DTSTART:20260328T233000Z", "DTEND:20260329T220000Z"], "2026-03-28 2026-03-29", nil),
    (["DTSTART:20260329T110000Z", "DURATION:PT2H"], "2026-03-29 2026-03-29", .afternoon),
    (["DTSTART:20261024T233000Z", "DTEND:20261025T113000Z"], "2026-10-25 2026-10-25", .morning),
  ]
  @Test(arguments: times)
  func `days and halves are read in local time`(
    _ lines: [String], _ days: String, _ half: Half?
  ) throws {
    for end in ["\r\n", "\n"] {
      let file = CalendarFileTests.event(lines, end: end)
      #expect(file.complaints.isEmpty)
      let event = try #require(file.events.first)
      #expect("\(event.first.text) \(event.last.text)" == days && event.half == half)
    }
  }

  @Test func `lines are unfolded, also within a letter, and texts lose their escapes`() throws {
    let text =
      "\u{FEFF}BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nuid:a1\r\nSUMMARY;LANGUAGE=en;X=\"a;b:c\":"
      + "Half\r\n -ter\r\n\tm\\, wi\r\n  th\\n caf\u{E9}\\; \\\\\r\nDTSTART:20261026\r\n"
      + "STATUS:CANCELLED\r\nEND:VEVENT\r\nEND:VCALENDAR"
    let event = try #require(CalendarFile(text, zone: .london).events.first)
    #expect(event.summary == "Half-term, wi th caf\u{E9}; \\")
    #expect(event.uid == "a1" && event.isCancelled && event.line == 2)
    var bytes = Array(CalendarFileTests.fold("caf\u{E9}").utf8)
    let accent = try #require(bytes.firstIndex(of: 0xC3))
    bytes.insert(contentsOf: Array("\r\n ".utf8), at: accent + 1)
    let parted = CalendarFile(String(decoding: bytes, as: UTF8.self), zone: .london)
    // What is no UTF-8 any more was refused before; a fold between letters is always right.
    #expect(parted.events.count == 1)
  }
  private static func fold(_ name: String) -> String {
    "BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nSUMMARY:\(name)\r\nDTSTART:20261026\r\nEND:VEVENT\r\n"
      + "END:VCALENDAR\r\n"
  }

  @Test func `alarms and time zones within a file are not about the event`() throws {
    let file = CalendarFileTests.file([
      "BEGIN:VTIMEZONE", "TZID:Europe/London", "BEGIN:DAYLIGHT", "DTSTART:19700329T010000",
      "RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU", "END:DAYLIGHT", "END:VTIMEZONE",
      "BEGIN:VEVENT", "SUMMARY:INSET", "DTSTART:20261127", "BEGIN:VALARM", "DURATION:PT15M",
      "SUMMARY:wake up", "END:VALARM", "END:VEVENT",
    ])
    #expect(file.complaints.isEmpty && file.events.map(\.summary) == ["INSET"])
  }

  /// Lines of a file, and what is said of it.
  static let wrongs: [(lines: [String], words: String)] = [
    (["BEGIN:VEVENT", "SUMMARY:X", "END:VEVENT"], "Line 2: This event has no DTSTART."),
    (["BEGIN:VEVENT", "DTSTART:20261127", "END:VEVENT"], "Line 2: This event has no SUMMARY."),
    (
      ["BEGIN:VEVENT", "SUMMARY:X", "DTSTART:20261127", "RRULE:FREQ=WEEKLY", "END:VEVENT"],
      "Line 5: An event that repeats (RRULE) is not read."
    ),
    (
      ["BEGIN:VEVENT", "SUMMARY:X", "DTSTART:20261131", "END:VEVENT"],
      "Line 4: '20261131' is no date."
    ),
    (
      ["BEGIN:VEVENT", "SUMMARY:X", "DTSTART:20261127T250000", "END:VEVENT"],
      "Line 4: '20261127T250000' is no date."
    ),
    (
      ["BEGIN:VEVENT", "SUMMARY:X", "DTSTART;TZID=Asia/Tokyo:20261127T090000", "END:VEVENT"],
      "Line 4: 'Asia/Tokyo' is no time zone that is known here."
    ),
    (
      ["BEGIN:VEVENT", "SUMMARY:X", "DTSTART:20261127", "DTEND:20261120", "END:VEVENT"],
      "Line 5: This event ends before it begins."
    ),
    (
      ["BEGIN:VEVENT", "SUMMARY:X", "DTSTART:20261127", "DTEND:20261127T100000", "END:VEVENT"],
      "Line 5: DTSTART is a day, and DTEND is a time."
    ),
    (
      ["BEGIN:VEVENT", "SUMMARY:X", "DTSTART:20261127T100000", "DTEND:20261128", "END:VEVENT"],
      "Line 5: DTSTART is a time, and DTEND is a day."
    ),
    (
      ["BEGIN:VEVENT", "SUMMARY:X", "DTSTART:20261127", "DURATION:2 days", "END:VEVENT"],
      "Line 5: '2 days' is no length of time."
    ),
    (
      ["BEGIN:VEVENT", "SUMMARY:X", "DTSTART:20261127"],
      "Line 5: 'END:VCALENDAR' ends nothing that is open."
    ),
    (["nonsense"], "Line 2: This is no 'NAME:value'."),
    ([], "Line 1: There is no event in the file."),
  ]
  @Test(arguments: wrongs)
  func `what is wrong is told with its line`(_ lines: [String], _ words: String) {
    let file = CalendarFileTests.file(lines)
    #expect(file.complaints.first?.text == words)
    #expect(file.complaints.first?.code == "bad-calendar")
  }

  @Test func `what is no calendar, or is cut, is refused`() {
    let table = [
      ("", "Line 1: This is no calendar file."), ("{}", "Line 1: This is no calendar file."),
      (
        "BEGIN:VCALENDAR\nBEGIN:VEVENT\nSUMMARY:X\n",
        "Line 2: VEVENT begins here and does not end."
      ),
    ]
    for (text, words) in table {
      #expect(CalendarFile(text, zone: .london).complaints.first?.text == words)
    }
  }

  @Test func `its limits hold on both sides`() {
    let one = ["BEGIN:VEVENT", "SUMMARY:X", "DTSTART:20261127", "END:VEVENT"]
    func file(events: Int) -> CalendarFile {
      CalendarFileTests.file((0..<events).flatMap { _ in one })
    }
    #expect(file(events: Limits.calendarEventsMax).complaints.isEmpty)
    #expect(file(events: Limits.calendarEventsMax + 1).complaints.count == 1)
    func file(days: Int) -> CalendarFile {
      CalendarFileTests.event(["DTSTART:20260101", "DURATION:P\(days)D"])
    }
    #expect(file(days: Limits.calendarDaysMax).complaints.isEmpty)
    #expect(file(days: Limits.calendarDaysMax + 1).complaints.count == 1)
    func file(depth: Int) -> CalendarFile {
      let more = depth - 1
      return CalendarFileTests.file(
        (0..<more).map { _ in "BEGIN:X" } + (0..<more).map { _ in "END:X" } + one)
    }
    #expect(file(depth: Limits.calendarDepthMax).complaints.isEmpty)
    #expect(file(depth: Limits.calendarDepthMax + 1).complaints.count > 0)
    let text = "BEGIN:VCALENDAR\n" + one.joined(separator: "\n") + "\nEND:VCALENDAR\n"
    let filler = String(repeating: "X", count: Limits.calendarBytesMax - text.utf8.count - 3)
    let whole = text + "X:" + filler + "\n"
    #expect(whole.utf8.count == Limits.calendarBytesMax)
    #expect(CalendarFile(whole, zone: .london).complaints.isEmpty)
    #expect(CalendarFile(whole + "\n", zone: .london).complaints.count == 1)
  }

  @Test func `any beginning of a file and any byte in it is read or refused, never more`() {
    let text = CalendarFileTests.fold("INSET")
    let bytes = Array(text.utf8)
    for end in 0..<bytes.count {
      let cut = String(decoding: bytes[..<end], as: UTF8.self)
      let file = CalendarFile(cut, zone: .london)
      // Only the last line's end may be missing.
      #expect(file.complaints.isEmpty == (end >= bytes.count - 2), "\(end)")
      for byte in [UInt8(0), 10, 34, 58, 59, 92, 255] {
        var wrong = bytes
        wrong[end] = byte
        _ = CalendarFile(String(decoding: wrong, as: UTF8.self), zone: .london)
      }
    }
  }
}
