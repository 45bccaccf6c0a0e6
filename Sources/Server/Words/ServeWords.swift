// The words serve and demo: a house with its doors open.
import Domain
import FoundationEssentials
import Glibc
import Store

/// Reads the definitions or fails with all complaints.
func catalog(home: String?) throws -> Catalog {
  let (catalog, complaints) = Catalog.read(try DefinitionSource.files(home: home))
  guard let catalog else {
    for complaint in complaints { warn(complaint.description) }
    throw Failure.broken(
      "The definitions have \(complaints.count) mistake(s); nothing was started.")
  }
  return catalog
}

func serve(_ words: Words) throws -> Int32 {
  try words.allow([
    "--data", "--listen", "--home", "--proxy", "--loops", "--backups", "--backup-at",
    "--backup-key", "--backup-keep", "--journal", "--mail-program", "--mail-config", "--mail-from",
    "--mail-retry", "--mail-hold", "--mail-dry-run",
  ])
  let data = try words.needed("--data")
  return try serve(words, data: data, journal: words.value("--journal") ?? "-") {
    serving, addresses in
    let organisation = serving.house.configuration.organisation
    say("Hedgerow serves \(organisation) on \(addresses.joined(separator: " and "))")
    if serving.endpoints.contains(where: \.isOpenToOthers) {
      warn("Other machines can reach it without TLS: see hedgerow deploy for a proxy in front.")
    }
    if serving.house.store.roster.members.count == 1 {
      warn("There is no member yet, so nobody can sign in: begin with hedgerow init.")
    }
    if serving.house.configuration.backups == nil {
      warn("No copies are made by themselves: name a folder for them with --backups FOLDER.")
    }
    if let trouble = serving.house.configuration.mail?.trouble { warn(trouble) }
    if serving.house.configuration.mail == nil {
      warn("No mail leaves: say from which address with --mail-from ADDRESS.")
    }
  }
}

private func serve(
  _ words: Words, data: String, journal: String?, ready: (Serving, [String]) throws -> Void
) throws -> Int32 {
  Serving.blockSignals()
  let listen = try words.listen()
  let proxies = try Proxies(words.values("--proxy"))
  let home = DefinitionSource.home(named: words.value("--home"))
  let catalog = try catalog(home: home)
  var configuration = Configuration(data: data, home: home, listen: listen, proxies: proxies)
  configuration.proxied = try words.proxied()
  configuration.organisation = Organisation.name(in: data) ?? "Hedgerow"
  configuration.journal = journal
  configuration.mail = try mailPlan(words)
  configuration.backups = try backupPlan(words, data: data, zone: configuration.zone)
  if let loops = words.value("--loops").flatMap(Int.init) {
    configuration.loops = max(1, min(16, loops))
  }
  let house = try House(configuration, catalog: catalog)
  if house.store.roster.members.count > 1 {
    for trouble in try house.openMissingChannels() { warn(trouble) }
  }
  let serving = try Serving(house)
  try ready(serving, serving.endpoints.map(\.shown))
  serving.startJournal()
  serving.waitForSignals()
  serving.stop(drainSeconds: Deployment.drainSeconds)
  return serving.house.store.isSound ? 0 : 1
}

func demo(_ words: Words) throws -> Int32 {
  try words.allow(["--data", "--listen", "--no-serve", "--home"])
  let data = words.value("--data") ?? demoDirectory()
  let note = data + "/demo-password"
  if !Organisation.exists(in: data) {
    let dice = SystemDice()
    let password = [4, 4, 4].map { dice.letters($0) }.joined(separator: "-")
    say("Making a small made-up organisation ...")
    let home = DefinitionSource.home(named: words.value("--home"))
    _ = try Seeder(
      data: data, size: .small, seed: 1, days: nil, password: password,
      catalog: catalog(home: home)
    ).run()
    try writePrivately(password, to: note)
  }
  let kept = FileManager.default.contents(atPath: note).map { String(decoding: $0, as: UTF8.self) }
  let password = kept ?? "(as you set it)"
  if words.has("--no-serve") {
    say(cast(password))
    return 0
  }
  return try serve(words, data: data, journal: nil) { _, addresses in
    say(cast(password))
    say(
      "\nHedgerow is at \(addresses.joined(separator: " and "))   (Ctrl-C stops it; the data are in \(data))"
    )
  }
}

private func cast(_ password: String) -> String {
  """

  Everyone's password is  \(password)

    tess   team: some children's channels      cora   coordinator: children, exports
    tari   team: other children's channels     devi   deputy DSL: safeguarding
    vic    volunteer                           dara   director and DSL
    adam   administrator: runs it, reads none of it
  """
}

/// Where the demo's data lie when nothing is said: the user's own data folder (XDG).
private func demoDirectory() -> String {
  let environment = ProcessInfo.processInfo.environment
  let base =
    environment["XDG_DATA_HOME"] ?? environment["HOME"].map { $0 + "/.local/share" } ?? "."
  try? FileManager.default.createDirectory(atPath: base, withIntermediateDirectories: true)
  return base + "/hedgerow-demo"
}

/// Writes a file that only its owner may read.
func writePrivately(_ text: String, to path: String) throws {
  let file = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
  guard file >= 0 else { throw Failure.unavailable("\(path) cannot be written") }
  defer { close(file) }
  guard write(file, text, text.utf8.count) == text.utf8.count else {
    throw Failure.unavailable("\(path) cannot be written")
  }
}

/// The organisation's name, in a file of the data directory.
enum Organisation {
  static func exists(in data: String) -> Bool {
    FileManager.default.fileExists(atPath: data + "/hedgerow.db")
  }
  static func name(in data: String) -> String? {
    guard let bytes = FileManager.default.contents(atPath: data + "/organisation") else {
      return nil
    }
    let text = String(decoding: bytes, as: UTF8.self).prefix { $0 != "\n" }
    return text.isEmpty ? nil : String(text)
  }
  static func set(_ name: String, in data: String) throws {
    try writePrivately(name + "\n", to: data + "/organisation")
  }
}
