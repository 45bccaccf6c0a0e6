// The table `channels`.
import Domain

enum ChannelTable {
  /// `name_key` is the name in lower case as Swift makes it, by which names are told apart: SQLite
  /// folds the case of ASCII only. `last_message` counts the channel's messages without gaps.
  static let v1 = """
    CREATE TABLE channels (
      id INTEGER PRIMARY KEY,
      token TEXT NOT NULL UNIQUE,
      kind TEXT NOT NULL,
      name TEXT NOT NULL CHECK (name <> ''),
      name_key TEXT NOT NULL UNIQUE,
      title TEXT NOT NULL,
      is_archived INTEGER NOT NULL DEFAULT 0 CHECK (is_archived IN (0, 1)),
      last_message INTEGER NOT NULL DEFAULT 0 CHECK (last_message >= 0)
    ) STRICT;
    """

  private static let all = SQL(
    """
    SELECT c.id, c.token, c.kind, c.name, c.title, c.is_archived, k.id
    FROM channels c LEFT JOIN children k ON k.channel = c.id
    """)
  private static let insert = SQL(
    "INSERT INTO channels (token, kind, name, name_key, title) VALUES (?, ?, ?, ?, ?)")
  private static let setLastMessage = SQL("UPDATE channels SET last_message = ? WHERE id = ?")
  private static let lastMessage = SQL("SELECT last_message FROM channels WHERE id = ?")
  private static let lastMessages = SQL(
    """
    SELECT c.id, c.last_message FROM json_each(?) j CROSS JOIN channels c ON c.id = j.value
    """)
  private static let counts = SQL("SELECT id, last_message FROM channels ORDER BY id")

  private static let rename = SQL(
    "UPDATE channels SET name = ?, name_key = ?, title = ? WHERE id = ?")

  static func rename(_ db: Connection, _ channel: Channel) throws {
    try db.run(rename, channel.name, channel.name.lowercased(), channel.title, channel.id)
  }
  static func load(_ db: Connection, into roster: inout Roster) throws {
    try db.each(all) { row in
      roster.put(
        Channel(
          id: ChannelID(row.integer(0)), token: row.text(1), kind: row.text(2), name: row.text(3),
          title: row.text(4), child: row.integerIfAny(6).map { ChildID($0) },
          isArchived: row.integer(5) != 0))
    }
  }
  static func add(_ db: Connection, _ draft: ChannelDraft) throws -> ChannelID {
    try db.run(
      insert, draft.token, draft.kind, draft.name, draft.name.lowercased(), draft.title)
    return ChannelID(db.lastRow)
  }
  /// Takes the next message number of a channel.
  static func nextMessage(_ db: Connection, _ channel: ChannelID) throws -> Int64 {
    guard let last = try db.first(lastMessage, channel, row: { $0.integer(0) }) else {
      throw Failure.conflict("there is no such channel")
    }
    // RETURNING would make a table of its answer each time, which costs more than to ask first.
    try db.run(setLastMessage, last + 1, channel)
    return last + 1
  }
  /// The number of the last message of each channel.
  static func lastMessages(
    _ db: Connection, _ channels: [ChannelID]
  ) throws -> [ChannelID: Int64] {
    var numbers: [ChannelID: Int64] = [:]
    numbers.reserveCapacity(channels.count)
    try db.each(lastMessages, jsonList(channels.lazy.map(\.raw))) { row in
      numbers[ChannelID(row.integer(0))] = row.integer(1)
    }
    return numbers
  }
  static func counts(_ db: Connection) throws -> [Int64: Int64] {
    var all: [Int64: Int64] = [:]
    try db.each(counts) { all[$0.integer(0)] = $0.integer(1) }
    return all
  }
}
