// Who is expected when: each child's own sessions, beside the terms and closures of the house.

import Domain

extension Turn {
  /// The terms and closures as they stand, read once a turn in the house's name. What was cancelled
  /// counts no more.
  func calendar() throws -> TermCalendar {
    if let calendarRead { return calendarRead }
    let places = ["register", "coordination"].compactMap { roster.channel(single: $0) }
    let grants = places.compactMap { houseGrant(.read, in: $0.id) }
    let calendar = TermCalendar(
      terms: try standing("term", grants).compactMap { term in
        let first = startDay(term)
        return lastDay(term).flatMap { first <= $0 ? first...$0 : nil }
      },
      closures: try standing("closure", grants).compactMap { closure in
        TermCalendar.Closure(
          name: text("name", of: closure), why: text("why", of: closure), first: startDay(closure),
          last: lastDay(closure), half: Half(rawValue: text("session", of: closure)))
      })
    calendarRead = calendar
    return calendar
  }

  private func standing(_ kind: String, _ grants: [Grant]) throws -> [Record] {
    guard let lookup, tables.records[kind] != nil else { return [] }
    let query = RecordQuery(kind: kind, limit: Limits.calendarRecordsMax)
    return try lookup.records(query, grants).filter { $0.state != "cancelled" }
  }

  func startDay(_ record: Record) -> Day {
    if case .day(let day)? = record.values["starts"] { day } else { record.day }
  }

  private func lastDay(_ record: Record) -> Day? {
    if case .day(let day)? = record.values["ends"] { day } else { nil }
  }

  private func text(_ name: String, of record: Record) -> String {
    if case .text(let text)? = record.values[name] { text } else { "" }
  }
}

extension Turn {
  /// The sessions of a week that a child attends on a day: of the newest expectation that holds, else
  /// every session of a weekday.
  func pattern(of child: Child, on day: Day) throws -> SessionPattern {
    try patterns(of: [child], on: day)[child.id] ?? .weekdays
  }

  /// The same of many children at one time; a child without an expectation of its own is left out,
  /// and stands for `SessionPattern.weekdays`.
  func patterns(of children: [Child], on day: Day) throws -> [ChildID: SessionPattern] {
    guard let lookup, tables.records["expectation"] != nil else { return [:] }
    let grants = children.compactMap { houseGrant(.read, in: $0.channel) }
    let owners = Dictionary(
      children.map { ($0.channel, $0.id) }, uniquingKeysWith: { first, _ in first })
    // By day, so that each channel is asked by its index, however many there are in the house.
    let query = RecordQuery(kind: "expectation", from: Turn.firstDay, to: day, limit: Int.max)
    var found: [ChildID: [Expectation]] = [:]
    for record in try lookup.records(query, grants) {
      guard let child = owners[record.channel],
        let pattern = SessionPattern(text: text("pattern", of: record))
      else { continue }
      found[child, default: []].append(
        Expectation(starts: startDay(record), ends: lastDay(record), pattern: pattern))
    }
    return found.mapValues { Expectation.pattern(on: day, of: $0) }
  }

  /// Before every day that can be typed.
  static let firstDay = Day(number: -719_162)

  /// Is a child expected in a session of a day?
  func isExpected(_ child: Child, _ day: Day, _ session: String) throws -> Bool {
    try !expected(among: [child], day, session).isEmpty
  }

  /// Those of these children who are expected in a session of a day, in their order.
  func expected(among children: [Child], _ day: Day, _ session: String) throws -> [Child] {
    guard let half = Half(rawValue: session), try calendar().isOpen(day, half) else { return [] }
    let patterns = try patterns(of: children, on: day)
    return children.filter { !$0.isErased && (patterns[$0.id] ?? .weekdays).holds(day, half) }
  }
}
