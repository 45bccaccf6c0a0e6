// A field of a command file as it was read; what it refers to is checked later.

/// A field that may still be wrong.
struct FieldDraft {
  let source: Source
  let place: Place
  let name: Found<String>
  let label: String?
  let hint: String
  /// Nil when it was not understood; checks that need it are then left out.
  let type: Found<FieldType>?
  let of: Found<String>?
  let required: Bool
  let requiredWhen: [Condition]
  let defaultText: Found<String>?
  let min: Found<Double>?
  let max: Found<Double>?
  let past: Found<Field.PastRule>?
  let future: Found<Bool>?
  let notBefore: Found<String>?
  let aliases: [Found<String>]
  let positional: Bool

  init?(_ node: Node, _ source: Source) {
    guard var reader = ObjectReader(node, "a field", source) else { return nil }
    self.source = source
    place = node.place
    let name = reader.name("name", .column, like: "'reason'")
    label = reader.text("label")?.value
    hint = reader.text("hint")?.value ?? ""
    type = reader.text("type", like: "'text'").flatMap {
      reader.word($0, "a field type", of: FieldType.self)
    }
    of = reader.text("of")
    required = reader.truth("required")?.value ?? false
    requiredWhen = Condition.list(reader.node("requiredWhen"), "'requiredWhen'", source)
    defaultText = FieldDraft.scalar(reader.node("default"), source)
    min = reader.number("min")
    max = reader.number("max")
    past = FieldDraft.past(reader.node("past"), source)
    future = reader.truth("future")
    notBefore = reader.name("notBefore", .column)
    aliases = reader.names("aliases", .column)
    positional = reader.truth("positional")?.value ?? true
    reader.finish()
    guard let name else { return nil }
    self.name = name
  }

  var field: Field {
    Field(
      name: name.value, label: label, hint: hint, type: type?.value ?? .text, of: of?.value,
      required: required,
      requiredWhen: Condition.dictionary(requiredWhen), defaultText: defaultText?.value,
      min: min?.value, max: max?.value, past: past?.value ?? .allowed,
      future: future?.value ?? false, notBefore: notBefore?.value, aliases: aliases.map(\.value),
      positional: positional)
  }

  /// A default may be written as a text, a number, or true and false for yes and no.
  private static func scalar(_ node: Node?, _ source: Source) -> Found<String>? {
    guard let node else { return nil }
    switch node.value {
    case .text(let text): return Found(value: text, place: node.place)
    case .truth(let truth): return Found(value: truth ? "yes" : "no", place: node.place)
    case .number(let number):
      let isWhole = number == number.rounded() && abs(number) < 9e15
      return Found(value: isWhole ? "\(Int64(number))" : "\(number)", place: node.place)
    default:
      source.complain(node.place, "'default' is \(node.noun)", "a text in quotes would be right")
      return nil
    }
  }

  private static func past(_ node: Node?, _ source: Source) -> Found<Field.PastRule>? {
    guard let node else { return nil }
    switch node.value {
    case .truth(let truth): return Found(value: truth ? .allowed : .refused, place: node.place)
    case .text(let name): return Found(value: .needs(name), place: node.place)
    default:
      source.complain(
        node.place, "'past' is \(node.noun)", "true, false or a field's name would be right")
      return nil
    }
  }
}

/// A field and the terms of which it must hold one.
struct Condition {
  let field: Found<String>
  let terms: [Found<String>]

  /// Reads `{ status: ['absent', 'late'] }`.
  static func list(_ node: Node?, _ noun: String, _ source: Source) -> [Condition] {
    guard let node, let reader = ObjectReader(node, noun, source) else { return [] }
    return reader.entries.map { entry in
      var terms: [Found<String>] = []
      if case .list(let items) = entry.value.value {
        terms = items.compactMap { reader.text($0, "an entry of '\(entry.name)'") }
        if items.isEmpty {
          source.complain(
            entry.value.place, "'\(entry.name)' is empty", "at least one term would be right")
        }
      } else {
        source.complain(
          entry.value.place, "'\(entry.name)' is \(entry.value.noun)",
          "a list of terms in [] would be right")
      }
      return Condition(field: Found(value: entry.name, place: entry.place), terms: terms)
    }
  }

  static func dictionary(_ conditions: [Condition]) -> [String: [String]] {
    Dictionary(
      conditions.map { ($0.field.value, $0.terms.map(\.value)) },
      uniquingKeysWith: { first, _ in first })
  }
}
