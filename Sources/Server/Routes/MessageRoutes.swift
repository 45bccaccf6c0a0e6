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
    ], statuses: [200, 404, 422], run: .work(listMessages)),
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
    ], statuses: [200, 201, 404, 413, 415, 422, 503], run: .later(say)),
]

private func listMessages(_ context: Context) throws -> Response {
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
  let page = try context.house.store.read {
    try $0.messages(grant, before: before, after: after, limit: limit)
  }
  return .json { json in
    json.object { json in
      json.name("messages")
      json.array { json in for message in page.messages { json.message(message, context.around) } }
      json.member("more", page.more)
    }
  }
}

private func say(_ context: Context, _ reply: Responder) throws {
  let house = context.house
  let form = try Form(context.request, keys: ["text", "client_id", "fields"])
  let channel = try context.proof().channel
  let engine = house.engine
  let ask = Ask(
    member: context.caller.member, channel: channel, input: try input(form),
    clientID: try form.optionalText("client_id"), at: context.access.now)
  house.meters.line()
  if engine.onlyReads(ask.input) {
    let queued = house.workers.submit { readOnly(ask, engine, house, reply) }
    if !queued { finish(.busy(1), reply, house) }
    return
  }
  let key = ask.clientID.map { AnswerKey(channel: channel, clientID: $0) }
  house.store.submit(
    ask.member, key: key, bytes: context.request.body.count,
    decide: { lookup in
      do { return try engine.decide(ask, lookup) } catch is Hidden { throw hidden }
    },
    done: { result in settle(result, ask, engine, house, reply) })
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
private func readOnly(_ ask: Ask, _ engine: Engine, _ house: House, _ reply: Responder) {
  do {
    let decision = try house.store.read { reader in
      do { return try engine.decide(ask, reader) } catch is Hidden { throw Problem.notFound }
    }
    let outcome = Store.Outcome(decision: decision, committed: nil, kept: nil)
    guard !decision.changes.isEmpty else {
      return settle(.success(outcome), ask, engine, house, reply)
    }
    house.commit(
      ask.member, { _ in decision.changes },
      done: { result in
        settle(result.map { _ in outcome }, ask, engine, house, reply)
      })
  } catch {
    finish(Problem(error), reply, house)
  }
}

/// What a turn fails with when its channel is hidden from the asker.
let hidden = Failure.conflict("hidden")

/// Sends the answer to a line. It is made on the loop, not here: the writer has others to see to.
private func settle(
  _ result: Result<Store.Outcome, Failure>, _ ask: Ask, _ engine: Engine, _ house: House,
  _ reply: Responder
) {
  if case .success(let outcome) = result {
    house.exporter.remove(outcome.committed?.exportsRemoved ?? [])
    if let phrase = outcome.decision.passphrase {
      house.exporter.start(outcome.decision, phrase, house)
    }
  }
  reply.send(made: {
    let response = response(to: result, engine, house)
    house.meters.answered(response.status)
    return response
  })
}

/// Turns the outcome of a line into its answer.
private func response(
  to result: Result<Store.Outcome, Failure>, _ engine: Engine, _ house: House
) -> Response {
  switch result {
  case .failure(hidden): return Problem.notFound.response
  case .failure(let failure): return Problem(failure).response
  case .success(let outcome):
    let roster = outcome.committed?.roster ?? house.store.roster
    let around = Surround(roster: roster, engine: engine)
    if let kept = outcome.kept { return response(to: kept, around) }
    if !outcome.decision.complaints.isEmpty {
      return Problem.complaints(outcome.decision.complaints).response
    }
    if let said = outcome.decision.reply { return response(of: said, around) }
    guard let message = outcome.committed?.message else {
      return Problem(Failure.broken("no message")).response
    }
    return response(of: message, around)
  }
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
