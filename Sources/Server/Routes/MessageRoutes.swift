// Reading a channel, and saying something in it: chat, a typed command, or a filled form.
import Domain
import Engine
import HTTP
import Store

let messageRoutes: [Route] = [
  Route(
    "GET /api/v1/channels/{id}/messages", "A page of messages, oldest first; the newest page.",
    need: .channel(.read),
    query: [
      Parameter(name: "before", text: "a message's id: the page before it"),
      Parameter(name: "after", text: "a message's id: the page after it"), Asked.limit,
    ], statuses: [200, 404, 422], run: listMessages),
  Route(
    "POST /api/v1/channels/{id}/messages", "Say something, or use a command.",
    need: .channel(.see),
    body: [
      Parameter(name: "text", text: "what is said; a line that begins with / is a command"),
      Parameter(
        name: "client_id", text: "1 to 64 characters; makes the line idempotent", isOptional: true),
      Parameter(
        name: "fields", text: "a filled form: text then holds just the command", type: "object",
        isOptional: true),
    ], statuses: [200, 201, 404, 413, 415, 422, 503], run: say),
]

private func listMessages(_ context: Context) async throws -> Response {
  let grant = try context.proof()
  let token = try context.channel().token
  let limit = try whole(
    context, "limit", default: Limits.pageRowsDefault, in: 1...Limits.pageRowsMax)
  func place(_ name: String) throws -> Int64? {
    guard let text = context.request.query(name) else { return nil }
    guard let number = number(inWireID: text, channel: token) else {
      throw Problem.complaint(
        "bad-id", "'\(name)' is not the id of a message in this channel.", field: name)
    }
    return number
  }
  let (before, after) = (try place("before"), try place("after"))
  if before != nil, after != nil {
    throw Problem.complaint("both", "Give 'before' or 'after', not both.", field: "before")
  }
  return try await context.read { reader in
    let page = try reader.messages(grant, before: before, after: after, limit: limit)
    let around = context.around
    return .json { json in
      json.object { json in
        json.name("messages")
        json.array { json in for message in page.messages { json.message(message, around) } }
        json.member("more", page.more)
      }
    }
  }
}

private func say(_ context: Context) async throws -> Response {
  let house = context.house
  let form = try Form(context.request, keys: ["text", "client_id", "fields"])
  let channel = try context.proof().channel
  let engine = house.engine
  let ask = Ask(
    member: context.caller.member, channel: channel, input: try input(form),
    clientID: try form.optionalText("client_id"), at: context.access.now)
  house.meters.line()
  if engine.onlyReads(ask.input) { return try await readOnly(ask, engine, context) }
  let outcome = try await commit(
    ask, engine, context, key: ask.clientID.map { AnswerKey(channel: channel, clientID: $0) },
    bytes: context.request.body.count)
  if let gone = outcome.committed?.exportsRemoved, !gone.isEmpty {
    // What was erased may not lie in a file for longer because the workers are busy.
    do {
      try await context.work { house.exporter.remove(gone) }
    } catch {
      house.exporter.remove(gone)
    }
  }
  if let phrase = outcome.decision.passphrase {
    house.exporter.start(outcome.decision, phrase, house)
  }
  return try response(to: outcome, engine, house)
}

/// Decides a line and commits it, as one turn of the writer. Only what looks at every child is decided
/// beforehand, beside the writer, which must not stand still for so long.
private func commit(
  _ ask: Ask, _ engine: Engine, _ context: Context, key: AnswerKey?, bytes: Int
) async throws -> Store.Outcome {
  guard engine.looksAtAll(ask.input) else {
    return try await context.commit(ask, engine, key: key, bytes: bytes)
  }
  let decision = try await decided(ask, engine, context)
  return try await context.commit(decision, engine, key: key)
}

private func decided(_ ask: Ask, _ engine: Engine, _ context: Context) async throws -> Decision {
  try await context.read { reader in
    do { return try engine.decide(ask, reader) } catch is Hidden { throw Problem.notFound }
  }
}

private func input(_ form: Form) throws -> Input {
  let text = try form.text("text")
  guard let fields = form["fields"] else { return .line(text) }
  guard fields.members != nil else {
    throw Problem.complaint("bad-type", "'fields' must be an object.", field: "fields")
  }
  guard text.hasPrefix("/"), !text.dropFirst().contains(where: \.isWhitespace) else {
    throw Problem.complaint(
      "bad-form", "With 'fields', 'text' holds just the command.", hint: "Like /attend",
      field: "text")
  }
  return .form(command: String(text.dropFirst()), fields: fields)
}

/// A line that only reads is answered from a reader; what it wants noted is committed first.
private func readOnly(
  _ ask: Ask, _ engine: Engine, _ context: Context
) async throws -> Response {
  let decision = try await decided(ask, engine, context)
  if !decision.changes.isEmpty { try await context.commit(decision.changes) }
  let outcome = Store.Outcome(decision: decision, committed: nil, kept: nil)
  return try response(to: outcome, engine, context.house)
}

/// Turns the outcome of a line into its answer.
private func response(
  to outcome: Store.Outcome, _ engine: Engine, _ house: House
) throws -> Response {
  let roster = outcome.committed?.roster ?? house.store.roster
  let around = Surround(roster: roster, engine: engine)
  if let kept = outcome.kept { return response(to: kept, around) }
  if !outcome.decision.complaints.isEmpty {
    throw Problem.complaints(outcome.decision.complaints)
  }
  if let said = outcome.decision.reply { return response(of: said, around) }
  guard let message = outcome.committed?.message else { throw Failure.broken("no message") }
  return response(of: message, around)
}

private func response(to kept: KeptAnswer, _ around: Surround) -> Response {
  switch kept {
  case .message(let message): response(of: message, around)
  case .reply(let text, let receipt):
    // An erasure empties kept replies that may repeat what it took; the line stays done.
    response(
      of: Domain.Reply(
        text: text.isEmpty ? "Done before; what it said was erased." : text, receipt: receipt),
      around)
  }
}

private func response(of message: Message, _ around: Surround) -> Response {
  .json(201) { json in
    json.object { json in
      json.name("message")
      json.message(message, around)
    }
  }
}

private func response(of said: Domain.Reply, _ around: Surround) -> Response {
  .json(200) { json in
    json.object { json in
      json.name("reply")
      json.reply(said, around)
    }
  }
}
