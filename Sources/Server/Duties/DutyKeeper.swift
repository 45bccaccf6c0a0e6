// The house's duties: says their lines when they are due, once, and keeps record of how it went.
import Domain
import Engine
import Store

/// Does what is due. Each duty is done once a day, whatever the clock does and whenever the server
/// ends: every line has a key of its own under which the store keeps its answer, a mail has another,
/// and the last line and the duty's record are committed together.
public final class DutyKeeper: Sendable {
  private let store: Store
  private let clock: any Clock
  private let engine: @Sendable () -> Engine
  private let isBusy = Locked(false)

  init(store: Store, clock: any Clock, engine: @escaping @Sendable () -> Engine) {
    self.store = store
    self.clock = clock
    self.engine = engine
  }

  /// Does all that is due now, and answers what was committed. Returns at once while another call
  /// is at it.
  @discardableResult
  public func wake() -> [Committed] {
    let isFree = isBusy.with { busy in
      defer { busy = true }
      return !busy
    }
    guard isFree else { return [] }
    defer { isBusy.with { $0 = false } }
    do {
      return try keep(engine())
    } catch {
      // The next waking tries again: what failed here was a read.
      warn("The duties could not be looked at: \(explained(error))")
      return []
    }
  }

  /// Milliseconds until the next duty of today is due; nil where none is.
  func millisecondsToNext() -> Int64? {
    let engine = engine()
    let now = clock.now()
    let today = engine.zone.local(now).day
    let duties = engine.catalog.kinds.values.flatMap(\.duties)
    let moments = duties.map { engine.zone.instant(day: today, time: $0.at) }
    return moments.filter { now < $0 }.min().map { $0.milliseconds - now.milliseconds }
  }

  // MARK: One waking

  private func keep(_ engine: Engine) throws -> [Committed] {
    let now = clock.now()
    let today = engine.zone.local(now).day
    let last = try store.read { try engine.lastDutyDay($0, at: now) } ?? today
    let first = max(min(last, today), today.adding(days: -Limits.dutyMissedDays))
    var committed: [Committed] = []
    for number in first.number...today.number {
      let standings = try store.read {
        try engine.duties(of: Day(number: number), at: now, as: .bot, $0)
      }
      for standing in standings {
        do {
          committed += try keep(standing, engine, now)
        } catch {
          warn("The duty \(standing.duty.name) failed: \(explained(error))")
        }
      }
    }
    return committed
  }

  private func keep(_ standing: DutyStanding, _ engine: Engine, _ now: Instant) throws
    -> [Committed]
  {
    switch standing.state {
    case .due: return try run(standing, engine)
    case .failed where now < standing.until: return try run(standing, engine)
    case .missed where standing.record == nil:
      let detail = "The server was off or asleep, or its clock was put on."
      return try note(standing, .missed, detail, engine)
    default: return []
    }
  }

  // MARK: One duty

  private func run(_ standing: DutyStanding, _ engine: Engine) throws -> [Committed] {
    let began = clock.now()
    let isLate = standing.due.adding(seconds: Limits.dutyLateSeconds) < began
    let outcome = isLate ? DutyStanding.State.late : .done
    let lines = try store.read { try engine.lines(of: standing, at: began, $0) }
    var committed: [Committed] = []
    var problems: [String] = []
    var isNoted = false
    var told: [String] = []
    for (index, line) in lines.enumerated() {
      let isLast = index == lines.count - 1 && problems.isEmpty
      do {
        let said = try say(line, standing, isLast ? outcome : nil, told, engine)
        told += DutyKeeper.told(line, standing, said.decision)
        let complaints = said.decision.complaints
        problems += complaints.map { "\(line): \($0.text) \($0.hint ?? "")" }
        if let done = said.committed {
          committed.append(done)
          isNoted = isLast && complaints.isEmpty
        }
      } catch {
        problems.append("\(line): \(explained(error))")
      }
    }
    if !problems.isEmpty {
      committed += try note(standing, .failed, problems.joined(separator: "\n"), engine)
    } else if !isNoted {
      committed += try note(standing, outcome, told.joined(separator: "\n"), engine)
    }
    return committed
  }

  /// What a duty's own line answers; those for each school are told by its mails.
  private static func told(_ line: String, _ standing: DutyStanding, _ decision: Decision)
    -> [String]
  {
    guard standing.duty.lines.contains(line) else { return [] }
    return [decision.reply?.text].compactMap(\.self)
  }

  /// Says one line as the bot. With an outcome, the duty's record is written with what it amounts to,
  /// after what the lines before it have told.
  private func say(
    _ line: String, _ standing: DutyStanding, _ outcome: DutyStanding.State?, _ before: [String],
    _ engine: Engine
  ) throws -> Store.Outcome {
    let name = "\(standing.duty.name)|\(standing.day.text)|\(line)"
    let key = AnswerKey(
      channel: standing.channel,
      clientID: "duty-" + String(SHA256.hex(Array(name.utf8)).prefix(40)))
    let ask = Ask(
      member: .bot, channel: standing.channel, input: .line(line), clientID: key.clientID,
      at: clock.now())
    // What looks at every child is read beside the writer, which must not stand still so long.
    // Of a school's mail it has to be seen in the turn that nothing has changed since.
    let isRough = engine.looksAtAll(ask.input)
    let prepared = try store.read { try engine.prepare(ask, $0) }
    return try turn(key) { lookup in
      var decision =
        try isRough
        ? engine.unlessTold(prepared.decision, lookup)
        : engine.holds(prepared, lookup) ? prepared.decision : engine.decide(ask, lookup)
      guard let outcome, decision.complaints.isEmpty else { return decision }
      let told = before + DutyKeeper.told(line, standing, decision)
      decision.changes += try engine.note(
        standing, outcome, detail: told.joined(separator: "\n"), at: ask.at, lookup)
      return decision
    }
  }

  private func note(
    _ standing: DutyStanding, _ outcome: DutyStanding.State, _ detail: String, _ engine: Engine
  ) throws -> [Committed] {
    let now = clock.now()
    let outcome = try turn(nil) { lookup in
      Decision(
        actor: .bot, at: now,
        changes: try engine.note(standing, outcome, detail: detail, at: now, lookup))
    }
    return [outcome.committed].compactMap(\.self)
  }

  private func turn(
    _ key: AnswerKey?, _ decide: @escaping @Sendable (any Lookup) throws -> Decision
  ) throws -> Store.Outcome {
    try wait { done in
      store.submit(
        .bot, key: key, decide: decide, done: { done($0.mapError { $0 as any Error }) })
    }
  }
}
