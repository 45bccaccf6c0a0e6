// The words of complaints about a line of the register. Children stand in them by short names alone.

import Domain

extension Complaint {
  static func ambiguousChild(_ typed: String, _ children: [Child], at place: Range<Int>?)
    -> Complaint
  {
    Complaint(
      code: "ambiguous-child", text: "'\(cut(typed))' may be \(listed(children.map(called))).",
      hint: "Write the short name as it stands there. Nothing was written.", at: place,
      field: "entries")
  }
  static func unknownChild(_ typed: String, _ choices: [Child], at place: Range<Int>?) -> Complaint
  {
    Complaint(
      code: "unknown-child", text: "'\(cut(typed))' is no child that you may see.",
      hint: choices.isEmpty
        ? "Nothing was written."
        : "You may see \(few(choices.map(called))). Nothing was written.",
      at: place, field: "entries")
  }
  static func noStatus(_ who: String, at place: Range<Int>?) -> Complaint {
    Complaint(
      code: "missing-field", text: "'\(cut(who))' has no status.",
      hint: "Say what they were, like '\(cut(who)) present'.", at: place, field: "entries")
  }
  static func nobodyNamed() -> Complaint {
    Complaint(
      code: "missing-field", text: "Nobody is named here.",
      hint: "Like: all present; AB late 9:20 taxi; CD absent unwell", field: "entries")
  }
  static func namedTwice(_ child: Child, at place: Range<Int>?) -> Complaint {
    Complaint(
      code: "named-twice", text: "\(child.short) stands here twice.",
      hint: "Leave one of them out.", at: place, field: "entries")
  }
  static func restTwice(at place: Range<Int>?) -> Complaint {
    Complaint(
      code: "named-twice", text: "Everyone else stands here twice.", hint: "Leave one of them out.",
      at: place, field: "entries")
  }
  static func mayNotMark(_ child: Child, at place: Range<Int>?) -> Complaint {
    Complaint(
      code: "not-yours", text: "You may not mark \(child.short).",
      hint: "'/why' in the child's channel says more.", at: place, field: "entries")
  }
  static func markedBefore(_ marks: [String]) -> Complaint {
    Complaint(
      code: "reason-needed", text: "Marked before: \(few(marks)).",
      hint: "To change that, say why: add because: \"...\"", field: "because")
  }
  static func tooManyChildren(at place: Range<Int>?) -> Complaint {
    Complaint(
      code: "too-many",
      text: "One line marks at most \(Limits.registerChildrenMax) children.",
      hint: "Write several lines, with the children's names.", at: place, field: "entries")
  }
  /// What `/attend` said of one part of the line, with whom it is about.
  func about(_ who: String, at place: Range<Int>?) -> Complaint {
    Complaint(code: code, text: "\(cut(who)): \(text)", hint: hint, at: place, field: "entries")
  }
}

/// A child by its short name, with what tells two of them apart.
private func called(_ child: Child) -> String {
  switch child.yearGroup {
  case .none: child.short
  case .some(-1): "\(child.short) (nursery)"
  case .some(0): "\(child.short) (reception)"
  case .some(let year): "\(child.short) (year \(year))"
  }
}
