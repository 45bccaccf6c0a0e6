// Small dice for the seed: the same number gives the same throws, everywhere and always.

/// SplitMix64 (Steele, Lea, Flood, "Fast Splittable Pseudorandom Number Generators", 2014).
/// Not fit for secrets.
struct SplitMix: Sendable {
  private var state: UInt64

  /// Dice for one purpose: other parts, other throws, in whatever order they are asked.
  init(_ seed: UInt64, _ parts: Int...) {
    state = seed
    for part in parts { state = next() ^ UInt64(bitPattern: Int64(part)) }
  }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }

  /// A number from zero to one less than this.
  mutating func below(_ bound: Int) -> Int {
    Int(next().multipliedFullWidth(by: UInt64(max(1, bound))).high)
  }
  /// A number within.
  mutating func within(_ range: ClosedRange<Int>) -> Int {
    range.lowerBound + below(range.upperBound - range.lowerBound + 1)
  }
  /// Yes, in so many cases of ten thousand.
  mutating func chance(_ cases: Int) -> Bool { below(10_000) < cases }
  /// One of these.
  mutating func pick<Item>(_ items: [Item]) -> Item { items[below(items.count)] }
}
