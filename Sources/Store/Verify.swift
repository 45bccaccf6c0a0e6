// Is everything whole? The chain, the numbers, the contents, the references and the index.
import Domain

extension Store {
  /// Looks through everything and names what is wrong, without content; empty when all is whole.
  public func verify() throws -> [String] {
    try read { reader in
      var inspection = Inspection(reader: reader)
      try inspection.run()
      return inspection.problems
    }
  }
}

/// One look through everything.
private struct Inspection {
  let reader: Reader
  var problems: [String] = []
  private var db: Connection { reader.db }
  /// Past this, more of the same tells nothing new.
  private static let problemsMax = 100

  init(reader: Reader) { self.reader = reader }

  mutating func run() throws {
    try database()
    try chain()
    try numbers()
    try records()
    try search()
  }

  private mutating func report(_ problem: String) {
    if problems.count < Inspection.problemsMax { problems.append(problem) }
  }

  private mutating func database() throws {
    var found: [String] = []
    try db.each(text: "PRAGMA integrity_check") { row in
      if row.text(0) != "ok" { found.append("database: \(row.text(0))") }
    }
    try db.each(text: "PRAGMA foreign_key_check") { row in
      found.append("\(row.text(0)): row \(row.integer(1)) refers to a missing \(row.text(2))")
    }
    for problem in found { report(problem) }
  }

  private mutating func chain() throws {
    var head = AuditHead()
    var found: [String] = []
    try AuditTable.walk(db, after: 0) { draft, number, prev, hash in
      if number != head.number + 1 { found.append("audit \(head.number + 1) is missing") }
      if prev != head.hash { found.append("audit \(number) does not follow the entry before it") }
      // From here on the chain is followed as it lies there, so that one break is told once.
      let expected = AuditHead(number: number - 1, hash: prev).next(draft)
      if expected.hash != hash { found.append("audit \(number) was changed") }
      head = AuditHead(number: number, hash: hash)
      if let problem = try content(draft, number) { found.append(problem) }
      return found.count < Inspection.problemsMax
    }
    for problem in found { report(problem) }
  }

  /// Is what was said and recorded still what the chain holds the hash of?
  private func content(_ draft: AuditDraft, _ number: Int64) throws -> String? {
    let words = draft.detail.split(separator: " ")
    guard let channel = draft.channel else { return nil }
    switch draft.act {
    case "message.posted":
      guard words.count == 2, let message = Int64(words[1]) else { break }
      let hash = try MessageTable.contentHash(db, channel, message)
      return hash == draft.contentHash ? nil : "message \(message) of audit \(number) was changed"
    case "record.opened", "record.revised":
      guard words.count == 4, let record = Int64(words[1]), let revision = Int(words[3]) else {
        break
      }
      let kind = String(words[0])
      let spine = try RecordTable.row(db, channel, kind: kind, number: record)
      let hash = try spine.flatMap {
        try reader.layout.kind(kind).contentHash(db, $0.id, revision)
      }
      return hash == draft.contentHash ? nil : "\(draft.detail) of audit \(number) was changed"
    default: return nil
    }
    return "audit \(number) cannot be read"
  }

  private mutating func numbers() throws {
    let events = try EventTable.span(db)
    if events.count != events.last { report("events: \(events.count) up to \(events.last)") }
    var counts = try ChannelTable.counts(db)
    var found: [String] = []
    try MessageTable.counts(db) { channel, count, last in
      if count != last || counts[channel] != last {
        found.append("messages of channel row \(channel): \(count) up to \(last)")
      }
      counts[channel] = nil
    }
    for (channel, count) in counts.sorted(by: { $0.key < $1.key }) where count != 0 {
      found.append("messages of channel row \(channel): none of \(count)")
    }
    for problem in found { report(problem) }
  }

  private mutating func records() throws {
    var found: [String] = []
    for (kind, table) in reader.layout.kinds.sorted(by: { $0.key < $1.key }) {
      try RecordTable.astray(db, table) { id in
        found.append("record row \(id) does not agree with record_\(kind)")
      }
    }
    try RecordTable.kinds(db) { kind in
      if reader.layout.kinds[kind] == nil { found.append("records of unknown kind \(kind)") }
    }
    for problem in found { report(problem) }
  }

  private mutating func search() throws {
    var indexed: [Int64] = []
    try SearchTable.everyRow(db) { indexed.append($0) }
    var at = 0
    var missing = 0
    var messages = 0
    try MessageTable.everyRow(db) { id in
      messages += 1
      while at < indexed.count, indexed[at] < id { at += 1 }
      if at < indexed.count, indexed[at] == id { at += 1 } else { missing += 1 }
    }
    if missing > 0 || indexed.count != messages {
      report("search: \(indexed.count) rows for \(messages) messages, \(missing) missing")
    }
  }
}
