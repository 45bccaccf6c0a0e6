// JSON Lines: one object a line, for programs.
import Domain

/// Writes one JSON object a line, ended by LF. Each line has every column; an empty cell is `null`.
public struct JSONLinesWriter: TableWriter {
  private var chunks: Chunks
  private var columns: [String] = []

  /// A writer whose bytes leave through this sink.
  public init(sink: @escaping Sink) { chunks = Chunks(sink) }

  /// Keeps the names of the members.
  public mutating func begin(_ columns: [String]) throws {
    guard Set(columns).count == columns.count else {
      throw Failure.broken("two columns have the same name")
    }
    self.columns = columns
  }

  /// Writes a line.
  public mutating func row(_ cells: [Cell]) throws {
    try checkWidth(cells.count, columns.count)
    var json = JSONWriter()
    json.object { json in
      for (column, cell) in zip(columns, cells) {
        json.name(column)
        switch cell {
        case .text(let text): json.string(text)
        case .number(let number) where number.isFinite: json.number(number)
        case .whole(let whole): json.number(whole)
        case .truth(let truth): json.bool(truth)
        case .number, .empty: json.null()
        }
      }
    }
    chunks.bytes += json.bytes
    chunks.bytes.append(0x0A)
    try chunks.sendIfFull()
  }

  /// Sends what is left.
  public mutating func end() throws { try chunks.send() }
}
