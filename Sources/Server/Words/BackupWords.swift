// backup, restore and export: what the person at the machine says of copies and files.
import Domain
import FoundationEssentials
import Glibc
import Store

func backup(_ words: Words) throws -> Int32 {
  try words.allow(["--data", "--to", "--key", "--home"], plain: 1)
  return try atTheMachine("backup", words)
}

func export(_ words: Words) throws -> Int32 {
  try words.allow([
    "--data", "--kind", "--channel", "--all", "--from", "--until", "--format", "--purpose", "--to",
    "--as", "--home",
  ])
  return try atTheMachine("export", words)
}

/// Lets the server that holds the data do it, or opens a house just for it.
private func atTheMachine(_ name: String, _ words: Words) throws -> Int32 {
  let data = try words.needed("--data")
  guard Organisation.exists(in: data) else {
    throw Failure.conflict("There is no organisation in \(data).")
  }
  let asked = words.arguments(name, absolute: ["--to", "--key"])
  let order = try MachineOrder(Words(asked))
  var key: String?
  if order.needsKey {
    let found = try BackupKey.find(
      named: words.value("--key"), apart: [data], beside: words.value("--to"), dice: SystemDice(),
      makes: words.plain.isEmpty)
    if found.isNew { warn(found.advice) }
    key = found.passphrase
  }
  if let status = askServer(asked, password: key, data) { return status }
  let catalog = try catalog(home: DefinitionSource.home(named: words.value("--home")))
  var configuration = Configuration(data: data)
  configuration.organisation = Organisation.name(in: data) ?? "Hedgerow"
  let house = try House(configuration, catalog: catalog)
  defer { house.close() }
  let (isWell, text) = try order.perform(in: house, key: key)
  if isWell { say(text) } else { warn(text) }
  return isWell ? 0 : 1
}

func restore(_ words: Words) throws -> Int32 {
  try words.allow(["--from", "--data", "--key", "--home"])
  let data = try words.needed("--data")
  let from = absolute(try words.needed("--from"))
  let key = try BackupKey.find(
    named: words.value("--key"), apart: [], dice: SystemDice(), makes: false)
  let catalog = try catalog(home: DefinitionSource.home(named: words.value("--home")))
  let restoring = Restoring(
    archive: BackupArchive(path: from, passphrase: key.passphrase), data: data, catalog: catalog,
    clock: SystemClock(), dice: SystemDice())
  let (manifest, head) = try restoring.run()
  let local = Zone.london.local(manifest.at)
  let facts = manifest.facts
  say(
    """
    \(Organisation.name(in: data) ?? "Hedgerow") is restored as it was on \(local.day.text) at \
    \(local.time.text) (\(manifest.at.text)).
    \(facts.members) members, \(facts.children) children, \(facts.messages) messages, \
    \(facts.records) records; the audit was at \(facts.auditNumber) and is at \(head) now.
    It is as it was then: erasures approved and hidings made after that moment are undone, so what \
    they took away is back. Ask for them again.
    Everyone must sign in again. Start it with: hedgerow serve --data \(data)
    """)
  return 0
}

/// What serve was told of copies; nil when nothing.
func backupPlan(_ words: Words, data: String, zone: Zone) throws -> BackupPlan? {
  let folders = words.values("--backups").map { absolute($0) }
  guard !folders.isEmpty else {
    for name in ["--backup-at", "--backup-key", "--backup-keep"] where words.has(name) {
      throw Misuse(text: "\(name) needs --backups FOLDER.")
    }
    return nil
  }
  let text = words.value("--backup-at") ?? "02:00"
  let parts = text.split(separator: ":").map { Int($0) ?? -1 }
  guard parts.count == 2, (0..<24).contains(parts[0]), (0..<60).contains(parts[1]),
    let time = TimeOfDay(minutes: parts[0] * 60 + parts[1])
  else { throw Misuse(text: "--backup-at wants a time of day like 02:00.") }
  guard let keep = words.value("--backup-keep").map({ BackupKeep(text: $0) }) ?? .standard else {
    throw Misuse(text: "--backup-keep wants days, weeks and months, like 7d,5w,12m.")
  }
  for folder in folders {
    guard !isInside(folder, data) else {
      throw Failure.conflict("\(folder) lies in the data directory: copies are lost with it.")
    }
    try mustLieApart(folder + "/copy", "copies")
    guard access(folder, R_OK | W_OK | X_OK) == 0 else {
      throw Failure.conflict("\(folder) is not a folder that can be written.")
    }
  }
  let key = try BackupKey.find(
    named: words.value("--backup-key"), apart: [data] + folders, dice: SystemDice())
  if key.isNew { warn(key.advice) }
  return BackupPlan(
    folders: folders, hour: BackupHour(time: time, zone: zone), key: key.path, keep: keep)
}
