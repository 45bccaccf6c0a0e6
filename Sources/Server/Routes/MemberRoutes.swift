// Members: adding one, ending one, for those who run the place. No content is read here.
import Domain
import HTTP
import Store

private let runners: [Role] = [.admin, .director, .manager]

let memberRoutes: [Route] = [
  Route(
    "GET /api/v1/members", "Members, for those who add and end them.", need: .roles(runners),
    run: listMembers),
  Route(
    "POST /api/v1/members", "Add a member.", need: .roles(runners),
    body: [
      Parameter(name: "login", text: "sign-in name"), Parameter(name: "name", text: "name"),
      Parameter(name: "roles", text: "roles", type: "array"),
      Parameter(name: "password", text: "first password"),
    ], statuses: [201, 404, 409, 422], run: addMember),
  Route(
    "DELETE /api/v1/members/{login}", "End a membership, with its sign-ins and streams, now.",
    need: .roles(runners), body: [Parameter(name: "reason", text: "why")],
    statuses: [204, 404, 409, 422], run: endMember),
  Route(
    "POST /api/v1/control", "The person at the machine, through the running server.", need: .open,
    body: [Parameter(name: "words", text: "the words after `hedgerow member`", type: "array")],
    statuses: [200, 404], run: control),
]

private func listMembers(_ context: Context) throws -> Response {
  let members = context.roster.members.values.filter { $0.id != .bot }.sorted {
    $0.login < $1.login
  }
  return .json { json in
    json.object { json in
      json.name("members")
      json.array { json in
        for member in members {
          json.object { json in
            json.member("id", member.token)
            json.member("login", member.login)
            json.member("name", member.name)
            json.member(
              "roles", Role.allCases.filter { member.roles.contains($0) }.map(\.rawValue))
            json.member("ended_at", ifAny: member.endsAt?.text)
          }
        }
      }
    }
  }
}

private func addMember(_ context: Context) async throws -> Response {
  let form = try Form(context.request, keys: ["login", "name", "roles", "password"])
  let roles = (form["roles"]?.items ?? []).compactMap(\.text)
  let words =
    ["add", try form.text("login"), "--name", try form.text("name")]
    + roles.flatMap { ["--role", $0] }
  let password = try form.text("password")
  return told(201, try await act(words, password: password, by: context.caller.member, context))
}

private func endMember(_ context: Context) async throws -> Response {
  let form = try Form(context.request, keys: ["reason"])
  let words = ["end", context.parameters["login"] ?? "", "--reason", try form.text("reason")]
  _ = try await act(words, password: nil, by: context.caller.member, context)
  return .noContent
}

/// The command line hands its words to the server that holds the data. The token lies in a file of
/// the data directory that only the server's own account may read.
private func control(_ context: Context) async throws -> Response {
  let house = context.house
  guard let token = Gate.bearer(context.request), house.control.matches(token),
    context.isAtMachine
  else { throw Problem.notFound }
  let form = try Form(context.request, keys: ["words", "password"])
  let words = (form["words"]?.items ?? []).compactMap(\.text)
  if words == ["verify"] { return try await verify(context, signedOff: nil) }
  if words.count == 3, words[0] == "verify", words[1] == "--head" {
    guard let head = TreeHead(text: words[2]) else { throw Problem.notFound }
    return try await verify(context, signedOff: head)
  }
  let password = try form.optionalText("password")
  if words.first == "calendar", words.count >= 2 {
    let isRehearsal = words.dropFirst(2).contains("--dry-run")
    return try await importAtMachine(words[1], isRehearsal: isRehearsal, context)
  }
  if let first = words.first, MachineOrder.names.contains(first) {
    return try await perform(words, key: password, house)
  }
  return told(200, try await act(words, password: password, by: nil, context))
}

/// Walks the chain and the references while the server goes on.
private func verify(_ context: Context, signedOff: TreeHead?) async throws -> Response {
  let store = context.house.store
  let verdict = try await context.work { try store.verdict(signedOff: signedOff) }
  return told(verdict.problems.isEmpty ? 200 : 409, told(verdict, signedOff: signedOff))
}

/// Copies and exports, on the thread that is theirs: they take their time.
private func perform(_ words: [String], key: String?, _ house: House) async throws -> Response {
  do {
    let (isWell, text) = try await house.backups.run {
      try MachineOrder(Words(words)).perform(in: house, key: key)
    }
    return told(isWell ? 200 : 409, text)
  } catch let misuse as Misuse {
    throw Problem.complaint("usage", misuse.text)
  } catch let busy as Problem where busy.status == 503 {
    throw busy
  } catch {
    // The person at the machine is told what its own trouble is.
    throw Problem(status: 409, code: "failure", text: explained(error))
  }
}

/// Does what the words say, on a worker: a password's hash takes its time.
private func act(
  _ words: [String], password: String?, by actor: MemberID?, _ context: Context
) async throws -> String {
  let members = context.house.members
  let order = try MemberOrder(words, password: password)
  let done = try await withCheckedThrowingContinuation { continuation in
    let isQueued = context.house.workers.submit {
      order.perform(by: actor, in: members) { continuation.resume(with: $0) }
    }
    if !isQueued { continuation.resume(throwing: Problem.busy(1)) }
  }
  context.written?.add(done.committed)
  return done.text
}

private func told(_ status: Int, _ text: String) -> Response {
  .json(status) { json in json.object { json in json.member("text", text) } }
}
