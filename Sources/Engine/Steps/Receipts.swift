// receipts: where the asker's own flags and concerns stand, and nothing else of them.

import Domain

extension Turn {
  func receipts() throws -> Decision {
    let kinds = catalog.recordKinds.filter { $0.value.lands != nil }.keys.sorted()
    let records =
      try lookup?.receipts(of: member.id, kinds: kinds, limit: Limits.pageRowsDefault) ?? []
    guard !records.isEmpty else {
      return decide([], Reply(text: "You have sent no \(listed(kinds, "and no"))."))
    }
    let lines = records.map { "\($0.receipt) \($0.kind), \(dayText($0.day)): \($0.state)" }
    return decide([], Reply(text: lines.joined(separator: "\n")))
  }
}
