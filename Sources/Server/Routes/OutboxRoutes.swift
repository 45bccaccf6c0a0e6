// The outbox as it stands, and the mails that told of a record, for those who may read the outbox.
import Domain
import Engine
import HTTP
import Store

let outboxRoutes: [Route] = [
  Route(
    "GET /api/v1/outbox", "Whether mails leave, and what stands in their way.",
    statuses: [200, 404], run: showOutbox),
  Route(
    "GET /api/v1/records/{kind}/{number}/mails", "The mails that told of an attendance record.",
    query: [Asked.channel], statuses: [200, 404, 422], run: listMails),
]

/// The proof for the outbox; those who may not read it are told that there is no such thing.
private func outboxGrant(_ context: Context) throws -> Grant {
  guard let place = context.roster.channel(single: "outbox"),
    let grant = context.access.grant(context.caller.member, .read, place.id)
  else { throw Problem.notFound }
  return grant
}

private func showOutbox(_ context: Context) async throws -> Response {
  let grant = try outboxGrant(context)
  let plan = context.house.outbox.plan
  let hold = try await context.read { reader in
    try reader.record(kind: "hold", oneKey: "outbox", grant)
  }
  let trouble =
    plan.map(\.trouble) ?? "No mail leaves: the server was started without --mail-from."
  return .json { json in
    json.object { json in
      json.member("channel", context.roster.channels[grant.channel]?.token ?? "")
      json.member("from", ifAny: plan?.from)
      json.member("trouble", ifAny: trouble)
      json.member("held", hold?.state == "held")
      if let hold, hold.state == "held" { json.member("reason", hold.text("reason")) }
    }
  }
}

private func listMails(_ context: Context) async throws -> Response {
  let outbox = try outboxGrant(context)
  let place = try askedChannel(context, .read)
  let kind = context.parameters["kind"] ?? ""
  guard let number = context.parameters["number"].flatMap({ Int64($0) }) else {
    throw Problem.notFound
  }
  let mails = try await context.readAndList(place) { reader -> [Record] in
    guard let record = try reader.record(kind: kind, number: number, place) else {
      throw Problem.notFound
    }
    return try mailsTelling(of: record, reader, outbox)
  }
  return .json { json in
    json.object { json in
      json.name("mails")
      json.array { json in for mail in mails { json.mail(mail) } }
    }
  }
}

/// Oldest first; a mail that tells of a session twice is one mail.
private func mailsTelling(of record: Record, _ reader: Reader, _ outbox: Grant) throws -> [Record] {
  guard let child = record.child, case .text(let session)? = record.values["session"] else {
    return []
  }
  var seen: Set<RecordID> = []
  return try reader.tellings(of: child, record.day, session, outbox).compactMap { told in
    seen.insert(told.mail).inserted ? try reader.record(told.mail, outbox) : nil
  }
}

extension Context {
  /// Reads in one channel; what was read in a sensitive one is on record before it is answered.
  fileprivate func readAndList(
    _ grant: Grant, _ body: @escaping @Sendable (Reader) throws -> [Record]
  ) async throws -> [Record] {
    let found = try await read(body)
    if grant.isSensitive { try await note(read: [grant.channel]) }
    return found
  }
}

extension JSONWriter {
  /// A mail as proof: to whom, and what became of it. Its text is in the outbox.
  fileprivate mutating func mail(_ mail: Record) {
    object { json in
      json.member("number", mail.number)
      json.member("id", mail.receipt)
      json.member("state", mail.state)
      json.member("to", mail.named.values.first ?? mail.text("address"))
      json.member("template", ifAny: said(mail, "template"))
      json.member("written_at", mail.writtenAt.text)
      json.member("handed_at", ifAny: said(mail, "handed_at"))
      json.member("message_id", ifAny: said(mail, "message_id"))
      json.member("answer", ifAny: said(mail, "answer"))
      if mail.values["perhaps_twice"] == .truth(true) { json.member("perhaps_twice", true) }
    }
  }
}

private func said(_ mail: Record, _ field: String) -> String? {
  let text = mail.text(field)
  return text.isEmpty ? nil : text
}
