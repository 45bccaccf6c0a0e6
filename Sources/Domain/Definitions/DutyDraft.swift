// A duty of a channel kind's file as it was read, and whether the house may say its lines there.

/// A duty that may still be wrong.
struct DutyDraft {
  let name: Found<String>
  let at: TimeOfDay?
  let until: TimeOfDay?
  let days: Duty.Days
  let each: Duty.Each?
  let lines: [Found<String>]

  init?(_ node: Node, _ source: Source) {
    guard var reader = ObjectReader(node, "a duty", source) else { return nil }
    let name = reader.name("name", .word, like: "'summary-morning'")
    let at = DutyDraft.time(reader.text("at", like: "'10:00'"), source)
    let until = DutyDraft.time(reader.text("until", like: "'12:00'"), source)
    let days = reader.text("on").flatMap { reader.word($0, "a kind of day", of: Duty.Days.self) }
    let each = reader.text("each").flatMap { reader.word($0, "a thing", of: Duty.Each.self) }
    if reader.node("say").map({ if case .text = $0.value { true } else { false } }) ?? false {
      lines = reader.text("say").map { [$0] } ?? []
    } else {
      lines = reader.texts("say")
      if !reader.has("say") { reader.missing("say", like: "['/summary AM']") }
    }
    reader.finish()
    self.at = at?.value
    self.until = until?.value
    self.days = days?.value ?? .open
    self.each = each?.value
    guard let name else { return nil }
    self.name = name
    if let at, let until, until.value <= at.value {
      source.complain(
        until.place, "it would be missed before it is due", "a time after \(at.value.text)")
    }
    checkLines(source)
  }

  var duty: Duty? {
    guard let at, let until else { return nil }
    return Duty(
      name: name.value, at: at, until: until, days: days, each: each, lines: lines.map(\.value))
  }

  private func checkLines(_ source: Source) {
    let open = lines.filter { $0.value.contains(Duty.placeholder) }
    if each == nil, let line = open.first {
      source.complain(
        line.place, "'\(Duty.placeholder)' stands for no school here", "add each: 'school'")
    }
    if each != nil, open.isEmpty, let line = lines.last {
      source.complain(
        line.place, "no line is said for each school",
        "a line with \(Duty.placeholder), or leave 'each' out")
    }
    for line in lines where !line.value.hasPrefix("/") {
      source.complain(
        line.place, "a duty says a command, and '\(line.value)' is none",
        "a line such as '/summary AM'")
    }
  }

  private static func time(_ found: Found<String>?, _ source: Source) -> Found<TimeOfDay>? {
    guard let found else { return nil }
    let digits = Array(found.value.utf8)
    let parts = found.value.split(separator: ":").compactMap { Int($0) }
    guard digits.count == 5, parts.count == 2, parts[0] < 24, parts[1] < 60,
      let time = TimeOfDay(minutes: parts[0] * 60 + parts[1]), time.text == found.value
    else {
      source.complain(
        found.place, "'\(found.value)' is not a time of day", "a time such as '09:45'")
      return nil
    }
    return Found(value: time, place: found.place)
  }
}

extension CrossCheck {
  /// The house may do nothing that its role is not named for.
  func checkDuties(of kind: KindDraft) {
    for (index, duty) in kind.duties.enumerated() {
      if kind.duties[..<index].contains(where: { $0.name.value == duty.name.value }) {
        kind.source.complain(
          duty.name.place, "two duties are named '\(duty.name.value)'", "a name for each")
      }
      for line in duty.lines { check(line, of: kind) }
    }
    guard let duty = kind.duties.first else { return }
    if !kind.single {
      kind.source.complain(
        duty.name.place, "there may be many channels of this kind, and a duty is done once",
        "single: true, or the duty in a kind that is single")
    }
    if kind.accessIsWhole,
      !kind.rules.contains(where: { $0.roles.contains(.bot) && $0.acts.contains(.command) })
    {
      kind.source.complain(
        duty.name.place, "the house may use no command there",
        "a rule { roles: ['bot'], acts: ['see', 'read', 'post', 'command'] }")
    }
  }

  private func check(_ line: Found<String>, of kind: KindDraft) {
    guard line.value.hasPrefix("/") else { return }
    let word = String(line.value.dropFirst().prefix { !$0.isWhitespace })
    guard
      let command = commands.first(where: {
        ($0.names + $0.aliases.map(\.value)).contains(word)
      })
    else {
      if !commandNames.contains(word) {
        kind.source.complain(
          line.place, "there is no command '\(word)'", suggestion(word, among: commandNames))
      }
      return
    }
    if !command.who.contains(.bot) {
      kind.source.complain(
        line.place, "the house may not use '/\(word)'",
        "add 'bot' to 'who' of \(command.source.path)")
    }
    if !command.kinds.isEmpty, !command.kinds.contains(where: { kind.names.contains($0.value) }) {
      kind.source.complain(
        line.place, "the command '\(word)' cannot be used in '\(kind.names[0])'",
        "add '\(kind.names[0])' to 'in' of \(command.source.path)")
    }
  }

  /// A verb that mails needs the text of its mails.
  func checkMails() {
    for command in commands {
      for step in command.steps {
        for use in StepCheck.mails(step.verb) where !mailNames.contains(use.rawValue) {
          command.source.complain(
            step.place, "the step \(step.verb) needs the mail '\(use.rawValue)'",
            "add Channels/\(command.kinds.first?.value ?? "KIND")/\(use.rawValue).mail")
        }
      }
    }
  }
}

extension StepCheck {
  /// The mails that a verb writes.
  static func mails(_ verb: Verb) -> [MailUse] {
    switch verb {
    case .summary: [.startOfDay]
    case .notify: [.absenceNotice, .correction, .withdrawal, .parentAbsence]
    case .verify: [.verifyAddress]
    default: []
    }
  }
}
