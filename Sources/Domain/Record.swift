// A filled form and its versions; a message and what it carries.

/// A record as it stands: one version of a filled form.
public struct Record: Sendable, Equatable {
  /// Row in the spine.
  public let id: RecordID
  /// The record kind (attendance, note, flag ...).
  public let kind: String
  /// Its number, from 1, per channel and kind.
  public let number: Int64
  /// Where it lies.
  public let channel: ChannelID
  /// Whom it is about, if one child.
  public let child: ChildID?
  /// The local day it is about.
  public let day: Day
  /// Who wrote the first version.
  public let author: MemberID
  /// When the first version was written.
  public let writtenAt: Instant
  /// When it happened, as far as was said.
  public let happenedAt: Instant
  /// The version, from 1.
  public let revision: Int
  /// Where it stands.
  public let state: String
  /// The opaque receipt its author may follow.
  public let receipt: String
  /// The record it is about (a query's subject), if any.
  public let refersTo: RecordID?
  /// That record in words: its kind and number.
  public var reference: String?
  /// What the records are called that its fields name: by their title, else by kind and number.
  public var named: [RecordID: String] = [:]
  /// Field name to value; absent fields are absent.
  public let values: [String: Value]

  /// All facts of a record.
  public init(
    id: RecordID, kind: String, number: Int64, channel: ChannelID, child: ChildID?, day: Day,
    author: MemberID, writtenAt: Instant, happenedAt: Instant, revision: Int, state: String,
    receipt: String, refersTo: RecordID?, values: [String: Value]
  ) {
    self.id = id
    self.kind = kind
    self.number = number
    self.channel = channel
    self.child = child
    self.day = day
    self.author = author
    self.writtenAt = writtenAt
    self.happenedAt = happenedAt
    self.revision = revision
    self.state = state
    self.receipt = receipt
    self.refersTo = refersTo
    self.values = values
  }
}

/// One version of a record.
public struct Revision: Sendable, Equatable {
  /// From 1.
  public let number: Int
  /// Who wrote this version.
  public let author: MemberID
  /// When it was written.
  public let at: Instant
  /// Why it was changed; nil for the first.
  public let reason: String?
  /// Field name to value.
  public let values: [String: Value]
  /// One version.
  public init(
    number: Int, author: MemberID, at: Instant, reason: String?, values: [String: Value]
  ) {
    self.number = number
    self.author = author
    self.at = at
    self.reason = reason
    self.values = values
  }
}

/// What was said, after it was accepted.
public struct Message: Sendable, Equatable {
  /// Where.
  public let channel: ChannelID
  /// Its number in the channel, from 1, without gaps.
  public let number: Int64
  /// Who.
  public let author: MemberID
  /// When.
  public let at: Instant
  /// As typed; empty once it is a tombstone.
  public let text: String
  /// Chosen by the client.
  public let clientID: String?
  /// The record it made or revised, in the version it made.
  public let record: Record?
  /// Is it a tombstone? Hidden from readers, or erased.
  public let isTombstone: Bool
  /// Who hid it, when and why; nil unless it was hidden.
  public let hidden: Tombstone?
  /// Was its content erased for good?
  public let isErased: Bool
  /// All facts of a message.
  public init(
    channel: ChannelID, number: Int64, author: MemberID, at: Instant, text: String,
    clientID: String?, record: Record?, isTombstone: Bool = false, hidden: Tombstone? = nil,
    isErased: Bool = false
  ) {
    self.channel = channel
    self.number = number
    self.author = author
    self.at = at
    self.text = text
    self.clientID = clientID
    self.record = record
    self.isTombstone = isTombstone
    self.hidden = hidden
    self.isErased = isErased
  }
}

/// Who hid a message, when, and why. Readers see it in the message's place: the reason holds no
/// content.
public struct Tombstone: Sendable, Equatable {
  /// Who.
  public let by: MemberID
  /// When.
  public let at: Instant
  /// Why.
  public let reason: String
  /// All facts of a tombstone.
  public init(by: MemberID, at: Instant, reason: String) {
    self.by = by
    self.at = at
    self.reason = reason
  }
}

/// A hiding that was taken back: whose it was, and who brought the message back, when and why.
public struct Unhiding: Sendable, Equatable {
  /// Who had hidden it, when and why.
  public let hidden: Tombstone
  /// Who brought it back.
  public let by: MemberID
  /// When.
  public let at: Instant
  /// Why.
  public let reason: String
  /// All facts of an unhiding.
  public init(hidden: Tombstone, by: MemberID, at: Instant, reason: String) {
    self.hidden = hidden
    self.by = by
    self.at = at
    self.reason = reason
  }
}

/// A message that is or was hidden, as those who may audit see it.
public struct HiddenMessage: Sendable, Equatable {
  /// The message with its text and its record, as before it was hidden.
  public let message: Message
  /// All versions of its record, oldest first; empty when it carries none.
  public let revisions: [Revision]
  /// Who hid it, when and why; nil when it was brought back.
  public let tombstone: Tombstone?
  /// How often it was hidden and brought back before, oldest first.
  public let past: [Unhiding]
  /// All facts of a hidden message.
  public init(
    message: Message, revisions: [Revision], tombstone: Tombstone?, past: [Unhiding] = []
  ) {
    self.message = message
    self.revisions = revisions
    self.tombstone = tombstone
    self.past = past
  }
}
