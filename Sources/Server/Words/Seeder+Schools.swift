// What a made-up organisation's day rests on: a term, schools with verified addresses, placements.
import Domain
import Engine
import Store

extension Seeder {
  /// Enters them in the coordinator's name and answers the schools' rows. No code is mailed: nobody
  /// reads there.
  func placeChildren(at start: Instant) throws -> [RecordID] {
    guard let author = store.roster.member(login: "cora") else { return [] }
    let first = zone.local(start).day
    try enterTerm(from: first, by: author.id, at: start)
    let schools = try enterSchools(by: author.id, at: start)
    guard !schools.isEmpty else { return [] }
    var rest = plan.children.indices[...]
    try store.bulk { lookup in
      guard let index = rest.popFirst() else { return nil }
      let changes = self.placement(index, schools, from: first, lookup.roster)
      return Decision(actor: author.id, at: start, changes: changes)
    }
    return schools
  }

  /// The schools hear from today on: what was marked before would all be mailed as news.
  func verify(_ schools: [RecordID]) throws {
    guard let author = store.roster.member(login: "cora") else { return }
    let at = zone.instant(day: plan.today, time: .midnight)
    let changes = schools.map {
      Change.recordState($0, state: AddressState.verified.rawValue, reason: "made up")
    }
    try store.bulk([Decision(actor: author.id, at: at, changes: changes)])
  }

  private func enterTerm(from first: Day, by author: MemberID, at start: Instant) throws {
    guard let place = store.roster.channel(single: "register") else { return }
    let last = plan.today.adding(days: 42)
    let changes = opening(
      "term",
      [
        "name": .text("This term (made up)"), "starts": .day(first), "ends": .day(last),
      ], in: place.id, day: first, at: start,
      text: "/term \"This term (made up)\" \(first.text) \(last.text)")
    try store.bulk([Decision(actor: author, at: start, changes: changes)])
  }

  /// Answers their rows, in the plan's order.
  private func enterSchools(by author: MemberID, at start: Instant) throws -> [RecordID] {
    guard let place = store.roster.channel(single: "coordination") else { return [] }
    let schools = plan.schools
    try store.bulk(
      schools.map { school in
        let text =
          "/school \"\(school.name)\" email: \(school.email) officer: \"\(school.officer)\""
        return Decision(
          actor: author, at: start,
          changes: self.opening(
            "school",
            [
              "name": .text(school.name), "email": .text(school.email),
              "officer": .text(school.officer),
            ], in: place.id, day: self.zone.local(start).day, at: start,
            text: text))
      })
    let access = AccessList(roster: store.roster, catalog: catalog, now: start)
    guard let grant = access.grant(author, .read, place.id) else { return [] }
    return try store.read { reader in
      try schools.indices.compactMap {
        try reader.record(kind: "school", number: Int64($0 + 1), grant)?.id
      }
    }
  }

  private func placement(
    _ index: Int, _ schools: [RecordID], from first: Day, _ roster: Roster
  ) -> [Change] {
    let child = plan.children[index]
    guard let id = roster.channelsByName[child.short.lowercased()],
      let owner = roster.channels[id]?.child
    else { return [] }
    let school = plan.school(of: index)
    let at = zone.instant(day: first, time: TimeOfDay(minutes: 490) ?? .midnight)
    var changes = opening(
      "placement", ["school": .record(schools[school]), "starts": .day(first)], in: id,
      child: owner, day: first, at: at,
      text: "/placement \"\(SeedPlan.schoolName(school))\" from: \(first.text)")
    if let pattern = plan.partTime(index) {
      let review = plan.today.adding(days: 28)
      changes += opening(
        "expectation",
        [
          "pattern": .text(pattern.text), "starts": .day(first), "review": .day(review),
          "reason": .text("part-time timetable, agreed with the school"),
        ], in: id, child: owner, day: first, at: at,
        text: "/expect \"\(pattern.text)\" from: \(first.text) review: \(review.text)"
          + " reason: \"part-time timetable, agreed with the school\"")
    }
    return changes
  }

  /// A record with the message that shows it; none where the definitions know no such kind.
  private func opening(
    _ kind: String, _ values: [String: Value], in place: ChannelID, child: ChildID? = nil, day: Day,
    at: Instant, text: String
  ) -> [Change] {
    guard let definition = catalog.recordKinds[kind] else { return [] }
    let draft = RecordDraft(
      kind: kind, channel: place, child: child, day: day, happenedAt: at,
      state: definition.state, oneKey: Engine.oneKey(values, definition),
      receipt: plannedDice.letters(20), values: values)
    return [
      .recordOpened(draft),
      .message(MessageDraft(channel: place, text: text, clientID: nil, link: .latest)),
    ]
  }
}
