// The proof that goes out with an export: all it shows is in the audit, and nothing else is told.
import Domain

extension Reader {
  /// The fields that a record kind has or had, in order, with the family that a proof names.
  public func fields(_ kind: String) throws -> [(name: String, type: FieldType, family: String)] {
    try layout.kind(kind).columns.map { ($0.field, $0.type, $0.type.familyName) }
  }

  /// Shows that the versions of an export's records are in the audit of this head: steps in the
  /// audit's order, an entry for each version and each change of state of each record that `scan`
  /// gives for the same question, and of those that were erased; and a hash for each run of other
  /// entries. Nothing grows with the size of the audit or of the export.
  public func proof(
    kind: String, from: Day?, to: Day?, _ grants: [Grant], head: TreeHead,
    _ step: (ProofStep) throws -> Void
  ) throws {
    let channels = Set(grants.map(\.channel))
    let table = try layout.kind(kind)
    var walk = try ProofWalk(db: db, entries: head.entries)
    try AuditTable.records(db, kind: kind, upTo: head.entries) { number, channel, act in
      guard channels.contains(channel),
        let spine = try RecordTable.row(db, channel, kind: kind, number: act.record),
        spine.state != BuiltInState.hidden.rawValue, from.map({ $0 <= spine.day }) ?? true,
        to.map({ spine.day <= $0 }) ?? true
      else { return }
      let record = try recordProof(spine, act, table)
      try walk.outside(before: number, step)
      try step(.entry(walk.entry(number), record))
    }
    try walk.outside(before: head.entries + 1, step)
  }

  /// Of an erased record only the entry is left to show, and which certificate tells why.
  private func recordProof(
    _ spine: SpineRow, _ act: RecordAct, _ table: KindTable
  ) throws -> RecordProof {
    guard spine.state != BuiltInState.erased.rawValue else {
      return RecordProof(
        number: spine.number, revision: act.revision, child: nil, reference: nil, content: nil,
        erasure: try act.revision.flatMap { try table.erasure(db, spine.id, $0) })
    }
    let about = try spine.refersTo.flatMap { try RecordTable.row(db, $0) }
    return RecordProof(
      number: spine.number, revision: act.revision, child: spine.child,
      reference: about.map { "\($0.kind) \($0.number)" },
      content: try act.revision.flatMap { try table.content(db, spine.id, $0) }, erasure: nil)
  }
}

/// A walk along the leaves that holds the entries of one block at most.
private struct ProofWalk {
  private let db: Connection
  private let blinds: Blinds
  private let entries: Int64
  /// Entries that the proof has dealt with.
  private var done: Int64 = 0
  private var block: Int64 = -1
  private var drafts: [AuditDraft] = []
  private var leaves: [[UInt8]] = []

  init(db: Connection, entries: Int64) throws {
    self.db = db
    self.entries = entries
    blinds = try AuditTree.blinds(db)
  }

  /// Lets hashes stand for the entries between the last one dealt with and this number.
  mutating func outside(before number: Int64, _ step: (ProofStep) throws -> Void) throws {
    for place in Merkle.cover(done..<(number - 1)) {
      try step(.outside(place, try hash(place)))
    }
    done = number - 1
  }

  /// An entry in full.
  mutating func entry(_ number: Int64) throws -> ShownEntry {
    try load((number - 1) / AuditTree.blockEntries)
    let draft = drafts[Int((number - 1) % AuditTree.blockEntries)]
    done = number
    return ShownEntry(
      number: number, at: draft.at.milliseconds, actor: draft.actor?.raw, act: draft.act,
      channel: draft.channel?.raw, member: draft.member?.raw, detail: draft.detail,
      contentHash: draft.contentHash, blind: blinds.blind(number))
  }

  private mutating func hash(_ place: MerklePlace) throws -> [UInt8] {
    if place.level >= AuditTree.level { return try AuditTree.node(db, place) }
    try load(place.first / AuditTree.blockEntries)
    let first = Int(place.first % AuditTree.blockEntries)
    var fold = MerkleFold()
    for leaf in leaves[first..<(first + Int(place.count))] { fold.add(leaf) }
    return fold.root
  }

  private mutating func load(_ wanted: Int64) throws {
    guard wanted != block else { return }
    block = wanted
    drafts = []
    leaves = []
    let first = wanted * AuditTree.blockEntries
    let last = min(first + AuditTree.blockEntries, entries)
    try AuditTable.walk(db, after: first, upTo: last) { draft, number, _, _ in
      drafts.append(draft)
      leaves.append(draft.leaf(number, blind: blinds.blind(number)))
      return true
    }
    guard leaves.count == last - first else {
      throw Failure.broken("an entry of the audit is missing")
    }
  }
}
