// Cursors: there and back, opaque, one house's own; and what becomes of those of version 1.
import CSQLite
import Domain
import FoundationEssentials
import Testing

@testable import Store

@Suite("Cursors")
struct CursorTests {
  private let cursors = Cursors(key: Array(0..<16))

  @Test("Each number has one cursor of its own, which leads back to it")
  func thereAndBack() {
    let numbers = Array(1...2_000) + [Int64.max - 1, Int64.max].map { Int($0) }
    var seen: Set<UInt64> = []
    for number in numbers.map({ EventNumber(Int64($0)) }) {
      let cursor = cursors.cursor(number)
      let back = cursors.number(cursor)
      #expect(back == number)
      seen.insert(cursor)
    }
    #expect(seen.count == numbers.count)
  }

  @Test("They do not count up: neither order nor distance tells how much lies between")
  func areOpaque() {
    let row = (1...2_001).map { cursors.cursor(EventNumber(Int64($0))) }
    let ascents = zip(row, row.dropFirst()).filter { $0 < $1 }.count
    #expect((850...1_150).contains(ascents), "\(ascents) of 2,000 steps go up")
    let near = zip(row, row.dropFirst()).filter { max($0, $1) - min($0, $1) < 1 << 48 }.count
    #expect(near < 5)
  }

  @Test("Another house's cursors are other cursors")
  func areTheHousesOwn() throws {
    let other = Cursors(key: Array(1..<17))
    #expect(other.number(cursors.cursor(EventNumber(7))) != EventNumber(7))
    let (one, two) = (try House(), try House())
    defer {
      one.store.close()
      two.store.close()
    }
    let mine = try one.store.read { try $0.latestEvent() }
    let theirs = try two.store.read { try $0.latestEvent() }
    #expect(mine.number == theirs.number, "need equal histories for this to mean anything")
    #expect(mine.cursor != theirs.cursor)
    let found = try two.store.read { try $0.cursor(mine.cursor) }
    #expect(found == nil)
  }

  @Test("The cursor of an event that is not there yet is unknown, and known once it is")
  func theNextIsUnknown() async throws {
    let house = try House()
    defer { house.store.close() }
    let latest = try house.store.read { try $0.latestEvent().number }
    let next = EventNumber(latest.raw + 1)
    let cursor = try house.store.read { try $0.cursors().cursor(next) }
    #expect(try house.store.read { try $0.cursor(cursor) } == nil)
    #expect(try house.store.read { try $0.cursor(0) } == nil)
    #expect(try house.store.read { try $0.cursor(UInt64.max) } == nil)
    let made = try await house.commit(house.tess, [house.say("next", in: house.ab)])
    #expect(made.events[0].cursor == cursor)
    #expect(try house.store.read { try $0.cursor(cursor) } == next)
  }

  @Test("A client with a cursor of version 1 starts afresh, and every event is still there")
  func oldOnesAreUnknown() throws {
    let directory = try TemporaryDirectory.make()
    defer { try? FileManager.default.removeItem(atPath: directory) }
    let frozen = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .appendingPathComponent("Frozen/v1.db").path
    try FileManager.default.copyItem(atPath: frozen, toPath: directory + "/hedgerow.db")
    var old: [UInt64] = []
    do {
      let db = try Connection(path: directory + "/hedgerow.db", .writer)
      try db.each(text: "SELECT cursor FROM events ORDER BY number") {
        old.append(UInt64(bitPattern: $0.integer(0)))
      }
    }
    #expect(old.count > 100)
    let store = try Store(
      directory: directory, catalog: FrozenTests.catalog(), clock: FixedClock(),
      dice: SeededDice())
    defer { store.close() }
    try store.read { (reader: Reader) throws in
      let known = try old.filter { try reader.cursor($0) != nil }
      #expect(known.isEmpty)
      #expect(try EventTable.span(reader.db).count == Int64(old.count))
      let last = try reader.latestEvent()
      #expect(last.number == EventNumber(Int64(old.count)))
      #expect(try reader.cursor(last.cursor) == last.number)
    }
  }
}
