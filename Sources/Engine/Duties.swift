// The duties of a day: which are due, what the house says for them, and how their records are kept.

import Domain

/// A duty beside what became of it on one day.
public struct DutyStanding: Sendable {
  /// Where a duty stands.
  public enum State: String, Sendable {
    /// Its time has not come.
    case notYet = "not-yet"
    /// Its time has come, and it is not recorded yet.
    case due
    /// It was done in time.
    case done
    /// It was done, but began late.
    case late
    /// Its time was over before it could begin.
    case missed
    /// It was refused or went wrong.
    case failed
    /// Nobody is expected on that day.
    case closed
  }
  /// What is declared.
  public let duty: Duty
  /// Where its lines are said and its records lie.
  public let channel: ChannelID
  /// The day.
  public let day: Day
  /// When it is due.
  public let due: Instant
  /// When it is too late.
  public let until: Instant
  /// Its record, where the asker may read it.
  public let record: Record?
  /// Where it stands.
  public let state: State
}

extension Engine {
  /// The duties of a day, in the order of their times, as a member may read them: the house itself
  /// to do them, a coordinator to see them.
  public func duties(
    of day: Day, at now: Instant, as member: MemberID, _ lookup: any Lookup
  ) throws -> [DutyStanding] {
    var isOpen: Bool?
    var standings: [DutyStanding] = []
    for (kind, duties) in catalog.kinds.mapValues(\.duties) where !duties.isEmpty {
      guard let place = lookup.roster.channel(single: kind),
        let turn = turn(.bot, in: place.id, at: now, lookup),
        let grant = turn.list.grant(member, .read, place.id)
      else { continue }
      for duty in duties {
        let record = try lookup.record(kind: "duty", oneKey: "\(duty.name)|\(day.text)", grant)
        let due = zone.instant(day: day, time: duty.at)
        let until = zone.instant(day: day, time: duty.until)
        var state = DutyStanding.State.notYet
        if let outcome = record.flatMap({ textValue($0.values["outcome"]) }) {
          state = DutyStanding.State(rawValue: outcome) ?? .done
        } else if due <= now || member != .bot {
          // Whether anybody is expected costs most: it is asked last, and once.
          if duty.days == .open, isOpen == nil { isOpen = try turn.isOpen(day) }
          let isDue = duty.days == .every || isOpen == true
          state = !isDue ? .closed : due > now ? .notYet : until > now ? .due : .missed
        }
        standings.append(
          DutyStanding(
            duty: duty, channel: place.id, day: day, due: due, until: until, record: record,
            state: state))
      }
    }
    return standings.sorted { ($0.due, $0.duty.name) < ($1.due, $1.duty.name) }
  }

  /// The lines of a duty as they are to be said now: those for each school once for every school
  /// that wants them.
  public func lines(of standing: DutyStanding, at now: Instant, _ lookup: any Lookup) throws
    -> [String]
  {
    let duty = standing.duty
    guard duty.each == .school else { return duty.lines }
    guard let turn = turn(.bot, in: standing.channel, at: now, lookup) else { return [] }
    let schools = try turn.schools().filter { turn.wants($0, "summary") }
    return duty.lines.flatMap { line -> [String] in
      guard line.contains(Duty.placeholder) else { return [line] }
      return schools.map { school in
        return line.replacing(Duty.placeholder, with: "school \(school.number)")
      }
    }
  }

  /// What records how a duty went: opened once a day, revised where it had failed before. Empty
  /// where it stands so already.
  public func note(
    _ standing: DutyStanding, _ outcome: DutyStanding.State, detail: String, at now: Instant,
    _ lookup: any Lookup
  ) throws -> [Change] {
    guard let turn = turn(.bot, in: standing.channel, at: now, lookup),
      let table = tables.records["duty"],
      let grant = turn.grant(.read)
    else { return [] }
    var values: [String: Value] = [
      "duty": .text(standing.duty.name), "day": .day(standing.day),
      "due": .time(standing.duty.at), "outcome": .text(outcome.rawValue),
    ]
    if !detail.isEmpty { values["detail"] = .text(cut(detail, 900)) }
    let key = "\(standing.duty.name)|\(standing.day.text)"
    guard let old = try lookup.record(kind: "duty", oneKey: key, grant) else {
      return [.recordOpened(turn.draft(table, values, in: standing.channel, child: nil))]
    }
    // What was done stays done, whoever comes later.
    guard textValue(old.values["outcome"]) == DutyStanding.State.failed.rawValue,
      old.values != values
    else { return [] }
    return try turn.revision(of: old, table, values, reason: "tried again")
  }

  /// The newest day of which any duty is recorded; nil where none is.
  public func lastDutyDay(_ lookup: any Lookup, at now: Instant) throws -> Day? {
    var newest: Day?
    for (kind, duties) in catalog.kinds.mapValues(\.duties) where !duties.isEmpty {
      guard let place = lookup.roster.channel(single: kind),
        let grant = turn(.bot, in: place.id, at: now, lookup)?.grant(.read)
      else { continue }
      let day = try lookup.records(RecordQuery(kind: "duty", limit: 1), [grant]).first?.day
      newest = [newest, day].compactMap(\.self).max()
    }
    return newest
  }

  /// Does this line look at all children? Then it is decided on a reader, outside the writer's turn,
  /// and what it amounts to is committed afterwards: it says as of when it speaks.
  public func looksAtAll(_ input: Input) -> Bool {
    let name: String
    let mayNameSchool: Bool
    switch input {
    case .calendar: return false
    case .form(let command, let fields):
      name = command
      mayNameSchool = fields["school"] != nil
    case .line(let text):
      guard text.utf8.first == UInt8(ascii: "/") else { return false }
      name = commandWord(Line(String(text.unicodeScalars.prefix(80)))).name
      // A field's name may be cut short.
      mayNameSchool = folded(text).contains("sch")
    }
    switch catalog.words[name.lowercased()].flatMap({ tables.commands[$0] })?.verb {
    case .chase, .dayEnd, .absences: return true
    case .summary: return !mayNameSchool
    default: return false
    }
  }

  private func turn(
    _ member: MemberID, in place: ChannelID, at now: Instant, _ lookup: any Lookup
  ) -> Turn? {
    Turn(self, Ask(member: member, channel: place, input: .line(""), at: now), lookup)
  }
}

extension Turn {
  /// Is anybody expected on a day?
  func isOpen(_ day: Day) throws -> Bool {
    let sessions = tables.vocabularies["session"]?.vocabulary.terms.map(\.term) ?? []
    let children = allChildren()
    return try sessions.contains { try !expected(among: children, day, $0).isEmpty }
  }

  /// All schools, in the order they were entered.
  func schools() throws -> [Record] {
    guard let lookup, let place = roster.channel(single: "coordination"),
      let grant = houseGrant(.read, in: place.id), tables.records["school"] != nil
    else { return [] }
    var schools: [Record] = []
    var query = RecordQuery(kind: "school", limit: Limits.pageRowsMax)
    while true {
      let page = try lookup.records(query, [grant])
      schools += page
      guard page.count == query.limit, let last = page.last else { break }
      query.before = last.id
    }
    return schools.reversed()
  }
}
