// Attendance figures against examples that were worked out by hand.
import Domain
import Testing

@Suite struct AttendanceFiguresTests {
  /// Marks in order from Monday 2 November 2026, AM then PM, a letter each: `p` here, `l` late, `u`
  /// late after the register closed, `a` away without authority, `i` away with it, `y` away and not
  /// counted, `n` not expected.
  static func marks(_ letters: String) -> [AttendanceMark] {
    let monday = Day(text: "2026-11-02") ?? Day(number: 0)
    return letters.enumerated().map { index, letter in
      let facts: (AttendanceMark.Place, Counting) =
        switch letter {
        case "p", "l": (.here, .attendance)
        case "u": (.here, .unauthorised)
        case "a": (.away, .unauthorised)
        case "i": (.away, .authorised)
        case "y": (.away, .notCounted)
        default: (.neither, .notCounted)
        }
      return AttendanceMark(
        day: monday.adding(days: index / 10 * 7 + index % 10 / 2),
        half: index.isMultiple(of: 2) ? .morning : .afternoon, place: facts.0, counts: facts.1,
        isLate: letter == "l" || letter == "u")
    }
  }

  /// possible, attended, authorised, unauthorised, late, in a row; attendance and absence in text.
  static let examples: [(marks: String, numbers: [Int], attendance: String, absence: String)] = [
    ("pppppppppp", [10, 10, 0, 0, 0, 0], "100%", "0%"),
    ("ppppppppia", [10, 8, 1, 1, 0, 2], "80%", "20%"),
    // 29 of 31 are 93.548...%, 2 of 31 are 6.451...%.
    ("ppppppppppppppppppppppppppppipa", [31, 29, 1, 1, 0, 1], "93.5%", "6.5%"),
    // One of eight is 12.5%, to the tenth.
    ("pppppppa", [8, 7, 0, 1, 0, 1], "87.5%", "12.5%"),
    // What is not counted is neither possible nor missed.
    ("ppyynnpp", [4, 4, 0, 0, 0, 0], "100%", "0%"),
    // Late is attendance before the register closed, and absence after.
    ("plup", [4, 3, 0, 1, 2, 0], "75%", "25%"),
    // A session that is not expected, or that the taxi took, neither ends a run nor hides it.
    ("pannapy", [4, 2, 0, 2, 0, 1], "50%", "50%"),
    ("painyn", [3, 1, 1, 1, 0, 3], "33.3%", "66.7%"),
    ("aaaaap", [6, 1, 0, 5, 0, 0], "16.7%", "83.3%"),
  ]
  @Test(arguments: examples)
  func `marks add up as by hand`(
    _ marks: String, _ numbers: [Int], _ attendance: String, _ absence: String
  ) {
    let all = AttendanceFiguresTests.marks(marks)
    for figures in [AttendanceFigures(all), AttendanceFigures(all.reversed())] {
      let found = [
        figures.possible, figures.attended, figures.authorised, figures.unauthorised,
        figures.late, figures.consecutive,
      ]
      #expect(found == numbers)
      #expect(figures.absent + figures.attended == figures.possible)
      #expect(figures.attendancePermille.map { percentText(permille: $0) } == attendance)
      #expect(figures.absencePermille.map { percentText(permille: $0) } == absence)
    }
  }

  @Test func `nothing that was possible has no percentage`() {
    for letters in ["", "nn", "yy"] {
      let figures = AttendanceFigures(AttendanceFiguresTests.marks(letters))
      #expect(figures.possible == 0 && figures.attendancePermille == nil)
      #expect(figures.absencePermille == nil && figures.level(.standard) == nil)
    }
  }

  @Test func `a run begins with its first missed session`() throws {
    let figures = AttendanceFigures(AttendanceFiguresTests.marks("pppain"))
    #expect(figures.consecutive == 2)
    #expect(figures.runStarts?.day == Day(text: "2026-11-03"))
    #expect(figures.runStarts?.half == .afternoon)
    #expect(AttendanceFigures(AttendanceFiguresTests.marks("aap")).runStarts == nil)
  }

  /// Possible sessions, missed ones, and what that is: both sides of each fence.
  static let levels: [(possible: Int, missed: Int, level: AbsenceLevel?)] = [
    (19, 19, nil), (20, 0, nil), (20, 1, nil), (20, 2, .persistent), (29, 2, nil),
    (30, 3, .persistent), (31, 3, nil), (20, 9, .persistent), (20, 10, .severe),
    (21, 10, .persistent), (380, 37, nil), (380, 38, .persistent), (380, 189, .persistent),
    (380, 190, .severe),
  ]
  @Test(arguments: levels)
  func `absence is persistent from a tenth and severe from a half, never of few sessions`(
    _ possible: Int, _ missed: Int, _ level: AbsenceLevel?
  ) {
    let letters =
      String(repeating: "a", count: missed) + String(repeating: "p", count: possible - missed)
    let figures = AttendanceFigures(AttendanceFiguresTests.marks(letters))
    #expect(figures.level(.standard) == level)
  }

  @Test func `a run has reached the highest threshold not above it`() {
    let table: [(Int, Int?)] = [(0, nil), (1, nil), (2, 2), (3, 3), (4, 3), (5, 5), (40, 5)]
    for (count, reached) in table {
      let marks = AttendanceFiguresTests.marks(String(repeating: "a", count: count))
      #expect(AttendanceFigures(marks).run(.standard) == reached, "\(count)")
    }
  }

  @Test func `a school year begins on its day, and the day before is last year's`() {
    let table = [
      ("2026-08-31", "2025-09-01"), ("2026-09-01", "2026-09-01"), ("2027-01-04", "2026-09-01"),
    ]
    for (day, start) in table {
      let day = TermCalendarTests.day(day)
      #expect(AbsenceThresholds.standard.yearStart(of: day) == TermCalendarTests.day(start))
    }
  }
}
