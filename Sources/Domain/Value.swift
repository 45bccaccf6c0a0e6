// What a field may hold once it has been understood.

/// A child named in a record, with the part the child had in it.
public struct ChildPart: Sendable, Equatable {
  /// The child.
  public let child: ChildID
  /// A term of the field's vocabulary (subject, harmed, witness ...).
  public let part: String
  /// A child and a part.
  public init(child: ChildID, part: String) {
    self.child = child
    self.part = part
  }
}

/// The value of one field.
public enum Value: Sendable, Equatable {
  /// Text, long text, or the stored term of a choice or scale.
  case text(String)
  /// Stored terms of a field that takes several.
  case terms([String])
  /// A date.
  case day(Day)
  /// A time of day.
  case time(TimeOfDay)
  /// A number.
  case number(Double)
  /// Yes or no.
  case truth(Bool)
  /// A member.
  case member(MemberID)
  /// A child.
  case child(ChildID)
  /// Children, each with a part.
  case children([ChildPart])
  /// A record.
  case record(RecordID)
  /// Field names and their new values, as `/amend` takes them.
  case changes([String: Value])
}
