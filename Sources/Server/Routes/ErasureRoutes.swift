// The certificates of what was erased for good, where I may read.
import Domain
import HTTP
import Store

let erasureRoutes: [Route] = [
  Route(
    "GET /api/v1/erasures", "The certificates of erasures, newest first.",
    need: .roles(Role.auditors),
    statuses: [200, 404], run: listErasures),
  Route(
    "GET /api/v1/erasures/{number}", "The certificate of one erasure.", need: .roles(Role.auditors),
    statuses: [200, 404], run: showErasure),
]

private func listErasures(_ context: Context) async throws -> Response {
  let grants = context.access.channels(context.caller.member, .read)
  let copies = try await copies(context)
  return try await context.readAndNote { reader in
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

private func showErasure(_ context: Context) async throws -> Response {
  guard let number = context.parameters["number"].flatMap({ Int64($0) }) else {
    throw Problem.notFound
  }
  let grants = context.access.channels(context.caller.member, .read)
  let copies = try await copies(context)
  return try await context.readAndNote { reader in
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

/// The copies that are there. They are read before a reader is borrowed for the rest: whoever held
/// one and waited for a second could wait for ever.
private func copies(_ context: Context) async throws -> [BackupRow] {
  let store = context.house.store
  return try await context.work { try store.backups().filter(\.isThere) }
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
