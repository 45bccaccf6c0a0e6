// The web client's files, as they were built into the binary, plain and compressed.
import Domain
import FoundationEssentials
import HTTP

/// What is answered to a request for a file of the client.
struct ClientFiles: Sendable {
  /// The client's files.
  static let shared = ClientFiles()

  private static let types = [
    "html": "text/html; charset=utf-8", "css": "text/css; charset=utf-8",
    "js": "text/javascript; charset=utf-8", "svg": "image/svg+xml",
    "webmanifest": "application/manifest+json",
  ]
  private let files: [String: Representation]

  private init() {
    let prefix = "Sources/Server/Web/"
    var files: [String: Representation] = [:]
    for file in embeddedFiles where file.path.hasPrefix(prefix) {
      let ending = String(file.path.split(separator: ".").last ?? "")
      guard let type = ClientFiles.types[ending] else { continue }
      let bytes = file.text.withUTF8Buffer { Array($0) }
      // Modules name each other without a digest, so a browser asks each time whether its copy is the
      // one in force; mostly the answer is 304.
      files[String(file.path.dropFirst(prefix.count))] = Representation(
        type: type, content: .bytes(bytes), tag: String(SHA256.hex(bytes).prefix(16)),
        gzip: ClientFiles.unpacked(file.gzip), headers: [("Cache-Control", "no-cache")])
    }
    self.files = files
  }

  /// A copy that was compressed when the program was built; nil where there was no gzip then.
  private static func unpacked(_ text: StaticString) -> Representation.Content? {
    guard text.utf8CodeUnitCount > 0, let data = Data(base64Encoded: String(describing: text))
    else { return nil }
    return .bytes(Array(data))
  }

  /// The paths that are there.
  var paths: [String] { files.keys.sorted() }

  /// The answer to a request for a file; throws where there is none.
  func answer(_ path: String, to request: Request) throws -> Response {
    guard let file = files[path] else { throw Problem.notFound }
    return file.answer(to: request, dress: refusal)
  }
}
