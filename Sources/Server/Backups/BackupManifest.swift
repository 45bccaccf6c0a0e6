// What a copy says of itself, inside the archive.
import Domain

/// The manifest of a copy.
struct BackupManifest: Sendable, Equatable {
  /// The entries of each archive. The small ones stand first: 7z copies what is there when it adds.
  static let names = ["organisation", "manifest.json", "hedgerow.db"]

  /// The moment whose data it holds.
  var at: Instant
  /// The program that made it.
  var version: String
  /// What it holds.
  var facts: BackupFacts
  /// The database's length.
  var bytes: Int64
  /// The database's SHA-256, in hexadecimal.
  var sha256: String

  init(at: Instant, version: String, facts: BackupFacts, bytes: Int64, sha256: String) {
    self.at = at
    self.version = version
    self.facts = facts
    self.bytes = bytes
    self.sha256 = sha256
  }

  /// One JSON object and a line end.
  var json: [UInt8] {
    var json = JSONWriter()
    json.object { json in
      json.member("kind", "backup")
      json.member("made_by", "Hedgerow \(version)")
      json.member("made_at", at.text)
      json.member("schema", Int64(facts.schema))
      json.name("counts")
      json.object { json in
        json.member("members", facts.members)
        json.member("children", facts.children)
        json.member("channels", facts.channels)
        json.member("messages", facts.messages)
        json.member("records", facts.records)
        json.member("audit", facts.auditNumber)
      }
      json.member("audit_head_sha256", facts.auditHash)
      json.name("database")
      json.object { json in
        json.member("name", "hedgerow.db")
        json.member("bytes", bytes)
        json.member("sha256", sha256)
      }
    }
    return json.bytes + [0x0A]
  }

  /// From the JSON of `json`; nil for anything else.
  init?(_ bytes: [UInt8]) {
    guard let json = try? JSON.parse(bytes), json["kind"]?.text == "backup",
      let at = json["made_at"]?.text.flatMap({ Instant(text: $0) }),
      let madeBy = json["made_by"]?.text, let schema = json["schema"]?.whole,
      let counts = json["counts"], let hash = json["audit_head_sha256"]?.text,
      let length = json["database"]?["bytes"]?.whole,
      let digest = json["database"]?["sha256"]?.text
    else { return nil }
    func count(_ name: String) -> Int64 { counts[name]?.whole ?? -1 }
    self.init(
      at: at, version: madeBy.hasPrefix("Hedgerow ") ? String(madeBy.dropFirst(9)) : madeBy,
      facts: BackupFacts(
        schema: Int(schema), members: count("members"), children: count("children"),
        channels: count("channels"), messages: count("messages"), records: count("records"),
        auditNumber: count("audit"), auditHash: hash), bytes: length, sha256: digest)
  }
}
