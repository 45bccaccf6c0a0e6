// Which sessions of a week a child attends: fourteen bits, and the one text that they are written as.

/// Sessions of a week, Monday to Sunday, mornings and afternoons.
public struct SessionPattern: Hashable, Sendable {
  private var bits: UInt16

  /// No session at all.
  public static let none = SessionPattern(bits: 0)
  /// Every session from Monday to Friday: what is expected where nobody said otherwise.
  public static let weekdays = SessionPattern(bits: 0x03FF)
  /// Every session of the week.
  public static let everyDay = SessionPattern(bits: 0x3FFF)

  private init(bits: UInt16) { self.bits = bits }

  /// Sessions of these weekdays (Monday is 1, Sunday is 7) in these halves.
  public init(days: some Sequence<Int>, halves: some Collection<Half>) {
    bits = 0
    for day in days where (1...7).contains(day) {
      for half in halves { bits |= SessionPattern.bit(day, half) }
    }
  }

  private static func bit(_ weekday: Int, _ half: Half) -> UInt16 {
    1 << UInt16((weekday - 1) * 2 + (half == .morning ? 0 : 1))
  }

  /// Is there a session on this weekday (Monday is 1) in this half?
  public func holds(_ weekday: Int, _ half: Half) -> Bool {
    (1...7).contains(weekday) && bits & SessionPattern.bit(weekday, half) != 0
  }

  /// Is there a session on this day in this half?
  public func holds(_ day: Day, _ half: Half) -> Bool { holds(day.weekday, half) }

  /// How many sessions a week, 0 to 14.
  public var count: Int { bits.nonzeroBitCount }

  /// Does it leave out a session of a weekday? Then it is a part-time timetable.
  public var isPartTime: Bool { !SessionPattern.weekdays.subtracting(self).isEmpty }

  /// What a definition may ask of sessions.
  static let conditions = ["part-time", "full-time"]

  /// Is it what a definition asks: `part-time` or `full-time`?
  public func meets(_ condition: String) -> Bool {
    condition == (isPartTime ? "part-time" : "full-time")
  }

  /// Is there no session at all?
  public var isEmpty: Bool { bits == 0 }

  /// These sessions and those.
  public func union(_ other: SessionPattern) -> SessionPattern {
    SessionPattern(bits: bits | other.bits)
  }

  /// These sessions without those.
  public func subtracting(_ other: SessionPattern) -> SessionPattern {
    SessionPattern(bits: bits & ~other.bits)
  }

  /// The sessions that are both here and there.
  public func intersection(_ other: SessionPattern) -> SessionPattern {
    SessionPattern(bits: bits & other.bits)
  }

  /// The one text it is stored as: days with the same halves in a run, `mon-wed, thu am`.
  public var text: String {
    var parts: [String] = []
    var day = 1
    while day <= 7 {
      let halves = self.halves(of: day)
      var last = day
      while last < 7, self.halves(of: last + 1) == halves { last += 1 }
      if !halves.isEmpty {
        let name = SessionPattern.dayWords[day - 1]
        let run = last == day ? name : "\(name)-\(SessionPattern.dayWords[last - 1])"
        parts.append(halves.count == 2 ? run : "\(run) \(halves[0].rawValue.lowercased())")
      }
      day = last + 1
    }
    return parts.isEmpty ? "none" : parts.joined(separator: ", ")
  }

  private func halves(of weekday: Int) -> [Half] { Half.allCases.filter { holds(weekday, $0) } }

  static let dayWords = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
}
