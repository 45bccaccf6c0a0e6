// Writes one Swift file that holds the text of every file below the given folders.
// usage: embed ROOT OUTPUT FOLDER...
import Foundation

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
    entries.append("  EmbeddedFile(path: \"\(folder)/\(path)\", text: \(literal)),")
  }
}
let source = """
  /// One file of the source tree, as it was when the program was built.
  struct EmbeddedFile: Sendable { let path: String; let text: StaticString }
  let embeddedFiles: [EmbeddedFile] = [
  \(entries.joined(separator: "\n"))
  ]
  """
try source.write(toFile: words[2], atomically: true, encoding: .utf8)
