// The long walk as blocks: every cell as it lies, whole and in order, and closing waits for it.
import Domain
import Testing

@testable import Store

/// The cells of a block as texts; an empty cell is `-`.
func texts(of block: RowBlock) -> [[String]] {
  (0..<block.rows).map { row in
    (0..<block.width).map { column in
      let cell = block.cells[row * block.width + column]
      return switch cell.kind {
      case .empty: "-"
      case .whole: "\(cell.value)"
      case .truth: cell.value == 0 ? "no" : "yes"
      case .number: "\(Double(bitPattern: UInt64(bitPattern: cell.value)))"
      case .text, .plain: block.string(cell)
      }
    }
  }
}

@Suite struct ScanTests {
  private func rows(
    _ house: House, _ kind: String, _ columns: [ScanColumn], _ grants: [Grant]
  ) throws -> [[String]] {
    var rows: [[String]] = []
    try house.store.scan(kind: kind, from: nil, to: nil, grants, columns) {
      rows += texts(of: $0)
    }
    return rows
  }

  @Test func everyFieldTypeComesOutAsItLies() async throws {
    let house = try House()
    defer { house.store.close() }
    let about = try await house.commit(house.tess, house.attend(in: house.ab, receipt: "r1"))
    let values: [String: Value] = [
      "author": .text("Zoë, \"x\""), "story": .text(""), "mood": .text("low"),
      "tags": .terms(["a", "b"]), "hours": .number(2.5), "shared": .truth(true),
      "helper": .member(house.tari), "friend": .child(ChildID(2)),
      "about": .record(about.records[0].id),
    ]
    try await house.commit(
      house.tess,
      [
        .recordOpened(
          RecordDraft(
            kind: "note", channel: house.ab, child: nil, day: today, happenedAt: start,
            state: "recorded", oneKey: nil, receipt: "n", refersTo: about.records[0].id,
            values: values))
      ])
    let grant = try house.proof(house.tess, house.ab)
    let found = try rows(
      house, "note",
      [
        .channel, .number, .child, .day, .author, .writtenAt, .happenedAt, .delay, .revision,
        .state, .field("author"), .field("story"), .field("mood"), .field("tags"),
        .field("hours"), .field("shared"), .field("helper"), .field("friend"),
        .reference("about"), .reference("topic"), .field("topic"), .field("no-such"),
      ], [grant])
    #expect(
      found == [
        [
          "1", "1", "-", today.text, "1", "\(start.milliseconds)", "\(start.milliseconds)", "0",
          "1", "recorded", "Zoë, \"x\"", "", "low", "[\"a\",\"b\"]", "2.5", "1", "2", "2",
          "attendance 1", "-", "-", "-",
        ]
      ])
  }

  @Test func aRecordComesOutAsItStands() async throws {
    let house = try House()
    defer { house.store.close() }
    let made = try await house.commit(house.tess, house.attend(in: house.ab, receipt: "r1"))
    let earlier = today.adding(days: -1)
    try await house.commit(
      house.tess,
      [
        .recordRevised(
          made.records[0].id, values: ["status": .text("late")], reason: "r", day: earlier,
          happenedAt: start.adding(seconds: -60), oneKey: earlier.text)
      ])
    let grant = try house.proof(house.tess, house.ab)
    let found = try rows(
      house, "attendance",
      [.day, .revision, .delay, .field("status"), .field("reason")], [grant])
    #expect(found == [[earlier.text, "2", "60000", "late", "-"]])
  }

  @Test func manyRowsComeInBlocksOfBoundedSizeAndNoneIsLost() throws {
    let house = try House()
    defer { house.store.close() }
    let count = RowBlock.rowsMax + 500
    try house.store.bulk(
      (0..<count).map { number in
        var draft = house.attendance(
          in: number % 2 == 0 ? house.ab : house.cd, on: today.adding(days: -(number % 9)),
          reason: String(repeating: "x", count: number % 300), receipt: "r\(number)")
        draft.oneKey = nil
        return house.decision(house.dara, [.recordOpened(draft)])
      })
    let ab = try house.proof(house.dara, house.ab)
    let cd = try house.proof(house.dara, house.cd)
    var blocks: [Int] = []
    var found: [[String]] = []
    try house.store.scan(
      kind: "attendance", from: nil, to: nil, [ab, cd], [.day, .field("reason"), .channel]
    ) { block in
      blocks.append(block.rows)
      #expect(block.byteCount < RowBlock.bytesMax + 400)
      found += texts(of: block)
    }
    #expect(blocks.count > 1 && blocks.allSatisfy { $0 <= RowBlock.rowsMax })
    #expect(found.count == count)
    #expect(Set(found.map { $0[1].count }) == Set(0..<300))
    let one = try rows(house, "attendance", [.channel], [ab])
    #expect(one.count == (count + 1) / 2 && one.allSatisfy { $0 == ["1"] })
    #expect(try rows(house, "attendance", [.channel], []) == [])
  }

  @Test func theRowsOfAChannelAreTheSameByEveryWay() throws {
    let house = try House()
    defer { house.store.close() }
    try house.store.bulk(
      (0..<40).map { number in
        var draft = house.attendance(
          in: number % 3 == 0 ? house.cd : house.ab, on: today.adding(days: -(number * 5 % 7)),
          receipt: "r\(number)")
        draft.oneKey = nil
        return house.decision(house.dara, [.recordOpened(draft)])
      })
    try house.store.read { (reader: Reader) throws in
      let kind = try reader.layout.kind("attendance")
      func rows(_ channels: Set<ChannelID>, from: Day?, to: Day?) throws -> [[String]] {
        var rows: [[String]] = []
        try RecordTable.scan(
          reader.db, kind, from: from, to: to, channels, [.channel, .day, .number]
        ) { rows += texts(of: $0) }
        return rows
      }
      let nobodys = ChannelID(9_999)
      let wide = Set((0...Int64(Limits.searchPlacesMax)).map { ChannelID(10_000 + $0) })
      for (from, to) in [(nil, nil), (today.adding(days: -4), today.adding(days: -2))] {
        let alone = try rows([house.ab], from: from, to: to)
        #expect(alone.count > 5 && alone.allSatisfy { $0[0] == "1" })
        let isSorted = alone.map { $0[1] } == alone.map { $0[1] }.sorted()
        #expect(isSorted)
        let few = try rows([house.ab, nobodys], from: from, to: to)
        let many = try rows(wide.union([house.ab]), from: from, to: to)
        let areAlike = alone == few && alone == many
        #expect(areAlike)
        #expect(try rows([house.ab, house.cd], from: from, to: to).count > alone.count)
      }
    }
  }

  @Test func closingWaitsForAWalkAndEndsIt() async throws {
    let house = try House()
    try house.store.bulk(
      (0..<(RowBlock.rowsMax * 2)).map { number in
        var draft = house.attendance(in: house.ab, receipt: "r\(number)")
        draft.oneKey = nil
        return house.decision(house.dara, [.recordOpened(draft)])
      })
    let grant = try house.proof(house.dara, house.ab)
    let store = house.store
    var closer: Thread?
    var blocks = 0
    #expect(throws: Failure.unavailable("the store is closing")) {
      try house.store.scan(
        kind: "attendance", from: nil, to: nil, [grant], [.channel]
      ) { _ in
        blocks += 1
        // Closing begins now, on another thread, and cannot end before this walk has.
        closer = Thread { store.close() }
        while (try? store.read { _ in true }) != nil {}
      }
    }
    #expect(blocks == 1)
    closer?.join()
    #expect(throws: Failure.unavailable("the store is closed")) {
      try house.store.scan(kind: "attendance", from: nil, to: nil, [grant], [.channel]) { _ in }
    }
  }
}
