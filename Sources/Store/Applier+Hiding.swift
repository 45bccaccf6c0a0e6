// Takes messages and their records out of readers' sight, and brings them back.
import Domain

extension Applier {
  func hide(
    _ channel: ChannelID, _ number: Int64, reason: String, _ applied: inout Applied
  ) throws {
    guard let row = try MessageTable.row(db, channel, number) else {
      throw Failure.conflict("there is no such message")
    }
    // A decision may name each message of a record: they went along with the first.
    if applied.hidden.contains(row.id) { return }
    guard !row.isTombstone else {
      throw Failure.conflict("the message is hidden or erased already")
    }
    guard let spine = row.spine else { return try bury(row, reason: reason, &applied) }
    let salt = salt()
    let state = BuiltInState.hidden
    try StateTable.add(
      db, spine.id, state: state.rawValue, before: spine.state, by: applied.actor,
      at: applied.at, reason: reason, salt: salt)
    try RecordTable.close(db, spine.id, as: state)
    try audit(
      applied, "record.state", channel: spine.channel,
      "\(spine.kind) \(spine.number) from \(spine.state) to \(state.rawValue)",
      contentHash: saltedHash(reason, salt: salt))
    for one in try MessageTable.rows(db, of: spine.id) where !one.isTombstone {
      try bury(one, reason: reason, &applied)
    }
  }

  private func bury(_ row: MessageRow, reason: String, _ applied: inout Applied) throws {
    let salt = salt()
    try TombstoneTable.add(
      db, message: row.id, by: applied.actor, at: applied.at, reason: reason, salt: salt)
    try audit(
      applied, "message.hidden", channel: row.channel, "message \(row.number)",
      contentHash: saltedHash(reason, salt: salt))
    applied.hidden.insert(row.id)
    let hidden = try MessageTable.row(db, row.channel, row.number)
    try tell(&applied, .tombstone, channel: row.channel, message: hidden?.message(nil))
  }

  /// Who may is decided; the store holds that what is erased never comes back.
  func unhide(
    _ channel: ChannelID, _ number: Int64, oneKey: String?, reason: String,
    _ applied: inout Applied
  ) throws {
    guard let row = try MessageTable.row(db, channel, number) else {
      throw Failure.conflict("there is no such message")
    }
    guard row.hidden != nil else { throw Failure.conflict("the message is not hidden") }
    guard let spine = row.spine else { return try unbury(row, reason: reason, &applied) }
    if spine.state == BuiltInState.hidden.rawValue {
      try reopen(spine, oneKey: oneKey, reason: reason, applied)
    }
    for one in try MessageTable.rows(db, of: spine.id) where one.hidden != nil {
      try unbury(one, reason: reason, &applied)
    }
  }

  private func reopen(
    _ spine: SpineRow, oneKey: String?, reason: String, _ applied: Applied
  ) throws {
    guard let state = try StateTable.beforeHiding(db, of: spine.id) else {
      throw Failure.broken("nothing says in which state \(spine.kind) \(spine.number) was hidden")
    }
    let salt = salt()
    try StateTable.add(
      db, spine.id, state: state, before: spine.state, by: applied.actor, at: applied.at,
      reason: reason, salt: salt)
    try RecordTable.reopen(db, spine.id, as: state, oneKey: oneKey)
    try audit(
      applied, "record.state", channel: spine.channel,
      "\(spine.kind) \(spine.number) from \(spine.state) to \(state)",
      contentHash: saltedHash(reason, salt: salt))
  }

  private func unbury(_ row: MessageRow, reason: String, _ applied: inout Applied) throws {
    let salt = salt()
    try UnhidingTable.add(
      db, message: row.id, by: applied.actor, at: applied.at, reason: reason, salt: salt)
    try TombstoneTable.remove(db, of: row.id)
    applied.hidden.remove(row.id)
    try audit(
      applied, "message.unhidden", channel: row.channel, "message \(row.number)",
      contentHash: saltedHash(reason, salt: salt))
    let shown = try MessageTable.row(db, row.channel, row.number).map { try look.message($0) }
    try tell(&applied, .unhidden, channel: row.channel, message: shown)
  }
}
