// What one definition says of another, and of itself as a whole.

/// All drafts of one reading, and what they may refer to.
struct CrossCheck {
  let commands: [CommandDraft]
  let vocabularies: [String: VocabularyDraft]
  let kindDrafts: [KindDraft]
  let kinds: [String: KindDraft]
  /// Names that exist, whether or not their file could be read: one mistake is told once.
  let vocabularyNames: [String]
  let kindNames: [String]
  let commandNames: [String]
  /// All command files could be read; when they could not, a missing record kind is no news.
  let commandsAreWhole: Bool
  /// The mails that there are, whether or not their files are right.
  let mailNames: [String]
  let mails: [MailDraft]

  var recordKinds: [String] { commands.compactMap(\.record?.value) }

  /// Tells every mistake it finds.
  func run() {
    checkNames()
    for command in commands { check(command) }
    for kind in kindDrafts {
      check(kind)
      checkDuties(of: kind)
    }
    checkMails()
    for mail in mails {
      let folder = mail.source.path.split(separator: "/").dropFirst().first.map(String.init) ?? ""
      guard !isKnown(folder) else { continue }
      mail.source.complain(
        .start, "there is no channel kind '\(folder)'", suggestion(folder, among: kindNames))
    }
  }

  // MARK: Names that must be unique

  private func checkNames() {
    var words: [String: String] = [:]
    var records: [String: String] = [:]
    for command in commands {
      if let name = command.name { words[name.value] = command.source.path }
    }
    for command in commands {
      // An alias that stands twice in one file is told by the file's own reading.
      var own: Set<String> = []
      for alias in command.aliases where own.insert(alias.value).inserted {
        if let owner = words[alias.value] {
          command.source.complain(
            alias.place, "the word '\(alias.value)' is taken by \(owner)",
            "a word that no other command has")
        } else {
          words[alias.value] = command.source.path
        }
      }
      guard let record = command.record else { continue }
      if let owner = records[record.value] {
        command.source.complain(
          record.place, "the record kind '\(record.value)' is taken by \(owner)",
          "one command for each record kind")
      } else {
        records[record.value] = command.source.path
      }
    }
  }

  // MARK: Commands

  private func check(_ command: CommandDraft) {
    checkPlaces(command)
    checkRecord(command)
    checkExamples(command)
    checkFieldNames(command)
    for (index, field) in command.fields.enumerated() {
      FieldCheck(all: self, command: command, field: field, index: index).run()
    }
    checkFieldLists(command)
    for step in command.steps { StepCheck(all: self, command: command, step: step).run() }
    if !command.isRecord, !command.hasSteps {
      command.source.complain(
        command.place, "the command does nothing", "a 'record' or 'steps' would be right")
    }
  }

  private func checkPlaces(_ command: CommandDraft) {
    let source = command.source
    for kind in command.kinds where !isKnown(kind.value) {
      source.complain(
        kind.place, "there is no channel kind '\(kind.value)'",
        suggestion(kind.value, among: kindNames))
    }
    if let lands = command.lands {
      if !isKnown(lands.value) {
        source.complain(
          lands.place, "there is no channel kind '\(lands.value)'",
          suggestion(lands.value, among: kindNames))
      } else if let kind = kinds[lands.value], !kind.single {
        source.complain(
          lands.place, "there may be many channels of the kind '\(lands.value)'",
          "a kind that is single would be right")
      }
    }
    guard let about = command.aboutChild, about.value else { return }
    if !command.hasKinds {
      source.complain(
        about.place, "a command typed anywhere is not about the channel's child",
        "name kinds with aboutChild in 'in'")
    }
    for kind in command.kinds {
      guard let draft = kinds[kind.value], !draft.aboutChild else { continue }
      source.complain(
        kind.place, "a channel of the kind '\(kind.value)' is about no child",
        "leave it out of 'in', or leave out 'aboutChild'")
    }
  }

  private func checkRecord(_ command: CommandDraft) {
    let source = command.source
    if !command.isRecord {
      for key in command.recordKeys {
        source.complain(
          key.place, "'\(key.value)' without 'record'", "name the record kind, or leave it out")
      }
      return
    }
    if let record = command.record {
      if ReservedNames.sql.contains(record.value) || record.value.hasPrefix("sqlite_") {
        source.complain(
          record.place, "SQL keeps the word '\(record.value)' for itself", "another name")
      }
      if command.retain == nil, !command.recordKeys.contains(where: { $0.value == "retain" }) {
        source.complain(
          record.place, "a record without 'retain'", "write retain: 'the-rule-that-ends-it'")
      }
    }
    for state in command.states where BuiltInState(rawValue: state.value) != nil {
      source.complain(
        state.place, "the state '\(state.value)' is kept for what is out of sight", "another name")
    }
    if let state = command.state, !command.states.contains(where: { $0.value == state.value }) {
      source.complain(
        state.place, "the state '\(state.value)' is not one of 'states'",
        command.states.isEmpty
          ? "write states: ['\(state.value)']"
          : suggestion(state.value, among: command.states.map(\.value)))
    }
  }

  private func checkExamples(_ command: CommandDraft) {
    let words = command.names + command.aliases.map(\.value)
    for example in command.examples {
      let first = example.value.prefix { $0 != " " }
      if !words.contains(where: { first == "/\($0)" }) {
        command.source.complain(
          example.place, "the example does not begin with '/\(words[0])'",
          "a line as it would be typed")
      }
    }
  }

  private func checkFieldNames(_ command: CommandDraft) {
    var owners: [String: String] = [:]
    for field in command.fields {
      for word in [field.name] + field.aliases {
        if let owner = owners[word.value] {
          command.source.complain(
            word.place, "the name '\(word.value)' is taken by the field '\(owner)'",
            "a name that no other field has")
        } else {
          owners[word.value] = field.name.value
        }
      }
      if command.isRecord { checkColumn(field) }
    }
  }

  /// `day` may be declared as the date, and `record` as the reference, that every record has: they
  /// are the same thing. All other names of the spine would be a second truth.
  private func checkColumn(_ field: FieldDraft) {
    let name = field.name.value
    if name == "day", field.type == nil || field.type?.value == .date { return }
    if name == "record", field.type == nil || field.type?.value == .record { return }
    if ReservedNames.columns.contains(name) {
      field.source.complain(
        field.name.place, "every record has a column '\(name)' already", "another name")
    } else if ReservedNames.sql.contains(name) {
      field.source.complain(
        field.name.place, "SQL keeps the word '\(name)' for itself", "another name")
    }
  }

  private func checkFieldLists(_ command: CommandDraft) {
    for name in command.one {
      guard let field = known(name, command), let type = field.type?.value else { continue }
      if [.longText, .choices, .children, .changes].contains(type) {
        command.source.complain(
          name.place, "a \(type) cannot tell records apart", "a field with one short value")
      }
    }
    for name in command.atLeastOne {
      guard let field = known(name, command), field.required else { continue }
      command.source.complain(
        name.place, "the field '\(name.value)' is required anyway",
        "leave it out, or leave out 'required'")
    }
    if command.happened.count > 2 {
      command.source.complain(
        command.happened[2].place, "'happened' has \(command.happened.count) fields",
        "a date, or a date and a time")
    }
    for (name, type) in zip(command.happened, [FieldType.date, .time]) {
      guard let field = known(name, command), let found = field.type else { continue }
      if found.value != type {
        command.source.complain(
          name.place, "the field '\(name.value)' is a \(found.value)", "a \(type) would be right")
      }
    }
  }

  /// The field that is named, or nil: with a complaint when it is certain that there is none.
  func known(_ name: Found<String>, _ command: CommandDraft) -> FieldDraft? {
    if let field = command.field(name.value) { return field }
    if command.fieldsAreWhole {
      command.source.complain(
        name.place, "there is no field '\(name.value)'",
        suggestion(name.value, among: command.fields.map(\.name.value)))
    }
    return nil
  }

  /// Checks that conditions name fields with terms, and terms that these have. `fields` are those
  /// that may be named.
  func check(_ conditions: [Condition], _ fields: [FieldDraft], _ command: CommandDraft) {
    for condition in conditions {
      let name = condition.field.value
      guard let field = fields.first(where: { $0.name.value == name }) else {
        if command.fieldsAreWhole { complainOfUnknown(condition, fields, command) }
        continue
      }
      guard let type = field.type?.value else { continue }
      switch type {
      case .choice, .choices, .scale:
        guard let draft = field.of.flatMap({ vocabularies[$0.value] }) else { continue }
        for term in condition.terms where !draft.mayHave(term.value) {
          command.source.complain(
            term.place, "'\(term.value)' is not a term of '\(draft.vocabulary.name)'",
            suggestion(term.value, among: draft.vocabulary.terms.map(\.term)))
        }
      case .yesNo:
        for term in condition.terms where term.value != "yes" && term.value != "no" {
          command.source.complain(
            term.place, "'\(term.value)' is neither yes nor no", "'yes' or 'no'")
        }
      case .sessions:
        for term in condition.terms where !SessionPattern.conditions.contains(term.value) {
          command.source.complain(
            term.place, "'\(term.value)' says nothing of sessions",
            suggestion(term.value, among: SessionPattern.conditions))
        }
      default:
        command.source.complain(
          condition.field.place, "a condition on the \(type) field '\(name)'",
          "a choice, choices, scale, yesNo or sessions field")
      }
    }
  }

  private func complainOfUnknown(
    _ condition: Condition, _ fields: [FieldDraft], _ command: CommandDraft
  ) {
    let name = condition.field.value
    if command.field(name) != nil {
      command.source.complain(
        condition.field.place, "the field '\(name)' does not come before this one",
        "a field that is filled earlier")
    } else {
      command.source.complain(
        condition.field.place, "there is no field '\(name)'",
        suggestion(name, among: fields.map(\.name.value)))
    }
  }

  // MARK: Channel kinds

  private func isKnown(_ kind: String) -> Bool { kindNames.contains(kind) }

  private func check(_ kind: KindDraft) {
    for button in kind.buttons {
      guard commandNames.contains(button.value) else {
        kind.source.complain(
          button.place, "there is no command '\(button.value)'",
          suggestion(button.value, among: commandNames))
        continue
      }
      guard let command = commands.first(where: { $0.names.contains(button.value) }) else {
        continue
      }
      // A kind that does not exist is told in the command's own file.
      let isCertain = !command.kinds.isEmpty && command.kinds.allSatisfy { isKnown($0.value) }
      if isCertain, !command.kinds.contains(where: { kind.names.contains($0.value) }) {
        kind.source.complain(
          button.place, "the command '\(button.value)' cannot be used in '\(kind.names[0])'",
          "add '\(kind.names[0])' to 'in' of \(command.source.path)")
      }
    }
    if let button = kind.buttons.first, !kind.mayHaveCommands {
      kind.source.complain(
        button.place, "nobody may use a command there", "a rule or a grant with the act 'command'")
    }
    for template in kind.templates {
      for record in template.kinds where commandsAreWhole && !recordKinds.contains(record.value) {
        kind.source.complain(
          record.place, "there is no record kind '\(record.value)'",
          suggestion(record.value, among: recordKinds))
      }
    }
  }
}
