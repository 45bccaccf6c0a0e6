// The tree against the published vectors, and against the RFC's own recursive definition.
import Domain
import Testing

@Suite struct MerkleTests {
  /// RFC 9162, section 2.1.1, word for word; what was reckoned once is remembered.
  private final class Plain {
    let leaves: [[UInt8]]
    private var known: [Range<Int>: [UInt8]] = [:]
    init(_ leaves: [[UInt8]]) { self.leaves = leaves }

    func root(_ range: Range<Int>) -> [UInt8] {
      if range.isEmpty { return SHA256.digest([]) }
      if range.count == 1 { return leaves[range.lowerBound] }
      if let root = known[range] { return root }
      var half = 1
      while half * 2 < range.count { half *= 2 }
      let middle = range.lowerBound + half
      let root = SHA256.digest(
        [1] + root(range.lowerBound..<middle) + root(middle..<range.upperBound))
      known[range] = root
      return root
    }
  }
  private func leaves(_ count: Int) -> [[UInt8]] {
    (0..<count).map { Merkle.leaf([UInt8(truncatingIfNeeded: $0), UInt8($0 >> 8 & 255)]) }
  }

  @Test func thePublishedRootsOfCertificateTransparency() {
    let entries = [
      "", "00", "10", "2021", "3031", "40414243", "5051525354555657",
      "606162636465666768696a6b6c6d6e6f",
    ]
    let roots = [
      "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
      "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
      "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
      "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
      "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
      "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
      "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
      "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
    ]
    var fold = MerkleFold()
    #expect(
      hexText(fold.root) == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")
    for (entry, root) in zip(entries, roots) {
      fold.add(Merkle.leaf(bytes(hex: entry) ?? [1, 2, 3]))
      #expect(hexText(fold.root) == root)
    }
  }

  @Test func theFoldGivesTheRecursiveRootForAllSizesTo600() {
    let plain = Plain(leaves(600))
    var fold = MerkleFold()
    for count in 0...600 {
      #expect(fold.root == plain.root(0..<count), "\(count) entries")
      #expect(fold.count == Int64(count))
      if count < 600 { fold.add(plain.leaves[count]) }
    }
  }

  @Test func whatStandsForOthersGivesTheSameRoot() {
    let plain = Plain(leaves(1_500))
    var state: UInt64 = 7
    func dice(_ below: Int) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int(state >> 33) % below
    }
    for _ in 0..<120 {
      let count = 1 + dice(1_500)
      let shown = Set((0..<dice(9)).map { _ in dice(count) }).sorted()
      var fold = MerkleFold()
      var steps = 0
      var done = 0
      for at in shown + [count] {
        for place in Merkle.cover(Int64(done)..<Int64(at)) {
          let range = Int(place.first)..<Int(place.first + place.count)
          #expect(fold.count == place.first)
          let isIn = fold.add(plain.root(range), level: place.level)
          #expect(isIn)
          steps += 1
        }
        if at < count { fold.add(plain.leaves[at]) }
        done = at + 1
      }
      #expect(fold.count == Int64(count))
      #expect(fold.root == plain.root(0..<count), "\(count) entries, shown \(shown)")
      #expect(steps <= (shown.count + 1) * 22, "a proof stays small")
    }
  }

  @Test func aSubtreeThatCannotBeginHereIsRefused() {
    var fold = MerkleFold()
    fold.add(Merkle.leaf([1]))
    let root = fold.root
    for level in [1, -1, 62] {
      let isIn = fold.add(root, level: level)
      #expect(!isIn && fold.root == root && fold.count == 1)
    }
    for level in [0, 1] {
      let isIn = fold.add(root, level: level)
      #expect(isIn)
    }
  }

  @Test func aHeadIsReadAsItWasPrintedOrCopiedByHand() {
    let head = TreeHead(entries: 15_321, root: SHA256.digest("x".utf8))
    #expect(head.text.count == 6 + 64)
    let pieces = head.text.uppercased().map { "\($0) " }.joined()
    for text in [head.text, "head " + head.text, " Head\n\(pieces)\n"] {
      #expect(TreeHead(text: text) == head)
    }
    let short = String(head.text.dropLast())
    for text in [
      "", "head", "-", short, head.text + "0", short + "g", "x" + head.text, "-" + head.text,
      "9999999999999999999" + head.text.dropFirst(5),
    ] {
      #expect(TreeHead(text: text) == nil, "\(text)")
    }
  }
}
