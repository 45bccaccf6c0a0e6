// The audit, for those who may look.
import Domain
import HTTP
import Store

let auditRoutes: [Route] = [
  Route(
    "GET /api/v1/audit", "Who did which act to what, when.", need: .roles(Role.auditors),
    query: [
      Asked.channel, Parameter(name: "member", text: "a sign-in name"),
      Parameter(name: "after", text: "the number of the last entry seen"), Asked.limit,
    ], statuses: [200, 404, 422], run: listAudit)
]

private func listAudit(_ context: Context) async throws -> Response {
  let channel =
    try context.request.query("channel") != nil ? askedChannel(context, .read).channel : nil
  let login = context.request.query("member")
  let member = login.flatMap { context.roster.member(login: $0)?.id }
  guard login == nil || member != nil else { throw Problem.notFound }
  let after = try whole(context, "after", default: 0, in: 0...Int.max)
  let limit = try whole(
    context, "limit", default: Limits.pageRowsDefault, in: 1...Limits.pageRowsMax)
  let readable = Set(context.access.channels(context.caller.member, .read).map(\.channel))
  return try await context.readAndNote { reader in
    let entries = try reader.audit(
      channel: channel, member: member, after: Int64(after), limit: limit)
    // A place that the asker may not see leaves its entry out, except its link in the chain.
    let shown = entries.filter { $0.channel.map { readable.contains($0) } ?? true }
    let response = Response.json { json in
      json.object { json in
        json.name("entries")
        json.array { json in for entry in shown { json.entry(entry, context.roster) } }
        json.member("more", entries.count == limit)
      }
    }
    return (response, Set(shown.compactMap(\.channel)))
  }
}

extension JSONWriter {
  fileprivate mutating func entry(_ entry: AuditEntry, _ roster: Roster) {
    object { json in
      json.member("number", entry.number)
      json.member("at", entry.at.text)
      json.member("actor", ifAny: entry.actor.flatMap { roster.members[$0]?.login })
      json.member("act", entry.act)
      json.member("channel", ifAny: entry.channel.flatMap { roster.channels[$0]?.token })
      json.member("member", ifAny: entry.member.flatMap { roster.members[$0]?.login })
      json.member("detail", entry.detail)
      json.member("content_sha256", entry.contentHash)
      json.member("hash", entry.hash)
    }
  }
}
