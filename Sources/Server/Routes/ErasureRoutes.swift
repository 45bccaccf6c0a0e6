// The certificates of what was erased for good, where I may read.
import Domain
import HTTP
import Store

let erasureRoutes: [Route] = [
  Route(
    "GET /api/v1/erasures", "The certificates of erasures, newest first.",
    need: .roles(Role.auditors),
    statuses: [200, 404], run: .later(listErasures)),
  Route(
    "GET /api/v1/erasures/{number}", "The certificate of one erasure.", need: .roles(Role.auditors),
    statuses: [200, 404], run: .later(showErasure)),
]

private func listErasures(_ context: Context, _ reply: Responder) throws {
  let grants = context.access.channels(context.caller.member, .read)
  withCopies(context, reply) { copies, reader in
    let erasures = try reader.erasures(grants).reversed()
    let response = Response.json { json in
      json.object { json in
        json.name("erasures")
        json.array { json in
          for erasure in erasures { json.erasure(erasure, copies, context.roster) }
        }
      }
    }
    return (response, Set(erasures.map(\.channel)))
  }
}

private func showErasure(_ context: Context, _ reply: Responder) throws {
  guard let number = context.parameters["number"].flatMap({ Int64($0) }) else {
    throw Problem.notFound
  }
  let grants = context.access.channels(context.caller.member, .read)
  withCopies(context, reply) { copies, reader in
    guard let erasure = try reader.erasure(number: number, grants) else { throw Problem.notFound }
    let response = Response.json { json in
      json.object { json in
        json.name("erasure")
        json.erasure(erasure, copies, context.roster)
      }
    }
    return (response, [erasure.channel])
  }
}

/// Reads the copies that are there, and only then borrows a reader for the rest: whoever held one
/// and waited for a second could wait for ever.
private func withCopies(
  _ context: Context, _ reply: Responder,
  _ body:
    @escaping @Sendable ([BackupRow], Reader) throws -> (
      response: Response, channels: Set<ChannelID>
    )
) {
  let house = context.house
  let queued = house.workers.submit {
    do {
      let copies = try house.store.backups().filter(\.isThere)
      readAndNote(context, reply) { try body(copies, $0) }
    } catch {
      finish(Problem(error), reply, house)
    }
  }
  if !queued { finish(.busy(1), reply, house) }
}

extension JSONWriter {
  fileprivate mutating func erasure(
    _ erasure: Erasure, _ copies: [BackupRow], _ roster: Roster
  ) {
    object { json in
      json.member("number", erasure.number)
      json.member("scope", erasure.scope)
      json.member("channel", roster.channels[erasure.channel]?.token ?? "")
      json.member("channel_name", roster.channels[erasure.channel]?.name ?? "")
      json.member("what", erasure.what)
      json.member("reason", erasure.reason)
      json.name("asked_by")
      json.person(erasure.askedBy, roster)
      json.name("approved_by")
      json.person(erasure.approvedBy, roster)
      json.member("at", erasure.at.text)
      json.member("messages", erasure.messages)
      json.member("versions", erasure.versions)
      json.member("digest", erasure.digest)
      json.member("purged_at", ifAny: erasure.purgedAt?.text)
      json.copies(copies.filter { $0.at <= erasure.purgedAt ?? $0.at })
    }
  }

  /// The copies of the whole house that were made before the last traces were gone, and are there
  /// still: until their time is over they hold what was erased.
  private mutating func copies(_ copies: [BackupRow]) {
    name("copies")
    array { json in
      for copy in copies {
        json.object { json in
          json.member("file", String(copy.path.split(separator: "/").last ?? ""))
          json.member("at", copy.at.text)
        }
      }
    }
  }
}
