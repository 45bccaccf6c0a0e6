// Finds the statements in the store's own sources, so that none escapes the test of plans.
import Foundation

/// A text of the sources that is a statement: what stands between its interpolations.
struct SourceText {
  let file: String
  let pieces: [String]
  /// The text itself, where nothing is put into it at run time.
  var whole: String? { pieces.count == 1 ? pieces[0] : nil }

  /// Does a statement that was prepared come from it?
  func isSource(of text: String) -> Bool {
    guard text.hasPrefix(pieces[0]) else { return false }
    var rest = text[...]
    for piece in pieces where !piece.isEmpty {
      guard let range = rest.range(of: piece) else { return false }
      rest = rest[range.upperBound...]
    }
    return true
  }

  /// Every text of the store's sources that begins as a query, or is given to `SQL(`.
  static func all() throws -> [SourceText] {
    let tests = URL(fileURLWithPath: #filePath).resolvingSymlinksInPath()
      .deletingLastPathComponent()
    let folder = tests.deletingLastPathComponent().deletingLastPathComponent()
      .appending(path: "Sources/Store")
    let files = FileManager.default.enumerator(at: folder, includingPropertiesForKeys: nil)
    var found: [SourceText] = []
    for case let file as URL in files ?? .init() where file.pathExtension == "swift" {
      var scanner = LiteralScanner(Array(try Data(contentsOf: file)))
      for (literal, isStatement) in scanner.literals() where isStatement || isQuery(literal[0]) {
        found.append(SourceText(file: file.lastPathComponent, pieces: literal))
      }
    }
    return found
  }

  /// Does it read, or look for what it changes?
  static func isQuery(_ text: String) -> Bool {
    let word = text.drop { $0.isWhitespace }.prefix { $0.isLetter }
    if word == "INSERT" || word == "REPLACE" { return text.contains("SELECT") }
    return ["SELECT", "UPDATE", "DELETE", "WITH"].contains(String(word))
  }
}

/// Reads the string literals of a Swift source, as far as this repository writes them.
private struct LiteralScanner {
  private let source: [UInt8]
  private var at = 0

  // Padded, so that looking a little ahead needs no check.
  init(_ source: [UInt8]) { self.source = source + [0, 0, 0, 0] }

  mutating func literals() -> [(pieces: [String], isStatement: Bool)] {
    var found: [(pieces: [String], isStatement: Bool)] = []
    while at < source.count {
      if isAt(0x2F, 0x2F) {
        while at < source.count, source[at] != 10 { at += 1 }
      } else if source[at] == LiteralScanner.quote {
        let before = source[max(0, at - 80)..<at].filter { $0 > 32 }.suffix(4)
        found.append((literal(), before.elementsEqual("SQL(".utf8)))
      } else {
        at += 1
      }
    }
    return found
  }

  private static let quote = UInt8(ascii: "\"")

  private func isAt(_ first: UInt8, _ second: UInt8) -> Bool {
    source[at] == first && source[at + 1] == second
  }
  private func isAtQuotes(_ count: Int) -> Bool {
    for offset in 0..<count where source[at + offset] != LiteralScanner.quote { return false }
    return true
  }

  /// Stands at the opening quote; answers the pieces, and stands after the closing one.
  private mutating func literal() -> [String] {
    let quotes = isAtQuotes(3) ? 3 : 1
    at += quotes
    var pieces: [[UInt8]] = [[]]
    while at < source.count - 4, !isAtQuotes(quotes) {
      if isAt(0x5C, 0x28) {
        at += 2
        skipExpression()
        pieces.append([])
      } else if source[at] == UInt8(ascii: "\\") {
        at += 2
      } else {
        pieces[pieces.count - 1].append(source[at])
        at += 1
      }
    }
    let texts = pieces.map { String(decoding: $0, as: UTF8.self) }
    // A text of several lines loses the margin of its last line.
    let margin = source[..<at].reversed().prefix { $0 == 32 }.count
    at += quotes
    return quotes == 3 ? trimmed(texts, margin: margin) : texts
  }

  private func trimmed(_ pieces: [String], margin: Int) -> [String] {
    let indent = "\n" + String(repeating: " ", count: margin)
    var texts = pieces.map { $0.replacingOccurrences(of: indent, with: "\n") }
    texts[0] = String(texts[0].drop { $0.isNewline })
    if let last = texts.popLast() {
      texts.append(String(last.reversed().drop { $0.isWhitespace }.reversed()))
    }
    return texts
  }

  private mutating func skipExpression() {
    var depth = 1
    while at < source.count, depth > 0 {
      if source[at] == LiteralScanner.quote {
        _ = literal()
        continue
      }
      if source[at] == UInt8(ascii: "(") { depth += 1 }
      if source[at] == UInt8(ascii: ")") { depth -= 1 }
      at += 1
    }
  }
}
