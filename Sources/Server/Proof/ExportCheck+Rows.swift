// The rows of an export, held against the proven versions; and what a reader must know of both.
import Domain
import Store

extension ExportCheck {
  /// Each row is a proven record in its newest version, and each proven record has its row.
  mutating func checkRows(_ name: String, _ columns: [String]) throws {
    let proof = try LineFile(folder + "/proof.jsonl")
    var places: [String: Int64] = [:]
    for (name, said) in said where name.what == "channel" {
      guard places.updateValue(name.id, forKey: said.short) == nil else {
        throw Failure.broken("a name is said twice")
      }
    }
    var found: Set<Key> = []
    let file = RowFile(path: folder + "/" + name, table: kind, columns: columns)
    try file.read { row in
      rows += 1
      let title = "\(row["channel"] ?? "") \(row["number"] ?? "")"
      let place = row["channel"].flatMap { places[$0] }
      guard let place, let number = row["number"].flatMap({ Int64($0) }),
        let record = records[Key(channel: place, number: number)], record.erasure == nil
      else { return report("\(title): the row has no proof") }
      let key = Key(channel: place, number: number)
      guard found.insert(key).inserted else { return report("\(title): is there twice") }
      let proven = try ProvenEntry(JSON.parse(proof.line(at: record.place)))
      guard let content = proven.content else { return }
      let wanted = try ExpectedRow(said: said).cells(key, record, content)
      for (column, cell) in row.sorted(by: { $0.key < $1.key }) {
        let want = wanted[column] ?? ""
        if !file.isSame(cell, want) {
          report("\(title): '\(cell)' in column \(column) is not what was written: '\(want)'")
        }
      }
    }
    for (key, record) in records.sorted(by: { $0.value.place < $1.value.place })
    where !found.contains(key) && record.erasure == nil {
      let channel = said[Name(what: "channel", id: key.channel)]?.short ?? ""
      report("\(channel) \(key.number): the row is missing")
    }
  }

  /// What a reader must know of an export that is whole.
  mutating func note(isWholeKind: Bool) {
    let own = fields.filter { !ExportTable.shared.contains($0.name) }
    let told = ["child", "child_name"] + own.filter { $0.family == "record" }.map(\.name)
    notes.append(
      "Told by the house and not proven: \(told.joined(separator: ", ")); the state in which a "
        + "record begins, and that no change after the last one shown was cut off; who asked for "
        + "this, when and why.")
    let named = own.filter { ["member", "child", "children"].contains($0.family) }.map(\.name)
    let names = ["channel", "author", "author_name"] + named
    notes.append("Names said for numbers that are proven: \(names.joined(separator: ", ")).")
    for (key, record) in records.sorted(by: { $0.value.place < $1.value.place }) {
      guard let certificate = record.erasure else { continue }
      let channel = said[Name(what: "channel", id: key.channel)]?.short ?? ""
      notes.append(
        "\(channel) \(key.number): claimed erased, by certificate \(certificate). That is told, "
          + "not proven: ask the house for the certificate.")
    }
    guard isWholeKind else { return }
    var last: [Int64: Int64] = [:]
    for key in records.keys { last[key.channel] = max(last[key.channel] ?? 0, key.number) }
    let gaps = last.values.reduce(0, +) - Int64(records.count)
    if gaps > 0 {
      notes.append(
        "\(gaps) number(s) are not in this export: hidden in the house, or left out here.")
    }
  }
}
