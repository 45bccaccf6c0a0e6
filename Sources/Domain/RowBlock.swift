// Many rows in one flat piece: what the store hands out, a room dresses, and a writer writes.

/// A block of rows: a cell is sixteen bytes, and texts lie in one buffer beside. It crosses a door
/// whole, because a call or a generic for each cell would cost more than the cell itself.
public final class RowBlock {
  /// What a cell is.
  public enum Kind: UInt8, Sendable {
    /// Nothing.
    case empty
    /// A whole number, in `value`.
    case whole
    /// A number: `value` is its bit pattern.
    case number
    /// Yes or no: `value` is not 0.
    case truth
    /// Words, as a person wrote them: `count` bytes from `value` on.
    case text
    /// Words that hold nothing but ASCII letters, digits and `-:._`: no format has to look at them.
    case plain
  }
  /// One cell.
  public struct Cell {
    /// A number, a bit pattern, or where the text starts in `bytes`.
    public var value: Int64
    /// The text's length in bytes.
    public var count: Int32
    /// What it is.
    public var kind: Kind
    /// A cell.
    @inlinable public init(_ kind: Kind, _ value: Int64 = 0, count: Int32 = 0) {
      self.value = value
      self.count = count
      self.kind = kind
    }
  }
  /// Rows after which a block is handed on.
  public static let rowsMax = 1_024
  /// Bytes of text after which a block is handed on.
  public static let bytesMax = 131_072

  /// Cells of a row.
  public let width: Int
  /// Rows in it.
  public private(set) var rows = 0
  /// Bytes of text in it.
  public private(set) var byteCount = 0
  /// The cells, a row after the other. Valid until the next row is added.
  public private(set) var cells: UnsafeMutablePointer<Cell>
  /// The texts. Valid until the next text is added.
  public private(set) var bytes: UnsafeMutablePointer<UInt8>
  private var cellCapacity: Int
  private var byteCapacity: Int

  /// An empty block for rows of so many cells.
  public init(width: Int) {
    self.width = width
    cellCapacity = max(1, width) * 64
    byteCapacity = 16_384
    cells = .allocate(capacity: cellCapacity)
    bytes = .allocate(capacity: byteCapacity)
  }
  deinit {
    cells.deallocate()
    bytes.deallocate()
  }

  /// Is it time to hand it on?
  public var isFull: Bool { rows >= RowBlock.rowsMax || byteCount >= RowBlock.bytesMax }

  /// Forgets all rows; the memory stays.
  public func clear() {
    rows = 0
    byteCount = 0
  }

  /// Makes room for a row, whose cells the caller sets at once.
  public func addRow() -> UnsafeMutablePointer<Cell> {
    let start = rows * width
    if start + width > cellCapacity {
      let more = UnsafeMutablePointer<Cell>.allocate(capacity: cellCapacity * 2)
      more.update(from: cells, count: start)
      cells.deallocate()
      cells = more
      cellCapacity *= 2
    }
    rows += 1
    return cells + start
  }

  /// Takes the last row away again.
  public func dropRow() { rows -= 1 }

  /// Copies a text in; answers where it starts.
  public func add(_ text: UnsafePointer<UInt8>, count: Int) -> Int64 {
    if byteCount + count > byteCapacity { grow(by: count) }
    (bytes + byteCount).update(from: text, count: count)
    byteCount += count
    return Int64(byteCount - count)
  }

  /// Copies a text in.
  public func text(_ text: String, _ kind: Kind = .text) -> Cell {
    var text = text
    return text.withUTF8 { utf8 in
      guard let base = utf8.baseAddress else { return Cell(kind, 0) }
      return Cell(kind, add(base, count: utf8.count), count: Int32(utf8.count))
    }
  }

  /// The text of a cell.
  public func string(_ cell: Cell) -> String {
    String(
      decoding: UnsafeBufferPointer(start: bytes + Int(cell.value), count: Int(cell.count)),
      as: UTF8.self)
  }

  private func grow(by count: Int) {
    while byteCount + count > byteCapacity { byteCapacity *= 2 }
    let more = UnsafeMutablePointer<UInt8>.allocate(capacity: byteCapacity)
    more.update(from: bytes, count: byteCount)
    bytes.deallocate()
    bytes = more
  }
}
