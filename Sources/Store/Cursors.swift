// How an event's number becomes the opaque cursor that clients resume from, and how it comes back.
import Domain

/// A permutation of 64 bits under the house's own key: four rounds of Feistel's network (Luby and
/// Rackoff 1988) with SHA-256 as the round function. A stored random number would do the same, but
/// its index costs a page of the log for nearly every event. It is there so that cursors do not
/// count up in the open; no secret hangs on it.
struct Cursors: Sendable {
  private let key: [UInt8]

  init(key: [UInt8]) { self.key = key }

  /// The cursor of an event's number.
  func cursor(_ number: EventNumber) -> UInt64 {
    var (left, right) = halves(UInt64(bitPattern: number.raw))
    for round in 0..<Cursors.rounds { (left, right) = (right, left ^ mix(round, right)) }
    return UInt64(left) << 32 | UInt64(right)
  }

  /// The number of a cursor; whether there is such an event is for the table to say.
  func number(_ cursor: UInt64) -> EventNumber {
    var (left, right) = halves(cursor)
    for round in (0..<Cursors.rounds).reversed() {
      (left, right) = (right ^ mix(round, left), left)
    }
    return EventNumber(Int64(bitPattern: UInt64(left) << 32 | UInt64(right)))
  }

  private static let rounds: UInt8 = 4

  private func halves(_ value: UInt64) -> (UInt32, UInt32) {
    (UInt32(truncatingIfNeeded: value >> 32), UInt32(truncatingIfNeeded: value))
  }

  private func mix(_ round: UInt8, _ half: UInt32) -> UInt32 {
    var bytes = key
    bytes.append(round)
    for shift in [24, 16, 8, 0] as [UInt32] {
      bytes.append(UInt8(truncatingIfNeeded: half >> shift))
    }
    return SHA256.digest(bytes).prefix(4).reduce(0) { $0 << 8 | UInt32($1) }
  }
}
