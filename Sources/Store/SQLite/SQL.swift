// A statement's text with an identity, and what may be bound to it.
import CSQLite
import Domain

/// One SQL text. Connections keep the prepared statement under its identity, so a text is hashed by
/// nobody; the statement holds on to the text, so an identity is never given out twice.
final class SQL: Sendable {
  /// The words.
  let text: String
  init(_ text: String) { self.text = text }
}

/// What may be bound to a parameter.
protocol Bindable {
  /// Binds it; answers SQLite's result code.
  func bind(_ statement: OpaquePointer, _ index: Int32) -> Int32
}

/// SQLITE_TRANSIENT, a C macro that Swift does not see: SQLite takes a copy of the bytes.
private let transient = unsafeBitCast(-1, to: sqlite3_destructor_type.self)

extension Int64: Bindable {
  func bind(_ statement: OpaquePointer, _ index: Int32) -> Int32 {
    sqlite3_bind_int64(statement, index, self)
  }
}
extension Int: Bindable {
  func bind(_ statement: OpaquePointer, _ index: Int32) -> Int32 {
    sqlite3_bind_int64(statement, index, Int64(self))
  }
}
extension Double: Bindable {
  func bind(_ statement: OpaquePointer, _ index: Int32) -> Int32 {
    sqlite3_bind_double(statement, index, self)
  }
}
extension String: Bindable {
  func bind(_ statement: OpaquePointer, _ index: Int32) -> Int32 {
    var copy = self
    return copy.withUTF8 { bytes in
      // An empty buffer may have no address, and no address would bind NULL.
      guard bytes.count > 0, let base = bytes.baseAddress else {
        return sqlite3_bind_text(statement, index, "", 0, transient)
      }
      return base.withMemoryRebound(to: CChar.self, capacity: bytes.count) {
        sqlite3_bind_text(statement, index, $0, Int32(bytes.count), transient)
      }
    }
  }
}
extension [UInt8]: Bindable {
  func bind(_ statement: OpaquePointer, _ index: Int32) -> Int32 {
    guard !isEmpty else { return sqlite3_bind_zeroblob(statement, index, 0) }
    return withUnsafeBytes {
      sqlite3_bind_blob(statement, index, $0.baseAddress, Int32(count), transient)
    }
  }
}
extension Optional: Bindable where Wrapped: Bindable {
  func bind(_ statement: OpaquePointer, _ index: Int32) -> Int32 {
    self?.bind(statement, index) ?? sqlite3_bind_null(statement, index)
  }
}
extension Instant: Bindable {
  func bind(_ statement: OpaquePointer, _ index: Int32) -> Int32 {
    milliseconds.bind(statement, index)
  }
}
extension Day: Bindable {
  func bind(_ statement: OpaquePointer, _ index: Int32) -> Int32 { text.bind(statement, index) }
}
extension MemberID: Bindable {
  func bind(_ statement: OpaquePointer, _ index: Int32) -> Int32 { raw.bind(statement, index) }
}
extension ChildID: Bindable {
  func bind(_ statement: OpaquePointer, _ index: Int32) -> Int32 { raw.bind(statement, index) }
}
extension ChannelID: Bindable {
  func bind(_ statement: OpaquePointer, _ index: Int32) -> Int32 { raw.bind(statement, index) }
}
extension RecordID: Bindable {
  func bind(_ statement: OpaquePointer, _ index: Int32) -> Int32 { raw.bind(statement, index) }
}
extension EventNumber: Bindable {
  func bind(_ statement: OpaquePointer, _ index: Int32) -> Int32 { raw.bind(statement, index) }
}
