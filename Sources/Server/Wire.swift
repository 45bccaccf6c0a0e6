// How the nouns look from outside: one function a noun, used by answers and events alike.
import Domain
import Engine

/// What the wire forms need to know besides the thing itself.
struct Surround {
  let roster: Roster
  let engine: Engine
}

extension JSONWriter {
  mutating func complaint(_ complaint: Complaint) {
    object { json in
      json.member("code", complaint.code)
      json.member("text", complaint.text)
      json.member("hint", ifAny: complaint.hint)
      if let at = complaint.at {
        json.name("at")
        json.object { json in
          json.member("start", Int64(at.lowerBound))
          json.member("end", Int64(at.upperBound))
        }
      }
      json.member("field", ifAny: complaint.field)
    }
  }

  mutating func person(_ id: MemberID, _ roster: Roster) {
    let member = roster.members[id]
    object { json in
      json.member("id", member?.token ?? "")
      json.member("login", member?.login ?? "")
      json.member("name", member?.name ?? "")
    }
  }

  mutating func message(_ message: Message, _ around: Surround) {
    let channel = around.roster.channels[message.channel]?.token ?? ""
    object { json in
      json.member("id", wireID(channel, message.number))
      json.member("number", message.number)
      json.member("channel", channel)
      json.name("author")
      json.person(message.author, around.roster)
      json.member("at", message.at.text)
      json.member("text", message.text)
      json.member("client_id", ifAny: message.clientID)
      if message.isTombstone { json.member("tombstone", true) }
      if message.isErased { json.member("erased", true) }
      if let hidden = message.hidden {
        json.name("hidden")
        json.tombstone(hidden, around.roster)
      }
      if let record = message.record {
        json.name("record")
        json.record(record, around)
      }
    }
  }

  /// What stands in a hidden message's place.
  mutating func tombstone(_ tombstone: Tombstone, _ roster: Roster) {
    object { json in
      json.name("by")
      json.person(tombstone.by, roster)
      json.member("at", tombstone.at.text)
      json.member("reason", tombstone.reason)
    }
  }

  mutating func record(_ record: Record, _ around: Surround) {
    object { json in
      json.recordHead(record, around)
      json.member("summary", around.engine.summary(record, roster: around.roster))
      json.name("fields")
      json.fields(record.values, of: record, around)
      json.name("labels")
      json.object { json in
        for (name, label) in around.engine.labels(ofKind: record.kind)
        where record.values[name] != nil {
          json.member(name, label)
        }
      }
    }
  }

  private mutating func recordHead(_ record: Record, _ around: Surround) {
    let channel = around.roster.channels[record.channel]
    member("id", record.receipt)
    member("kind", record.kind)
    member("number", record.number)
    member("channel", channel?.token ?? "")
    member("ref", "\(channel?.name ?? "") \(record.kind) \(record.number)")
    member("day", record.day.text)
    name("author")
    person(record.author, around.roster)
    member("written_at", record.writtenAt.text)
    member("happened_at", record.happenedAt.text)
    member("revision", Int64(record.revision))
    member("state", record.state)
    if record.isLateEntry { member("late", true) }
  }

  mutating func revision(_ revision: Revision, of record: Record, _ around: Surround) {
    object { json in
      json.member("revision", Int64(revision.number))
      json.name("author")
      json.person(revision.author, around.roster)
      json.member("at", revision.at.text)
      json.member("reason", ifAny: revision.reason)
      json.name("fields")
      json.fields(revision.values, of: record, around)
    }
  }

  /// The fields in the definition's order, then any that the definition no longer knows.
  mutating func fields(_ values: [String: Value], of record: Record, _ around: Surround) {
    let known = around.engine.labels(ofKind: record.kind)
    object { json in
      var written = 0
      for (field, _) in known {
        guard let value = values[field] else { continue }
        json.field(field, value, of: record, around)
        written += 1
      }
      if written == values.count { return }
      let rest = values.filter { value in !known.contains { $0.name == value.key } }
      for (field, value) in rest.sorted(by: { $0.key < $1.key }) {
        json.field(field, value, of: record, around)
      }
    }
  }

  private mutating func field(
    _ field: String, _ value: Value, of record: Record, _ around: Surround
  ) {
    name(field)
    if case .record(let id) = value {
      string(record.named[id] ?? record.reference ?? "")
    } else {
      self.value(value, around.roster)
    }
  }

  mutating func value(_ value: Value, _ roster: Roster) {
    switch value {
    case .text(let text): string(text)
    case .terms(let terms): array { json in for term in terms { json.string(term) } }
    case .day(let day): string(day.text)
    case .time(let time): string(time.text)
    case .number(let number): self.number(number)
    case .truth(let truth): bool(truth)
    case .member(let id): string(roster.members[id]?.login ?? "")
    case .child(let id): string(roster.children[id]?.short ?? "")
    case .children(let parts):
      array { json in
        for part in parts {
          json.object { json in
            json.member("child", roster.children[part.child]?.short ?? "")
            json.member("part", part.part)
          }
        }
      }
    case .record, .changes: null()
    }
  }

  mutating func reply(_ reply: Reply, _ around: Surround) {
    object { json in
      json.member("text", reply.text)
      json.member("receipt", ifAny: reply.receipt)
      json.member("export", ifAny: reply.export)
      json.member("passphrase", ifAny: reply.passphrase)
      if !reply.records.isEmpty {
        json.name("records")
        json.array { json in for record in reply.records { json.record(record, around) } }
      }
    }
  }
}

/// A message's opaque id: its number in its channel, scattered over 64 bits, so that ids neither
/// count up nor are alike in two channels. It hides nothing (a reader knows the number) and needs no
/// index: the number can be had back.
func wireID(_ channel: String, _ number: Int64) -> String {
  let scattered = (UInt64(bitPattern: number) &* scatter) ^ channelMark(channel)
  let text = String(scattered, radix: 36)
  return "m" + String(repeating: "0", count: 13 - text.count) + text
}

/// The number in a message's id, when it is one of this channel.
func number(inWireID id: String, channel: String) -> Int64? {
  guard id.utf8.count == 14, id.hasPrefix("m"), let scattered = UInt64(id.dropFirst(), radix: 36)
  else { return nil }
  let number = (scattered ^ channelMark(channel)) &* gather
  // An id of another channel gives any number at all, and none has a million million messages.
  return number > 0 && number < 1 << 40 ? Int64(number) : nil
}

/// An odd number, so that multiplying by it can be undone (2^64 over the golden ratio).
private let scatter: UInt64 = 0x9E37_79B9_7F4A_7C15
/// Its inverse modulo 2^64, by Newton's iteration: each round doubles the bits that are right.
private let gather: UInt64 = {
  var inverse = scatter
  for _ in 0..<6 { inverse = inverse &* (2 &- scatter &* inverse) }
  return inverse
}()

/// FNV-1a (draft-eastlake-fnv): there is one for every message that is shown, and no secret in it.
private func channelMark(_ channel: String) -> UInt64 {
  channel.utf8.reduce(0xCBF2_9CE4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 }
}

extension Record {
  /// Was it written long after it happened?
  var isLateEntry: Bool {
    writtenAt.milliseconds - happenedAt.milliseconds > Limits.lateEntrySeconds * 1000
  }
}
