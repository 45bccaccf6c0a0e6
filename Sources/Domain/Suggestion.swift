// "Did you mean": the nearest of some words to a mistyped one.

/// The word of the list that a person most likely meant, or nil if none is near: case is ignored, a
/// unique beginning of at least two letters counts, then the fewest slips (a wrong, missing, extra
/// or swapped letter), at most one for each three letters. Ties go to the earlier word.
public func nearest(_ word: String, among words: [String]) -> String? {
  let typed = Array(word.lowercased().unicodeScalars.prefix(wordScalarsMax))
  guard !typed.isEmpty else { return nil }
  if let same = words.first(where: { Array($0.lowercased().unicodeScalars) == typed }) {
    return same
  }
  let begun = words.filter { $0.lowercased().unicodeScalars.starts(with: typed) }
  if typed.count >= 2, begun.count == 1 { return begun[0] }
  var best: (word: String, slips: Int)?
  for word in words {
    let candidate = Array(word.lowercased().unicodeScalars)
    let allowed = max(typed.count, candidate.count) < 3 ? 0 : max(1, candidate.count / 3)
    guard abs(candidate.count - typed.count) <= allowed else { continue }
    let slips = slips(from: typed, to: candidate)
    if slips <= allowed, slips < best?.slips ?? Int.max { best = (word, slips) }
  }
  return best?.word
}

/// Longer words are cut: nobody means a command by a page of text, and the work is quadratic.
private let wordScalarsMax = 64

/// How many letters are wrong, missing, extra, or swapped with their neighbour (optimal string
/// alignment; three rows are enough, because a swap looks back two).
private func slips(from: [Unicode.Scalar], to: [Unicode.Scalar]) -> Int {
  guard !from.isEmpty, !to.isEmpty else { return max(from.count, to.count) }
  var beforeLast = [Int](repeating: 0, count: to.count + 1)
  var last = Array(0...to.count)
  for row in 1...from.count {
    var current = [row] + [Int](repeating: 0, count: to.count)
    for column in 1...to.count {
      let isSame = from[row - 1] == to[column - 1]
      var least = min(
        last[column] + 1, current[column - 1] + 1, last[column - 1] + (isSame ? 0 : 1))
      if row > 1, column > 1, from[row - 1] == to[column - 2], from[row - 2] == to[column - 1] {
        least = min(least, beforeLast[column - 2] + 1)
      }
      current[column] = least
    }
    (beforeLast, last) = (last, current)
  }
  return last[to.count]
}
