// The strings and numbers of JSON5.

extension TreeReader {
  mutating func string() throws(SyntaxError) -> String {
    let start = place
    let quote = scalars[at]
    at += 1
    var text = String.UnicodeScalarView()
    while let scalar = next, scalar != quote {
      if scalar == "\\" {
        if let meant = try escape() { text.append(meant) }
      } else if scalar == "\n" || scalar == "\r" {
        throw error("a text without its end", "\(quote) would be right on the same line", at: start)
      } else if scalar.value < 0x20, scalar != "\t" {
        throw error("a control character in a text", "an escape such as \\n would be right")
      } else {
        step()
        text.append(scalar)
      }
    }
    guard take(quote) else {
      throw error("a text without its end", "\(quote) would be right", at: start)
    }
    return String(text)
  }

  /// Reads from the backslash on; nil for an escaped line end, which stands for nothing.
  private mutating func escape() throws(SyntaxError) -> Unicode.Scalar? {
    let start = place
    at += 1
    guard let letter = next else { throw unexpected("an escape would be right") }
    step()
    switch letter {
    case "b": return "\u{08}"
    case "f": return "\u{0C}"
    case "n": return "\n"
    case "r": return "\r"
    case "t": return "\t"
    case "v": return "\u{0B}"
    case "x": return Unicode.Scalar(UInt8(truncatingIfNeeded: try hex(2, start)))
    case "u": return try unicode(start)
    case "0"..."9":
      throw error("an unknown escape '\\\(letter)'", "\\\\ means a backslash", at: start)
    default: return isLineEnd(letter) ? nil : letter
    }
  }

  private mutating func unicode(_ start: Place) throws(SyntaxError) -> Unicode.Scalar {
    let half = error("half a surrogate pair", "\\uD83D\\uDE00 would be right", at: start)
    var code = try hex(4, start)
    if (0xD800..<0xDC00).contains(code) {
      guard take("\\"), take("u") else { throw half }
      let low = try hex(4, start)
      guard (0xDC00..<0xE000).contains(low) else { throw half }
      code = 0x10000 + (code - 0xD800) << 10 + (low - 0xDC00)
    }
    guard let scalar = Unicode.Scalar(code) else { throw half }
    return scalar
  }

  private mutating func hex(_ count: Int, _ start: Place) throws(SyntaxError) -> UInt32 {
    var value: UInt32 = 0
    for _ in 0..<count {
      guard let digit = next.flatMap(hexDigit) else {
        throw error(
          "an escape that is too short", "\(count) hexadecimal digits would be right", at: start)
      }
      value = value << 4 | digit
      at += 1
    }
    return value
  }

  private func hexDigit(_ scalar: Unicode.Scalar) -> UInt32? {
    switch scalar {
    case "0"..."9": scalar.value - 0x30
    case "a"..."f": scalar.value - 0x61 + 10
    case "A"..."F": scalar.value - 0x41 + 10
    default: nil
    }
  }

  mutating func number() throws(SyntaxError) -> Double {
    let start = place
    let isNegative = next == "-"
    if next == "+" || next == "-" { at += 1 }
    var digits = ""
    // The whole run is taken before it is judged, so that the complaint shows all of it.
    while let scalar = next, scalar.isASCII, isNumberPart(scalar, after: digits.last) {
      digits.unicodeScalars.append(scalar)
      at += 1
    }
    guard let value = hexNumber(digits) ?? decimalNumber(digits), value.isFinite else {
      throw error(
        "'\(isNegative ? "-" : "")\(digits)' is not a number", "a number such as 12, 0.5 or 0x1F",
        at: start)
    }
    return isNegative ? -value : value
  }

  private func isNumberPart(_ scalar: Unicode.Scalar, after last: Character?) -> Bool {
    if scalar == "." || scalar == "_" || scalar.properties.isAlphabetic { return true }
    if scalar == "+" || scalar == "-" { return last == "e" || last == "E" }
    return ("0"..."9").contains(scalar)
  }

  private func hexNumber(_ digits: String) -> Double? {
    guard digits.hasPrefix("0x") || digits.hasPrefix("0X") else { return nil }
    let rest = digits.dropFirst(2)
    guard rest.unicodeScalars.allSatisfy({ hexDigit($0) != nil }) else { return nil }
    return UInt64(rest, radix: 16).map { Double($0) }
  }

  /// JSON5 allows a point at either end; it does not allow a leading zero.
  private func decimalNumber(_ digits: String) -> Double? {
    let parts = Array(digits.utf8)
    let isPlain = parts.allSatisfy { byte in
      (0x30...0x39).contains(byte) || [0x2E, 0x2B, 0x2D, 0x45, 0x65].contains(byte)
    }
    guard isPlain, parts.contains(where: { (0x30...0x39).contains($0) }) else { return nil }
    if parts.count > 1, parts[0] == 0x30, (0x30...0x39).contains(parts[1]) { return nil }
    let padded = parts[0] == 0x2E ? "0" + digits : digits
    if let value = Double(padded) { return value }
    // `5.` and `5.e3`: the C library's rules that Double follows differ between platforms.
    guard let point = padded.firstIndex(of: "."), point != padded.startIndex else { return nil }
    let after = padded.index(after: point)
    guard after == padded.endIndex || padded[after] == "e" || padded[after] == "E" else {
      return nil
    }
    return Double(padded[..<point] + padded[after...])
  }
}
