// What a child's sessions add up to: possible, attended, missed, and how long an absence runs.

/// One session of a child that was marked.
public struct AttendanceMark: Sendable, Equatable {
  /// Where the child was, whatever a code makes of it.
  public enum Place: Sendable, Equatable {
    /// Here, or elsewhere under supervision.
    case here
    /// Expected, and not here.
    case away
    /// Not expected, or at work from elsewhere: it neither makes an absence longer nor ends it.
    case neither
  }
  /// The day.
  public let day: Day
  /// The half of the day.
  public let half: Half
  /// Where the child was.
  public let place: Place
  /// What the session counts as; nil where nothing says so.
  public let counts: Counting?
  /// Did the child come after the start?
  public let isLate: Bool

  /// A marked session.
  public init(day: Day, half: Half, place: Place, counts: Counting?, isLate: Bool = false) {
    self.day = day
    self.half = half
    self.place = place
    self.counts = counts
    self.isLate = isLate
  }

  fileprivate var order: Int { day.number * 2 + (half == .morning ? 0 : 1) }
}

/// From where on absence is told of.
public struct AbsenceThresholds: Sendable, Equatable {
  /// Sessions missed in a row, rising.
  public let consecutive: [Int]
  /// Percent of the possible sessions from which absence is persistent.
  public let persistentPercent: Int
  /// Percent from which it is severe.
  public let severePercent: Int
  /// Fewer possible sessions than this say nothing.
  public let possibleMin: Int
  /// The first day of a school year, `MM-dd`.
  public let yearStarts: String

  /// Thresholds.
  public init(
    consecutive: [Int], persistentPercent: Int, severePercent: Int, possibleMin: Int,
    yearStarts: String
  ) {
    self.consecutive = consecutive
    self.persistentPercent = persistentPercent
    self.severePercent = severePercent
    self.possibleMin = possibleMin
    self.yearStarts = yearStarts
  }

  /// England's: 10 and 50 percent (Department for Education, pupil absence statistics), and nothing
  /// within the first two school weeks, when one day is a tenth.
  public static let standard = AbsenceThresholds(
    consecutive: [2, 3, 5], persistentPercent: 10, severePercent: 50, possibleMin: 20,
    yearStarts: "09-01")

  /// The first day of the school year in which a day lies.
  public func yearStart(of day: Day) -> Day {
    let year = day.civil.year
    let starts = [year, year - 1].compactMap { Day(text: "\($0)-\(yearStarts)") }
    return starts.first { $0 <= day } ?? day
  }
}

/// How much of the possible sessions a child has missed.
public enum AbsenceLevel: String, Sendable, CaseIterable {
  /// As much as makes it persistent.
  case persistent
  /// As much as makes it severe.
  case severe
}

/// What marked sessions add up to (Department for Education, attendance statistics).
public struct AttendanceFigures: Sendable, Equatable {
  /// Sessions that count: all marked ones but those that count as neither.
  public let possible: Int
  /// Present, or elsewhere with approval.
  public let attended: Int
  /// Absent, authorised.
  public let authorised: Int
  /// Absent, unauthorised.
  public let unauthorised: Int
  /// Marked, and not counted.
  public let notCounted: Int
  /// Came after the start; part of the attended, or of the absent where the register had closed.
  public let late: Int
  /// Sessions missed one after another up to the last, whatever their codes.
  public let consecutive: Int
  /// The first session of that run.
  public let runStarts: (day: Day, half: Half)?

  /// Figures of one child's marks, in any order. A mark of which nothing says what it counts as is
  /// not counted.
  public init(_ marks: some Sequence<AttendanceMark>) {
    var counts: [Counting: Int] = [:]
    var late = 0
    var run: [AttendanceMark] = []
    for mark in marks.sorted(by: { $0.order < $1.order }) {
      counts[mark.counts ?? .notCounted, default: 0] += 1
      if mark.isLate { late += 1 }
      switch mark.place {
      case .here: run = []
      case .away: run.append(mark)
      case .neither: break
      }
    }
    attended = counts[.attendance] ?? 0
    authorised = counts[.authorised] ?? 0
    unauthorised = counts[.unauthorised] ?? 0
    notCounted = counts[.notCounted] ?? 0
    possible = attended + authorised + unauthorised
    self.late = late
    consecutive = run.count
    runStarts = run.first.map { ($0.day, $0.half) }
  }

  /// Sessions missed, authorised or not.
  public var absent: Int { authorised + unauthorised }

  /// Attended over possible, in tenths of a percent, rounded half up; nil where none was possible.
  public var attendancePermille: Int? { permille(attended) }
  /// Missed over possible, in tenths of a percent.
  public var absencePermille: Int? { permille(absent) }
  /// Missed with authority over possible, in tenths of a percent.
  public var authorisedPermille: Int? { permille(authorised) }
  /// Missed without over possible, in tenths of a percent.
  public var unauthorisedPermille: Int? { permille(unauthorised) }

  private func permille(_ part: Int) -> Int? {
    possible == 0 ? nil : (part * 2000 + possible) / (possible * 2)
  }

  /// The level of absence; nil below both, and where too few sessions were possible to say. It is
  /// told by whole sessions, so that no rounding makes a child persistent.
  public func level(_ thresholds: AbsenceThresholds) -> AbsenceLevel? {
    guard possible > 0, possible >= thresholds.possibleMin else { return nil }
    if absent * 100 >= thresholds.severePercent * possible { return .severe }
    return absent * 100 >= thresholds.persistentPercent * possible ? .persistent : nil
  }

  /// The highest number of sessions in a row that was reached; nil below the first.
  public func run(_ thresholds: AbsenceThresholds) -> Int? {
    thresholds.consecutive.last { $0 <= consecutive }
  }

  /// Two sets of figures are the same when all their numbers are.
  public static func == (left: Self, right: Self) -> Bool {
    left.possible == right.possible && left.attended == right.attended
      && left.authorised == right.authorised && left.unauthorised == right.unauthorised
      && left.notCounted == right.notCounted && left.late == right.late
      && left.consecutive == right.consecutive && left.runStarts?.day == right.runStarts?.day
      && left.runStarts?.half == right.runStarts?.half
  }
}

/// Tenths of a percent as people read them: `93.4%`, `100%`.
public func percentText(permille: Int) -> String {
  permille % 10 == 0 ? "\(permille / 10)%" : "\(permille / 10).\(permille % 10)%"
}
