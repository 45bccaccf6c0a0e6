// The words of complaints about a value that is none of its field, with what would be right.

import Domain

extension Turn {
  /// The complaint about a misread value.
  func complaint(_ table: FieldTable, _ text: String, _ wrong: Misreading, at place: Range<Int>?)
    -> Complaint
  {
    let typed = cut(text)
    let facts: (code: String, text: String, hint: String?) =
      switch wrong {
      case .term: wrongTerm(table, typed)
      case .terms(let terms):
        ("ambiguous-choice", "'\(typed)' could be \(listed(terms)).", "Write more of it.")
      case .part(let part):
        (
          "bad-choice", "'\(cut(part))' is not a \(table.vocabulary?.title ?? "part").",
          didYouMean(table.vocabulary?.nearestTerm(part)?.term) ?? oneOf(choices(for: table))
        )
      case .date:
        ("bad-date", "'\(typed)' is not a date.", "Write it like today, tue, 3 Nov or 2026-11-03.")
      case .time: ("bad-time", "'\(typed)' is not a time.", "Write it like 09:40, 9.40 or 2pm.")
      case .number: ("bad-number", "'\(typed)' is not a number.", nil)
      case .yesNo: ("bad-yes-no", "'\(typed)' is neither yes nor no.", nil)
      case .email:
        (
          "bad-address", "'\(typed)' is not an e-mail address.",
          "Write it like office@school.example: one @, a domain with a dot, no spaces, and at most "
            + "\(Limits.addressBytesMax) characters."
        )
      case .json(let expected): ("bad-type", "'\(table.name)' must be \(expected).", nil)
      case .changes:
        ("bad-changes", "These are no new values.", "Write them like status: late arrived: 09:40")
      case .sessions(let why): wrongSessions(typed, why)
      default: wrongReference(table, typed, wrong)
      }
    return Complaint(
      code: facts.code, text: facts.text, hint: facts.hint, at: place, field: table.name)
  }

  private func wrongTerm(_ table: FieldTable, _ typed: String) -> (String, String, String?) {
    let title = table.vocabulary?.title ?? table.name
    let article = "aeiou".contains(title.first ?? "x") ? "an" : "a"
    return (
      "bad-choice", "'\(typed)' is not \(article) \(title).",
      didYouMean(table.vocabulary?.nearestTerm(typed)?.term) ?? oneOf(choices(for: table))
    )
  }

  private func wrongSessions(_ typed: String, _ why: SessionPattern.Misreading) -> (
    String, String, String?
  ) {
    let form = "Write them like mon-fri, or mon-wed, thu am."
    switch why {
    case .nothing:
      return ("bad-sessions", "'\(typed)' names no session.", form)
    case .unknown(let word, let near):
      return (
        "bad-sessions", "'\(cut(word))' is neither a day nor a session.", didYouMean(near) ?? form
      )
    case .backwards(let run):
      return (
        "bad-sessions", "'\(run)' goes back through the week.",
        "Write days from Monday on, with commas between them."
      )
    case .unclear(let part):
      return (
        "ambiguous-sessions", "'\(cut(part))' does not say which days are half days.",
        "Put a comma between whole and half days, like mon-wed, thu am."
      )
    case .twice(let twice):
      return ("bad-sessions", "'\(twice)' is said twice.", "Say each session once.")
    }
  }

  private func wrongReference(_ table: FieldTable, _ typed: String, _ wrong: Misreading) -> (
    String, String, String?
  ) {
    switch wrong {
    case .member:
      return ("unknown-member", "There is no member '\(typed)'.", didYouMean(nearestMember(typed)))
    case .members(let logins):
      return (
        "ambiguous-member", "Several members are called '\(typed)'.",
        "Write the sign-in name: \(few(logins))."
      )
    case .child:
      return (
        "unknown-child", "There is no child '\(typed)'.",
        "Name children as their channels are called, or say in words who it is."
      )
    case .record:
      return (
        "unknown-record", "There is no record '\(typed)'.",
        "Write its kind and number, like attendance 3."
      )
    case .reference(let kind, let names):
      return (
        "unknown-record", "There is no \(kind) '\(typed)'.",
        didYouMean(meant(typed, among: names))
          ?? "Write its name as it was entered, or its number, like \(kind) 2."
      )
    case .references(let names):
      return ("ambiguous-record", "'\(typed)' could be \(few(names)).", "Write more of it.")
    case .message:
      return (
        "unknown-message", "There is no message '\(typed)' in this channel.",
        "Write its number in this channel, like 12."
      )
    case .recordKind(let kinds):
      return (
        "bad-record", "'\(typed)' could be a record of several kinds.",
        "Write the kind too: \(listed(kinds))."
      )
    case .kind:
      let kinds = catalog.recordKinds.keys.sorted()
      return (
        "bad-kind", "'\(typed)' is not a kind of record.",
        didYouMean(meant(typed, among: kinds)) ?? oneOf(kinds)
      )
    case .command:
      let word = typed.hasPrefix("/") ? String(typed.dropFirst()) : typed
      let near = meant(word, among: catalog.words.keys.sorted())
      return ("bad-command", "There is no command '/\(word)'.", didYouMean(near.map { "/" + $0 }))
    default:
      return (
        "bad-role", "'\(typed)' is not a role in this channel.",
        didYouMean(meant(typed, among: kind.grantRoles)) ?? oneOf(kind.grantRoles)
      )
    }
  }

  private func didYouMean(_ word: String?) -> String? { word.map { "Did you mean '\($0)'?" } }
  private func oneOf(_ words: [String]?) -> String? {
    words.flatMap { $0.isEmpty ? nil : "One of: \(few($0))." }
  }

  private func nearestMember(_ typed: String) -> String? {
    let word = typed.hasPrefix("@") ? String(typed.dropFirst()) : typed
    // The cheapest question first: there may be thousands, and few begin alike.
    let initial = word.lowercased().utf8.first
    let near = roster.members.values.filter {
      $0.login.utf8.first == initial && nearest(word, among: [$0.login]) != nil && knows($0)
    }
    return meant(word, among: near.map(\.login).sorted())
  }

  /// The words that a field takes today, where they are few and closed.
  func choices(for table: FieldTable) -> [String]? {
    switch table.field.type {
    case .choice, .choices, .scale, .children:
      table.vocabulary?.vocabulary.terms.filter { isValid($0, on: today) }.map(\.term)
    case .yesNo: ["yes", "no"]
    case .kind: catalog.recordKinds.keys.sorted()
    case .grantRole: kind.grantRoles
    default: nil
    }
  }
}

/// May a term be chosen for this day?
func isValid(_ term: Term, on day: Day) -> Bool {
  (term.validFrom.map { $0 <= day } ?? true) && (term.retiredAfter.map { day <= $0 } ?? true)
}
