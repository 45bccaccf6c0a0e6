// Binds the words of a line to a command's fields: by name, then by their order.

import Domain

extension Filler {
  /// Gives every word to a field, or complains of it.
  mutating func bind(_ line: Line, from start: Int) throws {
    self.line = line
    let table = table
    var cutter = Cutter(line, from: start, nameWordsMax: table.nameWordsMax) { key, isWhole in
      table.name(key, isWhole: isWhole)
    }
    var loose: [Word] = []
    for run in Run.runs(of: cutter.cut()) {
      switch run.name {
      case nil: loose += run.words
      case .change(let key)?:
        filling.changes.append(
          Amendment(
            name: key, given: .text(line.text(run.words)), at: line.range(run.words) ?? run.at))
      case .field(let index)?: loose += try bind(run, to: table.fields[index])
      }
    }
    try bindLoose(loose[...])
  }

  /// Binds a named value; returns the words that are not part of it.
  private mutating func bind(_ run: Run, to field: FieldTable) throws -> ArraySlice<Word> {
    if filling.given.contains(field.name) || filling.bad.contains(field.name) {
      filling.complain(.repeatedField(field.field, at: run.at), about: field.name)
      return []
    }
    if table.serverSet.contains(field.name) {
      filling.complain(.setByServer(field.field, at: run.at), about: field.name)
      return []
    }
    guard let first = run.words.first else {
      // `changes:` may stand before the names themselves.
      if field.field.type != .changes {
        filling.complain(.missingValue(field.field, at: run.at), about: field.name)
      }
      return []
    }
    if first.isUnclosed {
      filling.complain(.unclosedQuote(at: first.range, field: field.name), about: field.name)
      return []
    }
    if field.field.type == .changes {
      takeChanges(line.text(run.words), for: field, at: line.range(run.words))
      return []
    }
    let reading = try read(field, run.words, isNamed: true)
    return run.words.dropFirst(try take(run.words, for: field, reading: reading))
  }

  /// Binds words without a name, in the order of the fields.
  private mutating func bindLoose(_ loose: ArraySlice<Word>) throws {
    var words = loose
    let open = table.positional.map { table.fields[$0] }.filter {
      !filling.given.contains($0.name) && !filling.bad.contains($0.name)
    }
    let lastText = open.lastIndex { $0.isText }
    var skipped: (field: FieldTable, wrong: Misreading, count: Int)?
    // An optional field that the values call for: what stands in its place is meant for it.
    var missed: (field: FieldTable, wrong: Misreading)?
    for (place, field) in open.enumerated() {
      guard let first = words.first else { return }
      if first.isUnclosed {
        return filling.complain(.unclosedQuote(at: first.range, field: nil), about: field.name)
      }
      if field.isText {
        // A quoted text ends with its quote, where something may follow it.
        let isEnded = first.isQuoted && place < open.count - 1
        let isLast = place == lastText && !isEnded
        // An optional text before the last one must be marked off by quotes, or it would take the
        // first word of what follows.
        if !isLast, !field.field.required, !first.isQuoted { continue }
        let mine = isLast ? words : words.prefix(1)
        if isLast, !field.field.required {
          if try takeEarlier(open[..<place], &words) { missed = nil }
          guard let first = words.first else { return }
          if let missed, !first.isQuoted {
            let complaint = turn.complaint(
              missed.field, line.text(first), missed.wrong, at: first.range)
            return filling.complain(complaint, about: missed.field.name)
          }
          if let complaint = strangeName(first) {
            return filling.complain(complaint, about: field.name)
          }
        }
        let rest = isLast ? words : mine
        filling.put(field.name, .text(trimmed(joined(rest))), at: line.range(rest))
        filling.words[field.name] = Array(rest)
        words = words.dropFirst(mine.count)
        continue
      }
      let isOptional = !field.field.required
      if isOptional, waits(field, for: open[(place + 1)...]) { continue }
      let isLoose = isOptional && lastText.map { $0 > place } ?? false
      let (reading, count) = try read(field, words, isLoose: isLoose)
      // A number that no message bears was meant for one; any other word is not its business.
      let isMeant = reading == .wrong(.message(isNumber: true))
      if case .wrong(let wrong) = reading, isOptional, !isMeant {
        if wrong == .message(isNumber: false) { continue }
        skipped =
          skipped ?? (field, wrong, field.field.type == .record ? count : 1)
        if isCalledFor(field.field) { missed = missed ?? (field, wrong) }
        continue
      }
      words = words.dropFirst(try take(words, for: field, reading: (reading, count)))
    }
    guard let place = line.range(words) else { return }
    guard !words[words.startIndex].isUnclosed else {
      return filling.complain(.unclosedQuote(at: words[words.startIndex].range, field: nil))
    }
    if let (field, wrong, count) = skipped, let typed = line.range(words.prefix(count)) {
      let complaint = turn.complaint(field, line.text(typed), wrong, at: typed)
      return filling.complain(complaint, about: field.name)
    }
    filling.complain(
      .unexpectedWords(line.text(place), usage: turn.engine.usage(table.definition), at: place))
  }

  /// Before the rest becomes free text: does its first word fit a closed field that was passed over?
  /// (`late 9:40 PM` names the session after the time.) True when one was called for.
  private mutating func takeEarlier(
    _ fields: ArraySlice<FieldTable>, _ words: inout ArraySlice<Word>
  ) throws -> Bool {
    var wasCalledFor = false
    search: while let first = words.first, !first.isQuoted, !first.isUnclosed {
      for field in fields where !field.isText && !filling.given.contains(field.name) {
        let reading = try read(field, words, isLoose: true)
        guard case .value = reading.0 else { continue }
        wasCalledFor = wasCalledFor || isCalledFor(field.field)
        words = words.dropFirst(try take(words, for: field, reading: reading))
        continue search
      }
      break
    }
    return wasCalledFor
  }

  /// A word like `sesion:` or `colour=red` where optional free text would begin: somebody meant a
  /// field, and it must not become part of a record as something else.
  private func strangeName(_ word: Word) -> Complaint? {
    guard !word.isQuoted else { return nil }
    let scalars = line.scalars[word.range]
    guard let mark = scalars.firstIndex(where: { $0 == ":" || $0 == "=" }),
      mark > scalars.startIndex
    else { return nil }
    let name = scalars[scalars.startIndex..<mark]
    guard name.allSatisfy({ ("a"..."z").contains($0) || ("A"..."Z").contains($0) || $0 == "_" })
    else { return nil }
    let known = table.fields.filter { !table.serverSet.contains($0.name) }.map(\.name)
    let typed = line.text(word.range.lowerBound..<mark)
    return .unknownField(
      typed, in: "/\(table.definition.name)", nearest: nearest(typed, among: known),
      at: word.range, mayBeText: true)
  }

  /// Words as typed; those that a named value parted are joined by a space.
  private func joined(_ words: ArraySlice<Word>) -> String {
    guard let all = line.range(words), words.count > 1 else { return line.text(words) }
    var text = ""
    var end = all.lowerBound
    for word in words {
      let gap = line.scalars[end..<word.range.lowerBound]
      text += gap.allSatisfy(isSpace) ? line.text(gap.startIndex..<gap.endIndex) : " "
      text += line.text(word.range)
      end = word.range.upperBound
    }
    return text
  }

  /// Does a field, which the values so far do not call for, leave its place to a later one of the
  /// same type which they do call for? (`left-early 14:10` is when the child left, not arrived.)
  private func waits(_ field: FieldTable, for later: ArraySlice<FieldTable>) -> Bool {
    guard !field.field.requiredWhen.isEmpty, !isCalledFor(field.field) else { return false }
    return later.contains { $0.field.type == field.field.type && isCalledFor($0.field) }
  }

  /// The longest run of words at the beginning that is a value of the field, and its length.
  private func read(
    _ field: FieldTable, _ words: ArraySlice<Word>, isLoose: Bool = false, isNamed: Bool = false
  ) throws -> (Reading, Int) {
    guard let first = words.first else { return (.wrong(.term), 0) }
    if first.isQuoted { return (try turn.read(field, line.text(first)), 1) }
    guard let wordsMax = field.wordsMax else {
      return (try turn.read(field, line.text(words)), words.count)
    }
    let most = words.prefix(wordsMax).prefix { !$0.isQuoted && !$0.isUnclosed }.count
    if field.isList {
      // Cutting a list short would lose a mistyped part of it without a word.
      let count = isNamed ? words.count : itemCount(words.prefix(most))
      return (try turn.read(field, line.text(words.prefix(count))), count)
    }
    if field.field.type == .sessions { return try readSessions(field, words.prefix(most)) }
    var wrong = Misreading.term
    for count in stride(from: most, through: 1, by: -1) {
      let reading = try turn.read(field, text(words.prefix(count), field), isLoose: isLoose)
      guard case .wrong(let why) = reading else { return (reading, count) }
      if wrong != .message(isNumber: true) { wrong = why }
    }
    return (.wrong(wrong), blamed(words.prefix(most), field))
  }

  /// The longest run of words that says sessions. A comma after it says that more was meant, and
  /// what was meant must not be left to the next field as something else.
  private func readSessions(_ field: FieldTable, _ words: ArraySlice<Word>) throws -> (Reading, Int)
  {
    for count in stride(from: words.count, through: 1, by: -1) {
      let mine = words.prefix(count)
      guard case .value(let value) = try turn.read(field, line.text(mine)) else { continue }
      guard count < words.count, isLinked(mine, to: words.dropFirst(count)) else {
        return (.value(value), count)
      }
      break
    }
    return (try turn.read(field, line.text(words)), words.count)
  }

  /// Do sessions go on after these words? A comma says so, and a half of a day, which is no date.
  private func isLinked(_ words: ArraySlice<Word>, to rest: ArraySlice<Word>) -> Bool {
    guard let last = words.last, let next = rest.first else { return false }
    let isParted = [last, next].contains { line.scalars[$0.range].contains(",") }
    let word = line.text(next.range)
    let isHalf = SessionPattern(text: word)?.text.hasPrefix("mon-fri ") ?? false
    return isParted || isHalf
  }

  /// How many words a list without a name has: it goes on after a comma and around `as`.
  private func itemCount(_ words: ArraySlice<Word>) -> Int {
    var count = 1
    for (word, next) in zip(words, words.dropFirst()) {
      let isLinked =
        line.scalars[word.range].last == "," || line.scalars[next.range].first == ","
        || folded(line.scalars[word.range]) == "as" || folded(line.scalars[next.range]) == "as"
      guard isLinked else { break }
      count += 1
    }
    return min(count, words.count)
  }

  /// The words as typed, without a comma that only parts them from what follows.
  private func text(_ words: ArraySlice<Word>, _ field: FieldTable) -> String {
    let text = line.text(words)
    return !field.isList && text.utf8.count > 1 && text.utf8.last == UInt8(ascii: ",")
      ? String(text.dropLast()) : text
  }

  /// How many words a wrong value has: up to its number for a record, all for a list or a date.
  private func blamed(_ words: ArraySlice<Word>, _ field: FieldTable) -> Int {
    switch field.field.type {
    case .record, .message:
      let numbered = words.firstIndex { word in
        line.scalars[word.range].contains { ("0"..."9").contains($0) }
      }
      return numbered.map { $0 - words.startIndex + 1 } ?? min(1, words.count)
    case .choices, .children, .date: return words.count
    default: return min(1, words.count)
    }
  }

  /// Keeps a value or complains of it; returns how many words that used up.
  private mutating func take(
    _ words: ArraySlice<Word>, for field: FieldTable, reading: (Reading, Int)
  ) throws -> Int {
    let mine = words.prefix(reading.1)
    let place = line.range(mine)
    switch reading.0 {
    case .value(let value):
      filling.put(field.name, value, at: place)
      if field.isText { filling.words[field.name] = Array(mine) }
    case .wrong(let wrong):
      let complaint = turn.complaint(field, line.text(mine), wrong, at: place)
      filling.complain(complaint, about: field.name)
    }
    return reading.1
  }
}
