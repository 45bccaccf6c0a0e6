// What a handler has in hand: the house, the request, the caller and the proof; and how it waits.
import Domain
import Engine
import HTTP
import Store

/// Everything a handler has. Its `read`, `work` and `commit` wait without holding the loop up.
struct Context: Sendable {
  let house: House
  let request: Request
  let parameters: [String: String]
  let caller: Caller
  let access: AccessList
  /// The proof, for routes that need a channel.
  let grant: Grant?
  /// What the request has written so far; only who may wait can write.
  var written: Written?

  var roster: Roster { access.roster }
  var around: Surround { Surround(roster: access.roster, engine: house.engine) }
  /// The member who asks.
  var me: Member? { roster.members[caller.member] }
  /// The channel's proof; routes that need a channel always have one.
  func proof() throws -> Grant {
    guard let grant else { throw Problem.notFound }
    return grant
  }
  /// The channel in the path.
  func channel() throws -> Channel {
    guard let channel = roster.channels[try proof().channel] else { throw Problem.notFound }
    return channel
  }
}

/// The numbers of the events that one request has written.
final class Written: Sendable {
  private let numbers = Locked<[EventNumber]>([])

  var events: [EventNumber] { numbers.with { $0 } }

  func add(_ committed: Committed?) {
    guard let committed, !committed.events.isEmpty else { return }
    numbers.with { $0 += committed.events.map(\.number) }
  }
}

extension Context {
  // MARK: Waiting for a worker

  /// Does on a worker what blocks; 503 where too much waits already.
  func work<Answer: Sendable>(
    _ body: @escaping @Sendable () throws -> Answer
  ) async throws -> Answer {
    try await house.workers.run(body)
  }

  /// Reads the store on a worker, in one read transaction; 503 where too much waits already.
  func read<Answer: Sendable>(
    _ body: @escaping @Sendable (Reader) throws -> Answer
  ) async throws -> Answer {
    let store = house.store
    return try await work { try store.read(body) }
  }

  /// Reads across channels; what came from sensitive ones is answered only once that is on record.
  func readAndNote(
    _ body: @escaping @Sendable (Reader) throws -> (response: Response, channels: Set<ChannelID>)
  ) async throws -> Response {
    let (response, channels) = try await read(body)
    try await note(
      read: channels.sorted().filter { id in
        let kind = roster.channels[id]?.kind ?? ""
        return access.catalog.kinds[kind]?.sensitive ?? false
      })
    return response
  }

  // MARK: Waiting for the writer

  /// Puts on record that the caller has read in these sensitive channels.
  func note(read channels: [ChannelID]) async throws {
    guard !channels.isEmpty else { return }
    try await commit(
      channels.map { .noted(act: "read", channel: $0, member: nil, detail: "") })
  }

  /// Commits changes that no line asked for, as one turn of the caller's or of another member.
  @discardableResult
  func commit(_ changes: [Change], as actor: MemberID? = nil) async throws -> Store.Outcome {
    let decision = Decision(
      actor: actor ?? caller.member, at: house.clock.now(), changes: changes)
    return try await turn(decision.actor) { _ in decision }
  }

  /// Says a line: the engine decides in the writer's turn. What is hidden from the asker is not
  /// there.
  func commit(
    _ ask: Ask, _ engine: Engine, key: AnswerKey? = nil, bytes: Int = 0
  ) async throws -> Store.Outcome {
    do {
      return try await turn(ask.member, key: key, bytes: bytes) { lookup in
        do { return try engine.decide(ask, lookup) } catch is Hidden { throw hidden }
      }
    } catch let failure as Failure where failure == hidden {
      throw Problem.notFound
    }
  }

  /// Commits what was decided already, where nobody has told of the same meanwhile.
  func commit(_ decision: Decision, _ engine: Engine, key: AnswerKey?) async throws
    -> Store.Outcome
  {
    try await turn(decision.actor, key: key) { try engine.unlessTold(decision, $0) }
  }

  private func turn(
    _ member: MemberID, key: AnswerKey? = nil, bytes: Int = 0,
    decide: @escaping @Sendable (any Lookup) throws -> Decision
  ) async throws -> Store.Outcome {
    let outcome = try await withCheckedThrowingContinuation { continuation in
      house.store.submit(
        member, key: key, bytes: bytes, decide: decide,
        done: { continuation.resume(with: $0) })
    }
    written?.add(outcome.committed)
    return outcome
  }
}

/// What a turn fails with when its channel is hidden from the asker.
private let hidden = Failure.conflict("hidden")

extension Workers {
  /// Does a job that blocks, on one of these threads; where too many wait already the answer is
  /// 503, to be tried again in this many seconds.
  func run<Answer: Sendable>(
    retrySeconds: Int = 1, _ body: @escaping @Sendable () throws -> Answer
  ) async throws -> Answer {
    try await withCheckedThrowingContinuation { continuation in
      let isQueued = submit { continuation.resume(with: Result { try body() }) }
      if !isQueued { continuation.resume(throwing: Problem.busy(retrySeconds)) }
    }
  }
}
