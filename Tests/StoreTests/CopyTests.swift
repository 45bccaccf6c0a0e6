// Copies made while others write: each one a consistent moment, and no writer waits for it.
import Domain
import Glibc
import Testing

@testable import Store

@Suite("Copies of everything")
struct CopyTests {
  private func saved(_ snapshot: Snapshot, in directory: String) throws {
    mkdir(directory, 0o700)
    let file = open("\(directory)/hedgerow.db", O_WRONLY | O_CREAT | O_TRUNC, 0o600)
    defer { close(file) }
    try snapshot.stream { piece in
      let wrote = piece.withUnsafeBytes { write(file, $0.baseAddress, $0.count) }
      #expect(wrote == piece.count)
    }
  }
  private func names(_ directory: String) -> Set<String> {
    var names: Set<String> = []
    guard let folder = opendir(directory) else { return names }
    defer { closedir(folder) }
    while let entry = readdir(folder) {
      names.insert(
        withUnsafePointer(to: &entry.pointee.d_name) {
          $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
        })
    }
    return names.subtracting([".", ".."])
  }

  @Test("A copy made under load is one moment of it, whole, and is not begun anew by commits")
  func underLoad() throws {
    let house = try House()
    defer { house.store.close() }
    // Enough pages that the copy takes many steps.
    let filler = String(repeating: "long words of no meaning ", count: 40)
    try house.store.bulk(
      (0..<6_000).map { house.decision(house.tess, [house.say("\($0) \(filler)", in: house.ab)]) })
    let isOver = Flag()
    let store = house.store
    let writers = (0..<4).map { writer in
      Thread {
        var count = 0
        while !isOver.isSet {
          let done = Gate()
          // Each turn writes two messages: a copy that holds one without the other is torn.
          let changes = [
            house.say("pair \(writer) \(count) \(filler)", in: house.ab),
            house.say("pair \(writer) \(count) \(filler)", in: house.cd),
          ]
          let decision = house.decision(house.tess, changes)
          store.submit(house.tess, key: nil, decide: { _ in decision }, done: { _ in done.open() })
          done.wait()
          count += 1
          isOver.add()
        }
      }
    }
    let before = try store.auditHead.number
    var seen: [Int] = []
    let snapshot = try store.snapshot { done, _ in seen.append(done) }
    isOver.set()
    for writer in writers { writer.join() }
    let written = isOver.count
    #expect(seen.count > 4)
    #expect(seen == seen.sorted(), "a copy that was begun anew would fall back")
    #expect(written > 20, "nobody wrote meanwhile: \(written)")
    #expect(try store.auditHead.number > snapshot.facts.auditNumber)
    #expect(snapshot.facts.auditNumber >= before)
    #expect(!names(store.directory).contains("copy.db"), "the plain copy has no name")

    let directory = try TemporaryDirectory.make()
    try saved(snapshot, in: directory)
    #expect(names(directory) == ["hedgerow.db"])
    #expect(try Store.facts(of: "\(directory)/hedgerow.db") == snapshot.facts)
    #expect(names(directory) == ["hedgerow.db"], "reading it makes no file beside it")
    #expect((snapshot.facts.messages - 6_000) % 2 == 0, "a pair was torn")
    let problems = try Store.trial(
      directory: directory, catalog: Small.catalog(), clock: FixedClock(), dice: SeededDice(2))
    #expect(problems == [])
    #expect(names("/dev/shm").contains(String(directory.split(separator: "/").last ?? "")) == false)
  }

  @Test("A damaged copy does not pass its trial")
  func damaged() async throws {
    let house = try House()
    defer { house.store.close() }
    try await house.commit(house.tess, [house.say("what was said", in: house.ab)])
    let snapshot = try house.store.snapshot()
    let directory = try TemporaryDirectory.make()
    defer { TemporaryDirectory.remove(directory) }
    try saved(snapshot, in: directory)
    let db = try Connection(path: "\(directory)/hedgerow.db", .writer)
    try db.execute("DROP TRIGGER messages_stays; UPDATE messages SET text = 'what was not said'")
    let problems = try Store.trial(
      directory: directory, catalog: Small.catalog(), clock: FixedClock(), dice: SeededDice())
    #expect(problems.contains { $0.contains("was changed") }, "\(problems)")
  }

  @Test("A store that closes ends the copy that is being made")
  func closing() throws {
    let house = try House()
    let store = house.store
    let begun = Gate()
    let results = Box()
    let copy = Thread {
      var isFirst = true
      results.set {
        _ = try store.snapshot { _, _ in
          if isFirst {
            isFirst = false
            begun.open()
          }
          // Longer than closing takes to be asked for; the copy's own rest sees the end.
          while !store.copies.isClosingNow {}
        }
      }
    }
    begun.wait()
    store.close()
    copy.join()
    guard case Failure.unavailable? = results.failure else {
      Issue.record("the copy was made all the same")
      return
    }
  }

  @Test("The list tells what was made, drilled, removed and what failed, each with its entry")
  func list() async throws {
    let house = try House()
    defer { house.store.close() }
    let facts = try house.store.snapshot().facts
    func draft(_ token: String) -> BackupDraft {
      BackupDraft(token: token, path: "/copies/\(token).zip", at: start, reason: .scheduled)
    }
    let digest = String(repeating: "a", count: 64)
    try await house.commit(
      house.dara,
      [
        .backupMade(draft("one"), bytes: 10, sha256: digest, facts),
        .backupMade(draft("two"), bytes: 11, sha256: digest, facts),
        .backupDrilled("one", problem: nil), .backupDrilled("two", problem: "audit 3 is missing"),
        .backupRemoved("one"), .backupFailed(draft("three"), failure: "no room"),
      ])
    let rows = try house.store.backups()
    #expect(rows.map(\.token) == ["three", "two", "one"])
    #expect(rows.map(\.isThere) == [false, true, false])
    #expect(rows.map(\.isProven) == [false, false, false])
    #expect(rows[1].problem == "audit 3 is missing")
    #expect(rows[2].facts == facts)
    #expect(rows[0].failure == "no room")
    let acts = try house.store.read {
      try $0.audit(channel: nil, member: nil, after: facts.auditNumber, limit: 9)
    }.map(\.act)
    #expect(
      acts == [
        "backup.made", "backup.made", "backup.drilled", "backup.drilled", "backup.removed",
        "backup.failed",
      ])
    #expect(try house.store.verify() == [])
    for change in [Change.backupRemoved("one"), .backupRemoved("none"), .backupRemoved("three")] {
      await #expect(throws: Failure.self) { try await house.commit(house.dara, [change]) }
    }
    await #expect(throws: Failure.self, "what is gone cannot be drilled") {
      try await house.commit(house.dara, [.backupDrilled("one", problem: nil)])
    }
  }

  @Test("A restored house knows no sign-in of before")
  func restored() async throws {
    let house = try House()
    defer { house.store.close() }
    let hash = SHA256.digest("a token".utf8)
    try await house.commit(
      house.tess,
      [.sessionOpened(SessionDraft(member: house.tess, tokenHash: hash, agent: "test"))])
    #expect(try house.store.read { try $0.session(tokenHash: hash) }?.endedAt == nil)
    try await house.commit(.bot, [.restored(at: start, sha256: "00")])
    #expect(try house.store.read { try $0.session(tokenHash: hash) }?.endedAt == start)
  }

  @Test("A field, or a whole kind, that left the definitions keeps its column and stays readable")
  func whatLeftStays() async throws {
    let house = try House()
    defer { house.store.close() }
    try await house.commit(house.tess, house.attend(in: house.ab, receipt: "r1"))
    let fewer = CommandDefinition(
      name: "attend", summary: "Log attendance.", record: "attendance", aboutChild: true,
      fields: [Field(name: "status", type: .choice, of: "statuses")])
    try house.store.adopt(Small.catalog([fewer]))
    let grant = try house.proof(house.tess, house.ab)
    let record = try house.store.read {
      try $0.record(kind: "attendance", number: 1, grant)
    }
    #expect(record?.values["reason"] == .text("dentist"))
    try house.store.adopt(Small.catalog([]))
    let still = try house.store.read { try $0.record(kind: "attendance", number: 1, grant) }
    #expect(still?.values["reason"] == .text("dentist"))
    #expect(try house.store.verify() == [])
  }
}

/// Says when it is over, and counts.
private final class Flag: @unchecked Sendable {
  // Guarded by `lock`.
  private var isUp = false
  private var total = 0
  private let lock = TestLock()
  var isSet: Bool { lock.with { isUp } }
  var count: Int { lock.with { total } }
  func set() { lock.with { isUp = true } }
  func add() { lock.with { total += 1 } }
}

/// Holds the failure of a body that ran on another thread.
private final class Box: @unchecked Sendable {
  // Guarded by the thread's end: it is read after `join`.
  private(set) var failure: (any Error)?
  func set(_ body: () throws -> Void) {
    do { try body() } catch { failure = error }
  }
}
