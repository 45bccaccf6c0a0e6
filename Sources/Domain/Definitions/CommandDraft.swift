// A command file as it was read; what it refers to is checked later.

/// A command that may still be wrong.
struct CommandDraft {
  let source: Source
  let place: Place
  let name: Found<String>?
  let aliases: [Found<String>]
  let summary: String
  let examples: [Found<String>]
  let since: Int
  let kinds: [Found<String>]
  let who: [Role]
  let record: Found<String>?
  let lands: Found<String>?
  let aboutChild: Found<Bool>?
  let fields: [FieldDraft]
  /// All fields are read; when they are not, a missing one is no news.
  let fieldsAreWhole: Bool
  let one: [Found<String>]
  let atLeastOne: [Found<String>]
  let happened: [Found<String>]
  let steps: [StepDraft]
  let hasSteps: Bool
  let state: Found<String>?
  let states: [Found<String>]
  let retain: Found<String>?
  /// The keys that only a record can have, where they stand.
  let recordKeys: [Found<String>]

  init?(_ node: Node, _ source: Source) {
    guard var reader = ObjectReader(node, "a command", source) else { return nil }
    self.source = source
    place = node.place
    name = reader.name("command", .word, like: "'\(source.stem)'")
    aliases = reader.names("aliases", .word)
    summary = reader.text("summary", like: "'One sentence.'")?.value ?? ""
    examples = reader.texts("examples")
    if !reader.has("examples") { reader.missing("examples", like: "['/\(source.stem)']") }
    since = CommandDraft.since(reader.number("since"), source)
    kinds = reader.names("in", .word)
    who = reader.roles("who").map(\.value)
    record = reader.name("record", .column)
    lands = reader.text("lands")
    aboutChild = reader.truth("aboutChild")
    let fieldNodes = reader.list("fields")
    fields = fieldNodes.compactMap { FieldDraft($0, source) }
    fieldsAreWhole = fields.count == fieldNodes.count
    one = reader.names("one", .column)
    atLeastOne = reader.names("atLeastOne", .column)
    happened = reader.names("happened", .column)
    let stepNodes = reader.list("steps")
    steps = stepNodes.compactMap { StepDraft($0, source) }
    hasSteps = !stepNodes.isEmpty
    state = reader.name("state", .word)
    states = reader.names("states", .word)
    retain = reader.name("retain", .word)
    let onlyRecords = ["lands", "aboutChild", "one", "happened", "state", "states", "retain"]
    recordKeys = reader.entries.filter { onlyRecords.contains($0.name) }.map {
      Found(value: $0.name, place: $0.place)
    }
    isRecord = reader.has("record")
    hasKinds = reader.has("in")
    reader.finish()
  }

  /// Does it say where it may be typed? Also true where that was not understood.
  let hasKinds: Bool
  /// Does it make records? Also true where the record's name was not understood.
  let isRecord: Bool

  /// The name inside, and the file's: when they differ, that is told, and both count as known.
  var names: [String] { [name?.value, source.stem].compactMap(\.self) }

  /// The field of this name.
  func field(_ name: String) -> FieldDraft? { fields.first { $0.name.value == name } }

  var command: CommandDefinition {
    let states = states.isEmpty ? ["recorded"] : states.map(\.value)
    return CommandDefinition(
      name: name?.value ?? source.stem, aliases: aliases.map(\.value), summary: summary,
      examples: examples.map(\.value), since: since, kinds: kinds.map(\.value), who: who,
      record: record?.value, lands: lands?.value, aboutChild: aboutChild?.value ?? false,
      fields: fields.map(\.field), one: one.map(\.value), atLeastOne: atLeastOne.map(\.value),
      happened: happened.map(\.value), steps: steps.map(\.step), state: state?.value ?? states[0],
      states: states, retain: retain?.value)
  }

  private static func since(_ found: Found<Double>?, _ source: Source) -> Int {
    guard let found else { return 1 }
    guard found.value >= 1, found.value <= 9999, found.value == found.value.rounded() else {
      source.complain(
        found.place, "'since' is not a version", "a whole number from 1 on would be right")
      return 1
    }
    return Int(found.value)
  }
}
