// An answer that its holder steps through row by row, so that several can be merged.
import CSQLite

/// The rows of one statement, in their order. It lives no longer than its connection's transaction.
final class RowWalk {
  private let statement: OpaquePointer
  private let db: Connection
  private let end: () -> Void

  init(_ db: Connection, _ statement: OpaquePointer, end: @escaping () -> Void) {
    self.db = db
    self.statement = statement
    self.end = end
  }
  deinit { end() }

  /// Where it stands, once `next` has said yes.
  var row: Row { Row(statement: statement) }

  /// Goes to the next row; false when there is none.
  func next() throws -> Bool { try db.step(statement) }
}
