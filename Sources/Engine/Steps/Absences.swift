// absences: absences that run on or add up, told to the coordinators once each.

import Domain

/// What is to be told of one child, and what is kept so that it is told once.
private struct Finding {
  let child: Child
  var words: [String] = []
  var tellings: [Telling] = []
}

extension Turn {
  /// Nothing of it is written before the decision is returned, so it may be decided on a reader and
  /// committed afterwards, where `unlessTold` finds that no second one came first.
  func absences(_ table: CommandTable, _ filling: Filling, _ text: String) throws -> Decision {
    guard let step = table.definition.steps.first(where: { $0.verb == .absences }),
      let thresholds = step.thresholds, let into = step.into
    else { throw Complaint.unknownRecord(at: nil) }
    guard let place = roster.channel(single: table.definition.lands ?? "") else {
      throw Complaint.noLanding(table.definition.lands ?? "")
    }
    let day = filling.day("day") ?? today
    var findings: [Finding] = []
    var left = 0
    for child in try awayLately(day) {
      guard let finding = try finding(of: child, day, thresholds, place.id) else { continue }
      if findings.count < Limits.absencesToldMax { findings.append(finding) } else { left += 1 }
    }
    guard !findings.isEmpty else {
      return decide([], Reply(text: "No absence runs on or adds up that was not told before."))
    }
    var lines = findings.map { "\($0.child.short): \($0.words.joined(separator: "; "))" }
    if left > 0 { lines.append("And \(left) more: '/absences' tells of them.") }
    var values = filling.values
    values[into] = .text(lines.joined(separator: "\n"))
    let draft = draft(table, values, in: place.id, child: nil)
    let reply = "Told the coordinators of \(counted(findings.count, "child", "children"))."
    return decide(
      [
        .recordOpened(draft), .told(findings.flatMap(\.tellings)),
        message(text, in: place.id, link: .latest),
      ],
      Reply(text: reply))
  }

  /// The children who are expected on a day and were away on it or within the week before: nobody
  /// else's absence can have grown.
  private func awayLately(_ day: Day) throws -> [Child] {
    guard let lookup else { return [] }
    let all = roster.children.values.filter { child in
      roster.channels[child.channel]?.isArchived == false
    }.sorted { $0.short < $1.short }
    let grants = all.compactMap { houseGrant(.read, in: $0.channel) }
    var away: Set<ChannelID> = []
    for status in engine.statusesAway {
      let query = RecordQuery(
        kind: "attendance", from: day.adding(days: -6), to: day,
        equals: [("status", .text(status))], limit: Int.max)
      away.formUnion(try lookup.records(query, grants).map(\.channel))
    }
    let candidates = all.filter { away.contains($0.channel) }
    let expected = try Half.allCases.map { try self.expected(among: candidates, day, $0.rawValue) }
    let ids = Set(expected.flatMap { $0.map(\.id) })
    return candidates.filter { ids.contains($0.id) }
  }

  private func finding(
    of child: Child, _ day: Day, _ thresholds: AbsenceThresholds, _ place: ChannelID
  ) throws -> Finding? {
    let year = thresholds.yearStart(of: day)
    let figures = engine.figures(try marks(of: child, from: year, to: day))
    var finding = Finding(child: child)
    if let run = figures.run(thresholds), let start = figures.runStarts {
      // A run is known by its first session: another one is told anew.
      let key = Key(day: start.day, session: "run from \(start.half.rawValue)")
      let told = try told(of: child, key, place).compactMap { Int($0) }.max() ?? 0
      if run > told {
        finding.words.append("\(figures.consecutive) sessions absent in a row")
        finding.tellings.append(key.telling(child, String(run)))
      }
    }
    if let level = figures.level(thresholds) {
      let key = Key(day: year, session: "school year")
      let told = try told(of: child, key, place)
      let isNews = !told.contains(level.rawValue) && !told.contains(AbsenceLevel.severe.rawValue)
      if isNews {
        let share = percentText(permille: figures.absencePermille ?? 0)
        finding.words.append(
          "\(level.rawValue) absence, \(figures.absent) of \(figures.possible) sessions (\(share))")
        finding.tellings.append(key.telling(child, level.rawValue))
      }
    }
    return finding.words.isEmpty ? nil : finding
  }

  /// A child's attendance records within days, as they stand.
  func marks(of child: Child, from: Day, to: Day) throws -> [Record] {
    guard let lookup, let grant = houseGrant(.read, in: child.channel) else { return [] }
    let query = RecordQuery(
      kind: "attendance", from: from, to: to, limit: Limits.attendanceMarksMax)
    return try lookup.records(query, [grant])
  }

  private func told(of child: Child, _ key: Key, _ place: ChannelID) throws -> [String] {
    guard let lookup, let grant = houseGrant(.read, in: place) else { return [] }
    return try lookup.tellings(of: child.id, key.day, key.session, grant).map(\.telling.digest)
  }

  /// Under what a telling is found again.
  private struct Key {
    let day: Day
    let session: String
    func telling(_ child: Child, _ digest: String) -> Telling {
      Telling(child: child.id, day: day, session: session, record: nil, digest: digest)
    }
  }

  private func counted(_ count: Int, _ one: String, _ many: String) -> String {
    "\(count) \(count == 1 ? one : many)"
  }
}
