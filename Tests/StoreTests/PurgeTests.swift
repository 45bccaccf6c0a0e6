// What was erased is in no file any more, byte for byte; what was not is still there.
import Domain
import Glibc
import Testing

@testable import Store

/// Every byte of every file in a directory that a reader of the disk would find.
private func bytes(in directory: String) -> [(name: String, bytes: [UInt8])] {
  guard let stream = opendir(directory) else { return [] }
  defer { closedir(stream) }
  var files: [(name: String, bytes: [UInt8])] = []
  while let entry = readdir(stream) {
    let name = withUnsafeBytes(of: &entry.pointee.d_name) {
      String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)
    }
    guard let file = fopen("\(directory)/\(name)", "r") else { continue }
    defer { fclose(file) }
    var all: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 65_536)
    while true {
      let got = fread(&buffer, 1, buffer.count, file)
      if got == 0 { break }
      all += buffer[0..<got]
    }
    if !all.isEmpty { files.append((name, all)) }
  }
  return files
}

/// Which of these words are in the directory's files, as they stand.
private func found(_ words: [String], in directory: String) -> Set<String> {
  func key(_ bytes: UnsafeRawBufferPointer, _ at: Int) -> UInt32 {
    bytes.loadUnaligned(fromByteOffset: at, as: UInt32.self)
  }
  let beginnings = Dictionary(grouping: words) { word in
    Array(word.utf8).withUnsafeBytes { key($0, 0) }
  }
  var found: Set<String> = []
  for (_, bytes) in bytes(in: directory) where bytes.count > 4 {
    bytes.withUnsafeBytes { all in
      for at in 0..<(all.count - 4) {
        guard let candidates = beginnings[key(all, at)] else { continue }
        for word in candidates where all[at...].starts(with: word.utf8) { found.insert(word) }
      }
    }
  }
  return found
}

private func withDirectory(_ body: (String) async throws -> Void) async throws {
  let directory = try TemporaryDirectory.make()
  defer { TemporaryDirectory.remove(directory) }
  try await body(directory)
}

@Suite struct PurgeTests {
  /// Words that stemming leaves alone, each with a beginning of its own: what an index keeps of a
  /// word is the end by which it differs from the one before.
  private static let places = [
    "bqmessag", "cqstory", "dqauthor", "fqtag", "gqreason", "hqwhy", "jqstate", "kqtomb", "lqreply",
    "mqclient", "nqfriend", "pqgrant", "rqend", "sqpurpos",
    "vqelsewh", "wqunhid", "xqtombst",
  ].map { $0 + "xwzk" }

  private func open(_ directory: String) throws -> House {
    House(
      try Store(
        directory: directory, catalog: Small.catalog(), clock: FixedClock(), dice: SeededDice()))
  }

  /// Says a marker in every place that content can be in.
  private func fill(_ house: House) async throws {
    let place = PurgeTests.places
    try await house.commit(
      house.tess, [house.say(place[0], in: house.ab, clientID: place[9])],
      key: AnswerKey(channel: house.ab, clientID: place[9]))
    let made = try await house.commit(
      house.tess,
      [
        house.note(
          in: house.ab, receipt: "r1",
          [
            "story": .text(place[1]), "author": .text(place[2]), "tags": .terms([place[3]]),
            "hours": .number(1), "mood": .text(place[10]), "helper": .member(house.tari),
          ]),
        .message(MessageDraft(channel: house.ab, text: "/note", clientID: nil, link: .latest)),
      ])
    try await house.commit(
      house.tess,
      [
        .recordRevised(
          made.records[0].id, values: ["story": .text(place[4])], reason: place[5], day: today,
          happenedAt: start, oneKey: nil),
        .message(MessageDraft(channel: house.ab, text: "/amend", clientID: nil, link: .latest)),
        .recordState(made.records[0].id, state: "seen", reason: place[6]),
        .accessGranted(
          AccessGrant(
            channel: house.ab, member: house.tari, role: "team", from: start, until: nil,
            reason: place[11], by: house.dara)),
        .accessEnded(house.ab, house.tari, reason: place[12]),
        .exportOrdered(
          ExportOrder(
            token: "export-1", kind: "note", grants: [try house.proof(house.dara, house.ab)],
            from: nil, to: nil, whose: "AB", purpose: place[13], format: "csv",
            member: house.dara, at: start, expiresAt: start.adding(seconds: 60))),
      ])
    try await house.commit(
      house.tess,
      [
        .tombstone(house.ab, number: 1, reason: place[16]),
        .unhidden(house.ab, number: 1, oneKey: nil, reason: place[15]),
        .tombstone(house.ab, number: 1, reason: place[7]),
      ])
    let key = AnswerKey(channel: house.ab, clientID: "c-9")
    var asked = house.decision(house.tess, [house.member("new", [.team])], key: key)
    asked.keptReply = place[8]
    let decided = asked
    _ = try await house.turn(house.tess, key: key) { _ in decided }
    try await house.answered("of ab: \(place[14])", house.dara, in: house.cd, clientID: "c-10")
  }

  /// Rows that come between others, so that pages are divided and rows move.
  private func crowd(
    _ house: House, _ marker: String, in channel: ChannelID? = nil
  ) async throws -> [String] {
    var markers: [String] = []
    var decisions: [Decision] = []
    for number in 0..<1_200 {
      let word = "\(marker)\((number * 7_919) % 100_003)e"
      markers.append(word)
      let length = (number * 31) % 400
      decisions.append(
        house.decision(
          number % 2 == 0 ? house.tess : house.dara,
          [
            house.say(word + String(repeating: "-", count: length), in: channel ?? house.ab)
          ],
          key: AnswerKey(
            channel: channel ?? house.ab, clientID: "\((number * 6_007) % 9_973)\(word)")))
    }
    try house.store.bulk(decisions)
    return markers
  }

  @Test func whatWasErasedIsInNoByteOfAnyFile() async throws {
    try await withDirectory { directory in
      let house = try open(directory)
      try house.found()
      try await fill(house)
      let crowd = try await crowd(house, "tqv")
      try await house.commit(
        house.tari, house.attend(in: house.cd, reason: "otherchild", receipt: "o1"))
      let request = try await house.request(in: house.ab, receipt: "q1")
      let marks = PurgeTests.places + crowd + ["Zoë O'AB", "Channel AB"]
      let before = found(marks, in: directory)
      #expect(Set(marks).subtracting(before) == [], "each must be there before")
      #expect(try house.store.verify() == [])

      house.store.purger.hold(true)
      let done = try await house.commit(house.dara, [house.erased(.channel(house.ab), request)])
      #expect(done.exportsRemoved == ["export-1"])
      #expect(try house.store.verify() == [])
      #expect(!found(marks, in: directory).isEmpty, "the log and the index still hold some")
      let cleaned = try house.store.purger.finish()
      #expect(cleaned > 0, "rows that moved must have left copies for this to mean anything")
      #expect(found(marks, in: directory) == [])

      let grant = try house.proof(house.dara, house.ab)
      let other = try house.proof(house.tari, house.cd)
      try house.store.read { (reader: Reader) throws in
        #expect(try reader.erasure(number: 1, [grant])?.purgedAt == start)
        #expect(try reader.search("otherchild", limit: 5, [other]).count == 1)
        #expect(try reader.search("please", limit: 5, [grant]).count == 1)
        let acts = try reader.audit(channel: house.ab, member: nil, after: 0, limit: .max)
        #expect(acts.last?.act == "erasure.purged")
      }
      #expect(try house.store.verify() == [])
      house.store.close()
      #expect(found(marks, in: directory) == [])
      let again = try open(directory)
      defer { again.store.close() }
      #expect(try again.store.verify() == [])
      #expect(again.store.roster.channels[again.ab]?.name == "erased-1")
    }
  }

  @Test func aPurgeThatWasCutOffIsTakenUpAtTheNextStart() async throws {
    try await withDirectory { directory in
      let house = try open(directory)
      try house.found()
      try await fill(house)
      let request = try await house.request(in: house.ab, receipt: "q1")
      house.store.purger.hold(true)
      try await house.commit(house.dara, [house.erased(.channel(house.ab), request)])
      house.store.close()
      #expect(!found(PurgeTests.places, in: directory).isEmpty, "need traces that are left")
      let again = try open(directory)
      defer { again.store.close() }
      try again.store.purger.finish()
      #expect(found(PurgeTests.places, in: directory) == [])
      let grant = try again.proof(again.dara, again.ab)
      let certificate = try again.store.read { try $0.erasure(number: 1, [grant]) }
      #expect(certificate?.purgedAt == start)
      #expect(try again.store.verify() == [])
    }
  }

  @Test func aPurgeWaitsForWhoStillReadsTheLog() async throws {
    let house = try House()
    defer { house.store.close() }
    try await fill(house)
    let request = try await house.request(in: house.ab, receipt: "q1")
    house.store.purger.hold(true)
    let grant = try house.proof(house.dara, house.ab)
    try await house.commit(house.dara, [house.erased(.channel(house.ab), request)])
    try house.store.read { reader in
      _ = try reader.latestEvent()
      // What this reader saw as it began must stay for it.
      #expect(throws: Failure.busy(seconds: 1)) { try house.store.purger.finish() }
      #expect(try reader.erasure(number: 1, [grant])?.purgedAt == nil)
    }
    try house.store.purger.finish()
    #expect(try house.store.read { try $0.erasure(number: 1, [grant]) }?.purgedAt == start)
  }

  @Test func linesAreWrittenWhileThePurgeGoesOn() async throws {
    let house = try House()
    defer { house.store.close() }
    _ = try await crowd(house, "tqv")
    let request = try await house.request(in: house.ab, receipt: "q1")
    try await house.commit(house.dara, [house.erased(.channel(house.ab), request)])
    for number in 1...50 {
      try await house.commit(house.tess, [house.say("zebra \(number)", in: house.ab)])
    }
    try house.store.purger.finish()
    let grant = try house.proof(house.dara, house.ab)
    #expect(try house.store.read { try $0.search("zebra", limit: 99, [grant]) }.count == 50)
    #expect(try house.store.verify() == [])
  }

  @Test func onlyTheUnusedMiddleOfATreesPageIsDead() {
    // A leaf of a table with one cell of four bytes at the end.
    var page = [UInt8](repeating: 7, count: 512)
    page.replaceSubrange(0..<10, with: [13, 0, 0, 0, 1, 1, 252, 0, 1, 252])
    #expect(Scrub.dead(page, isFirst: false) == 10..<508)
    for (at, byte) in [(0, UInt8(0)), (0, 3), (8, 0), (3, 255), (5, 3), (1, 1)] {
      var other = page
      other[at] = byte
      #expect(Scrub.dead(other, isFirst: false) == nil, "byte \(at) as \(byte)")
    }
  }

  // MARK: The limits of a step

  @Test func aPurgeKeepsToTheLimits() {
    #expect(
      Purge.Bounds()
        == Purge.Bounds(
          mergePages: Limits.purgeMergePages, stepNanoseconds: Limits.purgeStepNanoseconds,
          scrubPages: Limits.purgeScrubPages))
  }

  @Test func othersHaveTheirTurnForAsLongAsAStepTookAndNeverForLessThanTheLimit() {
    let least = Limits.purgePauseNanoseconds
    #expect(Purge.pause(after: .more, nanoseconds: least - 1) == least)
    #expect(Purge.pause(after: .more, nanoseconds: least) == least)
    #expect(Purge.pause(after: .more, nanoseconds: least + 1) == least + 1)
    for took in [0, least + 1] {
      #expect(Purge.pause(after: .blocked, nanoseconds: took) == Limits.purgeBlockedNanoseconds)
    }
  }

  /// The steps of a whole purge of a crowded channel, told by how often the clock was read in each.
  private func steps(_ bounds: Purge.Bounds, tick: Int64) async throws -> [Int] {
    let house = try House()
    defer { house.store.close() }
    // What stays has to be merged with what goes.
    for marker in ["uqv", "vqv", "wqv"] { _ = try await crowd(house, marker, in: house.cd) }
    _ = try await crowd(house, "tqv")
    let request = try await house.request(in: house.ab, receipt: "q1")
    house.store.purger.hold(true)
    try await house.commit(house.dara, [house.erased(.channel(house.ab), request)])
    final class Ticks { var count = 0 }
    let ticks = Ticks()
    var purge = Purge(bounds: bounds) {
      ticks.count += 1
      return Int64(ticks.count) * tick
    }
    var steps: [Int] = []
    while try house.store.writer.alone({ try purge.step($0, at: start) }) != .done {
      steps.append(ticks.count)
      ticks.count = 0
    }
    #expect(try house.store.verify() == [])
    return steps
  }

  @Test func aStepMergesUntilItsTimeIsOverAndNoLonger() async throws {
    var bounds = Purge.Bounds(mergePages: 1, stepNanoseconds: 10)
    // The clock is read at the start and after each merge: at the limit it goes on, past it not.
    let within = try await steps(bounds, tick: 10)
    #expect(within.max() == 3 && within.count { $0 == 3 } > 1, "\(within)")
    let past = try await steps(bounds, tick: 11)
    #expect(past.max() == 2 && past.count { $0 == 2 } > within.count { $0 == 3 }, "\(past)")
    // What is merged at once is bounded: with more pages at once fewer merges are needed.
    bounds.mergePages = Limits.purgeMergePages
    let larger = try await steps(bounds, tick: 11)
    #expect(larger.count < past.count, "\(larger)")
  }

  @Test func aStepLooksThroughAsManyPagesAsItMayAndNoMore() async throws {
    let house = try House()
    defer { house.store.close() }
    _ = try await crowd(house, "tqv")
    try house.store.writer.alone { applier in
      let db = applier.db
      #expect(db.emptyLog(patience: 20, after: 20))
      var pages = 0
      try db.each(text: "PRAGMA page_count") { pages = Int($0.integer(0)) }
      #expect(pages > 10, "need pages for this to mean anything")
      var all = Scrub()
      #expect(try !all.step(db, pages: pages))
      #expect(all.next == pages + 1)
      var most = Scrub()
      #expect(try most.step(db, pages: pages - 1))
      #expect(most.next == pages)
      #expect(try !most.step(db, pages: pages - 1))
    }
  }
}
