// Power is lost at hundreds of moments: what was acknowledged is there, whole and once.
import CSQLite
import Domain
import Glibc
import Testing

@testable import Store

@Suite struct PowerTests {
  /// Runs a shift in which power goes within the n-th move of the disk.
  private func shift(_ seed: Int, after moves: Int, isDurable: Bool = true) throws -> Shift {
    let shift = try Shift(seed: seed)
    let house = try shift.open(isDurable: isDurable)
    shift.disk.losePower(after: moves)
    shift.work(house, isDurable: isDurable)
    house.store.close()
    return shift
  }
  /// Moves of the disk in a shift that nothing disturbs.
  private func moves() throws -> Int {
    let whole = try shift(0, after: .max)
    #expect(whole.ledger.failureCount == 0)
    return whole.disk.movesMade
  }

  @Test func whatWasAcknowledgedOutlivesPowerLossAtAnyMoment() throws {
    let moves = try moves()
    #expect(moves > 100)
    var acknowledged = 0
    var disturbed = 0
    for seed in 1...seeds(250) {
      var dice = Throws(seed)
      let shift = try shift(seed, after: 1 + dice.below(moves))
      let problems = try shift.problemsAfterPowerLoss()
      #expect(problems.isEmpty, "seed \(seed): \(problems.prefix(5))")
      acknowledged += shift.ledger.acknowledgedCount
      if shift.ledger.failureCount > 0 { disturbed += 1 }
    }
    #expect(acknowledged > 1_000, "lines were acknowledged before power went")
    #expect(disturbed > 100, "power went while lines were written")
  }

  @Test func withoutSyncsTheSamePowerLossIsSeenToLose() throws {
    let moves = try moves()
    var lost = 0
    for seed in 1...30 {
      var dice = Throws(seed)
      let shift = try shift(seed, after: moves / 2 + dice.below(moves / 2), isDurable: false)
      // It may have lost so much that it cannot even be opened.
      let problems = (try? shift.problemsAfterPowerLoss()) ?? ["it cannot be opened"]
      if !problems.isEmpty { lost += 1 }
    }
    #expect(lost > 10, "a harness that finds no loss without syncs would find none with them")
  }
}

/// How many seeds to try: HEDGEROW_SEEDS times as many as is usual.
func seeds(_ usual: Int) -> Int {
  usual * (getenv("HEDGEROW_SEEDS").flatMap { Int(String(cString: $0)) } ?? 1)
}
