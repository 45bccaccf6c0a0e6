// What may be typed next: commands, names and values, only those that the member may use and see.

import Domain

/// One way to go on with what is typed, in Mattermost's shape.
public struct Suggestion: Sendable, Equatable {
  /// The whole text to put in the box.
  public let complete: String
  /// What is shown.
  public let suggestion: String
  /// What may follow.
  public let hint: String
  /// One sentence.
  public let description: String
  /// A suggestion.
  public init(complete: String, suggestion: String, hint: String, description: String) {
    self.complete = complete
    self.suggestion = suggestion
    self.hint = hint
    self.description = description
  }
}

extension Engine {
  /// What may follow a text that a member is typing in a channel; nothing where the channel is
  /// hidden, and nothing that names what the member may not see.
  public func suggestions(
    _ text: String, member: MemberID, channel: ChannelID, roster: Roster, now: Instant,
    lookup: (any Lookup)? = nil
  ) -> [Suggestion] {
    let line = Line(text)
    guard line.scalars.first == "/", line.scalars.count <= Limits.lineScalarsMax,
      line.scalars.count < 2 || line.scalars[1] != "/"
    else { return [] }
    let ask = Ask(member: member, channel: channel, input: .line(text), at: now)
    guard let turn = Turn(self, ask, lookup, roster: roster) else { return [] }
    let (word, end) = commandWord(line)
    let found: [Suggestion]
    if end == line.scalars.count {
      found = turn.commandSuggestions(word)
    } else if let name = catalog.words[word.lowercased()], let table = tables.commands[name],
      turn.list.mayUse(table.definition, member, in: channel)
    {
      var suggester = Suggester(table, turn, line)
      found = (try? suggester.suggestions(from: end)) ?? []
    } else {
      found = []
    }
    return Array(found.prefix(Limits.suggestionsMax))
  }

  /// Would what may follow this text have to be read from the store?
  public func suggestsRecords(_ text: String) -> Bool {
    guard text.utf8.first == UInt8(ascii: "/") else { return false }
    let word = commandWord(Line(String(text.unicodeScalars.prefix(80)))).name
    let table = catalog.words[word.lowercased()].flatMap { tables.commands[$0] }
    return table?.fields.contains { $0.field.recordKind != nil } ?? false
  }

  /// The commands that a member may use in a channel, by name.
  public func commands(
    member: MemberID, channel: ChannelID, roster: Roster, now: Instant
  ) -> [CommandDefinition] {
    let ask = Ask(member: member, channel: channel, input: .line(""), at: now)
    return Turn(self, ask, nil, roster: roster)?.usable().map(\.definition) ?? []
  }
}

extension Turn {
  fileprivate func commandSuggestions(_ begun: String) -> [Suggestion] {
    let key = begun.lowercased()
    return usable().filter { table in
      ([table.definition.name] + table.definition.aliases).contains { $0.hasPrefix(key) }
    }.map { table in
      let usage = engine.usage(table.definition)
      return Suggestion(
        complete: "/\(table.definition.name) ", suggestion: "/\(table.definition.name)",
        hint: String(usage.dropFirst(table.definition.name.count + 2)),
        description: table.definition.summary)
    }
  }
}

/// Works out what may follow the words of a command.
private struct Suggester {
  let table: CommandTable
  let turn: Turn
  let line: Line
  /// The last word, as far as it is typed, and the text before it.
  private var begun = ""
  private var before = ""

  init(_ table: CommandTable, _ turn: Turn, _ line: Line) {
    self.table = table
    self.turn = turn
    self.line = line
  }

  mutating func suggestions(from start: Int) throws -> [Suggestion] {
    let table = table
    var cutter = Cutter(line, from: start, nameWordsMax: table.nameWordsMax) { key, isWhole in
      table.name(key, isWhole: isWhole)
    }
    var pieces = cutter.cut()
    begun = ""
    before = line.text(0..<line.scalars.count)
    if case .word(let word)? = pieces.last, word.range.upperBound == line.scalars.count {
      // Inside quotes it is free text, and what follows a closed quote is not begun yet.
      if word.isQuoted || word.isUnclosed { return [] }
      pieces.removeLast()
      begun = line.text(word.range)
      before = line.text(0..<word.range.lowerBound)
    }
    if let run = Run.runs(of: pieces).last, case .field(let index)? = run.name {
      let field = table.fields[index]
      if run.words.isEmpty || field.isText || field.isList {
        return values(of: field) + (run.words.isEmpty ? [] : try names(after: pieces))
      }
    }
    return try positional(after: pieces) + names(after: pieces)
  }

  /// The fields that what is typed so far has filled.
  private func filled(by pieces: [Piece]) throws -> Filling {
    var filler = Filler(table, turn)
    let end = line.scalars.count - begun.unicodeScalars.count
    let (_, start) = commandWord(line)
    guard start < end else { return filler.filling }
    try filler.bind(Line(line.text(0..<end)), from: start)
    return filler.filling
  }

  /// The values of the next fields in order, up to the first that must be given.
  private func positional(after pieces: [Piece]) throws -> [Suggestion] {
    let filling = try filled(by: pieces)
    let isDone = { (field: FieldTable) in
      filling.given.contains(field.name) || filling.bad.contains(field.name)
    }
    let order = table.positional.map { table.fields[$0] }
    let next = (order.lastIndex(where: isDone) ?? -1) + 1
    var found: [Suggestion] = []
    for field in order[next...] where !isDone(field) {
      found += values(of: field)
      if field.field.required { break }
    }
    return found
  }

  private func names(after pieces: [Piece]) throws -> [Suggestion] {
    let filling = try filled(by: pieces)
    let key = folded(begun)
    return table.fields.filter { field in
      !filling.given.contains(field.name) && !filling.bad.contains(field.name)
        && !table.serverSet.contains(field.name) && folded(field.name).hasPrefix(key)
        && field.name != CommandTable.because.name
    }.map { field in
      suggestion("\(field.name):", hint: field.field.label, field.field.hint)
    }
  }

  private func values(of table: FieldTable) -> [Suggestion] {
    let key = folded(begun)
    switch table.field.type {
    case .choice, .choices, .scale:
      let terms = (table.vocabulary?.vocabulary.terms ?? []).filter { isValid($0, on: turn.today) }
      return terms.filter { term in
        ([term.term, term.label] + term.aliases).contains { folded($0).hasPrefix(key) }
      }.map { suggestion($0.term, hint: $0.label, $0.descriptor) }
    case .member: return members(key)
    case .child, .children: return children(key)
    case .date:
      let back = table.field.past == .refused ? [] : ["yesterday"]
      let days = ["today"] + back + (table.field.future ? ["tomorrow"] : [])
      return plain(days, key, table)
    case .time: return plain(["now"], key, table)
    case .kind: return plain(turn.catalog.recordKinds.keys.sorted(), key, table)
    case .record:
      guard let kind = table.field.recordKind else {
        return plain(turn.kindsHere(), key, table)
      }
      return records(kind, key)
    case .command:
      let names = turn.usable().map(\.definition.name)
      return plain(names, key.hasPrefix("/") ? String(key.dropFirst()) : key, table)
    case .sessions: return plain(SessionPattern.words, key, table)
    case .grantRole: return plain(turn.kind.grantRoles, key, table)
    case .yesNo: return plain(["yes", "no"], key, table)
    case .text, .longText, .email, .number, .message, .changes: return []
    }
  }

  private func plain(_ words: [String], _ key: String, _ table: FieldTable) -> [Suggestion] {
    words.filter { folded($0).hasPrefix(key) }.map {
      suggestion($0, hint: table.field.label, table.field.hint)
    }
  }

  private func records(_ kind: String, _ key: String) -> [Suggestion] {
    let known = (try? turn.references(of: kind)) ?? []
    return known.filter { folded($0.name).hasPrefix(key) }.sorted { $0.name < $1.name }
      .prefix(Limits.suggestionsMax)
      .map { suggestion(turn.bare($0.name), hint: "\(kind) \($0.record.number)", "") }
  }

  private func members(_ key: String) -> [Suggestion] {
    let word = key.hasPrefix("@") ? String(key.dropFirst()) : key
    return turn.roster.members.values.filter { other in
      (other.login.hasPrefix(word) || folded(other.name).hasPrefix(word)) && turn.knows(other)
    }.sorted { $0.login < $1.login }.prefix(Limits.suggestionsMax).map {
      suggestion($0.login, hint: $0.name, "")
    }
  }

  private func children(_ key: String) -> [Suggestion] {
    turn.list.channels(turn.member.id, .see).compactMap { grant in
      turn.roster.channels[grant.channel].flatMap { place in
        place.child != nil && folded(place.name).hasPrefix(key) ? place : nil
      }
    }.prefix(Limits.suggestionsMax).map { suggestion($0.name, hint: $0.title, "") }
  }

  private func suggestion(_ word: String, hint: String, _ description: String) -> Suggestion {
    Suggestion(
      complete: before + word + " ", suggestion: word, hint: hint, description: description)
  }
}
