// One connection to the database: statements kept, failures named.
import CSQLite
import Domain

/// A connection, used by one thread at a time (whoever holds it sees to that).
final class Connection {
  /// What a connection is for.
  enum Purpose {
    case writer, reader, checkpoints, export

    /// Milliseconds to wait for a lock. A checkpoint that waited would make the writer wait.
    var patience: Int32 {
      switch self {
      case .writer: 30_000
      case .reader: 5_000
      case .checkpoints: 50
      case .export: 0
      }
    }
  }

  /// Pages in the log after this connection's last commit.
  private(set) var logPages = 0
  let handle: OpaquePointer
  /// Shared by all connections of a store.
  let soundness: Soundness
  private var kept: [ObjectIdentifier: Kept] = [:]

  private final class Kept {
    let sql: SQL
    let statement: OpaquePointer
    var isBusy = false
    init(sql: SQL, statement: OpaquePointer) {
      self.sql = sql
      self.statement = statement
    }
  }

  /// Counting memory takes a lock of the whole process at each allocation.
  private static let settings: Int32 = hedgerow_sqlite_count_no_memory()

  /// Opens it, through a file system of SQLite's list by that name, or through the usual one.
  init(
    path: String, _ purpose: Purpose, isDurable: Bool = true, fileSystem: String? = nil,
    soundness: Soundness = Soundness()
  ) throws {
    _ = Connection.settings
    self.soundness = soundness
    var opened: OpaquePointer?
    let access =
      purpose == .reader ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE
    let code = sqlite3_open_v2(path, &opened, access | SQLITE_OPEN_NOMUTEX, fileSystem)
    guard code == SQLITE_OK, let opened else {
      let text = opened.map { String(cString: sqlite3_errmsg($0)) } ?? "no memory"
      sqlite3_close_v2(opened)
      throw Connection.failure(code, text)
    }
    handle = opened
    sqlite3_extended_result_codes(handle, 1)
    sqlite3_busy_timeout(handle, purpose.patience)
    // No statement may write to the shadow tables of the search index or to the schema's own text.
    _ = hedgerow_sqlite_defend(handle)
    // The last one to close would copy the log and remove it, also after a sync that failed.
    _ = hedgerow_sqlite_keep_log(handle)
    switch purpose {
    case .writer:
      try execute(
        """
        PRAGMA journal_mode = WAL; PRAGMA synchronous = \(isDurable ? "FULL" : "OFF");
        PRAGMA foreign_keys = ON; PRAGMA wal_autocheckpoint = 0; PRAGMA secure_delete = ON;
        PRAGMA journal_size_limit = \(Limits.checkpointPagesMax * 4096);
        PRAGMA temp_store = MEMORY; PRAGMA cache_size = -16384; PRAGMA trusted_schema = OFF;
        """)
      watchLog()
    case .reader:
      try execute(
        """
        PRAGMA query_only = ON; PRAGMA temp_store = MEMORY; PRAGMA cache_size = -1024;
        PRAGMA trusted_schema = OFF;
        """)
    case .checkpoints:
      // The sync of a checkpoint guards what was acknowledged as much as the sync of a commit.
      try execute(
        """
        PRAGMA synchronous = \(isDurable ? "FULL" : "OFF"); PRAGMA wal_autocheckpoint = 0;
        PRAGMA cache_size = -64;
        """)
    case .export:
      // Nobody else has the file, and a half-made one is never used.
      try execute(
        "PRAGMA journal_mode = MEMORY; PRAGMA synchronous = OFF; PRAGMA cache_size = -2048")
    }
  }

  deinit {
    for one in kept.values { sqlite3_finalize(one.statement) }
    sqlite3_close_v2(handle)
  }

  /// Is a transaction open? SQLite ends one by itself on a full disk and on some read errors.
  var isInTransaction: Bool { sqlite3_get_autocommit(handle) == 0 }
  /// The row given to the last insert.
  var lastRow: Int64 { sqlite3_last_insert_rowid(handle) }
  /// Rows changed by the last statement.
  var changedRows: Int { Int(sqlite3_changes(handle)) }
  /// Rows changed since the connection was opened.
  var totalChanges: Int { Int(sqlite3_total_changes(handle)) }
  /// Told the text of each statement prepared, for the test that asks for their plans.
  var watch: ((String) -> Void)?

  /// Runs statements that take nothing and give nothing.
  func execute(_ text: String) throws {
    let code = sqlite3_exec(handle, text, nil, nil, nil)
    guard code == SQLITE_OK else { throw failure(code) }
  }

  /// Runs a statement.
  func run<each Value: Bindable>(_ sql: SQL, _ values: repeat each Value) throws {
    try use(sql) { statement in
      try bind(statement, repeat each values)
      while try step(statement) {}
    }
  }

  /// Runs a statement whose values are made at run time.
  func run(_ sql: SQL, list values: [StoredValue]) throws {
    try use(sql) { statement in
      for (index, value) in values.enumerated() {
        try check(value.bind(statement, Int32(index + 1)))
      }
      while try step(statement) {}
    }
  }

  /// Runs a statement as often as the body says; the body binds its values.
  func run(_ sql: SQL, each body: (OpaquePointer, _ step: () throws -> Void) throws -> Void) throws
  {
    try use(sql) { statement in
      try body(statement) {
        while try step(statement) {}
        sqlite3_reset(statement)
      }
    }
  }

  /// The first row of an answer, or nil.
  func first<Answer, each Value: Bindable>(
    _ sql: SQL, _ values: repeat each Value, row read: (Row) throws -> Answer
  ) throws -> Answer? {
    try use(sql) { statement in
      try bind(statement, repeat each values)
      return try step(statement) ? read(Row(statement: statement)) : nil
    }
  }

  /// Every row of an answer.
  func each<each Value: Bindable>(
    _ sql: SQL, _ values: repeat each Value, row read: (Row) throws -> Void
  ) throws {
    try use(sql) { statement in
      try bind(statement, repeat each values)
      while try step(statement) { try read(Row(statement: statement)) }
    }
  }

  /// The rows of an answer, until the body says false.
  func walk<each Value: Bindable>(
    _ sql: SQL, _ values: repeat each Value, row read: (Row) throws -> Bool
  ) throws {
    try use(sql) { statement in
      try bind(statement, repeat each values)
      while try step(statement), try read(Row(statement: statement)) {}
    }
  }

  /// An answer to be stepped through by whoever asked. Two of one text do not disturb one another.
  func rows<each Value: Bindable>(_ sql: SQL, _ values: repeat each Value) throws -> RowWalk {
    let (statement, end) = try take(sql)
    let walk = RowWalk(self, statement, end: end)
    try bind(statement, repeat each values)
    return walk
  }

  /// Every row of an answer to a statement made at run time, which is not kept: once for each list
  /// of values.
  func each(
    text: String, lists: some Sequence<[StoredValue]>, row read: (Row) throws -> Void
  ) throws {
    let statement = try prepare(text, isKept: false)
    defer { sqlite3_finalize(statement) }
    for values in lists {
      for (index, value) in values.enumerated() {
        try check(value.bind(statement, Int32(index + 1)))
      }
      while try step(statement) { try read(Row(statement: statement)) }
      sqlite3_reset(statement)
    }
  }

  /// Every row of an answer to a statement made at run time that takes nothing.
  func each(text: String, row read: (Row) throws -> Void) throws {
    try each(text: text, lists: [[]], row: read)
  }

  /// Gives back the memory of pages that are held only in case they are wanted again.
  func shrink() { sqlite3_db_release_memory(handle) }

  /// Copies what it can from the log into the database; nobody waits for it unless `restarts`.
  /// Answers how many pages the log has and how many of them are in the database now; nil when
  /// another is at it or it failed. A checkpoint that finds no time now is made up for by the next.
  @discardableResult func checkpoint(restarts: Bool) -> (pages: Int, copied: Int)? {
    let mode = restarts ? SQLITE_CHECKPOINT_TRUNCATE : SQLITE_CHECKPOINT_PASSIVE
    var (pages, copied): (Int32, Int32) = (0, 0)
    let code = sqlite3_wal_checkpoint_v2(handle, nil, mode, &pages, &copied)
    if code == Connection.syncFailed { soundness.lose() }
    return code == SQLITE_OK ? (Int(pages), Int(copied)) : nil
  }

  /// Syncs the database's file, by the same descriptor that checkpoints write with.
  func syncFile() {
    var pointer: UnsafeMutableRawPointer?
    guard
      sqlite3_file_control(handle, nil, SQLITE_FCNTL_FILE_POINTER, &pointer) == SQLITE_OK,
      let file = pointer?.assumingMemoryBound(to: sqlite3_file.self),
      let sync = file.pointee.pMethods?.pointee.xSync
    else { return }
    if sync(file, SQLITE_SYNC_NORMAL) != SQLITE_OK { soundness.lose() }
  }

  /// SQLITE_IOERR_FSYNC, a C macro that Swift does not see.
  private static let syncFailed = SQLITE_IOERR | (4 << 8)

  private func use<Answer>(_ sql: SQL, _ body: (OpaquePointer) throws -> Answer) throws -> Answer {
    let one = try found(sql)
    guard !one.isBusy else {
      let statement = try prepare(sql.text, isKept: false)
      defer { sqlite3_finalize(statement) }
      return try body(statement)
    }
    one.isBusy = true
    defer {
      sqlite3_reset(one.statement)
      one.isBusy = false
    }
    return try body(one.statement)
  }

  /// A statement for as long as its taker wants, and what gives it back.
  private func take(_ sql: SQL) throws -> (OpaquePointer, () -> Void) {
    let one = try found(sql)
    guard !one.isBusy else {
      let statement = try prepare(sql.text, isKept: false)
      return (statement, { sqlite3_finalize(statement) })
    }
    one.isBusy = true
    return (
      one.statement,
      {
        sqlite3_reset(one.statement)
        one.isBusy = false
      }
    )
  }

  private func found(_ sql: SQL) throws -> Kept {
    if let found = kept[ObjectIdentifier(sql)] { return found }
    let one = Kept(sql: sql, statement: try prepare(sql.text, isKept: true))
    kept[ObjectIdentifier(sql)] = one
    return one
  }

  func prepare(_ text: String, isKept: Bool) throws -> OpaquePointer {
    var statement: OpaquePointer?
    let flags = isKept ? UInt32(SQLITE_PREPARE_PERSISTENT) : 0
    let code = sqlite3_prepare_v3(handle, text, -1, flags, &statement, nil)
    guard code == SQLITE_OK, let statement else { throw failure(code) }
    watch?(text)
    return statement
  }

  private func bind<each Value: Bindable>(
    _ statement: OpaquePointer, _ values: repeat each Value
  ) throws {
    var index: Int32 = 1
    for value in repeat each values {
      try check(value.bind(statement, index))
      index += 1
    }
  }

  func step(_ statement: OpaquePointer) throws -> Bool {
    let code = sqlite3_step(statement)
    if code == SQLITE_ROW { return true }
    guard code == SQLITE_DONE else { throw failure(code) }
    return false
  }

  func check(_ code: Int32) throws {
    guard code == SQLITE_OK else { throw failure(code) }
  }

  func failure(_ code: Int32) -> Failure {
    Connection.failure(code, String(cString: sqlite3_errmsg(handle)))
  }

  /// The trouble behind a result code. SQLite's message names tables and columns, never a value.
  static func failure(_ code: Int32, _ text: String) -> Failure {
    let told = "\(text) (\(code))"
    switch code & 0xFF {
    case SQLITE_FULL, SQLITE_IOERR, SQLITE_READONLY, SQLITE_CANTOPEN, SQLITE_NOMEM, SQLITE_PERM:
      return .unavailable(told)
    case SQLITE_BUSY, SQLITE_LOCKED: return .busy(seconds: 1)
    case SQLITE_CONSTRAINT, SQLITE_TOOBIG, SQLITE_MISMATCH: return .conflict(told)
    default: return .broken(told)
    }
  }

  private func watchLog() {
    // The connection outlives its own hook, which is called by its own commits only.
    let context = Unmanaged.passUnretained(self).toOpaque()
    sqlite3_wal_hook(
      handle,
      { context, _, _, pages in
        guard let context else { return SQLITE_OK }
        Unmanaged<Connection>.fromOpaque(context).takeUnretainedValue().logPages = Int(pages)
        return SQLITE_OK
      }, context)
  }
}
