// unhide: brings a hidden message, or a record with all that carries it, back into readers' sight.

import Domain

extension Turn {
  func unhide(_ table: CommandTable, _ filling: Filling) throws -> Decision {
    let place = filling.places["message"] ?? filling.places["record"]
    // Whoever may not see it cannot judge whether it may be seen.
    guard seesHidden else { throw Complaint.mayNotUnhide(at: place) }
    var subject = try subject(of: filling, table)
    let name = subject.name
    if let message = subject.message, message.isTombstone {
      if let record = try hiddenRecord(of: message) {
        subject = try self.subject(record, at: place)
      }
    }
    let buried = subject.messages.filter { $0.hidden != nil }
    guard !buried.isEmpty else { throw Complaint.notHidden(name, at: place) }
    let key = try freeKey(of: subject.record, at: place)
    // One message is enough: the record comes with it, and all else that carries the record.
    return decide(
      try [
        .unhidden(
          subject.channel, number: buried[0].number, oneKey: key,
          reason: filling.text("reason") ?? "")
      ] + (subject.record.map(notices(unhiding:)) ?? []),
      Reply(text: "Back in sight: \(named(subject, subject.record, buried))."))
  }

  /// The key that a hidden record is to hold again, which another may have taken meanwhile.
  private func freeKey(of record: Record?, at place: Range<Int>?) throws -> String? {
    guard let record, let made = tables.records[record.kind],
      let key = Engine.oneKey(record.values, made.definition)
    else { return nil }
    if let proof = grant(.read, in: record.channel),
      let other = try lookup?.record(kind: record.kind, oneKey: key, proof), other.id != record.id
    {
      throw Complaint.placeTaken(
        "\(record.kind) \(record.number)", by: "\(other.kind) \(other.number)", at: place)
    }
    return key
  }
}
