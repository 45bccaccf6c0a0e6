// A database of version 1, kept as its release wrote it, is brought to this version in each run.
import CSQLite
import Domain
import FoundationEssentials
import Testing

@testable import Store

/// `Frozen/v1.db` was made by the last program of version 1: a small seed of one day, then people at
/// work over HTTP (notes, an attendance revised twice, a flag, a concern, a query and its states,
/// access given and ended, an export, a member ended). `Frozen/v1.txt` was drawn from it by plain SQL.
@Suite("The frozen version 1")
struct FrozenTests {
  private static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .appendingPathComponent("Frozen").path
  private static let audited: Int64 = 431
  private static let head = "5bf8fc7ae69d0e09c6a4fbbe34298b50ad6b6b4eaac1d7332b138e9d51994aa5"

  static func catalog() throws -> Catalog {
    var root = URL(fileURLWithPath: #filePath)
    for _ in 0..<3 { root = root.deletingLastPathComponent() }
    let files = ["Commands", "Channels"].flatMap { folder in
      let base = root.appendingPathComponent(folder).path
      let names = (try? FileManager.default.subpathsOfDirectory(atPath: base)) ?? []
      return names.filter { $0.hasSuffix(".json5") || $0.hasSuffix(".mail") }.sorted().map { name in
        let bytes = FileManager.default.contents(atPath: base + "/" + name) ?? Data()
        return DefinitionFile(
          path: folder + "/" + name, text: String(decoding: bytes, as: UTF8.self))
      }
    }
    return try #require(Catalog.read(files).catalog)
  }

  /// A directory with a copy of the frozen file, removed at the end.
  private func withFrozen(_ body: (String) throws -> Void) throws {
    let directory = try TemporaryDirectory.make()
    defer { try? FileManager.default.removeItem(atPath: directory) }
    try FileManager.default.copyItem(
      atPath: FrozenTests.folder + "/v1.db", toPath: directory + "/hedgerow.db")
    try body(directory)
  }
  private func open(_ directory: String, seed: UInt64 = 1) throws -> Store {
    try Store(
      directory: directory, catalog: FrozenTests.catalog(), clock: FixedClock(),
      dice: SeededDice(seed))
  }
  private func names(_ directory: String) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: directory).filter {
      $0.hasPrefix("before-")
    }
  }

  @Test("It becomes the newest version with everything in it, and the chain goes on from its head")
  func becomesTheNewest() throws {
    try withFrozen { directory in
      let store = try open(directory)
      defer { store.close() }
      #expect(try store.writer.alone { try $0.db.facts().schema } == Schema.version)
      #expect(Schema.version >= 2)
      #expect(try store.verify() == [])
      let expected = String(
        decoding: FileManager.default.contents(atPath: FrozenTests.folder + "/v1.txt") ?? Data(),
        as: UTF8.self
      ).split(separator: "\n").map { line in
        // The house itself had no role in version 1; by now it is let in by one of its own.
        line == "member hedgerow - - Hedgerow" ? "member hedgerow bot - Hedgerow" : String(line)
      }
      let found = try lines(store)
      #expect(expected.count > 500)
      let missing = Set(expected).subtracting(found)
      let extra = Set(found).subtracting(expected)
      #expect(missing.sorted().first == nil)
      #expect(extra.sorted().first == nil)
      let isSame = found == expected
      #expect(isSame, "the order is kept as well")
    }
  }

  @Test("Before that a copy of it was made, which is listed and is what it was")
  func leavesACopy() throws {
    try withFrozen { directory in
      let store = try open(directory)
      let rows = try store.backups()
      #expect(rows.count == 1)
      let row = try #require(rows.first)
      #expect(row.reason == .migration)
      #expect(row.path == "before-v\(Schema.version)-2026-09-21T14.13.20Z.db")
      #expect(row.at == start)
      #expect(row.facts?.schema == 1)
      #expect(row.facts?.auditNumber == FrozenTests.audited)
      #expect(row.facts?.auditHash == FrozenTests.head)
      let bytes = try #require(FileManager.default.contents(atPath: "\(directory)/\(row.path)"))
      #expect(row.bytes == Int64(bytes.count))
      #expect(row.sha256 == SHA256.hex(Array(bytes)))
      #expect(try store.auditHead.number == FrozenTests.audited + 1, "its making is audited")
      store.close()
      let again = try open(directory)
      defer { again.close() }
      #expect(try again.backups().count == 1, "a second start makes and lists no other")
      #expect(try names(directory).count == 1)
    }
  }

  @Test("A copy that a crash left unlisted is listed at the next start")
  func listsWhatWasLeft() throws {
    try withFrozen { directory in
      try open(directory).close()
      let name = "before-v2-2026-08-01T09.00.00Z.db"
      try FileManager.default.copyItem(
        atPath: FrozenTests.folder + "/v1.db", toPath: "\(directory)/\(name)")
      let store = try open(directory, seed: 2)
      defer { store.close() }
      #expect(try store.backups().map(\.at.text).first == "2026-08-01T09:00:00.000Z")
    }
  }

  @Test("When the copy cannot be made, nothing is changed and it says so")
  func refusesWithoutACopy() throws {
    try withFrozen { directory in
      let before = FileManager.default.contents(atPath: directory + "/hedgerow.db")
      // A folder that stands where the copy is to be made, and cannot be put aside.
      let part = "\(directory)/before-v\(Schema.version)-2026-09-21T14.13.20Z.db.part"
      try FileManager.default.createDirectory(
        atPath: part + "/in the way", withIntermediateDirectories: true)
      let failure = #expect(throws: Failure.self) { try open(directory) }
      guard case .unavailable(let text) = failure else {
        Issue.record("not \(String(describing: failure))")
        return
      }
      #expect(text.contains("Nothing was changed"))
      let db = try Connection(path: directory + "/hedgerow.db", .writer)
      #expect(try db.facts().schema == 1)
      try FileManager.default.removeItem(atPath: part)
      #expect(before != nil)
      try open(directory).close()
      #expect(try names(directory).count == 1)
    }
  }

  @Test("What it holds can be hidden, brought back and erased, and is then in no byte of the file")
  func erasesWhatIsOld() throws {
    try withFrozen { directory in
      let store = try open(directory)
      defer { store.close() }
      // The longest line that made a record and that nobody else wrote.
      let (record, text) = try #require(
        try store.read { reader in
          var found: (RecordID, String)?
          try reader.db.each(
            text: "SELECT min(record), text FROM messages WHERE record IS NOT NULL GROUP BY text"
              + " HAVING count(*) = 1 ORDER BY length(text) DESC LIMIT 1"
          ) { found = (RecordID($0.integer(0)), $0.text(1)) }
          return found
        })
      let spine = try #require(try store.read { try RecordTable.row($0.db, record) })
      let row = try #require(try store.read { try MessageTable.rows($0.db, of: record).first })
      let people = store.roster.members.keys.sorted().filter { $0 != .bot }
      let (asker, second) = (people[0], people[1])
      func commit(_ changes: [Change]) throws {
        try store.bulk([Decision(actor: second, at: start, changes: changes)])
      }
      try commit([.tombstone(row.channel, number: row.number, reason: "the wrong place")])
      try commit([.unhidden(row.channel, number: row.number, oneKey: nil, reason: "the right one")])
      let back = try #require(try store.read { try RecordTable.row($0.db, spine.id) })
      #expect(back.state == spine.state)
      let asked = RecordDraft(
        kind: "erasure", channel: row.channel, child: nil, day: spine.day, happenedAt: start,
        state: "asked", oneKey: nil, receipt: "asked-1", refersTo: spine.id,
        values: ["reason": .text("asked for"), "what": .text("all of it")])
      try store.bulk([Decision(actor: asker, at: start, changes: [.recordOpened(asked)])])
      let request = try #require(try store.read { try RecordTable.row($0.db, receipt: "asked-1") })
      // The copy of before the migration keeps it: certificates name such copies.
      let isThere = { () -> Bool in
        let file = Array(FileManager.default.contents(atPath: directory + "/hedgerow.db") ?? Data())
        let word = Array(text.utf8)
        return file.withUnsafeBytes { all in
          all.indices.contains { all[$0] == word[0] && all[$0...].starts(with: word) }
        }
      }
      let wasThere = isThere()
      #expect(wasThere && text.utf8.count > 8, "need a text for this to mean anything")
      try commit([
        .erased(.channel(row.channel), askedBy: asker, request: request.id, reason: "asked for")
      ])
      #expect(try store.verify() == [])
      try store.purger.finish()
      let isLeft = isThere()
      #expect(!isLeft)
      #expect(try store.verify() == [])
      #expect(try store.read { try ErasureTable.row($0.db, 1) }?.purgedAt == start)
    }
  }

  @Test("A record that version 2 hid finds back to the state it was in")
  func findsBackFromVersionTwo() throws {
    try withFrozen { directory in
      let db = try Connection(path: directory + "/hedgerow.db", .writer)
      try db.execute("PRAGMA foreign_keys = OFF")
      for text in Schema.steps[1] { try db.execute(text) }
      // As version 2 hid: one that was moved before, and one that was not, which the audit tells.
      try db.execute(
        """
        INSERT INTO states (record, state, author, at, reason, salt)
          SELECT 1, 'queried', author, 0, '', x'' FROM records WHERE id = 1;
        INSERT INTO states (record, state, author, at, reason, salt)
          SELECT id, 'hidden', author, 0, '', x'' FROM records WHERE id <= 2;
        INSERT INTO audit SELECT 1 + (SELECT max(number) FROM audit), 0, author, 'record.state',
          channel, NULL, kind || ' ' || number || ' from as it was to hidden', x'', zeroblob(32),
          zeroblob(32) FROM records WHERE id = 2;
        UPDATE records SET state = 'hidden' WHERE id <= 2;
        PRAGMA user_version = 2
        """)
      try Schema.migrate(db)
      #expect(try StateTable.beforeHiding(db, of: RecordID(1)) == "queried")
      #expect(try StateTable.beforeHiding(db, of: RecordID(2)) == "as it was")
      #expect(try StateTable.beforeHiding(db, of: RecordID(3)) == nil)
    }
  }

  // MARK: The lines of v1.txt, by way of the store

  private func lines(_ store: Store) throws -> [String] {
    let roster = store.roster
    func login(_ id: MemberID) -> String { roster.members[id]?.login ?? "?" }
    func moment(_ at: Instant?) -> String { at.map { String($0.milliseconds) } ?? "-" }
    var lines: [String] = []
    for member in roster.members.values.sorted(by: { $0.id < $1.id }) {
      let roles = member.roles.map(\.rawValue).sorted().joined(separator: ",")
      lines.append(
        "member \(member.login) \(roles.isEmpty ? "-" : roles) \(moment(member.endsAt)) "
          + member.name)
    }
    for child in roster.children.values.sorted(by: { $0.id < $1.id }) {
      lines.append(
        "child \(child.short) \(child.yearGroup.map(String.init) ?? "-") \(child.name)")
    }
    let channels = roster.channels.values.sorted { $0.id < $1.id }
    for channel in channels {
      let grants = (roster.grants[channel.id] ?? [:]).values.sorted { $0.member < $1.member }
      for grant in grants {
        lines.append(
          "grant \(channel.name) \(login(grant.member)) \(grant.role) \(moment(grant.from)) "
            + "\(moment(grant.until)) \(grant.reason)")
      }
    }
    try store.read { reader in
      for channel in channels {
        var after: Int64 = 0
        while true {
          let rows = try MessageTable.newer(
            reader.db, channel.id, than: after, below: Int64.max, limit: 50)
          guard let last = rows.last else { break }
          after = last.number
          for message in try rows.map({ try reader.message($0) }) {
            let record = message.record.map { "\($0.kind)/\($0.number)/\($0.revision)" } ?? "-"
            lines.append(
              "message \(channel.name) \(message.number) \(login(message.author)) "
                + "\(message.at.milliseconds) \(message.clientID ?? "-") \(record) \(message.text)")
          }
        }
      }
      var id: Int64 = 1
      while let spine = try RecordTable.row(reader.db, RecordID(id)) {
        id += 1
        lines.append(
          "record \(spine.kind)/\(spine.number) \(roster.channels[spine.channel]?.name ?? "?") "
            + "\(spine.day.text) \(login(spine.author)) \(moment(spine.writtenAt)) "
            + "\(moment(spine.happenedAt)) \(spine.revision) \(spine.state) \(spine.receipt)")
        let table = try reader.layout.kind(spine.kind)
        for version in try table.versions(reader.db, spine.id) {
          let values = version.values.sorted { $0.key < $1.key }.map { name, value in
            "\(name)=\(words(table.column(of: name)?.type.stored(value)))"
          }
          lines.append(
            "revision \(spine.kind)/\(spine.number) \(version.number) \(login(version.author)) "
              + "\(moment(version.writtenAt)) \(version.reason ?? "-") | "
              + values.joined(separator: "; "))
        }
      }
      try AuditTable.walk(reader.db, after: FrozenTests.audited - 1) { _, number, _, hash in
        lines.append("audit \(number) \(hexText(hash))")
        return false
      }
    }
    return lines
  }

  private func words(_ value: StoredValue?) -> String {
    switch value {
    case .text(let text): text
    case .integer(let number): String(number)
    case .real(let number): String(number)
    default: "?"
    }
  }
}
