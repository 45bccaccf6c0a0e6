// Terms and closures from a calendar file, all or nothing; a rehearsal shows what would become of it.
import Domain
import Engine
import HTTP
import Store

let calendarRoutes: [Route] = [
  Route(
    "POST /api/v1/calendar",
    "Import a calendar file (text/calendar): its events become terms and closures.",
    query: [Parameter(name: "dry_run", text: "1: say what would change, and change nothing")],
    statuses: [200, 400, 404, 413, 415, 422], run: importCalendar)
]

private func importCalendar(_ context: Context) async throws -> Response {
  let type = context.request.headers["content-type"]?.lowercased() ?? ""
  guard type.split(separator: ";").first?.trimmed == "text/calendar" else {
    throw Problem(status: 415, code: "not-calendar", text: "The body must be text/calendar.")
  }
  let isRehearsal = context.request.query("dry_run") == "1"
  guard let text = String(validating: context.request.body, as: UTF8.self) else {
    throw Problem.malformed("The body is not UTF-8.")
  }
  let decision = try await taken(text, context.caller.member, isRehearsal: isRehearsal, context)
  guard decision.complaints.isEmpty else { throw Problem.complaints(decision.complaints) }
  let around = context.around
  return .json { json in
    json.object { json in
      json.name("reply")
      json.reply(decision.reply ?? Domain.Reply(text: ""), around)
    }
  }
}

/// The same for the person at the machine, in the house's name and in plain words.
func importAtMachine(
  _ text: String, isRehearsal: Bool, _ context: Context
) async throws -> Response {
  let decision = try await taken(text, .bot, isRehearsal: isRehearsal, context)
  let isWell = decision.complaints.isEmpty
  return .json(isWell ? 200 : 422) { json in
    json.object { json in json.member("text", importWords(decision)) }
  }
}

/// What came of an import, or all that is wrong with the file.
func importWords(_ decision: Decision) -> String {
  if decision.complaints.isEmpty { return decision.reply?.text ?? "" }
  return decision.complaints.map { [$0.text, $0.hint].compactMap(\.self).joined(separator: " ") }
    .joined(separator: "\n")
}

/// Decides on a reader in a rehearsal, in the writer's turn else.
private func taken(
  _ text: String, _ member: MemberID, isRehearsal: Bool, _ context: Context
) async throws -> Decision {
  guard let place = context.roster.channel(single: "register") else { throw Problem.notFound }
  let engine = context.house.engine
  let ask = Ask(
    member: member, channel: place.id, input: .calendar(text), at: context.house.clock.now())
  if isRehearsal {
    return try await context.read { reader in
      do { return try engine.decide(ask, reader) } catch is Hidden { throw Problem.notFound }
    }
  }
  return try await context.commit(ask, engine, bytes: text.utf8.count).decision
}

extension Substring {
  fileprivate var trimmed: String {
    String(drop { $0 == " " }.prefix { $0 != " " })
  }
}
