// Proofs of exports: folded, they give the head; they show what was asked for and nothing else.
import Domain
import Testing

@testable import Store

@Suite struct ProofTests {
  /// What a proof shows, and what it folds to.
  private struct Folded {
    var fold = MerkleFold()
    var entries: [(entry: ShownEntry, record: RecordProof)] = []
    var outside = 0
  }
  private func proof(
    _ house: House, kind: String, from: Day? = nil, to: Day? = nil, _ grants: [Grant]
  ) throws -> (head: TreeHead, folded: Folded) {
    try house.store.readApart { reader in
      let head = try reader.reader.treeHead()
      var folded = Folded()
      try reader.proof(kind: kind, from: from, to: to, grants, head: head) { step in
        switch step {
        case .outside(let place, let hash):
          #expect(place.first == folded.fold.count)
          let isIn = folded.fold.add(hash, level: place.level)
          #expect(isIn)
          folded.outside += 1
        case .entry(let entry, let record):
          #expect(entry.number == folded.fold.count + 1)
          folded.fold.add(entry.leaf)
          folded.entries.append((entry, record))
        }
      }
      #expect(folded.fold.count == head.entries)
      #expect(folded.fold.root == head.root)
      return (head, folded)
    }
  }

  @Test func everyVersionIsShownWithTheContentThatWasHashed() async throws {
    let house = try House()
    defer { house.store.close() }
    let made = try await house.commit(house.tess, house.attend(in: house.ab, receipt: "r1"))
    try await house.commit(house.tari, house.attend(in: house.cd, receipt: "r2"))
    try await house.commit(
      house.tess,
      [
        .recordRevised(
          made.records[0].id, values: ["status": .text("late")], reason: "came", day: today,
          happenedAt: start, oneKey: today.text),
        .recordState(made.records[0].id, state: "queried", reason: "why"),
      ])
    let grant = try house.proof(house.tess, house.ab)
    let (_, folded) = try proof(house, kind: "attendance", [grant])
    #expect(
      folded.entries.map(\.entry.detail) == [
        "attendance 1 revision 1", "attendance 1 revision 2",
        "attendance 1 from recorded to queried",
      ])
    #expect(folded.entries.allSatisfy { $0.entry.channel == house.ab.raw })
    #expect(folded.entries.map(\.record.revision) == [1, 2, nil])
    for (entry, record) in folded.entries where record.revision != nil {
      #expect(record.content?.hash == entry.contentHash)
      #expect(record.child == ChildID(house.ab.raw))
    }
    #expect(
      folded.entries[0].record.content?.values.map(\.text) == [today.text, "dentist", "absent"])
    #expect(folded.entries[2].record.content == nil)
    let other = ShownContent(
      salt: [], day: today.text, happenedAt: 0,
      values: [.init(field: "a", family: "words", text: "")])
    #expect(other.hash != folded.entries[0].entry.contentHash)
    // Somebody without a grant there is shown nothing, and the proof folds all the same.
    let (_, none) = try proof(house, kind: "attendance", [])
    #expect(none.entries.isEmpty && none.outside > 0)
    let (_, notes) = try proof(house, kind: "note", [grant])
    #expect(notes.entries.isEmpty)
  }

  @Test func everyFieldTypeIsShownAsItWasHashed() async throws {
    let house = try House()
    defer { house.store.close() }
    let made = try await house.commit(
      house.tess,
      [
        house.note(
          in: house.ab, receipt: "n1",
          [
            "author": .text(""), "story": .text("é e\u{301}\0\n"), "tags": .terms(["a", "b"]),
            "hours": .number(1e16), "shared": .truth(false), "helper": .member(house.tari),
            "friend": .child(ChildID(2)), "topic": .text("x"), "mood": .text("calm"),
            "present": .children([ChildPart(child: ChildID(1), part: "witness")]),
          ])
      ])
    #expect(made.records.count == 1)
    let (_, folded) = try proof(house, kind: "note", [try house.proof(house.tess, house.ab)])
    let content = try #require(folded.entries.first?.record.content)
    #expect(content.hash == folded.entries[0].entry.contentHash)
    #expect(content.values.count == 10)
    #expect(Set(content.values.map(\.family)).count == 7)
  }

  @Test func aProofShowsWhatTheScanGivesForAnyDaysAndChannels() async throws {
    let house = try House()
    defer { house.store.close() }
    let days = (0..<40).map { today.adding(days: -$0) }
    var decisions: [Decision] = []
    for (at, day) in days.enumerated() {
      let channel = at % 3 == 0 ? house.cd : house.ab
      decisions.append(
        house.decision(house.tess, house.attend(in: channel, on: day, receipt: "r\(at)")))
      for line in 0..<(at % 7 * 3) {
        decisions.append(house.decision(house.tess, [house.say("line \(line)", in: house.cd)]))
      }
    }
    try house.store.bulk(decisions)
    let both = [
      try house.proof(house.tess, house.ab), try house.proof(house.tari, house.cd),
    ]
    let spans: [(Day?, Day?)] = [
      (nil, nil), (days[10], nil), (nil, days[20]), (days[30], days[5]), (days[0], days[1]),
    ]
    for grants in [[both[0]], [both[1]], both] {
      for (from, to) in spans {
        var scanned: Set<String> = []
        try house.store.scan(
          kind: "attendance", from: from, to: to, grants, [.channel, .number]
        ) { block in
          for row in 0..<block.rows {
            let cells = block.cells + row * block.width
            scanned.insert("\(cells[0].value) \(cells[1].value)")
          }
        }
        let (head, folded) = try proof(house, kind: "attendance", from: from, to: to, grants)
        let shown = folded.entries.map { "\($0.entry.channel ?? 0) \($0.record.number)" }
        #expect(Set(shown) == scanned && shown.count == scanned.count)
        #expect(head.entries > 400)
        #expect(folded.outside < (shown.count + 1) * 18)
      }
    }
  }

  @Test func blindsDifferAndNeitherLinkNorLeafIsTheEntrysOwnHash() async throws {
    let house = try House()
    defer { house.store.close() }
    try await house.commit(house.tess, house.attend(in: house.ab, receipt: "r1"))
    try await house.commit(
      house.tess, house.attend(in: house.ab, on: today.adding(days: 1), receipt: "r2"))
    let (_, folded) = try proof(
      house, kind: "attendance", [try house.proof(house.tess, house.ab)])
    let blinds = folded.entries.map(\.entry.blind)
    #expect(Set(blinds).count == 2 && blinds.allSatisfy { $0.count == 16 })
    let other = try House()
    defer { other.store.close() }
    #expect(try other.store.treeHead.root != house.store.treeHead.root)
  }

  @Test func whatWasErasedIsShownByItsEntryAndWhatIsHiddenNotAtAll() async throws {
    let house = try House()
    defer { house.store.close() }
    let gone = try await house.commit(
      house.tess, house.attend(in: house.ab, reason: "alphaword", receipt: "r1"))
    try await house.commit(
      house.tess, house.attend(in: house.ab, on: today.adding(days: 1), receipt: "r2"))
    try await house.commit(
      house.tess, house.attend(in: house.ab, on: today.adding(days: 2), receipt: "r3"))
    let before = try house.store.treeHead
    try await house.commit(house.dara, [.tombstone(house.ab, number: 2, reason: "misplaced")])
    let request = try await house.request(in: house.ab, receipt: "q1")
    try await house.commit(house.dara, [house.erased(.record(gone.records[0].id), request)])
    let (_, folded) = try proof(house, kind: "attendance", [try house.proof(house.tess, house.ab)])
    #expect(Set(folded.entries.map(\.record.number)) == [1, 3], "the second is hidden")
    let erased = folded.entries.filter { $0.record.number == 1 && $0.record.revision != nil }
    #expect(!erased.isEmpty)
    for (_, record) in erased {
      #expect(record.content == nil && record.child == nil && record.erasure == 1)
    }
    let kept = folded.entries.filter { $0.record.number == 3 }
    #expect(kept.first?.record.content?.hash == kept.first?.entry.contentHash)
    #expect(try house.store.verdict(signedOff: before).problems == [], "older heads stay valid")
  }
}
