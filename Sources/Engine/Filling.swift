// A command's fields with what was given for them, from a line or from a form.

import Domain

/// What was understood of a line or a form, and every mistake in it.
struct Filling {
  /// Field name to value; defaults included once the conditions were checked.
  var values: [String: Value] = [:]
  /// Where each value was typed; empty for a form.
  var places: [String: Range<Int>] = [:]
  /// Fields that the author gave; the others hold defaults or nothing.
  var given: Set<String> = []
  /// Fields with a mistake, which no condition complains of again.
  var bad: Set<String> = []
  /// The words that a text was made of, where it was typed.
  var words: [String: [Word]] = [:]
  /// New values for the record that another field names, not yet understood.
  var changes: [Amendment] = []
  var complaints: [Complaint] = []

  mutating func put(_ name: String, _ value: Value, at place: Range<Int>?) {
    values[name] = value
    places[name] = place
    given.insert(name)
  }
  mutating func complain(_ complaint: Complaint, about name: String? = nil) {
    complaints.append(complaint)
    if let name { bad.insert(name) }
  }

  func text(_ name: String) -> String? {
    if case .text(let text)? = values[name] { text } else { nil }
  }
  func day(_ name: String) -> Day? { if case .day(let day)? = values[name] { day } else { nil } }
  func member(_ name: String) -> MemberID? {
    if case .member(let id)? = values[name] { id } else { nil }
  }
  func message(_ name: String) -> Int64? {
    if case .number(let number)? = values[name] { Int64(number) } else { nil }
  }
  func record(_ name: String) -> RecordID? {
    if case .record(let id)? = values[name] { id } else { nil }
  }
}

/// One new value for another record, as given.
struct Amendment: Equatable {
  /// The field's name or alias, as given.
  let name: String
  let given: Given
  let at: Range<Int>?
}

enum Given: Equatable {
  case text(String)
  case json(JSON)
}

/// Fills a command's fields.
struct Filler {
  let table: CommandTable
  let turn: Turn
  var filling = Filling()
  var line = Line("")

  init(_ table: CommandTable, _ turn: Turn) {
    self.table = table
    self.turn = turn
  }

  /// Fills the fields from what follows the command word; `standing` are values for fields that the
  /// line leaves open.
  mutating func fill(
    _ line: Line, from start: Int, standing: [String: Value] = [:]
  ) throws -> Filling {
    try bind(line, from: start)
    for (name, value) in standing
    where table[name] != nil && filling.values[name] == nil && !filling.bad.contains(name) {
      filling.put(name, value, at: nil)
    }
    try check()
    return filling
  }

  /// Fills the fields from a form's object.
  mutating func fill(form: JSON) throws -> Filling {
    guard let members = form.members else { throw Complaint.badForm() }
    for (name, json) in members {
      guard let index = table.field(named: name) else {
        let near = meant(name, among: table.fields.map(\.name))
        filling.complain(.unknownField(name, in: "/\(table.definition.name)", nearest: near))
        continue
      }
      try take(json, for: table.fields[index])
    }
    try check()
    return filling
  }

  private mutating func take(_ json: JSON, for field: FieldTable) throws {
    if case .null = json { return }
    guard !filling.given.contains(field.name), !filling.bad.contains(field.name) else {
      return filling.complain(.repeatedField(field.field, at: nil), about: field.name)
    }
    if table.serverSet.contains(field.name) {
      return filling.complain(.setByServer(field.field, at: nil), about: field.name)
    }
    if field.field.type == .changes { return takeChanges(json, for: field) }
    switch try turn.read(field, json: json) {
    case nil: break
    case .value(let value)?: filling.put(field.name, value, at: nil)
    case .wrong(let wrong)?:
      let text = plainText(json) ?? ""
      filling.complain(turn.complaint(field, text, wrong, at: nil), about: field.name)
    }
  }

  private mutating func takeChanges(_ json: JSON, for field: FieldTable) {
    if let members = json.members {
      filling.changes = members.map { Amendment(name: $0.name, given: .json($0.value), at: nil) }
    } else if let text = json.text {
      takeChanges(text, for: field, at: nil)
    } else {
      filling.complain(
        turn.complaint(field, "", .json("an object of field names and values"), at: nil),
        about: field.name)
    }
  }

  /// Changes written as text: `status=late arrived=09:40 activity='animal care'`.
  mutating func takeChanges(_ text: String, for field: FieldTable, at place: Range<Int>?) {
    let inner = Line(text)
    let table = table
    var cutter = Cutter(inner, from: 0, nameWordsMax: table.nameWordsMax) { key, _ in
      table.change(key)
    }
    cutter.takesSingleQuotes = true
    let pieces = cutter.cut()
    if case .name? = pieces.first {
    } else {
      filling.complain(turn.complaint(field, text, .changes, at: place), about: field.name)
    }
    for run in Run.runs(of: pieces) {
      guard case .change(let key)? = run.name else { continue }
      filling.changes.append(
        Amendment(name: key, given: .text(inner.text(run.words)), at: place))
    }
  }
}

/// A name with the words that follow it up to the next name; or the words before the first.
struct Run {
  let name: Name?
  let at: Range<Int>?
  let words: ArraySlice<Word>

  static func runs(of pieces: [Piece]) -> [Run] {
    var runs: [Run] = []
    var words: [Word] = []
    var name: (name: Name, at: Range<Int>)?
    func close() {
      if name != nil || !words.isEmpty {
        runs.append(Run(name: name?.name, at: name?.at, words: words[...]))
      }
    }
    for piece in pieces {
      switch piece {
      case .word(let word): words.append(word)
      case .name(let next, let at):
        close()
        name = (next, at)
        words = []
      }
    }
    close()
    return runs
  }
}

extension Turn {
  /// The value of a form's member; nil when it is empty and so not given.
  func read(_ table: FieldTable, json: JSON) throws -> Reading? {
    switch json {
    case .null: return nil
    case .string, .number:
      let text = plainText(json) ?? ""
      return trimmed(text).isEmpty ? nil : try read(table, text)
    case .bool(let truth):
      guard table.field.type == .yesNo else { return .wrong(.json(expected(table))) }
      return .value(.truth(truth))
    case .array(let items):
      if items.isEmpty { return nil }
      guard table.isList else { return .wrong(.json(expected(table))) }
      let texts = items.compactMap(itemText)
      guard texts.count == items.count else { return .wrong(.json(expected(table))) }
      return try read(table, texts.joined(separator: ", "))
    case .object: return .wrong(.json(expected(table)))
    }
  }

  private func itemText(_ json: JSON) -> String? {
    if let child = json["child"]?.text {
      return json["part"]?.text.map { "\(child) as \($0)" } ?? child
    }
    return json.text
  }

  private func expected(_ table: FieldTable) -> String {
    switch table.field.type {
    case .yesNo: "true or false"
    case .choices, .children: "a list of texts"
    case .number: "a number"
    default: "a text"
    }
  }
}

/// The text of a string or a number.
func plainText(_ json: JSON) -> String? {
  switch json {
  case .string(let text): text
  case .number(let number): numberText(number)
  case .bool(let truth): truth ? "true" : "false"
  default: nil
  }
}

/// A number without a fraction where it has none.
func numberText(_ number: Double) -> String {
  number == number.rounded() && abs(number) < 1e15 ? String(Int64(number)) : String(number)
}
