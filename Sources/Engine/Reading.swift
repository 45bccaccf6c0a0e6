// Turns the text of one field into its value, or says in which way it is no such value.

import Domain

/// In which way a text is no value of its field: facts only, the words are made in `Complaints`.
enum Misreading: Equatable {
  /// No term of the vocabulary.
  case term
  /// The beginning of several terms.
  case terms([String])
  /// A part of a child that is no term.
  case part(String)
  case date, time, number, yesNo, member, child, record, email, kind, command, grantRole
  /// No record of the kind that is asked for: which kind, and what such records are called.
  case reference(String, names: [String])
  /// Several records of the kind begin so: what they are called.
  case references([String])
  /// No message of the channel: a number that none bears, or no number at all.
  case message(isNumber: Bool)
  /// Several members bear this name: their logins.
  case members([String])
  /// A bare number where records of several kinds may be meant.
  case recordKind([String])
  /// A form's value of the wrong JSON type: what would be right.
  case json(String)
  /// No sessions of a week.
  case sessions(SessionPattern.Misreading)
  /// Changes that are no `name: value` pairs.
  case changes
}

enum Reading: Equatable {
  case value(Value)
  case wrong(Misreading)
}

extension Turn {
  /// The value of a text. `isLoose`: the text stands alone in a line and could as well belong to
  /// the next field, so that short beginnings and guesses do not count.
  func read(_ table: FieldTable, _ text: String, isLoose: Bool = false) throws -> Reading {
    switch table.field.type {
    case .text, .longText: .value(.text(trimmed(text)))
    case .choice, .scale: term(table, text, isLoose: isLoose)
    case .choices: terms(table, text)
    case .date:
      readDate(text, today: today, table.field)
        .flatMap { Limits.years.contains($0.civil.year) ? .value(.day($0)) : nil } ?? .wrong(.date)
    case .time:
      readTime(text, now: time, isLoose: isLoose).map { .value(.time($0)) } ?? .wrong(.time)
    case .number: readNumber(text).map { .value(.number($0)) } ?? .wrong(.number)
    case .yesNo: readYesNo(text, isLoose: isLoose).map { .value(.truth($0)) } ?? .wrong(.yesNo)
    case .member: memberReading(text)
    case .child: child(trimmed(text)).map { .value(.child($0.id)) } ?? .wrong(.child)
    case .children: children(table, text)
    case .record: try record(table, text, isLoose: isLoose)
    case .email: isAddress(trimmed(text)) ? .value(.text(trimmed(text))) : .wrong(.email)
    case .message: try message(text)
    case .kind: recordKind(text, isLoose: isLoose).map { .value(.text($0)) } ?? .wrong(.kind)
    case .command:
      commandName(text).map { .value(.text($0)) } ?? .wrong(.command)
    case .grantRole: grantRole(text, isLoose: isLoose)
    case .sessions: sessions(text)
    case .changes: .wrong(.changes)
    }
  }

  private func term(_ table: FieldTable, _ text: String, isLoose: Bool) -> Reading {
    guard let vocabulary = table.vocabulary else { return .wrong(.term) }
    switch vocabulary.match(folded(text), prefixMin: isLoose ? 3 : 1) {
    case .one(let index): return .value(.text(vocabulary.vocabulary.terms[index].term))
    case .several(let found):
      return .wrong(.terms(found.map { vocabulary.vocabulary.terms[$0].term }))
    case .none: return .wrong(.term)
    }
  }

  private func terms(_ table: FieldTable, _ text: String) -> Reading {
    var terms: [String] = []
    for item in items(of: text) {
      switch term(table, item, isLoose: false) {
      case .value(.text(let term)): if !terms.contains(term) { terms.append(term) }
      case let other: return other
      }
    }
    return terms.isEmpty ? .wrong(.term) : .value(.terms(terms))
  }

  /// `AB as harmed, CD`: each child with a part, the first term where none is said.
  private func children(_ table: FieldTable, _ text: String) -> Reading {
    var parts: [ChildPart] = []
    for item in items(of: text) {
      let words = item.split(whereSeparator: { $0.unicodeScalars.allSatisfy(isSpace) })
      let cut = words.firstIndex { folded(String($0)) == "as" }
      let name = words[..<(cut ?? words.count)].joined(separator: " ")
      guard let child = child(name) else { return .wrong(.child) }
      guard let vocabulary = table.vocabulary else { return .wrong(.term) }
      var term = vocabulary.vocabulary.terms.first
      if let cut {
        let word = words[(cut + 1)...].joined(separator: " ")
        guard case .one(let index) = vocabulary.match(folded(word)) else {
          return .wrong(.part(word))
        }
        term = vocabulary.vocabulary.terms[index]
      }
      parts.removeAll { $0.child == child.id }
      parts.append(ChildPart(child: child.id, part: term?.term ?? ""))
    }
    return parts.isEmpty ? .wrong(.child) : .value(.children(parts))
  }

  private func items(of text: String) -> [String] {
    text.split(whereSeparator: { $0 == "," || $0 == ";" }).map { trimmed(String($0)) }
      .filter { !$0.isEmpty }
  }

  private func memberReading(_ text: String) -> Reading {
    let word = trimmed(text)
    if let member = roster.member(login: word) {
      return knows(member) ? .value(.member(member.id)) : .wrong(.member)
    }
    let key = folded(word)
    guard !key.isEmpty else { return .wrong(.member) }
    let found = roster.members(named: word).filter { other in
      let name = folded(other.name)
      return (name == key || name.split(separator: " ").contains { $0 == key }) && knows(other)
    }
    if found.count == 1 { return .value(.member(found[0].id)) }
    return found.isEmpty ? .wrong(.member) : .wrong(.members(found.map(\.login).sorted()))
  }

  private func sessions(_ text: String) -> Reading {
    do throws(SessionPattern.Misreading) {
      return .value(.text(try SessionPattern(reading: text).text))
    } catch {
      return .wrong(.sessions(error))
    }
  }

  private func commandName(_ text: String) -> String? {
    let word = trimmed(text).lowercased()
    return catalog.words[word.hasPrefix("/") ? String(word.dropFirst()) : word]
  }

  func recordKind(_ text: String, isLoose: Bool = false) -> String? {
    let key = folded(text)
    if let kind = tables.kindNames[key] { return kind }
    guard !isLoose, key.utf8.count >= 3 else { return nil }
    let found = Set(tables.kindNames.filter { $0.key.utf8.starts(with: key.utf8) }.values)
    return found.count == 1 ? found.first : nil
  }

  private func grantRole(_ text: String, isLoose: Bool) -> Reading {
    let key = folded(text)
    if let role = kind.grantRoles.first(where: { folded($0) == key }) { return .value(.text(role)) }
    guard !isLoose else { return .wrong(.grantRole) }
    let found = kind.grantRoles.filter { folded($0).utf8.starts(with: key.utf8) }
    return found.count == 1 && !key.isEmpty ? .value(.text(found[0])) : .wrong(.grantRole)
  }
}

/// A number as people write it: digits, with a point and a sign where needed.
func readNumber(_ text: String) -> Double? {
  let word = trimmed(text)
  var digits = 0
  var points = 0
  for (index, byte) in word.utf8.enumerated() {
    switch byte {
    case 0x30...0x39: digits += 1
    case UInt8(ascii: "."): points += 1
    case UInt8(ascii: "-"), UInt8(ascii: "+"): if index > 0 { return nil }
    default: return nil
    }
  }
  guard digits > 0, digits <= 15, points <= 1, word.utf8.last != UInt8(ascii: ".") else {
    return nil
  }
  return Double(word)
}

/// Yes or no.
func readYesNo(_ text: String, isLoose: Bool = false) -> Bool? {
  switch folded(text) {
  case "yes", "true": true
  case "no", "false": false
  case "y", "1", "on", "done": isLoose ? nil : true
  case "n", "0", "off", "not yet": isLoose ? nil : false
  default: nil
  }
}
