// One line of a calendar file: its name, its parameters and its value (RFC 5545, 3.1).

/// A content line, unfolded.
struct CalendarLine: Sendable {
  /// Where it begins in the file, from 1.
  let number: Int
  /// In capitals; empty where the line is no content line.
  let name: String
  /// By names in capitals.
  let parameters: [String: String]
  let value: String

  /// The lines of a file; those that go on with a space or a tab are put together again.
  static func lines(of text: String) -> [CalendarLine] {
    var folded: [(number: Int, text: [UInt8])] = []
    var bytes = Array(text.utf8)
    if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { bytes.removeFirst(3) }
    for (index, part) in bytes.split(separator: 0x0A, omittingEmptySubsequences: false).enumerated()
    {
      let line = part.last == 0x0D ? part.dropLast() : part
      if let first = line.first, first == 0x20 || first == 0x09, !folded.isEmpty {
        // A fold may part the bytes of one letter, so bytes are put together, not texts.
        folded[folded.count - 1].text += line.dropFirst()
      } else if !line.isEmpty {
        folded.append((index + 1, Array(line)))
      }
    }
    return folded.map { CalendarLine($0.number, String(decoding: $0.text, as: UTF8.self)) }
  }

  init(_ number: Int, _ text: String) {
    self.number = number
    var pieces: [String] = []
    var piece = ""
    var isQuoted = false
    var rest = Substring(text)
    var isWhole = false
    while let letter = rest.popFirst() {
      if letter == "\"" {
        isQuoted.toggle()
      } else if letter == ":", !isQuoted {
        isWhole = true
        break
      } else if letter == ";", !isQuoted {
        pieces.append(piece)
        piece = ""
      } else {
        piece.append(letter)
      }
    }
    pieces.append(piece)
    var parameters: [String: String] = [:]
    for pair in pieces.dropFirst() {
      guard let mark = pair.firstIndex(of: "=") else { continue }
      parameters[pair[..<mark].uppercased()] = String(pair[pair.index(after: mark)...])
    }
    name = isWhole ? pieces[0].uppercased() : ""
    self.parameters = parameters
    value = String(rest)
  }

  /// The value as a text: RFC 5545, 3.3.11.
  var unescaped: String {
    var text = ""
    var rest = Substring(value)
    while let letter = rest.popFirst() {
      guard letter == "\\", let next = rest.popFirst() else {
        text.append(letter)
        continue
      }
      text.append(next == "n" || next == "N" ? "\n" : next)
    }
    return text
  }

  /// A day from `yyyymmdd`.
  static func day(_ digits: ArraySlice<UInt8>) -> Day? {
    guard digits.count == 8, let year = number(digits.prefix(4)),
      let month = number(digits.dropFirst(4).prefix(2)), let day = number(digits.suffix(2))
    else { return nil }
    return Day(year: year, month: month, day: day)
  }

  /// A number of digits alone.
  static func number(_ digits: ArraySlice<UInt8>) -> Int? {
    var value = 0
    for digit in digits {
      guard (48...57).contains(digit) else { return nil }
      value = value * 10 + Int(digit - 48)
    }
    return digits.isEmpty ? nil : value
  }
}
