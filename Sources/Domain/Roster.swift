// Who and what there is, in memory: members, children, channels and the grants by name.

/// A snapshot of members, children, channels and grants; a value, so that a failed commit can be
/// taken back by keeping the old one.
public struct Roster: Sendable {
  /// Members by row.
  public private(set) var members: [MemberID: Member] = [:]
  /// Children by row.
  public private(set) var children: [ChildID: Child] = [:]
  /// Channels by row.
  public private(set) var channels: [ChannelID: Channel] = [:]
  /// Grants by name.
  public private(set) var grants: [ChannelID: [MemberID: AccessGrant]] = [:]
  /// Sign-in name, lower case, to member.
  public private(set) var membersByLogin: [String: MemberID] = [:]
  /// Word of a name to those who bear it.
  private var membersByWord: [String: [MemberID]] = [:]
  /// Opaque id to channel.
  public private(set) var channelsByToken: [String: ChannelID] = [:]
  /// Name, lower case, to channel.
  public private(set) var channelsByName: [String: ChannelID] = [:]
  /// Channels of each kind.
  public private(set) var channelsByKind: [String: Set<ChannelID>] = [:]
  /// Channels in which a member has, had or will have a grant by name.
  public private(set) var channelsByMember: [MemberID: Set<ChannelID>] = [:]
  /// Opaque id to child.
  public private(set) var childrenByToken: [String: ChildID] = [:]

  /// Nobody and nothing.
  public init() {}

  /// Adds or replaces a member.
  public mutating func put(_ member: Member) {
    let old = members[member.id]
    if old?.name != member.name {
      for word in Roster.words(of: old?.name ?? "") {
        membersByWord[word]?.removeAll { $0 == member.id }
      }
      for word in Roster.words(of: member.name) {
        membersByWord[word, default: []].append(member.id)
      }
    }
    members[member.id] = member
    membersByLogin[member.login.lowercased()] = member.id
  }
  /// Adds or replaces a child.
  public mutating func put(_ child: Child) {
    children[child.id] = child
    childrenByToken[child.token] = child.id
  }
  /// Adds or replaces a channel.
  public mutating func put(_ channel: Channel) {
    if let old = channels[channel.id] { channelsByName[old.name.lowercased()] = nil }
    channels[channel.id] = channel
    channelsByToken[channel.token] = channel.id
    channelsByName[channel.name.lowercased()] = channel.id
    channelsByKind[channel.kind, default: []].insert(channel.id)
  }
  /// Adds or replaces a grant.
  public mutating func put(_ grant: AccessGrant) {
    grants[grant.channel, default: [:]][grant.member] = grant
    channelsByMember[grant.member, default: []].insert(grant.channel)
  }
  /// Ends a grant; what it was stays known, so that `/why` can say when it ended.
  public mutating func endGrant(_ channel: ChannelID, _ member: MemberID, at: Instant) {
    grants[channel]?[member]?.until = at
  }

  /// The member of a sign-in name, ignoring case and a leading `@`.
  public func member(login: some StringProtocol) -> Member? {
    let key = login.lowercased()
    return membersByLogin[key.hasPrefix("@") ? String(key.dropFirst()) : key].flatMap {
      members[$0]
    }
  }
  /// Those who may be meant by a name or a word of it, in the order of their rows: all whose names
  /// have its first word, whatever its case.
  public func members(named name: String) -> [Member] {
    guard let word = Roster.firstWord(of: name) else { return [] }
    return (membersByWord[word] ?? []).sorted().compactMap { members[$0] }
  }
  private static func words(of name: String) -> Set<String> {
    Set(pieces(of: name).map(lowercased))
  }
  private static func firstWord(of name: String) -> String? {
    pieces(of: name).first.map(lowercased)
  }
  private static func pieces(of name: String) -> [Substring.UnicodeScalarView] {
    name.unicodeScalars[...].split { $0 == "-" || $0 == "_" || $0.properties.isWhitespace }
  }
  /// By scalars, as names are compared elsewhere; people type either apostrophe.
  private static func lowercased(_ word: Substring.UnicodeScalarView) -> String {
    var key = ""
    for scalar in word {
      key += scalar.value == 0x2019 ? "'" : scalar.properties.lowercaseMapping
    }
    return key
  }
  /// The channel of an opaque id.
  public func channel(token: String) -> Channel? {
    channelsByToken[token].flatMap { channels[$0] }
  }
  /// The one channel of a kind declared `single`.
  public func channel(single kind: String) -> Channel? {
    channelsByKind[kind]?.min().flatMap { channels[$0] }
  }
  /// The lasting leads of a channel: holders of this grant role without an end, whose membership has
  /// not ended. A lead with an end would leave the channel alone one day, so it does not count.
  public func leads(_ channel: ChannelID, role: String, at now: Instant) -> [MemberID] {
    (grants[channel] ?? [:]).values.filter { grant in
      grant.role == role && grant.holds(at: now) && grant.until == nil
        && members[grant.member].map { !$0.isEnded(at: now) } ?? false
    }.map(\.member).sorted()
  }
}
