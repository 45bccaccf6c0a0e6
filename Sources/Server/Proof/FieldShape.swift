// What a stored value can look like, by family: the family itself is not hashed.
import Domain

/// Checks that a text can have been stored for a field of this family. Without it, what was stored
/// as a text could be shown as a reference, a yes or a name that the house only tells.
enum FieldShape {
  /// Could it?
  static func holds(_ family: String, _ text: String) -> Bool {
    let bytes = Array(text.utf8)
    switch family {
    case "words": return true
    case "date": return matches(bytes, "0000-00-00")
    case "time": return matches(bytes, "00:00")
    case "yesNo": return text == "0" || text == "1"
    case "number": return isNumber(bytes[...])
    case "member", "child", "record": return isRow(bytes)
    case "choices":
      return (try? JSON.parse(bytes))?.items.map { $0.allSatisfy { $0.text != nil } } ?? false
    case "children": return (try? JSON.parse(bytes))?.items.map { $0.allSatisfy(isPart) } ?? false
    default: return false
    }
  }

  private static func isDigit(_ byte: UInt8) -> Bool { (48...57).contains(byte) }

  private static func matches(_ bytes: [UInt8], _ pattern: String) -> Bool {
    let pattern = Array(pattern.utf8)
    return bytes.count == pattern.count
      && zip(bytes, pattern).allSatisfy { $1 == 48 ? isDigit($0) : $0 == $1 }
  }

  private static func isRow(_ bytes: [UInt8]) -> Bool {
    (1...18).contains(bytes.count) && bytes.allSatisfy(isDigit)
      && (bytes.count == 1 || bytes.first != 48)
  }

  /// As Swift writes a Double: `-12.5`, `5e-07`, `1.5e+20`.
  private static func isNumber(_ bytes: ArraySlice<UInt8>) -> Bool {
    let unsigned = bytes.first == UInt8(ascii: "-") ? bytes.dropFirst() : bytes
    let halves = unsigned.split(
      separator: UInt8(ascii: "e"), maxSplits: 1, omittingEmptySubsequences: false)
    let parts = halves[0].split(
      separator: UInt8(ascii: "."), maxSplits: 1, omittingEmptySubsequences: false)
    guard parts.allSatisfy({ !$0.isEmpty && $0.allSatisfy(isDigit) }) else { return false }
    guard halves.count == 2 else { return parts.count == 2 }
    let sign = halves[1].first
    let digits = halves[1].dropFirst()
    return parts[0].count == 1 && (sign == UInt8(ascii: "+") || sign == UInt8(ascii: "-"))
      && !digits.isEmpty && digits.allSatisfy(isDigit)
  }

  private static func isPart(_ item: JSON) -> Bool {
    guard item.members?.count == 2, let child = item["child"]?.whole else { return false }
    return child >= 0 && item["part"]?.text != nil
  }
}
