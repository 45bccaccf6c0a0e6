// Who works here: members with their roles, and the children whom the records are about.

/// What a member is in the organisation. One member may hold several.
public enum Role: String, Sendable, CaseIterable, Codable {
  case volunteer, contractor, team, coordinator, manager, dsl, director, admin
  /// The house itself, when it does what is due: held by the bot, and by nobody else.
  case bot

  /// Those a person may hold.
  public static let people: [Role] = allCases.filter { $0 != .bot }
  /// Those who may record and read, where a definition names none: administration is technical, and
  /// the bot does only what names it.
  public static let content: [Role] = people.filter { $0 != .admin }

  /// Those who may read the audit, and with it what was hidden, the certificates of erasures, and an
  /// export's proof: its head tells how much happens in the whole house.
  public static let auditors: [Role] = [.director, .dsl]
}

/// A person (or the bot) with a name, roles and standing.
public struct Member: Sendable, Equatable {
  /// Row.
  public let id: MemberID
  /// Opaque id shown outside.
  public let token: String
  /// Sign-in name, lower case.
  public let login: String
  /// Name as people say it.
  public var name: String
  /// What the member is.
  public var roles: Set<Role>
  /// When the membership ends or ended; nil means open.
  public var endsAt: Instant?
  /// All facts of a member.
  public init(
    id: MemberID, token: String, login: String, name: String, roles: Set<Role>, endsAt: Instant?
  ) {
    self.id = id
    self.token = token
    self.login = login
    self.name = name
    self.roles = roles
    self.endsAt = endsAt
  }
  /// Is this one of the member's roles? They are one or two: to look at them all is cheaper than
  /// to hash the word of the one that is sought.
  public func holds(_ role: Role) -> Bool { roles.contains { $0 == role } }
  /// Is the member here for the machine only?
  public var isTechnicalOnly: Bool { roles.count == 1 && holds(.admin) }
  /// Is the membership over at this moment?
  public func isEnded(at now: Instant) -> Bool { endsAt.map { $0 <= now } ?? false }
}

/// A child or young person.
public struct Child: Sendable, Equatable {
  /// Row.
  public let id: ChildID
  /// Opaque id shown outside.
  public let token: String
  /// Initials or other short name, as the child's channel is called.
  public let short: String
  /// Full legal name; shown only inside the child's own channel.
  public let name: String
  /// Year group, -1 (nursery) to 13; nil when not known.
  public let yearGroup: Int?
  /// The child's own channel.
  public let channel: ChannelID
  /// All facts of a child.
  public init(
    id: ChildID, token: String, short: String, name: String, yearGroup: Int?, channel: ChannelID
  ) {
    self.id = id
    self.token = token
    self.short = short
    self.name = name
    self.yearGroup = yearGroup
    self.channel = channel
  }

  /// What is left of a child of whom everything was erased: a short name that is free.
  public func erased(as short: String) -> Child {
    Child(
      id: id, token: token, short: short, name: Child.erasedName, yearGroup: nil, channel: channel)
  }
  /// Was everything erased of it? Nobody expects it any more.
  public var isErased: Bool { name == Child.erasedName && short.hasPrefix("erased-") }
  private static let erasedName = "Erased"
}

/// A place where things are said.
public struct Channel: Sendable, Equatable {
  /// Row.
  public let id: ChannelID
  /// Opaque id shown outside.
  public let token: String
  /// The kind's name: which folder of `Channels/` governs it.
  public let kind: String
  /// Short name, unique among all channels, ignoring case.
  public var name: String
  /// A sentence for people.
  public var title: String
  /// The child it is about, if any.
  public let child: ChildID?
  /// Is it closed to new lines?
  public var isArchived: Bool
  /// All facts of a channel.
  public init(
    id: ChannelID, token: String, kind: String, name: String, title: String, child: ChildID?,
    isArchived: Bool = false
  ) {
    self.id = id
    self.token = token
    self.kind = kind
    self.name = name
    self.title = title
    self.child = child
    self.isArchived = isArchived
  }
}
