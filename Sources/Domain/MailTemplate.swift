// A mail's text with placeholders, as a file of `Channels/` declares it, and how it is filled.

/// What the house writes mails for; each has one template of this name.
public enum MailUse: String, Sendable, CaseIterable {
  /// A session's state, to a school: its own children.
  case startOfDay = "start-of-day"
  /// One child's absence or lateness, to its school, at once.
  case absenceNotice = "absence-notice"
  /// One child's mark is no longer what was told of it.
  case correction
  /// What was told of one child's session is to be disregarded; to a school or a parent.
  case withdrawal
  /// Asks whoever reads an address to tell a code.
  case verifyAddress = "verify-address"
  /// One child's absence, to a parent with whom that is agreed.
  case parentAbsence = "parent-absence"

  /// What stands for one child's session.
  static let ofChild: Set<String> = [
    "child", "status", "arrived", "left", "reason", "facts", "suggested_code",
  ]

  /// The placeholders that stand outside of sections.
  var slots: Set<String> {
    switch self {
    case .startOfDay: ["school", "officer", "date", "session", "time"]
    case .absenceNotice, .correction:
      MailUse.ofChild.union(["school", "officer", "date", "session", "time"])
    case .withdrawal: ["child", "name", "date", "session", "time"]
    case .verifyAddress: ["address", "code", "date"]
    case .parentAbsence: MailUse.ofChild.union(["name", "date", "session", "time"])
    }
  }

  /// The lists it may walk through, whose lines take a child's placeholders.
  var sections: [String] {
    self == .startOfDay
      ? ["present", "late", "left_early", "absent", "elsewhere", "not_expected", "unrecorded"] : []
  }

  /// Without these it would not say what it is for.
  var needed: [String] {
    switch self {
    case .startOfDay: ["#present", "#late", "#left_early", "#absent", "#unrecorded"]
    case .absenceNotice, .correction, .parentAbsence: ["child", "facts"]
    // It goes to those who are not to hear anything new, too: no fact has a place in it.
    case .withdrawal: ["child"]
    case .verifyAddress: ["code"]
    }
  }
}

/// A mail's subject and text, with places to be filled.
public struct MailTemplate: Sendable, Equatable {
  /// A piece of a line.
  public enum Piece: Sendable, Equatable {
    /// As it stands.
    case text(String)
    /// To be filled.
    case slot(String)
  }
  /// One or more lines.
  public enum Block: Sendable, Equatable {
    /// One line.
    case line([Piece])
    /// Lines for each entry of a list; or, where `isForNone`, once if the list has none.
    case section(String, isForNone: Bool, lines: [[Piece]])
  }
  /// What it is for; also the file's name.
  public let use: MailUse
  /// From 1; raised by whoever changes it.
  public let version: Int
  /// The first twelve hex digits of the SHA-256 of the file's text.
  public let digest: String
  /// One line.
  public let subject: [Piece]
  /// The text.
  public let body: [Block]
  /// A template.
  public init(
    use: MailUse, version: Int, digest: String, subject: [Piece], body: [Block]
  ) {
    self.use = use
    self.version = version
    self.digest = digest
    self.subject = subject
    self.body = body
  }

  /// Which text a mail was made from: name, version and digest.
  public var id: String { "\(use.rawValue) \(version) \(digest)" }

  /// The subject, filled; one line. What is not known is left empty.
  public func subject(_ values: [String: String]) -> String {
    MailTemplate.filled(subject, values)
  }

  /// The text, filled: lines that end with a newline each.
  public func text(
    _ values: [String: String], _ lists: [String: [[String: String]]] = [:]
  ) -> String {
    var text = ""
    for block in body {
      switch block {
      case .line(let pieces): text += MailTemplate.filled(pieces, values) + "\n"
      case .section(let name, let isForNone, let lines):
        let entries = lists[name] ?? []
        for entry in isForNone ? (entries.isEmpty ? [[:]] : []) : entries {
          let all = values.merging(entry) { _, own in own }
          for line in lines { text += MailTemplate.filled(line, all) + "\n" }
        }
      }
    }
    return text
  }

  private static func filled(_ pieces: [Piece], _ values: [String: String]) -> String {
    pieces.reduce(into: "") { text, piece in
      switch piece {
      case .text(let part): text += part
      case .slot(let name): text += values[name] ?? ""
      }
    }
  }
}
