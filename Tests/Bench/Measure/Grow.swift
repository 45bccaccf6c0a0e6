// How the cost of reading grows with the size of the database: the same questions at each size.
import Domain
import Engine
import Glibc
import Reports
import Server
import Store

/// Asks a filled database the questions of a day, each some twenty times, and prints a line of each:
/// its name and the median in milliseconds.
struct Grow {
  let directory: String

  func run() throws {
    let began = monotonicSeconds()
    let store = try openStore(directory)
    tell("start", (monotonicSeconds() - began) * 1000)
    defer { store.close() }
    let catalog = try shippedCatalog()
    let access = AccessList(roster: store.roster, catalog: catalog, now: SystemClock().now())
    guard let dara = store.roster.member(login: "dara")?.id else {
      throw RawTrouble(text: "not a filled database")
    }
    let all = access.channels(dara, .read)
    let few = Array(all.prefix(5))
    let many = all.enumerated().filter { $0.offset % 7 == 0 }.map(\.element)
    let one = all[0]
    func median(_ name: String, _ body: (Reader) throws -> Int) throws {
      var times: [Double] = []
      var count = 0
      for _ in 0..<21 {
        let start = monotonicSeconds()
        count = try store.read(body)
        times.append((monotonicSeconds() - start) * 1000)
      }
      tell(name, times.sorted()[10], "\(count) rows")
    }
    let last = try store.read { try $0.lastNumbers([one])[one.channel] ?? 1 }
    try median("newest_page") { try $0.messages(one, limit: 50).messages.count }
    try median("page_before") {
      try $0.messages(one, before: max(2, last / 2), limit: 50).messages.count
    }
    try median("chronology_page") { try $0.chronology(one, limit: 50).count }
    try median("chronology_whole") { try $0.chronology(one, limit: 10_000).count }
    try median("chronology_flat") { reader in try flat(reader, one, catalog) }
    try median("search_few") { try $0.search("common", limit: 20, few).messages.count }
    try median("search_many") { try $0.search("common", limit: 20, many).messages.count }
    try median("search_all") { try $0.search("common", limit: 20, all).messages.count }
    try median("search_seldom") { try $0.search("seldom", limit: 20, many).messages.count }
    try median("cohort") { try $0.cohort(questions, all).rows.count }
    try median("record") { reader in
      guard let record = try reader.record(kind: "attendance", number: 2, one) else { return 0 }
      return try reader.revisions(of: record.id, one).count
    }
    try median("last_numbers") { try $0.lastNumbers(all).count }
    try append(store, one, dara)
    tell("memory", memory("VmHWM"), "MB at most")
  }

  /// Every kind's rows of one channel, as they go to an export.
  private func flat(_ reader: Reader, _ grant: Grant, _ catalog: Catalog) throws -> Int {
    var rows = 0
    for (kind, definition) in catalog.recordKinds {
      let fields = definition.fields.map { ScanColumn.field($0.name) }
      try reader.scan(
        kind: kind, from: nil, to: nil, [grant],
        [.number, .day, .author, .writtenAt, .happenedAt, .state] + fields
      ) { rows += $0.rows }
    }
    return rows
  }

  private var questions: [RecordQuery] {
    [
      RecordQuery(kind: "attendance", equals: [(field: "status", value: .text("absent"))]),
      RecordQuery(kind: "concern"),
      RecordQuery(kind: "note", equals: [(field: "activity", value: .text("forest school"))]),
    ]
  }

  private func append(_ store: Store, _ grant: Grant, _ member: MemberID) throws {
    let start = monotonicSeconds()
    try store.bulk(
      (0..<1_000).map { number in
        let draft = MessageDraft(
          channel: grant.channel, text: "a line of a few words \(number)", clientID: nil)
        return Decision(actor: member, at: SystemClock().now(), changes: [.message(draft)])
      })
    tell("append_1000", (monotonicSeconds() - start) * 1000)
  }
}

func tell(_ name: String, _ value: Double, _ note: String = "") {
  print("\(name) \((value * 1000).rounded() / 1000) \(note)")
}

/// Megabytes of this process, by the name that `/proc/self/status` has for it.
func memory(_ name: String) -> Double {
  guard let file = fopen("/proc/self/status", "r") else { return 0 }
  defer { fclose(file) }
  var line = [CChar](repeating: 0, count: 256)
  while fgets(&line, 256, file) != nil {
    let text = String(
      decoding: line.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    guard text.hasPrefix(name) else { continue }
    return Double(text.filter(\.isNumber)).map { $0 / 1024 } ?? 0
  }
  return 0
}

/// Writes all records of a kind as CSV, as an export does, and prints the rate.
struct ExportRate {
  let directory: String
  let kind: String
  let path: String

  func run() throws {
    let store = try openStore(directory)
    defer { store.close() }
    let before = memory("VmRSS")
    let start = monotonicSeconds()
    let rows = try write(store)
    let took = monotonicSeconds() - start
    print("rows \(rows) seconds \(took) rows_per_second \(Int(Double(rows) / took))")
    print("memory_before \(Int(before)) memory_most \(Int(memory("VmHWM")))")
  }

  private func write(_ store: Store) throws -> Int64 {
    let catalog = try shippedCatalog()
    let access = AccessList(roster: store.roster, catalog: catalog, now: SystemClock().now())
    guard let dara = store.roster.member(login: "dara")?.id,
      let definition = catalog.recordKinds[kind]
    else { throw RawTrouble(text: "no dara, or no \(kind)") }
    let rows = try ExportRows(
      store: store, kind: kind, definition: definition, from: nil, to: nil,
      grants: access.channels(dara, .export))
    let file = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
    defer { close(file) }
    let progress = Progress()
    try rows.write("csv", work: directory, progress) { bytes in
      let count = bytes.withUnsafeBytes { Glibc.write(file, $0.baseAddress, $0.count) }
      guard count == bytes.count else { throw RawTrouble(text: "the file is not written") }
    }
    return progress.rows
  }
}
