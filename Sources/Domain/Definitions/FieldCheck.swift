// Whether a field's type, vocabulary, bounds, default and conditions fit together.

/// One field beside all that it refers to.
struct FieldCheck {
  let all: CrossCheck
  let command: CommandDraft
  let field: FieldDraft
  let index: Int

  func run() {
    all.check(field.requiredWhen, Array(command.fields[..<index]), command)
    guard let type = field.type?.value else { return }
    checkVocabulary(type)
    checkBounds(type)
    checkDays(type)
    checkDefault(type)
  }

  private func complain(_ place: Place, _ text: String, _ hint: String) {
    field.source.complain(place, text, hint)
  }

  // MARK: Vocabulary

  private var draft: VocabularyDraft? { field.of.flatMap { all.vocabularies[$0.value] } }

  private func checkVocabulary(_ type: FieldType) {
    let needsOne = [.choice, .choices, .scale, .children].contains(type)
    guard let of = field.of else {
      if needsOne {
        complain(field.place, "a \(type) field without 'of'", "write of: 'a-vocabulary'")
      }
      return
    }
    if type == .record { return checkKind(of) }
    guard needsOne else {
      complain(
        of.place, "a \(type) field has no vocabulary", "leave out 'of', or make it a choice")
      return
    }
    guard all.vocabularyNames.contains(of.value) else {
      complain(
        of.place, "there is no vocabulary '\(of.value)'",
        suggestion(of.value, among: all.vocabularyNames))
      return
    }
    if type == .scale, let draft, draft.vocabulary.direction == .none {
      complain(
        of.place, "the vocabulary '\(of.value)' has no better and worse",
        "give it direction: 'bestFirst' or 'worstFirst'")
    }
  }

  /// A record of a kind is looked for by its name in all channels where such records lie: these have
  /// to be few, and the records have to have a name.
  private func checkKind(_ of: Found<String>) {
    guard let made = all.commands.first(where: { $0.record?.value == of.value }) else {
      guard all.commandsAreWhole else { return }
      return complain(
        of.place, "there is no record kind '\(of.value)'",
        suggestion(of.value, among: all.recordKinds))
    }
    let places = made.lands.map { [$0] } ?? made.kinds
    if places.isEmpty || places.contains(where: { all.kinds[$0.value]?.single == false }) {
      complain(
        of.place, "records of the kind '\(of.value)' lie in many channels",
        "a kind that lies in single channels, or leave out 'of'")
    } else if made.fieldsAreWhole, !made.fields.contains(where: { $0.type?.value == .text }) {
      complain(
        of.place, "a record of the kind '\(of.value)' has no name", "a kind with a text field")
    }
  }

  // MARK: Bounds

  private func checkBounds(_ type: FieldType) {
    let isCounted = [.text, .longText, .choices, .children].contains(type)
    for bound in [field.min, field.max].compactMap(\.self) {
      if !isCounted, type != .number {
        complain(bound.place, "a \(type) field has no bounds", "leave out 'min' and 'max'")
      } else if isCounted, bound.value < 0 || bound.value != bound.value.rounded() {
        complain(bound.place, "a count that is not whole", "a whole number from 0 on")
      } else if isCounted, command.who == [.bot] {
        // The house types nothing: what it writes itself may be as long as a mail.
        let most = Limits.mailBodyCharactersMax
        if bound.value > Double(most) {
          complain(bound.place, "more than a mail may hold", "at most \(most)")
        }
      } else if isCounted, bound.value > Double(Limits.lineScalarsMax) {
        complain(
          bound.place, "more than a line may hold", "at most \(Limits.lineScalarsMax)")
      }
    }
    if let min = field.min, let max = field.max, min.value > max.value {
      complain(max.place, "'max' is less than 'min'", "at least \(text(min.value))")
    }
  }

  private func text(_ number: Double) -> String {
    number == number.rounded() && abs(number) < 9e15 ? "\(Int64(number))" : "\(number)"
  }

  // MARK: Days

  private func checkDays(_ type: FieldType) {
    let places = [field.past?.place, field.future?.place].compactMap(\.self)
    if type != .date, let place = places.first {
      complain(place, "a \(type) field has no past or future", "leave out 'past' and 'future'")
    }
    checkOrder(type)
    guard let past = field.past, case .needs(let name) = past.value else { return }
    if name == field.name.value {
      complain(past.place, "'past' names its own field", "true, false or another field's name")
    } else {
      _ = all.known(Found(value: name, place: past.place), command)
    }
  }

  private func checkOrder(_ type: FieldType) {
    guard let earlier = field.notBefore else { return }
    if type != .date {
      complain(earlier.place, "a \(type) field is before nothing", "leave out 'notBefore'")
    } else if earlier.value == field.name.value {
      complain(earlier.place, "'notBefore' names its own field", "another date's name")
    } else if let other = all.known(earlier, command)?.type?.value, other != .date {
      complain(
        earlier.place, "the field '\(earlier.value)' is a \(other)", "a date would be right")
    }
  }

  // MARK: Default

  private func checkDefault(_ type: FieldType) {
    guard let found = field.defaultText else { return }
    let word = found.value
    switch type {
    case .text, .longText: checkLength(found)
    case .number: checkNumber(found)
    case .date where word != "today" && Day(text: word) == nil:
      complain(found.place, "'\(word)' is not a date", "'today' or a date such as '2026-09-01'")
    case .time where word != "now" && !isTime(word):
      complain(found.place, "'\(word)' is not a time", "'now' or a time such as '09:40'")
    case .yesNo where word != "yes" && word != "no":
      complain(found.place, "'\(word)' is neither yes nor no", "'yes' or 'no'")
    case .choice, .choices, .scale: checkTerm(found)
    case .kind where all.commandsAreWhole && !all.recordKinds.contains(word):
      complain(
        found.place, "there is no record kind '\(word)'", suggestion(word, among: all.recordKinds))
    case .command where !all.commandNames.contains(word):
      complain(
        found.place, "there is no command '\(word)'", suggestion(word, among: all.commandNames))
    case .sessions where SessionPattern(text: word) == nil:
      complain(found.place, "'\(word)' says no sessions", "a text such as 'mon-fri'")
    case .member, .child, .children, .record, .email, .message, .changes, .grantRole:
      complain(found.place, "a \(type) field has no default", "leave out 'default'")
    default: break
    }
  }

  private func checkLength(_ found: Found<String>) {
    let count = Double(found.value.count)
    if count < field.min?.value ?? 0 || count > field.max?.value ?? .infinity {
      complain(found.place, "the default is outside the bounds", "a text within 'min' and 'max'")
    }
  }

  private func checkNumber(_ found: Found<String>) {
    guard let number = Double(found.value), number.isFinite else {
      complain(found.place, "'\(found.value)' is not a number", "a number would be right")
      return
    }
    if number < field.min?.value ?? -.infinity || number > field.max?.value ?? .infinity {
      complain(found.place, "the default is outside the bounds", "a number within 'min' and 'max'")
    }
  }

  private func isTime(_ text: String) -> Bool {
    let parts = Array(text.utf8)
    guard parts.count == 5, parts[2] == UInt8(ascii: ":"), let hour = UInt(text.prefix(2)),
      let minute = UInt(text.suffix(2))
    else { return false }
    return hour < 24 && minute < 60
  }

  private func checkTerm(_ found: Found<String>) {
    guard let draft else { return }
    let terms = draft.vocabulary.terms.map(\.term)
    if found.value == "current" {
      if field.type?.value != .choice || !draft.mayHave("AM") || !draft.mayHave("PM") {
        complain(
          found.place, "'current' needs the terms AM and PM",
          "one of \(terms.joined(separator: ", "))")
      }
    } else if !draft.mayHave(found.value) {
      complain(
        found.place, "'\(found.value)' is not a term of '\(draft.vocabulary.name)'",
        suggestion(found.value, among: terms))
    }
  }
}
