// Is everything whole? The chain, the numbers, the contents, the references and the index.
import Domain

extension Store {
  /// Looks through everything and names what is wrong, without content; empty when all is whole.
  public func verify() throws -> [String] { try verdict().problems }

  /// Looks through everything, and where a head is given that was signed off before, also whether
  /// the audit still begins with its entries.
  public func verdict(signedOff: TreeHead? = nil) throws -> Verdict {
    try read { reader in
      var inspection = Inspection(reader: reader, signedOff: signedOff)
      try inspection.run()
      return inspection.verdict
    }
  }
}

/// What a look through everything came to.
public struct Verdict: Sendable, Equatable {
  /// What is wrong, without content; empty when all is whole.
  public var problems: [String] = []
  /// The last link of the chain, in hexadecimal.
  public var chain = ""
  /// The head of the tree over the audit, reckoned from the entries themselves.
  public var head = TreeHead(entries: 0, root: [])
}

/// One look through everything.
private struct Inspection {
  let reader: Reader
  let signedOff: TreeHead?
  var verdict = Verdict()
  private var erasures: ErasureInspection
  private var hidings = HidingInspection()
  private var db: Connection { reader.db }
  /// Past this, more of the same tells nothing new.
  private static let problemsMax = 100

  init(reader: Reader, signedOff: TreeHead?) {
    self.reader = reader
    self.signedOff = signedOff
    erasures = ErasureInspection(reader: reader)
  }

  mutating func run() throws {
    try database()
    try chain()
    try numbers()
    try records()
    try search()
  }

  private mutating func report(_ problem: String) {
    if verdict.problems.count < Inspection.problemsMax { verdict.problems.append(problem) }
  }

  private mutating func database() throws {
    var found: [String] = []
    try db.each(text: "PRAGMA integrity_check") { row in
      if row.text(0) != "ok" { found.append("database: \(row.text(0))") }
    }
    try db.each(text: "PRAGMA foreign_key_check") { row in
      found.append("\(row.text(0)): row \(row.integer(1)) refers to a missing \(row.text(2))")
    }
    for problem in found { report(problem) }
  }

  private mutating func chain() throws {
    var head = AuditHead()
    var found: [String] = []
    var tree = try TreeInspection(db: db, signedOff: signedOff)
    try AuditTable.walk(db, after: 0) { draft, number, prev, hash in
      if number != head.number + 1 { found.append("audit \(head.number + 1) is missing") }
      if prev != head.hash { found.append("audit \(number) does not follow the entry before it") }
      // From here on the chain is followed as it lies there, so that one break is told once.
      let expected = AuditHead(number: number - 1, hash: prev).next(draft)
      if expected.hash != hash { found.append("audit \(number) was changed") }
      head = AuditHead(number: number, hash: hash)
      try tree.add(draft, number)
      if let problem = try content(draft, number) { found.append(problem) }
      return found.count < Inspection.problemsMax
    }
    let isWhole = found.isEmpty
    verdict.chain = hexText(head.hash)
    verdict.head = tree.head
    // Where the chain is broken the tree cannot fit, and to say so again tells nothing.
    if isWhole { found += try tree.problems() }
    found += tree.problemsOfHead(isWhole: isWhole)
    found += try erasures.problems()
    // A walk that ended at trouble has not seen all hidings.
    if isWhole { found += try hidings.problems(db) }
    for problem in found { report(problem) }
  }

  /// Is what was said and recorded still what the chain holds the hash of?
  private mutating func content(_ draft: AuditDraft, _ number: Int64) throws -> String? {
    let words = draft.detail.split(separator: " ")
    guard let channel = draft.channel else { return nil }
    switch draft.act {
    case "message.posted":
      guard words.count == 2, let message = Int64(words[1]) else { break }
      let hash = try MessageTable.contentHash(db, channel, message)
      if try hash == draft.contentHash || erasures.excuses(draft) { return nil }
      return "message \(message) of audit \(number) was changed"
    case "record.opened", "record.revised":
      guard let act = RecordAct(draft.act, draft.detail), let revision = act.revision else {
        break
      }
      let spine = try RecordTable.row(db, channel, kind: act.kind, number: act.record)
      let hash = try spine.flatMap {
        try reader.layout.kind(act.kind).content(db, $0.id, revision)?.hash
      }
      if try hash == draft.contentHash || erasures.excuses(draft) { return nil }
      return "\(draft.detail) of audit \(number) was changed"
    default:
      erasures.note(draft)
      hidings.note(draft)
      return nil
    }
    return "audit \(number) cannot be read"
  }

  private mutating func numbers() throws {
    let events = try EventTable.span(db)
    if events.count != events.last { report("events: \(events.count) up to \(events.last)") }
    var counts = try ChannelTable.counts(db)
    var found: [String] = []
    try MessageTable.counts(db) { channel, count, last in
      if count != last || counts[channel] != last {
        found.append("messages of channel row \(channel): \(count) up to \(last)")
      }
      counts[channel] = nil
    }
    for (channel, count) in counts.sorted(by: { $0.key < $1.key }) where count != 0 {
      found.append("messages of channel row \(channel): none of \(count)")
    }
    for problem in found { report(problem) }
  }

  private mutating func records() throws {
    var found: [String] = []
    for (kind, table) in reader.layout.kinds.sorted(by: { $0.key < $1.key }) {
      try RecordTable.astray(db, table) { id in
        found.append("record row \(id) does not agree with record_\(kind)")
      }
    }
    try RecordTable.kinds(db) { kind in
      if reader.layout.kinds[kind] == nil { found.append("records of unknown kind \(kind)") }
    }
    for problem in found { report(problem) }
  }

  private mutating func search() throws {
    var indexed: [Int64] = []
    try SearchTable.everyRow(db) { indexed.append($0) }
    var at = 0
    var missing = 0
    var messages = 0
    try MessageTable.everyRow(db) { id in
      messages += 1
      while at < indexed.count, indexed[at] < id { at += 1 }
      if at < indexed.count, indexed[at] == id { at += 1 } else { missing += 1 }
    }
    if missing > 0 || indexed.count != messages {
      report("search: \(indexed.count) rows for \(messages) messages, \(missing) missing")
    }
  }
}

/// The tree as it follows from the entries, beside the one that is kept and the head signed off.
private struct TreeInspection {
  private let db: Connection
  private let signedOff: TreeHead?
  private let blinds: Blinds
  private var fold = MerkleFold()
  private var kept: Int64 = 0
  private var wrong: [MerklePlace] = []
  private var rootThen: [UInt8]?

  init(db: Connection, signedOff: TreeHead?) throws {
    self.db = db
    self.signedOff = signedOff
    blinds = try AuditTree.blinds(db)
    noteRoot()
  }

  var head: TreeHead { TreeHead(entries: fold.count, root: fold.root) }

  mutating func add(_ draft: AuditDraft, _ number: Int64) throws {
    var made: [(place: MerklePlace, hash: [UInt8])] = []
    fold.add(draft.leaf(number, blind: blinds.blind(number))) { made.append(($0, $1)) }
    for (place, hash) in made where place.level >= AuditTree.level {
      kept += 1
      if try AuditTree.nodeIfAny(db, place) != hash { wrong.append(place) }
    }
    noteRoot()
  }

  func problems() throws -> [String] {
    let count = try AuditTree.count(db)
    if let first = wrong.first {
      return [
        "tree: \(wrong.count) of \(kept) hashes do not fit the audit, the first of them that of "
          + "entries \(first.first + 1) to \(first.first + first.count)"
      ]
    }
    return count == kept ? [] : ["tree: \(count) hashes where \(kept) belong"]
  }

  func problemsOfHead(isWhole: Bool) -> [String] {
    guard let signedOff, rootThen != signedOff.root else { return [] }
    if signedOff.entries > fold.count {
      // A walk that ended at trouble has not seen all entries, so nothing can be said.
      guard isWhole else { return ["the head given was not reached"] }
      return [
        "the head given is of \(signedOff.entries) entries, and there are only \(fold.count): "
          + "entries were removed, or these are older data than the head"
      ]
    }
    return [
      "the head given is not contained: the first \(signedOff.entries) entries are not those that "
        + "were signed off"
    ]
  }

  private mutating func noteRoot() {
    if fold.count == signedOff?.entries { rootThen = fold.root }
  }
}
