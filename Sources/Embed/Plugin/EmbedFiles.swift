// The build step that embeds the definitions and the web client into the Server room.
import Foundation
import PackagePlugin

@main
struct EmbedFiles: BuildToolPlugin {
  func createBuildCommands(context: PluginContext, target: Target) throws -> [Command] {
    let root = context.package.directoryURL
    let folders = [
      "Commands", "Channels", "Sources/Server/Web", "Sources/Server/Proof", "Sources/Server/Deploy",
    ]
    let output = context.pluginWorkDirectoryURL.appending(path: "EmbeddedFiles.swift")
    let files = folders.flatMap { folder in
      let base = root.appending(path: folder)
      let walk = FileManager.default.enumerator(at: base, includingPropertiesForKeys: nil)
      return (walk?.allObjects as? [URL] ?? []).filter {
        !$0.hasDirectoryPath && $0.pathExtension != "swift"
      }
    }
    return [
      .buildCommand(
        displayName: "Embedding definitions and the web client",
        executable: try context.tool(named: "embed").url,
        arguments: [root.path, output.path] + folders,
        inputFiles: files, outputFiles: [output])
    ]
  }
}
