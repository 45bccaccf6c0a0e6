// What the person at the machine asks of the house: copies, drills, the list, and exports.
import Domain
import Store

/// One order, read from words; the same for the running server and for a house opened just for it.
struct MachineOrder: Sendable {
  enum Verb: Sendable {
    case backup(to: String)
    case drill
    case list
    case export(MachineExport)
  }
  let verb: Verb

  static let names: Set<String> = ["backup", "export"]

  /// From the words of the command line; paths in them are absolute.
  init(_ words: Words) throws {
    switch (words.plain.first, words.plain.dropFirst().first) {
    case ("backup", nil):
      let path = try words.needed("--to")
      try mustLieApart(path, "a copy")
      verb = .backup(to: path)
    case ("backup", "drill"): verb = .drill
    case ("backup", "list"): verb = .list
    case ("export", nil): verb = .export(try MachineExport(words))
    default: throw Misuse(text: "'\(words.plain.dropFirst().first ?? "")' is not understood.")
    }
  }

  /// Does it need the key of the copies?
  var needsKey: Bool {
    switch verb {
    case .backup, .drill: true
    case .list, .export: false
    }
  }

  /// Does it, on this thread, which may take minutes. The answer is what to say and whether it went
  /// well.
  func perform(in house: House, key: String?) throws -> (isWell: Bool, text: String) {
    switch verb {
    case .backup(let path):
      guard let key else { throw Failure.conflict("The key is missing.") }
      let row = try house.backups.make(to: path, passphrase: key, reason: .asked)
      return (
        true, "\(row.path) is made: \(row.bytes ?? 0) bytes, SHA-256 \(row.sha256 ?? "")"
      )
    case .drill: return try drill(house, key ?? "")
    case .list:
      let rows = try house.store.backups()
      let lines = rows.map { told($0) + "\n    " + $0.path }
      return (true, rows.isEmpty ? "No copy was made yet." : lines.joined(separator: "\n"))
    case .export(let export): return (true, try export.perform(in: house))
    }
  }

  private func drill(_ house: House, _ key: String) throws -> (isWell: Bool, text: String) {
    let rows = try house.store.backups()
    guard let row = rows.first(where: { $0.isThere && $0.reason != .migration }) else {
      return (false, "There is no copy to be opened.")
    }
    if let problem = try house.backups.drill(row, passphrase: key) {
      return (false, "The copy of \(row.at.text) is NOT good: \(problem) (\(row.path))")
    }
    let facts = row.facts
    return (
      true,
      "The copy of \(row.at.text) is whole: \(facts?.messages ?? 0) messages, "
        + "\(facts?.records ?? 0) records, \(facts?.auditNumber ?? 0) audit entries, head "
        + "\(facts?.auditHash ?? "") (\(row.path))"
    )
  }

  private func told(_ row: BackupRow) -> String {
    var parts = [row.at.text, row.reason.rawValue]
    if let bytes = row.bytes, let sha256 = row.sha256 {
      parts += ["\(bytes) bytes", "SHA-256 \(sha256)"]
    }
    if let failure = row.failure { parts.append("FAILED: \(failure)") }
    if let drilledAt = row.drilledAt {
      parts.append(
        row.problem.map { "NOT good: \($0)" } ?? "opened and found whole \(drilledAt.text)")
    } else if row.isThere {
      parts.append("not opened since")
    }
    if let removedAt = row.removedAt { parts.append("removed \(removedAt.text)") }
    return parts.joined(separator: "  ")
  }
}

/// An export for the person at the machine: the same file, handed over at once.
struct MachineExport: Sendable {
  let kind: String
  let whose: String
  let from: Day?
  let until: Day?
  let format: String
  let purpose: String
  let path: String
  let login: String?

  init(_ words: Words) throws {
    kind = try words.needed("--kind")
    path = try words.needed("--to")
    try mustLieApart(path, "an export")
    purpose = try words.needed("--purpose")
    guard (3...Limits.textCharactersMax).contains(purpose.count) else {
      throw Misuse(text: "--purpose says in some words what the export is for.")
    }
    guard words.has("--all") != words.has("--channel") else {
      throw Misuse(text: "Say either --channel NAME or --all.")
    }
    whose = words.value("--channel") ?? "all"
    format = words.value("--format") ?? "csv"
    guard ["csv", "jsonl", "sqlite"].contains(format) else {
      throw Misuse(text: "--format is csv, jsonl or sqlite.")
    }
    from = try MachineExport.day(words, "--from")
    until = try MachineExport.day(words, "--until")
    if let from, let until, from > until { throw Misuse(text: "--from is after --until.") }
    login = words.value("--as")
  }

  private static func day(_ words: Words, _ name: String) throws -> Day? {
    guard let text = words.value(name) else { return nil }
    guard let day = Day(text: text) else {
      throw Misuse(text: "\(name) wants a date like 2026-09-01.")
    }
    return day
  }

  func perform(in house: House) throws -> String {
    let at = house.clock.now()
    let member = try self.member(house)
    let order = ExportOrder(
      token: house.dice.token(), kind: kind, grants: try grants(house, member), from: from,
      to: until, whose: whose, purpose: purpose, format: format, member: member ?? .bot, at: at,
      expiresAt: at.adding(seconds: Limits.exportLifetimeSeconds))
    let phrase = (0..<6).map { _ in house.dice.letters(4) }.joined(separator: "-")
    let rows = try house.exporter.makeNow(order, phrase, at: path, house)
    return "\(rows) rows of \(kind) are in \(path)\nThe passphrase is shown this once: \(phrase)"
  }

  private func member(_ house: House) throws -> MemberID? {
    guard let login else { return nil }
    guard let member = house.store.roster.member(login: login) else {
      throw Failure.conflict("There is no member '\(login)'.")
    }
    return member.id
  }

  /// The places to take from: those a member may export from, or, at the machine, all.
  private func grants(_ house: House, _ member: MemberID?) throws -> [Grant] {
    guard let command = house.catalog.recordKinds[kind] else {
      let known = house.catalog.recordKinds.keys.sorted()
      let guess = nearest(kind, among: known).map { " Did you mean '\($0)'?" } ?? ""
      throw Failure.conflict(
        "There is no record kind '\(kind)'.\(guess) There are: \(known.joined(separator: ", ")).")
    }
    let access = house.access
    let all = member.map { access.channels($0, .export) } ?? access.atTheMachine(.export)
    let fitting = all.filter { grant in
      access.roster.channels[grant.channel].map { command.mayLie(in: $0.kind) } ?? false
    }
    guard whose != "all" else {
      guard !fitting.isEmpty else { throw Failure.conflict("There is no channel to take from.") }
      return fitting
    }
    guard let id = access.roster.channelsByName[whose.lowercased()],
      let grant = fitting.first(where: { $0.channel == id })
    else { throw Failure.conflict("There is no channel '\(whose)' to take \(kind) from.") }
    return [grant]
  }
}
