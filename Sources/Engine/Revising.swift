// A second line for the same key revises the first record, with a reason.

import Domain

extension Turn {
  /// Revises a record by a line that gives all its values anew.
  func revise(
    _ old: Record, _ table: CommandTable, _ filling: Filling, _ because: String?, _ text: String
  ) throws -> Decision {
    let about = about(old, table)
    if filling.values == old.values {
      let reply = "\(about) is already so. Nothing was written."
      return decide([], Reply(text: reply, records: grant(.read) == nil ? [] : [old]))
    }
    guard let reason = because ?? filling.text("reason") else {
      // One who may not read here learns that it was recorded, but not what.
      let value = grant(.read) == nil ? nil : mainValue(old, table)
      throw Complaint.reasonNeeded(about, value: value)
    }
    return decide(
      try revision(of: old, table, filling.values, reason: reason)
        + [message(text, link: .latest)] + answers(to: old)
        + addressed(old, table, filling.values)
        + notices(revising: old, filling.values, of: table))
  }

  /// The change that gives a record new values.
  func revision(
    of old: Record, _ table: CommandTable, _ values: [String: Value], reason: String
  ) throws -> [Change] {
    let definition = table.definition
    let day = recordDay(values, definition, today: zoneDay(old.writtenAt))
    let moved = definition.happened.contains { values[$0] != old.values[$0] }
    let happenedAt =
      moved
      ? happened(values, definition, zone: engine.zone, now: old.writtenAt) : old.happenedAt
    let key = Engine.oneKey(values, definition)
    if let key, let proof = grant(.read, in: old.channel) ?? grant(.command, in: old.channel),
      let other = try lookup?.record(kind: old.kind, oneKey: key, proof), other.id != old.id
    {
      throw Complaint.alreadyRecorded("\(other.kind) \(other.number)")
    }
    return [
      .recordRevised(
        old.id, values: values, reason: reason, day: day, happenedAt: happenedAt, oneKey: key)
    ]
  }

  /// Open queries about a record are answered by its correction.
  func answers(to record: Record) throws -> [Change] {
    guard let proof = grant(.read, in: record.channel), let lookup else { return [] }
    return try catalog.recordKinds.values.filter { command in
      command.steps.contains { $0.verb == .query } && command.states.contains("answered")
    }.flatMap { command in
      let query = RecordQuery(
        kind: command.record, state: command.state, limit: Limits.pageRowsMax)
      return try lookup.records(query, [proof]).filter { $0.refersTo == record.id }.map {
        Change.recordState(
          $0.id, state: "answered", reason: "\(record.kind) \(record.number) was corrected")
      }
    }
  }

  func zoneDay(_ instant: Instant) -> Day { engine.zone.local(instant).day }

  /// `attendance for 21 Nov 2026 AM`.
  private func about(_ record: Record, _ table: CommandTable) -> String {
    let key = table.definition.one.compactMap { record.values[$0].map { plain($0, roster) } }
    return "\(record.kind) for \(key.joined(separator: " "))"
  }

  /// The first value that is not part of the key: what people mean by the record.
  private func mainValue(_ record: Record, _ table: CommandTable) -> String? {
    table.fields.first {
      record.values[$0.name] != nil && !table.definition.one.contains($0.name)
    }.flatMap { record.values[$0.name] }.map { plain($0, roster) }
  }
}
