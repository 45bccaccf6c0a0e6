// The list of copies, for those who run the place: when, how large, whether they open. No content.
import Domain
import HTTP
import Store

let backupRoutes: [Route] = [
  Route(
    "GET /api/v1/backups", "Copies of everything, and how their drills went.",
    need: .roles([.director, .admin]), statuses: [200, 404], run: listBackups)
]

private func listBackups(_ context: Context) async throws -> Response {
  let store = context.house.store
  let rows = try await context.work { try store.backups() }
  return .json { json in
    json.object { json in
      json.name("backups")
      json.array { json in for row in rows { json.backup(row) } }
    }
  }
}

extension JSONWriter {
  /// Counts of messages and records stay out: they would tell an administrator how much is said.
  fileprivate mutating func backup(_ row: BackupRow) {
    object { json in
      json.member("id", row.token)
      json.member("file", lastPart(row.path))
      json.member("at", row.at.text)
      json.member("reason", row.reason.rawValue)
      if let bytes = row.bytes { json.member("bytes", bytes) }
      json.member("sha256", ifAny: row.sha256)
      json.member("drilled_at", ifAny: row.drilledAt?.text)
      if row.drilledAt != nil { json.member("whole", row.problem == nil) }
      json.member("removed_at", ifAny: row.removedAt?.text)
      if row.failure != nil { json.member("failed", true) }
    }
  }
}
