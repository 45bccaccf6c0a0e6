// Signing in and out, who one is, and one's other sign-ins.
import Domain
import HTTP
import Store

let sessionRoutes: [Route] = [
  Route(
    "POST /api/v1/session", "Sign in.", need: .open,
    body: [
      Parameter(name: "login", text: "sign-in name"),
      Parameter(name: "password", text: "password"),
      Parameter(
        name: "code", text: "one-time code, where the organisation asks for one", isOptional: true),
    ], statuses: [201, 400, 401, 422, 429], run: .later(openSession)),
  Route("DELETE /api/v1/session", "Sign out.", statuses: [204], run: .later(closeSession)),
  Route("GET /api/v1/me", "Who am I?", run: .now(showMe)),
  Route("GET /api/v1/sessions", "My sign-ins.", run: .work(listSessions)),
  Route(
    "DELETE /api/v1/sessions/{session}", "End one of my sign-ins.", statuses: [204, 404],
    run: .work(endSession)),
  Route(
    "PUT /api/v1/password", "Change my password; all other sign-ins end.",
    body: [
      Parameter(name: "old", text: "the password until now"),
      Parameter(name: "new", text: "at least \(Limits.passwordCharactersMin) characters"),
    ], statuses: [204, 422, 429], run: .later(changePassword)),
]

private func openSession(_ context: Context, _ reply: Responder) throws {
  let house = context.house
  let form = try Form(context.request, keys: ["login", "password", "code"])
  let login = try form.text("login")
  let password = try form.text("password")
  _ = try form.optionalText("code")
  let asker = context.asker.neighbourhood
  house.signIn.check(login: login, password: password, address: asker) { result in
    switch result {
    case .failure(let error): finish(Problem(error), reply, house)
    case .success(nil):
      let known = house.store.roster.member(login: login)?.id
      house.note(known ?? .bot, "session.refused")
      let text = "The name or the password is not right."
      finish(Problem(status: 401, code: "no-session", text: text), reply, house)
    case .success(let member?): open(member, context, reply)
    }
  }
}

private func open(_ member: MemberID, _ context: Context, _ reply: Responder) {
  let house = context.house
  let token = house.signIn.freshToken()
  let agent = String((context.request.headers["user-agent"] ?? "").prefix(200))
  let draft = SessionDraft(
    member: member, tokenHash: SHA256.digest(token.utf8), agent: agent)
  house.commit(
    member, { _ in [.sessionOpened(draft)] },
    done: { result in
      if case .failure(let failure) = result { return finish(Problem(failure), reply, house) }
      let cookie = sessionCookie(token, context)
      house.meters.answered(201)
      reply.send(
        Response.json(201, headers: [("Set-Cookie", cookie)]) { json in
          json.object { json in
            json.member("token", token)
            json.name("member")
            json.me(house.store.roster.members[member], house)
          }
        })
    })
}

/// Lasts as long as the sign-in; `Secure` when a trusted proxy says that the request came by TLS.
private func sessionCookie(_ token: String, _ context: Context) -> String {
  let isSecure = context.asker.isSecure
  return "hedgerow=\(token); Path=/; HttpOnly; SameSite=Strict; Max-Age="
    + String(token.isEmpty ? 0 : Limits.sessionLifetimeSeconds) + (isSecure ? "; Secure" : "")
}

private func closeSession(_ context: Context, _ reply: Responder) throws {
  let house = context.house
  let session = context.caller.session
  house.forget(context.caller, session: session)
  house.commit(
    context.caller.member, { _ in [.sessionEnded(session)] },
    done: { result in
      house.forget(context.caller, session: session)
      if case .failure(let failure) = result { return finish(Problem(failure), reply, house) }
      var response = Response.noContent
      response.headers.append(("Set-Cookie", sessionCookie("", context)))
      house.meters.answered(204)
      reply.send(response)
    })
}

private func showMe(_ context: Context) throws -> Response {
  .json { json in json.me(context.me, context.house) }
}

extension JSONWriter {
  fileprivate mutating func me(_ member: Member?, _ house: House) {
    object { json in
      json.member("id", member?.token ?? "")
      json.member("login", member?.login ?? "")
      json.member("name", member?.name ?? "")
      json.member(
        "roles", Role.allCases.filter { member?.roles.contains($0) == true }.map(\.rawValue))
      json.member("organisation", house.configuration.organisation)
    }
  }
}

private func listSessions(_ context: Context) throws -> Response {
  let rows = try context.house.store.read { try $0.sessions(of: context.caller.member) }
  return .json { json in
    json.object { json in
      json.name("sessions")
      json.array { json in
        for row in rows where row.endedAt == nil {
          json.object { json in
            json.member("id", sessionToken(row.id, context))
            json.member("at", row.openedAt.text)
            json.member("seen_at", row.seenAt.text)
            json.member("agent", row.agent)
            json.member("current", row.id == context.caller.session)
          }
        }
      }
    }
  }
}

/// An opaque name for a sign-in: its row number would tell how many sign-ins there were.
private func sessionToken(_ session: Int64, _ context: Context) -> String {
  let member = context.me?.token ?? ""
  return String(SHA256.hex("\(member) \(session)".utf8).prefix(16))
}

private func endSession(_ context: Context) throws -> Response {
  let house = context.house
  let wanted = context.parameters["session"] ?? ""
  let rows = try house.store.read { try $0.sessions(of: context.caller.member) }
  guard
    let row = rows.first(where: { $0.endedAt == nil && sessionToken($0.id, context) == wanted })
  else { throw Problem.notFound }
  house.commit(
    context.caller.member, { _ in [.sessionEnded(row.id)] },
    done: { _ in house.forget(context.caller, session: row.id) })
  house.forget(context.caller, session: row.id)
  return .noContent
}

private func changePassword(_ context: Context, _ reply: Responder) throws {
  let house = context.house
  let form = try Form(context.request, keys: ["old", "new"])
  let old = try form.text("old")
  let new = try form.text("new")
  try checkPassword(new)
  guard let me = context.me else { throw Problem.noSession }
  let asker = context.asker.neighbourhood
  house.signIn.check(login: me.login, password: old, address: asker) { result in
    switch result {
    case .failure(let error): finish(Problem(error), reply, house)
    case .success(nil):
      let text = "The old password is not right."
      finish(.complaint("wrong-password", text, field: "old"), reply, house)
    case .success(let member?):
      let hash = Password.hash(new, salt: house.dice.bytes(16))
      house.commit(
        member, { _ in [.passwordSet(member, hash: hash)] },
        done: { result in
          house.members.forget(member)
          if case .failure(let failure) = result {
            return finish(Problem(failure), reply, house)
          }
          house.meters.answered(204)
          reply.send(.noContent)
        })
    }
  }
}

/// Length is what makes a password hard to guess (NCSC, three random words); no other rule.
func checkPassword(_ password: String) throws {
  guard password.count >= Limits.passwordCharactersMin else {
    throw Problem.complaint(
      "short-password", "The password is too short.",
      hint: "At least \(Limits.passwordCharactersMin) characters; three random words are good",
      field: "new")
  }
  guard password.utf8.count <= Limits.passwordBytesMax, !password.utf8.contains(0) else {
    throw Problem.complaint(
      "long-password", "The password is too long.",
      hint: "At most \(Limits.passwordBytesMax) bytes", field: "new")
  }
}
