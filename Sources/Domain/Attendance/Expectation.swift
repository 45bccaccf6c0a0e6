// Which sessions a child is expected in from one day on, and which of several holds on a day.

/// A child's sessions of a week, from a day on.
public struct Expectation: Sendable, Equatable {
  /// The first day.
  public let starts: Day
  /// The last day; nil means open.
  public let ends: Day?
  /// The sessions of a week.
  public let pattern: SessionPattern

  /// An expectation.
  public init(starts: Day, ends: Day? = nil, pattern: SessionPattern) {
    self.starts = starts
    self.ends = ends
    self.pattern = pattern
  }

  /// The pattern that holds on a day: of the expectation with the newest start not after the day,
  /// among those that have not ended before it. Where there is none, every session of a weekday is
  /// expected, so that a child of whom nobody said anything is missed and not forgotten.
  public static func pattern(on day: Day, of all: some Sequence<Expectation>) -> SessionPattern {
    inForce(on: day, of: all)?.pattern ?? .weekdays
  }

  /// The expectation that holds on a day; nil where there is none.
  public static func inForce(on day: Day, of all: some Sequence<Expectation>) -> Expectation? {
    all.filter { $0.starts <= day && ($0.ends.map { day <= $0 } ?? true) }
      .max { $0.starts < $1.starts }
  }
}
