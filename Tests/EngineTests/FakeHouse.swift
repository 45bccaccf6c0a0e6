// A small house in memory for the engine's tests: the cast, their channels, and a fake store.

import Domain
import Foundation

@testable import Engine

/// Dice that always fall the same way.
struct SteadyDice: Dice {
  func bytes(_ count: Int) -> [UInt8] { (0..<count).map { UInt8($0 % 24) } }
}

/// The definitions that ship with the product, found from this file's place.
func shippedCatalog() -> Catalog {
  let home = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()
  // SwiftPM may have reached this file through a symbolic link.
  let root = home.resolvingSymlinksInPath()
  var files: [DefinitionFile] = []
  for folder in ["Commands", "Channels"] {
    guard
      let walk = FileManager.default.enumerator(
        at: candidates(root).appending(path: folder), includingPropertiesForKeys: nil)
    else { continue }
    for case let url as URL in walk where ["json5", "mail"].contains(url.pathExtension) {
      let path = folder + url.path.components(separatedBy: "/\(folder)").dropFirst().joined()
      files.append(
        DefinitionFile(path: path, text: (try? String(contentsOf: url, encoding: .utf8)) ?? ""))
    }
  }
  let (catalog, complaints) = Catalog.read(files)
  guard let catalog else { fatalError("the shipped definitions are wrong: \(complaints)") }
  return catalog
}

private func candidates(_ root: URL) -> URL {
  let here = root.appending(path: "Commands").path
  if FileManager.default.fileExists(atPath: here) { return root }
  let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent().resolvingSymlinksInPath()
  return file.deletingLastPathComponent().deletingLastPathComponent()
}

/// The shipped catalog, read once.
let shipped = shippedCatalog()

/// A store of values: what was decided can be put into it and read back.
final class FakeLookup: Lookup {
  var roster = Roster()
  var kept: [Record] = []
  var messages: [Message] = []
  /// Which messages carry a record, also once they are hidden.
  var carriers: [RecordID: [Int64]] = [:]
  var buried: Set<RecordID> = []
  private var emptied: Set<RecordID> = []
  /// Hidden messages as they were.
  private var whole: [ChannelID: [Int64: Message]] = [:]
  /// How often each door was asked, to see that nothing reads behind the gate.
  var readings = 0
  /// Is what the house does of itself kept, too?
  var keepsConsequences = false
  /// Does a search say that it stopped early?
  var isCut = false

  func record(_ id: RecordID, _ grant: Grant) -> Record? {
    readings += 1
    return kept.first {
      $0.id == id && $0.channel == grant.channel && !buried.contains($0.id)
    }
  }
  func record(_ id: RecordID, proof: (ChannelID) -> Grant?) -> Record? {
    kept.first { $0.id == id }.flatMap { proof($0.channel) }.flatMap { record(id, $0) }
  }
  func record(kind: String, number: Int64, _ grant: Grant) -> Record? {
    readings += 1
    return kept.first {
      $0.kind == kind && $0.number == number && $0.channel == grant.channel
        && !buried.contains($0.id)
    }
  }
  func record(kind: String, oneKey: String, _ grant: Grant) -> Record? {
    readings += 1
    return kept.first { record in
      record.kind == kind && record.channel == grant.channel && !buried.contains(record.id)
        && shipped.recordKinds[kind].flatMap { Engine.oneKey(record.values, $0) } == oneKey
    }
  }
  func hiddenRecord(kind: String, number: Int64, _ grant: Grant) -> Record? {
    readings += 1
    return kept.first {
      $0.kind == kind && $0.number == number && $0.channel == grant.channel
        && buried.contains($0.id) && !emptied.contains($0.id)
    }.map {
      Record(
        id: $0.id, kind: $0.kind, number: $0.number, channel: $0.channel, child: $0.child,
        day: $0.day, author: $0.author, writtenAt: $0.writtenAt, happenedAt: $0.happenedAt,
        revision: $0.revision, state: "hidden", receipt: $0.receipt, refersTo: $0.refersTo,
        values: $0.values)
    }
  }
  func revisions(of record: RecordID, _ grant: Grant) -> [Revision] { [] }
  func records(_ query: RecordQuery, _ grants: [Grant]) -> [Record] {
    readings += 1
    let places = Set(grants.map(\.channel))
    return kept.reversed().filter { record in
      places.contains(record.channel) && (query.kind.map { $0 == record.kind } ?? true)
        && (query.state.map { $0 == record.state } ?? true)
        && (query.from.map { $0 <= record.day } ?? true)
        && (query.to.map { record.day <= $0 } ?? true)
    }
  }
  func records(
    _ kind: String, where field: String, is record: RecordID, proof: (ChannelID) -> Grant?
  ) -> [Record] {
    readings += 1
    return kept.reversed().filter {
      $0.kind == kind && $0.values[field] == .record(record) && proof($0.channel) != nil
    }
  }
  /// What was told outside, by the mails' rows.
  var told: [(mail: RecordID, telling: Telling)] = []
  func tellings(
    of child: ChildID, _ day: Day, _ session: String, _ grant: Grant
  ) -> [(mail: RecordID, telling: Telling)] {
    readings += 1
    return told.filter {
      $0.telling.child == child && $0.telling.day == day && $0.telling.session == session
    }
  }
  func mails(tellingOf child: ChildID, record: RecordID?, _ grant: Grant) -> [RecordID] {
    told.filter {
      $0.telling.child == child && (record == nil || $0.telling.record == record)
    }.map(\.mail)
  }
  func message(number: Int64, _ grant: Grant) -> Message? {
    readings += 1
    return messages.first { $0.number == number && $0.channel == grant.channel }
  }
  func carried(by message: Int64, _ grant: Grant) -> Carried? {
    let record = kept.first {
      $0.channel == grant.channel && carriers[$0.id]?.contains(message) == true
    }
    return record.map {
      Carried(
        kind: $0.kind, number: $0.number, author: $0.author, writtenAt: $0.writtenAt,
        versions: $0.revision, messages: carriers[$0.id]?.count ?? 0)
    }
  }
  func messages(carrying record: RecordID, _ grant: Grant) -> [Int64] {
    (carriers[record] ?? []).filter { message(number: $0, grant) != nil }
  }
  func search(_ text: String, limit: Int, _ grants: [Grant]) -> SearchHits {
    readings += 1
    let places = Set(grants.map(\.channel))
    return SearchHits(
      messages: messages.reversed().filter {
        places.contains($0.channel) && $0.text.contains(text)
      }, isCut: isCut)
  }
  func newestAudit() -> Int64 { 0 }
  func audit(after: Int64, limit: Int) -> [AuditEntry] { [] }
  func receipts(of member: MemberID, kinds: [String], limit: Int) -> [Record] {
    kept.filter { $0.author == member && kinds.contains($0.kind) }
  }
  func answer(_ member: MemberID, _ key: AnswerKey) -> KeptAnswer? { nil }

  /// Keeps what a decision asks for, as the store would.
  func commit(_ decision: Decision) {
    var latest: Record?
    for change in decision.changes {
      switch change {
      case .recordOpened(let draft):
        let like = kept.filter { $0.kind == draft.kind && $0.channel == draft.channel }
        latest = Record(
          id: RecordID(Int64(kept.count + 1)), kind: draft.kind, number: Int64(like.count + 1),
          channel: draft.channel, child: draft.child, day: draft.day, author: decision.actor,
          writtenAt: decision.at, happenedAt: draft.happenedAt, revision: 1, state: draft.state,
          receipt: draft.receipt, refersTo: draft.refersTo, values: draft.values)
        latest?.reference = kept.first { $0.id == draft.refersTo }.map { "\($0.kind) \($0.number)" }
        kept.append(latest!)  // made on the lines above
      case .recordRevised(let id, let values, _, let day, let happenedAt, _):
        latest = remake(id) { old in
          revised(old, values: values, day: day, happenedAt: happenedAt, state: old.state)
        }
      case .recordState(let id, let state, _):
        _ = remake(id) { old in
          revised(old, values: old.values, day: old.day, happenedAt: old.happenedAt, state: state)
        }
      case .message(let draft):
        messages.append(
          Message(
            channel: draft.channel, number: last(draft.channel) + 1, author: decision.actor,
            at: decision.at, text: draft.text, clientID: draft.clientID,
            record: draft.link == .latest ? latest : nil))
        if draft.link == .latest, let id = latest?.id {
          carriers[id, default: []].append(last(draft.channel))
        }
      case .told(let tellings):
        if let mail = latest?.id { told += tellings.map { (mail, $0) } }
      case .tombstone(let place, let number, let reason):
        let tombstone = Tombstone(by: decision.actor, at: decision.at, reason: reason)
        for one in about(place, number)?.value ?? [number] { bury(place, one, tombstone) }
      case .unhidden(let place, let number, _, _):
        let about = about(place, number)
        if let record = about?.key { buried.remove(record) }
        for one in about?.value ?? [number] {
          guard let at = at(place, one), let old = whole[place]?[one] else { continue }
          messages[at] = old
        }
      case .erased(let scope, _, _, _): erase(scope)
      case .consequences(let changes) where keepsConsequences:
        commit(Decision(actor: .bot, at: decision.at, changes: changes))
      case .accessGranted(let grant): roster.put(grant)
      case .accessEnded(let channel, let member, _):
        roster.endGrant(channel, member, at: decision.at)
      default: break
      }
    }
  }

  private func last(_ place: ChannelID) -> Int64 {
    Int64(messages.count { $0.channel == place })
  }

  private func about(_ place: ChannelID, _ number: Int64) -> (key: RecordID, value: [Int64])? {
    carriers.first { record, numbers in
      numbers.contains(number) && kept.contains { $0.id == record && $0.channel == place }
    }
  }

  private func at(_ place: ChannelID, _ number: Int64) -> Int? {
    messages.firstIndex { $0.channel == place && $0.number == number }
  }

  private func bury(_ place: ChannelID, _ number: Int64, _ tombstone: Tombstone?) {
    let at = at(place, number) ?? 0
    let old = messages[at]
    if !old.isTombstone { whole[place, default: [:]][number] = old }
    if tombstone == nil, let record = about(place, number)?.key { emptied.insert(record) }
    if let record = old.record { buried.insert(record.id) }
    messages[at] = Message(
      channel: old.channel, number: number, author: old.author, at: old.at, text: "",
      clientID: old.clientID, record: nil, isTombstone: true, hidden: tombstone,
      isErased: tombstone == nil)
  }

  private func erase(_ scope: ErasureScope) {
    switch scope {
    case .message(let place, let number): bury(place, number, nil)
    case .record(let id):
      let place = kept.first { $0.id == id }?.channel ?? ChannelID(0)
      for number in carriers[id] ?? [] { bury(place, number, nil) }
    case .channel(let id):
      for old in messages where old.channel == id { bury(id, old.number, nil) }
    }
  }

  private func remake(_ id: RecordID, _ how: (Record) -> Record) -> Record? {
    guard let at = kept.firstIndex(where: { $0.id == id }) else { return nil }
    let reference = kept[at].reference
    kept[at] = how(kept[at])
    kept[at].reference = reference
    return kept[at]
  }

  private func revised(
    _ old: Record, values: [String: Value], day: Day, happenedAt: Instant, state: String
  ) -> Record {
    Record(
      id: old.id, kind: old.kind, number: old.number, channel: old.channel, child: old.child,
      day: day, author: old.author, writtenAt: old.writtenAt, happenedAt: happenedAt,
      revision: old.revision + 1, state: state, receipt: old.receipt, refersTo: old.refersTo,
      values: values)
  }
}

/// The cast in their channels, on Saturday 21 November 2026, 10:00 in London.
struct FakeHouse {
  static let now = Instant(milliseconds: 1_795_255_200_000)
  let lookup = FakeLookup()
  let engine: Engine
  var now = FakeHouse.now

  init(_ catalog: Catalog = shipped) {
    engine = Engine(catalog: catalog, zone: .london, dice: SteadyDice())
    let cast: [(String, String, Set<Role>)] = [
      ("dara", "Dara Doyle", [.director, .dsl]), ("cora", "Cora Cole", [.coordinator, .manager]),
      ("tess", "Tess Teal", [.team]), ("tari", "Tari Teal", [.team]),
      ("vic", "Vic Vale", [.volunteer]),
      ("adam", "Adam Ash", [.admin]), ("bo", "Bo Bell", [.team]),
      ("devi", "Devi Dale", [.dsl]),
    ]
    for (index, person) in cast.enumerated() {
      lookup.roster.put(
        Member(
          id: MemberID(Int64(index + 1)), token: "m\(index)", login: person.0, name: person.1,
          roles: person.2, endsAt: person.0 == "bo" ? now.adding(seconds: -60) : nil))
    }
    let places = [
      ("cyp", "AB"), ("cyp", "CD"), ("staff", "staff"), ("coordination", "coordination"),
      ("safeguarding", "safeguarding"), ("templates", "templates"), ("register", "register"),
      ("outbox", "outbox"),
    ]
    lookup.roster.put(
      Member(id: .bot, token: "m-bot", login: "bot", name: "Bot", roles: [.bot], endsAt: nil))
    for (index, place) in places.enumerated() {
      let id = ChannelID(Int64(index + 1))
      let child = place.0 == "cyp" ? ChildID(Int64(index + 1)) : nil
      lookup.roster.put(
        Channel(
          id: id, token: "c\(index)", kind: place.0, name: place.1, title: place.1, child: child))
      if let child {
        lookup.roster.put(
          Child(
            id: child, token: "k\(index)", short: place.1, name: "Full Name \(place.1)",
            yearGroup: 7, channel: id))
      }
    }
    grant("tess", "AB", "lead")
    grant("tari", "CD", "team")
    grant("vic", "AB", "reader")
  }

  /// Opens one more child's channel.
  func child(_ short: String, _ name: String, year: Int? = 7, team: [String] = []) {
    let number = Int64(lookup.roster.channels.count + 1)
    let id = ChannelID(number)
    lookup.roster.put(
      Channel(
        id: id, token: "c-\(short)", kind: "cyp", name: short, title: short,
        child: ChildID(number)))
    lookup.roster.put(
      Child(
        id: ChildID(number), token: "k-\(short)", short: short, name: name, yearGroup: year,
        channel: id))
    for login in team { grant(login, short, "team") }
  }

  func grant(_ login: String, _ place: String, _ role: String, until: Instant? = nil) {
    lookup.roster.put(
      AccessGrant(
        channel: channel(place), member: member(login), role: role,
        from: now.adding(seconds: -86_400), until: until, reason: "key worker", by: member("cora")))
  }
  func member(_ login: String) -> MemberID { lookup.roster.member(login: login)?.id ?? .nobody }
  func channel(_ name: String) -> ChannelID {
    lookup.roster.channelsByName[name.lowercased()] ?? ChannelID(0)
  }

  func ask(_ login: String, _ place: String, _ input: Input, id: String? = nil) throws -> Decision {
    try engine.decide(
      Ask(member: member(login), channel: channel(place), input: input, clientID: id, at: now),
      lookup)
  }
  /// Types a line.
  func type(_ login: String, _ place: String, _ line: String, id: String? = nil) throws -> Decision
  {
    try ask(login, place, .line(line), id: id)
  }
  /// Types a line and keeps what it amounts to.
  @discardableResult
  func keep(_ login: String, _ place: String, _ line: String) throws -> Decision {
    let decision = try type(login, place, line)
    lookup.commit(decision)
    return decision
  }
  /// Sends a form, written as JSON.
  func fill(_ login: String, _ place: String, _ command: String, _ json: String) throws -> Decision
  {
    try ask(login, place, .form(command: command, fields: JSON.parse(Array(json.utf8))))
  }
}

extension Decision {
  /// The record it opens.
  var opened: RecordDraft? {
    changes.lazy.compactMap { if case .recordOpened(let draft) = $0 { draft } else { nil } }.first
  }
  /// The message it stores.
  var said: MessageDraft? {
    changes.lazy.compactMap { if case .message(let draft) = $0 { draft } else { nil } }.first
  }
  /// Its complaints in words: text and hint.
  var words: [String] {
    complaints.map { [$0.text, $0.hint].compactMap(\.self).joined(separator: " ") }
  }
  var codes: [String] { complaints.map(\.code) }
}
