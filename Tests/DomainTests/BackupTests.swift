// Which old copies may go, and when a new one is due.
import Domain
import Testing

@Suite("The rules of copies")
struct BackupTests {
  private func at(_ day: String, _ minutes: Int = 120) throws -> Instant {
    Zone.london.instant(
      day: try #require(Day(text: day)), time: try #require(TimeOfDay(minutes: minutes)))
  }
  /// The days of the copies that stay of one a day.
  private func stay(_ rule: String, from: String, days: Int) throws -> [String] {
    let keep = try #require(BackupKeep(text: rule))
    let first = try #require(Day(text: from))
    let moments = try (0..<days).map { try at(first.adding(days: $0).text) }
    let spare = Set(keep.spare(moments, zone: .london))
    return moments.indices.filter { !spare.contains($0) }.map {
      Zone.london.local(moments[$0]).day.text
    }
  }

  @Test("Days, weeks and months keep the newest copy of each")
  func keeps() throws {
    // 2026-11-21 is a Saturday.
    #expect(try stay("3d", from: "2026-11-01", days: 21).count == 3)
    #expect(
      try stay("2d,3w", from: "2026-11-01", days: 21)
        == ["2026-11-08", "2026-11-15", "2026-11-20", "2026-11-21"])
    #expect(
      try stay("1d,1w,3m", from: "2026-07-01", days: 144)
        == ["2026-09-30", "2026-10-31", "2026-11-21"])
    let year = try stay("7d,5w,12m", from: "2025-01-01", days: 690)
    #expect(
      year.count == 7 + 3 + 11,
      "the newest is a day, a week and a month, the 15th a day and a week: \(year)")
    #expect(year.last == "2026-11-21")
  }

  @Test("Two copies of one day leave the newer, and those made before a long sleep stay")
  func gaps() throws {
    let keep = BackupKeep(days: 2, weeks: 0, months: 0)
    let moments = [
      try at("2026-01-05"), try at("2026-01-06"), try at("2026-11-21", 60),
      try at("2026-11-21", 120),
    ]
    #expect(keep.spare(moments, zone: .london) == [0, 2])
    #expect(keep.spare([], zone: .london) == [])
    #expect(keep.spare([try at("1999-12-31")], zone: .london) == [], "the only one stays")
  }

  @Test(
    "A rule is read from words, or refused",
    arguments: [
      ("7d,5w,12m", BackupKeep(days: 7, weeks: 5, months: 12)),
      ("30d", BackupKeep(days: 30, weeks: 0, months: 0)),
      ("12m", BackupKeep(days: 1, weeks: 0, months: 12)),
      ("0d,2w", BackupKeep(days: 1, weeks: 2, months: 0)),
      ("3660d", BackupKeep(days: 3_660, weeks: 0, months: 0)),
      ("3661d", nil), ("", nil), ("7", nil), ("d", nil), ("7d,", nil), ("7d,7d", nil),
      ("-1d", nil), ("7x", nil), ("7d 5w", nil),
    ])
  func words(_ text: String, _ rule: BackupKeep?) {
    #expect(BackupKeep(text: text) == rule)
  }

  @Test(
    "A copy is due once after each local time, and at once where there is none",
    arguments: [
      ("2026-11-21", 119, "2026-11-20", 121, false), ("2026-11-21", 120, "2026-11-20", 121, true),
      ("2026-11-21", 121, "2026-11-21", 120, false), ("2026-11-21", 600, "2026-11-18", 120, true),
      // The clocks go forward at 01:00 UTC: 01:30 is skipped and means 02:30 by the new time.
      ("2026-03-29", 59, "2026-03-28", 121, false), ("2026-03-29", 181, "2026-03-29", 59, true),
    ])
  func due(_ day: String, _ minutes: Int, _ lastDay: String, _ last: Int, _ isDue: Bool) throws {
    let hour = BackupHour(time: try #require(TimeOfDay(minutes: 120)), zone: .london)
    #expect(try hour.isDue(last: at(lastDay, last), now: at(day, minutes)) == isDue)
    #expect(try hour.isDue(last: nil, now: at(day, minutes)))
  }

  @Test("The hour that comes twice makes one copy")
  func twice() throws {
    let hour = BackupHour(time: try #require(TimeOfDay(minutes: 90)), zone: .london)
    // 2026-10-25: 01:30 BST is 00:30 UTC, and 01:30 GMT is 01:30 UTC.
    let first = try #require(Instant(text: "2026-10-25T00:30:00Z"))
    let second = try #require(Instant(text: "2026-10-25T01:30:00Z"))
    #expect(hour.isDue(last: try at("2026-10-24"), now: first))
    #expect(!hour.isDue(last: first, now: second))
  }
}
