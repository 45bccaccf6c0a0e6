// A typed line as words with their places, counted in Unicode scalars.

/// A piece of a line: where it stands, quotes included, and where its content stands.
struct Word: Equatable {
  let range: Range<Int>
  let inner: Range<Int>
  var isQuoted: Bool { range != inner }
  /// Begins with a quote that never ends; its text is then everything up to the next space.
  var isUnclosed = false
}

/// The characters of a line, by number.
struct Line {
  let scalars: [Unicode.Scalar]

  init(_ text: String) { scalars = Array(text.unicodeScalars) }

  /// A line of which only these places are left; what stood elsewhere is space, line ends kept, so
  /// that every place is what it was.
  init(_ whole: Line, only places: [Range<Int>]) {
    var scalars = whole.scalars.map { $0 == "\n" ? $0 : " " }
    for place in places { scalars.replaceSubrange(place, with: whole.scalars[place]) }
    self.scalars = scalars
  }

  /// A line up to a place.
  init(_ whole: Line, upTo end: Int) { scalars = Array(whole.scalars[..<end]) }

  /// The characters of a range, as typed.
  func text(_ range: Range<Int>) -> String {
    // Most lines are ASCII; their bytes are copied without a detour.
    guard scalars[range].allSatisfy(\.isASCII) else {
      var view = String.UnicodeScalarView()
      view.append(contentsOf: scalars[range])
      return String(view)
    }
    return String(unsafeUninitializedCapacity: range.count) { bytes in
      for (index, scalar) in scalars[range].enumerated() {
        bytes[index] = UInt8(truncatingIfNeeded: scalar.value)
      }
      return range.count
    }
  }

  /// A word's content, without its quotes and their escapes.
  func text(_ word: Word) -> String {
    guard word.isQuoted else { return text(word.inner) }
    var view = String.UnicodeScalarView()
    let closing = scalars[word.inner.upperBound]
    var at = word.inner.lowerBound
    while at < word.inner.upperBound {
      let scalar = scalars[at]
      let next = at + 1 < word.inner.upperBound ? scalars[at + 1] : " "
      let isEscape = scalar == "\\" && (isQuote(next) || next == "\\")
      if isEscape || (scalar == closing && next == closing) { at += 1 }
      view.append(scalars[at])
      at += 1
    }
    return String(view)
  }

  /// The content of neighbouring words: one word's own, or all as typed.
  func text(_ words: ArraySlice<Word>) -> String {
    guard let first = words.first, let last = words.last else { return "" }
    if words.count == 1 { return text(first) }
    return text(first.range.lowerBound..<last.range.upperBound)
  }

  /// Where neighbouring words stand.
  func range(_ words: ArraySlice<Word>) -> Range<Int>? {
    guard let first = words.first, let last = words.last else { return nil }
    return first.range.lowerBound..<last.range.upperBound
  }

  /// The end of the quotation that opens at a place: the index of its closing quote.
  func closing(of open: Int) -> Int? {
    switch scalars[open] {
    case "\u{201C}", "\u{201D}", "\u{201E}":
      // A phone may open with a curly quote and close with a straight one.
      closing(after: open) { $0 == "\u{201D}" || (scalars[open] == "\u{201E}" && $0 == "\u{201C}") }
        ?? closing(after: open) { $0 == "\"" }
    default: closing(after: open) { $0 == scalars[open] }
    }
  }

  private func closing(after open: Int, _ isClosing: (Unicode.Scalar) -> Bool) -> Int? {
    var at = open + 1
    while at < scalars.count {
      let next = at + 1 < scalars.count ? scalars[at + 1] : " "
      if scalars[at] == "\\", isQuote(next) || next == "\\" {
        at += 2
      } else if isClosing(scalars[at]) {
        guard next == scalars[at] else { return at }
        at += 2
      } else {
        at += 1
      }
    }
    return nil
  }
}

private func isQuote(_ scalar: Unicode.Scalar) -> Bool {
  switch scalar.value {
  case 0x22, 0x27, 0x201C...0x201E: true
  default: false
  }
}

/// What a line consists of: loose words, and names that something follows.
enum Piece: Equatable {
  case word(Word)
  case name(Name, at: Range<Int>)
}

/// Cuts a line into pieces. A `word:` that is no name is only text.
struct Cutter {
  let line: Line
  let names: (_ key: String, _ isWhole: Bool) -> Name?
  /// The most words of which a name consists.
  let nameWordsMax: Int
  /// Do single quotes quote? Only inside the quotes of another value.
  var takesSingleQuotes = false
  private var at: Int
  private var pieces: [Piece] = []
  /// A search for a closing quote may walk the whole line; a line of quotes must not do so often.
  private var searchesLeft = 8

  init(
    _ line: Line, from: Int, nameWordsMax: Int,
    names: @escaping (_ key: String, _ isWhole: Bool) -> Name?
  ) {
    self.line = line
    self.names = names
    self.nameWordsMax = nameWordsMax
    at = from
  }

  /// All pieces, in order.
  mutating func cut() -> [Piece] {
    while true {
      while at < line.scalars.count, isSpace(line.scalars[at]) { at += 1 }
      guard at < line.scalars.count else { return pieces }
      if opensQuote(line.scalars[at]) { quoted() } else { plain() }
    }
  }

  private func opensQuote(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x22, 0x201C...0x201E: true
    case 0x27: takesSingleQuotes
    default: false
    }
  }

  private mutating func quoted() {
    if searchesLeft > 0, let end = line.closing(of: at) {
      pieces.append(.word(Word(range: at..<end + 1, inner: at + 1..<end)))
      at = end + 1
      return
    }
    searchesLeft -= 1
    let start = at
    while at < line.scalars.count, !isSpace(line.scalars[at]) { at += 1 }
    pieces.append(.word(Word(range: start..<at, inner: start..<at, isUnclosed: true)))
  }

  private mutating func plain() {
    let start = at
    var hasMark = false
    while at < line.scalars.count, !isSpace(line.scalars[at]) {
      let scalar = line.scalars[at]
      if !hasMark, scalar == ":" || scalar == "=" {
        hasMark = true
        if name(from: start) { return }
      }
      at += 1
    }
    pieces.append(.word(Word(range: start..<at, inner: start..<at)))
  }

  /// A name that ends here: the word itself, or it with the words before it (`next steps:`).
  private mutating func name(from start: Int) -> Bool {
    for count in stride(from: nameWordsMax - 1, through: 0, by: -1) {
      guard count <= pieces.count else { continue }
      var first = start
      if count > 0 {
        let before = pieces.suffix(count)
        guard before.allSatisfy(\.isPlainWord), case .word(let word)? = before.first else {
          continue
        }
        first = word.range.lowerBound
      }
      guard first < at else { continue }
      let key = folded(line.scalars[first..<at])
      guard let name = names(key, count > 0) else { continue }
      pieces.removeLast(count)
      pieces.append(.name(name, at: first..<at + 1))
      at += 1
      return true
    }
    return false
  }
}

extension Piece {
  fileprivate var isPlainWord: Bool {
    if case .word(let word) = self { !word.isQuoted && !word.isUnclosed } else { false }
  }
}
