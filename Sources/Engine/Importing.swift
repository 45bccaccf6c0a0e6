// A calendar file becomes terms and closures, by the same forms that people fill: all, or nothing.

import Domain

/// What became of the events of a file.
private struct Taken {
  var changes: [Change] = []
  var complaints: [Complaint] = []
  var lines: [String] = []
  var counts: [String: Int] = [:]
  /// The line of the event that has a key already.
  var keys: [String: Int] = [:]
  /// The line of the event that has a UID already.
  var uids: [String: Int] = [:]

  mutating func count(_ what: String, _ line: String) {
    counts[what, default: 0] += 1
    if lines.count < Limits.pageRowsMax { lines.append("\(what): \(line)") }
  }
}

extension Turn {
  /// What a calendar file amounts to here. The second time it changes nothing; an event that was
  /// changed in between revises its record, and one that was called off cancels it.
  func importCalendar(_ text: String) throws -> Decision {
    for name in [Turn.term, Turn.closure] { _ = try command(name, at: nil) }
    let file = CalendarFile(text, zone: engine.zone)
    guard file.complaints.isEmpty else { return complain(file.complaints) }
    var taken = Taken()
    let known = try [Turn.term, Turn.closure].flatMap { try imported($0) }
    for event in file.events {
      do {
        try take(event, known, &taken)
      } catch let complaint as Complaint {
        taken.complaints.append(complaint.on(line: event.line))
      }
    }
    guard taken.complaints.isEmpty else { return complain(taken.complaints) }
    let order = ["new", "changed", "cancelled", "as before", "called off before", Turn.leftOut]
    let sums = order.compactMap { what in taken.counts[what].map { "\($0) \(what)" } }
    let head = "\(file.events.count) events: \(sums.joined(separator: ", "))."
    return decide(
      taken.changes, Reply(text: ([head] + taken.lines).joined(separator: "\n")))
  }

  private static let term = "term"
  private static let closure = "closure"

  /// Records of a kind in this channel that came from a calendar file.
  private func imported(_ kind: String) throws -> [Record] {
    guard let lookup, let grant = grant(.read) else { return [] }
    return try lookup.records(RecordQuery(kind: kind, limit: Limits.calendarRecordsMax), [grant])
      .filter { $0.values["uid"] != nil }
  }

  private func take(_ event: CalendarEvent, _ known: [Record], _ taken: inout Taken) throws {
    if !event.uid.isEmpty, let line = taken.uids.updateValue(event.line, forKey: event.uid) {
      throw Complaint(
        code: "bad-calendar", text: "This event has the UID of the one on line \(line).",
        hint: "Give each event a UID of its own, or export the calendar anew.")
    }
    let mine = event.uid.isEmpty ? [] : known.filter { $0.values["uid"] == .text(event.uid) }
    guard let meaning = meaning(event.summary) ?? mine.first.flatMap(meaning(of:)) else {
      return taken.count(Turn.leftOut, event.summary)
    }
    let why: String? = if case .closure(let why) = meaning { why } else { nil }
    let kind = why == nil ? Turn.term : Turn.closure
    let old = mine.first { $0.kind == kind }
    // What was a closure and is a term now is no closure any more.
    for other in mine where other.kind != kind && other.state != Turn.cancelled {
      taken.changes.append(.recordState(other.id, state: Turn.cancelled, reason: Turn.reason))
    }
    guard !event.isCancelled else { return cancel(event, old, &taken) }
    let table = try command(kind, at: nil)
    var filler = Filler(table, self)
    let filling = try filler.fill(form: form(event, why: why))
    guard filling.complaints.isEmpty else {
      taken.complaints += filling.complaints.map { $0.on(line: event.line) }
      return
    }
    let key = "\(kind) \(Engine.oneKey(filling.values, table.definition) ?? "")"
    if let line = taken.keys.updateValue(event.line, forKey: key) {
      throw Complaint(
        code: "bad-calendar", text: "This event is the same as the one on line \(line).",
        hint: "Give one of them another name.")
    }
    try put(filling, table, over: old, &taken)
  }

  private func put(
    _ filling: Filling, _ table: CommandTable, over old: Record?, _ taken: inout Taken
  ) throws {
    var filling = filling
    let text = written(table, filling)
    filling.values["because"] = nil
    guard let old else {
      filling.values["because"] = .text(Turn.reason)
      let decision = try perform(table, filling, text: text)
      taken.changes += decision.changes
      return taken.count(decision.changes.isEmpty ? "as before" : "new", text)
    }
    let isBack = old.state == Turn.cancelled
    if isBack {
      let state = table.definition.state
      taken.changes.append(.recordState(old.id, state: state, reason: Turn.reason))
    }
    guard filling.values != old.values else {
      return taken.count(isBack ? "changed" : "as before", text)
    }
    taken.changes += try revision(of: old, table, filling.values, reason: Turn.reason)
    taken.changes.append(message(text, link: .latest))
    taken.count("changed", text)
  }

  private func cancel(_ event: CalendarEvent, _ old: Record?, _ taken: inout Taken) {
    guard let old, old.state != Turn.cancelled else {
      return taken.count("called off before", event.summary)
    }
    taken.changes.append(.recordState(old.id, state: Turn.cancelled, reason: Turn.reason))
    taken.count("cancelled", event.summary)
  }

  private static let cancelled = "cancelled"
  private static let leftOut = "left out, named neither a term nor a closure"
  private static let reason = "from a calendar file"

  /// The event as the form of its command.
  private func form(_ event: CalendarEvent, why: String?) throws -> JSON {
    var form: [(name: String, value: JSON)] = [
      ("name", .string(event.summary)), ("starts", .string(event.first.text)),
      ("ends", .string(event.last.text)),
    ]
    if !event.uid.isEmpty { form.append(("uid", .string(event.uid))) }
    guard let why else {
      let days = event.last.number - event.first.number + 1
      // `Autumn term begins` on one day would close the rest of the year.
      guard days >= Limits.termDaysMin else {
        throw Complaint(
          code: "bad-calendar",
          text: "'\(cut(event.summary))' is called a term and has \(days) "
            + "day\(days == 1 ? "" : "s").",
          hint: "Give it its first and last day, or another name.")
      }
      return .object(form)
    }
    form.append(("why", .string(why)))
    if let half = event.half { form.append(("session", .string(half.rawValue))) }
    return .object(form)
  }

  /// What an event is here.
  private enum Meaning {
    case term
    case closure(String)
  }

  /// What an event is, by the words of its name and those of the closures' vocabulary and of terms;
  /// nil where it has none of them: a parents' evening closes nothing.
  private func meaning(_ summary: String) -> Meaning? {
    let name = " \(spaced(summary)) "
    let terms = tables.records[Turn.closure]?["why"]?.vocabulary?.vocabulary.terms ?? []
    let named = terms.first { term in
      ([term.term, term.label] + term.aliases).contains { name.contains(" \(spaced($0)) ") }
    }
    if let named { return .closure(named.term) }
    let words = tables.records[Turn.term].map { [$0.definition.name] + $0.definition.aliases } ?? []
    return words.contains { name.contains(" \(spaced($0)) ") } ? .term : nil
  }

  /// What the record of an event is whose name says it no more.
  private func meaning(of record: Record) -> Meaning? {
    if record.kind == Turn.term { return .term }
    return if case .text(let why)? = record.values["why"] { .closure(why) } else { nil }
  }

  /// Words in lower case with one space between them, without marks.
  private func spaced(_ text: String) -> String {
    folded(text).split { !$0.isLetter && !$0.isNumber }.joined(separator: " ")
  }
}

extension Complaint {
  /// The same complaint, about a line of a file.
  fileprivate func on(line: Int) -> Complaint {
    Complaint(code: code, text: "Line \(line): \(text)", hint: hint)
  }
}
