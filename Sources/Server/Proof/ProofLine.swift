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
        first: try json.number("outside"), last: try json.number("to"),
        hash: try json.hex("hash", 32))
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
      detail: try json.string("detail"), contentHash: try json.hex("content_hash", 32),
      blind: try json.hex("blind", 16))
    leaf = try json.hex("leaf", 32)
    content = try json["content"].map(ShownContent.init(json:))
    erasure = try json["erased_by"].map { _ in try json.number("erased_by") }
    guard erasure.map({ $0 > 0 }) ?? true else { throw Failure.broken("0 is no certificate") }
    child = json["child"]?.whole
    reference = json["reference"]?.text
  }
}

extension ShownContent {
  init(json: JSON) throws {
    guard let items = json["values"]?.items else { throw Failure.broken("a version has no values") }
    let values = try items.map { item in
      guard let parts = item.items?.map(\.text), parts.count == 3, let field = parts[0],
        let family = parts[1], let text = parts[2]
      else {
        throw Failure.broken("a value is not a field, a family and a text")
      }
      return Value(field: field, family: family, text: text)
    }
    self.init(
      salt: try json.hex("salt", 16), day: try json.string("day"),
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
  /// Exactly so many bytes: a longer salt could take over the beginning of what it salts.
  func hex(_ name: String, _ size: Int) throws -> [UInt8] {
    let text = try string(name)
    guard let bytes = bytes(hex: text), bytes.count == size, hexText(bytes) == text else {
      throw Failure.broken("'\(name)' is not \(size) bytes in hexadecimal")
    }
    return bytes
  }
}
