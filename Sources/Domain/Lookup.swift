// How the engine reads: a small window on the store, within the writer's turn or on a reader.

/// A question for records.
public struct RecordQuery: Sendable {
  /// The record kind; nil means all.
  public var kind: String?
  /// The first and last day, inclusive.
  public var from: Day?
  /// The last day, inclusive.
  public var to: Day?
  /// Field equals stored text; only fields of the kind's definition are understood.
  public var equals: [(field: String, value: Value)]
  /// The current state.
  public var state: String?
  /// At most this many, newest first.
  public var limit: Int
  /// Only records with a smaller row than this one (the next page).
  public var before: RecordID?
  /// Only records with a larger row than this one, the oldest first: set where what waits is taken in
  /// its order.
  public var after: RecordID?
  /// A question.
  public init(
    kind: String? = nil, from: Day? = nil, to: Day? = nil,
    equals: [(field: String, value: Value)] = [], state: String? = nil, limit: Int = 50,
    before: RecordID? = nil
  ) {
    self.kind = kind
    self.from = from
    self.to = to
    self.equals = equals
    self.state = state
    self.limit = limit
    self.before = before
  }
}

/// What was answered before to the same member, channel and client id.
public enum KeptAnswer: Sendable, Equatable {
  /// A stored message.
  case message(Message)
  /// A reply that was not stored as a message; its kept text.
  case reply(String, receipt: String?)
}

/// What a message carries, in numbers alone: what may be said of it where its content may not.
public struct Carried: Sendable, Equatable {
  /// The record's kind.
  public let kind: String
  /// Its number in its channel.
  public let number: Int64
  /// Who wrote its first version.
  public let author: MemberID
  /// When.
  public let writtenAt: Instant
  /// How many versions it has.
  public let versions: Int
  /// How many messages carry one of them, hidden ones too.
  public let messages: Int
  /// All there is to say of a record without its content.
  public init(
    kind: String, number: Int64, author: MemberID, writtenAt: Instant, versions: Int, messages: Int
  ) {
    self.kind = kind
    self.number = number
    self.author = author
    self.writtenAt = writtenAt
    self.versions = versions
    self.messages = messages
  }
}

/// What a search found, newest first.
public struct SearchHits: Sendable, Equatable, RandomAccessCollection {
  /// Newest first.
  public let messages: [Message]
  /// Did it end before everything was looked at? Then older hits may be missing.
  public let isCut: Bool
  /// The first of them.
  public var startIndex: Int { messages.startIndex }
  /// After the last of them.
  public var endIndex: Int { messages.endIndex }
  /// One of them.
  public subscript(index: Int) -> Message { messages[index] }
  /// Hits.
  public init(messages: [Message], isCut: Bool = false) {
    self.messages = messages
    self.isCut = isCut
  }
}

/// Reads of the store. Everything that returns a child's data takes the grants that the access
/// list made; it returns nothing of any other channel.
public protocol Lookup {
  /// Who and what there is, including what this batch has already changed.
  var roster: Roster { get }
  /// A record by its row; nil when it lies in another channel than the proof's.
  func record(_ id: RecordID, _ grant: Grant) throws -> Record?
  /// A record by its row, wherever it lies: the proof is asked of `proof` by its channel; nil without.
  func record(_ id: RecordID, proof: (ChannelID) -> Grant?) throws -> Record?
  /// A record by kind and number in a channel.
  func record(kind: String, number: Int64, _ grant: Grant) throws -> Record?
  /// The record of a kind that holds this key (see `CommandDefinition.one`) in a channel.
  func record(kind: String, oneKey: String, _ grant: Grant) throws -> Record?
  /// All versions of a record, oldest first; empty when the record lies elsewhere.
  func revisions(of record: RecordID, _ grant: Grant) throws -> [Revision]
  /// Records that match, newest first, in the channels of these grants only.
  func records(_ query: RecordQuery, _ grants: [Grant]) throws -> [Record]
  /// Records of a kind as they stand, whose field of the type `record` holds this one, newest first.
  /// For each the proof is asked of `proof` by its channel; without one it is left out.
  func records(
    _ kind: String, where field: String, is record: RecordID, proof: (ChannelID) -> Grant?
  ) throws -> [Record]
  /// What was told outside of a child's session, oldest first, each with the mail that told it. The
  /// proof is for the channel of the mails.
  func tellings(
    of child: ChildID, _ day: Day, _ session: String, _ grant: Grant
  ) throws -> [(mail: RecordID, telling: Telling)]
  /// The records that told of a child, or of one record of it, once for each that was told. The
  /// proof is for the channel of the mails.
  func mails(tellingOf child: ChildID, record: RecordID?, _ grant: Grant) throws -> [RecordID]
  /// One message of a channel by its number; a tombstone shows neither its text nor its record.
  func message(number: Int64, _ grant: Grant) throws -> Message?
  /// What a message carries, hidden or not; nil when that is nothing, or was erased. For those who
  /// may ask for erasures: they have to know what goes with a message that they do not see.
  func carried(by message: Int64, _ grant: Grant) throws -> Carried?
  /// A record that is hidden, as it stood before, its state `hidden`; nil when it is not hidden, or
  /// was erased. For those who may audit only.
  func hiddenRecord(kind: String, number: Int64, _ grant: Grant) throws -> Record?
  /// The numbers of the messages that carry a version of a record, in order; empty when it lies
  /// elsewhere.
  func messages(carrying record: RecordID, _ grant: Grant) throws -> [Int64]
  /// Messages whose text or record has all these words, newest first.
  func search(_ text: String, limit: Int, _ grants: [Grant]) throws -> SearchHits
  /// A member's own records of these kinds, wherever they lie: kind, state, day and receipt only;
  /// the values are empty.
  func receipts(of member: MemberID, kinds: [String], limit: Int) throws -> [Record]
  /// The number of the audit's newest entry, 0 when there is none.
  func newestAudit() throws -> Int64
  /// The audit's entries after one, in order, at most `limit`: acts and places, without content.
  func audit(after: Int64, limit: Int) throws -> [AuditEntry]
  /// What was answered before.
  func answer(_ member: MemberID, _ key: AnswerKey) throws -> KeptAnswer?
}
