// why: what someone may do here, each with the reason of the ruling, in plain words.

import Domain

extension Turn {
  func why(_ filling: Filling) throws -> Decision {
    var other = member
    if let id = filling.member("member"), id != member.id, let found = roster.members[id] {
      guard grant(.manage) != nil else { throw Complaint.mayNot(.manage) }
      other = found
    }
    let who = other.id == member.id ? "You" : other.login
    var lines: [String] = []
    if let name = filling.text("command"), let command = catalog.commands[name] {
      lines = self.lines(of: command, other, who)
    } else {
      lines = ["\(who) in \(channel.name):"] + acts(of: other)
    }
    return decide([], Reply(text: lines.joined(separator: "\n")))
  }

  /// The acts, those with the same reason on one line.
  private func acts(of other: Member) -> [String] {
    var groups: [(reason: String, acts: [String])] = []
    for act in Act.all {
      let reason = words(of: list.ruling(other.id, act, channel.id), other)
      if let at = groups.firstIndex(where: { $0.reason == reason }) {
        groups[at].acts.append(act.word)
      } else {
        groups.append((reason, [act.word]))
      }
    }
    return groups.map { "\($0.acts.joined(separator: ", ")): \($0.reason)" }
  }

  private func lines(of command: CommandDefinition, _ other: Member, _ who: String) -> [String] {
    if list.mayUse(command, other.id, in: channel.id) {
      let ruling = list.ruling(other.id, .command, channel.id)
      return ["\(who) may use '/\(command.name)' in \(channel.name): \(words(of: ruling, other))"]
    }
    var lines = ["\(who) may not use '/\(command.name)' in \(channel.name)."]
    let roles = command.who.isEmpty ? Role.content : command.who
    if !roles.contains(where: other.roles.contains) {
      lines.append("It is for: \(listed(roles.map(\.rawValue))).")
    }
    if !command.kinds.isEmpty, !command.kinds.contains(channel.kind) {
      let titles = command.kinds.compactMap { catalog.kinds[$0].map { "'\($0.title)'" } }
      lines.append("It is used in channels of the kind \(listed(titles)).")
    }
    let ruling = list.ruling(other.id, .command, channel.id)
    if ruling.grant == nil { lines.append("command: \(words(of: ruling, other))") }
    return lines
  }

  private func words(of ruling: Ruling, _ other: Member) -> String {
    switch ruling {
    case .allowed(_, because: let reason): "yes, \(words(of: reason, other))"
    case .refused(let reason): "no, \(words(of: reason, other))"
    }
  }

  private func words(of reason: Ruling.Reason, _ other: Member) -> String {
    let roles = other.roles.map(\.rawValue).sorted()
    switch reason {
    case .named(let role): return "by name as '\(role)'\(term(of: other))."
    case .rule(let role): return "the role '\(role.rawValue)' may in every channel of this kind."
    case .silence:
      return "neither an access by name nor a rule for "
        + (roles.isEmpty ? "it" : "the role \(listed(roles.map { "'\($0)'" }))") + " gives it."
    case .notYet(let start): return "the access by name begins on \(dayText(zoneDay(start)))."
    case .over(let end): return "the access by name ended on \(dayText(zoneDay(end)))."
    case .memberEnded: return "the membership is over."
    case .technicalOnly: return "administration is technical and reads no content."
    case .unknown: return "there is no such channel or member."
    case .archived: return "the channel is archived."
    }
  }

  /// `, from 1 Sep 2026 until 18 Dec 2026 (key worker)`: its last day, not the moment after it.
  private func term(of other: Member) -> String {
    guard let grant = roster.grants[channel.id]?[other.id] else { return "" }
    var text = ", from \(dayText(zoneDay(grant.from)))"
    if let until = grant.until { text += " until \(dayText(zoneDay(until.adding(seconds: -1))))" }
    return grant.reason.isEmpty ? text : text + " (\(oneLine(grant.reason)))"
  }
}
