// How a definition and its values are written: the usage line, a form as a line, a record in words.

import Domain

extension Engine {
  /// How a command is typed: `/attend <status> [session] ... [informed_by: ...]`.
  public func usage(_ command: CommandDefinition) -> String {
    guard let table = tables.commands[command.name] else { return "/\(command.name)" }
    let parts = table.fields.enumerated().compactMap { index, field -> String? in
      if table.serverSet.contains(field.name) || field.name == CommandTable.because.name {
        return nil
      }
      let isNeeded = field.field.required
      if table.positional.contains(index) {
        return isNeeded ? "<\(field.name)>" : "[\(field.name)]"
      }
      if field.field.type == .changes { return "<field: value ...>" }
      return isNeeded ? "\(field.name): ..." : "[\(field.name): ...]"
    }
    return (["/\(command.name)"] + parts).joined(separator: " ")
  }

  /// A record in one line: `attendance 3: absent, PM, dentist at 2`.
  public func summary(_ record: Record, roster: Roster) -> String {
    guard let table = tables.records[record.kind] else { return "\(record.kind) \(record.number)" }
    let (code, why) = (table.suggestCode?.into, table.suggestCode?.why)
    let parts = table.own.compactMap { own -> String? in
      guard let value = record.values[own.field.name], own.field.name != code,
        own.field.name != why,
        value != .day(record.day)
      else { return nil }
      let text = record.name(in: own.field, value) ?? plain(value, roster)
      if text.isEmpty { return nil }
      switch own.field.type {
      case .text, .longText, .email, .choice, .choices, .scale, .children, .child, .record,
        .sessions:
        return text
      case .yesNo: return "\(lowered(own.field.label)): \(text)"
      default: return "\(lowered(own.field.label)) \(text)"
      }
    }
    let head = "\(record.kind) \(record.number)"
    return parts.isEmpty ? head : "\(head): \(parts.joined(separator: ", "))"
  }

  /// The fields of a record kind by name and label, in the definition's order.
  public func labels(ofKind kind: String) -> [(name: String, label: String)] {
    tables.records[kind]?.labels ?? []
  }

  private func lowered(_ label: String) -> String {
    // `I told ...` and `DSL` keep their capitals.
    let second = label.unicodeScalars.dropFirst().first
    guard let second, second.properties.isLowercase else { return label }
    return label.prefix(1).lowercased() + label.dropFirst()
  }
}

extension Record {
  /// What the record is called that a field of a certain kind names.
  fileprivate func name(in field: Field, _ value: Value) -> String? {
    guard field.recordKind != nil, case .record(let id) = value else { return nil }
    return named[id]
  }
}

/// A value as people read it, in one line.
func plain(_ value: Value, _ roster: Roster) -> String {
  switch value {
  case .text(let text): oneLine(text)
  case .terms(let terms): terms.joined(separator: ", ")
  case .day(let day): dayText(day)
  case .time(let time): time.text
  case .number(let number): numberText(number)
  case .truth(let truth): truth ? "yes" : "no"
  case .member(let id): roster.members[id]?.login ?? ""
  case .child(let id): roster.children[id]?.short ?? ""
  case .children(let parts):
    parts.map { "\(roster.children[$0.child]?.short ?? "") as \($0.part)" }.joined(separator: ", ")
  case .record, .changes: ""
  }
}

/// A text in one line, short enough for a list.
func oneLine(_ text: String) -> String {
  if isOneLine(text) { return text }
  let words = text.split(whereSeparator: { $0.unicodeScalars.allSatisfy(isSpace) })
  return cut(words.joined(separator: " "), oneLineMax)
}

/// Scalars of a line in a list.
private let oneLineMax = 120

/// Is it short and in one line as it is? Most texts are, and to see it in the bytes takes a
/// fraction of what it takes to split them; a text beyond ASCII is split and joined all the same.
private func isOneLine(_ text: String) -> Bool {
  guard text.utf8.count <= oneLineMax else { return false }
  var last: UInt8 = 0x20
  for byte in text.utf8 {
    guard (0x20..<0x7F).contains(byte), byte != 0x20 || last != 0x20 else { return false }
    last = byte
  }
  return last != 0x20
}

extension Turn {
  /// A filled form as the line that would fill it so: `/attend status: absent reason: "dentist"`.
  func written(_ table: CommandTable, _ filling: Filling) -> String {
    var parts = ["/\(table.definition.name)"]
    for field in table.fields where filling.given.contains(field.name) {
      guard let value = filling.values[field.name] else { continue }
      parts.append("\(field.name): \(typed(value))")
    }
    for change in filling.changes {
      let text: String =
        switch change.given {
        case .text(let text): text
        case .json(let json):
          plainText(json) ?? (json.items ?? []).compactMap(\.text).joined(separator: ", ")
        }
      parts.append("\(change.name): \(quoted(text))")
    }
    return parts.joined(separator: " ")
  }

  private func typed(_ value: Value) -> String {
    switch value {
    case .text(let text): bare(text)
    case .day(let day): day.text
    case .record(let id): record(id).map { quoted($0) } ?? ""
    case .terms, .children: quoted(plain(value, roster))
    default: bare(plain(value, roster))
    }
  }

  private func record(_ id: RecordID) -> String? {
    guard let record = found[id] else { return nil }
    let name = "\(record.kind) \(record.number)"
    if record.channel == channel.id { return name }
    return "\(roster.channels[record.channel]?.name ?? "") \(name)"
  }

  /// A single plain word needs no quotes.
  func bare(_ text: String) -> String {
    let isWord = text.utf8.allSatisfy { byte in
      switch byte {
      case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, UInt8(ascii: "-"), UInt8(ascii: "_"): true
      default: false
      }
    }
    return isWord && !text.isEmpty ? text : quoted(text)
  }

  func quoted(_ text: String) -> String {
    var view = String.UnicodeScalarView(["\""])
    for scalar in text.unicodeScalars {
      if scalar == "\"" || scalar == "\\" { view.append("\\") }
      view.append(scalar)
    }
    view.append("\"")
    return String(view)
  }
}
