// register: one line of the register, as one attendance record a child, all or nothing.

import Domain

extension Turn {
  func register(_ table: CommandTable, _ filling: Filling, _ text: String) throws -> Decision {
    guard let attend = tables.records["attendance"], lookup != nil else {
      throw Complaint.unknownRecord(at: nil)
    }
    var marking = Marking(self, attend, filling, text)
    try marking.run()
    guard marking.complaints.isEmpty else { return complain(marking.complaints) }
    let reply = Reply(text: try marking.told())
    guard !marking.changes.isEmpty else { return decide([], reply) }
    // The reasons stand in the children's own channels alone: more people read here than there,
    // and an erasure there takes nothing from here.
    return decide(marking.changes + [message(marking.shown(table.definition.name))], reply)
  }
}

/// Marks the children of one line, each by `/attend` in the child's own channel.
private struct Marking {
  let turn: Turn
  let attend: CommandTable
  let isForm: Bool
  let line: Line
  private var book: RegisterLine
  /// What the line gives for all children: session, day, and why it changes.
  private let standing: [String: Value]

  private(set) var complaints: [Complaint] = []
  private(set) var changes: [Change] = []
  private var named: Set<ChildID> = []
  private var marked: [(child: Child, status: String)] = []
  private var unchanged: [Child] = []
  private var unexpected: [Child] = []
  private var before: [String] = []
  /// Each part of the line as it is shown, by where it begins.
  private var words: [Int: String] = [:]

  init(_ turn: Turn, _ attend: CommandTable, _ filling: Filling, _ text: String) {
    self.turn = turn
    self.attend = attend
    if case .form = turn.ask.input { isForm = true } else { isForm = false }
    line = Marking.entries(of: filling, isForm ? nil : Line(text))
    let table = attend["status"]
    let sessions = attend["session"]?.vocabulary
    book = RegisterLine(
      line, RegisterNames(turn),
      isStatus: { Marking.isStatus($0, table?.vocabulary) },
      session: { key in
        guard case .one(let index)? = sessions?.match(key, prefixMin: .max) else { return nil }
        return sessions.map { .text($0.vocabulary.terms[index].term) }
      })
    book.read()
    var standing = filling.values
    standing["entries"] = nil
    if let first = book.sessionFirst, !filling.given.contains("session") {
      standing["session"] = first
    }
    self.standing = standing
  }

  /// The line of which only the entries are left, its places what they were.
  private static func entries(of filling: Filling, _ typed: Line?) -> Line {
    guard let typed, let words = filling.words["entries"] else {
      return Line(filling.text("entries") ?? "")
    }
    let isOneQuote = words.count == 1
    return Line(typed, only: words.map { isOneQuote ? $0.inner : $0.range })
  }

  private static func isStatus(_ keys: [String], _ vocabulary: VocabularyTable?) -> Bool {
    guard let vocabulary else { return false }
    for count in 1...max(1, keys.count) {
      let key = folded(keys.prefix(count).joined(separator: " "))
      if case .one = vocabulary.match(key, prefixMin: 3) { return true }
    }
    return false
  }

  // MARK: All parts

  mutating func run() throws {
    complaints = book.complaints
    try checkNames()
    for entry in book.entries {
      if case .children(let children) = entry.who { try mark(children, entry) }
    }
    for entry in book.entries {
      if case .rest = entry.who { try mark(try rest(entry), entry) }
    }
    if !before.isEmpty { complaints.append(.markedBefore(before)) }
    if isForm {
      complaints = complaints.map {
        Complaint(code: $0.code, text: $0.text, hint: $0.hint, field: $0.field)
      }
    }
  }

  private mutating func checkNames() throws {
    var hasRest = false
    for entry in book.entries {
      switch entry.who {
      case .rest:
        if hasRest { complaints.append(.restTwice(at: entry.at)) }
        hasRest = true
      case .children(let children):
        for child in children where !named.insert(child.id).inserted {
          complaints.append(.namedTwice(child, at: entry.at))
        }
      }
    }
    if book.entries.isEmpty, complaints.isEmpty {
      complaints.append(.nobodyNamed())
    }
    guard named.count <= Limits.registerChildrenMax else {
      throw Complaint.tooManyChildren(at: nil)
    }
  }

  /// Those who are expected in the session, not named, and not marked.
  private mutating func rest(_ entry: RegisterEntry) throws -> [Child] {
    let mine = yours()
    guard mine.count <= Limits.registerChildrenMax else {
      complaints.append(.tooManyChildren(at: entry.at))
      return []
    }
    guard let first = mine.first, let filling = try fill(entry, for: first)?.filling else {
      return []
    }
    let (day, session) = key(filling)
    let others = mine.filter { !named.contains($0.id) }
    return try turn.expected(among: others, day, session).filter { child in
      try turn.mark(of: child, day, session) == nil
    }
  }

  /// The children whom the asker may mark, in the order of their short names.
  private func yours() -> [Child] {
    turn.list.channels(turn.member.id, .command).compactMap { grant in
      turn.roster.channels[grant.channel]?.child.flatMap { turn.roster.children[$0] }
    }.filter { mayMark($0) }.sorted { $0.short < $1.short }
  }

  private func mayMark(_ child: Child) -> Bool {
    turn.list.mayUse(attend.definition, turn.member.id, in: child.channel)
  }

  // MARK: One part

  private mutating func mark(_ children: [Child], _ entry: RegisterEntry) throws {
    var shown: Filling?
    for child in children {
      guard mayMark(child) else {
        complaints.append(.mayNotMark(child, at: entry.at))
        continue
      }
      // What is wrong with the words is wrong for each of them, and told once.
      guard let (own, filling) = try fill(entry, for: child) else { return }
      shown = filling
      try write(child, own, filling, entry)
    }
    if let shown { words[entry.at.lowerBound] = display(entry, children, shown) }
  }

  /// What an entry says, as `/attend` reads it in the child's channel.
  private mutating func fill(
    _ entry: RegisterEntry, for child: Child
  ) throws -> (turn: Turn, filling: Filling)? {
    let ask = Ask(
      member: turn.member.id, channel: child.channel,
      input: .form(command: attend.definition.name, fields: .null), at: turn.ask.at)
    guard let lookup = turn.lookup, let own = Turn(turn.engine, ask, lookup) else { return nil }
    var filler = Filler(attend, own)
    let filling = try filler.fill(
      Line(line, upTo: entry.tail.upperBound), from: entry.tail.lowerBound, standing: standing)
    if filling.complaints.isEmpty { return (own, filling) }
    let who = line.text(entry.at)
    for complaint in filling.complaints {
      complaints.append(complaint.about(trimmed(who), at: complaint.at ?? entry.tail))
    }
    return nil
  }

  private mutating func write(
    _ child: Child, _ own: Turn, _ filling: Filling, _ entry: RegisterEntry
  ) throws {
    let (day, session) = key(filling)
    do {
      let decision = try own.perform(attend, filling, text: own.written(attend, filling))
      changes += decision.changes
      guard !decision.changes.isEmpty else { return unchanged.append(child) }
      let status = filling.values["status"].map { plain($0, turn.roster) } ?? ""
      marked.append((child, status))
      if case .children = entry.who, status != "not-expected",
        try !turn.isExpected(child, day, session)
      {
        unexpected.append(child)
      }
    } catch let complaint as Complaint {
      guard complaint.code == "reason-needed" else {
        return complaints.append(complaint.about(child.short, at: entry.at))
      }
      let old = try own.grant(.read).flatMap { _ in try turn.mark(of: child, day, session) }
      let value = old?.values["status"].map { " (\(plain($0, turn.roster)))" }
      before.append(child.short + (value ?? ""))
    }
  }

  private func key(_ filling: Filling) -> (Day, String) {
    (filling.day("day") ?? turn.today, filling.text("session") ?? "")
  }

  // MARK: What is told

  /// The entry as everyone in the register may read it: short names, status and times.
  private func display(_ entry: RegisterEntry, _ children: [Child], _ filling: Filling) -> String {
    var parts: [String] = []
    switch entry.who {
    case .rest: parts.append("all")
    case .children: parts.append(children.map(\.short).joined(separator: ", "))
    }
    for field in attend.fields where filling.given.contains(field.name) {
      guard let value = filling.values[field.name], value != standing[field.name] else { continue }
      switch field.field.type {
      case .choice, .date, .time:
        if field.field.positional { parts.append(plain(value, turn.roster)) }
      default: continue
      }
    }
    return parts.joined(separator: " ")
  }

  /// The line as it stands in the register.
  func shown(_ command: String) -> String {
    var text =
      "/\(command) " + words.sorted { $0.key < $1.key }.map(\.value).joined(separator: "; ")
    if let session = standing["session"] { text += " session: \(plain(session, turn.roster))" }
    if case .day(let day)? = standing["day"], day != turn.today { text += " day: \(day.text)" }
    return text
  }

  /// What the asker is told: who was marked, and who of theirs is still unmarked.
  func told() throws -> String {
    let session = standing["session"].map { plain($0, turn.roster) } ?? ""
    let day = if case .day(let day)? = standing["day"] { day } else { turn.today }
    var lines: [String] = []
    if marked.isEmpty {
      lines.append(
        unchanged.isEmpty
          ? "Nobody is left to mark: nothing was written."
          : "Already so: \(shorts(unchanged)). Nothing was written.")
    } else {
      let place = day == turn.today ? session : "\(session) of \(dayText(day))"
      lines.append("Marked \(marked.count) (\(place)): \(groups()).")
      if !unchanged.isEmpty { lines.append("Already so: \(shorts(unchanged)).") }
    }
    if let alike = alike() { lines.append(alike) }
    if !unexpected.isEmpty { lines.append("Marked, but not expected: \(shorts(unexpected)).") }
    if let left = try unmarked(day, session) {
      lines.append(left.isEmpty ? "Nobody is unmarked." : "Still unmarked: \(shorts(left)).")
    }
    return lines.joined(separator: "\n")
  }

  /// Which child was meant by name where others have its initials; nil where none was.
  private func alike() -> String? {
    var names = RegisterNames(turn)
    let lines = marked.map(\.child).filter { named.contains($0.id) }.compactMap { child in
      let others = names.alike(child).filter { !named.contains($0.id) }
      guard !others.isEmpty else { return nil as String? }
      let year = child.yearGroup.flatMap { $0 > 0 ? " (year \($0))" : nil } ?? ""
      return "\(child.short)\(year), not \(listed(others.prefix(4).map(\.short), "or"))"
    }
    return lines.isEmpty ? nil : "That is " + few(lines, Limits.suggestionsMax) + "."
  }

  /// `26 present, 1 late (JS), 1 absent (KM)`
  private func groups() -> String {
    let order = attend["status"]?.vocabulary?.vocabulary.terms.map(\.term) ?? []
    let groups = order.compactMap { status -> String? in
      let children = marked.filter { $0.status == status }.map(\.child)
      guard !children.isEmpty else { return nil }
      let text = "\(children.count) \(status)"
      return children.count > 6 ? text : "\(text) (\(shorts(children)))"
    }
    return groups.joined(separator: ", ")
  }

  private func shorts(_ children: [Child]) -> String {
    few(children.map(\.short), Limits.suggestionsMax)
  }

  /// Nil where there are more children than one line may be about.
  private func unmarked(_ day: Day, _ session: String) throws -> [Child]? {
    let mine = yours()
    guard mine.count <= Limits.registerChildrenMax else { return nil }
    let done = Set(marked.map(\.child.id))
    let others = mine.filter { !done.contains($0.id) }
    return try turn.expected(among: others, day, session).filter { child in
      try turn.mark(of: child, day, session) == nil
    }
  }
}
