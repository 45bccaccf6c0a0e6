// What is worked out once for each definition, so that a line costs no preparation.

import Domain

/// A name's meaning in a line.
enum Name: Equatable {
  /// A field of the command, by its place in `CommandTable.fields`.
  case field(Int)
  /// A field of some record kind, by its key; only where the command takes `changes`.
  case change(String)
}

/// A vocabulary with its keys.
final class VocabularyTable: Sendable {
  enum Match: Equatable {
    case none
    case one(Int)
    case several([Int])
  }
  let vocabulary: Vocabulary
  /// The vocabulary's name as people say it: `attendance status`.
  let title: String
  /// The most words of a term, label or alias.
  let wordsMax: Int
  private let exact: [String: Int]
  private let keys: [(key: String, term: Int)]

  init(_ vocabulary: Vocabulary) {
    self.vocabulary = vocabulary
    title = folded(vocabulary.name)
    var exact: [String: Int] = [:]
    var keys: [(key: String, term: Int)] = []
    // Terms win over labels and aliases: what is stored must always be typable.
    for words in [{ [$0.term] }, { $0.aliases }, { [$0.label] }] as [(Term) -> [String]] {
      for (index, term) in vocabulary.terms.enumerated() {
        for key in words(term).map({ folded($0) }) where exact[key] == nil {
          exact[key] = index
          keys.append((key, index))
        }
      }
    }
    self.exact = exact
    self.keys = keys
    wordsMax = keys.map { wordCount($0.key) }.max() ?? 1
  }

  /// The term meant by a word: exactly, or by a beginning that no other term shares.
  func match(_ key: String, prefixMin: Int = 1) -> Match {
    if let index = exact[key] { return .one(index) }
    guard key.unicodeScalars.count >= prefixMin else { return .none }
    var found: [Int] = []
    for (candidate, index) in keys where candidate.utf8.starts(with: key.utf8) {
      if !found.contains(index) { found.append(index) }
    }
    return found.isEmpty ? .none : found.count == 1 ? .one(found[0]) : .several(found.sorted())
  }

  /// The term nearest to a mistyped word.
  func nearestTerm(_ word: String) -> Term? {
    meant(folded(word), among: keys.map(\.key)).flatMap { exact[$0] }
      .map { vocabulary.terms[$0] }
  }
}

/// A field with what is looked up for it.
final class FieldTable: Sendable {
  let field: Field
  let vocabulary: VocabularyTable?
  /// The most words one value may have when it is not in quotes; nil for text.
  let wordsMax: Int?

  init(_ field: Field, _ vocabulary: VocabularyTable?) {
    self.field = field
    self.vocabulary = vocabulary
    wordsMax =
      switch field.type {
      case .text, .longText, .changes: nil
      case .choice, .scale: vocabulary?.wordsMax ?? 1
      case .choices, .children, .sessions: 24
      case .date: 4
      case .time: 2
      case .number, .yesNo, .email, .command, .grantRole: 1
      case .kind, .message: 2
      case .member, .child: 3
      // A name may have as many words as a school has.
      case .record: field.recordKind == nil ? 5 : 10
      }
  }
  var name: String { field.name }
  var isText: Bool { field.type == .text || field.type == .longText }
  var isList: Bool { field.type == .choices || field.type == .children }
}

/// A command with what is looked up for it.
final class CommandTable: Sendable {
  /// The field that every command with `one` understands beside its own.
  static let because = Field(
    name: "because", label: "Why it changes", hint: "Needed when it was recorded before.",
    type: .text, max: 500, positional: false)

  let definition: CommandDefinition
  /// The definition's fields, then `because` where it is understood.
  let fields: [FieldTable]
  /// The definition's fields alone: those of a record.
  let own: ArraySlice<FieldTable>
  /// The same by name and label, to show a record by.
  let labels: [(name: String, label: String)]
  /// Fields that positional words may fill, in order.
  let positional: [Int]
  /// The field that takes new values for another record, if any.
  let changes: Int?
  /// Fields that the server sets.
  let serverSet: Set<String>
  /// The step that suggests a code, if any.
  let suggestCode: Step?
  /// The verb that does the work; nil for a plain record or a note of nothing.
  let verb: Verb?
  let onlyReads: Bool
  /// Does a new version of its records tell those outside?
  let notifies: Bool
  let nameWordsMax: Int
  private let names: [String: Int]
  private let keys: [(key: String, field: Int)]
  private let changeNames: Set<String>

  init(
    _ definition: CommandDefinition, _ vocabularies: [String: VocabularyTable],
    changeNames: Set<String>
  ) {
    self.definition = definition
    let hasBecause = !definition.one.isEmpty && definition.field("because") == nil
    fields = (definition.fields + (hasBecause ? [CommandTable.because] : [])).map { field in
      FieldTable(field, field.recordKind == nil ? field.of.flatMap { vocabularies[$0] } : nil)
    }
    own = fields.prefix(definition.fields.count)
    labels = definition.fields.map { ($0.name, $0.label) }
    let serverSet = Set(definition.steps.flatMap { [$0.into, $0.why].compactMap(\.self) })
    self.serverSet = serverSet
    changes = fields.firstIndex { $0.field.type == .changes }
    positional = fields.indices.filter { [fields] index in
      let field = fields[index].field
      return field.positional && field.type != .changes && !serverSet.contains(field.name)
    }
    suggestCode = definition.steps.first { $0.verb == .suggestCode }
    notifies = definition.steps.contains { $0.verb == .notify }
    verb = definition.steps.first { $0.verb != .suggestCode }?.verb
    let reading: Set<Verb> = [.find, .why, .help, .receipts]
    onlyReads = definition.record == nil && verb.map { reading.contains($0) } ?? false
    var names: [String: Int] = [:]
    var keys: [(key: String, field: Int)] = []
    for words in [{ [$0.name] }, { $0.aliases }] as [(Field) -> [String]] {
      for (index, table) in fields.enumerated() {
        for key in words(table.field).map({ folded($0) }) where names[key] == nil {
          names[key] = index
          keys.append((key, index))
        }
      }
    }
    self.names = names
    self.keys = keys
    self.changeNames = changes == nil ? [] : changeNames
    nameWordsMax = self.changeNames.union(names.keys).map(wordCount).max() ?? 1
  }

  /// The meaning of a name, by its key; a single word of at least three letters may be cut short
  /// where no other name begins so.
  func name(_ key: String, isWhole: Bool) -> Name? {
    if let index = names[key] { return .field(index) }
    if let name = change(key) { return name }
    guard !isWhole, key.utf8.count >= 3 else { return nil }
    var found: Int?
    for (candidate, index) in keys where candidate.utf8.starts(with: key.utf8) {
      if let other = found, other != index { return nil }
      found = index
    }
    return found.map { .field($0) }
  }

  /// The meaning of a name among new values for another record.
  func change(_ key: String) -> Name? { changeNames.contains(key) ? .change(key) : nil }

  /// The field of a form's member, by name or alias.
  func field(named name: String) -> Int? { names[folded(name)] }

  /// The field of this name.
  subscript(name: String) -> FieldTable? { names[folded(name)].map { fields[$0] } }
}

/// How many words a key has.
func wordCount(_ key: String) -> Int { key.utf8.reduce(1) { $0 + ($1 == 0x20 ? 1 : 0) } }

/// All tables of a catalog.
final class Tables: Sendable {
  let commands: [String: CommandTable]
  /// Record kind to the command that makes it.
  let records: [String: CommandTable]
  let vocabularies: [String: VocabularyTable]
  /// What a record kind is called when typed, by key: its name, its command's name and aliases.
  let kindNames: [String: String]

  init(_ catalog: Catalog) {
    let vocabularies = catalog.vocabularies.mapValues(VocabularyTable.init)
    self.vocabularies = vocabularies
    var changeNames: Set<String> = []
    var kindNames: [String: String] = [:]
    for (kind, command) in catalog.recordKinds.sorted(by: { $0.key < $1.key }) {
      for field in command.fields {
        changeNames.formUnion(([field.name] + field.aliases).map { folded($0) })
      }
      for word in [command.name] + command.aliases { kindNames[folded(word)] = kind }
    }
    for kind in catalog.recordKinds.keys {
      kindNames[folded(kind)] = kind
      kindNames[folded(kind) + "s"] = kind
    }
    self.kindNames = kindNames
    let names = changeNames
    let commands = catalog.commands.mapValues {
      CommandTable($0, vocabularies, changeNames: names)
    }
    self.commands = commands
    records = catalog.recordKinds.compactMapValues { commands[$0.name] }
  }
}
