// receipts: where the asker's own flags and concerns stand, and nothing else of them.

import Domain

extension Turn {
  func receipts() throws -> Decision {
    // A report of absences is the house's, whoever asked for it.
    let kinds = catalog.recordKinds.filter { kind, command in
      command.lands != nil && tables.records[kind]?.verb != .absences
    }.keys.sorted()
    let records =
      try lookup?.receipts(of: member.id, kinds: kinds, limit: Limits.pageRowsDefault) ?? []
    guard !records.isEmpty else {
      return decide([], Reply(text: "You have sent no \(listed(kinds, "and no"))."))
    }
    let lines = records.map { "\($0.receipt) \($0.kind), \(dayText($0.day)): \($0.state)" }
    return decide([], Reply(text: lines.joined(separator: "\n")))
  }
}
