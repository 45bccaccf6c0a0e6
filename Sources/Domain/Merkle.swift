// The Merkle tree of RFC 6962 (RFC 9162, section 2.1): how a list of entries comes to one hash.

/// A node over complete subtrees of 2^level entries: `place` counts the subtrees of that level.
public struct MerklePlace: Sendable, Hashable {
  /// 0 is a leaf.
  public let level: Int
  /// From 0.
  public let place: Int64
  /// A place in the tree.
  public init(level: Int, place: Int64) {
    self.level = level
    self.place = place
  }
  /// How many entries it stands for.
  public var count: Int64 { 1 << Int64(level) }
  /// The first entry it stands for, counted from 0.
  public var first: Int64 { place << Int64(level) }
}

/// The two hashes, and the subtrees that a range of entries falls into.
public enum Merkle {
  /// The hash of an inner node. Leaves begin with 0 and nodes with 1, so neither passes for the
  /// other.
  public static func node(_ left: [UInt8], _ right: [UInt8]) -> [UInt8] {
    SHA256.digest([1] + left + right)
  }
  /// The hash of an entry.
  public static func leaf(_ entry: [UInt8]) -> [UInt8] { SHA256.digest([0] + entry) }

  /// The fewest complete subtrees that cover these entries and no other, front to back (the
  /// "compact range" of transparency logs).
  public static func cover(_ entries: Range<Int64>) -> [MerklePlace] {
    var places: [MerklePlace] = []
    var at = entries.lowerBound
    while at < entries.upperBound {
      let room = 63 - (entries.upperBound - at).leadingZeroBitCount
      let level = at == 0 ? room : min(at.trailingZeroBitCount, room)
      places.append(MerklePlace(level: level, place: at >> Int64(level)))
      at += 1 << Int64(level)
    }
    return places
  }
}

/// Folds a list of entries into the root, front to back, holding one hash a level at most. What is
/// added may be an entry or a whole subtree of which only the hash is known: that is how some
/// entries are shown to be in the tree while nothing is told of the others.
public struct MerkleFold: Sendable {
  private var peaks: [(level: Int, hash: [UInt8])] = []
  /// Entries so far.
  public private(set) var count: Int64 = 0

  /// No entry.
  public init() {}

  /// Adds an entry, or a complete subtree, after what there is. False, and nothing is added, when a
  /// subtree of this size cannot begin here.
  @discardableResult
  public mutating func add(_ hash: [UInt8], level: Int = 0) -> Bool {
    add(hash, level: level) { _, _ in }
  }

  /// As above; `made` is told each node that becomes complete.
  @discardableResult
  public mutating func add(
    _ hash: [UInt8], level: Int = 0, made: (MerklePlace, [UInt8]) throws -> Void
  ) rethrows -> Bool {
    guard (0..<62).contains(level), count % (1 << Int64(level)) == 0, count < 1 << 61 else {
      return false
    }
    count += 1 << Int64(level)
    var (level, hash) = (level, hash)
    while let peak = peaks.last, peak.level == level {
      peaks.removeLast()
      level += 1
      hash = Merkle.node(peak.hash, hash)
      try made(MerklePlace(level: level, place: (count >> Int64(level)) - 1), hash)
    }
    peaks.append((level, hash))
    return true
  }

  /// The hash of all so far; of no entry it is the hash of nothing (RFC 9162, section 2.1.1).
  public var root: [UInt8] {
    guard var root = peaks.last?.hash else { return SHA256.digest([]) }
    for peak in peaks.dropLast().reversed() { root = Merkle.node(peak.hash, root) }
    return root
  }
}

/// The tree head: how many entries there were, and the one hash of them all. Whoever keeps it can
/// tell later that none of them was changed, removed or put in.
public struct TreeHead: Sendable, Equatable {
  /// Entries.
  public let entries: Int64
  /// 32 bytes.
  public let root: [UInt8]
  /// A head.
  public init(entries: Int64, root: [UInt8]) {
    self.entries = entries
    self.root = root
  }

  /// Short enough to be printed and signed: `15321-` and 64 hexadecimal digits.
  public var text: String { "\(entries)-\(hexText(root))" }

  /// Reads a head as it was printed or copied by hand: the word `head` before it, blanks, line ends
  /// and capitals do not matter; nil when it is none.
  public init?(text: String) {
    var letters = text.lowercased().unicodeScalars.filter { !$0.properties.isWhitespace }[...]
    if letters.starts(with: "head".unicodeScalars) { letters = letters.dropFirst(4) }
    guard let hyphen = letters.firstIndex(of: "-") else { return nil }
    let digits = letters[..<hyphen]
    let hex = String(String.UnicodeScalarView(letters[letters.index(after: hyphen)...]))
    guard (1...18).contains(digits.count), digits.allSatisfy({ ("0"..."9").contains($0) }),
      let entries = Int64(String(String.UnicodeScalarView(digits))),
      let root = bytes(hex: hex), root.count == 32
    else { return nil }
    self.init(entries: entries, root: root)
  }
}

/// Bytes from hexadecimal; nil for anything else.
public func bytes(hex: some StringProtocol) -> [UInt8]? {
  func digit(_ letter: UInt8) -> UInt8? {
    switch letter {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): letter - UInt8(ascii: "0")
    case UInt8(ascii: "a")...UInt8(ascii: "f"): letter - UInt8(ascii: "a") + 10
    case UInt8(ascii: "A")...UInt8(ascii: "F"): letter - UInt8(ascii: "A") + 10
    default: nil
    }
  }
  let letters = Array(hex.utf8)
  guard letters.count % 2 == 0 else { return nil }
  var bytes: [UInt8] = []
  for at in stride(from: 0, to: letters.count, by: 2) {
    guard let high = digit(letters[at]), let low = digit(letters[at + 1]) else { return nil }
    bytes.append(high << 4 | low)
  }
  return bytes
}
