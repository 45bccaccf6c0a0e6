// A table on its way out: columns, cells, and what every writer of tables promises.
import Domain

/// Takes bytes away, a chunk at a time. It may block, and throws when they cannot go out.
public typealias Sink = (ArraySlice<UInt8>) throws -> Void

/// One cell of a row.
public enum Cell: Sendable, Equatable {
  /// Words, as a person wrote them.
  case text(String)
  /// A number; one that is not finite is written as nothing.
  case number(Double)
  /// A whole number.
  case whole(Int64)
  /// Yes or no.
  case truth(Bool)
  /// Nothing.
  case empty
}

/// Turns rows into bytes. The bytes leave in chunks through the sink that the writer was made with.
public protocol TableWriter {
  /// Opens the table.
  mutating func begin(_ columns: [String]) throws
  /// Writes the rows of a block, which must have one cell a column.
  mutating func block(_ block: RowBlock) throws
  /// Sends what is left.
  mutating func end() throws
}

extension TableWriter {
  /// Writes a row, which must have one cell a column.
  public mutating func row(_ cells: [Cell]) throws { try block(RowBlock(row: cells)) }
}

extension RowBlock {
  /// A block of one row.
  convenience init(row cells: [Reports.Cell]) {
    self.init(width: cells.count)
    let flat = cells.map { cell -> RowBlock.Cell in
      switch cell {
      case .text(let text): self.text(text)
      case .number(let number): RowBlock.Cell(.number, Int64(bitPattern: number.bitPattern))
      case .whole(let whole): RowBlock.Cell(.whole, whole)
      case .truth(let truth): RowBlock.Cell(.truth, truth ? 1 : 0)
      case .empty: RowBlock.Cell(.empty)
      }
    }
    let row = addRow()
    for (index, cell) in flat.enumerated() { row[index] = cell }
  }
}

/// Gathers bytes and lets them go in chunks, so that memory stays flat and the sink is asked seldom.
/// Who writes makes room first; then nothing is checked byte by byte.
final class Chunks {
  static let bytesMax = 64 * 1024
  private(set) var next: UnsafeMutablePointer<UInt8>
  private var start: UnsafeMutablePointer<UInt8>
  private var capacity = Chunks.bytesMax + 16_384
  private let sink: Sink

  init(_ sink: @escaping Sink) {
    self.sink = sink
    start = .allocate(capacity: capacity)
    next = start
  }
  deinit { start.deallocate() }

  /// Where to write, with room for so many bytes.
  func room(_ count: Int) -> UnsafeMutablePointer<UInt8> {
    let used = next - start
    if used + count > capacity {
      capacity = max(capacity * 2, used + count)
      let more = UnsafeMutablePointer<UInt8>.allocate(capacity: capacity)
      more.update(from: start, count: used)
      start.deallocate()
      start = more
      next = more + used
    }
    return next
  }

  /// Told up to where was written.
  func wrote(upTo end: UnsafeMutablePointer<UInt8>) throws {
    next = end
    if next - start >= Chunks.bytesMax { try send() }
  }

  func send() throws {
    guard next > start else { return }
    let bytes = Array(UnsafeBufferPointer(start: start, count: next - start))
    next = start
    try sink(bytes[...])
  }

  func add(_ bytes: [UInt8]) throws {
    let end = put(bytes, at: room(bytes.count))
    try wrote(upTo: end)
  }
}

typealias Place = UnsafeMutablePointer<UInt8>

/// Writes bytes at a place; answers the place after them.
func put(_ bytes: [UInt8], at place: Place) -> Place {
  bytes.withUnsafeBufferPointer { source in
    if let base = source.baseAddress { place.update(from: base, count: source.count) }
  }
  return place + bytes.count
}

/// Writes a whole number; answers the place after it. It takes at most 20 bytes.
@inline(__always) func put(_ number: Int64, at place: Place) -> Place {
  var place = place
  if number < 0 {
    place[0] = 0x2D
    place += 1
  }
  var rest = number.magnitude
  var length = 1
  var power = rest
  while power >= 10 {
    power /= 10
    length += 1
  }
  var at = length
  repeat {
    at -= 1
    place[at] = 0x30 + UInt8(truncatingIfNeeded: rest % 10)
    rest /= 10
  } while at > 0
  return place + length
}

/// A number without a fraction where it has none; nothing at all when it is not finite.
func plain(_ bits: Int64) -> String {
  let number = Double(bitPattern: UInt64(bitPattern: bits))
  if !number.isFinite { return "" }
  return number == number.rounded() && abs(number) < 9e15 ? String(Int64(number)) : String(number)
}

/// Bytes that a row can take at most: six for each byte of text (an escape
/// of JSON), and 48 for what is around a cell or for a number.
func roomWanted(_ cells: UnsafePointer<RowBlock.Cell>, _ width: Int) -> Int {
  var bytes = 0
  for index in 0..<width { bytes += Int(cells[index].count) }
  return bytes * 6 + width * 48 + 16
}

func checkWidth(_ cells: Int, _ columns: Int) throws {
  guard cells == columns else {
    throw Failure.broken("a row of \(cells) cells in a table of \(columns) columns")
  }
}
