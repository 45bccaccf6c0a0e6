// Facts committed: events for the streams, entries for the audit.

/// What happened, as the streams tell it.
public enum EventKind: String, Sendable, CaseIterable {
  /// A message was stored.
  case message
  /// A record was revised or changed its state.
  case revision
  /// A message became a tombstone.
  case tombstone
  /// A message that was hidden was brought back.
  case unhidden
  /// A member's own list of channels changed.
  case access
}

/// A change that is on disk: numbered without gaps, known outside by an opaque cursor.
public struct Event: Sendable, Equatable {
  /// Its place in the one order.
  public let number: EventNumber
  /// Opaque, unique; what a client resumes from.
  public let cursor: UInt64
  /// What happened.
  public let kind: EventKind
  /// Where; nil for `access`.
  public let channel: ChannelID?
  /// Whose list changed, for `access`.
  public let member: MemberID?
  /// The message said or brought back, or the message that became a tombstone.
  public let message: Message?
  /// The record as it stands, for `revision`.
  public let record: Record?
  /// An event.
  public init(
    number: EventNumber, cursor: UInt64, kind: EventKind, channel: ChannelID?, member: MemberID?,
    message: Message?, record: Record?
  ) {
    self.number = number
    self.cursor = cursor
    self.kind = kind
    self.channel = channel
    self.member = member
    self.message = message
    self.record = record
  }
}

/// What a committed decision amounts to.
public struct Committed: Sendable {
  /// Its events, in order.
  public let events: [Event]
  /// The message it stored where the line was typed, if any.
  public let message: Message?
  /// The records it opened or revised, in order.
  public let records: [Record]
  /// The roster after it.
  public let roster: Roster
  /// Ids of rows it created, in the order of the changes that created them (members, channels,
  /// sessions).
  public let created: [Int64]
  /// Exports whose files are to be removed, by token: an erasure took from what they hold.
  public let exportsRemoved: [String]
  /// What a commit amounts to.
  public init(
    events: [Event], message: Message?, records: [Record], roster: Roster, created: [Int64],
    exportsRemoved: [String] = []
  ) {
    self.events = events
    self.message = message
    self.records = records
    self.roster = roster
    self.created = created
    self.exportsRemoved = exportsRemoved
  }
}

/// Who did which act to what, when: one link of the chain.
public struct AuditEntry: Sendable, Equatable {
  /// From 1, without gaps.
  public let number: Int64
  /// When.
  public let at: Instant
  /// Who; nil for the machine itself.
  public let actor: MemberID?
  /// What: `message.posted`, `record.opened`, `access.granted` ...
  public let act: String
  /// Where.
  public let channel: ChannelID?
  /// To whom.
  public let member: MemberID?
  /// What exactly, without content: `attendance 3 revision 2`.
  public let detail: String
  /// SHA-256 (hex) of the content concerned; empty when there is none.
  public let contentHash: String
  /// SHA-256 (hex) of the canonical encoding that begins with the previous entry's hash.
  public let hash: String
  /// One link.
  public init(
    number: Int64, at: Instant, actor: MemberID?, act: String, channel: ChannelID?,
    member: MemberID?, detail: String, contentHash: String, hash: String
  ) {
    self.number = number
    self.at = at
    self.actor = actor
    self.act = act
    self.channel = channel
    self.member = member
    self.detail = detail
    self.contentHash = contentHash
    self.hash = hash
  }
}
