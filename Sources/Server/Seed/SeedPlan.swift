// A made-up organisation: who works there, where they speak, and what they say on which day.
import Domain

/// A member of the made-up organisation.
struct SeedMember: Sendable, Equatable {
  let login: String
  let name: String
  let roles: [Role]
}

/// An access by name.
struct SeedGrant: Sendable, Equatable {
  let login: String
  let role: String
  let reason: String
}

/// A channel, with its child where it has one.
struct SeedChannel: Sendable, Equatable {
  let kind: String
  let name: String
  let title: String
  var childName: String?
  var yearGroup: Int?
  var grants: [SeedGrant] = []
}

/// A filled form, or a message: then the command is empty and the only field is `text`.
struct SeedLine: Sendable {
  let login: String
  let channel: String
  let at: TimeOfDay
  let command: String
  let fields: [(String, JSON)]
}

/// Everything about one made-up organisation. It is drawn from the seed number and the day alone;
/// what is said on a day is drawn when it is asked for.
struct SeedPlan: Sendable {
  enum Size: String, Sendable, CaseIterable { case small, school, trust }

  let size: Size
  let seed: UInt64
  let today: Day
  /// The school days of the history, oldest first, ending before today.
  let days: [Day]
  let members: [SeedMember]
  let channels: [SeedChannel]
  /// One a child, in the order of the children's channels, which come first.
  let children: [SeedChild]

  init(size: Size, seed: UInt64, days: Int?, today: Day) {
    self.size = size
    self.seed = seed
    self.today = today
    self.days = SchoolCalendar.last(days ?? size.daysDefault, before: today)
    let cast = SeedCast(size: size, seed: seed)
    members = cast.members
    children = cast.children()
    channels = cast.channels(children)
  }

  /// What is said on a day, in the order of time: each child's attendance twice, and what else
  /// happens. Nothing on a day that is neither in the history nor after it.
  func lines(on day: Day) -> SeedDay {
    let place = days.firstIndex(of: day)
    let isLater = SchoolCalendar.isSchoolDay(day) && day >= today
    return SeedDay(plan: self, day: day, index: place ?? (isLater ? days.count : nil))
  }
}

extension SeedPlan.Size {
  /// A term, a year, a week.
  var daysDefault: Int {
    switch self {
    case .small: 65
    case .school: 190
    case .trust: 5
    }
  }
  var childrenCount: Int {
    switch self {
    case .small: 30
    case .school: 930
    case .trust: 60_000
    }
  }
  /// Members beside the ten of the cast; with tess, tom and tari a school has sixty teachers.
  var staffCount: Int {
    switch self {
    case .small: 5
    case .school: 57
    case .trust: 9_490
    }
  }
  /// How often a child's day brings what, in cases of ten thousand.
  var rates: SeedRates {
    switch self {
    case .small:
      SeedRates(note: 6_000, attain: 1_600, concern: 300, flag: 130, talk: 7_000, staffTalk: 14)
    case .school:
      SeedRates(note: 215, attain: 100, concern: 60, flag: 25, talk: 300, staffTalk: 24)
    case .trust:
      SeedRates(note: 210, attain: 80, concern: 40, flag: 15, talk: 200, staffTalk: 60)
    }
  }
}

/// How often what happens: of ten thousand child sessions (notes) or child days, and the
/// messages a day in the staff channel.
struct SeedRates: Sendable {
  let note: Int
  let attain: Int
  let concern: Int
  let flag: Int
  let talk: Int
  let staffTalk: Int
}

/// School days, near enough: weekdays outside the usual holidays of England.
enum SchoolCalendar {
  /// First and last day of each holiday, as month times 100 plus day.
  private static let holidays: [ClosedRange<Int>] = [
    101...103, 214...220, 401...414, 525...531, 722...902, 1025...1031, 1220...1231,
  ]

  static func isSchoolDay(_ day: Day) -> Bool {
    guard day.weekday <= 5 else { return false }
    let (_, month, number) = day.civil
    // The first Monday of May is a bank holiday.
    if month == 5, day.weekday == 1, number <= 7 { return false }
    return !holidays.contains { $0.contains(month * 100 + number) }
  }

  /// So many school days, the last one before this day.
  static func last(_ count: Int, before today: Day) -> [Day] {
    var days: [Day] = []
    var day = today.adding(days: -1)
    while days.count < count {
      if isSchoolDay(day) { days.append(day) }
      day = day.adding(days: -1)
    }
    return days.reversed()
  }
}
