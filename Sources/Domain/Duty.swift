// What the house does of itself at its time, as a channel kind's file declares it.

/// Lines that the house says in its own name when they are due.
public struct Duty: Sendable, Equatable {
  /// The days on which it is due.
  public enum Days: String, Sendable, CaseIterable {
    /// Days on which at least one child is expected in at least one session.
    case open
    /// Every day.
    case every
  }
  /// What lines with a placeholder are said for.
  public enum Each: String, Sendable, CaseIterable {
    /// Every school with a verified address that wants the summary.
    case school
  }
  /// What its records call it.
  public let name: String
  /// When it is due, by the house's time.
  public let at: TimeOfDay
  /// When it is too late to be of use: then it is missed.
  public let until: TimeOfDay
  /// On which days.
  public let days: Days
  /// For what each line with `{school}` is said.
  public let each: Each?
  /// The lines, in order.
  public let lines: [String]
  /// A duty.
  public init(
    name: String, at: TimeOfDay, until: TimeOfDay, days: Days = .open, each: Each? = nil,
    lines: [String]
  ) {
    self.name = name
    self.at = at
    self.until = until
    self.days = days
    self.each = each
    self.lines = lines
  }
  /// What is replaced in a line by the name of each one.
  public static let placeholder = "{school}"
}
