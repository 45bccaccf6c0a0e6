// Is what is hidden what the audit says was hidden, and has come back only what it says was?
import Domain

/// What a look through the audit finds about hidings and unhidings.
struct HidingInspection {
  private struct Place: Hashable {
    let channel: ChannelID
    let number: Int64
  }
  private struct Unhidden: Equatable {
    let place: Place
    let hidden: [UInt8]
    let unhidden: [UInt8]
  }
  /// Messages that are hidden now, with the hash of the reason.
  private var hidden: [Place: [UInt8]] = [:]
  /// In the order of the audit.
  private var unhidden: [Unhidden] = []
  private var found: [String] = []

  /// Takes note of an entry that tells of one.
  mutating func note(_ draft: AuditDraft) {
    guard draft.act == "message.hidden" || draft.act == "message.unhidden",
      let channel = draft.channel, let number = Int64(draft.detail.dropFirst(8))
    else { return }
    let place = Place(channel: channel, number: number)
    if draft.act == "message.hidden" {
      hidden[place] = draft.contentHash
    } else if let hash = hidden.removeValue(forKey: place) {
      unhidden.append(Unhidden(place: place, hidden: hash, unhidden: draft.contentHash))
    } else {
      found.append("\(draft.detail) was brought back, and was not hidden")
    }
  }

  /// What is wrong, once the whole audit was looked through.
  func problems(_ db: Connection) throws -> [String] {
    var found = found
    var hidden = hidden
    try TombstoneTable.all(db) { channel, number, hash in
      guard let audited = hidden.removeValue(forKey: Place(channel: channel, number: number))
      else { return found.append("message \(number) is hidden, and the audit does not say so") }
      if let hash, hash != audited { found.append("why message \(number) is hidden was changed") }
    }
    for place in hidden.keys.sorted(by: { $0.number < $1.number }) {
      found.append("message \(place.number) was hidden, and nothing says that it was brought back")
    }
    var at = 0
    try UnhidingTable.all(db) { channel, number, hashes in
      let audited = at < unhidden.count ? unhidden[at] : nil
      at += 1
      let place = Place(channel: channel, number: number)
      let isRight =
        audited?.place == place
        && (hashes.map { $0.hidden == audited?.hidden && $0.unhidden == audited?.unhidden } ?? true)
      if !isRight { found.append("why message \(number) was brought back was changed") }
    }
    if at < unhidden.count {
      found.append("unhidings: \(at) where the audit tells of \(unhidden.count)")
    }
    return found
  }
}
