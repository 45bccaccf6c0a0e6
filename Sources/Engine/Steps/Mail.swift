// mail: what a person may do with the outbox, or with one mail of it.

import Domain

extension Turn {
  func mail(_ table: CommandTable, _ filling: Filling, _ text: String) throws -> Decision {
    let reason = filling.text("reason") ?? ""
    let action = filling.text("action") ?? ""
    guard filling.record("record") != nil else {
      return switch action {
      case "hold": try holdAll(reason, text)
      case "release": try releaseAll(reason, text)
      case "retry": try retryAll(reason, text)
      default: throw Complaint.whichMail(action)
      }
    }
    let (record, _) = try target(of: filling, table)
    guard record.kind == "mail", let state = MailState(rawValue: record.state) else {
      throw Complaint.noMail("\(record.kind) \(record.number)", at: filling.places["record"])
    }
    guard let next = Turn.next(action, state) else {
      throw Complaint.mailStands(
        "mail \(record.number)", state: record.state, action, at: filling.places["record"])
    }
    return decide(
      try afresh(record, action) + [moved(record, next, action, reason), message(text)])
  }

  /// To where an action leads from a state; nil where it leads nowhere.
  private static func next(_ action: String, _ state: MailState) -> MailState? {
    switch (action, state) {
    case ("hold", .queued): .held
    case ("release", .held): .queued
    case ("retry", .failed): .queued
    case ("cancel", .queued), ("cancel", .held), ("cancel", .failed): .cancelled
    default: nil
    }
  }

  private func moved(
    _ record: Record, _ state: MailState, _ action: String, _ reason: String
  ) -> Change {
    .recordState(record.id, state: state.rawValue, reason: reason.isEmpty ? action : reason)
  }

  /// A mail that is sent again has all its attempts again; what it is known by stays.
  private func afresh(_ record: Record, _ action: String) throws -> [Change] {
    guard action == "retry", let table = tables.records["mail"] else { return [] }
    var values = record.values
    values["attempts"] = .number(0)
    values["next_attempt"] = nil
    guard values != record.values else { return [] }
    return try revision(of: record, table, values, reason: "it is to be sent again")
  }

  // MARK: The whole outbox

  private func hold() throws -> Record? {
    guard let lookup, let proof = grant(.read) else { return nil }
    return try lookup.record(kind: "hold", oneKey: "outbox", proof)
  }

  private func holdAll(_ reason: String, _ text: String) throws -> Decision {
    guard let table = tables.records["hold"] else { throw Complaint.unknownRecord(at: nil) }
    let values: [String: Value] = ["what": .text("outbox"), "reason": .text(reason)]
    guard let old = try hold() else {
      let draft = draft(table, values, in: channel.id, child: nil)
      return decide([.recordOpened(draft), message(text, link: .latest)])
    }
    if old.state == "held" {
      return decide([], Reply(text: "The outbox is held already. Nothing was written."))
    }
    return decide(
      try revision(of: old, table, values, reason: reason)
        + [
          message(text, link: .latest), .recordState(old.id, state: "held", reason: reason),
        ])
  }

  private func releaseAll(_ reason: String, _ text: String) throws -> Decision {
    guard let old = try hold(), old.state == "held" else {
      return decide([], Reply(text: "The outbox is not held. Nothing was written."))
    }
    return decide([
      .recordState(old.id, state: "released", reason: reason.isEmpty ? "release" : reason),
      message(text),
    ])
  }

  private func retryAll(_ reason: String, _ text: String) throws -> Decision {
    guard let lookup, let proof = grant(.read) else { throw Complaint.mayNot(.read) }
    let query = RecordQuery(
      kind: "mail", state: MailState.failed.rawValue, limit: Limits.pageRowsMax)
    let failed = try lookup.records(query, [proof])
    guard !failed.isEmpty else {
      return decide([], Reply(text: "No mail has failed. Nothing was written."))
    }
    let changes = try failed.flatMap {
      try afresh($0, "retry") + [moved($0, .queued, "retry", reason)]
    }
    return decide(changes + [message(text)])
  }
}

extension Complaint {
  static func whichMail(_ action: String) -> Complaint {
    Complaint(
      code: "missing-field", text: "Say which mail to \(action).",
      hint: "Like /outbox \(action) mail 12", field: "record")
  }
  static func noMail(_ name: String, at place: Range<Int>?) -> Complaint {
    Complaint(
      code: "bad-record", text: "\(capitalised(name)) is not a mail.",
      hint: "Name a mail of the outbox, like mail 12.", at: place, field: "record")
  }
  static func mailStands(
    _ name: String, state: String, _ action: String, at place: Range<Int>?
  ) -> Complaint {
    let hint: String? =
      switch (state, action) {
      case ("sending", _): "It is being handed over just now: look again in a minute."
      case ("sent", _), ("dry-run", _): "What was to be told can be told by a new mail."
      case ("failed", _): "A failed mail may be sent again (retry) or given up (cancel)."
      case ("held", _): "A held mail may be released or given up (cancel)."
      default: nil
      }
    return Complaint(
      code: "bad-state", text: "\(capitalised(name)) is '\(state)': there is nothing to \(action).",
      hint: hint, at: place, field: "record")
  }
}
