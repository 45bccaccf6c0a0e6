// The table `audit`: every act, each entry chained to the one before.
import Domain

/// An entry before it has its place in the chain.
struct AuditDraft {
  let at: Instant
  let actor: MemberID?
  let act: String
  var channel: ChannelID?
  var member: MemberID?
  let detail: String
  var contentHash: [UInt8] = []

  /// The entry's leaf in the tree: SHA-256 over a zero byte (RFC 6962), the blind and the fields.
  func leaf(_ number: Int64, blind: [UInt8]) -> [UInt8] { hash(number, after: [0] + blind) }

  /// SHA-256 over some bytes and the entry's fields.
  fileprivate func hash(_ number: Int64, after start: [UInt8]) -> [UInt8] {
    var canon = Canon(start)
    canon.add(number)
    canon.add(at.milliseconds)
    canon.add(actor?.raw)
    canon.add(act)
    canon.add(channel?.raw)
    canon.add(member?.raw)
    canon.add(detail)
    canon.add(bytes: contentHash)
    return canon.hash
  }
}

/// The last link of the chain.
struct AuditHead: Sendable, Equatable {
  var number: Int64 = 0
  var hash = [UInt8](repeating: 0, count: 32)

  /// The hash that the next entry must have: SHA-256 over this hash and the entry's fields in the
  /// encoding of `Canon`: number, milliseconds, actor, act, channel, member, detail, content hash.
  /// The first entry follows 32 zero bytes.
  func next(_ draft: AuditDraft) -> AuditHead {
    AuditHead(number: number + 1, hash: draft.hash(number + 1, after: hash))
  }
}

enum AuditTable {
  /// No index but the number: it is written at every act and read by few, and who reads it walks it
  /// in its order. `prev` repeats the hash before, so that each row can be checked by itself.
  static let v1 = """
    CREATE TABLE audit (
      number INTEGER PRIMARY KEY CHECK (number > 0),
      at INTEGER NOT NULL,
      actor INTEGER REFERENCES members (id),
      act TEXT NOT NULL,
      channel INTEGER REFERENCES channels (id),
      member INTEGER REFERENCES members (id),
      detail TEXT NOT NULL,
      content_hash BLOB NOT NULL,
      prev BLOB NOT NULL CHECK (length(prev) = 32),
      hash BLOB NOT NULL CHECK (length(hash) = 32)
    ) STRICT;
    """ + Schema.appendOnly("audit")

  private static let insert = SQL(
    """
    INSERT INTO audit (number, at, actor, act, channel, member, detail, content_hash, prev, hash)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
    """)
  private static let head = SQL(
    "SELECT number, hash FROM audit WHERE number = (SELECT max(number) FROM audit)")
  private static let after = SQL(
    """
    SELECT number, at, actor, act, channel, member, detail, content_hash, prev, hash FROM audit
    WHERE number > ? AND number <= ? ORDER BY number
    """)
  private static let ofRecords = SQL(
    """
    SELECT number, channel, act, detail FROM audit
    WHERE number <= ?1 AND act IN ('record.opened', 'record.revised', 'record.state')
      AND substr(detail, 1, length(?2)) = ?2
    ORDER BY number
    """)

  /// Adds an entry after this head, which moves on.
  static func add(_ db: Connection, _ draft: AuditDraft, after head: inout AuditHead) throws {
    let next = head.next(draft)
    try db.run(
      insert, next.number, draft.at, draft.actor, draft.act, draft.channel, draft.member,
      draft.detail, draft.contentHash, head.hash, next.hash)
    head = next
  }
  static func head(_ db: Connection) throws -> AuditHead {
    try db.first(head) { AuditHead(number: $0.integer(0), hash: $0.bytes(1)) } ?? AuditHead()
  }
  /// Entries in order, each with the hashes that lie beside it, until the body says false.
  static func walk(
    _ db: Connection, after number: Int64, upTo last: Int64 = .max,
    _ body: (AuditDraft, _ number: Int64, _ prev: [UInt8], _ hash: [UInt8]) throws -> Bool
  ) throws {
    try db.walk(after, number, last) { row in
      let draft = AuditDraft(
        at: row.instant(1), actor: row.integerIfAny(2).map { MemberID($0) }, act: row.text(3),
        channel: row.integerIfAny(4).map { ChannelID($0) },
        member: row.integerIfAny(5).map { MemberID($0) }, detail: row.text(6),
        contentHash: row.bytes(7))
      return try body(draft, row.integer(0), row.bytes(8), row.bytes(9))
    }
  }

  /// Entries about the records of a kind, in order. No index leads to them: an export walks the
  /// audit once, and every line that is written would have to pay for the index.
  static func records(
    _ db: Connection, kind: String, upTo last: Int64,
    _ body: (_ number: Int64, _ channel: ChannelID, _ act: RecordAct) throws -> Void
  ) throws {
    try db.each(ofRecords, last, kind + " ") { row in
      guard let act = RecordAct(row.text(2), row.text(3)) else {
        throw Failure.broken("audit \(row.integer(0)) cannot be read")
      }
      try body(row.integer(0), ChannelID(row.integer(1)), act)
    }
  }
}

/// What an entry about a record says of it.
struct RecordAct {
  let kind: String
  let record: Int64
  /// The version it made; nil for a change of state.
  let revision: Int?

  init?(_ act: String, _ detail: String) {
    let words = detail.split(separator: " ")
    guard words.count > 3, let record = Int64(words[1]) else { return nil }
    kind = String(words[0])
    self.record = record
    if act == "record.state" {
      revision = nil
    } else {
      guard words.count == 4, let number = Int(words[3]) else { return nil }
      revision = number
    }
  }
}
