// hide: takes a message, or a record with all that carries it, out of the readers' sight.

import Domain

extension Turn {
  func hide(_ table: CommandTable, _ filling: Filling) throws -> Decision {
    let subject = try subject(of: filling, table)
    let place = filling.places["message"] ?? filling.places["record"]
    let open = subject.messages.filter { !$0.isTombstone }
    guard !open.isEmpty else { throw Complaint.alreadyHidden(subject.name, at: place) }
    guard isAnswerable || open.allSatisfy(isOwnAndFresh) else {
      throw Complaint.mayNotHide(
        subject.name, isOwn: open.allSatisfy { $0.author == member.id }, at: place)
    }
    let reason = filling.text("reason") ?? ""
    // One tombstone is enough: the record goes with it, and all else that carries the record.
    return decide(
      try [.tombstone(subject.channel, number: open[0].number, reason: reason)]
        + ((subject.record ?? subject.carried).map(notices(hiding:)) ?? []),
      Reply(text: hidden(subject, open)))
  }

  /// May the asker answer for what others wrote, wherever commands may be used at all?
  var isAnswerable: Bool {
    let answerable: Set<Role> = [.coordinator, .manager, .dsl, .director]
    return !answerable.isDisjoint(with: member.roles)
  }

  /// Authors take back a slip. What has been read and acted on for longer is not theirs alone.
  private func isOwnAndFresh(_ message: Message) -> Bool {
    message.author == member.id && ask.at <= message.at.adding(seconds: Limits.ownHideSeconds)
  }

  private func hidden(_ subject: Subject, _ messages: [Message]) -> String {
    let what = named(subject, subject.record ?? subject.carried, messages)
    return
      "Hidden: \(what). Directors and DSLs can still see it and bring it back; each look is on "
      + "record."
  }

  /// `AB note 3, with messages 1 and 2`.
  func named(_ subject: Subject, _ record: Record?, _ messages: [Message]) -> String {
    let place =
      subject.channel == channel.id
      ? "" : (roster.channels[subject.channel]?.name ?? "") + " "
    let numbers = listed(messages.map { String($0.number) }, "and")
    guard let record else { return "message \(numbers)" }
    return "\(place)\(record.kind) \(record.number), with message"
      + (messages.count == 1 ? " " : "s ") + numbers
  }
}
