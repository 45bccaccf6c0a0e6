// What was said to a store and what it acknowledged; and whether that is what lies there.
import Domain
import Glibc

@testable import Store

/// A line that somebody said, and what it does besides being said.
struct Said: Sendable {
  enum Effect: Sendable {
    case none
    case record(Day)
    case revision(RecordID, Day)
    case state(RecordID)
    case tombstone(Int64)
  }
  let id: String
  let channel: ChannelID
  let text: String
  let effect: Effect
}

/// Guarded by `lock`.
final class Ledger: @unchecked Sendable {
  private let lock = TestLock()
  private var said: [String: Said] = [:]
  private var acknowledged: [String: Int64] = [:]
  private var heard: [Int64: UInt64] = [:]
  private var failures: [Failure] = []
  private var troubles: [String] = []

  func say(_ line: Said) { lock.with { said[line.id] = line } }
  func acknowledge(_ id: String, _ number: Int64) {
    lock.with {
      if let before = acknowledged[id], before != number {
        troubles.append("\(id) was answered with \(before) and with \(number)")
      }
      acknowledged[id] = number
    }
  }
  func fail(_ failure: Failure) { lock.with { failures.append(failure) } }
  func hear(_ events: [Event]) {
    lock.with {
      for event in events {
        if heard[event.number.raw] != nil { troubles.append("event \(event.number) came twice") }
        heard[event.number.raw] = event.cursor
      }
    }
  }
  var acknowledgedCount: Int { lock.with { acknowledged.count } }
  var failureCount: Int { lock.with { failures.count } }
  var acknowledgedLines: [(line: Said, number: Int64)] {
    lock.with { acknowledged.compactMap { id, number in said[id].map { ($0, number) } } }
  }
  /// Failures that no trouble of the disk explains.
  var strangeFailures: [Failure] {
    lock.with {
      failures.filter { failure in
        switch failure {
        case .unavailable, .busy: false
        default: true
        }
      }
    }
  }

  /// Everything that is not as it was promised.
  func problems(_ store: Store) throws -> [String] {
    let found = try Found(store)
    return try lock.with {
      var problems = troubles + found.problems
      for line in said.values.sorted(by: { $0.id < $1.id }) {
        problems += found.problems(line, acknowledged: acknowledged[line.id])
      }
      for id in found.messages.keys where said[id] == nil { problems.append("nobody said \(id)") }
      for (number, cursor) in heard where found.events[number] != cursor {
        problems.append("event \(number) was published, and is another now")
      }
      return try problems + store.verify()
    }
  }
}

/// What lies in the tables, by the client ids.
private struct Found {
  var messages: [String: [(channel: ChannelID, number: Int64, text: String)]] = [:]
  var answers: [String: [Int64]] = [:]
  var effects: [String: Int] = [:]
  var audit: [String: Int] = [:]
  var events: [Int64: UInt64] = [:]
  var problems: [String] = []

  init(_ store: Store) throws {
    var all = Found.empty
    try store.read { reader in
      let db = reader.db
      try db.each(
        text: "SELECT client_id, channel, number, text FROM messages WHERE client_id IS NOT NULL"
      ) { row in
        all.messages[row.text(0), default: []].append(
          (ChannelID(row.integer(1)), row.integer(2), row.text(3)))
      }
      try db.each(text: "SELECT client_id, message FROM answers") { row in
        all.answers[row.text(0), default: []].append(row.integer(1))
      }
      for text in [
        "SELECT receipt FROM records", "SELECT reason FROM states", "SELECT reason FROM tombstones",
        "SELECT reason_for_change FROM record_attendance WHERE reason_for_change IS NOT NULL",
      ] {
        try db.each(text: text) { row in all.effects[row.text(0), default: 0] += 1 }
      }
      _ = try reader.audit(channel: nil, member: nil, after: 0, limit: .max).map { entry in
        all.audit["\(entry.channel?.raw ?? 0) \(entry.act) \(entry.detail)", default: 0] += 1
      }
      let cursors = try reader.cursors()
      try db.each(text: "SELECT number FROM events") { row in
        all.events[row.integer(0)] = cursors.cursor(EventNumber(row.integer(0)))
      }
    }
    self = all
    for number in 1...Int64(max(1, events.count)) where events[number] == nil {
      problems.append("event \(number) is missing")
    }
  }
  private init() {}
  private static var empty: Found { Found() }

  func problems(_ line: Said, acknowledged: Int64?) -> [String] {
    let rows = messages[line.id] ?? []
    guard let row = rows.first else {
      var problems = acknowledged.map { ["\(line.id) was acknowledged as \($0) and is lost"] } ?? []
      if effects[line.id] != nil { problems.append("\(line.id) has an effect and no line") }
      if answers[line.id] != nil { problems.append("\(line.id) has an answer and no line") }
      return problems
    }
    var problems: [String] = []
    if rows.count > 1 { problems.append("\(line.id) is there \(rows.count) times") }
    if let acknowledged, row.number != acknowledged {
      problems.append("\(line.id) was acknowledged as \(acknowledged) and is \(row.number)")
    }
    if row.channel != line.channel || row.text != line.text {
      problems.append("\(line.id) is not what was said")
    }
    if answers[line.id] != [row.number] { problems.append("\(line.id) has no answer kept") }
    if audit["\(line.channel.raw) message.posted message \(row.number)"] != 1 {
      problems.append("\(line.id) is not audited once")
    }
    var wanted: Int? = 1
    if case .none = line.effect { wanted = nil }
    if effects[line.id] != wanted { problems.append("\(line.id) has not its effect") }
    return problems
  }
}
