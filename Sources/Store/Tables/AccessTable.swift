// The table `access`: the history of grants by name; the newest row of a channel and member holds.
import Domain

enum AccessTable {
  /// A grant is a row; its end is another row that repeats the grant and says when, who and why.
  static let v1 = """
    CREATE TABLE access (
      id INTEGER PRIMARY KEY,
      channel INTEGER NOT NULL REFERENCES channels (id),
      member INTEGER NOT NULL REFERENCES members (id),
      role TEXT NOT NULL,
      from_at INTEGER NOT NULL,
      until_at INTEGER,
      reason TEXT NOT NULL,
      given_by INTEGER NOT NULL REFERENCES members (id),
      written_at INTEGER NOT NULL,
      ended_by INTEGER REFERENCES members (id),
      end_reason TEXT,
      salt BLOB NOT NULL
    ) STRICT;
    CREATE INDEX access_current ON access (channel, member);
    """ + Schema.appendOnly("access")

  static let v2 =
    "ALTER TABLE access ADD COLUMN erasure INTEGER REFERENCES erasures (number);"
    + Schema.erasable(
      "access",
      stays: [
        "id", "channel", "member", "role", "from_at", "until_at", "given_by", "written_at",
        "ended_by",
      ],
      empties: [
        "NEW.reason IS ''", "NEW.salt IS x''",
        "NEW.end_reason IS iif(OLD.end_reason IS NULL, NULL, '')",
      ])

  private static let history = SQL(
    """
    SELECT channel, member, role, from_at, until_at, reason, given_by FROM access ORDER BY id
    """)
  private static let insert = SQL(
    """
    INSERT INTO access (channel, member, role, from_at, until_at, reason, given_by, written_at,
      ended_by, end_reason, salt) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
    """)

  private static let empty = SQL(
    """
    UPDATE access SET reason = '', end_reason = iif(end_reason IS NULL, NULL, ''), salt = x'',
      erasure = ? WHERE channel = ? AND erasure IS NULL
    """)

  /// Empties the reasons of all who ever had access to a channel.
  static func erase(_ db: Connection, in channel: ChannelID, _ erasure: Int64) throws {
    try db.run(empty, erasure, channel)
  }
  /// Puts every row in its order, so that the newest of a channel and member stays: to look the
  /// newest up would cost more than the few that are put for nothing.
  static func load(_ db: Connection, into roster: inout Roster) throws {
    try db.each(history) { row in
      roster.put(
        AccessGrant(
          channel: ChannelID(row.integer(0)), member: MemberID(row.integer(1)), role: row.text(2),
          from: row.instant(3), until: row.instantIfAny(4), reason: row.text(5),
          by: MemberID(row.integer(6))))
    }
  }
  static func add(_ db: Connection, _ grant: AccessGrant, at: Instant, salt: [UInt8]) throws {
    try db.run(
      insert, grant.channel, grant.member, grant.role, grant.from, grant.until, grant.reason,
      grant.by, at, MemberID?.none, String?.none, salt)
  }
  static func end(
    _ db: Connection, _ grant: AccessGrant, at: Instant, by: MemberID, reason: String,
    salt: [UInt8]
  ) throws {
    try db.run(
      insert, grant.channel, grant.member, grant.role, grant.from, at, grant.reason, grant.by, at,
      by, reason, salt)
  }
}
