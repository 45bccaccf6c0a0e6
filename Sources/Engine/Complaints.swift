// The words of every complaint, made once, from facts.

import Domain

// The line as a whole.
extension Complaint {
  static func emptyLine() -> Complaint {
    Complaint(code: "empty", text: "There is nothing to say.")
  }
  static func lineTooLong() -> Complaint {
    Complaint(
      code: "too-long", text: "This is longer than \(Limits.lineScalarsMax) characters.",
      hint: "Send it in parts.")
  }
  static func controlCharacter(at place: Int?) -> Complaint {
    Complaint(
      code: "bad-character", text: "There is a control character in the text.",
      hint: "Take it out and send again.", at: place.map { $0..<$0 + 1 })
  }
  static func badClientID() -> Complaint {
    Complaint(
      code: "bad-client-id",
      text: "A client id has 1 to \(Limits.clientIDCharactersMax) characters.", field: "client_id")
  }
  static func badForm() -> Complaint {
    Complaint(code: "bad-form", text: "'fields' must be an object.", field: "fields")
  }
}

// The gate.
extension Complaint {
  static func unknownCommand(_ word: String, nearest: String?, at place: Range<Int>?) -> Complaint {
    let escape = "To say it as text, begin with '//'."
    return Complaint(
      code: "unknown-command", text: "There is no command '/\(cut(word))'.",
      hint: nearest.map { "Did you mean '/\($0)'? \(escape)" }
        ?? "'/help' lists the commands. \(escape)", at: place)
  }
  static func notHere(_ name: String, kinds: [String], at place: Range<Int>?) -> Complaint {
    Complaint(
      code: "not-here", text: "'/\(name)' cannot be used in this channel.",
      hint: "It is used in channels of the kind \(listed(kinds.map { "'\($0)'" })).", at: place)
  }
  static func notYours(_ name: String, who: [Role], at place: Range<Int>?) -> Complaint {
    Complaint(
      code: "not-yours", text: "'/\(name)' is not for you to use.",
      hint: "It is for: \(listed(who.map(\.rawValue))).", at: place)
  }
  static func mayNotCommand(isArchived: Bool, at place: Range<Int>?) -> Complaint {
    isArchived
      ? archived(at: place)
      : Complaint(
        code: "not-yours", text: "You may not use commands in this channel.",
        hint: "'/why' in a channel where you may says more.", at: place)
  }
  static func mayNotPost(isArchived: Bool) -> Complaint {
    isArchived
      ? archived(at: nil)
      : Complaint(code: "not-yours", text: "You may not write in this channel.")
  }
  private static func archived(at place: Range<Int>?) -> Complaint {
    Complaint(
      code: "archived", text: "This channel is archived: nothing new is kept here.", at: place)
  }
  static func mayNot(_ act: Act) -> Complaint {
    let what: String =
      switch act {
      case .manage: "change who has access to this channel"
      case .export: "take data out of this channel"
      default: "do this in this channel"
      }
    return Complaint(code: "not-yours", text: "You may not \(what).", hint: "'/why' says why.")
  }
}

// Words that no field takes.
extension Complaint {
  static func unexpectedWords(_ words: String, usage: String, at place: Range<Int>) -> Complaint {
    Complaint(
      code: "unexpected-words", text: "'\(cut(words))' fits no field.", hint: "It goes: \(usage)",
      at: place)
  }
  static func unclosedQuote(at place: Range<Int>, field: String?) -> Complaint {
    Complaint(
      code: "unclosed-quote", text: "A quotation begins here and does not end.",
      hint: "Put a quote at its end.", at: place.lowerBound..<place.lowerBound + 1, field: field)
  }
  static func missingValue(_ field: Field, at place: Range<Int>?) -> Complaint {
    Complaint(
      code: "missing-value", text: "Nothing follows '\(field.name):'.", at: place, field: field.name
    )
  }
  static func repeatedField(_ field: Field, at place: Range<Int>?) -> Complaint {
    Complaint(
      code: "repeated-field", text: "'\(field.name)' is given twice.", at: place, field: field.name)
  }
  static func setByServer(_ field: Field, at place: Range<Int>?) -> Complaint {
    Complaint(
      code: "set-by-server", text: "'\(field.name)' is worked out, not typed.",
      hint: "Leave it out.", at: place, field: field.name)
  }
  static func unknownField(
    _ name: String, in owner: String, nearest: String?, at place: Range<Int>? = nil,
    mayBeText: Bool = false
  ) -> Complaint {
    Complaint(
      code: "unknown-field", text: "\(owner) has no field '\(cut(name))'.",
      hint: nearest.map { "Did you mean '\($0)'?" }
        ?? (mayBeText ? "To say it as it stands, put it in quotes." : nil),
      at: place, field: place == nil ? name : nil)
  }
}

// Values that are missing or out of bounds.
extension Complaint {
  static func missingField(_ field: Field, terms: [String]?) -> Complaint {
    let hint: String? =
      if let terms, !terms.isEmpty { "One of: \(few(terms))." } else if field.hint.isEmpty {
        nil
      } else { field.hint }
    return Complaint(
      code: "missing-field", text: "'\(field.name)' is missing.", hint: hint, field: field.name)
  }
  static func missingWhen(_ field: Field, _ when: [(field: String, value: String)]) -> Complaint {
    let conditions = when.map { "\($0.field) is \($0.value)" }
    return Complaint(
      code: "missing-field",
      text: "'\(field.name)' is needed when \(listed(conditions, "and")).",
      hint: "Add \(field.name): \(example(field))", field: field.name)
  }
  static func atLeastOne(_ names: [String]) -> Complaint {
    Complaint(
      code: "missing-field", text: "Give at least one of \(listed(names)).", field: names.first)
  }
  static func tooLong(_ field: Field, most: Int, is count: Int, at place: Range<Int>?) -> Complaint
  {
    Complaint(
      code: "too-long", text: "'\(field.name)' has \(count) characters; \(most) is the most.",
      at: place, field: field.name)
  }
  static func tooShort(_ field: Field, least: Int, at place: Range<Int>?) -> Complaint {
    Complaint(
      code: "too-short", text: "'\(field.name)' needs at least \(least) characters.", at: place,
      field: field.name)
  }
  static func oneLine(_ field: Field, at place: Range<Int>?) -> Complaint {
    Complaint(
      code: "one-line", text: "'\(field.name)' is one line of text.",
      hint: "Take the line end out.", at: place, field: field.name)
  }
  static func tooMany(_ field: Field, _ most: Int, at place: Range<Int>?) -> Complaint {
    Complaint(
      code: "too-many", text: "'\(field.name)' takes at most \(most).", at: place, field: field.name
    )
  }
  static func outOfBounds(_ field: Field, at place: Range<Int>?) -> Complaint {
    let bounds: String =
      switch (field.min, field.max) {
      case (let min?, let max?): "from \(numberText(min)) to \(numberText(max))"
      case (let min?, nil): "\(numberText(min)) or more"
      case (nil, let max?): "\(numberText(max)) or less"
      case (nil, nil): "a number"
      }
    return Complaint(
      code: "out-of-bounds", text: "'\(field.name)' must be \(bounds).", at: place,
      field: field.name)
  }
  static func retired(_ term: Term, after last: Day, _ field: Field, at place: Range<Int>?)
    -> Complaint
  {
    Complaint(
      code: "retired-term",
      text: "'\(term.term)' was retired after \(dayText(last)).", hint: instead(of: term),
      at: place, field: field.name)
  }
  static func notYetValid(_ term: Term, from first: Day, _ field: Field, at place: Range<Int>?)
    -> Complaint
  {
    Complaint(
      code: "retired-term",
      text: "'\(term.term)' may be used from \(dayText(first)) on.", hint: instead(of: term),
      at: place, field: field.name)
  }
  private static func instead(of term: Term) -> String? {
    term.instead.isEmpty ? nil : "On that day it is \(listed(term.instead))."
  }
  static func future(_ field: Field, _ day: Day, at place: Range<Int>?) -> Complaint {
    Complaint(
      code: "future-date", text: "\(dayText(day)) has not come yet.", at: place, field: field.name)
  }
  static func past(_ field: Field, _ day: Day, at place: Range<Int>?) -> Complaint {
    Complaint(
      code: "past-date", text: "\(dayText(day)) is over.", hint: "Give today or a later day.",
      at: place, field: field.name)
  }
  static func before(
    _ field: Field, _ day: Day, _ other: String, _ first: Day, at place: Range<Int>?
  ) -> Complaint {
    Complaint(
      code: "wrong-order",
      text: "\(dayText(day)) lies before '\(other)', which is \(dayText(first)).",
      hint: "Give \(dayText(first)) or a later day.", at: place, field: field.name)
  }
  static func pastNeeds(_ other: String, _ day: Day) -> Complaint {
    Complaint(
      code: "missing-field", text: "'\(other)' is needed for a day before today.",
      hint: "Add \(other): why \(dayText(day)) is written only now", field: other)
  }

  private static func example(_ field: Field) -> String {
    switch field.type {
    case .time: "09:40"
    case .date: "today"
    case .number: "1"
    case .yesNo: "yes"
    case .sessions: "mon-fri"
    default: "\"...\""
    }
  }
}

/// A day as people write it: `21 Nov 2026`.
func dayText(_ day: Day) -> String {
  let months = [
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
  ]
  let (year, month, date) = day.civil
  return "\(date) \(months[month - 1]) \(year)"
}

/// What was typed, short enough to repeat.
func cut(_ text: String, _ most: Int = 60) -> String {
  let scalars = text.unicodeScalars
  guard scalars.count > most else { return text }
  return String(scalars.prefix(most)) + "\u{2026}"
}

/// The first words of a list, with the number of the others.
func few(_ words: [String], _ most: Int = 12) -> String {
  words.count <= most
    ? words.joined(separator: ", ")
    : words.prefix(most).joined(separator: ", ") + " and \(words.count - most) more"
}
