// One line of `proof.jsonl`, read back.
import Domain
import Store

/// What a line of a proof says.
enum ProofLine {
  /// Who or what a number stands for; told, not proven.
  case said(what: String, id: Int64, short: String, name: String)
  /// A hash in the place of entries first to last.
  case outside(first: Int64, last: Int64, hash: [UInt8])
  case entry(ProvenEntry)

  init(_ json: JSON) throws {
    if let what = json["said"]?.text {
      self = .said(
        what: what, id: try json.number("id"), short: try json.string("short"),
        name: json["name"]?.text ?? "")
    } else if json["outside"] != nil {
      self = .outside(
        first: try json.number("outside"), last: try json.number("to"), hash: try json.hex("hash"))
    } else {
      self = .entry(try ProvenEntry(json))
    }
  }
}

/// An entry about a record, with what is told beside it.
struct ProvenEntry {
  let entry: ShownEntry
  let leaf: [UInt8]
  let content: ShownContent?
  let erasure: Int64?
  let child: Int64?
  let reference: String?

  init(_ json: JSON) throws {
    entry = ShownEntry(
      number: try json.number("entry"), at: try json.number("at"), actor: json["actor"]?.whole,
      act: try json.string("act"), channel: json["channel"]?.whole, member: json["member"]?.whole,
      detail: try json.string("detail"), contentHash: try json.hex("content_hash"),
      blind: try json.hex("blind"))
    leaf = try json.hex("leaf")
    content = try json["content"].map(ShownContent.init(json:))
    erasure = json["erased_by"]?.whole
    child = json["child"]?.whole
    reference = json["reference"]?.text
  }
}

extension ShownContent {
  init(json: JSON) throws {
    let values = try (json["values"]?.items ?? []).map { item in
      guard let parts = item.items?.compactMap(\.text), parts.count == 3 else {
        throw Failure.broken("a value is not a field, a family and a text")
      }
      return Value(field: parts[0], family: parts[1], text: parts[2])
    }
    self.init(
      salt: try json.hex("salt"), day: try json.string("day"),
      happenedAt: try json.number("happened_at"), values: values)
  }
}

extension JSON {
  func number(_ name: String) throws -> Int64 {
    guard let number = self[name]?.whole else { throw Failure.broken("'\(name)' is no number") }
    return number
  }
  func string(_ name: String) throws -> String {
    guard let text = self[name]?.text else { throw Failure.broken("'\(name)' is no text") }
    return text
  }
  func hex(_ name: String) throws -> [UInt8] {
    guard let bytes = bytes(hex: try string(name)) else {
      throw Failure.broken("'\(name)' is not hexadecimal")
    }
    return bytes
  }
}
