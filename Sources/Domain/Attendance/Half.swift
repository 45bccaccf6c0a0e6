// The two halves of a day in which a register is taken: what the vocabulary calls a session.

/// A half of a day; its raw value is the term that a record holds.
public enum Half: String, Sendable, CaseIterable {
  /// Before noon.
  case morning = "AM"
  /// From noon on.
  case afternoon = "PM"

  /// The half in which a time of day lies: noon itself is the afternoon.
  public init(at time: TimeOfDay) {
    self = time.minutes < 720 ? .morning : .afternoon
  }
}
