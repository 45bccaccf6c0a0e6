// A second line for the same key revises the first record, with a reason.

import Domain

extension Turn {
  /// Revises a record by a line that gives all its values anew.
  func revise(
    _ old: Record, _ table: CommandTable, _ filling: Filling, _ because: String?, _ text: String
  ) throws -> Decision {
    let about = about(old, table)
    if Turn.ended.contains(old.state) {
      return try bringBack(old, table, filling, because, text)
    }
    if filling.values == old.values {
      let reply = "\(about) is already so. Nothing was written."
      return decide([], Reply(text: reply, records: grant(.read) == nil ? [] : [old]))
    }
    guard let reason = because ?? filling.text("reason") else {
      // One who may not read here learns that it was recorded, but not what.
      let value = grant(.read) == nil ? nil : mainValue(old, table)
      throw Complaint.reasonNeeded(about, value: value)
    }
    let watching = try watching(table, filling.values, before: old.values)
    return decide(
      try revision(of: old, table, filling.values, reason: reason)
        + [message(text, link: .latest)] + answers(to: old)
        + addressed(old, table, filling.values)
        + notices(revising: old, filling.values, of: table) + watching.words, watching.reply)
  }

  /// States in which a record counts no more, of the kinds that a second line finds again.
  private static let ended: Set<String> = ["cancelled", "left", "ended"]

  /// Brings back what counted no more, at the word of whoever enters it again. An address has to be
  /// verified anew.
  private func bringBack(
    _ old: Record, _ table: CommandTable, _ filling: Filling, _ because: String?, _ text: String
  ) throws -> Decision {
    let about = about(old, table)
    guard let reason = because ?? filling.text("reason") else {
      throw Complaint.endedBefore(
        about, state: grant(.read, in: old.channel) == nil ? nil : old.state)
    }
    let isRevised = filling.values != old.values
    let state = table.definition.state
    var changes: [Change] = [.recordState(old.id, state: state, reason: reason)]
    if isRevised { changes += try revision(of: old, table, filling.values, reason: reason) }
    changes.append(message(text, in: old.channel, link: isRevised ? .latest : .none))
    changes += try answers(to: old)
    if let field = table.definition.address, case .text(let address)? = filling.values[field.name] {
      changes += try mailCode(to: address, receipt: old.receipt)
    }
    changes += try notices(revising: old, filling.values, of: table)
    let mailed = table.definition.address == nil ? "" : " A code was mailed to its address."
    return decide(
      changes, Reply(text: "\(about) was '\(old.state)', and is '\(state)' again.\(mailed)"))
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

extension Complaint {
  fileprivate static func endedBefore(_ about: String, state: String?) -> Complaint {
    Complaint(
      code: "reason-needed",
      text: "\(about) is there already" + (state.map { " and is '\($0)'" } ?? "")
        + ". To bring it back needs a reason.",
      hint: "Say why: add because: \"...\"", field: "because")
  }
}
