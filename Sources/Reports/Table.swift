// A table on its way out: columns, cells, and what every writer of tables promises.

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
  /// Writes a row, which must have one cell a column.
  mutating func row(_ cells: [Cell]) throws
  /// Sends what is left.
  mutating func end() throws
}

/// Gathers bytes and lets them go in chunks, so that memory stays flat and the sink is asked seldom.
struct Chunks {
  static let bytesMax = 64 * 1024
  var bytes: [UInt8] = []
  private let sink: Sink

  init(_ sink: @escaping Sink) {
    self.sink = sink
    bytes.reserveCapacity(Chunks.bytesMax + 4096)
  }

  mutating func sendIfFull() throws { if bytes.count >= Chunks.bytesMax { try send() } }

  mutating func send() throws {
    guard !bytes.isEmpty else { return }
    try sink(bytes[...])
    bytes.removeAll(keepingCapacity: true)
  }
}
