// Sessions of a week: how they are written, read, refused, and asked by day.
import Domain
import Testing

@Suite struct SessionPatternTests {
  /// What is typed, and the one text it is stored as.
  static let readings: [(typed: String, stored: String)] = [
    ("mon-fri", "mon-fri"),
    ("Mon - Fri", "mon-fri"),
    ("monday to friday", "mon-fri"),
    ("mon\u{2013}fri", "mon-fri"),
    ("weekdays", "mon-fri"),
    ("full-time", "mon-fri"),
    ("mon-wed, thu am", "mon-wed, thu am"),
    ("thu am, mon-wed", "mon-wed, thu am"),
    ("tue pm", "tue pm"),
    ("Tues afternoon", "tue pm"),
    ("pm tue", "tue pm"),
    ("every day", "mon-sun"),
    ("daily", "mon-sun"),
    ("mon wed fri", "mon, wed, fri"),
    ("mon, tue & wed", "mon-wed"),
    ("mon am tue pm", "mon am, tue pm"),
    ("mon am pm", "mon"),
    ("mon all day, tue am", "mon, tue am"),
    ("mornings", "mon-fri am"),
    ("am mon-fri", "mon-fri am"),
    ("weekdays except wed pm", "mon-tue, wed am, thu-fri"),
    ("mon-fri except thu-fri", "mon-wed"),
    ("sat am", "sat am"),
    ("weekend", "sat-sun"),
    ("thursdays, weds am", "wed am, thu"),
    ("none", "none"),
  ]
  @Test(arguments: readings)
  func `a text is read, and stored as one text`(_ typed: String, _ stored: String) throws {
    let pattern = try SessionPattern(reading: typed)
    #expect(pattern.text == stored)
    #expect(try SessionPattern(reading: stored) == pattern, "the stored text is read back")
  }

  /// What says no sessions, and why not.
  static let wrongs: [(typed: String, why: SessionPattern.Misreading)] = [
    ("", .nothing),
    (" , ", .nothing),
    ("mon except", .nothing),
    ("mno-fri", .unknown("mno", nearest: "mon")),
    ("mon-fir", .unknown("fir", nearest: "fri")),
    ("mon, wensday", .unknown("wensday", nearest: "wednesday")),
    ("mo", .unknown("mo", nearest: "mon")),
    ("2026", .unknown("2026", nearest: nil)),
    ("fri-mon", .backwards("fri-mon")),
    ("mon tue am", .unclear("mon tue am")),
    ("mon and tue am", .unclear("mon tue am")),
    ("am mon pm", .unclear("am mon pm")),
    ("mon, pm", .unclear("pm")),
    ("mon-fri tue", .twice("tue")),
    ("weekdays, tue pm", .twice("tue pm")),
    ("none, mon", .unclear("none")),
  ]
  @Test(arguments: wrongs)
  func `a text that says no sessions is told apart`(
    _ typed: String, _ why: SessionPattern.Misreading
  ) {
    #expect(throws: why) { try SessionPattern(reading: typed) }
    #expect(SessionPattern(text: typed) == nil)
  }

  @Test func `every pattern there is has a text of its own that is read back`() throws {
    var texts: Set<String> = []
    for bits in 0..<(1 << 14) {
      var pattern = SessionPattern.none
      for place in 0..<14 where bits & (1 << place) != 0 {
        let half: Half = place.isMultiple(of: 2) ? .morning : .afternoon
        pattern = pattern.union(SessionPattern(days: [place / 2 + 1], halves: [half]))
      }
      #expect(pattern.count == bits.nonzeroBitCount)
      guard try SessionPattern(reading: pattern.text) == pattern else {
        Issue.record("\(bits) is written \(pattern.text), which is read as something else")
        return
      }
      texts.insert(pattern.text)
    }
    #expect(texts.count == 1 << 14)
  }

  @Test func `a timetable that leaves out a weekday's session is part-time`() {
    #expect(!SessionPattern.weekdays.isPartTime && !SessionPattern.everyDay.isPartTime)
    for text in ["mon-thu", "mon-thu, fri am", "none", "sat-sun"] {
      #expect(SessionPattern(text: text)?.meets("part-time") == true, "\(text)")
      #expect(SessionPattern(text: text)?.meets("full-time") == false, "\(text)")
    }
    #expect(SessionPattern.weekdays.meets("full-time"))
  }

  @Test func `a day is asked by its weekday`() throws {
    let pattern = try SessionPattern(reading: "mon-wed, thu am")
    let monday = try #require(Day(text: "2026-11-23"))
    let table: [(Int, Half, Bool)] = [
      (0, .morning, true), (0, .afternoon, true), (2, .afternoon, true), (3, .morning, true),
      (3, .afternoon, false), (4, .morning, false), (5, .morning, false), (6, .afternoon, false),
    ]
    for (days, half, isHeld) in table {
      #expect(pattern.holds(monday.adding(days: days), half) == isHeld, "\(days) \(half)")
    }
  }
}
