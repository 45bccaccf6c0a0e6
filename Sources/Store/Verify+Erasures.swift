// Are the erasures whole? Each certificate agrees with the audit and with what it emptied.
import Domain

/// What a look through the audit finds about erasures.
struct ErasureInspection {
  private let reader: Reader
  /// Where a hash stands among those that a digest is made of.
  private struct Place: Comparable {
    /// Empty for a message, and so before all versions.
    let kind: String
    let number: Int64
    let revision: Int
    static func < (one: Place, other: Place) -> Bool {
      (one.kind, one.number, one.revision) < (other.kind, other.number, other.revision)
    }
  }
  /// By erasure: the hashes that the audit holds of what it emptied.
  private var hashes: [Int64: [(place: Place, hash: [UInt8])]] = [:]
  /// By erasure: what the audit says of it.
  private var entries: [Int64: AuditDraft] = [:]
  private var db: Connection { reader.db }

  init(reader: Reader) { self.reader = reader }

  /// Is the content of an entry that does not agree with its hash gone by an erasure? Takes note of
  /// the hash, which the certificate's digest must hold.
  mutating func excuses(_ draft: AuditDraft) throws -> Bool {
    let words = draft.detail.split(separator: " ")
    guard let channel = draft.channel, words.count > 1, let number = Int64(words[1]) else {
      return false
    }
    let erasure: Int64?
    let place: Place
    if draft.act == "message.posted" {
      erasure = try MessageTable.erasure(db, channel, number)
      place = Place(kind: "", number: number, revision: 0)
    } else {
      guard words.count == 4, let revision = Int(words[3]) else { return false }
      let kind = String(words[0])
      let spine = try RecordTable.row(db, channel, kind: kind, number: number)
      erasure = try spine.flatMap {
        try reader.layout.kind(kind).erasure(db, $0.id, revision)
      }
      place = Place(kind: kind, number: number, revision: revision)
    }
    guard let erasure else { return false }
    hashes[erasure, default: []].append((place, draft.contentHash))
    return true
  }

  /// Takes note of an entry that tells of an erasure.
  mutating func note(_ draft: AuditDraft) {
    let words = draft.detail.split { $0 == " " || $0 == ":" }
    if draft.act == "content.erased", words.count > 1, let number = Int64(words[1]) {
      entries[number] = draft
    }
  }

  /// What is wrong, once the whole audit was looked through.
  func problems() throws -> [String] {
    var found: [String] = []
    var messages: [Int64: Int64] = [:]
    var versions: [Int64: Int64] = [:]
    try MessageTable.marks(db) { erasure, count, rest in
      messages[erasure] = count
      if rest > 0 { found.append("erasure \(erasure): \(rest) messages are not empty") }
    }
    for (kind, table) in reader.layout.kinds.sorted(by: { $0.key < $1.key }) {
      try table.marks(db) { erasure, count, rest in
        versions[erasure, default: 0] += count
        if rest > 0 {
          found.append("erasure \(erasure): \(rest) versions of \(kind) are not empty")
        }
      }
    }
    var last: Int64 = 0
    try ErasureTable.all(db) { erasure in
      last += 1
      let number = erasure.number
      if number != last { found.append("erasure \(last) is missing") }
      last = number
      if messages[number] ?? 0 != erasure.messages || versions[number] ?? 0 != erasure.versions {
        found.append("erasure \(number): its counts are not those of what it emptied")
      }
      if digest(of: number) != erasure.digest {
        found.append("erasure \(number): its digest is not that of what it emptied")
      }
      let entry = entries[number]
      if entry.map({ hexText($0.contentHash) }) != erasure.digest
        || entry?.channel != erasure.channel || entry?.actor != erasure.approvedBy
        || entry?.at != erasure.at
      {
        found.append("erasure \(number) does not agree with the audit")
      }
      messages[number] = nil
      versions[number] = nil
    }
    for erasure in Set(messages.keys).union(versions.keys).sorted() {
      found.append("erasure \(erasure) has no certificate")
    }
    for erasure in entries.keys.sorted() where erasure > last {
      found.append("erasure \(erasure) of the audit has no certificate")
    }
    return found
  }

  private func digest(of erasure: Int64) -> String {
    let hashes = (hashes[erasure] ?? []).sorted { $0.place < $1.place }
    return hexText(SHA256.digest(hashes.flatMap(\.hash)))
  }
}
