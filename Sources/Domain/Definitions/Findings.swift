// Complaints about definitions, gathered, and the phrases they share.

/// Gathers complaints of all files; used by one reading only, on one thread.
final class Findings {
  private(set) var complaints: [DefinitionComplaint] = []
  func add(_ complaint: DefinitionComplaint) { complaints.append(complaint) }
}

/// One file's view of the findings.
struct Source {
  let path: String
  let findings: Findings

  /// The file's name without folders and ending; for a channel kind, its folder's name.
  var stem: String {
    let parts = path.split(separator: "/")
    guard let last = parts.last else { return "" }
    if parts.first == "Channels", parts.count > 1, !path.hasSuffix(".mail") {
      return String(parts[parts.count - 2])
    }
    return String(last.prefix { $0 != "." })
  }

  func complain(_ place: Place, _ text: String, _ hint: String) {
    findings.add(
      DefinitionComplaint(
        file: path, line: place.line, column: place.column, text: text, hint: hint))
  }
}

/// "did you mean", or what there is.
func suggestion(_ word: String, among words: [String]) -> String {
  if let near = nearest(word, among: words) { return "did you mean '\(near)'?" }
  var known: Set<String> = []
  let each = words.filter { known.insert($0).inserted }
  return each.isEmpty ? "there are none" : "one of \(each.joined(separator: ", "))"
}

/// The form of a name, and how to say it.
enum NameForm {
  /// What is typed and shown: commands, vocabularies, states, kinds of channels.
  case word
  /// What also names a table or a column: record kinds and fields.
  case column

  var hint: String {
    switch self {
    case .word: "a lower-case letter, then up to 30 lower-case letters, digits or '-'"
    case .column: "a lower-case letter, then up to 30 lower-case letters, digits or '_'"
    }
  }

  func fits(_ name: String) -> Bool {
    let bytes = Array(name.utf8)
    guard let first = bytes.first, bytes.count <= 31, isLetter(first) else { return false }
    let joint = self == .word ? UInt8(ascii: "-") : UInt8(ascii: "_")
    return bytes.allSatisfy { isLetter($0) || (0x30...0x39).contains($0) || $0 == joint }
  }

  private func isLetter(_ byte: UInt8) -> Bool { (0x61...0x7A).contains(byte) }
}

/// Names that a record's table cannot take.
enum ReservedNames {
  /// Columns that every record has already.
  static let columns: Set<String> = [
    "record", "revision", "author", "written_at", "reason_for_change", "id", "kind", "number",
    "channel", "child", "day", "state",
  ]

  /// Words that SQL keeps for itself (https://sqlite.org/lang_keywords.html, those of which SQLite
  /// makes no names).
  static let sql: Set<String> = [
    "add", "all", "alter", "and", "as", "autoincrement", "between", "case", "check", "collate",
    "commit", "constraint", "create", "default", "deferrable", "delete", "distinct", "drop", "else",
    "escape", "except", "exists", "foreign", "from", "group", "having", "in", "index", "insert",
    "intersect", "into", "is", "isnull", "join", "limit", "not", "nothing", "notnull", "null", "on",
    "or", "order", "primary", "references", "returning", "rowid", "select", "set", "table", "then",
    "to", "transaction", "union", "unique", "update", "using", "values", "when", "where",
  ]
}
