// A mistake told to a person (complaint), and the machine's own trouble (failure).

/// A mistake told to a person: what, where, what would be right.
public struct Complaint: Sendable, Equatable, Error {
  /// A stable word for programs: `unknown-command`, `missing-field`, `bad-date` ...
  public let code: String
  /// One sentence for people.
  public let text: String
  /// What would be right.
  public let hint: String?
  /// Where in the line, in Unicode scalars; nil for forms.
  public let at: Range<Int>?
  /// Which field.
  public let field: String?
  /// A complaint.
  public init(
    code: String, text: String, hint: String? = nil, at: Range<Int>? = nil, field: String? = nil
  ) {
    self.code = code
    self.text = text
    self.hint = hint
    self.at = at
    self.field = field
  }
}

/// The machine's own trouble: logged, and told to people only in general words.
public enum Failure: Error, Sendable, Equatable {
  /// The disk is full or may not be written; nothing was acknowledged.
  case unavailable(String)
  /// The queue is full; try again after this many seconds.
  case busy(seconds: Int)
  /// Another server has these data.
  case locked(String)
  /// The data come from a newer version: theirs and ours.
  case newer(found: Int, known: Int)
  /// The database says something that should not be.
  case broken(String)
  /// A rule that the store itself keeps was about to be broken.
  case conflict(String)
}
