// The mails that hold what an erasure takes: those that wait never leave, the others are named.

import Domain

extension Turn {
  /// The mails of the outbox that tell of what is erased, oldest first; those that were erased are not
  /// among them.
  func mails(about subject: Subject) throws -> [Record] {
    guard let lookup, let place = roster.channel(single: "outbox"), tables.records["mail"] != nil,
      let outbox = houseGrant(.read, in: place.id),
      let own = houseGrant(.read, in: subject.channel),
      let child = roster.channels[subject.channel]?.child
    else { return [] }
    let record =
      try subject.record ?? subject.carried ?? subject.message.flatMap { try hiddenRecord(of: $0) }
    if record == nil, subject.message != nil { return [] }
    var ids = try lookup.mails(tellingOf: child, record: record?.id, outbox)
    let query = RecordQuery(kind: "parent_mail", limit: Limits.pageRowsMax)
    for parent in try lookup.records(query, [own]) {
      let written = try lookup.records("mail", where: "parent", is: parent.id) {
        $0 == place.id ? outbox : nil
      }
      ids += written.filter { mail in
        record.map { $0.id == parent.id || names($0, in: mail) } ?? true
      }.map(\.id)
      guard record == nil || record?.id == parent.id else { continue }
      let asked = RecordQuery(
        kind: "mail", equals: [(field: "about", value: .text(parent.receipt))],
        limit: Limits.pageRowsMax)
      ids += try lookup.records(asked, [outbox]).map(\.id)
    }
    return try Set(ids).sorted().compactMap { try lookup.record($0, outbox) }
  }

  /// What a parent's mail is for names the record that it tells of.
  private func names(_ record: Record, in mail: Record) -> Bool {
    textValue(mail.values["key"])?.split(separator: "|").contains { $0 == record.receipt } ?? false
  }

  /// What a request says besides: which mails hold it, to be erased one by one. Empty without any.
  func told(in mails: [Record]) -> String {
    guard !mails.isEmpty else { return "" }
    let numbers = mails.map { String($0.number) }
    return Turn.ofMails + few(numbers, Limits.erasureMailsNamedMax)
      + " of the outbox: /erase mail N"
  }
  static let ofMails = "; still told in mail "

  /// The mails that wait never leave.
  func cancelled(_ mails: [Record]) -> [Change] {
    let waiting: Set<MailState> = [.queued, .held, .failed]
    let changes = mails.filter { MailState(rawValue: $0.state).map(waiting.contains) ?? false }
      .map { mail in
        Change.recordState(
          mail.id, state: MailState.cancelled.rawValue, reason: "what it tells was erased")
      }
    return changes.isEmpty ? [] : [.consequences(changes)]
  }
}

extension Complaint {
  static func mailIsSent(_ number: Int64) -> Complaint {
    Complaint(
      code: "mail-is-sent",
      text: "Mail \(number), which tells of it, is being handed over just now.",
      hint: "Approve it again in a minute.")
  }
}
