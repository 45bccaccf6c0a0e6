// The cells of an exported row, as they follow from the proven version of its record.
import Domain
import Store

struct ExpectedRow {
  let said: [ExportCheck.Name: (short: String, name: String)]

  /// Column to text; a column that is not there is empty.
  func cells(
    _ key: ExportCheck.Key, _ record: ExportCheck.Proven, _ content: ShownContent
  ) throws -> [String: String] {
    var cells: [String: String] = [:]
    for value in content.values { cells[value.field] = try text(value, record) }
    cells["channel"] = name("channel", key.channel).short
    cells["number"] = "\(key.number)"
    cells["child"] = name("child", record.child).short
    cells["child_name"] = name("child", record.child).name
    cells["day"] = content.day
    cells["author"] = name("member", record.actor).short
    cells["author_name"] = name("member", record.actor).name
    cells["written_at"] = Instant(milliseconds: record.openedAt).text
    cells["happened_at"] = Instant(milliseconds: content.happenedAt).text
    let isLate = record.openedAt - content.happenedAt > Limits.lateEntrySeconds * 1000
    cells["late"] = isLate ? "true" : "false"
    cells["revision"] = "\(record.revision)"
    cells["state"] = record.state
    return cells
  }

  private func name(_ what: String, _ id: Int64?) -> (short: String, name: String) {
    id.flatMap { said[ExportCheck.Name(what: what, id: $0)] } ?? ("", "")
  }

  private func text(_ value: ShownContent.Value, _ record: ExportCheck.Proven) throws -> String {
    switch value.family {
    case "choices":
      return try items(value.text).compactMap(\.text).joined(separator: ", ")
    case "number": return RowFile.plain(Double(value.text) ?? .nan)
    case "yesNo": return value.text == "1" ? "true" : "false"
    case "member", "child": return name(value.family, Int64(value.text)).short
    case "children":
      return try items(value.text).map { item in
        "\(name("child", item["child"]?.whole).short) as \(try item.string("part"))"
      }.joined(separator: ", ")
    case "record": return record.reference ?? ""
    default: return value.text
    }
  }

  private func items(_ text: String) throws -> [JSON] {
    guard let items = try JSON.parse(Array(text.utf8)).items else {
      throw Failure.broken("a list is no list")
    }
    return items
  }
}
