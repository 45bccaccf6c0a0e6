// What an export's cells become: rows of members, children and channels turned into words.
import Domain
import Reports
import Store

/// Columns of an export, drawn from the record's definition, and how their cells are dressed. Used
/// by one thread at a time: it remembers words it has made.
final class ExportTable {
  /// What becomes of a cell.
  private enum Dress {
    /// It is what it shall be.
    case none
    /// The row of something that has a word; where it has none, an empty text, or nothing at all.
    case word(WordList, orNothing: Bool)
    /// A moment, as RFC 3339.
    case instant
    /// A span in milliseconds: is it past the limit for late entries?
    case late
    case truth
    /// Known to need no quotes.
    case plain
    /// A JSON list of terms.
    case terms
    /// A JSON list of children and their parts.
    case children
  }
  /// The columns of every export, before the record's own.
  static let shared = [
    "channel", "number", "child", "child_name", "day", "author", "author_name", "written_at",
    "happened_at", "late", "revision", "state",
  ]
  /// The headings.
  let columns: [String]
  /// What the store is asked for.
  let scan: [ScanColumn]
  private let dresses: [Dress]
  private let children: WordList
  private var moments = MomentWriter()
  /// Lists of terms that were read before.
  private var lists: [String: String] = [:]

  init(fields: [(name: String, type: FieldType)], roster: Roster) {
    let channels = WordList { roster.channels[ChannelID($0)]?.name }
    let shorts = WordList { roster.children[ChildID($0)]?.short }
    let names = WordList { roster.children[ChildID($0)]?.name }
    let logins = WordList { roster.members[MemberID($0)]?.login }
    let authors = WordList { roster.members[MemberID($0)]?.name }
    let spine: [(String, ScanColumn, Dress)] = [
      ("channel", .channel, .word(channels, orNothing: false)), ("number", .number, .none),
      ("child", .child, .word(shorts, orNothing: true)),
      ("child_name", .child, .word(names, orNothing: true)), ("day", .day, .plain),
      ("author", .author, .word(logins, orNothing: false)),
      ("author_name", .author, .word(authors, orNothing: false)),
      ("written_at", .writtenAt, .instant), ("happened_at", .happenedAt, .instant),
      ("late", .delay, .late), ("revision", .revision, .none), ("state", .state, .none),
    ]
    // Where a field has the name of a shared column, the shared one stands.
    let own = fields.filter { !ExportTable.shared.contains($0.name) }
      .map { field -> (String, ScanColumn, Dress) in
        let dress: Dress
        switch field.type {
        case .choices: dress = .terms
        case .children: dress = .children
        case .yesNo: dress = .truth
        case .date, .time: dress = .plain
        case .member: dress = .word(logins, orNothing: false)
        case .child: dress = .word(shorts, orNothing: false)
        default: dress = .none
        }
        let isReference = field.type == .record
        return (field.name, isReference ? .reference(field.name) : .field(field.name), dress)
      }
    let all = spine + own
    columns = all.map(\.0)
    scan = all.map(\.1)
    dresses = all.map(\.2)
    children = shorts
  }

  /// Turns a block of the store's cells into what people read.
  func dress(_ block: RowBlock) throws {
    for (column, dress) in dresses.enumerated() {
      if case .none = dress { continue }
      for row in 0..<block.rows {
        let place = row * block.width + column
        let cell = block.cells[place]
        if case .empty = cell.kind { continue }
        block.cells[place] = try dressed(cell, dress, block)
      }
    }
  }

  private func dressed(
    _ cell: RowBlock.Cell, _ dress: Dress, _ block: RowBlock
  ) throws -> RowBlock.Cell {
    switch dress {
    case .none: cell
    case .word(let list, let orNothing):
      list.cell(cell.value, in: block) ?? RowBlock.Cell(orNothing ? .empty : .text)
    case .instant: moments.cell(cell.value, in: block)
    case .late: RowBlock.Cell(.truth, cell.value > Limits.lateEntrySeconds * 1000 ? 1 : 0)
    case .truth: RowBlock.Cell(.truth, cell.value)
    case .plain: RowBlock.Cell(.plain, cell.value, count: cell.count)
    case .terms: block.text(try terms(block.string(cell)))
    case .children: block.text(try parts(block.string(cell)))
    }
  }

  private func terms(_ json: String) throws -> String {
    if let known = lists[json] { return known }
    guard let items = (try? JSON.parse(Array(json.utf8)))?.items else {
      throw Failure.broken("a list is not a list")
    }
    let text = items.compactMap(\.text).joined(separator: ", ")
    // Terms come from a closed list, so there are few combinations; the bound is for the rest.
    if lists.count < 4_096 { lists[json] = text }
    return text
  }

  private func parts(_ json: String) throws -> String {
    guard let items = (try? JSON.parse(Array(json.utf8)))?.items else {
      throw Failure.broken("a list of children is not a list")
    }
    return items.compactMap { item in
      guard case .number(let child)? = item["child"], let part = item["part"]?.text else {
        return nil
      }
      return "\(children.word(Int64(child))) as \(part)"
    }.joined(separator: ", ")
  }
}

/// The words of rows, each asked for once. Rows are numbered from 1 on without great gaps.
private final class WordList {
  private var places: [(start: Int32, count: Int32)] = []
  private var bytes: [UInt8] = []
  private let word: (Int64) -> String?
  private static let unknown = (start: Int32(-1), count: Int32(0))
  private static let missing = (start: Int32(-2), count: Int32(0))

  init(_ word: @escaping (Int64) -> String?) { self.word = word }

  func word(_ row: Int64) -> String { word(row) ?? "" }

  /// The word, copied into a block; nil where there is none.
  func cell(_ row: Int64, in block: RowBlock) -> RowBlock.Cell? {
    guard row >= 0, row < 1 << 24 else { return word(row).map { block.text($0) } }
    let place = place(Int(row))
    guard place.start >= 0 else { return nil }
    let start = bytes.withUnsafeBufferPointer { all in
      all.baseAddress.map { block.add($0 + Int(place.start), count: Int(place.count)) } ?? 0
    }
    return RowBlock.Cell(.text, start, count: place.count)
  }

  private func place(_ row: Int) -> (start: Int32, count: Int32) {
    if row >= places.count {
      let wanted = max(row + 1, places.count * 2)
      places += repeatElement(WordList.unknown, count: wanted - places.count)
    }
    if places[row].start == -1 {
      if let text = word(Int64(row)) {
        places[row] = (Int32(bytes.count), Int32(text.utf8.count))
        bytes += text.utf8
      } else {
        places[row] = WordList.missing
      }
    }
    return places[row]
  }
}

/// Writes moments as `Instant.text` does; a day's digits are kept while the day stays the same.
private struct MomentWriter {
  private static let dayMilliseconds: Int64 = 86_400_000
  private var day: Int64 = .min
  private var buffer = [UInt8](repeating: 0, count: 64)
  private var dayCount = 0

  mutating func cell(_ milliseconds: Int64, in block: RowBlock) -> RowBlock.Cell {
    let rest = ((milliseconds % Self.dayMilliseconds) + Self.dayMilliseconds) % Self.dayMilliseconds
    let number = (milliseconds - rest) / Self.dayMilliseconds
    if number != day {
      let text = Array(Day(number: Int(number)).text.utf8.prefix(32))
      buffer.replaceSubrange(0..<text.count, with: text)
      (day, dayCount) = (number, text.count)
    }
    var at = dayCount
    put(UInt8(ascii: "T"), &at)
    put(two: rest / 3_600_000, &at)
    put(UInt8(ascii: ":"), &at)
    put(two: rest / 60_000 % 60, &at)
    put(UInt8(ascii: ":"), &at)
    put(two: rest / 1000 % 60, &at)
    put(UInt8(ascii: "."), &at)
    put(UInt8(truncatingIfNeeded: 48 + rest % 1000 / 100), &at)
    put(two: rest % 100, &at)
    put(UInt8(ascii: "Z"), &at)
    let start = buffer.withUnsafeBufferPointer { all in
      all.baseAddress.map { block.add($0, count: at) } ?? 0
    }
    return RowBlock.Cell(.plain, start, count: Int32(at))
  }

  private mutating func put(_ byte: UInt8, _ at: inout Int) {
    buffer[at] = byte
    at += 1
  }
  private mutating func put(two value: Int64, _ at: inout Int) {
    put(UInt8(truncatingIfNeeded: 48 + value / 10), &at)
    put(UInt8(truncatingIfNeeded: 48 + value % 10), &at)
  }
}
