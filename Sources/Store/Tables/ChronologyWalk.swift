// A channel's records of all kinds, each kind walked once in the order of days, and merged.
import Domain

/// The records of a channel as they stand. No more rows are read than records are asked for, and
/// one of each kind.
struct ChronologyWalk {
  /// A kind whose next record has been found. A class: as a struct it would be copied, with all its
  /// texts counted, for each record.
  private final class Head {
    let kind: KindTable
    let walk: RowWalk
    private(set) var day: Day
    private(set) var id: Int64

    /// Nil where there is no record of the kind.
    init?(_ kind: KindTable, _ walk: RowWalk) throws {
      guard try walk.next() else { return nil }
      self.kind = kind
      self.walk = walk
      day = try walk.row.day(1)
      id = walk.row.integer(0)
    }

    /// Goes on to the next record; false when there is none.
    func next() throws -> Bool {
      guard try walk.next() else { return false }
      day = try walk.row.day(1)
      id = walk.row.integer(0)
      return true
    }

    func comes(before other: Head) -> Bool {
      day == other.day ? id < other.id : day < other.day
    }
  }
  private let channel: ChannelID
  /// Those first whose turn it is.
  private var heads: [Head] = []
  private var states = Repeated()

  init(
    _ reader: Reader, _ channel: ChannelID, from: Day?, to: Day?,
    after: Reader.ChronologyPlace?
  ) throws {
    self.channel = channel
    let past = after?.day.text ?? ""
    let first = max(from?.text ?? "", past)
    for kind in reader.layout.kinds.values {
      let walk = try reader.db.rows(
        kind.chronology, kind.kind, channel, first, to?.text ?? "9999-99-99", past,
        after?.id ?? RecordID(0))
      if let head = try Head(kind, walk) { heads.append(head) }
    }
    heads.sort { $0.comes(before: $1) }
  }

  /// The next record; nil after the last.
  mutating func next() throws -> Record? {
    guard let head = heads.first else { return nil }
    let record = try read(head)
    guard try head.next() else {
      heads.removeFirst()
      return record
    }
    var place = 1
    while place < heads.count, heads[place].comes(before: heads[place - 1]) {
      heads.swapAt(place, place - 1)
      place += 1
    }
    return record
  }

  private mutating func read(_ head: Head) throws -> Record {
    let row = head.walk.row
    guard !row.isNull(9) else { throw Failure.broken("a record lacks its version") }
    return Record(
      id: RecordID(head.id), kind: head.kind.kind, number: row.integer(2), channel: channel,
      child: row.integerIfAny(3).map { ChildID($0) }, day: try row.day(10),
      author: MemberID(row.integer(4)), writtenAt: row.instant(5), happenedAt: row.instant(11),
      revision: Int(row.integer(9)), state: states.text(row, 6), receipt: row.text(7),
      refersTo: row.integerIfAny(8).map { RecordID($0) },
      values: try head.kind.values(row, from: 12))
  }
}

/// A text that is mostly the same from row to row, made once.
private struct Repeated {
  private var last = ""

  mutating func text(_ row: Row, _ column: Int32) -> String {
    if !row.holds(last, column) { last = row.text(column) }
    return last
  }
}
