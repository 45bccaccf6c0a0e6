// The log: it begins anew under steady writing, whatever readers do; and the queue before it.
import Domain
import Glibc
import Testing

@testable import Store

@Suite("The log and the queue")
struct LogTests {
  /// Pages in the log after each of many commits.
  private func write(_ house: House, _ commits: Int) async throws -> [Int] {
    // One long word: many pages, and little for the search index to do.
    let text = String(repeating: "x", count: 15_000)
    var pages: [Int] = []
    for _ in 0..<commits {
      let lines = Array(repeating: house.say(text, in: house.ab), count: 6)
      try await house.commit(house.tess, lines)
      pages.append(house.store.writer.alone { $0.db.logPages })
    }
    return pages
  }
  private func bytes(_ house: House) -> Int {
    var status = stat()
    stat("\(house.store.directory)/hedgerow.db-wal", &status)
    return Int(status.st_size)
  }
  /// Each page in the log has a head of 24 bytes.
  private let most = (Limits.checkpointPagesLong + Limits.checkpointPages) * 4_120

  @Test("Under steady writing it begins anew again and again, and its file grows no further")
  func beginsAnew() async throws {
    let house = try House()
    defer { house.store.close() }
    let pages = try await write(house, 400)
    let anew = zip(pages, pages.dropFirst()).filter { $0 > $1 }.count
    #expect(anew >= 2, "\(pages.max() ?? 0) pages at most")
    let written = zip([0] + pages, pages).map { $1 > $0 ? $1 - $0 : $1 }.reduce(0, +)
    #expect(written > most / 4_120, "need more than fits for this to mean anything")
    #expect(bytes(house) < most)
    #expect(try house.store.verify() == [])
  }

  @Test(
    "A reader that stays long keeps it from beginning anew, and is no longer than that in the way")
  func aLongReader() async throws {
    let house = try House()
    defer { house.store.close() }
    let (entered, leave) = (Gate(), Gate())
    let seen = Results()
    let grant = try house.proof(house.tess, house.ab)
    let store = house.store
    let reading = Thread {
      try? store.read { reader in
        let before = try reader.lastNumbers([grant])
        entered.open()
        leave.wait()
        let after = try reader.lastNumbers([grant])
        if before == after { seen.add(.failure(.busy(seconds: 0))) }
      }
    }
    entered.wait()
    let during = try await write(house, 300)
    let isRising = zip(during, during.dropFirst()).allSatisfy { $0 < $1 }
    #expect(isRising, "what the reader sees is in the log")
    #expect((during.last ?? 0) > Limits.checkpointPagesLong)
    leave.open()
    reading.join()
    #expect(seen.count == 1, "the reader saw one moment all the time")
    let after = try await write(house, 100)
    #expect((after.min() ?? 0) < 100)
    #expect(try house.store.verify() == [])
  }

  @Test("The queue is bounded in bytes: what fits waits, what does not is told to come again")
  func boundedBytes() async throws {
    let house = try House()
    defer { house.store.close() }
    let (entered, gate) = (Gate(), Gate())
    let results = Results()
    func submit(_ bytes: Int, _ body: @escaping @Sendable () -> Void = {}) {
      house.store.submit(house.tess, key: nil, bytes: bytes) { _ in
        body()
        return house.decision(house.tess, [])
      } done: {
        results.add($0)
      }
    }
    submit(Limits.writerQueueBytesMax) {
      entered.open()
      gate.wait()
    }
    entered.wait()
    submit(Limits.writerQueueBytesMax - 10)
    submit(11)
    #expect(results.count == 1, "one byte too many is refused at once")
    submit(10)
    submit(0)
    submit(1)
    #expect(results.count == 2)
    gate.open()
    let all = await results.wait(for: 6)
    #expect(all.map(\.isGood) == [false, false, true, true, true, true])
    guard case .failure(.busy(seconds: 1)) = all[0] else {
      Issue.record("a full queue is busy")
      return
    }
    submit(Limits.writerQueueBytesMax)
    #expect(await results.wait(for: 7).last?.isGood == true, "what was taken waits no longer")
  }
}
