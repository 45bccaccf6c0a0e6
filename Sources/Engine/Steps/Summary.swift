// summary: the state of a session, for the platform or for one school.

import Domain

extension Turn {
  func summary(_ table: CommandTable, _ filling: Filling, _ text: String) throws -> Decision {
    let day = filling.day("day") ?? today
    let session = filling.text("session") ?? ""
    if let id = filling.record("school") {
      guard let school = try school(id), school.kind == "school" else {
        throw Complaint.unknownRecord(at: filling.places["school"])
      }
      return try summary(for: school, day, session)
    }
    let roll = try roll(of: allChildren(), day, session)
    var changes = announce(inWords(roll), line: text)
    if roll.isUntouched, let place = roster.channel(single: "coordination") {
      let alert =
        "Nobody has marked anyone for the \(named(session, day)), as recorded at \(time.text): "
        + "\(count(roll.entries.count, "child is", "children are")) expected."
      changes.append(.consequences([houseMessage(alert, in: place.id)]))
    }
    guard member.id == .bot, let left = try leftOut(of: roll) else { return decide(changes) }
    if let place = roster.channel(single: "coordination") {
      changes.append(.consequences([houseMessage(left, in: place.id)]))
    }
    return decide(changes, Reply(text: left))
  }

  /// Of which children no school hears in the session's mails, and why; nil where there are none,
  /// and where no school is entered at all.
  private func leftOut(of roll: SessionRoll) throws -> String? {
    let schools = Dictionary(try schools().map { ($0.id, $0) }, uniquingKeysWith: { $1 })
    guard !schools.isEmpty else { return nil }
    let homes = try homes(of: roll.entries.map(\.child), on: roll.day)
    var homeless: [String] = []
    var waiting: [RecordID: Int] = [:]
    for child in roll.entries.map(\.child) {
      guard case .record(let id)? = homes[child.id]?.values["school"], let school = schools[id]
      else {
        homeless.append(child.short)
        continue
      }
      if !mayBeMailed(school), asksFor(school, "summary") { waiting[id, default: 0] += 1 }
    }
    var lines = waiting.sorted { $0.key < $1.key }.map { id, number in
      let name = oneLine(textValue(schools[id]?.values["name"]) ?? "")
      return "\(name) (\(count(number, "child", "children"))): its address is not verified"
    }
    if lines.count > Limits.suggestionsMax {
      let more = lines.count - Limits.suggestionsMax
      lines = lines.prefix(Limits.suggestionsMax) + ["\(more) more schools"]
    }
    if !homeless.isEmpty {
      lines.append("no home school is entered for " + few(homeless, Limits.suggestionsMax))
    }
    guard !lines.isEmpty else { return nil }
    return "Not told of the \(named(roll.session, roll.day)): " + lines.joined(separator: "; ")
      + "."
  }

  /// By initials and status alone: more people read the register than a child's channel.
  private func inWords(_ roll: SessionRoll) -> String {
    let late = roll.with("late")
    let absent = roll.with("absent")
    let unmarked = roll.unmarked
    let numbers = [
      "\(roll.entries.count { $0.isExpected }) expected",
      "\(roll.with("present", "left-early").count) present", "\(late.count) late",
      "\(absent.count) absent", "\(roll.with("remote", "other-site").count) elsewhere",
      "\(unmarked.count) not yet recorded",
    ]
    let head = "The \(named(roll.session, roll.day)), as recorded at \(time.text): "
    return
      ([head + numbers.joined(separator: ", ") + "."]
      + [
        lineOf("Late", late) { entry in
          [entry.child.short, clock(entry, "arrived")].compactMap(\.self).joined(separator: " ")
        },
        lineOf("Absent", absent) { $0.child.short },
        lineOf("Elsewhere", roll.with("remote", "other-site")) { $0.child.short },
        lineOf("Not yet recorded", unmarked) { $0.child.short },
      ].compactMap(\.self)).joined(separator: "\n")
  }

  /// A time of a mark.
  func clock(_ entry: SessionEntry, _ field: String) -> String? {
    if case .time(let time)? = entry.mark?.values[field] { time.text } else { nil }
  }

  /// `1 child is`, `2 children are`.
  func count(_ number: Int, _ one: String, _ many: String) -> String {
    "\(number) \(number == 1 ? one : many)"
  }
}

// For a school.
extension Turn {
  /// Queues one mail with the school's own children: as they stand in the writer's turn, so that what
  /// it tells and what is marked meanwhile cannot miss one another.
  private func summary(for school: Record, _ day: Day, _ session: String) throws -> Decision {
    let name = textValue(school.values["name"]) ?? ""
    guard wants(school, "summary") else {
      throw Complaint.notWanted(name, isVerified: school.state == "verified")
    }
    // What a person asks for early takes nothing from the mail at its time.
    let ofDuty = "start-of-day|\(day.text)|\(session)|\(school.receipt)"
    let key = member.id == .bot ? ofDuty : ofDuty + "|by hand"
    if try hasMail(ofDuty) || hasMail(key) {
      return decide([], Reply(text: "\(name) has been told of the \(named(session, day)) already."))
    }
    let pupils = try pupils(of: school, on: day)
    restsOn = Set(pupils.map(\.channel) + [school.channel])
    let roll = try roll(of: pupils, day, session)
    guard !roll.entries.isEmpty else {
      return decide(
        [], Reply(text: "No child of \(name) is expected in the \(named(session, day))."))
    }
    let changes = try queue(
      letter(
        .startOfDay, key: key, to: school, slots(of: school, day, session), lists(of: roll),
        tellings(of: roll)))
    let children = count(roll.entries.count, "child", "children")
    return decide(changes, Reply(text: "A mail for \(name) is in the outbox: \(children)."))
  }

  /// The children who are a school's pupils on a day.
  func pupils(of school: Record, on day: Day) throws -> [Child] {
    guard let lookup else { return [] }
    let placements = try lookup.records(
      "placement", where: "school", is: school.id, proof: { houseGrant(.read, in: $0) })
    var seen: Set<ChildID> = []
    let children = placements.compactMap { placement -> Child? in
      guard isInForce(placement, on: day),
        let child = placement.child.flatMap({ roster.children[$0] }),
        roster.channels[child.channel]?.isArchived == false, seen.insert(child.id).inserted
      else { return nil }
      return child
    }
    // A child who has moved on may have an old placement that nobody has ended.
    let homes = try homes(of: children, on: day)
    return children.filter { homes[$0.id]?.values["school"] == .record(school.id) }
  }

  /// The placements that hold on a day, of many children at one time.
  private func homes(of children: [Child], on day: Day) throws -> [ChildID: Record] {
    guard let lookup else { return [:] }
    let grants = children.compactMap { houseGrant(.read, in: $0.channel) }
    // By day, so that each channel is asked by its index.
    let query = RecordQuery(kind: "placement", from: Turn.firstDay, to: day, limit: Int.max)
    var placements: [ChildID: [Record]] = [:]
    for placement in try lookup.records(query, grants) {
      guard let child = placement.child else { continue }
      placements[child, default: []].append(placement)
    }
    return placements.compactMapValues { home(among: $0, on: day) }
  }

  private static let lists: [String: String] = [
    "present": "present", "late": "late", "left-early": "left_early", "absent": "absent",
    "remote": "elsewhere", "other-site": "elsewhere", "not-expected": "not_expected",
  ]

  private func lists(of roll: SessionRoll) -> [String: [[String: String]]] {
    var lists: [String: [[String: String]]] = [:]
    for entry in roll.entries {
      // A status that an organisation has added is told with the absences, not left out.
      let list = entry.status.map { Turn.lists[$0] ?? "absent" } ?? "unrecorded"
      lists[list, default: []].append(facts(of: entry.child, entry.mark?.values))
    }
    return lists
  }

  private func tellings(of roll: SessionRoll) -> [Telling] {
    roll.entries.map { entry in
      Telling(
        child: entry.child.id, day: roll.day, session: roll.session, record: entry.mark?.id,
        digest: toldDigest(entry.child, entry.mark?.values, receipt: entry.mark?.receipt ?? ""))
    }
  }
}
