// What a filled command does: opens a record, revises the one it already made, or runs its verb.

import Domain

extension Turn {
  /// The decision of a command whose fields are filled and without mistakes.
  func perform(_ table: CommandTable, _ filling: Filling, text: String) throws -> Decision {
    switch table.verb {
    case nil, .suggestCode?: try record(table, filling, text)
    case .query?: try query(table, filling, text)
    case .amend?: try amend(table, filling, text)
    case .find?: try find(filling)
    case .export?: try export(filling)
    case .assign?: try assign(filling, text)
    case .unassign?: try unassign(filling, text)
    case .state?: try moveState(table, filling, text)
    case .hide?: try hide(table, filling)
    case .unhide?: try unhide(table, filling)
    case .erase?: try erase(table, filling)
    case .approve?: try approve(table, filling)
    case .register?: try register(table, filling, text)
    case .notify?: try record(table, filling, text)
    case .summary?: try summary(table, filling, text)
    case .chase?: try chase(table, filling, text)
    case .dayEnd?: try dayEnd(table, filling, text)
    case .absences?: try absences(table, filling, text)
    case .verify?: try verify(table, filling, text)
    case .mail?: try mail(table, filling, text)
    case .receipts?: try receipts()
    case .why?: try why(filling)
    case .help?: help(filling)
    }
  }

  private func record(_ table: CommandTable, _ filling: Filling, _ text: String) throws -> Decision
  {
    let definition = table.definition
    let place = try landing(definition)
    if definition.aboutChild, definition.lands == nil, channel.child == nil {
      throw Complaint.noChild(definition.name)
    }
    var filling = filling
    let because = taken("because", from: &filling, of: table)
    addChannelChild(table, &filling)
    suggestCode(table, &filling.values)
    let key = Engine.oneKey(filling.values, definition)
    if let key, let proof = grant(.read, in: place) ?? grant(.command, in: place),
      let old = try lookup?.record(kind: definition.record ?? "", oneKey: key, proof)
    {
      return try revise(old, table, filling, because, text)
    }
    let draft = draft(table, filling.values, in: place, child: aboutChild(table, filling.values))
    let watching = try watching(table, filling.values)
    return decide(
      try [.recordOpened(draft), message(text, in: place, link: .latest)] + addressed(draft, table)
        + notices(opening: draft, of: table) + watching.words,
      definition.lands == nil ? watching.reply : received(draft, table, filling.values))
  }

  /// A record as it is to be opened.
  func draft(
    _ table: CommandTable, _ values: [String: Value], in place: ChannelID, child: ChildID?,
    refersTo: RecordID? = nil
  ) -> RecordDraft {
    let definition = table.definition
    return RecordDraft(
      kind: definition.record ?? definition.name, channel: place, child: child,
      day: recordDay(values, definition, today: today),
      happenedAt: happened(values, definition, zone: engine.zone, now: ask.at),
      state: definition.state, oneKey: Engine.oneKey(values, definition), receipt: receiptToken(),
      refersTo: refersTo, values: values)
  }

  private func landing(_ definition: CommandDefinition) throws(Complaint) -> ChannelID {
    guard let kind = definition.lands else { return channel.id }
    guard let place = roster.channel(single: kind) else { throw .noLanding(kind) }
    return place.id
  }

  /// Takes the built-in `because` out of the values: it is a revision's reason, not a field.
  private func taken(_ name: String, from filling: inout Filling, of table: CommandTable) -> String?
  {
    guard table.definition.field(name) == nil else { return nil }
    let text = filling.text(name)
    filling.values[name] = nil
    return text
  }

  /// In a child's channel that child is meant when no child is named.
  private func addChannelChild(_ table: CommandTable, _ filling: inout Filling) {
    guard table.definition.lands != nil, let child = channel.child else { return }
    for field in table.fields where filling.values[field.name] == nil {
      switch field.field.type {
      case .children:
        let part = field.vocabulary?.vocabulary.terms.first?.term ?? ""
        filling.values[field.name] = .children([ChildPart(child: child, part: part)])
      case .child: filling.values[field.name] = .child(child)
      default: break
      }
    }
  }

  private func aboutChild(_ table: CommandTable, _ values: [String: Value]) -> ChildID? {
    if table.definition.aboutChild { return channel.child }
    for field in table.fields {
      switch values[field.name] {
      case .child(let id)?: return id
      case .children(let parts)? where parts.count == 1: return parts[0].child
      default: break
      }
    }
    return nil
  }

  private func receiptToken() -> String { grouped(engine.dice.letters(16)) }

  /// What the author of a flag or concern is told: all they will ever see of it, but its state.
  private func received(_ draft: RecordDraft, _ table: CommandTable, _ values: [String: Value])
    -> Reply
  {
    var text =
      "\(capitalised(draft.kind)) received. Receipt \(draft.receipt): state \(draft.state)."
      + " Only those who look after it can read it; '/receipts' shows you where it stands."
    let isDanger = table.fields.contains { field in
      guard field.vocabulary != nil, case .text(let term)? = values[field.name] else {
        return false
      }
      return term.hasPrefix("immediate")
    }
    if isDanger {
      text += "\nIf a child is in immediate danger, call 999 and tell a DSL in person now."
    }
    return Reply(text: text, receipt: draft.receipt)
  }
}

/// Letters in groups of four, as people read them out.
func grouped(_ letters: String) -> String {
  var text = ""
  for (index, letter) in letters.enumerated() {
    if index > 0, index % 4 == 0 { text.append("-") }
    text.append(letter)
  }
  return text
}

func capitalised(_ word: String) -> String { word.prefix(1).uppercased() + word.dropFirst() }

extension Engine {
  /// The key under which a second line finds the record that the first one made; nil where the
  /// definition keeps no such key.
  public static func oneKey(_ values: [String: Value], _ definition: CommandDefinition) -> String? {
    guard !definition.one.isEmpty else { return nil }
    return definition.one.map { name in
      switch values[name] {
      case .day(let day)?: day.text
      case .time(let time)?: time.text
      case .number(let number)?: numberText(number)
      case .member(let id)?: String(id.raw)
      case .child(let id)?: String(id.raw)
      case .record(let id)?: String(id.raw)
      case .some(let value): termText(value)
      case nil: ""
      }
    }.joined(separator: "|")
  }
}
