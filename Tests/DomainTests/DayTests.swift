// Days, moments and times of day, and the two hours of the year that are not like the others.
import Domain
import Testing

@Suite struct DayTests {
  @Test(
    arguments: [
      ("1970-01-01", 0, 4), ("1969-12-31", -1, 3), ("2000-02-29", 11016, 2),
      ("2026-11-21", 20778, 6), ("0001-01-01", -719_162, 1), ("9999-12-31", 2_932_896, 5),
      ("1900-02-28", -25509, 3), ("2024-12-31", 20088, 2),
    ])
  func `a day is read, counted and written back`(_ text: String, _ number: Int, _ weekday: Int) {
    let day = Day(text: text)
    #expect(day?.number == number)
    #expect(day?.text == text)
    #expect(day?.weekday == weekday)
    #expect(Day(number: number) == day)
  }

  @Test(
    arguments: [
      "", "2026-11-2", "2026-11-021", "2026/11/21", "26-11-2021", "2026-13-01", "2026-00-10",
      "2026-02-29", "1900-02-29", "2026-04-31", "2026-11-00", "0000-01-01", "2026-1a-01",
      "-026-01-01", "２０２６-11-21", " 2026-11-21",
    ])
  func `what is no day is refused`(_ text: String) { #expect(Day(text: text) == nil) }

  @Test(
    arguments: [
      ("2026-11-21T08:55:00Z", "2026-11-21T08:55:00.000Z"),
      ("2026-11-21T08:55:00.5Z", "2026-11-21T08:55:00.500Z"),
      ("2026-11-21T08:55:00.007Z", "2026-11-21T08:55:00.007Z"),
      ("2026-11-21T08:55:00.123456+01:00", "2026-11-21T07:55:00.123Z"),
      ("2026-11-21T", nil), ("2026-11-21TZ", nil), ("2026-11-21T.", nil), ("2026-11-21T.5Z", nil),
      ("2026-11-21T08:55Z", nil), ("2026-11-21T24:00:00Z", nil), ("T08:55:00Z", nil), ("", nil),
    ])
  func `a moment is read to the millisecond, or refused`(_ text: String, _ written: String?) {
    #expect(Instant(text: text)?.text == written)
  }

  @Test func `every day of eight centuries follows the one before`() throws {
    var (year, month, day) = (1600, 1, 1)
    let first = try #require(Day(year: year, month: month, day: day))
    for number in first.number..<first.number + 292_194 {
      let civil = Day(number: number).civil
      try #require(civil == (year, month, day))
      try #require(Day(year: year, month: month, day: day)?.number == number)
      day += 1
      if day > Day.length(ofMonth: month, year: year) { (month, day) = (month + 1, 1) }
      if month > 12 { (year, month) = (year + 1, 1) }
    }
    #expect((year, month, day) == (2400, 1, 1))
  }

  @Test func `days are added and compared`() throws {
    let day = try #require(Day(text: "2024-02-28"))
    #expect(day.adding(days: 2).text == "2024-03-01")
    #expect(day.adding(days: -59).text == "2023-12-31")
    #expect(day < day.adding(days: 1))
    #expect(!(day < day))
  }

  @Test func `a time of day has 1440 minutes`() {
    #expect(TimeOfDay(minutes: -1) == nil)
    #expect(TimeOfDay(minutes: 0) == .midnight)
    #expect(TimeOfDay(minutes: 580)?.text == "09:40")
    #expect(TimeOfDay(minutes: 1439)?.text == "23:59")
    #expect(TimeOfDay(minutes: 1440) == nil)
  }

  @Test(
    arguments: [
      (Int64(0), "1970-01-01T00:00:00.000Z"), (-1, "1969-12-31T23:59:59.999Z"),
      (1_795_251_300_007, "2026-11-21T08:55:00.007Z"), (999, "1970-01-01T00:00:00.999Z"),
      (-86_400_000, "1969-12-31T00:00:00.000Z"),
    ])
  func `a moment is written in UTC`(_ milliseconds: Int64, _ text: String) {
    let moment = Instant(milliseconds: milliseconds)
    #expect(moment.text == text)
    #expect(moment.adding(seconds: 1) > moment)
  }
}

@Suite struct ZoneTests {
  private func moment(_ day: String, _ minutes: Int, second: Int64 = 0) throws -> Instant {
    let day = try #require(Day(text: day))
    return Instant(milliseconds: (Int64(day.number) * 1440 + Int64(minutes)) * 60_000)
      .adding(seconds: second)
  }
  private func time(_ hour: Int, _ minute: Int) throws -> TimeOfDay {
    try #require(TimeOfDay(minutes: hour * 60 + minute))
  }

  @Test(
    arguments: [
      ("2024-03-31", "2024-10-27"), ("2025-03-30", "2025-10-26"), ("2026-03-29", "2026-10-25"),
      ("2027-03-28", "2027-10-31"), ("2030-03-31", "2030-10-27"),
    ])
  func `London changes at one o'clock UTC on two Sundays`(_ spring: String, _ autumn: String) throws
  {
    let london = Zone.london
    #expect(london.offsetSeconds(at: try moment(spring, 60, second: -1)) == 0)
    #expect(london.offsetSeconds(at: try moment(spring, 60)) == 3600)
    #expect(london.offsetSeconds(at: try moment(autumn, 60, second: -1)) == 3600)
    #expect(london.offsetSeconds(at: try moment(autumn, 60)) == 0)
  }

  @Test func `local time jumps in spring and repeats in autumn`() throws {
    let london = Zone.london
    #expect(london.local(try moment("2026-03-29", 59)).time.text == "00:59")
    #expect(london.local(try moment("2026-03-29", 60)).time.text == "02:00")
    #expect(london.local(try moment("2026-10-25", 59)).time.text == "01:59")
    #expect(london.local(try moment("2026-10-25", 60)).time.text == "01:00")
  }

  @Test func `a day begins an hour earlier in summer`() throws {
    let evening = Zone.london.local(try moment("2026-06-30", 23 * 60))
    #expect(evening.day.text == "2026-07-01")
    #expect(evening.time == .midnight)
    let winter = Zone.london.local(try moment("2026-12-31", 23 * 60))
    #expect(winter.day.text == "2026-12-31")
    #expect(Zone.utc.local(try moment("2026-06-30", 23 * 60)).day.text == "2026-06-30")
  }

  @Test func `a local time is a moment; the skipped and the doubled hour have a rule`() throws {
    let spring = try #require(Day(text: "2026-03-29"))
    let autumn = try #require(Day(text: "2026-10-25"))
    let london = Zone.london
    #expect(try london.instant(day: spring, time: time(0, 59)) == moment("2026-03-29", 59))
    // 01:30 does not exist: it is taken an hour later, as 02:30 summer time.
    #expect(try london.instant(day: spring, time: time(1, 30)) == moment("2026-03-29", 90))
    #expect(try london.instant(day: spring, time: time(2, 0)) == moment("2026-03-29", 60))
    // 01:30 is there twice: the first, in summer time, is meant.
    #expect(try london.instant(day: autumn, time: time(1, 30)) == moment("2026-10-25", 30))
    #expect(try london.instant(day: autumn, time: time(2, 0)) == moment("2026-10-25", 120))
    #expect(try Zone.utc.instant(day: autumn, time: time(1, 30)) == moment("2026-10-25", 90))
  }

  @Test func `local time and back is the same moment, but for the doubled hour`() throws {
    let first = try moment("2026-01-01", 0)
    for hour in stride(from: Int64(0), to: 366 * 24, by: 1) {
      let instant = first.adding(seconds: hour * 3600 + 1800)
      let local = Zone.london.local(instant)
      let back = Zone.london.instant(day: local.day, time: local.time)
      let isSecond = instant == (try moment("2026-10-25", 90))
      #expect(back == (isSecond ? instant.adding(seconds: -3600) : instant))
    }
  }
}
