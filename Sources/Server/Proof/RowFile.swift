// The data file of an export, read back row by row, whatever its format.
import Domain
import Reports
import Store

struct RowFile {
  let path: String
  let table: String
  /// What each row must have, no more, no fewer and in this order.
  let columns: [String]

  /// Hands on each row as column to text.
  func read(_ body: ([String: String]) throws -> Void) throws {
    if path.hasSuffix(".sqlite") { return try readDatabase(body) }
    if path.hasSuffix(".jsonl") { return try readLines(body) }
    var head: [String]?
    try CSVReader.read(path) { cells in
      if let head { return try body(try row(head, cells)) }
      head = cells
      _ = try row(cells, cells)
    }
    guard head != nil else { throw Failure.broken("the table has no headings") }
  }

  private func readLines(_ body: ([String: String]) throws -> Void) throws {
    let file = try LineFile(path)
    while let line = try file.next() {
      let members = try JSON.parse(line).members ?? []
      try body(try row(members.map(\.name), try members.map { try text($0.value) }))
    }
  }

  private func readDatabase(_ body: ([String: String]) throws -> Void) throws {
    try TableFile.read(path: path, table: table, columns: columns) { cells in
      let texts = cells.map { cell in
        switch cell {
        case .text(let text): text
        case .whole(let whole): "\(whole)"
        case .number(let number): RowFile.plain(number)
        case .empty: ""
        }
      }
      try body(try row(columns, texts))
    }
  }

  private func row(_ names: [String], _ cells: [String]) throws -> [String: String] {
    guard names == columns, cells.count == columns.count, Set(columns).count == columns.count
    else {
      throw Failure.broken("a row does not have one cell for each column of the manifest")
    }
    return Dictionary(uniqueKeysWithValues: zip(columns, cells))
  }

  private func text(_ json: JSON) throws -> String {
    switch json {
    case .string(let text): text
    case .number(let number): RowFile.plain(number)
    case .bool(let truth): truth ? "true" : "false"
    case .null: ""
    default: throw Failure.broken("a cell holds neither text nor number")
    }
  }

  /// A number as the tables write it.
  static func plain(_ number: Double) -> String {
    if !number.isFinite { return "" }
    let isWhole = number == number.rounded() && abs(number) < 9e15
    return isWhole ? String(Int64(number)) : String(number)
  }

  /// Does a cell say this? In CSV what a spreadsheet would run has an apostrophe in front and a NUL
  /// became U+FFFD; SQLite has no truth. Compared byte by byte: Swift's own equality takes two ways
  /// to write an é for one, and a hash does not.
  func isSame(_ cell: String, _ want: String) -> Bool {
    let cell = RowFile.shown(cell)
    let want = RowFile.shown(want)
    if cell == want { return true }
    if path.hasSuffix(".csv") { return cell == [UInt8(ascii: "'")] + want }
    guard path.hasSuffix(".sqlite") else { return false }
    return (want == Array("true".utf8) && cell == Array("1".utf8))
      || (want == Array("false".utf8) && cell == Array("0".utf8))
  }
  private static func shown(_ text: String) -> [UInt8] {
    text.utf8.contains(0)
      ? text.utf8.flatMap { $0 == 0 ? [0xEF, 0xBF, 0xBD] : [$0] } : Array(text.utf8)
  }
}
