// Plays a story: the product's behaviour in a text that its user can read.
import Domain
import Engine
import Server
import Store

/// One story of `Tests/StoryTests/Stories`.
public struct Story: Sendable {
  /// The file's name.
  public let name: String
  let lines: [(number: Int, text: String)]

  /// A story from its text.
  public init(name: String, text: String) {
    self.name = name
    lines = text.split(separator: "\n", omittingEmptySubsequences: false).enumerated()
      .map { ($0.offset + 1, Story.withoutComment(String($0.element))) }
      .filter { !$0.1.allSatisfy(\.isWhitespace) }
  }

  private static func withoutComment(_ line: String) -> String {
    let scalars = Array(line.unicodeScalars)
    let mark = scalars.indices.dropLast(3).first { index in
      scalars[index] == " " && scalars[index + 1] == " " && scalars[index + 2] == "#"
        && scalars[index + 3] == " "
    }
    guard let mark else { return line.hasPrefix("#") ? "" : line.trimmed }
    return String(String.UnicodeScalarView(scalars[..<mark])).trimmed
  }

  /// Plays it; what does not come out as told is answered, empty when all is well.
  public func play() -> [String] {
    do {
      let stage = try Stage()
      for line in lines {
        do {
          if let trouble = try stage.play(line.text) {
            return ["\(name):\(line.number): \(line.text)\n    \(trouble)"]
          }
        } catch {
          return ["\(name):\(line.number): \(line.text)\n    \(error)"]
        }
      }
      return stage.isTold
        ? [] : ["\(name): a story needs 'story', 'cast' and something that is seen"]
    } catch {
      return ["\(name): \(error)"]
    }
  }
}

/// Where a story is played.
final class Stage {
  let test: TestHouse
  private var told: Set<String> = []
  let events = Held<[Event]>([])
  var last: (login: String, outcome: Store.Outcome, events: Int)?
  private var seen = 0

  init() throws {
    test = try TestHouse()
    try test.openSingles()
  }

  var isTold: Bool { told.isSuperset(of: ["story", "cast"]) && seen > 0 }

  /// Plays one line; nil when it came out as told.
  func play(_ text: String) throws -> String? {
    let (first, rest) = text.split()
    switch first {
    case "story":
      told.insert("story")
      return nil
    case "cast":
      told.insert("cast")
      return try cast(rest)
    case "child":
      // `child JS Jamie Smith`: before the cast, where the full name matters.
      let (short, name) = rest.split()
      try test.channel("cyp", short, child: name)
      return nil
    case "clock":
      let (day, time) = rest.split()
      let parts = time.split(separator: ":").compactMap { Int($0) }
      guard Day(text: day) != nil, parts.count == 2 else { return "clock wants a day and a time" }
      test.clock.put(day, parts[0] * 60 + parts[1])
      return nil
    case "time": return try time(rest)
    case "verified": return try verified(rest)
    case "handed": return try handed(rest)
    case "mail":
      seen += 1
      return try mail(rest)
    case "mails:":
      seen += 1
      // Those that ask whether an address is right tell of nobody.
      let count = try test.mails().count { !Stage.isQuestion($0) }
      return Int(rest) == count ? nil : "there are \(count) mails"
    case "duty":
      seen += 1
      return try duty(rest)
    case "only":
      seen += 1
      return try only(rest)
    case "audit":
      seen += 1
      return try audit(rest)
    default: return try member(first, rest)
    }
  }

  private func member(_ login: String, _ rest: String) throws -> String? {
    let (verb, more) = rest.split()
    switch verb {
    case "in":
      let (channel, line) = more.split()
      return try say(login, channel, .line(line))
    case "fills":
      let (channel, form) = more.split()
      let (command, fields) = form.split()
      let json = try JSON.parse(Array(fields.utf8))
      return try say(login, channel, .form(command: String(command.dropFirst()), fields: json))
    case "sees":
      seen += 1
      return try sees(login, more)
    case "misses":
      // Something happened, and nothing of this reached the member.
      seen += 1
      let shown = try visible(login)
      if shown.isEmpty { return "nothing was seen at all, so this means nothing" }
      return shown.contains { $0.contains(more) } ? "saw: \(shown.joined(separator: "; "))" : nil
    case "finds":
      seen += 1
      return try finds(login, more)
    case "cannot", "can":
      seen += 1
      return cannot(login, verb == "can", more)
    default: return "a story does not know '\(verb)'"
    }
  }

  /// `tess team(on: AB), cora coordinator, dara director dsl`
  private func cast(_ text: String) throws -> String? {
    for part in text.split(separator: ",") {
      var words = String(part).trimmed
      var places: [(role: String, channel: String)] = []
      if let open = words.firstIndex(of: "("), let close = words.firstIndex(of: ")") {
        for place in words[words.index(after: open)..<close].split(separator: ";") {
          let pair = place.split(separator: ":").map { String($0).trimmed }
          guard pair.count == 2 else { return "a cast says (on: AB) or (lead: AB)" }
          for channel in pair[1].split(separator: " ") {
            places.append((pair[0] == "on" ? "team" : pair[0], String(channel)))
          }
        }
        words.removeSubrange(open...close)
      }
      let names = words.split(separator: " ").map(String.init)
      guard let login = names.first else { return "a cast needs a name" }
      let roles = names.dropFirst().compactMap { Role(rawValue: $0) }
      guard roles.count == names.count - 1 else { return "an unknown role in '\(part)'" }
      try test.member(login, Set(roles))
      for place in places {
        if test.house.store.roster.channelsByName[place.channel.lowercased()] == nil {
          try test.channel("cyp", place.channel)
        }
        try test.give(login, place.role, on: place.channel)
      }
    }
    return nil
  }

  private func say(_ login: String, _ channel: String, _ input: Input) throws -> String? {
    do {
      let outcome = try test.say(login, in: channel, input)
      let made = outcome.committed?.events ?? []
      last = (login, outcome, made.count)
      events.with { $0 = made }
      return nil
    } catch Failure.conflict("hidden") {
      return try hidden(login)
    } catch {
      return "\(error)"
    }
  }

  private func hidden(_ login: String) throws -> String? {
    let complaint = Complaint(code: "not-found", text: "There is no such thing here.")
    let decision = Decision(actor: .bot, at: test.clock.now(), complaints: [complaint])
    last = (login, Store.Outcome(decision: decision, committed: nil, kept: nil), 0)
    events.with { $0 = [] }
    return nil
  }

  /// What only the asker was told: a reply or complaints; and no event went out where it was typed.
  private func only(_ rest: String) throws -> String? {
    let (login, wanted) = rest.split()
    guard let last, last.login == login else { return "\(login) did not say the last line" }
    let decision = last.outcome.decision
    var told = decision.complaints.map { [$0.text, $0.hint ?? ""].joined(separator: " ") }
    if let reply = decision.reply { told.append(reply.text) }
    let all = told.joined(separator: "\n")
    return all.contains(wanted) ? nil : "was told: \(all.isEmpty ? "nothing" : all)"
  }

  /// What a member's stream carried of the last line.
  private func visible(_ login: String) throws -> [String] {
    let access = test.house.access
    guard let member = access.roster.member(login: login) else {
      throw Failure.broken("no \(login) in the cast")
    }
    return events.with { $0 }.compactMap { event in
      guard let channel = event.channel, access.grant(member.id, .read, channel) != nil else {
        return nil
      }
      let place = access.roster.channels[channel]?.name ?? ""
      let record = (event.record ?? event.message?.record).map {
        test.house.engine.summary($0, roster: access.roster)
      }
      return "in \(place): \(event.message?.text ?? "") | \(record ?? "")"
    }
  }

  private func sees(_ login: String, _ wanted: String) throws -> String? {
    let shown = try visible(login)
    guard let last else { return "nothing was said yet" }
    if wanted == "nothing" {
      if last.events == 0, last.outcome.decision.changes.isEmpty,
        last.outcome.decision.complaints.isEmpty, last.outcome.decision.reply == nil
      {
        return "nothing happened at all, so this means nothing"
      }
      return shown.isEmpty ? nil : "saw: \(shown.joined(separator: "; "))"
    }
    return shown.contains { $0.contains(wanted) } ? nil : "saw: \(shown.joined(separator: "; "))"
  }

  /// `finds dentist: 1`
  private func finds(_ login: String, _ rest: String) throws -> String? {
    let parts = rest.split(separator: ":").map { String($0).trimmed }
    guard parts.count == 2, let count = Int(parts[1]) else { return "finds WORDS: COUNT" }
    let access = test.house.access
    guard let member = access.roster.member(login: login) else { return "no \(login)" }
    let grants = access.channels(member.id, .read)
    let hits = try test.house.store.read { try $0.search(parts[0], limit: 50, grants).messages }
    return hits.count == count ? nil : "found \(hits.count)"
  }

  /// `cannot read AB`, `can post AB`
  private func cannot(_ login: String, _ may: Bool, _ rest: String) -> String? {
    let (word, channel) = rest.split()
    let access = test.house.access
    guard let act = Act(word: word), let member = access.roster.member(login: login),
      let place = access.roster.channelsByName[channel.lowercased()]
    else { return "can or cannot wants an act and a channel" }
    let ruling = access.ruling(member.id, act, place)
    return (ruling.grant != nil) == may ? nil : "\(ruling)"
  }

  /// `audit tess record.opened attendance 1`: among the newest entries.
  private func audit(_ rest: String) throws -> String? {
    let (login, more) = rest.split()
    let (act, detail) = more.split()
    let roster = test.house.store.roster
    let head = try test.house.store.auditHead.number
    let entries = try test.house.store.read {
      try $0.audit(channel: nil, member: nil, after: max(0, head - 6), limit: 10)
    }
    let found = entries.contains { entry in
      entry.actor.flatMap { roster.members[$0]?.login } == login && entry.act == act
        && (detail.isEmpty || entry.detail.contains(detail))
    }
    let shown = entries.map { entry in
      let who = entry.actor.flatMap { roster.members[$0]?.login } ?? "-"
      return "\(who) \(entry.act) \(entry.detail)"
    }
    return found ? nil : "the newest entries are: \(shown.joined(separator: "; "))"
  }
}

extension String {
  fileprivate var trimmed: String {
    var part = self[...]
    while part.first?.isWhitespace == true { part.removeFirst() }
    while part.last?.isWhitespace == true { part.removeLast() }
    return String(part)
  }
  /// The first word, and what follows it.
  fileprivate func split() -> (first: String, rest: String) {
    let text = trimmed
    guard let gap = text.firstIndex(where: \.isWhitespace) else { return (text, "") }
    return (String(text[..<gap]), String(text[gap...]).trimmed)
  }
}
