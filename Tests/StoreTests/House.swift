// A small house for the store's tests: a catalog with every field type, two channels, three people.
import Domain
import Store

/// A clock that stands still.
struct FixedClock: Clock {
  var at = Instant(milliseconds: 1_790_000_000_000)
  func now() -> Instant { at }
}

/// Dice that throw the same sequence for the same seed.
final class SeededDice: Dice, @unchecked Sendable {
  // Guarded by use: one store throws them, under its writer's lock.
  private var state: UInt64
  init(_ seed: UInt64 = 1) { state = seed }
  func bytes(_ count: Int) -> [UInt8] {
    (0..<count).map { _ in
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return UInt8(truncatingIfNeeded: state >> 33)
    }
  }
}

let start = Instant(milliseconds: 1_790_000_000_000)
let today = Day(number: 20_717)

enum Small {
  static let attend = CommandDefinition(
    name: "attend", summary: "Log attendance.", record: "attendance", aboutChild: true,
    fields: [
      Field(name: "status", type: .choice, of: "statuses"),
      Field(name: "day", type: .date), Field(name: "arrived", type: .time),
      Field(name: "reason", type: .text),
    ], one: ["day"])
  /// Every field type, and names that the store uses for itself.
  static let note = CommandDefinition(
    name: "note", summary: "Note.", record: "note",
    fields: [
      Field(name: "author", type: .text), Field(name: "story", type: .longText),
      Field(name: "mood", type: .scale, of: "moods"),
      Field(name: "tags", type: .choices, of: "statuses"), Field(name: "hours", type: .number),
      Field(name: "shared", type: .yesNo), Field(name: "helper", type: .member),
      Field(name: "friend", type: .child), Field(name: "present", type: .children, of: "parts"),
      Field(name: "about", type: .record, of: "attendance"), Field(name: "topic", type: .kind),
      Field(name: "word", type: .command), Field(name: "as", type: .grantRole),
    ])
  static let flag = CommandDefinition(
    name: "flag", summary: "Flag.", record: "flag",
    fields: [Field(name: "seen", type: .longText)], state: "open", states: ["open", "closed"])

  static let cyp = ChannelKind(
    name: "cyp", title: "CYP", summary: "One child.", aboutChild: true, sensitive: false,
    single: false, rules: [.init(roles: [.director], acts: ActSet(Act.all))],
    grants: ["team": ActSet(Act.all)], lead: nil, buttons: [])

  static func catalog(_ commands: [CommandDefinition] = [attend, note, flag]) -> Catalog {
    Catalog(commands: commands, vocabularies: [], kinds: [cyp])
  }
}

/// A store with tess (team of AB), tari (team of CD) and dara (director).
struct House {
  let store: Store
  let tess = MemberID(1)
  let tari = MemberID(2)
  let dara = MemberID(3)
  let ab = ChannelID(1)
  let cd = ChannelID(2)

  init() throws {
    self.init(
      try Store.inMemory(catalog: Small.catalog(), clock: FixedClock(), dice: SeededDice()))
    try found()
  }
  init(_ store: Store) { self.store = store }

  func found() throws {
    var changes: [Change] = [
      member("tess", [.team]), member("tari", [.team]), member("dara", [.director, .dsl]),
    ]
    for name in ["AB", "CD"] {
      changes.append(
        .channelOpened(
          ChannelDraft(
            kind: "cyp", name: name, title: "Channel \(name)", token: "channel-\(name)",
            child: ChildDraft(token: "child-\(name)", name: "Zoë O'\(name)", yearGroup: 7))))
    }
    changes += [grant(tess, ab), grant(tari, cd)]
    try store.bulk([Decision(actor: MemberID(1), at: start, changes: changes)])
  }

  func member(_ login: String, _ roles: Set<Role>) -> Change {
    .memberAdded(
      MemberDraft(
        login: login, name: login, roles: roles, passwordHash: "$y$hash", token: "t-\(login)"))
  }
  func grant(_ member: MemberID, _ channel: ChannelID, until: Instant? = nil) -> Change {
    .accessGranted(
      AccessGrant(
        channel: channel, member: member, role: "team", from: start, until: until,
        reason: "key worker", by: dara))
  }

  /// The proof that a member may read a channel; the test fails where there is none.
  func proof(_ member: MemberID, _ channel: ChannelID) throws -> Grant {
    let list = AccessList(roster: store.roster, catalog: Small.catalog(), now: start)
    guard let grant = list.grant(member, .read, channel) else {
      throw Complaint(code: "test", text: "the cast lacks a grant")
    }
    return grant
  }

  func say(_ text: String, in channel: ChannelID, clientID: String? = nil) -> Change {
    .message(MessageDraft(channel: channel, text: text, clientID: clientID))
  }
  func attendance(
    in channel: ChannelID, on day: Day = today, status: String = "absent",
    reason: String? = "dentist", receipt: String
  ) -> RecordDraft {
    var values: [String: Value] = ["status": .text(status), "day": .day(day)]
    values["reason"] = reason.map { .text($0) }
    return RecordDraft(
      kind: "attendance", channel: channel, child: ChildID(channel.raw), day: day,
      happenedAt: start, state: "recorded", oneKey: day.text, receipt: receipt, values: values)
  }
  /// A line that makes an attendance record and its message.
  func attend(
    in channel: ChannelID, on day: Day = today, reason: String? = "dentist", receipt: String
  ) -> [Change] {
    [
      .recordOpened(attendance(in: channel, on: day, reason: reason, receipt: receipt)),
      .message(
        MessageDraft(channel: channel, text: "/attend absent", clientID: nil, link: .latest)),
    ]
  }
  func note(in channel: ChannelID, receipt: String, _ values: [String: Value]) -> Change {
    .recordOpened(
      RecordDraft(
        kind: "note", channel: channel, child: nil, day: today, happenedAt: start,
        state: "recorded", oneKey: nil, receipt: receipt, values: values))
  }

  func decision(_ actor: MemberID, _ changes: [Change], key: AnswerKey? = nil) -> Decision {
    Decision(actor: actor, at: start, changes: changes, answerKey: key)
  }

  /// One turn, waited for.
  @discardableResult
  func commit(_ actor: MemberID, _ changes: [Change], key: AnswerKey? = nil) async throws
    -> Committed
  {
    let decision = decision(actor, changes, key: key)
    let outcome = try await turn(actor, key: key) { _ in decision }
    guard let committed = outcome.committed else {
      throw Complaint(code: "test", text: "nothing was written")
    }
    return committed
  }

  /// One turn, waited for.
  func turn(
    _ actor: MemberID, key: AnswerKey? = nil,
    _ decide: @escaping @Sendable (any Lookup) throws -> Decision
  ) async throws -> Store.Outcome {
    try await withCheckedContinuation { continuation in
      store.submit(actor, key: key, decide: decide) { continuation.resume(returning: $0) }
    }.get()
  }
}
