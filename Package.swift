// swift-tools-version: 6.0
// Hedgerow: a channel server for teams who look after children. No package dependency, by decision.
import PackageDescription

let strict: [SwiftSetting] = [
  .swiftLanguageMode(.v6),
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .unsafeFlags(["-warnings-as-errors"]),
]

let package = Package(
  name: "hedgerow",
  products: [.executable(name: "hedgerow", targets: ["hedgerow"])],
  dependencies: [],
  targets: [
    .systemLibrary(name: "CSQLite", providers: [.apt(["libsqlite3-dev"])]),
    .systemLibrary(name: "CCrypt", providers: [.apt(["libcrypt-dev"])]),
    .systemLibrary(name: "CLinux"),

    .target(name: "Domain", swiftSettings: strict),
    .target(name: "HTTP", dependencies: ["CLinux"], swiftSettings: strict),
    .target(name: "Store", dependencies: ["Domain", "CSQLite"], swiftSettings: strict),
    .target(name: "Engine", dependencies: ["Domain"], swiftSettings: strict),
    .target(name: "Reports", dependencies: ["Domain", "CLinux"], swiftSettings: strict),
    .target(
      name: "Server",
      dependencies: ["Domain", "HTTP", "Store", "Engine", "Reports", "CCrypt", "CLinux"],
      exclude: ["Web", "Deploy", "Proof/verify.py", "Proof/HOW-TO-CHECK.txt"],
      swiftSettings: strict,
      plugins: ["EmbedFiles"]),
    .executableTarget(name: "hedgerow", dependencies: ["Server"], swiftSettings: strict),

    // Puts Commands/, Channels/ and the web client into the binary, so that it stands alone.
    .executableTarget(name: "embed", path: "Sources/Embed/Tool", swiftSettings: strict),
    .plugin(
      name: "EmbedFiles", capability: .buildTool(), dependencies: ["embed"],
      path: "Sources/Embed/Plugin"),

    .executableTarget(
      name: "measure",
      dependencies: ["Domain", "Engine", "Server", "Store", "Reports", "CLinux", "CSQLite"],
      path: "Tests/Bench/Measure", swiftSettings: strict),
    .target(
      name: "TestKit", dependencies: ["Domain", "HTTP", "Store", "Engine", "Reports", "Server"],
      path: "Tests/TestKit", swiftSettings: strict),
    .testTarget(name: "DomainTests", dependencies: ["Domain"], swiftSettings: strict),
    .testTarget(name: "HTTPTests", dependencies: ["HTTP", "CLinux"], swiftSettings: strict),
    .testTarget(
      name: "StoreTests", dependencies: ["Domain", "Store", "CSQLite"], exclude: ["Frozen"],
      swiftSettings: strict),
    .testTarget(name: "EngineTests", dependencies: ["Domain", "Engine"], swiftSettings: strict),
    .testTarget(name: "ReportsTests", dependencies: ["Domain", "Reports"], swiftSettings: strict),
    .testTarget(
      name: "ServerTests",
      dependencies: ["TestKit", "Server", "Domain", "HTTP", "Store", "Engine", "Reports"],
      swiftSettings: strict),
    .testTarget(
      name: "StoryTests", dependencies: ["TestKit", "Domain"], exclude: ["Stories"],
      swiftSettings: strict),
    .testTarget(name: "TidyTests", swiftSettings: strict),
  ]
)
