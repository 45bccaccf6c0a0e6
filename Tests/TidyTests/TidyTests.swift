// Reads the sources and keeps the habits of the house.
import Foundation
import Testing

private struct Source {
  let path: String
  let text: String
  var lines: [Substring] { text.split(separator: "\n", omittingEmptySubsequences: false) }
}

private let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
  .deletingLastPathComponent().deletingLastPathComponent()

private func sources(below folder: String, ending: String) -> [Source] {
  let base = root.appendingPathComponent(folder)
  let paths = (FileManager.default.enumerator(atPath: base.path)?.allObjects as? [String]) ?? []
  return paths.filter { $0.hasSuffix(ending) }.sorted().compactMap { path in
    let url = base.appendingPathComponent(path)
    return (try? String(contentsOf: url, encoding: .utf8)).map {
      Source(path: folder + "/" + path, text: $0)
    }
  }
}

private let product = sources(below: "Sources", ending: ".swift")

@Test("There are sources to read")
func sourcesAreFound() { #expect(product.count > 60) }

@Test("Every file begins with a sentence that says what lives there")
func firstLine() {
  for source in product + sources(below: "Tests", ending: ".swift") {
    let first = source.lines.first ?? ""
    #expect(first.hasPrefix("// ") && first.count > 20, "\(source.path) says nothing of itself")
  }
}

@Test("No file is longer than 400 lines")
func fileLength() {
  let all = product + sources(below: "Sources/Server/Web", ending: "")
  for source in all {
    #expect(source.lines.count <= 401, "\(source.path) has \(source.lines.count) lines")
  }
}

@Test("Clock, dice and sleep are used only where they are handed out")
func handedIn() {
  let banned = ["Date()", "UUID()", ".random(", "sleep("]
  for source in product where !source.path.hasSuffix("Surroundings.swift") {
    for (number, line) in source.lines.enumerated() {
      let code = line.split(separator: "//", maxSplits: 1).first ?? ""
      for word in banned {
        #expect(!code.contains(word), "\(source.path):\(number + 1) uses \(word)")
      }
    }
  }
}

@Test("Only the Store room knows SQLite, and rooms of one floor never see each other")
func wallsHold() {
  let forbidden: [(room: String, imports: [String])] = [
    ("Domain", ["HTTP", "Store", "Engine", "Reports", "Server", "CSQLite", "Foundation"]),
    ("HTTP", ["Domain", "Store", "Engine", "Reports", "Server", "CSQLite", "Foundation"]),
    ("Store", ["HTTP", "Engine", "Reports", "Server", "Foundation"]),
    ("Engine", ["HTTP", "Store", "Reports", "Server", "CSQLite", "Foundation"]),
    ("Reports", ["HTTP", "Store", "Engine", "Server", "CSQLite", "Foundation"]),
    ("Server", ["CSQLite", "Foundation"]),
  ]
  for (room, imports) in forbidden {
    let files = product.filter { $0.path.hasPrefix("Sources/\(room)/") }
    #expect(!files.isEmpty)
    for source in files {
      for name in imports where source.lines.contains("import \(name)") {
        Issue.record("\(source.path) imports \(name)")
      }
    }
  }
}

@Test("Who guards an unchecked or forced thing is said beside it")
func guards() {
  for source in product {
    let lines = source.lines
    for (number, line) in lines.enumerated() {
      let isUnchecked = line.contains("@unchecked Sendable") || line.contains("nonisolated(unsafe)")
      guard isUnchecked || line.contains("try!") || line.contains("as!") else { continue }
      // A group of properties may share the comment above it.
      let around = lines[max(0, number - 8)...min(lines.count - 1, number + 2)]
      #expect(around.contains { $0.contains("//") }, "\(source.path):\(number + 1): who guards it?")
    }
  }
}

@Test("The package names no package")
func noPackages() throws {
  let text = try String(contentsOf: root.appendingPathComponent("Package.swift"), encoding: .utf8)
  #expect(!text.contains(".package("))
}

@Test("The top level holds what was agreed and nothing else")
func topLevel() throws {
  let agreed: Set<String> = [
    "Package.swift", "Sources", "Tests", "Commands", "Channels", "README.md",
  ]
  let found = try FileManager.default.contentsOfDirectory(atPath: root.path)
  // SwiftPM writes Package.resolved beside the manifest even without packages.
  let extra = found.filter {
    !$0.hasPrefix(".") && $0 != "Package.resolved" && !agreed.contains($0)
  }
  #expect(extra.isEmpty)
}

@Test("Words that were left behind are not")
func leftBehind() {
  let words = ["TO" + "DO", "FIX" + "ME"]
  for source in product {
    for word in words { #expect(!source.text.contains(word), "\(source.path) has \(word)") }
  }
}
