// A member's own exports, and their files while they last.
import Domain
import HTTP
import Store

let exportRoutes: [Route] = [
  Route("GET /api/v1/exports", "My exports.", run: listExports),
  Route(
    "GET /api/v1/exports/{export}", "The file of one of my exports, whole or a range of it.",
    statuses: [200, 206, 304, 404, 409, 412, 416],
    run: fetchExport),
]

private func listExports(_ context: Context) async throws -> Response {
  let house = context.house
  let rows = try await context.read { try $0.exports(of: context.caller.member) }
  return .json { json in
    json.object { json in
      json.name("exports")
      json.array { json in
        for row in rows { json.export(row, house.exporter.rowsSoFar(row.token)) }
      }
    }
  }
}

extension JSONWriter {
  fileprivate mutating func export(_ row: ExportRow, _ progress: Int64?) {
    object { json in
      json.member("id", row.token)
      json.member("kind", row.kind)
      json.member("whose", row.whose)
      json.member("from", ifAny: row.from?.text)
      json.member("to", ifAny: row.to?.text)
      json.member("purpose", row.purpose)
      json.member("format", row.format)
      json.member("state", row.state.rawValue)
      json.member("at", row.at.text)
      json.member("expires_at", row.expiresAt.text)
      if let rows = row.rows { json.member("rows", rows) }
      if let bytes = row.bytes { json.member("bytes", bytes) }
      json.member("sha256", ifAny: row.sha256)
      json.member("failure", ifAny: row.failure)
      if let progress { json.member("progress", progress) }
    }
  }
}

/// The file is handed out only to whom it was made for, only while that member may still export
/// from the templates channel, and each time it is on record before the first byte leaves.
private func fetchExport(_ context: Context) async throws -> Response {
  let exporter = context.house.exporter
  let token = context.parameters["export"] ?? ""
  let (row, length) = try await context.read { reader in
    (try reader.export(token: token), exporter.length(of: token))
  }
  let places = context.access.channels(context.caller.member, .export)
  guard let row, row.member == context.caller.member, !places.isEmpty,
    row.expiresAt > context.access.now
  else { throw Problem.notFound }
  guard row.state == .made, let length else {
    let text = "This export is \(row.state.rawValue)."
    throw Problem(status: 409, code: "not-ready", text: text)
  }
  // The file's name travels in the clear: it says neither whose data it is nor what.
  let file = Representation(
    type: "application/zip", content: .file(path: exporter.path(of: token), length: length),
    tag: String((row.sha256 ?? token).prefix(16)),
    headers: [
      ("Cache-Control", "no-store"),
      ("Content-Disposition", "attachment; filename=\"export-\(token.prefix(8)).zip\""),
    ])
  let response = file.answer(to: context.request, dress: refusal)
  // A refusal, or a word that nothing changed, hands out nothing.
  if response.status < 300 {
    try await context.commit([
      .noted(act: "export.fetched", channel: nil, member: nil, detail: token)
    ])
  }
  return response
}
