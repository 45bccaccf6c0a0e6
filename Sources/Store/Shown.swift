// What an export shows of the audit: entries in full, and hashes that stand for all the others.
import Domain

/// One entry of the audit, complete, so that its leaf in the tree can be reckoned by anyone.
public struct ShownEntry: Sendable, Equatable {
  /// Its number, from 1.
  public let number: Int64
  /// When, in milliseconds since 1970.
  public let at: Int64
  /// Who; a member's row.
  public let actor: Int64?
  /// What was done: `record.opened`, `record.revised`, `record.state`.
  public let act: String
  /// Where; a channel's row.
  public let channel: Int64?
  /// Whom it concerned; a member's row.
  public let member: Int64?
  /// To what: `attendance 12 revision 2`.
  public let detail: String
  /// The salted hash of what was written.
  public let contentHash: [UInt8]
  /// 16 bytes that keep the entry's leaf from being guessed by those to whom it is not shown.
  public let blind: [UInt8]

  /// All facts of an entry.
  public init(
    number: Int64, at: Int64, actor: Int64?, act: String, channel: Int64?, member: Int64?,
    detail: String, contentHash: [UInt8], blind: [UInt8]
  ) {
    self.number = number
    self.at = at
    self.actor = actor
    self.act = act
    self.channel = channel
    self.member = member
    self.detail = detail
    self.contentHash = contentHash
    self.blind = blind
  }

  /// Its leaf in the tree.
  public var leaf: [UInt8] {
    let draft = AuditDraft(
      at: Instant(milliseconds: at), actor: actor.map { MemberID($0) }, act: act,
      channel: channel.map { ChannelID($0) }, member: member.map { MemberID($0) }, detail: detail,
      contentHash: contentHash)
    return draft.leaf(number, blind: blind)
  }
}

/// The content of one version of a record, as it was hashed.
public struct ShownContent: Sendable, Equatable {
  /// A field's value as it was hashed.
  public struct Value: Sendable, Equatable {
    /// The field's name.
    public let field: String
    /// How the text is meant: `words`, `choices`, `date`, `time`, `number`, `yesNo`, `member`,
    /// `child`, `children`, `record`.
    public let family: String
    /// What was hashed, as text.
    public let text: String
    /// A value.
    public init(field: String, family: String, text: String) {
      self.field = field
      self.family = family
      self.text = text
    }
  }
  /// Random bytes that keep a short text from being found by trying.
  public let salt: [UInt8]
  /// The day it is about.
  public let day: String
  /// When it happened, in milliseconds since 1970.
  public let happenedAt: Int64
  /// Fields that hold something, in the order in which they were hashed.
  public let values: [Value]

  /// All of a version's content.
  public init(salt: [UInt8], day: String, happenedAt: Int64, values: [Value]) {
    self.salt = salt
    self.day = day
    self.happenedAt = happenedAt
    self.values = values
  }

  /// What the audit entry of the version must hold as its content hash.
  public var hash: [UInt8] {
    var canon = Canon(salt)
    canon.add(day)
    canon.add(happenedAt)
    for value in values {
      canon.add(value.field)
      canon.add(value.text)
    }
    return canon.hash
  }
}

/// One step of a proof. Folded front to back, the steps give the root of the tree head.
public enum ProofStep: Sendable {
  /// An entry about a record of the export.
  case entry(ShownEntry, RecordProof)
  /// A hash that stands for entries that are not shown.
  case outside(MerklePlace, [UInt8])
}

/// What belongs to an entry about a record.
public struct RecordProof: Sendable {
  /// The record's number in its channel and kind.
  public let number: Int64
  /// The version that the entry made; nil for a change of state.
  public let revision: Int?
  /// The child the record is about, which is not part of what is hashed.
  public let child: ChildID?
  /// The record it refers to, in words.
  public let reference: String?
  /// The version's content; nil for a change of state, and where it was erased.
  public let content: ShownContent?
  /// The number of the erasure that emptied the version.
  public let erasure: Int64?
}
