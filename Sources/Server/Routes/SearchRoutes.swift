// Search over messages and records, in the channels that the asker may read.
import Domain
import HTTP
import Store

let searchRoutes: [Route] = [
  Route(
    "GET /api/v1/search", "Messages and records with all these words, newest first.",
    query: [Parameter(name: "q", text: "words"), Asked.channel, Asked.limit],
    statuses: [200, 404, 422], run: find)
]

private func find(_ context: Context) async throws -> Response {
  let text = context.request.query("q") ?? ""
  guard text.unicodeScalars.count <= Limits.queryCharactersMax else {
    throw Problem.complaint(
      "too-long", "The search is too long.",
      hint: "At most \(Limits.queryCharactersMax) characters", field: "q")
  }
  let limit = try whole(context, "limit", default: 20, in: 1...Limits.pageRowsMax)
  let grants =
    context.request.query("channel") != nil
    ? [try askedChannel(context, .read)] : context.access.channels(context.caller.member, .read)
  return try await context.readAndNote { reader in
    let hits = try reader.search(text, limit: limit, grants)
    let response = Response.json { json in
      json.object { json in
        json.name("hits")
        json.array { json in for hit in hits.messages { json.message(hit, context.around) } }
        if hits.isCut { json.member("stopped", true) }
      }
    }
    return (response, Set(hits.messages.map(\.channel)))
  }
}
