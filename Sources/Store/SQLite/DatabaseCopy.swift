// A copy of the database as it is at one moment, made while others go on writing.
import CSQLite
import Domain
import Glibc

extension Connection {
  /// Copies what this connection sees, page by page, into an empty file, and answers what it holds.
  ///
  /// The connection's own read transaction is opened first. In WAL mode that is a snapshot: no commit
  /// of anyone starts the copy anew (sqlite3_backup_step restarts only when its source connection
  /// sees another state). The log cannot begin anew while it lasts, so it lasts no longer than this.
  func copy(
    to path: String, opened: () -> Void, between: (_ done: Int, _ of: Int) throws -> Void
  ) throws -> BackupFacts {
    try execute("BEGIN")
    defer { try? execute("ROLLBACK") }
    let facts = try facts()
    let target = try Connection(path: path, .export)
    opened()
    guard let backup = sqlite3_backup_init(target.handle, "main", handle, "main") else {
      throw Connection.failure(
        sqlite3_errcode(target.handle), String(cString: sqlite3_errmsg(target.handle)))
    }
    var code = SQLITE_OK
    do {
      while code == SQLITE_OK {
        code = sqlite3_backup_step(backup, Int32(Limits.backupPages))
        let total = Int(sqlite3_backup_pagecount(backup))
        try between(total - Int(sqlite3_backup_remaining(backup)), total)
      }
    } catch {
      sqlite3_backup_finish(backup)
      throw error
    }
    let end = sqlite3_backup_finish(backup)
    guard code == SQLITE_DONE, end == SQLITE_OK else {
      let trouble = code == SQLITE_DONE ? end : code
      throw Connection.failure(trouble, String(cString: sqlite3_errstr(trouble)))
    }
    return facts
  }

  /// What the database holds, in numbers.
  func facts() throws -> BackupFacts {
    func number(_ text: String) throws -> Int64 {
      var value: Int64 = 0
      try each(text: text) { value = $0.integer(0) }
      return value
    }
    let head = try AuditTable.head(self)
    return BackupFacts(
      schema: Int(try number("PRAGMA user_version")),
      members: try number("SELECT count(*) FROM members"),
      children: try number("SELECT count(*) FROM children"),
      channels: try number("SELECT count(*) FROM channels"),
      messages: try number("SELECT count(*) FROM messages"),
      records: try number("SELECT count(*) FROM records"),
      auditNumber: head.number, auditHash: hexText(head.hash))
  }
}

/// A file that a copy is made into: private, and a database of its own without a log beside it.
final class CopyFile {
  let path: String
  private let descriptor: Int32

  init(path: String) throws {
    self.path = path
    descriptor = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw CopyFile.failure("\(path) cannot be made") }
  }
  deinit { close(descriptor) }

  /// Fills the file from a connection. A hidden one loses its name before it has any content: it lasts
  /// as long as this does, and nobody else can open it.
  func fill(
    from source: Connection, isHidden: Bool, between: (_ done: Int, _ of: Int) throws -> Void
  ) throws -> BackupFacts {
    let facts = try source.copy(
      to: path, opened: { if isHidden { unlink(path) } }, between: between)
    // Bytes 18 and 19 of the header (fileformat2.html, section 1.3.3) say 2 for a database with a log,
    // as the source has one. With 1 the file is whole by itself and opens where nothing may be made.
    guard pwrite(descriptor, [1, 1] as [UInt8], 2, 18) == 2 else {
      throw CopyFile.failure("\(path) cannot be written")
    }
    return facts
  }

  /// Makes what was written durable.
  func settle() throws {
    guard fsync(descriptor) == 0 else { throw CopyFile.failure("\(path) cannot be kept") }
  }

  /// The file's bytes, a piece at a time.
  func read(_ piece: (ArraySlice<UInt8>) throws -> Void) throws {
    var buffer = [UInt8](repeating: 0, count: 131_072)
    var offset: off_t = 0
    while true {
      let got = pread(descriptor, &buffer, buffer.count, offset)
      guard got >= 0 else { throw CopyFile.failure("\(path) cannot be read") }
      if got == 0 { return }
      try piece(buffer[0..<got])
      offset += off_t(got)
    }
  }

  static func failure(_ text: String) -> Failure {
    .unavailable("\(text): \(String(cString: strerror(errno)))")
  }
}
