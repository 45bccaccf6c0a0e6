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
    ], statuses: [201, 400, 401, 422, 429], run: openSession),
  Route("DELETE /api/v1/session", "Sign out.", statuses: [204], run: closeSession),
  Route("GET /api/v1/me", "Who am I?", run: showMe),
  Route("GET /api/v1/sessions", "My sign-ins.", run: listSessions),
  Route(
    "DELETE /api/v1/sessions/{session}", "End one of my sign-ins.", statuses: [204, 404],
    run: endSession),
  Route(
    "PUT /api/v1/password", "Change my password; all other sign-ins end.",
    body: [
      Parameter(name: "old", text: "the password until now"),
      Parameter(name: "new", text: "at least \(Limits.passwordCharactersMin) characters"),
    ], statuses: [204, 422, 429], run: changePassword),
]

private func openSession(_ context: Context) async throws -> Response {
  let house = context.house
  let form = try Form(context.request, keys: ["login", "password", "code"])
  let login = try form.text("login")
  let password = try form.text("password")
  _ = try form.optionalText("code")
  let asker = context.asker.neighbourhood
  let member = try await house.signIn.check(login: login, password: password, address: asker)
  guard let member else {
    house.note(house.store.roster.member(login: login)?.id ?? .bot, "session.refused")
    let text = "The name or the password is not right."
    throw Problem(status: 401, code: "no-session", text: text)
  }
  return try await open(member, context)
}

private func open(_ member: MemberID, _ context: Context) async throws -> Response {
  let house = context.house
  let token = house.signIn.freshToken()
  let agent = String((context.request.headers["user-agent"] ?? "").prefix(200))
  let draft = SessionDraft(
    member: member, tokenHash: SHA256.digest(token.utf8), agent: agent)
  try await context.commit([.sessionOpened(draft)], as: member)
  return .json(201, headers: [("Set-Cookie", sessionCookie(token, context))]) { json in
    json.object { json in
      json.member("token", token)
      json.name("member")
      json.me(house.store.roster.members[member], house)
    }
  }
}

/// Lasts as long as the sign-in; `Secure` when a trusted proxy says that the request came by TLS.
private func sessionCookie(_ token: String, _ context: Context) -> String {
  let isSecure = context.asker.isSecure
  return "hedgerow=\(token); Path=/; HttpOnly; SameSite=Strict; Max-Age="
    + String(token.isEmpty ? 0 : Limits.sessionLifetimeSeconds) + (isSecure ? "; Secure" : "")
}

private func closeSession(_ context: Context) async throws -> Response {
  try await end(context.caller.session, context)
  var response = Response.noContent
  response.headers.append(("Set-Cookie", sessionCookie("", context)))
  return response
}

/// Ends a sign-in of the caller: forgotten at once, and again when it is written, as it may have been
/// read in between.
private func end(_ session: Int64, _ context: Context) async throws {
  let house = context.house
  house.forget(context.caller, session: session)
  defer { house.forget(context.caller, session: session) }
  try await context.commit([.sessionEnded(session)])
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

private func listSessions(_ context: Context) async throws -> Response {
  let rows = try await context.read { try $0.sessions(of: context.caller.member) }
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

private func endSession(_ context: Context) async throws -> Response {
  let wanted = context.parameters["session"] ?? ""
  let rows = try await context.read { try $0.sessions(of: context.caller.member) }
  guard
    let row = rows.first(where: { $0.endedAt == nil && sessionToken($0.id, context) == wanted })
  else { throw Problem.notFound }
  try await end(row.id, context)
  return .noContent
}

private func changePassword(_ context: Context) async throws -> Response {
  let house = context.house
  let form = try Form(context.request, keys: ["old", "new"])
  let old = try form.text("old")
  let new = try form.text("new")
  try checkPassword(new)
  guard let me = context.me else { throw Problem.noSession }
  let asker = context.asker.neighbourhood
  let member = try await house.signIn.check(login: me.login, password: old, address: asker)
  guard let member else {
    throw Problem.complaint("wrong-password", "The old password is not right.", field: "old")
  }
  let hash = try await house.signIn.hash(new)
  defer { house.members.forget(member) }
  try await context.commit([.passwordSet(member, hash: hash)], as: member)
  return .noContent
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
