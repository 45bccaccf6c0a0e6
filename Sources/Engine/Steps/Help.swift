// help: what may be typed here, and how, all drawn from the definitions.

import Domain

extension Turn {
  func help(_ filling: Filling) -> Decision {
    let lines =
      if let table = filling.text("command").flatMap({ tables.commands[$0] }) {
        help(of: table)
      } else {
        usable().map { "/\($0.definition.name)  \($0.definition.summary)" }
          + ["'/help' and a command's name says more. '//' at the start says a slash literally."]
      }
    return decide([], Reply(text: lines.joined(separator: "\n")))
  }

  private func help(of table: CommandTable) -> [String] {
    let command = table.definition
    var lines = [engine.usage(command), command.summary]
    if !command.aliases.isEmpty {
      lines.append("Also: \(command.aliases.map { "/" + $0 }.joined(separator: ", "))")
    }
    if !list.mayUse(command, member.id, in: channel.id) {
      lines.append("You may not use it here; '/why \(command.name)' says why.")
    }
    for field in table.fields where !table.serverSet.contains(field.name) {
      lines.append("  " + line(of: field))
    }
    if !command.atLeastOne.isEmpty {
      lines.append("At least one of \(listed(command.atLeastOne)) is needed.")
    }
    return lines + command.examples.map { "  \($0)" }
  }

  private func line(of table: FieldTable) -> String {
    let field = table.field
    var text = "\(field.name): \(field.label), \(kindOfValue(table))"
    if field.required {
      text += "; needed"
    } else if !field.requiredWhen.isEmpty {
      let conditions = field.requiredWhen.sorted { $0.key < $1.key }.map {
        "\($0.key) is \(listed($0.value))"
      }
      text += "; needed when \(listed(conditions, "and"))"
    } else if let standard = field.defaultText {
      text += "; \(standard) when left out"
    }
    if !field.aliases.isEmpty { text += "; also \(listed(field.aliases))" }
    return text + (field.hint.isEmpty ? "." : ". \(field.hint)")
  }

  private func kindOfValue(_ table: FieldTable) -> String {
    let terms = few((table.vocabulary?.vocabulary.terms ?? []).map(\.term), 40)
    switch table.field.type {
    case .text, .longText: return "text"
    case .choice: return "one of \(terms)"
    case .scale: return "one of \(terms), in this order"
    case .choices: return "some of \(terms)"
    case .date: return "a date"
    case .time: return "a time"
    case .number: return "a number"
    case .yesNo: return "yes or no"
    case .member: return "a member"
    case .child: return "a child"
    case .children: return "children, each as \(terms)"
    case .record:
      return table.field.recordKind.map { "a \($0), by its name or number" }
        ?? "a record, like attendance 3"
    case .email: return "an e-mail address"
    case .message: return "a message's number"
    case .changes: return "new values, like status: late"
    case .kind: return "one of \(few(catalog.recordKinds.keys.sorted()))"
    case .command: return "a command"
    case .sessions: return "sessions of a week, like mon-fri or mon-wed, thu am"
    case .grantRole: return kind.grantRoles.isEmpty ? "a role" : "one of \(few(kind.grantRoles))"
    }
  }
}
