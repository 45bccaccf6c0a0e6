// Where the definitions come from: a folder, or the copy built into the binary.
import Domain
import FoundationEssentials

/// The definition files of one home.
public enum DefinitionSource {
  /// All files of `Commands/` and `Channels/` below a folder, or the built-in copy for nil.
  public static func files(home: String?) throws -> [DefinitionFile] {
    guard let home else { return builtIn }
    let manager = FileManager.default
    var files: [DefinitionFile] = []
    for folder in ["Commands", "Channels"] {
      let base = home + "/" + folder
      guard let paths = try? manager.subpathsOfDirectory(atPath: base) else {
        throw Failure.unavailable("there is no folder \(base)")
      }
      for path in paths.sorted() where isDefinition(path) {
        guard let data = manager.contents(atPath: base + "/" + path) else {
          throw Failure.unavailable("\(folder)/\(path) cannot be read")
        }
        let text = String(decoding: data, as: UTF8.self)
        files.append(DefinitionFile(path: folder + "/" + path, text: text))
      }
    }
    return files
  }

  private static func isDefinition(_ path: String) -> Bool {
    path.hasSuffix(".json5") || path.hasSuffix(".mail")
  }

  /// The home to use: the one named, else the current folder if it has definitions, else nil,
  /// which means the built-in copy.
  public static func home(named: String?) -> String? {
    if let named { return named }
    let here = FileManager.default.currentDirectoryPath
    let hasBoth = ["Commands", "Channels"].allSatisfy {
      FileManager.default.fileExists(atPath: here + "/" + $0)
    }
    return hasBoth ? here : nil
  }

  /// The files as they were when the program was built.
  static var builtIn: [DefinitionFile] {
    embeddedFiles.filter { isDefinition($0.path) && !$0.path.hasPrefix("Sources/") }.map {
      DefinitionFile(path: $0.path, text: $0.text.description)
    }
  }
}
