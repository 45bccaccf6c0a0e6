// dayEnd: the day in one message, when it is over: who came, who did not, and what is still open.

import Domain

extension Turn {
  func dayEnd(_ table: CommandTable, _ filling: Filling, _ text: String) throws -> Decision {
    let day = filling.day("day") ?? today
    let children = allChildren()
    let sessions = tables.vocabularies["session"]?.vocabulary.terms.map(\.term) ?? []
    let rolls = try sessions.map { try roll(of: children, day, $0) }
    let entries = rolls.flatMap { roll in roll.entries.map { ($0, roll.session) } }
    guard !entries.isEmpty else {
      return decide([], Reply(text: "Nobody was expected on \(dayText(day))."))
    }
    let came = try attended(rolls)
    let wanting = try came.filter { try !hasNote($0, day) }
    let head =
      "\(dayText(day)), as recorded at \(time.text): \(count(came.count, "child", "children")) came."
    let lines = [
      list("Late", entries, "late", "arrived"),
      list("Left early", entries, "left-early", "left"),
      list("Absent", entries, "absent", nil),
      list("Not recorded", entries, nil, nil),
      wanting.isEmpty
        ? nil : "No note yet: " + few(wanting.map(\.short), Limits.summaryListMax),
    ]
    return decide(
      announce(([head] + lines.compactMap(\.self)).joined(separator: "\n"), line: text))
  }

  /// The children who were here in any session.
  private func attended(_ rolls: [SessionRoll]) throws -> [Child] {
    var seen: Set<ChildID> = []
    return rolls.flatMap { $0.with("present", "late", "left-early", "other-site") }
      .map(\.child).filter { seen.insert($0.id).inserted }.sorted { $0.short < $1.short }
  }

  /// Has anybody written a note about a child's day?
  private func hasNote(_ child: Child, _ day: Day) throws -> Bool {
    guard let lookup, tables.records["note"] != nil,
      let grant = houseGrant(.read, in: child.channel)
    else { return true }
    let query = RecordQuery(kind: "note", from: day, to: day, limit: 1)
    return try !lookup.records(query, [grant]).isEmpty
  }

  /// `Late: AB AM 09:40`.
  private func list(
    _ title: String, _ entries: [(SessionEntry, String)], _ status: String?, _ field: String?
  ) -> String? {
    let found = entries.filter { $0.0.status == status }
    guard !found.isEmpty else { return nil }
    let words = found.map { entry, session in
      [entry.child.short, session, field.flatMap { clock(entry, $0) }].compactMap(\.self)
        .joined(separator: " ")
    }
    return "\(title): " + few(words, Limits.summaryListMax)
  }
}
