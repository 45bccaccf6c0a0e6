// One row of an answer, read by column number.
import CSQLite
import Domain

/// The row at which a statement stands; not to be kept past the step.
struct Row {
  let statement: OpaquePointer

  func isNull(_ column: Int32) -> Bool {
    sqlite3_column_type(statement, column) == SQLITE_NULL
  }
  func integer(_ column: Int32) -> Int64 { sqlite3_column_int64(statement, column) }
  func integerIfAny(_ column: Int32) -> Int64? { isNull(column) ? nil : integer(column) }
  func real(_ column: Int32) -> Double { sqlite3_column_double(statement, column) }
  func text(_ column: Int32) -> String {
    guard let start = sqlite3_column_text(statement, column) else { return "" }
    let count = Int(sqlite3_column_bytes(statement, column))
    return String(decoding: UnsafeBufferPointer(start: start, count: count), as: UTF8.self)
  }
  /// Is this the text there, byte for byte? No text is made to find out.
  func holds(_ text: String, _ column: Int32) -> Bool {
    guard let start = sqlite3_column_text(statement, column) else { return text.isEmpty }
    let count = Int(sqlite3_column_bytes(statement, column))
    return count == text.utf8.count
      && UnsafeBufferPointer(start: start, count: count).elementsEqual(text.utf8)
  }
  func textIfAny(_ column: Int32) -> String? { isNull(column) ? nil : text(column) }
  func bytes(_ column: Int32) -> [UInt8] {
    guard let start = sqlite3_column_blob(statement, column) else { return [] }
    let count = Int(sqlite3_column_bytes(statement, column))
    return [UInt8](UnsafeRawBufferPointer(start: start, count: count))
  }
  func instant(_ column: Int32) -> Instant { Instant(milliseconds: integer(column)) }
  func instantIfAny(_ column: Int32) -> Instant? {
    integerIfAny(column).map(Instant.init(milliseconds:))
  }
  func day(_ column: Int32) throws -> Day {
    // No text is made of it: this is asked for each row of a long answer.
    let start = sqlite3_column_text(statement, column)
    let bytes = UnsafeBufferPointer(
      start: start, count: Int(sqlite3_column_bytes(statement, column)))
    guard let day = Day(utf8: bytes) else { throw Failure.broken("a day is not a day") }
    return day
  }
}
