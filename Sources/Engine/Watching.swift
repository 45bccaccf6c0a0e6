// Children whom the safeguarding leads watch: they hear at once of an absence, once a session.

import Domain

extension Turn {
  /// A word to the safeguarding leads when a child whom they watch is absent; once a session.
  func watchWord(_ mark: MarkChange, _ day: Day, _ session: String) throws -> [Change] {
    guard isAway(mark.new), let lookup, tables.records["watch"] != nil,
      let place = roster.channel(single: "safeguarding"),
      let grant = houseGrant(.read, in: place.id),
      let watch = try lookup.record(
        kind: "watch", oneKey: String(mark.child.id.raw), grant), isInForce(watch, on: day)
    else { return [] }
    if try wasAbsent(mark, (day, session), since: watch.writtenAt) { return [] }
    return [watchWord(watch.values, mark.child, mark.new, day, session, in: place.id)]
  }

  private func watchWord(
    _ watch: [String: Value], _ child: Child, _ mark: [String: Value], _ day: Day,
    _ session: String, in place: ChannelID
  ) -> Change {
    let term = textValue(watch["because"]) ?? ""
    let because = tables.vocabularies["watch-reason"]?.vocabulary.term(term)?.label ?? term
    let text =
      "\(child.short) is absent, \(named(session, day)): \(facts(of: child, mark)["facts"] ?? ""). "
      + "Watched: \(because.lowercased())."
    return .consequences([houseMessage(text, in: place)])
  }

  /// What a watch that begins today has missed of the day: who enters it is told of the day's marks,
  /// and of an absence all leads are told at once.
  func watching(
    _ table: CommandTable, _ watch: [String: Value], before: [String: Value]? = nil
  ) throws -> (words: [Change], reply: Reply?) {
    guard table.definition.record == "watch", case .child(let id)? = watch["about"],
      let child = roster.children[id], let place = roster.channel(single: "safeguarding"),
      isInForce(watch, on: today)
    else { return ([], nil) }
    var words: [Change] = []
    var told: [String] = []
    for term in tables.vocabularies["session"]?.vocabulary.terms ?? [] {
      let mark = try mark(of: child, today, term.term)
      told.append("\(term.label.lowercased()) \(facts(of: child, mark?.values)["facts"] ?? "")")
      guard let mark, isAway(mark.values) else { continue }
      words.append(watchWord(watch, child, mark.values, today, term.term, in: place.id))
    }
    // Those who watched already have heard of it.
    if let before, isInForce(before, on: today) { words = [] }
    return (words, Reply(text: "\(child.short) today: \(told.joined(separator: "; "))."))
  }

  private func isInForce(_ values: [String: Value], on day: Day) -> Bool {
    if case .day(let starts)? = values["starts"], day < starts { return false }
    if case .day(let ends)? = values["ends"], ends < day { return false }
    return true
  }

  /// Was it marked as absent in this session before, when the leads heard of it?
  private func wasAbsent(
    _ mark: MarkChange, _ key: (Day, String), since: Instant
  ) throws -> Bool {
    guard let id = mark.record, let lookup,
      let grant = houseGrant(.read, in: mark.child.channel)
    else { return false }
    let absences = try lookup.revisions(of: id, grant).map { version in
      let isSame = MarkChange.key(version.values).map { $0 == key } ?? false
      return (at: version.at, isAbsent: isSame && isAway(version.values))
    }
    if absences.contains(where: { $0.isAbsent && since <= $0.at }) { return true }
    // Of a day's absence they were told when the watch began.
    return zoneDay(since) == key.0
      && absences.filter { $0.at < since }.max { $0.at < $1.at }?.isAbsent ?? false
  }
}
