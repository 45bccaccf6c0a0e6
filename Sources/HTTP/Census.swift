// Counts connections, in all and by address.

/// Who is connected. Shared by the loops; asked once when a connection comes and once when it goes.
final class Census: @unchecked Sendable {  // `lock` guards the counts
  private let lock = Lock()
  private let max: Int
  private let perAddressMax: Int
  private var total = 0
  private var byAddress: [String: Int] = [:]

  init(_ limits: HTTPLimits) {
    max = limits.connectionsMax
    perAddressMax = limits.connectionsPerAddressMax
  }

  /// Connections that are open.
  var count: Int { lock.locked { total } }

  /// Counts one more, unless it is one too many.
  func admits(_ peer: String) -> Bool {
    let key = Self.key(peer)
    return lock.locked {
      guard total < max, byAddress[key, default: 0] < perAddressMax else { return false }
      total += 1
      byAddress[key, default: 0] += 1
      return true
    }
  }

  /// Counts one less.
  func leave(_ peer: String) {
    let key = Self.key(peer)
    lock.locked {
      total -= 1
      uncount(key)
    }
  }

  /// Counts one under another address from now on, unless it is one too many there.
  func moves(_ peer: String, to other: String) -> Bool {
    let (from, to) = (Self.key(peer), Self.key(other))
    return lock.locked {
      guard from == to || byAddress[to, default: 0] < perAddressMax else { return false }
      uncount(from)
      byAddress[to, default: 0] += 1
      return true
    }
  }

  private func uncount(_ key: String) {
    let left = byAddress[key, default: 1] - 1
    byAddress[key] = left == 0 ? nil : left
  }

  /// One customer of IPv6 has at least a /64, so its four first groups are what counts.
  static func key(_ peer: String) -> String {
    guard peer.contains(":") else { return peer }
    let halves = peer.split(separator: "::", maxSplits: 1, omittingEmptySubsequences: false)
    var groups = halves[0].split(separator: ":").map(String.init)
    if halves.count == 2 {
      let tail = halves[1].split(separator: ":").map(String.init)
      groups += Array(repeating: "0", count: Swift.max(0, 8 - groups.count - tail.count)) + tail
    }
    return groups.prefix(4).joined(separator: ":")
  }
}
