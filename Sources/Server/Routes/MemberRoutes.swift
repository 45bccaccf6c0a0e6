// Members: adding one, ending one, for those who run the place. No content is read here.
import Domain
import HTTP
import Store

private let runners: [Role] = [.admin, .director, .manager]

let memberRoutes: [Route] = [
  Route(
    "GET /api/v1/members", "Members, for those who add and end them.", need: .roles(runners),
    run: .now(listMembers)),
  Route(
    "POST /api/v1/members", "Add a member.", need: .roles(runners),
    body: [
      Parameter(name: "login", text: "sign-in name"), Parameter(name: "name", text: "name"),
      Parameter(name: "roles", text: "roles", type: "array"),
      Parameter(name: "password", text: "first password"),
    ], statuses: [201, 404, 409, 422], run: .later(addMember)),
  Route(
    "DELETE /api/v1/members/{login}", "End a membership, with its sign-ins and streams, now.",
    need: .roles(runners), body: [Parameter(name: "reason", text: "why")],
    statuses: [204, 404, 409, 422], run: .later(endMember)),
  Route(
    "POST /api/v1/control", "The person at the machine, through the running server.", need: .open,
    body: [Parameter(name: "words", text: "the words after `hedgerow member`", type: "array")],
    statuses: [200, 404], run: .later(control)),
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

private func addMember(_ context: Context, _ reply: Responder) throws {
  let form = try Form(context.request, keys: ["login", "name", "roles", "password"])
  let roles = (form["roles"]?.items ?? []).compactMap(\.text)
  let words =
    ["add", try form.text("login"), "--name", try form.text("name")]
    + roles.flatMap { ["--role", $0] }
  act(words, password: try form.text("password"), context.caller.member, context.house, reply, 201)
}

private func endMember(_ context: Context, _ reply: Responder) throws {
  let form = try Form(context.request, keys: ["reason"])
  let words = ["end", context.parameters["login"] ?? "", "--reason", try form.text("reason")]
  act(words, password: nil, context.caller.member, context.house, reply, 204)
}

/// The command line hands its words to the server that holds the data. The token lies in a file of
/// the data directory that only the server's own account may read.
private func control(_ context: Context, _ reply: Responder) throws {
  let house = context.house
  guard let token = Gate.bearer(context.request), house.control.matches(token),
    context.isAtMachine
  else { throw Problem.notFound }
  let form = try Form(context.request, keys: ["words", "password"])
  let words = (form["words"]?.items ?? []).compactMap(\.text)
  if words == ["verify"] { return verify(house, signedOff: nil, reply) }
  if words.count == 3, words[0] == "verify", words[1] == "--head" {
    guard let head = TreeHead(text: words[2]) else { throw Problem.notFound }
    return verify(house, signedOff: head, reply)
  }
  let password = try form.optionalText("password")
  if let first = words.first, MachineOrder.names.contains(first) {
    return perform(words, key: password, house, reply)
  }
  act(words, password: password, nil, house, reply, 200)
}

/// Walks the chain and the references while the server goes on.
private func verify(_ house: House, signedOff: TreeHead?, _ reply: Responder) {
  let queued = house.workers.submit {
    do {
      let verdict = try house.store.verdict(signedOff: signedOff)
      let status = verdict.problems.isEmpty ? 200 : 409
      house.meters.answered(status)
      reply.send(
        .json(status) { json in
          json.object { json in json.member("text", told(verdict, signedOff: signedOff)) }
        })
    } catch {
      finish(Problem(error), reply, house)
    }
  }
  if !queued { finish(.busy(1), reply, house) }
}

/// Copies and exports, on the thread that is theirs: they take their time.
private func perform(_ words: [String], key: String?, _ house: House, _ reply: Responder) {
  let queued = house.backups.submit {
    do {
      let order = try MachineOrder(Words(words))
      let (isWell, text) = try order.perform(in: house, key: key)
      house.meters.answered(isWell ? 200 : 409)
      reply.send(
        .json(isWell ? 200 : 409) { json in json.object { json in json.member("text", text) } })
    } catch let misuse as Misuse {
      finish(.complaint("usage", misuse.text), reply, house)
    } catch {
      // The person at the machine is told what its own trouble is.
      finish(Problem(status: 409, code: "failure", text: explained(error)), reply, house)
    }
  }
  if !queued { finish(.busy(60), reply, house) }
}

/// Does what the words say, off the loop: a password's hash takes its time.
private func act(
  _ words: [String], password: String?, _ actor: MemberID?, _ house: House, _ reply: Responder,
  _ status: Int
) {
  let queued = house.workers.submit {
    do {
      let order = try MemberOrder(words, password: password)
      order.perform(by: actor, in: house.members) { result in
        switch result {
        case .failure(let error): finish(Problem(error), reply, house)
        case .success(let text):
          house.meters.answered(status)
          if status == 204 { return reply.send(.noContent) }
          reply.send(.json(status) { json in json.object { json in json.member("text", text) } })
        }
      }
    } catch {
      finish(Problem(error), reply, house)
    }
  }
  if !queued { finish(.busy(1), reply, house) }
}
