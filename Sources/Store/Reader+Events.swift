// Events for the streams, and entries of the audit.
import Domain

extension Reader {
  /// The event of a cursor; nil when it is unknown.
  public func cursor(_ cursor: UInt64) throws -> EventNumber? {
    let number = try cursors().number(cursor)
    return try EventTable.has(db, number) ? number : nil
  }

  /// The newest event; number 0 and cursor 0 when there is none.
  public func latestEvent() throws -> (number: EventNumber, cursor: UInt64) {
    guard let number = try EventTable.latest(db) else { return (EventNumber(0), 0) }
    return (number, try cursors().cursor(number))
  }

  /// Events in order, whole, at most `limit`: those of the channels (nil means all), and `access`
  /// events of the member. An `access` event with a channel and no member tells that the channel
  /// was opened; it goes with the channel.
  public func events(
    after: EventNumber, upTo: EventNumber?, limit: Int, channels: Set<ChannelID>?,
    member: MemberID
  ) throws -> [Event] {
    var events: [Event] = []
    guard limit > 0 else { return [] }
    try EventTable.walk(db, after: after, upTo: upTo) { row in
      let isWanted =
        row.channel.map { channels?.contains($0) ?? true } ?? (row.member == member)
      if isWanted, let event = try event(row) { events.append(event) }
      return events.count < limit
    }
    return events
  }

  /// The event as it can be told now: of a record that was hidden or erased since, nothing.
  private func event(_ row: EventRow) throws -> Event? {
    var message: Message?
    var record: Record?
    if let channel = row.channel, let number = row.message {
      message = try MessageTable.row(db, channel, number).map { try self.message($0) }
    }
    if let id = row.record {
      record = try RecordTable.row(db, id).flatMap(readable)
      if record == nil { return nil }
    }
    return Event(
      number: row.number, cursor: try cursors().cursor(row.number), kind: row.kind,
      channel: row.channel,
      member: row.member, message: message, record: record)
  }

  /// The number of the audit's newest entry, 0 when there is none.
  public func newestAudit() throws -> Int64 { try AuditTable.head(db).number }

  /// The audit's entries after one, in order, at most `limit`.
  public func audit(after: Int64, limit: Int) throws -> [AuditEntry] {
    try audit(channel: nil, member: nil, after: after, limit: limit)
  }

  /// Entries of the audit in order, at most `limit`: of a channel, and by or about a member, where
  /// these are given.
  public func audit(
    channel: ChannelID?, member: MemberID?, after: Int64, limit: Int
  ) throws -> [AuditEntry] {
    var entries: [AuditEntry] = []
    guard limit > 0 else { return [] }
    try AuditTable.walk(db, after: after) { draft, number, _, hash in
      let isHere = channel == nil || draft.channel == channel
      let isTheirs = member == nil || draft.actor == member || draft.member == member
      if isHere && isTheirs {
        entries.append(
          AuditEntry(
            number: number, at: draft.at, actor: draft.actor, act: draft.act,
            channel: draft.channel, member: draft.member, detail: draft.detail,
            contentHash: hexText(draft.contentHash), hash: hexText(hash)))
      }
      return entries.count < limit
    }
    return entries
  }
}
