// Health, metrics and the API's description of itself: no personal data in any of them.
import Domain
import HTTP
import Store

let operationRoutes: [Route] = [
  Route("GET /health", "Is the server up?", need: .open, run: health),
  Route(
    "GET /metrics", "Counts in Prometheus text, from this machine only.", need: .open,
    statuses: [200, 404], run: metrics),
  Route("GET /api/v1/openapi.json", "This description.", need: .open, run: describe),
]

private func health(_ context: Context) throws -> Response {
  .json { json in json.object { json in json.member("status", "ok") } }
}

private func metrics(_ context: Context) async throws -> Response {
  let asker = context.asker
  let token = Gate.bearer(context.request)
  // Behind a proxy everything comes from this machine, even if it does not say for whom.
  let isDirect = asker.isAtMachine && !asker.isProxied
  guard isDirect || token.map(context.house.control.matches) == true else {
    throw Problem.notFound
  }
  let house = context.house
  let text = try await context.work {
    house.meters.text(streams: house.hub.streamCount, house.store.tally) + house.backups.metrics()
  }
  return Response(
    status: 200,
    headers: [("Content-Type", "text/plain; version=0.0.4"), ("Cache-Control", "no-store")],
    body: .bytes(Array(text.utf8)))
}

private func describe(_ context: Context) throws -> Response {
  .json(bytes: description)
}

/// Drawn once: anybody may ask for it, as often as they like.
private let description: [UInt8] = {
  var json = JSONWriter()
  json.openAPI(allRoutes, version: hedgerowVersion)
  return json.bytes
}()

extension JSONWriter {
  /// OpenAPI 3.1, drawn from the route table.
  fileprivate mutating func openAPI(_ routes: [Route], version: String) {
    let plain = ["GET /health", "GET /metrics"]
    let described = routes.filter { $0.pattern.contains(" /api/") || plain.contains($0.pattern) }
    var paths: [String] = []
    for route in described where !paths.contains(route.path) { paths.append(route.path) }
    object { json in
      json.member("openapi", "3.1.0")
      json.name("info")
      json.object { json in
        json.member("title", "Hedgerow")
        json.member("version", version)
      }
      json.name("paths")
      json.object { json in
        for path in paths {
          json.name(path)
          json.object { json in
            for route in described where route.path == path { json.operation(route) }
          }
        }
      }
    }
  }

  private mutating func operation(_ route: Route) {
    name(route.method.lowercased())
    object { json in
      json.member("summary", route.summary)
      json.name("parameters")
      json.array { json in
        for segment in route.path.split(separator: "/") where segment.hasPrefix("{") {
          json.parameter(String(segment.dropFirst().dropLast()), "path", "", required: true)
        }
        for parameter in route.query {
          json.parameter(parameter.name, "query", parameter.text, required: false)
        }
      }
      if !route.body.isEmpty { json.body(route.body) }
      json.name("responses")
      json.object { json in
        let all = Set(route.statuses + (route.need == .open ? [] : [401, 404, 503]))
        for status in all.sorted() {
          json.name(String(status))
          json.object { json in json.member("description", statusWord(status)) }
        }
      }
    }
  }

  private mutating func parameter(_ name: String, _ place: String, _ text: String, required: Bool) {
    object { json in
      json.member("name", name)
      json.member("in", place)
      json.member("description", text)
      json.member("required", required)
      json.name("schema")
      json.object { json in json.member("type", "string") }
    }
  }

  private mutating func body(_ parameters: [Parameter]) {
    name("requestBody")
    object { json in
      json.name("content")
      json.object { json in
        json.name("application/json")
        json.object { json in
          json.name("schema")
          json.object { json in
            json.member("type", "object")
            json.member("additionalProperties", false)
            json.member("required", parameters.filter { !$0.isOptional }.map(\.name))
            json.name("properties")
            json.object { json in
              for parameter in parameters {
                json.name(parameter.name)
                json.object { json in
                  json.member("type", parameter.type)
                  json.member("description", parameter.text)
                }
              }
            }
          }
        }
      }
    }
  }
}

private func statusWord(_ status: Int) -> String {
  switch status {
  case 200: "Done."
  case 201: "Written, on disk, with its audit entry."
  case 204: "Done; nothing to say."
  case 400: "Malformed."
  case 401: "No session."
  case 404: "Unknown or forbidden."
  case 409: "In conflict with what is there."
  case 413: "Too large."
  case 415: "Not JSON."
  case 422: "Understood but not right: see complaints."
  case 429: "Too many attempts; see Retry-After."
  default: "Not now; see Retry-After."
  }
}
