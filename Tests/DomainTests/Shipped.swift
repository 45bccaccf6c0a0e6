// The definition files that Hedgerow ships, found beside the sources.
import Domain
import FoundationEssentials
import Testing

/// The files of `Commands/` and `Channels/` as they are in the repository.
enum Shipped {
  static let files: [DefinitionFile] = {
    var root = URL(fileURLWithPath: #filePath).resolvingSymlinksInPath()
    for _ in 0..<3 { root = root.deletingLastPathComponent() }
    return ["Commands", "Channels"].flatMap { folder in
      let base = root.appendingPathComponent(folder).resolvingSymlinksInPath()
      let names = try? FileManager.default.subpathsOfDirectory(atPath: base.path)
      return (names ?? []).filter { $0.hasSuffix(".json5") || $0.hasSuffix(".mail") }.sorted()
        .compactMap { name in
          let text = try? String(
            contentsOf: base.appendingPathComponent(name), encoding: .utf8)
          return text.map { DefinitionFile(path: "\(folder)/\(name)", text: $0) }
        }
    }
  }()

  /// The catalog, or a failed test.
  static func catalog() throws -> Catalog {
    let read = Catalog.read(files)
    #expect(read.complaints.map(\.description) == [])
    return try #require(read.catalog)
  }
}
