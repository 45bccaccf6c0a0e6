// A shift of several people who write to a store on a disk in memory, and what is found after it.
import CSQLite
import Domain
import Glibc
import Testing

@testable import Store

/// A disk, a directory for the lock, and a ledger that outlive their stores.
final class Shift: Sendable {
  let ledger = Ledger()
  let disk: Disk
  private let directory: String
  private let seed: Int
  static let writers = 4
  static let lines = 8

  /// The disk of a house that was founded and closed.
  static let founded: [String: [UInt8]] = {
    let disk = Disk(seed: 0)
    defer { disk.unplug() }
    guard let directory = try? TemporaryDirectory.make(),
      let house = try? Shift.open(disk, directory, isDurable: true)
    else { return [:] }
    defer { rmdir(directory) }
    try? house.found()
    house.store.close()
    TemporaryDirectory.remove(directory)
    return disk.remains
  }()

  init(_ contents: [String: [UInt8]] = Shift.founded, seed: Int) throws {
    self.seed = seed
    disk = Disk(contents, seed: seed)
    directory = try TemporaryDirectory.make()
  }
  deinit {
    TemporaryDirectory.remove(directory)
    disk.unplug()
  }

  /// Opens the store on the disk.
  func open(isDurable: Bool = true) throws -> House {
    let house = try Shift.open(disk, directory, isDurable: isDurable)
    let ledger = ledger
    house.store.onCommit { events, _ in ledger.hear(events) }
    return house
  }
  private static func open(_ disk: Disk, _ directory: String, isDurable: Bool) throws -> House {
    House(
      try Store(
        directory, Small.catalog(), FixedClock(), SeededDice(UInt64(disk.number) << 20),
        isTemporary: !isDurable, fileSystem: disk.name))
  }

  /// Everybody writes, someone reads, and the log is copied into the database now and then.
  func work(
    _ house: House, lines: Int = Shift.lines, part: Int = 0, isDurable: Bool = true
  ) {
    var threads: [Thread] = []
    for writer in 0..<Shift.writers {
      let hand = Hand(
        house: house, ledger: ledger, name: "\(part)-\(writer)", number: part * 10 + writer,
        dice: Throws(seed &* 100 &+ part &* 10 &+ writer))
      let disk = disk
      let copies = writer == 0
      threads.append(
        Thread {
          var hand = hand
          let copier =
            copies
            ? try? Connection(
              path: "\(house.store.directory)/hedgerow.db", .checkpoints, isDurable: isDurable,
              fileSystem: disk.name, soundness: house.store.soundness)
            : nil
          for line in 0..<lines where !disk.isDead {
            hand.write(line)
            if line % 3 == 2 { copier?.checkpoint(restarts: line % 4 == 3) }
          }
        })
    }
    let disk = disk
    threads.append(
      Thread {
        for _ in 0..<lines where !disk.isDead {
          // Under trouble a read may fail; what it finds has to hold together.
          guard let page = try? house.page() else { continue }
          #expect(zip(page, page.dropFirst()).allSatisfy { $0.number + 1 == $1.number })
        }
      })
    for thread in threads { thread.join() }
  }

  /// The disk is whole again. A sync that failed may still be told of to those who were not told yet.
  func mend(_ house: House) {
    disk.heal()
    for _ in 1...3 {
      _ = house.wait(nil) { _ in
        house.decision(
          house.tess, [.noted(act: "test", channel: nil, member: nil, detail: "it is mended")])
      }
    }
  }

  /// What is wrong with what survives, opened again: nothing, it is hoped. The store that is opened
  /// has to go on working.
  func problemsAfterPowerLoss() throws -> [String] {
    disk.losePower()
    let next = try Shift(disk.remains, seed: seed)
    let house = try next.open()
    defer { house.store.close() }
    var problems = try ledger.problems(house.store)
    guard problems.isEmpty else { return problems }
    for (line, number) in ledger.acknowledgedLines.prefix(5) {
      let again = try house.repeated(line)
      if again != number { problems.append("\(line.id), said again, is \(again ?? 0)") }
    }
    next.work(house, lines: 2, part: 1)
    if next.ledger.acknowledgedCount == 0 || next.ledger.failureCount > 0 {
      problems.append("it does not go on: \(next.ledger.failureCount) failures")
    }
    return try problems + house.store.verify()
  }
}

extension House {
  fileprivate func page() throws -> [Message] {
    let proof = try proof(tess, ab)
    return try store.read { try $0.messages(proof, limit: 50).messages }
  }
  /// Says a line again and answers the number it has.
  fileprivate func repeated(_ line: Said) throws -> Int64? {
    let result = wait(AnswerKey(channel: line.channel, clientID: line.id)) { _ in
      throw Failure.conflict("a line that is there is not decided again")
    }
    guard case .message(let message)? = try result.get().kept else { return nil }
    return message.number
  }
  /// One turn, waited for by this thread.
  func wait(
    _ key: AnswerKey?, _ decide: @escaping @Sendable (any Lookup) throws -> Decision
  ) -> Result<Store.Outcome, Failure> {
    let results = Results()
    let gate = Gate()
    store.submit(tess, key: key, decide: decide) {
      results.add($0)
      gate.open()
    }
    gate.wait()
    return results.first ?? .failure(.broken("no result"))
  }
}

/// One who writes: lines of all sorts, some twice.
private struct Hand: Sendable {
  let house: House
  let ledger: Ledger
  let name: String
  let number: Int
  var dice: Throws
  var records: [(id: RecordID, day: Day)] = []
  var numbers: [Int64] = []
  var lines: [Said] = []

  mutating func write(_ line: Int) {
    if !lines.isEmpty, dice.below(5) == 0 { return say(lines[dice.below(lines.count)]) }
    let id = "\(name)-\(line)"
    let words = String(repeating: "word \(dice.below(1_000)) ", count: 1 + dice.below(60))
    let effect = effect(today.adding(days: number * 1_000 + line))
    let said = Said(id: id, channel: house.ab, text: id + " " + words, effect: effect)
    lines.append(said)
    ledger.say(said)
    say(said)
  }

  private mutating func effect(_ day: Day) -> Said.Effect {
    switch dice.below(6) {
    case 0, 1: return .record(day)
    case 2:
      guard let record = records.first else { return .none }
      return .revision(record.id, record.day)
    case 3: return records.last.map { .state($0.id) } ?? .none
    case 4: return numbers.isEmpty ? .none : .tombstone(numbers.removeLast())
    default: return .none
    }
  }

  private mutating func say(_ line: Said) {
    let decision = house.decision(house.tess, changes(line))
    // A line that is said again has to be known, unless it failed.
    let result = house.wait(AnswerKey(channel: line.channel, clientID: line.id)) { lookup in
      _ = try lookup.search("word", limit: 1, [])
      return decision
    }
    switch result {
    case .failure(let failure): ledger.fail(failure)
    case .success(let outcome):
      if case .message(let message)? = outcome.kept {
        ledger.acknowledge(line.id, message.number)
      } else if let message = outcome.committed?.message {
        ledger.acknowledge(line.id, message.number)
        if case .record = line.effect, let record = outcome.committed?.records.first {
          records.append((record.id, record.day))
        } else if message.record == nil {
          // A message that carries a record would take the record along when it is hidden.
          numbers.append(message.number)
        }
      }
    }
  }

  private func changes(_ line: Said) -> [Change] {
    let message = MessageDraft(channel: line.channel, text: line.text, clientID: line.id)
    var linked = message
    linked.link = .latest
    switch line.effect {
    case .none: return [.message(message)]
    case .record(let day):
      return [
        .recordOpened(house.attendance(in: line.channel, on: day, receipt: line.id)),
        .message(linked),
      ]
    case .revision(let id, let day):
      let draft = house.attendance(in: line.channel, on: day, status: "late", receipt: "")
      return [
        .recordRevised(
          id, values: draft.values, reason: line.id, day: day, happenedAt: start,
          oneKey: day.text), .message(linked),
      ]
    case .state(let id):
      return [.recordState(id, state: "seen", reason: line.id), .message(message)]
    case .tombstone(let number):
      return [
        .tombstone(line.channel, number: number, reason: line.id), .message(message),
      ]
    }
  }
}
