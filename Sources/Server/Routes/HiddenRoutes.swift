// What was hidden, for those who may audit; each look is on record before it is answered.
import Domain
import HTTP
import Store

extension JSONWriter {
  /// A hiding that was taken back.
  fileprivate mutating func unhiding(_ unhiding: Unhiding, _ roster: Roster) {
    object { json in
      json.name("hidden")
      json.tombstone(unhiding.hidden, roster)
      json.name("unhidden")
      json.tombstone(
        Tombstone(by: unhiding.by, at: unhiding.at, reason: unhiding.reason), roster)
    }
  }
}

let hiddenRoutes: [Route] = [
  Route(
    "GET /api/v1/channels/{id}/messages/{number}/hidden",
    "A message that is or was hidden, with all versions of its record, and who brought it back.",
    need: .channel(.read, for: Role.auditors), statuses: [200, 404],
    notesItself: true, run: showHidden)
]

private func showHidden(_ context: Context) async throws -> Response {
  let grant = try context.proof()
  guard let number = context.parameters["number"].flatMap({ Int64($0) }) else {
    throw Problem.notFound
  }
  let found = try await context.read { try $0.hidden(grant, message: number) }
  guard let found else { throw Problem.notFound }
  let detail = "message \(number)"
  try await context.commit([
    .noted(act: "hidden.read", channel: grant.channel, member: nil, detail: detail)
  ])
  return answer(found, context.around)
}

private func answer(_ found: HiddenMessage, _ around: Surround) -> Response {
  .json { json in
    json.object { json in
      json.name("message")
      json.message(found.message, around)
      if let record = found.message.record {
        json.name("revisions")
        json.array { json in
          for revision in found.revisions { json.revision(revision, of: record, around) }
        }
      }
      json.name("past")
      json.array { json in
        for one in found.past { json.unhiding(one, around.roster) }
      }
    }
  }
}
