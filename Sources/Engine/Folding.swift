// How words are compared: without case, and with `-`, `_` and spaces equal.

import Domain

/// The key under which a name or a term is found: lower case, dashes, underscores and spaces as one
/// space, curly apostrophes straight. A single character stays what it is (a code may be `-`).
func folded(_ scalars: some Collection<Unicode.Scalar>) -> String {
  var key = String.UnicodeScalarView()
  var needsSpace = false
  let isSingle = scalars.count == 1
  for scalar in scalars {
    if isSpace(scalar) || (!isSingle && (scalar == "-" || scalar == "_")) {
      needsSpace = !key.isEmpty
      continue
    }
    if needsSpace {
      key.append(" ")
      needsSpace = false
    }
    switch scalar.value {
    case 0x41...0x5A: key.append(Unicode.Scalar(UInt8(scalar.value) + 32))
    case 0..<0x80: key.append(scalar)
    case 0x2019: key.append("'")
    default: key.append(contentsOf: scalar.properties.lowercaseMapping.unicodeScalars)
    }
  }
  return String(key)
}

/// The key of a whole text.
func folded(_ text: String) -> String { folded(text.unicodeScalars) }

/// Does this character part words?
func isSpace(_ scalar: Unicode.Scalar) -> Bool {
  switch scalar.value {
  case 0x20, 0x09, 0x0A, 0x0D, 0xA0: true
  case 0..<0x80: false
  default: scalar.properties.isWhitespace
  }
}

/// Is this a control character that no text may hold? Tabs and line ends are fine.
func isForbidden(_ scalar: Unicode.Scalar) -> Bool {
  switch scalar.value {
  case 0x09, 0x0A: false
  case 0..<0x20, 0x7F..<0xA0: true
  default: false
  }
}

/// A text without the space around it.
func trimmed(_ text: String) -> String {
  let scalars = text.unicodeScalars
  guard let first = scalars.firstIndex(where: { !isSpace($0) }),
    let last = scalars.lastIndex(where: { !isSpace($0) })
  else { return "" }
  return String(scalars[first...last])
}

/// Words as people list them: `a, b or c`.
func listed(_ words: [String], _ joiner: String = "or") -> String {
  guard words.count > 1, let last = words.last else { return words.first ?? "" }
  return words.dropLast().joined(separator: ", ") + " \(joiner) " + last
}

/// The word that a person most likely meant; of equally near ones that which begins most alike,
/// since people seldom mistake the first letters.
func meant(_ typed: String, among words: [String]) -> String? {
  let key = typed.lowercased().unicodeScalars
  func alike(_ word: String) -> Int {
    zip(key, word.lowercased().unicodeScalars).prefix { $0 == $1 }.count
  }
  let ranked = words.map { (word: $0, alike: alike($0)) }
  let best = ranked.indices.sorted { (ranked[$0].alike, $1) > (ranked[$1].alike, $0) }
  return nearest(typed, among: best.map { ranked[$0].word })
}
