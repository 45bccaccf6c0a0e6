// The one stream of a client, for all its channels.
import Domain
import HTTP
import Store

/// Where the stream is, as the journal names it at its end.
let streamPath = "/api/v1/stream"

let streamRoutes: [Route] = [
  Route(
    "GET \(streamPath)", "Server-sent events of all my channels; resumes by Last-Event-ID.",
    query: [Parameter(name: "after", text: "a cursor, where a header cannot be sent")],
    run: openStream)
]

private func openStream(_ context: Context) -> Response {
  let house = context.house
  let caller = context.caller
  let text = context.request.headers["last-event-id"] ?? context.request.query("after")
  // A cursor that is none of ours is answered like one that is too old: fetch afresh.
  let cursor = text.flatMap { $0.isEmpty ? nil : (UInt64($0, radix: 36) ?? 0) }
  return Response(
    status: 200,
    headers: [
      ("Content-Type", "text/event-stream"), ("Cache-Control", "no-store"),
      ("X-Accel-Buffering", "no"),
    ],
    body: .stream { stream in house.hub.attach(stream, caller, after: cursor) })
}
