// Calls to the disk fail, once or until it is mended: nobody is told of a success that was none.
import CSQLite
import Domain
import Testing

@testable import Store

@Suite struct FaultTests {
  /// What a disk can answer to a call.
  struct Case: Sendable, CustomTestStringConvertible {
    let call: Disk.Call
    let kind: Disk.Kind
    let code: Int32
    /// Does every shift make such calls?
    var isSure = true
    var testDescription: String { "\(call) of the \(kind) fails with \(code)" }
  }
  static let cases = [
    Case(call: .write, kind: .log, code: Trouble.write),
    Case(call: .write, kind: .log, code: SQLITE_FULL),
    Case(call: .sync, kind: .log, code: Trouble.sync),
    Case(call: .read, kind: .log, code: Trouble.read),
    Case(call: .read, kind: .data, code: Trouble.read),
    Case(call: .truncate, kind: .log, code: Trouble.truncate, isSure: false),
    Case(call: .open, kind: .data, code: SQLITE_CANTOPEN),
    Case(call: .map, kind: .log, code: Trouble.map, isSure: false),
    // The database itself is written by checkpoints alone.
    Case(call: .write, kind: .data, code: Trouble.write),
    Case(call: .write, kind: .data, code: SQLITE_FULL),
    Case(call: .sync, kind: .data, code: Trouble.sync),
  ]

  /// Calls of a kind in a shift that nothing disturbs.
  private func calls(_ one: Case) throws -> Int {
    let shift = try Shift(seed: 0)
    let house = try shift.open()
    let before = shift.disk.count(one.call, one.kind).made
    shift.work(house)
    house.store.close()
    return shift.disk.count(one.call, one.kind).made - before
  }

  @Test(arguments: cases, [1, 3, Int.max])
  func aFailingCallFailsItsTurnsAndNothingElse(one: Case, count: Int) throws {
    let calls = max(1, try calls(one))
    var struck = 0
    for seed in 1...seeds(4) {
      var dice = Throws(seed)
      let shift = try Shift(seed: seed)
      let house = try shift.open()
      defer { house.store.close() }
      shift.disk.fail(
        .init(
          call: one.call, kind: one.kind, at: 1 + dice.below(calls), count: count, code: one.code))
      shift.work(house)
      struck += shift.disk.count(one.call, one.kind).struck
      guard house.store.isSound else {
        // A checkpoint syncs the log before it copies from it.
        #expect(one.call == .sync)
        try expectStopped(shift, house, seed)
        continue
      }
      #expect(shift.ledger.strangeFailures == [], "seed \(seed)")
      shift.mend(house)
      let failures = shift.ledger.failureCount
      shift.work(house, lines: 2, part: 1)
      #expect(shift.ledger.failureCount == failures, "it works again once the disk does: \(seed)")
      var problems = try shift.ledger.problems(house.store)
      #expect(problems.isEmpty, "seed \(seed): \(problems.prefix(5))")
      problems = try shift.problemsAfterPowerLoss()
      #expect(problems.isEmpty, "seed \(seed), after power loss: \(problems.prefix(5))")
    }
    if one.isSure { #expect(struck > 0, "no call was made to fail") }
  }

  /// After a sync of the database that failed nothing is answered; a new start finds everything.
  private func expectStopped(_ shift: Shift, _ house: House, _ seed: Int) throws {
    shift.disk.heal()
    let failures = shift.ledger.failureCount
    let acknowledged = shift.ledger.acknowledgedCount
    shift.work(house, lines: 2, part: 1)
    #expect(shift.ledger.failureCount > failures, "seed \(seed)")
    #expect(shift.ledger.acknowledgedCount == acknowledged, "seed \(seed)")
    #expect(throws: Failure.self) { try house.store.verify() }
    house.store.close()
    let again = try shift.open()
    defer { again.store.close() }
    var problems = try shift.ledger.problems(again.store)
    #expect(problems.isEmpty, "seed \(seed), started again: \(problems.prefix(5))")
    problems = try shift.problemsAfterPowerLoss()
    #expect(problems.isEmpty, "seed \(seed), after power loss: \(problems.prefix(5))")
  }

  @Test(arguments: cases)
  func powerLossDuringTroubleLosesNothingEither(one: Case) throws {
    let calls = max(1, try calls(one))
    for seed in 1...seeds(4) {
      var dice = Throws(seed)
      let shift = try Shift(seed: seed)
      let house = try shift.open()
      shift.disk.fail(
        .init(
          call: one.call, kind: one.kind, at: 1 + dice.below(calls), count: 1 + dice.below(5),
          code: one.code))
      shift.disk.losePower(after: 50 + dice.below(400))
      shift.work(house)
      house.store.close()
      let problems = try shift.problemsAfterPowerLoss()
      #expect(problems.isEmpty, "seed \(seed): \(problems.prefix(5))")
    }
  }

  @Test func aFailingCheckpointHarmsNobody() throws {
    let shift = try Shift(seed: 1)
    let house = try shift.open()
    shift.disk.fail(.init(call: .write, kind: .data, count: .max, code: SQLITE_FULL))
    shift.work(house)
    #expect(shift.ledger.failureCount == 0, "nobody who writes is told of a checkpoint")
    #expect(shift.disk.count(.write, .data).struck > 0)
    #expect(try shift.ledger.problems(house.store) == [])
    // Nor of one whose connection cannot be closed in order.
    house.store.close()
    #expect(try shift.problemsAfterPowerLoss() == [])
  }

  @Test func aStoreWhoseDatabaseWasNotSyncedTellsSoOnce() throws {
    let shift = try Shift(seed: 2)
    let house = try shift.open()
    let told = Results()
    house.store.onLoss { told.add(.failure(.busy(seconds: 1))) }
    shift.disk.fail(.init(call: .sync, kind: .data, count: .max, code: Trouble.sync))
    shift.work(house)
    #expect(!house.store.isSound && told.count == 1)
    try expectStopped(shift, house, 2)
  }

  @Test func aTransactionThatSQLiteTookBackIsNotGoneOnWith() async throws {
    let house = try House()
    defer { house.store.close() }
    let gate = Gate()
    let results = Results()
    for number in 0..<4 {
      house.store.submit(house.tess, key: nil) { lookup in
        if number == 0 { gate.wait() }
        // SQLite does so by itself where a read fails; and whoever reads may think nothing of it.
        if number == 2 { try (lookup as? Reader)?.db.execute("ROLLBACK") }
        return house.decision(house.tess, [house.say("line \(number)", in: house.ab)])
      } done: {
        results.add($0)
      }
    }
    gate.open()
    let all = await results.wait(for: 4)
    let good = all.filter(\.isGood).count
    let next = try await house.commit(house.tess, [house.say("next", in: house.ab)])
    #expect(next.message?.number == Int64(good + 1), "who is told of a failure is not there")
    #expect(all.count - good >= 2, "the line that was taken back and the one after it fail")
    #expect(try house.store.verify() == [])
    #expect(throws: Failure.self) {
      try house.store.bulk { lookup in
        try (lookup as? Reader)?.db.execute("ROLLBACK")
        return house.decision(house.tess, [house.say("imported", in: house.ab)])
      }
    }
    #expect(try house.store.verify() == [])
  }

  @Test(arguments: Disk.Call.allCases)
  func aStoreThatCannotOpenSaysSoAndOpensLater(call: Disk.Call) throws {
    let crashed = try Shift(seed: 1)
    let house = try crashed.open()
    crashed.work(house)
    crashed.disk.losePower()
    house.store.close()
    var struck = 0
    for contents in [[:], Shift.founded, crashed.disk.remains] {
      for at in 1...25 {
        let shift = try Shift(contents, seed: at)
        shift.disk.fail(.init(call: call, at: at, code: SQLITE_IOERR))
        do {
          // A call that is made to fail may be one that SQLite can do without.
          try shift.open().store.close()
        } catch let failure as Failure {
          guard case .unavailable = failure else {
            Issue.record("\(failure) at call \(at)")
            continue
          }
        }
        struck += shift.disk.struck(call)
        shift.disk.heal()
        let again = try shift.open()
        #expect(try again.store.verify() == [], "at call \(at)")
        again.store.close()
      }
    }
    #expect(struck > 0 || call == .truncate, "nothing was made to fail")
  }
}
