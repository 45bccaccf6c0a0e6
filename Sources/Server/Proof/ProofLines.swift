// The file `proof.jsonl` of an export, one JSON object a line; HOW-TO-CHECK.txt tells what they say.
import Domain
import Reports
import Store

/// Writes the lines. Names are said once, before the first line that needs them.
struct ProofLines {
  private let roster: Roster
  private let sink: Sink
  private var bytes: [UInt8] = []
  private var members: Set<Int64> = []
  private var children: Set<Int64> = []
  private var channels: Set<Int64> = []

  init(roster: Roster, sink: @escaping Sink) {
    self.roster = roster
    self.sink = sink
  }

  /// The first line: what the proof leads to, and what it is a proof of.
  mutating func begin(
    _ head: TreeHead, _ order: ExportOrder, _ rows: ExportRows, organisation: String
  ) throws {
    try line { json in
      json.member("head", head.text)
      json.member("format", 1)
      json.member("organisation", organisation)
      json.member("made_at", order.at.text)
      json.member("made_by", "Hedgerow \(hedgerowVersion)")
      json.member("kind", order.kind)
      json.member("whose", order.whose)
      json.member("from", ifAny: order.from?.text)
      json.member("to", ifAny: order.to?.text)
      json.member("opens_as", rows.opening)
      json.name("fields")
      json.array { json in
        for field in rows.fields {
          json.array { json in
            json.string(field.name)
            json.string(field.family)
          }
        }
      }
    }
  }

  mutating func step(_ step: ProofStep) throws {
    switch step {
    case .outside(let place, let hash):
      try line { json in
        json.member("outside", place.first + 1)
        json.member("to", place.first + place.count)
        json.member("hash", hexText(hash))
      }
    case .entry(let entry, let record):
      try say(entry, record)
      try line { json in ProofLines.write(entry, record, &json) }
    }
  }

  mutating func end() throws {
    if !bytes.isEmpty { try sink(bytes[...]) }
    bytes = []
  }

  private static func write(_ entry: ShownEntry, _ record: RecordProof, _ json: inout JSONWriter) {
    json.member("entry", entry.number)
    json.member("at", entry.at)
    json.member("actor", ifAny: entry.actor)
    json.member("act", entry.act)
    json.member("channel", ifAny: entry.channel)
    json.member("member", ifAny: entry.member)
    json.member("detail", entry.detail)
    json.member("content_hash", hexText(entry.contentHash))
    json.member("blind", hexText(entry.blind))
    json.member("leaf", hexText(entry.leaf))
    json.member("child", ifAny: record.child?.raw)
    json.member("reference", ifAny: record.reference)
    json.member("erased_by", ifAny: record.erasure)
    guard let content = record.content else { return }
    json.name("content")
    json.object { json in
      json.member("salt", hexText(content.salt))
      json.member("day", content.day)
      json.member("happened_at", content.happenedAt)
      json.name("values")
      json.array { json in
        for value in content.values {
          json.array { json in
            json.string(value.field)
            json.string(value.family)
            json.string(value.text)
          }
        }
      }
    }
  }

  /// Says who and what the numbers of an entry stand for.
  private mutating func say(_ entry: ShownEntry, _ record: RecordProof) throws {
    if let id = entry.channel, channels.insert(id).inserted,
      let channel = roster.channels[ChannelID(id)]
    {
      try said("channel", id, channel.name, nil)
    }
    var named = (members: [entry.actor, entry.member], children: [record.child?.raw])
    for value in record.content?.values ?? [] {
      switch value.family {
      case "member": named.members.append(Int64(value.text))
      case "child": named.children.append(Int64(value.text))
      case "children": named.children += ChildPart.rows(value.text)
      default: continue
      }
    }
    for case let id? in named.members where members.insert(id).inserted {
      guard let member = roster.members[MemberID(id)] else { continue }
      try said("member", id, member.login, member.name)
    }
    for case let id? in named.children where children.insert(id).inserted {
      guard let child = roster.children[ChildID(id)] else { continue }
      try said("child", id, child.short, child.name)
    }
  }

  private mutating func said(
    _ what: String, _ id: Int64, _ short: String, _ name: String?
  ) throws {
    try line { json in
      json.member("said", what)
      json.member("id", id)
      json.member("short", short)
      json.member("name", ifAny: name)
    }
  }

  private mutating func line(_ body: (inout JSONWriter) -> Void) throws {
    var json = JSONWriter()
    json.object(body)
    bytes += json.bytes
    bytes.append(0x0A)
    if bytes.count >= 65_536 { try end() }
  }
}

extension ChildPart {
  /// The rows of the children in a stored list; empty when it is none.
  static func rows(_ json: String) -> [Int64?] {
    let items = (try? JSON.parse(Array(json.utf8)))?.items ?? []
    return items.map { $0["child"]?.whole }
  }
}

extension JSON {
  /// A whole number that a double holds exactly.
  var whole: Int64? {
    guard case .number(let number) = self, abs(number) <= 9_007_199_254_740_992 else { return nil }
    return Int64(exactly: number)
  }
}

extension JSONWriter {
  /// Writes a name and a whole number, or nothing at all for nil.
  mutating func member(_ name: String, ifAny value: Int64?) {
    guard let value else { return }
    member(name, value)
  }
}
