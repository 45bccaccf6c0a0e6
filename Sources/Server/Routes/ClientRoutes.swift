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

private struct ClientFile {
  let bytes: [UInt8]
  let tag: String
}

private let clientFiles: [String: ClientFile] = {
  let prefix = "Sources/Server/Web/"
  let files = embeddedFiles.filter { $0.path.hasPrefix(prefix) }.map { file in
    let bytes = file.text.withUTF8Buffer { Array($0) }
    let tag = "\"" + SHA256.hex(bytes).prefix(16) + "\""
    return (String(file.path.dropFirst(prefix.count)), ClientFile(bytes: bytes, tag: tag))
  }
  return Dictionary(files, uniquingKeysWith: { first, _ in first })
}()

private let types = [
  "html": "text/html; charset=utf-8", "css": "text/css; charset=utf-8",
  "js": "text/javascript; charset=utf-8", "svg": "image/svg+xml",
  "webmanifest": "application/manifest+json",
]

private func file(_ path: String, _ context: Context) throws -> Response {
  guard let file = clientFiles[path],
    let type = types[String(path.split(separator: ".").last ?? "")]
  else { throw Problem.notFound }
  let headers: [(name: String, value: String)] =
    [("Content-Type", type), ("Cache-Control", "no-cache"), ("ETag", file.tag)]
  if context.request.headers["if-none-match"] == file.tag {
    return Response(status: 304, headers: headers)
  }
  return Response(status: 200, headers: headers, body: .bytes(file.bytes))
}
