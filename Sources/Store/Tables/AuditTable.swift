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
}

/// The last link of the chain.
struct AuditHead: Sendable, Equatable {
  var number: Int64 = 0
  var hash = [UInt8](repeating: 0, count: 32)

  /// The hash that the next entry must have: SHA-256 over this hash and the entry's fields in the
  /// encoding of `Canon`: number, milliseconds, actor, act, channel, member, detail, content hash.
  /// The first entry follows 32 zero bytes.
  func next(_ draft: AuditDraft) -> AuditHead {
    var canon = Canon(hash)
    canon.add(number + 1)
    canon.add(draft.at.milliseconds)
    canon.add(draft.actor?.raw)
    canon.add(draft.act)
    canon.add(draft.channel?.raw)
    canon.add(draft.member?.raw)
    canon.add(draft.detail)
    canon.add(bytes: draft.contentHash)
    return AuditHead(number: number + 1, hash: canon.hash)
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
    WHERE number > ? ORDER BY number
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
    _ db: Connection, after number: Int64,
    _ body: (AuditDraft, _ number: Int64, _ prev: [UInt8], _ hash: [UInt8]) throws -> Bool
  ) throws {
    try db.walk(after, number) { row in
      let draft = AuditDraft(
        at: row.instant(1), actor: row.integerIfAny(2).map { MemberID($0) }, act: row.text(3),
        channel: row.integerIfAny(4).map { ChannelID($0) },
        member: row.integerIfAny(5).map { MemberID($0) }, detail: row.text(6),
        contentHash: row.bytes(7))
      return try body(draft, row.integer(0), row.bytes(8), row.bytes(9))
    }
  }
}
