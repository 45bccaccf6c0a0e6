// Changes of what is said and recorded.
import Domain

extension Applier {
  func apply(_ change: Change, _ applied: inout Applied) throws {
    switch change {
    case .message(let draft): try post(draft, &applied)
    case .recordOpened(let draft): try open(draft, &applied)
    case .recordRevised(let id, let values, let reason, let day, let happenedAt, let oneKey):
      let version = Version(
        number: 0, author: applied.actor, writtenAt: applied.at, reason: reason, day: day,
        happenedAt: happenedAt, values: values)
      try revise(id, version, oneKey: oneKey, &applied)
    case .told(let tellings):
      guard let mail = applied.records.last else {
        throw Failure.conflict("a telling without its mail")
      }
      for telling in tellings { try TellingTable.add(db, telling, mail: mail.id) }
    case .consequences(let changes):
      var own = Applied(actor: .bot, at: applied.at, key: nil)
      for change in changes { try apply(change, &own) }
      // What the house opens without a word would otherwise be told to nobody.
      for change in changes {
        guard case .recordOpened(let draft) = change,
          let record = own.records.first(where: { $0.receipt == draft.receipt }),
          !own.events.contains(where: { $0.message?.record?.id == record.id })
        else { continue }
        try tell(&own, .revision, channel: record.channel, record: record)
      }
      applied.events += own.events
    case .recordState(let id, let state, let reason):
      try move(id, to: state, reason: reason, &applied)
    case .tombstone(let channel, let number, let reason):
      try hide(channel, number, reason: reason, &applied)
    case .unhidden(let channel, let number, let oneKey, let reason):
      try unhide(channel, number, oneKey: oneKey, reason: reason, &applied)
    case .erased(let scope, let askedBy, let request, let reason):
      try erase(scope, askedBy: askedBy, request: request, reason: reason, &applied)
    case .backupMade, .backupFailed, .backupDrilled, .backupRemoved, .restored:
      try applyBackup(change, applied)
    default: try applyStanding(change, &applied)
    }
  }

  private func post(_ draft: MessageDraft, _ applied: inout Applied) throws {
    var record: Record?
    if draft.link == .latest {
      guard let latest = applied.records.last else {
        throw Failure.conflict("a message carries a record that was not made")
      }
      // Else what is erased from a channel could lie on in another.
      guard latest.channel == draft.channel else {
        throw Failure.conflict("a message carries a record of another channel")
      }
      record = latest
    }
    let number = try ChannelTable.nextMessage(db, draft.channel)
    let salt = salt()
    let row = try MessageTable.add(
      db, draft, number: number, by: applied.actor, at: applied.at, record: record, salt: salt)
    let message = Message(
      channel: draft.channel, number: number, author: applied.actor, at: applied.at,
      text: draft.text, clientID: draft.clientID, record: record)
    if applied.message == nil, applied.key.map({ $0.channel == draft.channel }) ?? true {
      applied.message = message
    }
    index(
      SearchEntry(message: row, channel: draft.channel, text: searchText(draft.text, record)))
    try audit(
      applied, "message.posted", channel: draft.channel, "message \(number)",
      contentHash: saltedHash(draft.text, salt: salt))
    try tell(&applied, .message, channel: draft.channel, message: message)
  }

  private func open(_ draft: RecordDraft, _ applied: inout Applied) throws {
    let table = try look.layout.kind(draft.kind)
    let spine = try RecordTable.add(db, draft, by: applied.actor, at: applied.at)
    let version = Version(
      number: 1, author: applied.actor, writtenAt: applied.at, reason: nil, day: draft.day,
      happenedAt: draft.happenedAt, values: draft.values)
    let hash = try table.add(db, spine.id, version, salt: salt())
    applied.records.append(try look.referring(spine.record(version)))
    try audit(
      applied, "record.opened", channel: draft.channel,
      "\(draft.kind) \(spine.number) revision 1", contentHash: hash)
  }

  private func revise(
    _ id: RecordID, _ new: Version, oneKey: String?, _ applied: inout Applied
  ) throws {
    var spine = try spine(id)
    spine.revision += 1
    spine.day = new.day
    spine.happenedAt = new.happenedAt
    let version = Version(
      number: spine.revision, author: new.author, writtenAt: new.writtenAt, reason: new.reason,
      day: new.day, happenedAt: new.happenedAt, values: new.values)
    let hash = try look.layout.kind(spine.kind).add(db, id, version, salt: salt())
    try RecordTable.revise(db, spine, oneKey: oneKey)
    let record = try look.referring(spine.record(version))
    applied.records.append(record)
    try audit(
      applied, "record.revised", channel: spine.channel,
      "\(spine.kind) \(spine.number) revision \(spine.revision)", contentHash: hash)
    try tell(&applied, .revision, channel: spine.channel, record: record)
  }

  private func move(
    _ id: RecordID, to state: String, reason: String, _ applied: inout Applied
  ) throws {
    guard BuiltInState(rawValue: state) == nil else {
      throw Failure.conflict("no record is moved to '\(state)'")
    }
    var spine = try spine(id)
    let old = spine.state
    spine.state = state
    let salt = salt()
    try StateTable.add(
      db, id, state: state, before: old, by: applied.actor, at: applied.at, reason: reason,
      salt: salt)
    try RecordTable.set(db, state: state, of: id)
    try audit(
      applied, "record.state", channel: spine.channel,
      "\(spine.kind) \(spine.number) from \(old) to \(state)",
      contentHash: saltedHash(reason, salt: salt))
    try tell(&applied, .revision, channel: spine.channel, record: look.current(spine))
  }

  private func spine(_ id: RecordID) throws -> SpineRow {
    guard let spine = try RecordTable.row(db, id) else {
      throw Failure.conflict("there is no such record")
    }
    guard spine.isReadable else {
      throw Failure.conflict("the record is \(spine.state)")
    }
    return spine
  }

  /// What a message is found by: its text, and the words of its record that the text does not hold.
  func searchText(_ text: String, _ record: Record?) -> String {
    guard let record else { return text }
    var all = text
    for (_, value) in record.values.sorted(by: { $0.key < $1.key }) {
      switch value {
      case .text(let words): if !holds(text, words) { all += "\n\(words)" }
      case .terms(let terms): all += "\n" + terms.joined(separator: "\n")
      default: continue
      }
    }
    return all
  }

  /// Does a text hold another, byte for byte?
  private func holds(_ text: String, _ part: String) -> Bool {
    var (text, part) = (text, part)
    return text.withUTF8 { whole in
      part.withUTF8 { piece in
        guard piece.count <= whole.count, let first = piece.first else { return piece.isEmpty }
        for start in 0...(whole.count - piece.count) where whole[start] == first {
          if whole[start..<(start + piece.count)].elementsEqual(piece) { return true }
        }
        return false
      }
    }
  }
}
