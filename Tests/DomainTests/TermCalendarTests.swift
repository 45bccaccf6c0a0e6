// When there is school: terms, closures, the expectation that holds, and both clock changes.
import Domain
import Testing

@Suite struct TermCalendarTests {
  static func day(_ text: String) -> Day { Day(text: text) ?? Day(number: 0) }

  static let autumn = day("2026-09-07")...day("2026-10-23")
  static let later = day("2026-11-02")...day("2026-12-18")

  @Test func `without any term every day may have sessions`() {
    let calendar = TermCalendar()
    for text in ["2026-11-20", "2026-11-21", "2026-08-03"] {
      #expect(calendar.isOpen(TermCalendarTests.day(text), .morning))
    }
  }

  /// With two terms: the days on both sides of each fence.
  static let fences: [(day: String, isOpen: Bool)] = [
    ("2026-09-06", false), ("2026-09-07", true), ("2026-10-23", true), ("2026-10-24", false),
    ("2026-10-30", false), ("2026-11-01", false), ("2026-11-02", true), ("2026-12-18", true),
    ("2026-12-19", false),
  ]
  @Test(arguments: fences)
  func `with terms only a day inside one is open`(_ text: String, _ isOpen: Bool) {
    let calendar = TermCalendar(terms: [TermCalendarTests.later, TermCalendarTests.autumn])
    for half in Half.allCases {
      #expect(calendar.isOpen(TermCalendarTests.day(text), half) == isOpen)
      #expect((calendar.rest(TermCalendarTests.day(text), half) == .outsideTerms) == !isOpen)
    }
  }

  @Test func `a closure takes its days, or one session of each`() throws {
    let day = TermCalendarTests.day
    let inset = try #require(
      TermCalendar.Closure(name: "INSET", why: "inset", first: day("2026-11-27"), last: nil))
    let boiler = try #require(
      TermCalendar.Closure(
        name: "Boiler", why: "closed", first: day("2026-11-24"), last: day("2026-11-25"),
        half: .afternoon))
    let calendar = TermCalendar(terms: [TermCalendarTests.later], closures: [inset, boiler])
    let table: [(String, Half, TermCalendar.Rest?)] = [
      ("2026-11-26", .morning, nil), ("2026-11-27", .morning, .closed(inset)),
      ("2026-11-27", .afternoon, .closed(inset)), ("2026-11-28", .morning, nil),
      ("2026-11-23", .afternoon, nil), ("2026-11-24", .morning, nil),
      ("2026-11-24", .afternoon, .closed(boiler)), ("2026-11-25", .afternoon, .closed(boiler)),
      ("2026-11-26", .afternoon, nil),
    ]
    for (text, half, rest) in table {
      #expect(calendar.rest(day(text), half) == rest, "\(text) \(half)")
    }
    let backwards = TermCalendar.Closure(
      name: "x", why: "closed", first: day("2026-11-24"), last: day("2026-11-23"))
    #expect(backwards == nil)
  }

  /// The pattern that holds on a day, of four expectations.
  static let holding: [(day: String, pattern: String)] = [
    ("2026-08-31", "mon-fri"), ("2026-09-01", "mon-wed"), ("2026-10-04", "mon-wed"),
    ("2026-10-05", "tue pm"), ("2026-10-09", "tue pm"), ("2026-10-10", "mon-wed"),
    ("2026-11-01", "none"), ("2026-11-02", "none"), ("2026-11-15", "none"),
    ("2026-11-16", "mon-wed"),
  ]
  @Test(arguments: holding)
  func `the newest start that has not ended holds, and weekdays where there is none`(
    _ text: String, _ pattern: String
  ) throws {
    let day = TermCalendarTests.day
    func expect(_ starts: String, _ ends: String?, _ text: String) throws -> Domain.Expectation {
      Domain.Expectation(
        starts: day(starts), ends: ends.map(day), pattern: try SessionPattern(reading: text))
    }
    let all = [
      try expect("2026-10-05", "2026-10-09", "tue pm"),
      try expect("2026-09-01", nil, "mon-wed"),
      try expect("2026-11-01", "2026-11-15", "none"),
    ]
    #expect(Expectation.pattern(on: day(text), of: all).text == pattern)
    #expect(Expectation.pattern(on: day(text), of: []) == .weekdays)
  }

  /// The local day and session of moments around both changes of the clock (in UTC), and whether a
  /// child with Sundays is expected then.
  static let changes: [(utc: String, day: String, time: String, half: Half)] = [
    // 29 March 2026: 01:00 becomes 02:00, so the local 01:30 does not exist.
    ("2026-03-29T00:30:00Z", "2026-03-29", "00:30", .morning),
    ("2026-03-29T00:59:00Z", "2026-03-29", "00:59", .morning),
    ("2026-03-29T01:00:00Z", "2026-03-29", "02:00", .morning),
    ("2026-03-29T01:30:00Z", "2026-03-29", "02:30", .morning),
    ("2026-03-29T10:59:00Z", "2026-03-29", "11:59", .morning),
    ("2026-03-29T11:00:00Z", "2026-03-29", "12:00", .afternoon),
    ("2026-03-29T12:00:00Z", "2026-03-29", "13:00", .afternoon),
    ("2026-03-29T22:59:00Z", "2026-03-29", "23:59", .afternoon),
    ("2026-03-29T23:00:00Z", "2026-03-30", "00:00", .morning),
    // 25 October 2026: 02:00 becomes 01:00, so the local 01:30 comes twice.
    ("2026-10-24T22:59:00Z", "2026-10-24", "23:59", .afternoon),
    ("2026-10-24T23:30:00Z", "2026-10-25", "00:30", .morning),
    ("2026-10-25T00:30:00Z", "2026-10-25", "01:30", .morning),
    ("2026-10-25T01:30:00Z", "2026-10-25", "01:30", .morning),
    ("2026-10-25T11:59:00Z", "2026-10-25", "11:59", .morning),
    ("2026-10-25T12:00:00Z", "2026-10-25", "12:00", .afternoon),
    ("2026-10-25T23:59:00Z", "2026-10-25", "23:59", .afternoon),
    ("2026-10-26T00:00:00Z", "2026-10-26", "00:00", .morning),
  ]
  @Test(arguments: changes)
  func `the day and the session are right across both clock changes`(
    _ utc: String, _ day: String, _ time: String, _ half: Half
  ) throws {
    let local = Zone.london.local(try #require(Instant(text: utc)))
    #expect(local.day.text == day && local.time.text == time)
    #expect(Half(at: local.time) == half)
    let isSunday = TermCalendarTests.day(day).weekday == 7
    #expect(try SessionPattern(reading: "sun").holds(local.day, half) == isSunday)
    #expect(SessionPattern.weekdays.holds(local.day, half) == (local.day.weekday <= 5))
  }
}
