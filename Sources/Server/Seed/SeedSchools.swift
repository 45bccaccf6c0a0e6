// The home schools of a made-up organisation, whose pupil each child is, and who comes part-time.
import Domain

/// A school and who looks after attendance there.
struct SeedSchool: Sendable, Equatable {
  let name: String
  let email: String
  let officer: String
}

extension SeedPlan.Size {
  /// A trust has eighty schools; elsewhere children come from those of the neighbourhood.
  var schoolsCount: Int { self == .trust ? 80 : SeedNames.schools.count }
}

extension SeedPlan {
  /// All schools, in the order of their numbers.
  var schools: [SeedSchool] {
    (0..<size.schoolsCount).map { index in
      var dice = SplitMix(seed, 4, index)
      let name = SeedPlan.schoolName(index)
      return SeedSchool(
        name: name, email: "attendance@\(host(of: name)).example",
        officer: "\(dice.pick(SeedNames.first)) \(dice.pick(SeedNames.last))")
    }
  }

  /// The school's place in the list; the child's channel bears its name.
  func school(of child: Int) -> Int { SeedPlan.school(of: child, size, seed) }

  static func school(of child: Int, _ size: Size, _ seed: UInt64) -> Int {
    var dice = SplitMix(seed, 3, child)
    return dice.below(size.schoolsCount)
  }

  static func schoolName(_ index: Int) -> String {
    let all = SeedNames.schools
    let parts = ["", " Infants", " Juniors", " North", " South", " Park"]
    return all[index % all.count] + parts[index / all.count % parts.count]
  }

  /// The sessions of a child who comes part-time; nil for the others.
  func partTime(_ child: Int) -> SessionPattern? {
    let week = SchoolCalendar.week
    let away = week.filter { isPartTime(child, $0, isMorning: false) }.map(\.weekday)
    guard !away.isEmpty else { return nil }
    return SessionPattern.weekdays.subtracting(SessionPattern(days: away, halves: [.afternoon]))
  }

  /// What of a morning is marked already at a time of today: two children of three, in a small
  /// organisation, so that its board is alive.
  func marksOfToday(upTo time: TimeOfDay) -> [SeedLine] {
    guard size == .small else { return [] }
    let waiting = Set(children.indices.filter { $0 % 3 == 1 }.map { children[$0].short })
    return lines(on: today).filter { line in
      line.command == "attend" && line.at.minutes <= time.minutes && line.at.minutes < 720
        && !waiting.contains(line.channel)
    }
  }

  private func host(of name: String) -> String {
    String(
      String.UnicodeScalarView(
        name.lowercased().unicodeScalars.filter { ("a"..."z").contains($0) }))
  }
}

extension SchoolCalendar {
  /// Monday to Friday of some week.
  fileprivate static let week = (4...8).map { Day(number: $0) }
}
