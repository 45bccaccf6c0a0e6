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
    if step.verb == .absences { checkFound() }
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
    case .absences: [("day", .date)]
    case .mail, .notify, .dayEnd: []
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
    checkInto(.text)
    let states = command.states.map(\.value)
    for state in ErasureState.allCases where !states.contains(state.rawValue) {
      command.source.complain(
        step.place, "the step erase needs a state '\(state)'", "add '\(state)' to 'states'")
    }
  }

  /// What was found stands on record, so that it is told once.
  private func checkFound() {
    if !command.isRecord {
      command.source.complain(
        step.place, "the step absences needs a record", "write record: 'absence_report'")
    }
    checkInto(.longText)
  }

  private func checkInto(_ wanted: FieldType) {
    let into = step.into.flatMap { all.known($0, command) }
    if let place = step.into?.place, let type = into?.type?.value, type != wanted {
      command.source.complain(
        place, "\(step.verb) cannot fill a \(type)", "a \(wanted) field would be right")
    }
  }

  private func checkRules() {
    if !command.isRecord {
      command.source.complain(
        step.place, "the step suggestCode needs a record", "write record: 'a-kind', or leave it out"
      )
    }
    checkInto(.choice)
    if let why = step.why, let type = all.known(why, command)?.type?.value, type != .text {
      command.source.complain(
        why.place, "suggestCode cannot say why in a \(type)", "a text field would be right")
    }
    let into = step.into.flatMap { command.field($0.value) }
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
