// Closed lists: what a choice may be.

/// What a session counts as in the statistics of attendance.
public enum Counting: String, Sendable, CaseIterable {
  /// Present, or elsewhere with approval.
  case attendance
  /// Absent, with the school's leave or for a reason it accepts.
  case authorised
  /// Absent without.
  case unauthorised
  /// Neither possible nor missed.
  case notCounted = "not-counted"
}

/// One entry of a vocabulary.
public struct Term: Sendable, Equatable {
  /// What is stored, for ever.
  public let term: String
  /// What people read.
  public let label: String
  /// One sentence that says when to choose it; may be empty.
  public let descriptor: String
  /// Other words that mean it when typed.
  public let aliases: [String]
  /// The last day on which it may be chosen, if it is retired.
  public let retiredAfter: Day?
  /// The first day on which it may be chosen, if it is new.
  public let validFrom: Day?
  /// What a session that holds it counts as; nil where that has no meaning.
  public let counts: Counting?
  /// The group that it belongs to; empty where it belongs to none.
  public let group: String
  /// The terms that are right on days on which it may not be chosen.
  public let instead: [String]
  /// One entry.
  public init(
    term: String, label: String, descriptor: String = "", aliases: [String] = [],
    validFrom: Day? = nil, retiredAfter: Day? = nil, counts: Counting? = nil, group: String = "",
    instead: [String] = []
  ) {
    self.term = term
    self.label = label
    self.descriptor = descriptor
    self.aliases = aliases
    self.validFrom = validFrom
    self.counts = counts
    self.group = group
    self.instead = instead
    self.retiredAfter = retiredAfter
  }
}

/// A closed list, in its order.
public struct Vocabulary: Sendable, Equatable {
  /// Which end of the order is the good one.
  public enum Direction: String, Sendable, CaseIterable {
    /// The first term is the best.
    case bestFirst
    /// The first term is the worst.
    case worstFirst
    /// The order says nothing about better or worse.
    case none
  }
  /// The file's name without its ending.
  public let name: String
  /// One sentence.
  public let summary: String
  /// Which end is good; a scale needs one that is not `none`.
  public let direction: Direction
  /// The entries, in order.
  public let terms: [Term]
  /// A closed list.
  public init(name: String, summary: String, direction: Direction, terms: [Term]) {
    self.name = name
    self.summary = summary
    self.direction = direction
    self.terms = terms
  }
  /// The entry that is stored as this, exactly.
  public func term(_ stored: String) -> Term? { terms.first { $0.term == stored } }
}
