// Fills an empty data directory with a made-up organisation, through the same engine and store.
import Domain
import Engine
import Glibc
import Store

/// What a seeding made.
struct Seeded {
  let lines: Int
  /// The object that `seed --json` prints (see the contract).
  let json: [UInt8]
}

/// Says everything that a plan says.
struct Seeder {
  let plan: SeedPlan
  let password: String
  let catalog: Catalog
  let store: Store
  private let clock = SystemClock()
  let plannedDice: PlanDice
  let zone = Zone.london
  private let data: String

  init(
    data: String, size: SeedPlan.Size, seed: UInt64, days: Int?, password: String, catalog: Catalog
  ) throws {
    let today = Zone.london.local(SystemClock().now()).day
    plan = SeedPlan(size: size, seed: seed, days: days, today: today)
    self.password = password
    self.catalog = catalog
    self.data = data
    plannedDice = PlanDice(seed: seed)
    store = try Store(directory: data, catalog: catalog, clock: clock, dice: plannedDice)
  }

  func run() throws -> Seeded {
    defer { store.close() }
    try Organisation.set("Hawthorn House (made up)", in: data)
    let firstDay = plan.days.first ?? plan.today
    let start = zone.instant(
      day: firstDay.adding(days: -1), time: TimeOfDay(minutes: 480) ?? .midnight)
    try addMembers(at: start)
    try openChannels(at: start)
    let schools = try placeChildren(at: start)
    var lines = try sayLines()
    try verify(schools)
    lines += try sayToday()
    try markRead()
    return Seeded(lines: lines, json: json())
  }

  /// Everyone has read all but the last few lines, as people have who were here yesterday. Who may
  /// read hundreds of channels has not opened them all: only those by name count.
  private func markRead() throws {
    let roster = store.roster
    let access = AccessList(roster: roster, catalog: catalog, now: clock.now())
    let single = Set(catalog.kinds.values.filter(\.single).map(\.name))
    var rest = plan.members[...]
    try store.bulk { _ in
      guard let member = rest.popFirst().flatMap({ roster.member(login: $0.login) }) else {
        return nil
      }
      let near = access.channels(member.id, .read).filter { grant in
        roster.grants[grant.channel]?[member.id] != nil
          || single.contains(roster.channels[grant.channel]?.kind ?? "") || plan.size == .small
      }
      let last = try store.read { try $0.lastNumbers(near) }
      let changes = near.enumerated().map { index, grant in
        Change.readTo(grant.channel, number: max(0, (last[grant.channel] ?? 0) - Int64(index % 3)))
      }
      return Decision(actor: member.id, at: clock.now(), changes: changes)
    }
  }

  private func addMembers(at start: Instant) throws {
    // One hash for all: it is one password, and 27 ms times 9,500 members is four minutes.
    let hash = Password.hash(password, salt: plannedDice.bytes(16))
    var rest = plan.members[...]
    try store.bulk { _ in
      guard let member = rest.popFirst() else { return nil }
      let draft = MemberDraft(
        login: member.login, name: member.name, roles: Set(member.roles), passwordHash: hash,
        token: plannedDice.token())
      return Decision(actor: .bot, at: start, changes: [.memberAdded(draft)])
    }
  }

  private func openChannels(at start: Instant) throws {
    var rest = plan.channels[...]
    try store.bulk { _ in
      guard let channel = rest.popFirst() else { return nil }
      let child = channel.childName.map {
        ChildDraft(token: plannedDice.token(), name: $0, yearGroup: channel.yearGroup)
      }
      let draft = ChannelDraft(
        kind: channel.kind, name: channel.name, title: channel.title, token: plannedDice.token(),
        child: child)
      return Decision(actor: .bot, at: start, changes: [.channelOpened(draft)])
    }
    var grants = plan.channels[...]
    try store.bulk { lookup in
      while let channel = grants.popFirst() {
        let changes = self.grants(of: channel, at: start, lookup.roster)
        if !changes.isEmpty { return Decision(actor: .bot, at: start, changes: changes) }
      }
      return nil
    }
  }

  private func grants(of channel: SeedChannel, at start: Instant, _ roster: Roster) -> [Change] {
    guard let place = roster.channelsByName[channel.name.lowercased()] else { return [] }
    return channel.grants.compactMap { grant in
      roster.member(login: grant.login).map { member in
        .accessGranted(
          AccessGrant(
            channel: place, member: member.id, role: grant.role, from: start, until: nil,
            reason: grant.reason, by: .bot))
      }
    }
  }

  private func sayLines() throws -> Int {
    let engine = Engine(catalog: catalog, zone: zone, dice: plannedDice)
    var days = plan.days[...]
    var lines = plan.lines(on: plan.today).makeIterator()
    var day = plan.today
    var isEmpty = true
    var count = 0
    try store.bulk { lookup in
      while true {
        if isEmpty {
          guard let next = days.popFirst() else { return nil }
          day = next
          lines = plan.lines(on: day).makeIterator()
          isEmpty = false
        }
        guard let line = lines.next() else {
          isEmpty = true
          continue
        }
        if let decision = try decide(line, day, engine, lookup) {
          count += 1
          return decision
        }
      }
    }
    return count
  }

  /// What is marked already today, where the time of day allows it.
  private func sayToday() throws -> Int {
    let now = zone.local(clock.now())
    guard now.day == plan.today else { return 0 }
    let engine = Engine(catalog: catalog, zone: zone, dice: plannedDice)
    var lines = plan.marksOfToday(upTo: now.time)[...]
    let count = lines.count
    try store.bulk { lookup in
      while let line = lines.popFirst() {
        if let decision = try decide(line, plan.today, engine, lookup) { return decision }
      }
      return nil
    }
    return count
  }

  private func decide(
    _ line: SeedLine, _ day: Day, _ engine: Engine, _ lookup: any Lookup
  ) throws -> Decision? {
    guard let member = lookup.roster.member(login: line.login),
      let channel = lookup.roster.channelsByName[line.channel.lowercased()]
    else { throw Failure.broken("the plan speaks of \(line.login) in \(line.channel)") }
    let input: Input =
      line.command.isEmpty
      ? .line(line.fields.first?.1.text ?? "")
      : .form(
        command: line.command, fields: .object(line.fields.map { (name: $0.0, value: $0.1) }))
    let ask = Ask(
      member: member.id, channel: channel, input: input, clientID: nil,
      at: zone.instant(day: day, time: line.at))
    let decision = try engine.decide(ask, lookup)
    if let complaint = decision.complaints.first {
      throw Failure.broken(
        "the plan's /\(line.command) was refused: \(complaint.text) \(complaint.hint ?? "")")
    }
    return decision.changes.isEmpty ? nil : decision
  }

  private func json() -> [UInt8] {
    let roster = store.roster
    let access = AccessList(roster: roster, catalog: catalog, now: clock.now())
    var writer = JSONWriter()
    writer.object { json in
      json.name("members")
      json.array { json in
        for planned in plan.members {
          guard let member = roster.member(login: planned.login) else { continue }
          json.object { json in
            json.member("login", member.login)
            json.member("name", member.name)
            json.member("password", password)
            json.member(
              "roles", Role.allCases.filter { member.roles.contains($0) }.map(\.rawValue))
            let channels = access.channels(member.id, .read)
            json.member("channels", channels.compactMap { roster.channels[$0.channel]?.token })
          }
        }
      }
      json.name("channels")
      json.array { json in
        for channel in roster.channels.values.sorted(by: { $0.id < $1.id }) {
          json.object { json in
            json.member("id", channel.token)
            json.member("kind", channel.kind)
            json.member("name", channel.name)
          }
        }
      }
    }
    return writer.bytes
  }
}

/// Dice that a seed number throws: the same seed, the same tokens.
final class PlanDice: Dice {
  private let state: Locked<UInt64>
  init(seed: UInt64) { state = Locked(seed ^ 0x4865_6467_6572_6F77) }
  func bytes(_ count: Int) -> [UInt8] {
    state.with { state in
      (0..<count).map { _ in
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return UInt8(truncatingIfNeeded: (mixed ^ (mixed >> 31)) >> 24)
      }
    }
  }
}
