// amend: new values for a record, by its author or those who answer for it; the old ones stay.

import Domain

extension Turn {
  func amend(_ table: CommandTable, _ filling: Filling, _ text: String) throws -> Decision {
    let (old, made) = try target(of: filling, table)
    try checkIsNotOurs(old, made, at: filling.places["record"])
    guard old.author == member.id || isAnswerable else {
      throw Complaint.mayNotChange("\(old.kind) \(old.number)", at: nil)
    }
    if made.definition.isRequest {
      throw Complaint.requestStays(
        "\(old.kind) \(old.number)", at: filling.places["record"], field: "record")
    }
    let new = try amended(old, made, filling.changes)
    guard new.complaints.isEmpty else { return complain(new.complaints) }
    guard new.values != old.values else {
      throw Complaint.noChange("\(old.kind) \(old.number)", at: filling.changes.first?.at)
    }
    let reason = filling.text("because") ?? filling.text("reason") ?? ""
    return decide(
      try revision(of: old, made, new.values, reason: reason)
        + [message(text, in: old.channel, link: .latest)] + answers(to: old)
        + addressed(old, made, new.values) + notices(revising: old, new.values, of: made),
      elsewhere(old, "Amended"))
  }

  /// The record's values with the new ones over them, held against its own definition.
  private func amended(_ old: Record, _ made: CommandTable, _ changes: [Amendment]) throws
    -> Filling
  {
    var filler = Filler(made, self)
    filler.filling.values = old.values
    let calledFor = made.fields.filter { filler.isCalledFor($0.field) }
    for change in changes {
      guard let index = made.field(named: change.name),
        made.definition.field(made.fields[index].name) != nil
      else {
        let near = meant(change.name, among: made.definition.fields.map(\.name))
        let unknown = Complaint.unknownField(
          change.name, in: "a record of the kind '\(old.kind)'", nearest: near, at: change.at)
        filler.filling.complain(unknown)
        continue
      }
      try take(change, for: made.fields[index], &filler)
    }
    // What only the old values called for goes with them: an absence has no time of arrival.
    for field in calledFor
    where !filler.isCalledFor(field.field) && !filler.filling.given.contains(field.name) {
      filler.filling.values[field.name] = nil
    }
    try filler.check(addsDefaults: false)
    suggestCode(made, &filler.filling.values)
    return filler.filling
  }

  private func take(_ change: Amendment, for field: FieldTable, _ filler: inout Filler) throws {
    guard !filler.table.serverSet.contains(field.name) else {
      return filler.filling.complain(.setByServer(field.field, at: change.at), about: field.name)
    }
    guard !filler.filling.given.contains(field.name) else {
      return filler.filling.complain(.repeatedField(field.field, at: change.at), about: field.name)
    }
    let reading: Reading?
    let typed: String
    switch change.given {
    case .text(let text):
      typed = text
      reading = trimmed(text).isEmpty ? nil : try read(field, text)
    case .json(let json):
      typed = plainText(json) ?? ""
      reading = try read(field, json: json)
    }
    switch reading {
    // An empty value takes the old one away.
    case nil: filler.filling.values[field.name] = nil
    case .value(let value)?: filler.filling.put(field.name, value, at: change.at)
    case .wrong(let wrong)?:
      filler.filling.complain(
        complaint(field, typed, wrong, at: change.at), about: field.name)
    }
  }
}
