// Reads the sessions of a week as people write them: `mon-fri`, `mon-wed, thu am`, `weekdays`.

extension SessionPattern {
  /// In which way a text says no sessions.
  public enum Misreading: Error, Equatable, Sendable {
    /// There is nothing.
    case nothing
    /// A word that is neither a day nor a half of one, and the word that may have been meant.
    case unknown(String, nearest: String?)
    /// A run of days that goes back, such as `fri-mon`.
    case backwards(String)
    /// Does the half belong to all of these days, or to the last?
    case unclear(String)
    /// A session that is said twice.
    case twice(String)
  }

  /// The sessions of a text: parts with a comma between them; a part is days, days and a half of
  /// them, or a half and its days. What follows `except` is taken away. A half alone means weekdays.
  public init(reading text: String) throws(Misreading) {
    var words = try Word.words(of: text)
    var without: [Word] = []
    if let cut = words.firstIndex(of: .except) {
      without = Array(words[(cut + 1)...])
      words = Array(words[..<cut])
      if without.isEmpty || without.contains(.except) { throw .nothing }
    }
    var pattern = try SessionPattern.pattern(words)
    if !without.isEmpty { pattern = pattern.subtracting(try SessionPattern.pattern(without)) }
    self = pattern
  }

  /// The sessions of a text; nil where it says none.
  public init?(text: String) {
    guard let pattern = try? SessionPattern(reading: text) else { return nil }
    self = pattern
  }

  private static func pattern(_ words: [Word]) throws(Misreading) -> SessionPattern {
    var all = SessionPattern.none
    for part in words.split(separator: .comma) {
      let found = try sessions(Array(part), isAlone: part.count == words.count)
      let twice = all.intersection(found)
      if !twice.isEmpty { throw .twice(twice.text) }
      all = all.union(found)
    }
    if words.allSatisfy({ $0 == .comma }) { throw .nothing }
    return all
  }

  /// One part: all of its days have the same halves, or each has its own.
  private static func sessions(_ part: [Word], isAlone: Bool) throws(Misreading) -> SessionPattern {
    if part == [.none], isAlone { return .none }
    var runs: [(days: ClosedRange<Int>, halves: [Half])] = []
    var leading: [Half] = []
    for word in part {
      switch word {
      case .days(let days): runs.append((days, []))
      case .half(let half):
        if runs.isEmpty { leading.append(half) } else { runs[runs.count - 1].halves.append(half) }
      case .none: throw .unclear("none")
      case .comma, .except: break
      }
    }
    let isMixed = runs.contains { $0.halves.isEmpty } && runs.contains { !$0.halves.isEmpty }
    let isCrossed = !leading.isEmpty && runs.contains { !$0.halves.isEmpty }
    if isMixed || isCrossed { throw .unclear(part.map(\.text).joined(separator: " ")) }
    if runs.isEmpty {
      guard isAlone else { throw .unclear(part.map(\.text).joined(separator: " ")) }
      runs = [(1...5, [])]
    }
    var all = SessionPattern.none
    for run in runs {
      let halves = run.halves + leading
      let found = SessionPattern(days: run.days, halves: halves.isEmpty ? Half.allCases : halves)
      let twice = all.intersection(found)
      if !twice.isEmpty { throw .twice(twice.text) }
      all = all.union(found)
    }
    return all
  }

  /// The words that a text may be made of, for those who offer them.
  public static let words = dayWords + ["mon-fri", "weekdays", "am", "pm", "except", "none"]

  /// A word of a pattern.
  private enum Word: Equatable {
    case days(ClosedRange<Int>)
    case half(Half)
    case comma
    case except
    case none

    var text: String {
      switch self {
      case .days(let days):
        days.count == 1
          ? dayWords[days.lowerBound - 1]
          : "\(dayWords[days.lowerBound - 1])-\(dayWords[days.upperBound - 1])"
      case .half(let half): half.rawValue.lowercased()
      case .comma: ","
      case .except: "except"
      case .none: "none"
      }
    }

    static func words(of text: String) throws(Misreading) -> [Word] {
      let pieces = pieces(of: text)
      var words: [Word] = []
      var index = 0
      while index < pieces.count {
        let piece = pieces[index]
        index += 1
        if piece == "every" || piece == "all", index < pieces.count,
          ["day", "days", "week"].contains(pieces[index])
        {
          // `mon all day` says no more than `mon`.
          let isOfDays = if case .days? = words.last { pieces[index] == "day" } else { false }
          if !isOfDays { words.append(.days(1...7)) }
          index += 1
        } else if index + 1 < pieces.count, ["-", "to", "until"].contains(pieces[index]),
          weekday(piece) != nil
        {
          words.append(try run(piece, pieces[index + 1]))
          index += 2
        } else if piece != "and" {
          words.append(try word(piece))
        }
      }
      return words
    }

    private static func run(_ from: String, _ to: String) throws(Misreading) -> Word {
      guard let first = weekday(from) else { throw unknown(from) }
      guard let last = weekday(to) else { throw unknown(to) }
      guard first <= last else { throw .backwards("\(from)-\(to)") }
      return .days(first...last)
    }

    private static func word(_ piece: String) throws(Misreading) -> Word {
      switch piece {
      case ",": return .comma
      case "am", "morning", "mornings": return .half(.morning)
      case "pm", "afternoon", "afternoons": return .half(.afternoon)
      case "weekdays", "weekday", "full", "full-time": return .days(1...5)
      case "weekend", "weekends": return .days(6...7)
      case "daily", "everyday": return .days(1...7)
      case "except", "without", "not", "but": return .except
      case "none", "never", "nothing": return .none
      default:
        guard let day = weekday(piece) else { throw unknown(piece) }
        return .days(day...day)
      }
    }

    private static func unknown(_ piece: String) -> Misreading {
      .unknown(piece, nearest: nearest(piece, among: SessionPattern.words + names))
    }

    /// Words, commas and the dashes between days, each by itself and in lower case.
    private static func pieces(of text: String) -> [String] {
      var pieces: [String] = []
      var word = ""
      func close() {
        if !word.isEmpty { pieces.append(word) }
        word = ""
      }
      for scalar in text.lowercased().unicodeScalars {
        switch scalar {
        case ",", ";", "+", "/", "\n": close(); pieces.append(",")
        case "&": close(); pieces.append("and")
        case "-", "\u{2010}", "\u{2011}", "\u{2012}", "\u{2013}", "\u{2014}":
          // `full-time` is one word; a dash after a day begins a run.
          if word == "full" { word.append("-") } else { close(); pieces.append("-") }
        case ".": close()
        default:
          if scalar.properties.isWhitespace { close() } else { word.unicodeScalars.append(scalar) }
        }
      }
      close()
      return pieces
    }

    private static let names = [
      "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday",
    ]

    /// Monday is 1: a beginning of at least three letters, or the plural.
    private static func weekday(_ piece: String) -> Int? {
      let stem = piece == "weds" ? "wed" : piece
      guard stem.utf8.count >= 3 else { return nil }
      return names.firstIndex { $0.hasPrefix(stem) || "\($0)s" == stem }.map { $0 + 1 }
    }
  }
}
