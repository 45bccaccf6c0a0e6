// Ten o'clock in a trust: every school's mail and the house's own summary, and who waits meanwhile.
import Domain
import Engine
import FoundationEssentials
import Glibc
import Server
import Store

/// A clock that is put where it is wanted.
private final class PutClock: Clock, @unchecked Sendable {  // put by one thread between its duties
  var at: Instant
  init(_ at: Instant) { self.at = at }
  func now() -> Instant { at }
}

/// Makes a trust of that size, marks all but a few children, and lets the duties be done.
struct TenOClock {
  let directory: String
  let schools: Int
  let children: Int

  private static let day = Day(year: 2026, month: 11, day: 20) ?? Day(number: 0)

  func run() throws {
    let clock = PutClock(at(8, 0))
    let house = try House(
      Configuration(data: directory), catalog: shippedCatalog(), clock: clock)
    defer { house.close() }
    if house.store.roster.members.count < 3 {
      let began = monotonicSeconds()
      try fill(house, clock)
      print("made in \(seconds(since: began)) s")
    }
    for (hour, minute) in [(9, 45), (10, 0), (10, 10), (16, 30)] {
      clock.at = at(hour, minute)
      try measure(house, "\(hour):\(minute < 10 ? "0" : "")\(minute)")
    }
  }

  private func at(_ hour: Int, _ minute: Int) -> Instant {
    Zone.london.instant(
      day: TenOClock.day, time: TimeOfDay(minutes: hour * 60 + minute) ?? .midnight)
  }

  private func measure(_ house: House, _ name: String) throws {
    // The kernel then counts the most memory from now on (proc_pid_clear_refs(5)).
    if let peak = fopen("/proc/self/clear_refs", "w") {
      fputs("5", peak)
      fclose(peak)
    }
    let before = memory()
    let probe = Probe(house.store)
    probe.start()
    let began = monotonicSeconds()
    let committed = house.duties.wake()
    let took = seconds(since: began)
    let waits = probe.stop()
    let after = memory()
    print(
      "\(name): \(took) s, \(committed.count) turns; memory \(before.now) -> \(after.now) MB, "
        + "peak \(after.peak) MB; others waited at most \(waits.max) ms, p99 \(waits.p99) ms")
  }

  private func seconds(since began: Double) -> Double {
    ((monotonicSeconds() - began) * 100).rounded() / 100
  }

  /// Megabytes held now, and at the most since the duty began.
  private func memory() -> (now: Int, peak: Int) {
    let text = (try? String(contentsOfFile: "/proc/self/status", encoding: .utf8)) ?? ""
    func field(_ name: String) -> Int {
      let line = text.split(separator: "\n").first { $0.hasPrefix(name) } ?? ""
      return (Int(line.split(whereSeparator: { !$0.isNumber }).first ?? "") ?? 0) / 1024
    }
    return (field("VmRSS"), field("VmHWM"))
  }

  // MARK: The trust

  private func fill(_ house: House, _ clock: PutClock) throws {
    let store = house.store
    var opening: [Change] = [
      .memberAdded(
        MemberDraft(
          login: "dara", name: "Dara", roles: [.director, .dsl], passwordHash: "", token: "m-d")),
      .memberAdded(
        MemberDraft(login: "tess", name: "Tess", roles: [.team], passwordHash: "", token: "m-t")),
    ]
    for kind in house.catalog.kinds.values where kind.single {
      opening.append(
        .channelOpened(
          ChannelDraft(kind: kind.name, name: kind.name, title: kind.title, token: kind.name)))
    }
    try store.bulk([Decision(actor: .bot, at: clock.at, changes: opening)])
    guard let coordination = store.roster.channel(single: "coordination") else { return }
    try bulk(
      store, clock,
      (0..<schools).lazy.map { number in
        .recordOpened(
          draft(
            "school", coordination.id, nil, state: "verified", key: "School \(number)",
            [
              "name": .text("School \(number)"), "email": .text("office@s\(number).example"),
              "wants": .terms(["summary"]),
            ]))
      })
    try bulk(
      store, clock,
      (0..<children).lazy.map { number in
        .channelOpened(
          ChannelDraft(
            kind: "cyp", name: "N\(number)", title: "N\(number)", token: "c\(number)",
            child: ChildDraft(token: "k\(number)", name: "Zoë O'Name \(number)", yearGroup: 7)))
      })
    let places = store.roster.children.values.sorted { $0.id < $1.id }
    let access = AccessList(roster: store.roster, catalog: house.catalog, now: clock.at)
    guard let grant = access.grant(.bot, .read, coordination.id) else { return }
    let made = try store.read {
      try $0.records(RecordQuery(kind: "school", limit: Int.max), [grant])
    }
    let start = TenOClock.day.adding(days: -60)
    try bulk(
      store, clock,
      places.lazy.enumerated().map { index, child in
        let school = made[index % made.count].id
        return .recordOpened(
          draft(
            "placement", child.channel, child.id, key: "\(school.raw)|\(start.text)",
            ["school": .record(school), "starts": .day(start)], day: start))
      })
    try bulk(
      store, clock,
      places.lazy.enumerated().filter { $0.offset % 50 != 7 }.map { index, child in
        let status = index % 20 == 3 ? "absent" : index % 30 == 4 ? "late" : "present"
        var values: [String: Value] = [
          "status": .text(status), "session": .text("AM"), "day": .day(TenOClock.day),
          "suggested_code": .text("B"),
        ]
        if status == "absent" { values["reason"] = .text("taxi did not come") }
        return .recordOpened(
          draft(
            "attendance", child.channel, child.id, key: "\(TenOClock.day.text)|AM", values))
      })
  }

  private func bulk(_ store: Store, _ clock: PutClock, _ changes: some Sequence<Change>) throws {
    try store.bulk(
      changes.lazy.map { Decision(actor: MemberID(1), at: clock.at, changes: [$0]) })
  }

  private func draft(
    _ kind: String, _ channel: ChannelID, _ child: ChildID?, state: String = "recorded",
    key: String, _ values: [String: Value], day: Day = TenOClock.day
  ) -> RecordDraft {
    RecordDraft(
      kind: kind, channel: channel, child: child, day: day, happenedAt: at(9, 0), state: state,
      oneKey: key, receipt: SystemDice().token(), values: values)
  }
}

/// Another who writes meanwhile: how long each small turn takes.
private final class Probe: @unchecked Sendable {  // `waits` is read once the thread has ended
  private let store: Store
  private var thread = pthread_t()
  private var waits: [Double] = []
  private let running = UnsafeMutablePointer<Int32>.allocate(capacity: 1)

  init(_ store: Store) {
    self.store = store
    running.pointee = 1
  }

  func start() {
    let this = Unmanaged.passRetained(self)
    pthread_create(
      &thread, nil,
      { pointer in
        // Retained for this thread alone, just above.
        Unmanaged<Probe>.fromOpaque(pointer!).takeRetainedValue().run()
        return nil
      }, this.toOpaque())
  }

  func stop() -> (max: Int, p99: Int) {
    running.pointee = 0
    pthread_join(thread, nil)
    let sorted = waits.sorted()
    guard let last = sorted.last else { return (0, 0) }
    return (Int(last * 1000), Int(sorted[sorted.count * 99 / 100] * 1000))
  }

  private func run() {
    while running.pointee == 1 {
      let began = monotonicSeconds()
      let gate = UnsafeMutablePointer<sem_t>.allocate(capacity: 1)
      sem_init(gate, 0, 0)
      // Destroyed only after the wait below.
      nonisolated(unsafe) let signal = gate
      let decision = Decision(
        actor: .bot, at: Instant(milliseconds: 0),
        changes: [.noted(act: "probe", channel: nil, member: nil, detail: "")])
      store.submit(.bot, key: nil, decide: { _ in decision }, done: { _ in sem_post(signal) })
      while sem_wait(gate) != 0 {}
      sem_destroy(gate)
      gate.deallocate()
      waits.append(monotonicSeconds() - began)
      usleep(2_000)
    }
  }
}
