// Text to tree: JSON5 (json5.org, specification 1.0.0), without Infinity and NaN.

/// Where a text stops being JSON5, and what would be right.
struct SyntaxError: Error, Sendable {
  let place: Place
  let text: String
  let hint: String
}

/// Reads one text. Repeated keys do not stop it: they are kept for complaints.
struct TreeReader {
  /// Keys that an object had already: the second, and where the first stands.
  private(set) var repeated: [(key: Found<String>, first: Place)] = []
  let scalars: [Unicode.Scalar]
  var at = 0
  private var line = 1
  private var lineStart = 0

  init(_ text: String) {
    // An editor's byte order mark is no column that a person sees.
    let all = Array(text.unicodeScalars)
    scalars = all.first == "\u{FEFF}" ? Array(all.dropFirst()) : all
  }

  mutating func whole() throws(SyntaxError) -> Node {
    let node = try value(depth: 0)
    try skipSpace()
    guard next == nil else { throw unexpected("nothing more would be right") }
    return node
  }

  // MARK: What the parts share

  var next: Unicode.Scalar? { at < scalars.count ? scalars[at] : nil }
  var place: Place { Place(line: line, column: at - lineStart + 1) }

  /// A complaint about what stands here.
  func unexpected(_ hint: String) -> SyntaxError {
    guard let next else { return error("the file ends here", hint) }
    let shown = isLineEnd(next) ? "the end of the line" : "'\(next)'"
    return error("\(shown) cannot stand here", hint)
  }
  func error(_ text: String, _ hint: String, at place: Place? = nil) -> SyntaxError {
    SyntaxError(place: place ?? self.place, text: text, hint: hint)
  }

  func isLineEnd(_ scalar: Unicode.Scalar) -> Bool {
    scalar == "\n" || scalar == "\r" || scalar == "\u{2028}" || scalar == "\u{2029}"
  }

  /// Steps over one scalar and keeps count of lines; CR LF is one line end.
  mutating func step() {
    let scalar = scalars[at]
    at += 1
    guard isLineEnd(scalar) else { return }
    if scalar == "\r", next == "\n" { at += 1 }
    line += 1
    lineStart = at
  }

  mutating func take(_ scalar: Unicode.Scalar) -> Bool {
    guard next == scalar else { return false }
    at += 1
    return true
  }

  // MARK: Values

  private mutating func value(depth: Int) throws(SyntaxError) -> Node {
    try skipSpace()
    guard depth < Limits.jsonDepthMax else {
      throw error("nested too deeply", "at most \(Limits.jsonDepthMax) levels would be right")
    }
    let start = place
    switch next {
    case "{": return Node(place: start, value: .object(try object(depth: depth)))
    case "[": return Node(place: start, value: .list(try list(depth: depth)))
    case "'", "\"": return Node(place: start, value: .text(try string()))
    case "+", "-", ".": return Node(place: start, value: .number(try number()))
    case let digit? where ("0"..."9").contains(digit):
      return Node(place: start, value: .number(try number()))
    default: return Node(place: start, value: try word())
    }
  }

  private mutating func word() throws(SyntaxError) -> Node.Value {
    let start = place
    guard let name = identifier() else { throw unexpected("a value would be right") }
    switch name {
    case "true": return .truth(true)
    case "false": return .truth(false)
    case "null": return .null
    default:
      throw error("'\(name)' is not a value", "a text in quotes would be right", at: start)
    }
  }

  private mutating func list(depth: Int) throws(SyntaxError) -> [Node] {
    at += 1
    var items: [Node] = []
    while true {
      try skipSpace()
      if take("]") { return items }
      items.append(try value(depth: depth + 1))
      try skipSpace()
      if take("]") { return items }
      guard take(",") else { throw unexpected("',' or ']' would be right") }
    }
  }

  private mutating func object(depth: Int) throws(SyntaxError) -> [Node.Member] {
    at += 1
    var members: [Node.Member] = []
    while true {
      try skipSpace()
      if take("}") { return members }
      let start = place
      let name = try key()
      try skipSpace()
      guard take(":") else { throw unexpected("':' would be right after '\(name)'") }
      let value = try value(depth: depth + 1)
      if let first = members.first(where: { $0.name == name }) {
        repeated.append((Found(value: name, place: start), first.place))
      } else {
        members.append(Node.Member(name: name, place: start, value: value))
      }
      try skipSpace()
      if take("}") { return members }
      guard take(",") else { throw unexpected("',' or '}' would be right") }
    }
  }

  private mutating func key() throws(SyntaxError) -> String {
    if next == "'" || next == "\"" { return try string() }
    guard let name = identifier() else { throw unexpected("a key or '}' would be right") }
    return name
  }

  private mutating func identifier() -> String? {
    guard let first = next, first == "_" || first == "$" || first.properties.isIDStart else {
      return nil
    }
    let start = at
    while let scalar = next, scalar == "$" || scalar.properties.isIDContinue { at += 1 }
    var name = String.UnicodeScalarView()
    name.append(contentsOf: scalars[start..<at])
    return String(name)
  }

  // MARK: Space and comments

  private mutating func skipSpace() throws(SyntaxError) {
    while let scalar = next {
      if scalar == "/" {
        try comment()
      } else if isSpace(scalar) {
        step()
      } else {
        return
      }
    }
  }

  private func isSpace(_ scalar: Unicode.Scalar) -> Bool {
    scalar.properties.isWhitespace || scalar == "\u{FEFF}"
  }

  private mutating func comment() throws(SyntaxError) {
    let start = place
    at += 1
    if take("/") {
      while let scalar = next, !isLineEnd(scalar) { at += 1 }
    } else if take("*") {
      while next != nil {
        if take("*") {
          if take("/") { return }
        } else {
          step()
        }
      }
      throw error("a comment without its end", "'*/' would be right", at: start)
    } else {
      throw error("a lone '/'", "'//' or '/*' starts a comment", at: start)
    }
  }
}
