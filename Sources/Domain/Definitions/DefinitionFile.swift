// What goes into the reading of definitions, and what comes out when they are wrong.

/// One file of `Commands/` or `Channels/`, as it was found.
public struct DefinitionFile: Sendable {
  /// Relative to the home, with `/`: `Commands/attend.json5`.
  public let path: String
  /// Its text.
  public let text: String
  /// A file.
  public init(path: String, text: String) {
    self.path = path
    self.text = text
  }
}

/// What is wrong with a definition, where, and what would be right.
public struct DefinitionComplaint: Sendable, Equatable {
  /// The file's path.
  public let file: String
  /// From 1.
  public let line: Int
  /// From 1, in Unicode scalars.
  public let column: Int
  /// What is wrong.
  public let text: String
  /// What would be right.
  public let hint: String
  /// A complaint.
  public init(file: String, line: Int, column: Int, text: String, hint: String) {
    self.file = file
    self.line = line
    self.column = column
    self.text = text
    self.hint = hint
  }
  /// `file:line:column: what; what would be right`.
  public var description: String { "\(file):\(line):\(column): \(text); \(hint)" }
}

extension DefinitionComplaint: CustomStringConvertible {}
