// Rows of an answer, copied block by block: the only loop between SQLite's cells and a writer's.
import CSQLite
import Domain

extension Connection {
  /// Walks the answer to a statement made at run time, once for each list of values, and hands on
  /// each block that is full, and the last one. The answer's first column is the channel, by which
  /// rows of other channels are passed over; the second is NULL where a record lacks its version.
  func fill(
    _ text: String, lists: some Sequence<[StoredValue]>, of channels: ChannelSet, width: Int,
    full: (RowBlock) throws -> Void
  ) throws {
    let statement = try prepare(text, isKept: false)
    defer { sqlite3_finalize(statement) }
    let block = RowBlock(width: width)
    for values in lists {
      for (index, value) in values.enumerated() {
        try check(value.bind(statement, Int32(index + 1)))
      }
      try fill(statement, channels, block, full)
      sqlite3_reset(statement)
    }
    if block.rows > 0 { try full(block) }
  }

  private func fill(
    _ statement: OpaquePointer, _ channels: ChannelSet, _ block: RowBlock,
    _ full: (RowBlock) throws -> Void
  ) throws {
    while true {
      let code = sqlite3_step(statement)
      guard code == SQLITE_ROW else {
        guard code == SQLITE_DONE else { throw failure(code) }
        return
      }
      guard channels.contains(sqlite3_column_int64(statement, 0)) else { continue }
      guard sqlite3_column_type(statement, 1) != SQLITE_NULL else {
        throw Failure.broken("a record lacks its version")
      }
      copy(statement, block)
      if block.isFull {
        try full(block)
        block.clear()
      }
    }
  }

  private func copy(_ statement: OpaquePointer, _ block: RowBlock) {
    let row = block.addRow()
    for column in 0..<block.width {
      let place = Int32(column + 2)
      switch sqlite3_column_type(statement, place) {
      case SQLITE_INTEGER:
        row[column] = RowBlock.Cell(.whole, sqlite3_column_int64(statement, place))
      case SQLITE_TEXT:
        // The address must be asked for before the length (sqlite3_column_bytes).
        let text = sqlite3_column_text(statement, place)
        let count = sqlite3_column_bytes(statement, place)
        let start = text.map { block.add($0, count: Int(count)) } ?? 0
        row[column] = RowBlock.Cell(.text, start, count: text == nil ? 0 : count)
      case SQLITE_FLOAT:
        let number = sqlite3_column_double(statement, place)
        row[column] = RowBlock.Cell(.number, Int64(bitPattern: number.bitPattern))
      default: row[column] = RowBlock.Cell(.empty)
      }
    }
  }
}

/// Channels, as a bit each: asked for each row of a long walk.
struct ChannelSet {
  private var bits: [UInt64]

  init(_ channels: some Sequence<ChannelID>) {
    bits = []
    for channel in channels where channel.raw >= 0 {
      let word = Int(channel.raw >> 6)
      if word >= bits.count { bits += repeatElement(0, count: word + 1 - bits.count) }
      bits[word] |= 1 << UInt64(channel.raw & 63)
    }
  }

  func contains(_ channel: Int64) -> Bool {
    let word = Int(channel >> 6)
    return channel >= 0 && word < bits.count && bits[word] & (1 << UInt64(channel & 63)) != 0
  }
}
