// erase and approve: an erasure is asked for by one person and done at the word of another.

import Domain

extension Turn {
  func erase(_ table: CommandTable, _ filling: Filling) throws -> Decision {
    let subject = try subject(of: filling, table)
    let what = try described(subject)
    if let other = try open(what, in: subject.channel, table) {
      throw Complaint.alreadyAsked("\(other.kind) \(other.number)")
    }
    var values = filling.values
    if let into = table.definition.steps.first(where: { $0.verb == .erase })?.into {
      values[into] = .text(try what + told(in: mails(about: subject)))
    }
    let child = roster.channels[subject.channel]?.child
    // Not as typed: a line from elsewhere names the child's channel, and requests are never erased.
    let reason = quoted(filling.text("reason") ?? "")
    let text = "/\(table.definition.name) \(subject.name) reason: \(reason)"
    let request = draft(
      table, values, in: subject.channel, child: child, refersTo: subject.record?.id)
    return decide(
      [.recordOpened(request), message(text, in: subject.channel, link: .latest)],
      subject.record.flatMap { elsewhere($0, "Asked for the erasure of") })
  }

  func approve(_ table: CommandTable, _ filling: Filling) throws -> Decision {
    let (request, made) = try target(of: filling, table)
    let place = filling.places["record"]
    let name = "\(request.kind) \(request.number)"
    guard made.definition.isRequest else { throw Complaint.notARequest(name, at: place) }
    guard request.state == ErasureState.asked.rawValue else {
      throw Complaint.notOpen(name, state: request.state, at: place)
    }
    guard request.author != member.id else { throw Complaint.secondPerson(at: place) }
    guard !isLapsed(request) else { throw Complaint.lapsed(name, at: place) }
    // The word of one who may no longer ask counts for nothing.
    guard list.mayUse(made.definition, request.author, in: request.channel) else {
      throw Complaint.askerGone(name, at: place)
    }
    let into = made.definition.steps.first { $0.verb == .erase }?.into ?? ""
    guard let subject = try subject(of: request),
      isOf(try described(subject), request.values[into])
    else { throw Complaint.changedSince(name, at: place) }
    let mails = try mails(about: subject)
    if let sent = mails.first(where: { $0.state == MailState.sending.rawValue }) {
      throw Complaint.mailIsSent(sent.number)
    }
    var reason = ""
    if case .text(let words)? = request.values["reason"] { reason = words }
    let gone = try subject.record ?? subject.carried ?? subject.message.flatMap(hiddenRecord(of:))
    return decide(
      try cancelled(mails) + [
        .erased(subject.scope, askedBy: request.author, request: request.id, reason: reason),
        .recordState(request.id, state: ErasureState.done.rawValue, reason: stillTold(mails)),
        message("/\(table.definition.name) \(name)", in: request.channel),
      ] + (gone.map(notices(erasing:)) ?? []),
      // The reply is kept, and the channel's name may just have been erased.
      request.channel == channel.id ? nil : Reply(text: "Approved, and done."))
  }

  /// Complains where a request is moved by hand to where it may not go: it is done only by its
  /// approval, taken back only by whoever asked, and refused only by those who could approve it.
  func checkMove(of request: Record, to state: String, _ made: CommandTable, at place: Range<Int>?)
    throws(Complaint)
  {
    let name = "\(request.kind) \(request.number)"
    guard request.state == ErasureState.asked.rawValue else {
      throw .notOpen(name, state: request.state, at: place)
    }
    guard list.mayUse(made.definition, member.id, in: request.channel) else {
      throw .mayNotChange(name, at: place)
    }
    let isOwn = request.author == member.id
    switch ErasureState(rawValue: state) {
    case .refused where !isOwn, .withdrawn where isOwn: return
    default: throw .requestMove(name, isOwn: isOwn, at: place)
    }
  }

  private func isLapsed(_ request: Record) -> Bool {
    ask.at > request.writtenAt.adding(seconds: Limits.erasureRequestSeconds)
  }

  /// A request for the same thing that still waits.
  private func open(_ what: String, in place: ChannelID, _ table: CommandTable) throws -> Record? {
    guard let lookup, let proof = grant(.read, in: place) else { return nil }
    let query = RecordQuery(
      kind: table.definition.record, state: ErasureState.asked.rawValue, limit: Limits.pageRowsMax)
    return try lookup.records(query, [proof]).first { request in
      !isLapsed(request) && request.values.values.contains { isOf(what, $0) }
    }
  }

  /// Does a request stand for this? Which mails tell of it may have changed since.
  private func isOf(_ what: String, _ value: Value?) -> Bool {
    guard let text = textValue(value) else { return false }
    return text == what || text.hasPrefix(what + Turn.ofMails)
  }

  /// The mails as they stand at the erasure.
  private func stillTold(_ mails: [Record]) -> String { String(told(in: mails).dropFirst(2)) }
}
