// init, seed, check, doctor and member.
import Domain
import FoundationEssentials
import Glibc
import Reports
import Store

func initialise(_ words: Words) throws -> Int32 {
  try words.allow(["--data", "--organisation", "--member", "--name", "--home"])
  let data = try words.needed("--data")
  let organisation = try words.needed("--organisation")
  let login = try words.needed("--member")
  guard !Organisation.exists(in: data) else {
    throw Failure.conflict("There is an organisation in \(data) already.")
  }
  let name = words.value("--name") ?? login
  let password = passwordFromInput("Password for \(login) (not shown):")
  let order = try MemberOrder(
    ["add", login, "--name", name, "--role", "director", "--role", "dsl"], password: password)
  let catalog = try catalog(home: DefinitionSource.home(named: words.value("--home")))
  let clock = SystemClock()
  let dice = SystemDice()
  let store = try Store(directory: data, catalog: catalog, clock: clock, dice: dice)
  defer { store.close() }
  try Organisation.set(organisation, in: data)
  let members = Members(store: store, clock: clock, dice: dice, catalog: catalog, forget: { _ in })
  say(try wait { order.perform(by: nil, in: members, done: $0) }.text)
  try Opening(store: store, catalog: catalog, dice: dice, clock: clock).openSingles(lead: login)
  say("\(organisation) is ready. Start it with: hedgerow serve --data \(data)")
  return 0
}

/// Waits for one answer that comes on another thread.
func wait<Value: Sendable>(
  _ start: (@escaping @Sendable (Result<Value, any Error>) -> Void) -> Void
) throws -> Value {
  let box = Locked<Result<Value, any Error>?>(nil)
  let gate = UnsafeMutablePointer<sem_t>.allocate(capacity: 1)
  sem_init(gate, 0, 0)
  defer {
    sem_destroy(gate)
    gate.deallocate()
  }
  // The semaphore outlives the callback: it is destroyed only after the wait below.
  nonisolated(unsafe) let signal = gate
  start { result in
    box.with { $0 = result }
    sem_post(signal)
  }
  while sem_wait(gate) != 0 {}
  guard let result = box.with({ $0 }) else { throw Failure.broken("no answer") }
  return try result.get()
}

func seed(_ words: Words) throws -> Int32 {
  try words.allow(["--data", "--size", "--password", "--seed", "--days", "--json", "--home"])
  guard let size = SeedPlan.Size(rawValue: try words.needed("--size")) else {
    throw Misuse(text: "--size is small, school or trust.")
  }
  let data = try words.needed("--data")
  guard !Organisation.exists(in: data) else {
    throw Failure.conflict("There is an organisation in \(data) already.")
  }
  guard let number = UInt64(words.value("--seed") ?? "1") else {
    throw Misuse(text: "--seed is a whole number.")
  }
  var days: Int?
  if let text = words.value("--days") {
    guard let count = Int(text), (0...3660).contains(count) else {
      throw Misuse(text: "--days is a whole number, at most 3660.")
    }
    days = count
  }
  let dice = SystemDice()
  let password =
    words.value("--password") ?? [4, 4, 4].map { dice.letters($0) }.joined(separator: "-")
  try checkPassword(password)
  let catalog = try catalog(home: DefinitionSource.home(named: words.value("--home")))
  let seeded = try Seeder(
    data: data, size: size, seed: number, days: days, password: password, catalog: catalog
  ).run()
  if words.has("--json") {
    say(String(decoding: seeded.json, as: UTF8.self))
  } else {
    say("\(seeded.lines) lines said. Everyone's password is \(password)")
  }
  return 0
}

func check(_ words: Words) throws -> Int32 {
  try words.allow(["--home"])
  let home = DefinitionSource.home(named: words.value("--home"))
  let (catalog, complaints) = Catalog.read(try DefinitionSource.files(home: home))
  for complaint in complaints { say(complaint.description) }
  guard let catalog else {
    say("\(complaints.count) mistake(s).")
    return 1
  }
  say(
    "\(catalog.commands.count) commands, \(catalog.vocabularies.count) vocabularies, "
      + "\(catalog.kinds.count) channel kinds: all well.")
  return 0
}

func doctor(_ words: Words) throws -> Int32 {
  try words.allow(["--data"])
  var isWell = true
  let needs: [(what: String, names: [String], packages: String)] = [
    ("encrypted exports and copies", ["7z", "7za", "7zz"], "apt-get install p7zip-full"),
    ("mails, unless another --mail-program is named", ["msmtp"], "apt-get install msmtp"),
  ]
  for need in needs {
    if let program = ChildProcess.find(need.names) {
      say("found    \(program)   (\(need.what))")
    } else {
      isWell = false
      say("missing  \(need.names[0])   (\(need.what)): \(need.packages)")
    }
  }
  let hash = Password.hash("a test of the machine", salt: [UInt8](repeating: 1, count: 16))
  say(hash.hasPrefix("$y$") ? "found    yescrypt   (passwords)" : "missing  yescrypt: libcrypt1")
  isWell = isWell && hash.hasPrefix("$y$")
  if let data = words.value("--data") {
    let usable = access(data, R_OK | W_OK | X_OK) == 0
    say(usable ? "found    \(data)" : "missing  \(data) is not a folder that can be written")
    isWell = isWell && usable
  }
  return isWell ? 0 : 1
}

func member(_ words: Words) throws -> Int32 {
  try words.allow(["--data", "--name", "--role", "--reason", "--home"], plain: 2)
  let data = try words.needed("--data")
  guard Organisation.exists(in: data) else {
    throw Failure.conflict("There is no organisation in \(data).")
  }
  var order = words.plain
  for name in ["--name", "--role", "--reason"] {
    for value in words.values(name) { order += [name, value] }
  }
  let needsPassword = ["add", "password"].contains(order.first ?? "")
  let password = needsPassword ? passwordFromInput("Password (not shown):") : nil
  let parsed = try MemberOrder(order, password: password)
  if let status = askServer(order, password: password, data) { return status }
  let catalog = try catalog(home: DefinitionSource.home(named: words.value("--home")))
  let clock = SystemClock()
  let dice = SystemDice()
  let store = try Store(directory: data, catalog: catalog, clock: clock, dice: dice)
  defer { store.close() }
  let members = Members(store: store, clock: clock, dice: dice, catalog: catalog, forget: { _ in })
  say(try wait { parsed.perform(by: nil, in: members, done: $0) }.text)
  return 0
}

/// Lets the server that holds the data do it; nil when none runs.
func askServer(_ words: [String], password: String?, _ data: String) -> Int32? {
  guard let (status, answer) = Control.send(words, password: password, directory: data) else {
    return nil
  }
  let json = try? JSON.parse(Array(answer.utf8))
  let text = json?["text"]?.text ?? json?["error"]?["text"]?.text ?? answer
  if status == 200 { say(text) } else { warn(text) }
  return status == 200 ? 0 : 1
}
