// When there is school at all: terms, and the days or sessions on which nobody is expected.

/// Terms and closures of a house.
public struct TermCalendar: Sendable, Equatable {
  /// Days, or one half of each, on which nobody is expected: a closure, an INSET day, a holiday.
  public struct Closure: Sendable, Equatable {
    /// What it is called.
    public let name: String
    /// Why: a term of the vocabulary of closures.
    public let why: String
    /// Its days, the last one included.
    public let days: ClosedRange<Day>
    /// The only half that is closed; nil where the whole day is.
    public let half: Half?

    /// A closure; nil where it ends before it begins.
    public init?(name: String, why: String, first: Day, last: Day?, half: Half? = nil) {
      let last = last ?? first
      guard first <= last else { return nil }
      self.name = name
      self.why = why
      days = first...last
      self.half = half
    }

    func holds(_ day: Day, _ half: Half) -> Bool {
      days.contains(day) && (self.half == nil || self.half == half)
    }
  }

  /// The days of each term, the last one included.
  public let terms: [ClosedRange<Day>]
  /// What is closed.
  public let closures: [Closure]

  /// A calendar.
  public init(terms: [ClosedRange<Day>] = [], closures: [Closure] = []) {
    self.terms = terms
    self.closures = closures
  }

  /// Why a session is not held; nil where it is.
  public enum Rest: Sendable, Equatable {
    /// No term holds the day.
    case outsideTerms
    /// It is closed.
    case closed(Closure)
  }

  /// Why nobody is expected in a session, whatever a child's own days are; nil where children may
  /// be. Without any term, every day may have sessions; with terms, only a day inside one.
  public func rest(_ day: Day, _ half: Half) -> Rest? {
    if let closure = closures.first(where: { $0.holds(day, half) }) { return .closed(closure) }
    return terms.isEmpty || terms.contains { $0.contains(day) } ? nil : .outsideTerms
  }

  /// May children be expected in a session?
  public func isOpen(_ day: Day, _ half: Half) -> Bool { rest(day, half) == nil }
}
