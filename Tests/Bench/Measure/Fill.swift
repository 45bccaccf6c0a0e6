// Fills a database with a given number of messages and records, fast, by the SQLite C API.
import CSQLite
import Domain
import Server
import Store

/// The shipped definitions.
func shippedCatalog() throws -> Catalog {
  let (catalog, complaints) = Catalog.read(try DefinitionSource.files(home: nil))
  guard let catalog else { throw RawTrouble(text: "\(complaints)") }
  return catalog
}

/// Opens a store as the server does.
func openStore(_ directory: String) throws -> Store {
  try Store(
    directory: directory, catalog: shippedCatalog(), clock: SystemClock(), dice: SystemDice())
}

/// A school of 930 children and as many messages as wanted, every second one with its record. The
/// tables for reading are filled, the audit and the events are not: this is no database to serve.
struct Fill {
  static let children = 930
  /// Records of the first child, where there are enough messages for so many.
  static let longMax = 3_000
  let directory: String
  let messages: Int

  /// Days of history: two sessions of each child's day are recorded.
  private var days: Int { max(1, messages / 2 / Fill.children / 2) }
  private static let lastDay = 20_700

  func run() throws {
    do {
      let store = try openStore(directory)
      defer { store.close() }
      var changes: [Change] = ["dara", "tess"].map { login in
        .memberAdded(
          MemberDraft(
            login: login, name: login, roles: login == "dara" ? [.director] : [.team],
            passwordHash: "", token: "m-" + login))
      }
      changes += (0..<Fill.children).map { number in
        .channelOpened(
          ChannelDraft(
            kind: "cyp", name: "N\(number)", title: "Child \(number)", token: "c\(number)",
            child: ChildDraft(token: "k\(number)", name: "Zoë O'Name \(number)", yearGroup: 7)))
      }
      changes.append(
        .channelOpened(
          ChannelDraft(kind: "coordination", name: "coord", title: "c", token: "coord")))
      let at = Instant(milliseconds: 1_600_000_000_000)
      try store.bulk([Decision(actor: .bot, at: at, changes: changes)])
    }
    try fill()
  }

  private struct Statements {
    let message, record, attendance, note, concern, search: OpaquePointer
    init(_ db: Database) throws {
      message = try db.prepare(
        """
        INSERT INTO messages (id, channel, number, author, at, text, record, revision, salt)
        VALUES (?, ?, ?, 1, ?, ?, ?, ?, x'00')
        """)
      record = try db.prepare(
        """
        INSERT INTO records (id, kind, number, channel, child, day, author, written_at, happened_at,
          revision, state, receipt) VALUES (?, ?, ?, ?, ?, ?, 1, ?, ?, 1, 'recorded', ?)
        """)
      let shared = "record, revision, author, written_at, about_day, happened_at, salt"
      attendance = try db.prepare(
        """
        INSERT INTO record_attendance (\(shared), status, session, reason, suggested_code)
        VALUES (?, 1, 1, ?, ?, ?, x'00', ?, ?, ?, '/')
        """)
      note = try db.prepare(
        """
        INSERT INTO record_note (\(shared), activity, outcomes, next_steps)
        VALUES (?, 1, 1, ?, ?, ?, x'00', ?, ?, ?)
        """)
      concern = try db.prepare(
        """
        INSERT INTO record_concern (\(shared), what, urgency)
        VALUES (?, 1, 1, ?, ?, ?, x'00', ?, ?)
        """)
      search = try db.prepare("INSERT INTO search (rowid, place, text) VALUES (?, ?, ?)")
    }
  }

  private func fill() throws {
    let db = try Database(directory + "/hedgerow.db")
    try db.execute(
      """
      PRAGMA journal_mode = WAL; PRAGMA synchronous = OFF; PRAGMA foreign_keys = OFF;
      PRAGMA cache_size = -400000; PRAGMA wal_autocheckpoint = 4000;
      """)
    let statements = try Statements(db)
    var numbers = [Int](repeating: 0, count: Fill.children + 1)
    var recordNumbers: [String: Int] = [:]
    let longEvery = max(2, messages / 2 / Fill.longMax)
    var record = 0
    try db.execute("BEGIN")
    for index in 0..<messages {
      let at = 1_600_000_000_000 + index * 1_000
      let carries = index % 2 == 1
      var child = (index / 2) % Fill.children
      if carries, record % longEvery == 0, messages > 20_000 { child = 0 }
      let isConcern = carries && index % 200 == 1
      let channel = isConcern ? Fill.children + 1 : child + 1
      numbers[channel - 1] += 1
      let text = words(index)
      if carries {
        record += 1
        let kind = isConcern ? "concern" : index % 10 == 3 ? "note" : "attendance"
        let key = "\(channel) \(kind)"
        recordNumbers[key, default: 0] += 1
        let day = Day(number: Fill.lastDay - days + index * days / messages).text
        try db.run(
          statements.record, record, kind, recordNumbers[key] ?? 0, channel, child + 1, day, at, at,
          "r\(record)")
        switch kind {
        case "concern": try db.run(statements.concern, record, at, day, at, text, "this-week")
        case "note":
          try db.run(statements.note, record, at, day, at, "forest school", text, "try again")
        default:
          let isAbsent = record % 17 == 0
          try db.run(
            statements.attendance, record, at, day, at, isAbsent ? "absent" : "present",
            record % 4 < 2 ? "am" : "pm", isAbsent ? "dentist at 2" : nil)
        }
      }
      try db.run(
        statements.message, index + 1, channel, numbers[channel - 1], at, text,
        carries ? record : nil, carries ? 1 : nil)
      try db.run(statements.search, index + 1, "c\(channel)", text)
      if index % 100_000 == 99_999 { try db.execute("COMMIT; BEGIN") }
    }
    for (index, last) in numbers.enumerated() {
      try db.execute("UPDATE channels SET last_message = \(last) WHERE id = \(index + 1)")
    }
    try db.execute("COMMIT; PRAGMA wal_checkpoint(TRUNCATE)")
  }

  /// A dozen words: `common` is in each second text, `seldom` in one of a thousand.
  private func words(_ index: Int) -> String {
    var state = UInt64(index) &* 0x9E37_79B9_7F4A_7C15
    var text = "word\(index % 5_000)"
    for _ in 0..<10 {
      state = (state ^ (state >> 29)) &* 0xBF58_476D_1CE4_E5B9
      text += " " + Fill.vocabulary[Int(state >> 40) % Fill.vocabulary.count]
    }
    if index % 2 == 0 { text += " common" }
    if index % 1_000 == 0 { text += " seldom" }
    return text
  }

  private static let vocabulary: [String] = (0..<3_000).map { number in
    let letters = Array("bdfgklmnprst")
    return "\(letters[number % 12])a\(letters[number / 12 % 12])o\(letters[number / 144 % 12])e"
      + (number > 1_727 ? "n" : "")
  }
}

/// A database by the C API, as little around it as will do.
final class Database {
  private let handle: OpaquePointer
  private var statements: [OpaquePointer] = []

  init(_ path: String) throws {
    var opened: OpaquePointer?
    guard sqlite3_open(path, &opened) == SQLITE_OK, let opened else {
      throw RawTrouble(text: "cannot open \(path)")
    }
    handle = opened
  }
  deinit {
    for statement in statements { sqlite3_finalize(statement) }
    sqlite3_close(handle)
  }

  func prepare(_ sql: String) throws -> OpaquePointer {
    var statement: OpaquePointer?
    guard sqlite3_prepare_v2(handle, sql, -1, &statement, nil) == SQLITE_OK, let statement else {
      throw trouble
    }
    statements.append(statement)
    return statement
  }
  func execute(_ sql: String) throws {
    guard sqlite3_exec(handle, sql, nil, nil, nil) == SQLITE_OK else { throw trouble }
  }
  /// Binds whole numbers, texts and nothing, and runs.
  func run(_ statement: OpaquePointer, _ values: Any?...) throws {
    for (index, value) in values.enumerated() {
      let place = Int32(index + 1)
      switch value {
      case let number as Int: sqlite3_bind_int64(statement, place, Int64(number))
      case let text as String:
        // SQLITE_TRANSIENT, which Swift does not see: SQLite takes a copy.
        let copy = unsafeBitCast(-1, to: sqlite3_destructor_type.self)
        sqlite3_bind_text(statement, place, text, Int32(text.utf8.count), copy)
      default: sqlite3_bind_null(statement, place)
      }
    }
    guard sqlite3_step(statement) == SQLITE_DONE else { throw trouble }
    sqlite3_reset(statement)
  }
  private var trouble: RawTrouble { RawTrouble(text: String(cString: sqlite3_errmsg(handle))) }
}
