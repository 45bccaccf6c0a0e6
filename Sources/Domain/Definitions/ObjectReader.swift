// One object of a definition: typed reads of its keys, with complaints about all that is wrong.

/// Reads the keys of one object. `finish` complains of the keys that nobody asked for.
struct ObjectReader {
  let source: Source
  let place: Place
  private let noun: String
  private let members: [Node.Member]
  private var asked: [String] = []

  /// Nil, with a complaint, when the node is no object. `noun` says what it describes: `a field`.
  init?(_ node: Node, _ noun: String, _ source: Source) {
    guard case .object(let members) = node.value else {
      source.complain(node.place, "\(noun) is \(node.noun)", "an object in {} would be right")
      return nil
    }
    self.source = source
    self.members = members
    self.noun = noun
    place = node.place
  }

  /// The key's node, whatever it is.
  mutating func node(_ key: String) -> Node? {
    asked.append(key)
    return members.first { $0.name == key }?.value
  }

  func has(_ key: String) -> Bool { members.contains { $0.name == key } }

  /// All keys with their values, for objects whose keys are free.
  var entries: [Node.Member] { members }

  /// Says that a key is missing, unless another stands there that only looks like a slip of it.
  func missing(_ key: String, like example: String) {
    if members.contains(where: { !asked.contains($0.name) && nearest($0.name, among: [key]) != nil }
    ) {
      return
    }
    source.complain(place, "\(noun) without '\(key)'", "write \(key): \(example)")
  }

  /// A text that is not empty. With `like`, it must be there, and this is how it might look.
  mutating func text(_ key: String, like example: String? = nil) -> Found<String>? {
    guard let node = node(key) else {
      if let example { missing(key, like: example) }
      return nil
    }
    return text(node, "'\(key)'")
  }

  /// A text that has the form of a name.
  mutating func name(_ key: String, _ form: NameForm, like example: String? = nil) -> Found<String>?
  {
    text(key, like: example).flatMap { checked($0, form) }
  }

  /// A list of texts.
  mutating func texts(_ key: String) -> [Found<String>] {
    list(key).compactMap { text($0, "an entry of '\(key)'") }
  }

  /// A list of names, each but once.
  mutating func names(_ key: String, _ form: NameForm) -> [Found<String>] {
    let found = texts(key).compactMap { checked($0, form) }
    for (index, name) in found.enumerated()
    where found[..<index].contains(where: { $0.value == name.value }) {
      source.complain(
        name.place, "'\(name.value)' is in '\(key)' twice", "once would be right")
    }
    return found
  }

  /// A list's nodes; empty when it is not there.
  mutating func list(_ key: String) -> [Node] {
    guard let node = node(key) else { return [] }
    guard case .list(let items) = node.value else {
      wrong(node, "'\(key)'", "a list in [] would be right")
      return []
    }
    return items
  }

  mutating func truth(_ key: String) -> Found<Bool>? {
    guard let node = node(key) else { return nil }
    guard case .truth(let truth) = node.value else {
      wrong(node, "'\(key)'", "true or false would be right")
      return nil
    }
    return Found(value: truth, place: node.place)
  }

  mutating func number(_ key: String) -> Found<Double>? {
    guard let node = node(key) else { return nil }
    guard case .number(let number) = node.value else {
      wrong(node, "'\(key)'", "a number would be right")
      return nil
    }
    return Found(value: number, place: node.place)
  }

  /// A whole number within bounds. With `like`, it must be there, and this is how it might look.
  mutating func number(
    _ key: String, in bounds: ClosedRange<Int>, like example: String
  ) -> Found<Int>? {
    guard let node = node(key) else {
      missing(key, like: example)
      return nil
    }
    return whole(node, key, bounds)
  }

  /// A list of whole numbers within bounds.
  mutating func numbers(_ key: String, in bounds: ClosedRange<Int>) -> [Found<Int>] {
    list(key).compactMap { whole($0, key, bounds) }
  }

  private func whole(_ node: Node, _ key: String, _ bounds: ClosedRange<Int>) -> Found<Int>? {
    if case .number(let number) = node.value, let value = Int(exactly: number),
      bounds.contains(value)
    {
      return Found(value: value, place: node.place)
    }
    source.complain(
      node.place, "'\(key)' is no number that fits",
      "a whole number from \(bounds.lowerBound) to \(bounds.upperBound)")
    return nil
  }

  mutating func day(_ key: String) -> Found<Day>? {
    guard let found = text(key) else { return nil }
    guard let day = Day(text: found.value) else {
      source.complain(
        found.place, "'\(found.value)' is not a date", "a date such as '2026-09-01' would be right")
      return nil
    }
    return Found(value: day, place: found.place)
  }

  /// One of a closed set of words; `noun` says what they are: `a field type`.
  func word<Word: RawRepresentable & CaseIterable & Sendable>(
    _ found: Found<String>, _ noun: String, of: Word.Type
  ) -> Found<Word>? where Word.RawValue == String {
    guard let word = Word(rawValue: found.value) else {
      source.complain(
        found.place, "'\(found.value)' is not \(noun)",
        suggestion(found.value, among: Word.allCases.map(\.rawValue)))
      return nil
    }
    return Found(value: word, place: found.place)
  }

  /// Complains of the keys that nobody asked for.
  func finish() {
    for member in members where !asked.contains(member.name) {
      let near = nearest(member.name, among: asked).map { "did you mean '\($0)'?" }
      source.complain(
        member.place, "\(noun) has no key '\(member.name)'",
        near ?? "its keys are \(asked.joined(separator: ", "))")
    }
  }

  // MARK: Helpers

  func text(_ node: Node, _ what: String) -> Found<String>? {
    guard case .text(let text) = node.value else {
      wrong(node, what, "a text in quotes would be right")
      return nil
    }
    guard text.contains(where: { !$0.isWhitespace }) else {
      wrong(node, what, "some words would be right", noun: "empty")
      return nil
    }
    return Found(value: text, place: node.place)
  }

  func checked(_ found: Found<String>, _ form: NameForm) -> Found<String>? {
    if form.fits(found.value) { return found }
    source.complain(found.place, "'\(found.value)' is not a name", form.hint)
    return nil
  }

  private func wrong(_ node: Node, _ what: String, _ hint: String, noun: String? = nil) {
    source.complain(node.place, "\(what) is \(noun ?? node.noun)", hint)
  }
}
