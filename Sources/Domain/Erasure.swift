// Lawful erasure: what is emptied for good, and the certificate that stays.

/// What an erasure empties for good. The chain of the audit stays whole: it holds hashes only.
public enum ErasureScope: Sendable, Equatable {
  /// One message and, where it carries a record, all that `record` means for that record.
  case message(ChannelID, number: Int64)
  /// One record: every version, the reasons of its states, every message that carries a version.
  case record(RecordID)
  /// All that was said and recorded in one channel, and the names of the child it is about. The
  /// requests for erasures that lie there stay: they are part of the certificates.
  case channel(ChannelID)
}

/// Where a request for an erasure stands. All but `asked` are ends.
public enum ErasureState: String, Sendable, CaseIterable {
  /// It waits for a second person.
  case asked
  /// A second person approved it, and it was done.
  case done
  /// A second person refused it.
  case refused
  /// Whoever asked for it took it back.
  case withdrawn
}

/// The certificate of an erasure: what was emptied, at whose word, without any content.
public struct Erasure: Sendable, Equatable {
  /// From 1, without gaps.
  public let number: Int64
  /// `message`, `record` or `channel`.
  public let scope: String
  /// Where it lay.
  public let channel: ChannelID
  /// What it was, without content: `note 3`, `message 12`, `everything`.
  public let what: String
  /// Who asked for it.
  public let askedBy: MemberID
  /// The second person, who approved it.
  public let approvedBy: MemberID
  /// Why; holds no content.
  public let reason: String
  /// When its content left the tables and the search index.
  public let at: Instant
  /// Messages emptied.
  public let messages: Int64
  /// Versions of records emptied.
  public let versions: Int64
  /// SHA-256 in hexadecimal over the content hashes that the audit holds of all that was emptied:
  /// messages in the order of their numbers, then versions by record kind, number and revision.
  public let digest: String
  /// When its last traces had left the free pages, the index's segments and the log; nil until then.
  public let purgedAt: Instant?
  /// All facts of an erasure.
  public init(
    number: Int64, scope: String, channel: ChannelID, what: String, askedBy: MemberID,
    approvedBy: MemberID, reason: String, at: Instant, messages: Int64, versions: Int64,
    digest: String, purgedAt: Instant?
  ) {
    self.number = number
    self.scope = scope
    self.channel = channel
    self.what = what
    self.askedBy = askedBy
    self.approvedBy = approvedBy
    self.reason = reason
    self.at = at
    self.messages = messages
    self.versions = versions
    self.digest = digest
    self.purgedAt = purgedAt
  }
}

/// States that no definition declares: what is in one is out of readers' sight.
public enum BuiltInState: String, Sendable, CaseIterable {
  /// Its message was hidden; those who may audit still see it.
  case hidden
  /// Its content was erased for good.
  case erased
}
