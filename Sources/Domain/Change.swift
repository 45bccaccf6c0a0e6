// Facts asked for: what the engine wants written, and nothing is written yet.

/// What a mail tells of one child's session, so that a later mark can be held against it.
public struct Telling: Sendable, Equatable {
  /// Whom it is about.
  public var child: ChildID
  /// The day.
  public var day: Day
  /// The session's term: `AM` or `PM`.
  public var session: String
  /// The attendance record it was read from; nil where there was none yet.
  public var record: RecordID?
  /// What was told, as a digest: what a mail said is in the mail, and nowhere else.
  public var digest: String
  /// One telling.
  public init(child: ChildID, day: Day, session: String, record: RecordID?, digest: String) {
    self.child = child
    self.day = day
    self.session = session
    self.record = record
    self.digest = digest
  }
}

/// A record to be opened.
public struct RecordDraft: Sendable, Equatable {
  /// The record kind.
  public var kind: String
  /// Where it lands.
  public var channel: ChannelID
  /// Whom it is about.
  public var child: ChildID?
  /// The local day it is about.
  public var day: Day
  /// When it happened.
  public var happenedAt: Instant
  /// Its first state.
  public var state: String
  /// The values of the command's `one:` fields joined, unique among the kind's records; nil if none.
  public var oneKey: String?
  /// An opaque token its author may follow it by.
  public var receipt: String
  /// The record it is about.
  public var refersTo: RecordID?
  /// Field name to value.
  public var values: [String: Value]
  /// A draft.
  public init(
    kind: String, channel: ChannelID, child: ChildID?, day: Day, happenedAt: Instant,
    state: String, oneKey: String?, receipt: String, refersTo: RecordID? = nil,
    values: [String: Value]
  ) {
    self.kind = kind
    self.channel = channel
    self.child = child
    self.day = day
    self.happenedAt = happenedAt
    self.state = state
    self.oneKey = oneKey
    self.receipt = receipt
    self.refersTo = refersTo
    self.values = values
  }
}

/// A message to be stored.
public struct MessageDraft: Sendable, Equatable {
  /// What the message carries.
  public enum Link: Sendable, Equatable {
    /// Nothing.
    case none
    /// The record opened or revised just before it in the same decision.
    case latest
  }
  /// Where.
  public var channel: ChannelID
  /// As typed.
  public var text: String
  /// Chosen by the client.
  public var clientID: String?
  /// Its record.
  public var link: Link
  /// A draft.
  public init(channel: ChannelID, text: String, clientID: String?, link: Link = .none) {
    self.channel = channel
    self.text = text
    self.clientID = clientID
    self.link = link
  }
}

/// A member to be added.
public struct MemberDraft: Sendable, Equatable {
  /// Sign-in name, lower case.
  public var login: String
  /// Name.
  public var name: String
  /// Roles.
  public var roles: Set<Role>
  /// A crypt(5) hash, or empty for no sign-in.
  public var passwordHash: String
  /// An opaque id.
  public var token: String
  /// A draft.
  public init(login: String, name: String, roles: Set<Role>, passwordHash: String, token: String) {
    self.login = login
    self.name = name
    self.roles = roles
    self.passwordHash = passwordHash
    self.token = token
  }
}

/// A channel to be opened, with its child where the kind has one.
public struct ChannelDraft: Sendable, Equatable {
  /// The kind.
  public var kind: String
  /// Its name.
  public var name: String
  /// Its title.
  public var title: String
  /// An opaque id.
  public var token: String
  /// The child: opaque id, full name, year group.
  public var child: ChildDraft?
  /// A draft.
  public init(kind: String, name: String, title: String, token: String, child: ChildDraft? = nil) {
    self.kind = kind
    self.name = name
    self.title = title
    self.token = token
    self.child = child
  }
}

/// A child to be added with its channel; its short name is the channel's name.
public struct ChildDraft: Sendable, Equatable {
  /// An opaque id.
  public var token: String
  /// Full legal name.
  public var name: String
  /// Year group, -1 to 13.
  public var yearGroup: Int?
  /// A draft.
  public init(token: String, name: String, yearGroup: Int?) {
    self.token = token
    self.name = name
    self.yearGroup = yearGroup
  }
}

/// A sign-in to be kept. The bearer's token itself is never stored, only its SHA-256.
public struct SessionDraft: Sendable, Equatable {
  /// Whose.
  public var member: MemberID
  /// SHA-256 of the token.
  public var tokenHash: [UInt8]
  /// The client's `User-Agent`, cut to 200 characters.
  public var agent: String
  /// A draft.
  public init(member: MemberID, tokenHash: [UInt8], agent: String) {
    self.member = member
    self.tokenHash = tokenHash
    self.agent = agent
  }
}

/// An export ordered: what, whose, which days, for what, in which form.
public struct ExportOrder: Sendable, Equatable {
  /// Opaque id.
  public var token: String
  /// The record kind.
  public var kind: String
  /// The channels it reads, each with its proof.
  public var grants: [Grant]
  /// First and last day, inclusive; nil means open.
  public var from: Day?
  /// Last day, inclusive.
  public var to: Day?
  /// What was asked for in words: `all` or a channel's name.
  public var whose: String
  /// Why.
  public var purpose: String
  /// `csv`, `jsonl` or `sqlite`.
  public var format: String
  /// Whose export it is.
  public var member: MemberID
  /// When it was ordered.
  public var at: Instant
  /// When its file is removed.
  public var expiresAt: Instant
  /// An order.
  public init(
    token: String, kind: String, grants: [Grant], from: Day?, to: Day?, whose: String,
    purpose: String, format: String, member: MemberID, at: Instant, expiresAt: Instant
  ) {
    self.token = token
    self.kind = kind
    self.grants = grants
    self.from = from
    self.to = to
    self.whose = whose
    self.purpose = purpose
    self.format = format
    self.member = member
    self.at = at
    self.expiresAt = expiresAt
  }
}

/// A fact asked for. Each one is committed with an audit entry of its own, in one transaction.
public enum Change: Sendable, Equatable {
  /// Store a message.
  case message(MessageDraft)
  /// Open a record.
  case recordOpened(RecordDraft)
  /// Add a version to a record: all values of the new version, and why.
  case recordRevised(
    RecordID, values: [String: Value], reason: String, day: Day, happenedAt: Instant,
    oneKey: String?)
  /// Note what the mail opened just before it in the same decision tells of children.
  case told([Telling])
  /// Move a record to a state.
  case recordState(RecordID, state: String, reason: String)
  /// Hide a message, and the record it carries, from readers; those who may audit still see them.
  case tombstone(ChannelID, number: Int64, reason: String)
  /// Bring a hidden message back, with the record it carries and all else that carries it. The record
  /// is again in the state in which it was hidden, and holds this key again.
  case unhidden(ChannelID, number: Int64, oneKey: String?, reason: String)
  /// Empty what lies in the scope for good. The decision's actor is the second person, who approves
  /// what `askedBy` asked for in the record `request`. Titles and reasons must hold no content: they stay.
  case erased(ErasureScope, askedBy: MemberID, request: RecordID, reason: String)
  /// Give access by name.
  case accessGranted(AccessGrant)
  /// End an access by name, now.
  case accessEnded(ChannelID, MemberID, reason: String)
  /// Add a member.
  case memberAdded(MemberDraft)
  /// End a membership, with all its sessions, now.
  case memberEnded(MemberID, reason: String)
  /// Set a member's roles.
  case rolesSet(MemberID, Set<Role>)
  /// Set a member's password hash, ending the member's sessions.
  case passwordSet(MemberID, hash: String)
  /// Open a channel.
  case channelOpened(ChannelDraft)
  /// Keep a sign-in.
  case sessionOpened(SessionDraft)
  /// End a sign-in, by its row.
  case sessionEnded(Int64)
  /// Keep an order for an export.
  case exportOrdered(ExportOrder)
  /// An export is made (bytes, SHA-256 hex, rows) or has failed.
  case exportEnded(token: String, bytes: Int64, sha256: String, rows: Int64, failure: String?)
  /// A copy of everything is made: its length in bytes, its SHA-256 (hex) and what it holds.
  case backupMade(BackupDraft, bytes: Int64, sha256: String, BackupFacts)
  /// A copy could not be made, and why.
  case backupFailed(BackupDraft, failure: String)
  /// A copy was opened and looked through: what was wrong with it, nil when it is whole.
  case backupDrilled(String, problem: String?)
  /// An old copy is removed.
  case backupRemoved(String)
  /// The data come from a copy of this moment and digest: every sign-in that it held ends.
  case restored(at: Instant, sha256: String)
  /// Remember how far the actor has read in a channel. The one change without an audit entry: it
  /// says nothing of a child, and each glance at a phone would drown what matters.
  case readTo(ChannelID, number: Int64)
  /// What the house does of itself because of the changes before, in the same transaction and in
  /// the bot's name: a mail queued, a word to those who have to know. What it opens is not part of
  /// what the asker is answered.
  indirect case consequences([Change])
  /// Only an audit entry: a refused read, a failed sign-in, a read of safeguarding, a download.
  case noted(act: String, channel: ChannelID?, member: MemberID?, detail: String)
}

/// What the engine answers; nothing is written yet.
public struct Decision: Sendable, Equatable {
  /// Who asked.
  public var actor: MemberID
  /// When.
  public var at: Instant
  /// What is to be written, in order.
  public var changes: [Change]
  /// For the asker alone; not stored.
  public var reply: Reply?
  /// Mistakes; when there are any, there is no reply, and the changes are only what the house keeps of
  /// the refusal itself (how often a wrong code was told).
  public var complaints: [Complaint]
  /// The channel and client id under which the answer is kept, for idempotency.
  public var answerKey: AnswerKey?
  /// What is kept of the reply for a repeated line; nil keeps the reply's text.
  public var keptReply: String?
  /// An export to be made after the commit, with the passphrase that only the asker sees.
  public var passphrase: String?

  /// A decision.
  public init(
    actor: MemberID, at: Instant, changes: [Change] = [], reply: Reply? = nil,
    complaints: [Complaint] = [], answerKey: AnswerKey? = nil, keptReply: String? = nil,
    passphrase: String? = nil
  ) {
    self.actor = actor
    self.at = at
    self.changes = changes
    self.reply = reply
    self.complaints = complaints
    self.answerKey = answerKey
    self.keptReply = keptReply
    self.passphrase = passphrase
  }
}

/// Where a line was typed and the id its client chose.
public struct AnswerKey: Sendable, Equatable {
  /// Where it was typed.
  public let channel: ChannelID
  /// 1 to 64 characters.
  public let clientID: String
  /// A key.
  public init(channel: ChannelID, clientID: String) {
    self.channel = channel
    self.clientID = clientID
  }
}

/// An answer for the asker alone.
public struct Reply: Sendable, Equatable {
  /// What to show; lines are separated by newlines.
  public var text: String
  /// Records that belong to it, readable by the asker.
  public var records: [Record]
  /// The receipt of a flag or concern.
  public var receipt: String?
  /// The export it ordered.
  public var export: String?
  /// The export's passphrase, shown this once.
  public var passphrase: String?
  /// A reply.
  public init(
    text: String, records: [Record] = [], receipt: String? = nil, export: String? = nil,
    passphrase: String? = nil
  ) {
    self.text = text
    self.records = records
    self.receipt = receipt
    self.export = export
    self.passphrase = passphrase
  }
}
