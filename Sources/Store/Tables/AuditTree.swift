// The tables `audit_tree` and `audit_key`: the Merkle tree over the audit.
import Domain

/// The tree of RFC 6962 over the entries of the audit, blinded: a leaf's data are 16 bytes that
/// nobody can guess, and then the entry in its canonical encoding. In a public log there is nothing
/// to hide; here a proof for one child's record must not let its reader find out, by trying, what
/// the entries beside it say.
///
/// Kept are the complete subtrees from 256 entries upwards. They are written when their last entry
/// is, from what lies in the table, so a turn or a batch that is taken back takes them along.
enum AuditTree {
  static let v2 = """
    CREATE TABLE audit_key (
      id INTEGER PRIMARY KEY CHECK (id = 1),
      key BLOB NOT NULL CHECK (length(key) = 32)
    ) STRICT;
    CREATE TABLE audit_tree (
      level INTEGER NOT NULL CHECK (level >= 8),
      place INTEGER NOT NULL CHECK (place >= 0),
      hash BLOB NOT NULL CHECK (length(hash) = 32),
      PRIMARY KEY (level, place)
    ) STRICT, WITHOUT ROWID;
    """ + Schema.appendOnly("audit_key") + Schema.appendOnly("audit_tree")

  /// The subtrees kept have at least 2^8 entries: a proof reads at most 255 entries twice, and the
  /// table is a hundredth of the audit.
  static let level = 8
  static let blockEntries: Int64 = 1 << Int64(level)

  private static let insertKey = SQL("INSERT INTO audit_key (id, key) VALUES (1, ?)")
  private static let key = SQL("SELECT key FROM audit_key WHERE id = 1")
  private static let insert = SQL("INSERT INTO audit_tree (level, place, hash) VALUES (?, ?, ?)")
  private static let hash = SQL("SELECT hash FROM audit_tree WHERE level = ? AND place = ?")
  private static let last = SQL("SELECT max(place) FROM audit_tree WHERE level = ?")
  private static let count = SQL("SELECT count(*) FROM audit_tree")

  /// Throws the key where there is none, and catches up with an audit that is older than the tree.
  static func open(_ db: Connection, dice: any Dice) throws {
    if try db.first(key, row: { _ in true }) == nil { try db.run(insertKey, dice.bytes(32)) }
    try fill(db, upTo: AuditTable.head(db).number)
  }

  /// Adds the subtrees that this many entries complete and that are not there yet.
  static func fill(_ db: Connection, upTo count: Int64) throws {
    var block = try db.first(last, level) { $0.integerIfAny(0).map { $0 + 1 } ?? 0 } ?? 0
    guard (block + 1) << Int64(level) <= count else { return }
    let blinds = try blinds(db)
    while (block + 1) << Int64(level) <= count {
      let leaves = try leaves(db, blinds, block: block)
      // An entry is missing: `verify` tells it, and no tree can be grown over the gap.
      guard leaves.count == blockEntries else { return }
      var fold = MerkleFold()
      for leaf in leaves { fold.add(leaf) }
      try grow(db, MerklePlace(level: level, place: block), fold.root)
      block += 1
    }
  }

  /// Puts a node in its place, and those above that it completes.
  private static func grow(_ db: Connection, _ place: MerklePlace, _ hash: [UInt8]) throws {
    var (place, hash) = (place, hash)
    try db.run(insert, place.level, place.place, hash)
    while place.place % 2 == 1 {
      let left = try node(db, MerklePlace(level: place.level, place: place.place - 1))
      hash = Merkle.node(left, hash)
      place = MerklePlace(level: place.level + 1, place: place.place / 2)
      try db.run(insert, place.level, place.place, hash)
    }
  }

  /// The hash of a kept subtree.
  static func node(_ db: Connection, _ place: MerklePlace) throws -> [UInt8] {
    guard let hash = try nodeIfAny(db, place) else {
      throw Failure.broken("the tree over the audit lacks \(place.level)/\(place.place)")
    }
    return hash
  }
  static func nodeIfAny(_ db: Connection, _ place: MerklePlace) throws -> [UInt8]? {
    try db.first(hash, place.level, place.place) { $0.bytes(0) }
  }
  /// How many subtrees are kept.
  static func count(_ db: Connection) throws -> Int64 {
    try db.first(count) { $0.integer(0) } ?? 0
  }

  /// The key of the blinds.
  static func blinds(_ db: Connection) throws -> Blinds {
    guard let key = try db.first(key, row: { $0.bytes(0) }) else {
      throw Failure.broken("the key of the tree over the audit is missing")
    }
    return Blinds(key: key)
  }
  /// The leaves of 256 entries; fewer at the end of the audit.
  private static func leaves(_ db: Connection, _ blinds: Blinds, block: Int64) throws -> [[UInt8]] {
    var leaves: [[UInt8]] = []
    let first = block << Int64(level)
    try AuditTable.walk(db, after: first, upTo: first + blockEntries) { draft, number, _, _ in
      leaves.append(draft.leaf(number, blind: blinds.blind(number)))
      return true
    }
    return leaves
  }

  /// The head over this many entries.
  static func head(_ db: Connection, entries: Int64) throws -> TreeHead {
    var fold = MerkleFold()
    let whole = entries & ~(blockEntries - 1)
    for place in Merkle.cover(0..<whole) { fold.add(try node(db, place), level: place.level) }
    if whole < entries {
      let blinds = try blinds(db)
      try AuditTable.walk(db, after: whole, upTo: entries) { draft, number, _, _ in
        fold.add(draft.leaf(number, blind: blinds.blind(number)))
        return true
      }
    }
    guard fold.count == entries else { throw Failure.broken("an entry of the audit is missing") }
    return TreeHead(entries: entries, root: fold.root)
  }
}

/// What makes each leaf unguessable: 16 bytes a number, drawn from one secret of the house.
struct Blinds {
  let key: [UInt8]

  /// The key and the number have fixed lengths, so a hash of both is a keyed hash without HMAC.
  func blind(_ number: Int64) -> [UInt8] {
    var bytes = key
    for shift in stride(from: 56, through: 0, by: -8) {
      bytes.append(UInt8(truncatingIfNeeded: number >> Int64(shift)))
    }
    return Array(SHA256.digest(bytes)[0..<16])
  }
}
