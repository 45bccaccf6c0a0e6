// The web client's files, as they were built into the binary.
import Domain
import HTTP

let clientRoutes: [Route] = [
  Route("GET /", "The client's page.", need: .open, run: { try file("index.html", $0) }),
  Route("GET /favicon.ico", "Its icon.", need: .open, run: { try file("icon.svg", $0) }),
  Route(
    "GET /app/{file}", "A file of the client.", need: .open,
    run: { try file($0.parameters["file"] ?? "", $0) }),
  Route(
    "GET /app/{folder}/{file}", "A file of the client.", need: .open,
    run: { context in
      try file(
        "\(context.parameters["folder"] ?? "")/\(context.parameters["file"] ?? "")", context)
    }),
]

private func file(_ path: String, _ context: Context) throws -> Response {
  try ClientFiles.shared.answer(path, to: context.request)
}
