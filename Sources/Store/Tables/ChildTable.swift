// The table `children`.
import Domain

enum ChildTable {
  static let v1 = """
    CREATE TABLE children (
      id INTEGER PRIMARY KEY,
      token TEXT NOT NULL UNIQUE,
      short TEXT NOT NULL,
      name TEXT NOT NULL,
      year_group INTEGER CHECK (year_group BETWEEN -1 AND 13),
      channel INTEGER NOT NULL UNIQUE REFERENCES channels (id)
    ) STRICT;
    """

  private static let all = SQL("SELECT id, token, short, name, year_group, channel FROM children")
  private static let insert = SQL(
    "INSERT INTO children (token, short, name, year_group, channel) VALUES (?, ?, ?, ?, ?)")

  private static let rename = SQL(
    "UPDATE children SET short = ?, name = ?, year_group = NULL WHERE id = ?")

  static func rename(_ db: Connection, _ child: Child) throws {
    try db.run(rename, child.short, child.name, child.id)
  }
  static func load(_ db: Connection, into roster: inout Roster) throws {
    try db.each(all) { row in
      roster.put(
        Child(
          id: ChildID(row.integer(0)), token: row.text(1), short: row.text(2), name: row.text(3),
          yearGroup: row.integerIfAny(4).map { Int($0) }, channel: ChannelID(row.integer(5))))
    }
  }
  static func add(
    _ db: Connection, _ draft: ChildDraft, short: String, channel: ChannelID
  ) throws -> Child {
    try db.run(insert, draft.token, short, draft.name, draft.yearGroup, channel)
    return Child(
      id: ChildID(db.lastRow), token: draft.token, short: short, name: draft.name,
      yearGroup: draft.yearGroup, channel: channel)
  }
}
