// How a line of the register is cut: parts between semicolons, each with its children and what they were.

import Domain

/// One part of a register's line: whom it is about, and where it says what they were.
struct RegisterEntry {
  enum Who {
    /// Everyone who is expected and not named elsewhere.
    case rest
    case children([Child])
  }
  let who: Who
  /// Where the children stand.
  let at: Range<Int>
  /// Where what they were stands, as `/attend` takes it.
  let tail: Range<Int>
}

/// Cuts the entries of a line. It knows names and what a status looks like; what the status says is
/// read by `/attend` itself.
struct RegisterLine {
  let line: Line
  /// Where the entry's words begin and how they read.
  typealias Piece = (at: Range<Int>, key: String)
  let isStatus: ([String]) -> Bool
  let session: (String) -> Value?
  var names: RegisterNames

  private(set) var entries: [RegisterEntry] = []
  /// The session that stands before everything else: `PM all present`.
  private(set) var sessionFirst: Value?
  private(set) var complaints: [Complaint] = []

  init(
    _ line: Line, _ names: RegisterNames, isStatus: @escaping ([String]) -> Bool,
    session: @escaping (String) -> Value?
  ) {
    self.line = line
    self.names = names
    self.isStatus = isStatus
    self.session = session
  }

  /// Reads all parts.
  mutating func read() {
    for (index, part) in parts().enumerated() {
      var words = pieces(part)
      if index == 0, let first = words.first, words.count > 1, words[1].key != ",",
        !startsStatus(words[1...]), let value = session(first.key)
      {
        sessionFirst = value
        words.removeFirst()
      }
      guard let first = words.first else { continue }
      if let rest = restWords(words) {
        add(.rest, first.at.lowerBound..<words[rest - 1].at.upperBound, words[rest...])
      } else {
        readNames(words)
      }
    }
  }

  // MARK: Cutting

  /// The places between semicolons and line ends that stand outside of quotes.
  private func parts() -> [Range<Int>] {
    var parts: [Range<Int>] = []
    var start = 0
    var at = 0
    var isWordStart = true
    // A search for a closing quote may walk the whole line; a line of quotes must not do so often.
    var searchesLeft = 8
    while at < line.scalars.count {
      let scalar = line.scalars[at]
      if isWordStart, isOpening(scalar), searchesLeft > 0 {
        if let end = line.closing(of: at) { at = end } else { searchesLeft -= 1 }
        isWordStart = false
      } else if scalar == ";" || scalar == "\n" {
        parts.append(start..<at)
        start = at + 1
        isWordStart = true
      } else {
        isWordStart = isSpace(scalar)
      }
      at += 1
    }
    return (parts + [start..<at]).filter { part in
      line.scalars[part].contains { !isSpace($0) }
    }
  }

  private func isOpening(_ scalar: Unicode.Scalar) -> Bool {
    scalar == "\"" || (0x201C...0x201E).contains(scalar.value)
  }

  /// Words and commas.
  private func pieces(_ part: Range<Int>) -> [Piece] {
    var pieces: [Piece] = []
    var at = part.lowerBound
    while at < part.upperBound {
      let start = at
      if line.scalars[at] == "," || line.scalars[at] == "&" {
        at += 1
        pieces.append((start..<at, ","))
      } else if isSpace(line.scalars[at]) {
        at += 1
      } else {
        while at < part.upperBound, !isSpace(line.scalars[at]), line.scalars[at] != "," { at += 1 }
        let key = folded(line.scalars[start..<at])
        pieces.append((start..<at, key == "and" ? "," : key))
      }
    }
    return pieces
  }

  // MARK: Whom

  /// How many words say `everyone else`; nil where they name children.
  private func restWords(_ words: [Piece]) -> Int? {
    var keys = words.prefix(4).map(\.key)[...]
    if keys.first == "and" || keys.first == "," { return nil }
    var count = 0
    for skipped in ["all", "the"] where keys.first == skipped && keys.count > 1 {
      keys.removeFirst()
      count += 1
    }
    if ["rest", "others"].contains(keys.first ?? "") { return count + 1 }
    if count == 1, words[0].key == "all" { return 1 }
    guard count == 0, ["all", "everyone", "everybody"].contains(words[0].key) else { return nil }
    return words.count > 1 && words[1].key == "else" ? 2 : 1
  }

  private mutating func readNames(_ words: [Piece]) {
    var rest = words[...]
    var children: [Child] = []
    var isGood = true
    while true {
      while rest.first?.key == "," { rest.removeFirst() }
      guard !rest.isEmpty else { break }
      let (count, child) = name(rest)
      if let child { children.append(child) } else { isGood = false }
      rest = rest.dropFirst(count)
      guard rest.first?.key == "," else { break }
    }
    guard let first = words.first, isGood else { return }
    let end = rest.first.map(\.at.lowerBound) ?? words[words.count - 1].at.upperBound
    add(.children(children), first.at.lowerBound..<end, rest)
  }

  /// The child that the first words name, and how many they are. Longer names are tried first, and
  /// those first after which a comma or a status follows.
  private mutating func name(_ words: ArraySlice<Piece>) -> (Int, Child?) {
    let most = min(6, words.prefix { $0.key != "," }.count)
    var several: (count: Int, children: [Child])?
    var loose: (Int, Child)?
    for count in stride(from: most, through: 1, by: -1) {
      let rest = words.dropFirst(count)
      let isWhole = rest.first?.key == "," || startsStatus(rest)
      guard isWhole || count == 1 else { continue }
      switch names.child(text(words.prefix(count))) {
      case .one(let child):
        if isWhole { return (count, child) }
        loose = loose ?? (count, child)
      case .several(let children): several = several ?? (count, children)
      case .nobody: break
      }
    }
    if let several {
      let mine = words.prefix(several.count)
      complain(.ambiguousChild(text(mine), several.children, at: range(mine)))
      return (several.count, nil)
    }
    if let loose { return loose }
    let count = (1...max(1, most)).first { startsStatus(words.dropFirst($0)) } ?? 1
    let mine = words.prefix(count)
    let choices = names.choices(for: text(mine))
    complain(.unknownChild(text(mine), choices, at: range(mine)))
    return (count, nil)
  }

  private func startsStatus(_ words: ArraySlice<Piece>) -> Bool {
    !words.isEmpty && isStatus(words.prefix(3).map(\.key))
  }

  private mutating func add(
    _ who: RegisterEntry.Who, _ at: Range<Int>, _ tail: ArraySlice<Piece>
  ) {
    guard let first = tail.first, let last = tail.last else {
      return complain(.noStatus(line.text(at), at: at))
    }
    entries.append(
      RegisterEntry(who: who, at: at, tail: first.at.lowerBound..<last.at.upperBound))
  }

  private mutating func complain(_ complaint: Complaint) { complaints.append(complaint) }

  private func range(_ words: ArraySlice<Piece>) -> Range<Int> {
    guard let first = words.first, let last = words.last else { return 0..<0 }
    return first.at.lowerBound..<last.at.upperBound
  }
  private func text(_ words: ArraySlice<Piece>) -> String { line.text(range(words)) }
}
