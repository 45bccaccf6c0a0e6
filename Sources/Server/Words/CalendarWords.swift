// calendar: terms and closures from a calendar file, through the running server or without one.
import Domain
import Engine
import FoundationEssentials
import Store

func importCalendar(_ words: Words) throws -> Int32 {
  try words.allow(["--data", "--dry-run", "--home"], plain: 1)
  let data = try words.needed("--data")
  guard let path = words.plain.first else { throw Misuse(text: "The calendar's file is missing.") }
  guard let bytes = FileManager.default.contents(atPath: path),
    let text = String(validating: bytes, as: UTF8.self)
  else { throw Failure.conflict("\(path) cannot be read as a text.") }
  guard bytes.count <= Limits.calendarBytesMax else {
    throw Failure.conflict("\(path) is longer than \(Limits.calendarBytesMax) bytes.")
  }
  guard Organisation.exists(in: data) else {
    throw Failure.conflict("There is no organisation in \(data).")
  }
  let isRehearsal = words.has("--dry-run")
  let order = ["calendar", text] + (isRehearsal ? ["--dry-run"] : [])
  if let status = askServer(order, password: nil, data) { return status }
  return try importAlone(text, isRehearsal: isRehearsal, data, words.value("--home"))
}

/// No server runs: the data are opened for this alone.
private func importAlone(
  _ text: String, isRehearsal: Bool, _ data: String, _ home: String?
) throws -> Int32 {
  let catalog = try catalog(home: DefinitionSource.home(named: home))
  let clock = SystemClock()
  let dice = SystemDice()
  let store = try Store(directory: data, catalog: catalog, clock: clock, dice: dice)
  defer { store.close() }
  let engine = Engine(catalog: catalog, zone: .london, dice: dice)
  guard let place = store.roster.channel(single: "register") else {
    throw Failure.conflict("There is no register yet. Start the server once.")
  }
  let ask = Ask(member: .bot, channel: place.id, input: .calendar(text), at: clock.now())
  let decision: Decision =
    isRehearsal
    ? try store.read { try engine.decide(ask, $0) }
    : try wait { done in
      store.submit(
        .bot, key: nil, decide: { try engine.decide(ask, $0) },
        done: { result in done(result.map(\.decision).mapError { $0 as any Error }) })
    }
  guard decision.complaints.isEmpty else {
    warn(importWords(decision))
    return 1
  }
  say(importWords(decision))
  return 0
}
