// One line's turn: who asks, where, when, and what may be read for it.

import Domain

/// Everything that is known while one line is decided.
final class Turn {
  let engine: Engine
  let ask: Ask
  /// Nil while suggesting, when nothing of the store is read.
  let lookup: (any Lookup)?
  let list: AccessList
  let member: Member
  let channel: Channel
  let kind: ChannelKind
  let today: Day
  let time: TimeOfDay
  /// Records that were read while the line was understood, so that no step reads them again.
  var found: [RecordID: Record] = [:]
  /// Records of a kind with their names, read for this line.
  var references: [String: [(name: String, record: Record)]] = [:]
  /// Messages of this channel that were read meanwhile, by number.
  var named: [Int64: Message] = [:]
  /// Terms and closures, once they were read for this line.
  var calendarRead: TermCalendar?
  /// The channels whose records the decision rests on, where it may be prepared beside the writer.
  var restsOn: Set<ChannelID> = []
  /// Is the line about what is out of readers' sight, and from one who may look there?
  var reachesHidden = false

  var roster: Roster { list.roster }
  var catalog: Catalog { list.catalog }
  var tables: Tables { engine.tables }

  /// Nil when the asker may not know of the channel.
  convenience init?(_ engine: Engine, _ ask: Ask, _ lookup: any Lookup) {
    self.init(engine, ask, lookup, roster: lookup.roster)
  }

  init?(_ engine: Engine, _ ask: Ask, _ lookup: (any Lookup)?, roster: Roster) {
    list = AccessList(roster: roster, catalog: engine.catalog, now: ask.at)
    guard list.grant(ask.member, .see, ask.channel) != nil,
      let member = roster.members[ask.member], let channel = roster.channels[ask.channel],
      let kind = engine.catalog.kinds[channel.kind]
    else { return nil }
    self.engine = engine
    self.ask = ask
    self.lookup = lookup
    self.member = member
    self.channel = channel
    self.kind = kind
    (today, time) = engine.zone.local(ask.at)
  }

  /// The proof that the asker may do an act here, or nil.
  func grant(_ act: Act, in channel: ChannelID? = nil) -> Grant? {
    list.grant(ask.member, act, channel ?? ask.channel)
  }

  /// Mistakes, at most as many as a person wants to read at once.
  func complain(_ complaints: [Complaint]) -> Decision {
    Decision(
      actor: ask.member, at: ask.at, complaints: Array(complaints.prefix(Limits.complaintsMax)))
  }

  /// Changes, and an answer for the asker where there is one.
  func decide(_ changes: [Change], _ reply: Reply? = nil) -> Decision {
    var decision = Decision(actor: ask.member, at: ask.at, changes: changes, reply: reply)
    // What changes nothing may be decided afresh, and a line that only reads has no writer.
    let isKept = changes.contains { if case .noted = $0 { false } else { true } }
    if isKept, let id = ask.clientID {
      decision.answerKey = AnswerKey(channel: ask.channel, clientID: id)
      decision.keptReply = reply?.text
    }
    return decision
  }

  /// The message that shows a command in a channel. Its client id is kept only where it was typed:
  /// elsewhere the id would mean another line.
  func message(_ text: String, in place: ChannelID? = nil, link: MessageDraft.Link = .none)
    -> Change
  {
    let isHere = place == nil || place == ask.channel
    return .message(
      MessageDraft(
        channel: place ?? ask.channel, text: text, clientID: isHere ? ask.clientID : nil,
        link: link))
  }
}

// The gate: asked once, before anything else is done.
extension Turn {
  /// Plain text, said here.
  func say(_ text: String) throws -> Decision {
    guard grant(.post) != nil else { throw Complaint.mayNotPost(isArchived: channel.isArchived) }
    return decide([message(text)])
  }

  /// The command of a word, when the asker may use it here.
  func command(_ word: String, at place: Range<Int>?) throws(Complaint) -> CommandTable {
    guard let name = catalog.words[word] ?? catalog.words[word.lowercased()],
      let table = tables.commands[name]
    else {
      let near = meant(word, among: usableWords()) ?? meant(word, among: commandWords())
      throw .unknownCommand(word, nearest: near, at: place)
    }
    if list.mayUse(table.definition, ask.member, in: ask.channel) {
      reachesHidden = seesHidden && table.verb.map(Turn.aboutHidden.contains) ?? false
      return table
    }
    throw refusal(of: table.definition, at: place)
  }

  /// What is hidden stays unknown to all other commands, whoever uses them.
  private static let aboutHidden: Set<Verb> = [.hide, .unhide, .erase, .approve]

  /// May the asker see what is hidden, where they may read at all?
  var seesHidden: Bool { !member.roles.isDisjoint(with: Role.auditors) }

  private func refusal(of command: CommandDefinition, at place: Range<Int>?) -> Complaint {
    let who = command.who.isEmpty ? Role.content : command.who
    if !who.contains(where: member.roles.contains) {
      return .notYours(command.name, who: who, at: place)
    }
    if !command.kinds.isEmpty, !command.kinds.contains(channel.kind) {
      let titles = command.kinds.compactMap { catalog.kinds[$0]?.title }
      return .notHere(command.name, kinds: titles, at: place)
    }
    return .mayNotCommand(isArchived: channel.isArchived, at: place)
  }

  /// The commands that may be used here, by name.
  func usable() -> [CommandTable] {
    tables.commands.values.filter { list.mayUse($0.definition, ask.member, in: ask.channel) }
      .sorted { $0.definition.name < $1.definition.name }
  }

  private func usableWords() -> [String] {
    usable().flatMap { [$0.definition.name] + $0.definition.aliases }
  }
  private func commandWords() -> [String] { catalog.words.keys.sorted() }
}

// Who knows of whom.
extension Turn {
  /// Do the asker and a member share a channel that both may see? A manager of this channel also
  /// knows those who have a grant here, whatever became of them.
  func knows(_ other: Member) -> Bool {
    if other.id == member.id { return true }
    // The bot is nobody whom one could mean.
    if other.id == .bot { return false }
    if roster.grants[ask.channel]?[other.id] != nil, grant(.manage) != nil { return true }
    guard !other.isEnded(at: ask.at) else { return false }
    let isShared = catalog.kinds.values.contains { kind in
      roster.channelsByKind[kind.name]?.isEmpty == false && rule(kind, sees: member)
        && rule(kind, sees: other)
    }
    if isShared { return true }
    // Any other shared channel is one that at least one of the two has by name.
    let named = (roster.channelsByMember[member.id] ?? []).union(
      roster.channelsByMember[other.id] ?? [])
    return named.contains {
      list.grant(member.id, .see, $0) != nil && list.grant(other.id, .see, $0) != nil
    }
  }

  private func rule(_ kind: ChannelKind, sees member: Member) -> Bool {
    kind.rules.contains { $0.acts.contains(.see) && !member.roles.isDisjoint(with: $0.roles) }
  }

  /// The child of a short name, when the asker may see the child's channel.
  func child(_ word: String) -> Child? {
    guard let id = roster.channelsByName[word.lowercased()], let place = roster.channels[id],
      grant(.see, in: id) != nil
    else { return nil }
    return place.child.flatMap { roster.children[$0] }
  }

  /// A child's short name, where the asker may know it.
  func short(_ id: ChildID) -> String { roster.children[id]?.short ?? "?" }
}
