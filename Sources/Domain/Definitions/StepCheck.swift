// Whether a command has the fields that its steps work on.

/// One step beside its command.
struct StepCheck {
  let all: CrossCheck
  let command: CommandDraft
  let step: StepDraft

  func run() {
    for need in StepCheck.needs(step.verb) { check(need.name, need.type) }
    if step.verb == .suggestCode { checkRules() }
    if step.verb == .erase { checkRequest() }
  }

  /// The fields without which a verb has nothing to work on.
  static func needs(_ verb: Verb) -> [(name: String, type: FieldType)] {
    switch verb {
    case .query: [("record", .record)]
    case .amend: [("record", .record), ("changes", .changes), ("reason", .text)]
    case .state: [("record", .record), ("state", .text)]
    case .find: [("words", .text)]
    case .export: [("kind", .kind), ("purpose", .text)]
    case .hide, .unhide: [("message", .message), ("record", .record), ("reason", .text)]
    case .erase:
      [("message", .message), ("record", .record), ("scope", .choice), ("reason", .text)]
    case .approve: [("record", .record)]
    case .assign, .unassign: [("member", .member), ("reason", .text)]
    case .register: [("entries", .longText), ("session", .choice), ("day", .date)]
    case .summary, .chase: [("session", .choice)]
    case .verify: [("code", .text)]
    case .mail, .notify, .dayEnd, .absences: []
    case .suggestCode, .receipts, .why, .help: []
    }
  }

  private func check(_ name: String, _ type: FieldType) {
    guard let field = command.field(name) else {
      if command.fieldsAreWhole {
        command.source.complain(
          step.place, "the step \(step.verb) needs a field '\(name)'",
          "add { name: '\(name)', type: '\(type)' }")
      }
      return
    }
    guard let found = field.type, found.value != type else { return }
    command.source.complain(
      found.place, "the step \(step.verb) needs '\(name)' to be of the type \(type)",
      "type: '\(type)' would be right")
  }

  /// The reason is cut into words of letters, in lower case, before it is searched.
  private func isFindable(_ word: String) -> Bool {
    word == word.lowercased()
      && word.unicodeScalars.allSatisfy { $0.properties.isAlphabetic || $0 == "'" }
  }

  /// A request stands on record, in words and with a state for each of its ends.
  private func checkRequest() {
    if !command.isRecord {
      command.source.complain(
        step.place, "the step erase needs a record", "write record: 'erasure'")
    }
    let into = step.into.flatMap { all.known($0, command) }
    if let place = step.into?.place, let type = into?.type?.value, type != .text {
      command.source.complain(place, "erase cannot fill a \(type)", "a text field would be right")
    }
    let states = command.states.map(\.value)
    for state in ErasureState.allCases where !states.contains(state.rawValue) {
      command.source.complain(
        step.place, "the step erase needs a state '\(state)'", "add '\(state)' to 'states'")
    }
  }

  private func checkRules() {
    if !command.isRecord {
      command.source.complain(
        step.place, "the step suggestCode needs a record", "write record: 'a-kind', or leave it out"
      )
    }
    let into = step.into.flatMap { all.known($0, command) }
    if let place = step.into?.place, let type = into?.type?.value, type != .choice {
      command.source.complain(
        place, "suggestCode cannot fill a \(type)", "a choice field would be right")
    }
    let draft = into?.of.flatMap { all.vocabularies[$0.value] }
    for rule in step.rules {
      if let draft, !draft.mayHave(rule.code.value) {
        command.source.complain(
          rule.code.place, "'\(rule.code.value)' is not a term of '\(draft.vocabulary.name)'",
          suggestion(rule.code.value, among: draft.vocabulary.terms.map(\.term)))
      }
      all.check(rule.when, command.fields, command)
      for word in rule.words where !isFindable(word.value) {
        command.source.complain(
          word.place, "'\(word.value)' would never be found", "one word in lower-case letters")
      }
      if let word = rule.words.first, command.fieldsAreWhole, command.field("reason") == nil {
        command.source.complain(
          word.place, "'words' are looked for in a field 'reason', and there is none",
          "add { name: 'reason', type: 'text' }")
      }
    }
  }
}
