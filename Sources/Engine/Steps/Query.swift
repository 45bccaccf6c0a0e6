// query: asks the author of a record to put it right; the query lies beside the record.

import Domain

extension Turn {
  func query(_ table: CommandTable, _ filling: Filling, _ text: String) throws -> Decision {
    let (target, made) = try target(of: filling, table)
    try checkIsNotOurs(target, made, at: filling.places["record"])
    let child = roster.channels[target.channel]?.child
    let draft = draft(
      table, filling.values, in: target.channel, child: child, refersTo: target.id)
    var changes: [Change] = [
      .recordOpened(draft), message(text, in: target.channel, link: .latest),
    ]
    if let states = catalog.recordKinds[target.kind]?.states, states.contains("queried"),
      target.state != "queried"
    {
      changes.append(.recordState(target.id, state: "queried", reason: filling.text("issue") ?? ""))
    }
    return decide(changes, elsewhere(target, "Query sent about"))
  }

  /// The record that a command is about, when the asker may use commands where it lies.
  func target(of filling: Filling, _ table: CommandTable) throws -> (Record, CommandTable) {
    let name = table.fields.first { $0.field.type == .record }?.name ?? "record"
    guard let id = filling.record(name), let record = found[id],
      let made = tables.records[record.kind]
    else { throw Complaint.unknownRecord(at: filling.places[name]) }
    // What may be done here may not be done everywhere: the command is asked for there, too.
    guard list.mayUse(table.definition, member.id, in: record.channel) else {
      throw Complaint.mayNotChange("\(record.kind) \(record.number)", at: filling.places[name])
    }
    return (record, made)
  }

  /// What the house wrote of itself (a mail, a duty) is evidence: nobody writes over it.
  func checkIsNotOurs(
    _ record: Record, _ made: CommandTable, at place: Range<Int>?
  ) throws(Complaint) {
    if made.definition.isHouseMade {
      throw .houseMade("\(record.kind) \(record.number)", at: place)
    }
  }

  /// The reply to a line about a record that lies in another channel; nil where its message shows.
  func elsewhere(_ record: Record, _ done: String) -> Reply? {
    guard record.channel != channel.id else { return nil }
    let place = roster.channels[record.channel]?.name ?? ""
    return Reply(text: "\(done) \(place) \(record.kind) \(record.number).")
  }
}
