// Who may do what where: the acts, the answer, and the proof that a question was asked.

/// What one may do in a channel.
public enum Act: String, Hashable, Sendable {
  /// Know that the channel exists.
  case see
  /// Read what was said and recorded.
  case read
  /// Say something.
  case post
  /// Use commands at all; the ruling for one command asks its definition too.
  case command
  /// Change the access list.
  case manage
  /// Take data out.
  case export

  /// All acts, in the order in which they are shown.
  public static let all: [Act] = [.see, .read, .post, .command, .manage, .export]
  /// The word used in data and on the wire.
  public var word: String { rawValue }
  /// The act of this word.
  public init?(word: some StringProtocol) {
    self.init(rawValue: String(word))
  }
}

/// A set of acts. Each question of access looks into some, so it is bits: to hash an act's word is
/// dearer than all the rest of the question.
public struct ActSet: Sendable, Equatable, ExpressibleByArrayLiteral {
  private var bits: UInt8 = 0

  /// These acts.
  public init(_ acts: some Sequence<Act>) { for act in acts { insert(act) } }
  /// These acts.
  public init(arrayLiteral acts: Act...) { self.init(acts) }
  /// Puts an act in.
  public mutating func insert(_ act: Act) { bits |= Self.bit(act) }
  /// Is it in?
  public func contains(_ act: Act) -> Bool { bits & Self.bit(act) != 0 }

  private static func bit(_ act: Act) -> UInt8 {
    switch act {
    case .see: 1
    case .read: 2
    case .post: 4
    case .command: 8
    case .manage: 16
    case .export: 32
    }
  }
}

/// The proof that a ruling allowed an act; only `AccessList` can make one.
public struct Grant: Sendable, Hashable {
  /// Who.
  public let member: MemberID
  /// What.
  public let act: Act
  /// Where.
  public let channel: ChannelID
  /// Is each read there written to the audit?
  public let isSensitive: Bool
}

/// The answer to one question of access.
public enum Ruling: Sendable, Equatable {
  /// Yes, with the proof.
  case allowed(Grant, because: Reason)
  /// No. The reason is for the audit and `/why`, never for a stranger.
  case refused(Reason)

  /// Why a ruling came out as it did.
  public enum Reason: Sendable, Equatable {
    /// A grant by name, in this grant role.
    case named(role: String)
    /// The channel kind's rule for this role.
    case rule(Role)
    /// No grant and no rule: silence refuses.
    case silence
    /// A grant by name that has not begun.
    case notYet(Instant)
    /// A grant by name that is over.
    case over(Instant)
    /// The member's time here is over.
    case memberEnded
    /// Administration is technical and reads no content.
    case technicalOnly
    /// There is no such channel or member.
    case unknown
    /// The channel is archived.
    case archived
  }

  /// The proof, when the answer is yes.
  public var grant: Grant? {
    if case .allowed(let grant, _) = self { grant } else { nil }
  }
}

/// An access by name: who, where, as what, from when, until when, why, given by whom.
public struct AccessGrant: Sendable, Equatable {
  /// Where.
  public let channel: ChannelID
  /// Who.
  public let member: MemberID
  /// The grant role, a key of the kind's `grants`.
  public let role: String
  /// Start.
  public let from: Instant
  /// End; nil means open.
  public var until: Instant?
  /// Why.
  public let reason: String
  /// Who gave it.
  public let by: MemberID
  /// An access by name.
  public init(
    channel: ChannelID, member: MemberID, role: String, from: Instant, until: Instant?,
    reason: String, by: MemberID
  ) {
    self.channel = channel
    self.member = member
    self.role = role
    self.from = from
    self.until = until
    self.reason = reason
    self.by = by
  }
  /// Does it hold at this moment?
  public func holds(at now: Instant) -> Bool { from <= now && (until.map { now < $0 } ?? true) }
}

/// The one place that answers questions of access.
public struct AccessList: Sendable {
  /// Who and what there is.
  public let roster: Roster
  /// The kinds' rules.
  public let catalog: Catalog
  /// The moment for which it answers.
  public let now: Instant

  /// An access list for one moment.
  public init(roster: Roster, catalog: Catalog, now: Instant) {
    self.roster = roster
    self.catalog = catalog
    self.now = now
  }

  /// May this member do this act in this channel? First the grant by name, then the kind's rule
  /// for the member's roles, then silence, which refuses.
  public func ruling(_ id: MemberID, _ act: Act, _ channelID: ChannelID) -> Ruling {
    guard let look = look(id, channelID) else { return .refused(.unknown) }
    return ruling(act, look)
  }

  /// What every question about one member in one channel needs.
  private struct Look {
    let member: Member
    let channel: Channel
    let kind: ChannelKind
    let named: AccessGrant?
  }

  private func look(_ id: MemberID, _ channelID: ChannelID) -> Look? {
    guard let member = roster.members[id], let channel = roster.channels[channelID],
      let kind = catalog.kinds[channel.kind]
    else { return nil }
    return Look(member: member, channel: channel, kind: kind, named: roster.grants[channelID]?[id])
  }

  private func ruling(_ act: Act, _ look: Look) -> Ruling {
    let (member, channel, kind) = (look.member, look.channel, look.kind)
    if member.isEnded(at: now) { return .refused(.memberEnded) }
    if channel.isArchived, act == .post || act == .command { return .refused(.archived) }
    let grant = Grant(
      member: member.id, act: act, channel: channel.id, isSensitive: kind.sensitive)
    var refusal = Ruling.Reason.silence
    if let named = look.named {
      if member.isTechnicalOnly { return .refused(.technicalOnly) }
      if named.from > now {
        refusal = .notYet(named.from)
      } else if let until = named.until, until <= now {
        refusal = .over(until)
      } else if kind.grants[named.role]?.contains(act) == true {
        return .allowed(grant, because: .named(role: named.role))
      }
    }
    for rule in kind.rules where rule.acts.contains(act) {
      if let role = rule.roles.first(where: member.holds) {
        return .allowed(grant, because: .rule(role))
      }
    }
    return .refused(member.isTechnicalOnly ? .technicalOnly : refusal)
  }

  /// The proof, or nil.
  public func grant(_ id: MemberID, _ act: Act, _ channel: ChannelID) -> Grant? {
    ruling(id, act, channel).grant
  }

  /// The proofs for the person at the machine, in every channel and in order of creation. Whoever has
  /// the machine has the file itself, so nothing is refused; what is done with them is in the audit
  /// as the bot's.
  public func atTheMachine(_ act: Act) -> [Grant] {
    roster.channels.values.sorted { $0.id < $1.id }.map { channel in
      let isSensitive = catalog.kinds[channel.kind]?.sensitive ?? true
      return Grant(member: .bot, act: act, channel: channel.id, isSensitive: isSensitive)
    }
  }

  /// The acts a member may do in a channel, in order.
  public func acts(_ id: MemberID, in channel: ChannelID) -> [Act] {
    guard let look = look(id, channel) else { return [] }
    return Act.all.filter { ruling($0, look).grant != nil }
  }

  /// May this member use this command in this channel? The command's own roles and kinds are asked
  /// with the act that it needs; a member who may only read may record nothing.
  public func mayUse(_ command: CommandDefinition, _ id: MemberID, in channel: ChannelID) -> Bool {
    mayUse(command, id, in: channel, acts: acts(id, in: channel))
  }

  /// The same, where the member's acts in the channel were asked before.
  public func mayUse(
    _ command: CommandDefinition, _ id: MemberID, in channel: ChannelID, acts: [Act]
  ) -> Bool {
    guard acts.contains(command.act), let member = roster.members[id],
      let place = roster.channels[channel]
    else { return false }
    let isHere = command.kinds.isEmpty || command.kinds.contains(place.kind)
    guard isHere else { return false }
    return command.who.isEmpty
      ? member.roles.contains { $0 != .admin && $0 != .bot }
      : command.who.contains(where: member.holds)
  }

  /// Every channel in which the member may do the act, in order of creation. It walks only the
  /// channels that a grant or a rule could open.
  public func channels(_ id: MemberID, _ act: Act) -> [Grant] {
    guard let member = roster.members[id], !member.isEnded(at: now) else { return [] }
    let open = catalog.kinds.values.filter { kind in
      kind.rules.contains { $0.acts.contains(act) && !member.roles.isDisjoint(with: $0.roles) }
    }.map(\.name)
    var candidates = roster.channelsByMember[id] ?? []
    for kind in open { candidates.formUnion(roster.channelsByKind[kind] ?? []) }
    return candidates.sorted().compactMap { grant(id, act, $0) }
  }
}
