// The tables `members` and `passwords`.
import Domain

enum MemberTable {
  /// The first row is the bot: who acts where no person does.
  static let v1 = """
    CREATE TABLE members (
      id INTEGER PRIMARY KEY,
      token TEXT NOT NULL UNIQUE,
      login TEXT NOT NULL UNIQUE CHECK (login <> ''),
      name TEXT NOT NULL,
      roles TEXT NOT NULL,
      ends_at INTEGER,
      end_reason TEXT
    ) STRICT;
    INSERT INTO members (id, token, login, name, roles)
    VALUES (\(MemberID.bot.raw), 'hedgerow', 'hedgerow', 'Hedgerow', '[]');
    CREATE TABLE passwords (
      member INTEGER PRIMARY KEY REFERENCES members (id),
      hash TEXT NOT NULL,
      set_at INTEGER NOT NULL
    ) STRICT;
    """

  private static let all = SQL("SELECT id, token, login, name, roles, ends_at FROM members")
  private static let insert = SQL(
    "INSERT INTO members (token, login, name, roles) VALUES (?, ?, ?, ?)")
  private static let setRoles = SQL("UPDATE members SET roles = ? WHERE id = ?")
  private static let setEnd = SQL("UPDATE members SET ends_at = ?, end_reason = ? WHERE id = ?")
  private static let setPassword = SQL(
    """
    INSERT INTO passwords (member, hash, set_at) VALUES (?, ?, ?)
    ON CONFLICT (member) DO UPDATE SET hash = excluded.hash, set_at = excluded.set_at
    """)
  private static let password = SQL("SELECT hash FROM passwords WHERE member = ?")

  static func load(_ db: Connection, into roster: inout Roster) throws {
    try db.each(all) { row in
      let id = MemberID(row.integer(0))
      let stored = try texts(json: row.text(4)).compactMap(Role.init(rawValue:))
      // Whatever the file says, the bot is the bot, and nobody else is.
      let roles: Set<Role> = id == .bot ? [.bot] : Set(stored).subtracting([.bot])
      roster.put(
        Member(
          id: id, token: row.text(1), login: row.text(2), name: row.text(3), roles: roles,
          endsAt: id == .bot ? nil : row.instantIfAny(5)))
    }
  }

  static func add(_ db: Connection, _ draft: MemberDraft, at: Instant) throws -> Member {
    let login = draft.login.lowercased()
    try db.run(insert, draft.token, login, draft.name, text(draft.roles))
    let id = MemberID(db.lastRow)
    if !draft.passwordHash.isEmpty { try db.run(setPassword, id, draft.passwordHash, at) }
    return Member(
      id: id, token: draft.token, login: login, name: draft.name, roles: draft.roles, endsAt: nil)
  }
  static func set(_ db: Connection, roles: Set<Role>, of member: MemberID) throws {
    try db.run(setRoles, text(roles), member)
  }
  static func end(_ db: Connection, _ member: MemberID, at: Instant, reason: String) throws {
    try db.run(setEnd, at, reason, member)
  }
  static func set(_ db: Connection, password hash: String, of member: MemberID, at: Instant) throws
  {
    try db.run(setPassword, member, hash, at)
  }
  /// A crypt(5) hash; empty when the member cannot sign in.
  static func passwordHash(_ db: Connection, _ member: MemberID) throws -> String {
    guard member != .bot else { return "" }
    return try db.first(password, member) { $0.text(0) } ?? ""
  }

  private static func text(_ roles: Set<Role>) -> String {
    jsonText(roles.map(\.rawValue).sorted())
  }
}
