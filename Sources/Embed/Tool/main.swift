// Writes one Swift file that holds the text of every file below the given folders, and of what
// browsers fetch a compressed copy too.
// usage: embed ROOT OUTPUT FOLDER...
import Foundation

/// The file as gzip makes it, in base64; empty where it would be no smaller or gzip is missing: the
/// program then serves the file as it is. Done here once and for all, with the program that every Linux
/// has, so that the server neither compresses while a client waits nor needs gzip where it runs.
func compressed(_ url: URL) -> String {
  let gzip = Process()
  gzip.executableURL = URL(fileURLWithPath: "/usr/bin/env")
  // No name and no time: the same file gives the same bytes.
  gzip.arguments = ["gzip", "-9", "-n", "-c", url.path]
  let pipe = Pipe()
  gzip.standardOutput = pipe
  do { try gzip.run() } catch { return "" }
  let bytes = pipe.fileHandleForReading.readDataToEndOfFile()
  gzip.waitUntilExit()
  let plain = (try? Data(contentsOf: url).count) ?? 0
  return gzip.terminationStatus == 0 && bytes.count < plain ? bytes.base64EncodedString() : ""
}

let words = CommandLine.arguments
let root = URL(fileURLWithPath: words[1])
var entries: [String] = []
for folder in words.dropFirst(3) {
  let base = root.appendingPathComponent(folder)
  let paths = (FileManager.default.enumerator(atPath: base.path)?.allObjects as? [String]) ?? []
  for path in paths.sorted()
  where !path.hasPrefix(".") && !path.hasSuffix(".swift") {
    let url = base.appendingPathComponent(path)
    var isFolder: ObjCBool = false
    let exists = FileManager.default.fileExists(atPath: url.path, isDirectory: &isFolder)
    if !exists || isFolder.boolValue { continue }
    let text = try String(contentsOf: url, encoding: .utf8)
    let literal = "#####\"\"\"\n\(text)\n\"\"\"#####"
    let gzip = folder.hasSuffix("/Web") ? compressed(url) : ""
    entries.append(
      "  EmbeddedFile(path: \"\(folder)/\(path)\", gzip: \"\(gzip)\", text: \(literal)),")
  }
}
let source = """
  /// One file of the source tree, as it was when the program was built.
  struct EmbeddedFile: Sendable { let path: String; let gzip: StaticString; let text: StaticString }
  let embeddedFiles: [EmbeddedFile] = [
  \(entries.joined(separator: "\n"))
  ]
  """
try source.write(toFile: words[2], atomically: true, encoding: .utf8)
