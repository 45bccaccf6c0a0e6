// Which record of a certain kind a text means: `school 2`, `2`, its name, or a beginning of it.

import Domain

extension Turn {
  /// The record that a text means in a field.
  func record(_ table: FieldTable, _ text: String, isLoose: Bool) throws -> Reading {
    guard let kind = table.field.recordKind else { return try record(text) }
    if let record = try numbered(kind, text) { return take(record) }
    let key = folded(text)
    let known = try references(of: kind)
    let exact = known.filter { folded($0.name) == key }
    let isLongEnough = key.unicodeScalars.count >= (isLoose ? 3 : 1)
    let begun = isLongEnough ? known.filter { folded($0.name).hasPrefix(key) } : []
    let found = exact.isEmpty ? begun : exact
    switch found.count {
    case 0: return .wrong(.reference(kind, names: known.map(\.name)))
    case 1: return take(found[0].record)
    default:
      return .wrong(.references(found.map { "\($0.name) (\(kind) \($0.record.number))" }.sorted()))
    }
  }

  /// The records of a kind that the asker may read, wherever they lie, with their names.
  func references(of kind: String) throws -> [(name: String, record: Record)] {
    if let known = references[kind] { return known }
    guard let lookup, let title = catalog.recordKinds[kind]?.title else { return [] }
    let query = RecordQuery(kind: kind, limit: Limits.referencesMax)
    let known = try lookup.records(query, proofs(of: kind)).compactMap { record in
      if case .text(let name)? = record.values[title.name] { (name, record) } else { nil }
    }
    references[kind] = known
    return known
  }

  private func take(_ record: Record) -> Reading {
    found[record.id] = record
    return .value(.record(record.id))
  }

  private func numbered(_ kind: String, _ text: String) throws -> Record? {
    let words = text.split(whereSeparator: { $0.unicodeScalars.allSatisfy(isSpace) })
    guard let last = words.last, let number = recordNumber(String(last)),
      words.count == 1 || recordKind(words.dropLast().joined(separator: " ")) == kind
    else { return nil }
    for proof in proofs(of: kind) {
      if let record = try lookup?.record(kind: kind, number: number, proof) { return record }
    }
    return nil
  }

  /// The asker's proofs for the channels in which records of a kind lie: few, which the definitions
  /// are checked for.
  private func proofs(of kind: String) -> [Grant] {
    guard let made = catalog.recordKinds[kind] else { return [] }
    let kinds = made.lands.map { [$0] } ?? made.kinds
    return kinds.flatMap { roster.channelsByKind[$0] ?? [] }.compactMap { grant(.read, in: $0) }
  }
}
