// What a mail says of a child's session, in words; and its digest, by which a change is noticed.

import Domain

extension Turn {
  /// The placeholders of one child's session; nil values are of a session that nobody marked.
  func facts(of child: Child, _ values: [String: Value]?) -> [String: String] {
    var slots = ["child": oneLine(child.name), "suggested_code": "none"]
    guard let values else {
      slots["status"] = "not yet recorded"
      slots["facts"] = "not yet recorded"
      return slots
    }
    let term = textValue(values["status"]) ?? ""
    let status = tables.vocabularies["attendance-status"]?.vocabulary.term(term)?.label ?? term
    slots["status"] = status.lowercased()
    slots["suggested_code"] = textValue(values["suggested_code"]) ?? "none"
    var facts = [status.lowercased()]
    for (name, word) in [("arrived", "arrived"), ("left", "left at")] {
      guard case .time(let time)? = values[name] else { continue }
      slots[name] = time.text
      facts.append("\(word) \(time.text)")
    }
    if let reason = textValue(values["reason"]) {
      slots["reason"] = longLine(reason)
      facts.append(longLine(reason))
    }
    slots["facts"] = facts.joined(separator: ", ")
    return slots
  }

  /// What a mail to a school says besides.
  func slots(of school: Record, _ day: Day, _ session: String) -> [String: String] {
    [
      "school": oneLine(textValue(school.values["name"]) ?? ""),
      "officer": textValue(school.values["officer"]).map(oneLine) ?? "attendance officer",
      "date": dayText(day), "session": sessionLabel(session), "time": time.text,
    ]
  }

  /// What is told of a child's session, as a digest. The record's receipt salts it: there are few
  /// ways to be late, and a digest of them alone could be guessed.
  func toldDigest(_ child: Child, _ values: [String: Value]?, receipt: String) -> String {
    let facts = facts(of: child, values)
    let told = ["status", "arrived", "left", "reason", "suggested_code"].map { facts[$0] ?? "" }
    return SHA256.hex(Array(([receipt] + told).joined(separator: "\n").utf8))
  }

  /// What stands for a telling that was withdrawn.
  static let withdrawn = SHA256.hex(Array("withdrawn".utf8))

  /// Does a school want this mail? A school that names none wants all.
  func wants(_ school: Record, _ mail: String) -> Bool {
    mayBeMailed(school) && asksFor(school, mail)
  }

  /// Does it ask for this mail, whether or not its address may be used?
  func asksFor(_ school: Record, _ mail: String) -> Bool {
    guard case .terms(let terms)? = school.values["wants"], !terms.isEmpty else { return true }
    return terms.contains(mail)
  }

  /// A mail to a school's officer, from its template.
  func letter(
    _ use: MailUse, key: String, to school: Record, _ values: [String: String],
    _ lists: [String: [[String: String]]] = [:], _ tellings: [Telling]
  ) throws -> Letter {
    guard let template = catalog.mails[use] else { throw Complaint.noMail(use.rawValue) }
    let body = template.text(values, lists)
    guard body.unicodeScalars.count <= Limits.mailBodyCharactersMax else {
      throw Complaint.mailTooLong(use.rawValue)
    }
    return Letter(
      key: key, template: template.id, to: school, subject: template.subject(values), body: body,
      tellings: tellings)
  }
}

/// A text in one line, whole: a value cannot make lines of its own in a mail.
func longLine(_ text: String) -> String {
  text.split(whereSeparator: { $0.unicodeScalars.allSatisfy(isSpace) }).joined(separator: " ")
}

extension Complaint {
  static func noMail(_ name: String) -> Complaint {
    Complaint(
      code: "no-mail", text: "There is no mail '\(name)'.",
      hint: "Add Channels/register/\(name).mail.")
  }
  static func mailTooLong(_ name: String) -> Complaint {
    Complaint(
      code: "mail-too-long",
      text: "The mail '\(name)' would have more than \(Limits.mailBodyCharactersMax) characters.",
      hint: "A shorter line for each child in Channels/register/\(name).mail.")
  }
  static func notWanted(_ school: String, isVerified: Bool) -> Complaint {
    Complaint(
      code: "not-wanted",
      text: isVerified
        ? "\(school) wants no summary." : "The address of \(school) is not verified.",
      hint: isVerified
        ? "Enter the school with 'summary' in 'wants'."
        : "Use '/verify' with the code it was sent.",
      field: "school")
  }
}
