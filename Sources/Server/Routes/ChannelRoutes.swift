// The channels a member may see, and how far they have been read.
import Domain
import HTTP
import Store

let channelRoutes: [Route] = [
  Route("GET /api/v1/channels", "The channels I may see.", run: listChannels),
  Route(
    "GET /api/v1/channels/{id}", "One channel.", need: .channel(.see), statuses: [200, 404],
    run: showChannel),
  Route(
    "PUT /api/v1/channels/{id}/read", "Remember that I have read up to a message.",
    need: .channel(.read),
    body: [Parameter(name: "number", text: "the message's number", type: "integer")],
    statuses: [204, 404, 422], run: markRead),
]

private func listChannels(_ context: Context) async throws -> Response {
  let seen = context.access.channels(context.caller.member, .see)
  let readable = seen.compactMap { context.access.grant($0.member, .read, $0.channel) }
  return try await context.read { reader in
    let last = try reader.lastNumbers(readable)
    let marks = try reader.readMarks(context.caller.member)
    return .json { json in
      json.object { json in
        json.name("channels")
        json.array { json in
          for grant in seen { json.channel(grant.channel, context, last, marks) }
        }
      }
    }
  }
}

private func showChannel(_ context: Context) async throws -> Response {
  let id = try context.proof().channel
  let readable = context.access.grant(context.caller.member, .read, id).map { [$0] } ?? []
  let (last, marks) = try await context.read { reader in
    (try reader.lastNumbers(readable), try reader.readMarks(context.caller.member))
  }
  return .json { json in json.channel(id, context, last, marks) }
}

extension JSONWriter {
  fileprivate mutating func channel(
    _ id: ChannelID, _ context: Context, _ last: [ChannelID: Int64], _ marks: [ChannelID: Int64]
  ) {
    guard let channel = context.roster.channels[id] else { return }
    let acts = context.access.acts(context.caller.member, in: id)
    let kind = context.access.catalog.kinds[channel.kind]
    object { json in
      json.member("id", channel.token)
      json.member("kind", channel.kind)
      json.member("name", channel.name)
      json.member("title", channel.title)
      json.member("acts", acts.map(\.word))
      if acts.contains(.read) {
        let newest = last[id] ?? 0
        json.member("unread", max(0, newest - (marks[id] ?? 0)))
        json.member("last", newest)
      } else {
        json.member("unread", 0)
      }
      let usable = (kind?.buttons ?? []).filter { name in
        context.access.catalog.commands[name].map {
          context.access.mayUse($0, context.caller.member, in: id, acts: acts)
        } ?? false
      }
      json.member("buttons", usable)
      let export = context.access.catalog.commands["export"]
      json.member(
        "may_export",
        export.map { context.access.mayUse($0, context.caller.member, in: id, acts: acts) } ?? false
      )
      if channel.isArchived { json.member("archived", true) }
    }
  }
}

private func markRead(_ context: Context) async throws -> Response {
  let number = try Form(context.request, keys: ["number"]).whole("number")
  try await context.commit([.readTo(try context.proof().channel, number: number)])
  return .noContent
}
