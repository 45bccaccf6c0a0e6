// A session as it stands: who is expected, who is marked as what, and who is assigned to them.

import Domain

/// One child's session.
struct SessionEntry {
  let child: Child
  /// Nil where nobody has marked it.
  let mark: Record?
  let isExpected: Bool

  var status: String? { mark.flatMap { textValue($0.values["status"]) } }
}

/// A session of a day, of all children or of some.
struct SessionRoll {
  let day: Day
  let session: String
  /// Those who are expected or marked, by their short names.
  let entries: [SessionEntry]

  var unmarked: [SessionEntry] { entries.filter { $0.mark == nil } }
  /// Those who are expected, or came unexpected.
  func with(_ statuses: String...) -> [SessionEntry] {
    entries.filter { $0.status.map(statuses.contains) ?? false }
  }
  /// Was somebody expected, and nobody marked?
  var isUntouched: Bool { !entries.isEmpty && entries.allSatisfy { $0.mark == nil } }
}

extension Turn {
  /// All children whose channels are open.
  func allChildren() -> [Child] {
    var children: [Child] = []
    for kind in catalog.kinds.values where kind.aboutChild {
      for id in roster.channelsByKind[kind.name] ?? [] {
        guard let place = roster.channels[id], !place.isArchived,
          let child = place.child.flatMap({ roster.children[$0] }), child.channel == id
        else { continue }
        children.append(child)
      }
    }
    return children
  }

  /// The session of these children.
  func roll(of children: [Child], _ day: Day, _ session: String) throws -> SessionRoll {
    let expected = Set(try expected(among: children, day, session).map(\.id))
    let entries = try children.compactMap { child -> SessionEntry? in
      let mark = try mark(of: child, day, session)
      let isExpected = expected.contains(child.id)
      guard isExpected || mark != nil else { return nil }
      return SessionEntry(child: child, mark: mark, isExpected: isExpected)
    }
    return SessionRoll(
      day: day, session: session,
      entries: entries.sorted { ($0.child.short, $0.child.id) < ($1.child.short, $1.child.id) })
  }

  /// Those who may record for a child by name, by their logins.
  func assigned(to child: Child) -> [String] {
    (roster.grants[child.channel] ?? [:]).keys.compactMap { id in
      guard list.grant(id, .command, child.channel) != nil else { return nil }
      return roster.members[id]?.login
    }.sorted()
  }

  /// `Late: AB 09:40, CD 09:50`; nil where the list is empty.
  func lineOf(
    _ title: String, _ entries: [SessionEntry], _ words: (SessionEntry) -> String
  ) -> String? {
    entries.isEmpty ? nil : "\(title): " + few(entries.map(words), Limits.summaryListMax)
  }

  /// `morning of 20 Nov 2026`.
  func named(_ session: String, _ day: Day) -> String {
    "\(sessionLabel(session)) of \(dayText(day))"
  }

  /// `morning`.
  func sessionLabel(_ session: String) -> String {
    let term = tables.vocabularies["session"]?.vocabulary.term(session)
    return (term?.label ?? session).lowercased()
  }

  /// What the house says of itself: in its own line it is what the line becomes; to a line that a
  /// person typed it is the answer that all can read.
  func announce(_ said: String, line: String) -> [Change] {
    if member.id == .bot { return [message(said)] }
    return [message(line), .consequences([houseMessage(said, in: channel.id)])]
  }

  /// A message in the bot's name; only where consequences are made.
  func houseMessage(_ text: String, in place: ChannelID) -> Change {
    .message(MessageDraft(channel: place, text: text, clientID: nil))
  }
}

/// The text of a value, where it is one.
func textValue(_ value: Value?) -> String? {
  if case .text(let text)? = value { text } else { nil }
}
