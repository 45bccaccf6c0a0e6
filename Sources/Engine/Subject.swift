// What a hiding or an erasure is about: one message, one record, or all of a channel.

import Domain

/// One message, or one record with the messages that carry it; neither means the whole channel.
struct Subject {
  let channel: ChannelID
  var message: Message?
  var record: Record?
  /// The record that the message carries, as it stands now.
  var carried: Record?
  /// Every message concerned, in order; tombstones too.
  var messages: [Message] = []

  /// What it is, without content: `note 3`, `message 12`, `everything`.
  var name: String {
    if let message { return "message \(message.number)" }
    return record.map { "\($0.kind) \($0.number)" } ?? "everything"
  }

  var scope: ErasureScope {
    if let message { return .message(channel, number: message.number) }
    return record.map { .record($0.id) } ?? .channel(channel)
  }
}

extension Turn {
  /// What the fields of a line name, where the asker may use the command there.
  func subject(of filling: Filling, _ table: CommandTable) throws -> Subject {
    let given = table.definition.atLeastOne.filter { filling.values[$0] != nil }
    guard given.count == 1 else { throw Complaint.onlyOne(table.definition.atLeastOne) }
    if filling.record("record") != nil {
      return try subject(try target(of: filling, table).0, at: filling.places["record"])
    }
    guard let message = filling.message("message").flatMap({ named[$0] }) else {
      return Subject(channel: channel.id)
    }
    return try subject(message, at: filling.places["message"])
  }

  /// What a request asked for, as it stands now; nil when there is no such thing any more.
  func subject(of request: Record) throws -> Subject? {
    guard let proof = grant(.read, in: request.channel) else { return nil }
    if case .number(let number)? = request.values["message"] {
      return try lookup?.message(number: Int64(number), proof).map { try subject($0, at: nil) }
    }
    guard case .record(let id)? = request.values["record"] else {
      // Nothing but the word itself may mean all of a channel.
      return request.values["scope"] == nil ? nil : Subject(channel: request.channel)
    }
    // A record is known by its kind and number; that it is the same row is asked besides.
    let words = request.reference?.split(separator: " ") ?? []
    guard words.count == 2, let number = Int64(words[1]),
      let record = try self.record(String(words[0]), number, proof),
      record.id == id
    else { return nil }
    return try subject(record, at: nil)
  }

  /// A subject in words that hold no content: what the second person reads before approving.
  func described(_ subject: Subject) throws -> String {
    if let message = subject.message {
      let about = "message \(message.number) of \(said(message.at, by: message.author))"
      if message.isTombstone {
        // It shows no record, yet the erasure takes the one it carries, with all of its versions.
        let carried = try grant(.read, in: subject.channel).flatMap {
          try lookup?.carried(by: message.number, $0)
        }
        return about + ", which is hidden" + (carried.map { ", with \(counted($0))" } ?? "")
      }
      return subject.carried.map { "\(about), with \(counted($0, subject.messages.count))" }
        ?? about
    }
    guard let record = subject.record else {
      // Without the channel's name, which may be the child's and would be erased with the rest.
      let isOfChild = roster.channels[subject.channel]?.child != nil
      return "everything said and recorded in this channel"
        + (isOfChild ? ", and the names of its child" : "")
    }
    return counted(record, subject.messages.count)
  }

  /// The hidden record that goes with a hidden message; nil where it carries none.
  func hiddenRecord(of message: Message) throws -> Record? {
    guard let lookup, let proof = grant(.read, in: message.channel),
      let carried = try lookup.carried(by: message.number, proof)
    else { return nil }
    return try lookup.hiddenRecord(kind: carried.kind, number: carried.number, proof)
  }

  private func subject(_ message: Message, at place: Range<Int>?) throws -> Subject {
    if message.isErased {
      throw Complaint.alreadyErased("Message \(message.number)", at: place, field: "message")
    }
    var subject = Subject(channel: message.channel, message: message, messages: [message])
    if let record = message.record {
      subject.messages = try messages(with: record, at: place, field: "message")
      subject.carried = try grant(.read, in: record.channel).flatMap {
        try lookup?.record(kind: record.kind, number: record.number, $0)
      }
    }
    return subject
  }

  func subject(_ record: Record, at place: Range<Int>?) throws -> Subject {
    Subject(
      channel: record.channel, record: record,
      messages: try messages(with: record, at: place, field: "record"))
  }

  /// The messages that carry a record. A request for an erasure is part of its certificate, so
  /// neither is ever hidden or erased.
  private func messages(with record: Record, at place: Range<Int>?, field: String) throws
    -> [Message]
  {
    if catalog.recordKinds[record.kind]?.isRequest == true {
      throw Complaint.requestStays("\(record.kind) \(record.number)", at: place, field: field)
    }
    guard let lookup, let proof = grant(.read, in: record.channel) else { return [] }
    return try lookup.messages(carrying: record.id, proof).compactMap {
      try lookup.message(number: $0, proof)
    }
  }

  private func counted(_ record: Record, _ messages: Int) -> String {
    counted(
      Carried(
        kind: record.kind, number: record.number, author: record.author,
        writtenAt: record.writtenAt, versions: record.revision, messages: messages),
      isHidden: record.state == BuiltInState.hidden.rawValue)
  }

  private func counted(_ record: Carried, isHidden: Bool = false) -> String {
    "\(record.kind) \(record.number) of \(said(record.writtenAt, by: record.author))"
      + (isHidden ? ", which is hidden: " : ": ")
      + "\(record.versions) version\(record.versions == 1 ? "" : "s"), "
      + "\(record.messages) message\(record.messages == 1 ? "" : "s")"
  }

  private func said(_ at: Instant, by author: MemberID) -> String {
    "\(dayText(zoneDay(at))) by \(roster.members[author]?.login ?? "")"
  }
}
