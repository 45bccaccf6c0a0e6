// The table `answers`: what was answered to a line, so that the same line gets the same answer.
import Domain

enum AnswerTable {
  static let v1 = """
    CREATE TABLE answers (
      member INTEGER NOT NULL REFERENCES members (id),
      channel INTEGER NOT NULL REFERENCES channels (id),
      client_id TEXT NOT NULL CHECK (client_id <> ''),
      message INTEGER,
      reply TEXT,
      receipt TEXT,
      PRIMARY KEY (member, channel, client_id),
      CHECK ((message IS NULL) <> (reply IS NULL))
    ) STRICT, WITHOUT ROWID;
    """

  static let v2 = "CREATE INDEX answers_receipt ON answers (receipt) WHERE receipt IS NOT NULL;"

  private static let insert = SQL(
    """
    INSERT INTO answers (member, channel, client_id, message, reply, receipt)
    VALUES (?, ?, ?, ?, ?, ?)
    """)
  private static let find = SQL(
    """
    SELECT message, reply, receipt FROM answers
    WHERE member = ? AND channel = ? AND client_id = ?
    """)

  private static let dropOne = SQL(
    "DELETE FROM answers WHERE member = ? AND channel = ? AND client_id = ?")
  private static let dropReceipt = SQL("DELETE FROM answers WHERE receipt = ?")
  private static let dropPlace = SQL("DELETE FROM answers WHERE member = ? AND channel = ?")
  private static let emptyPlace = SQL(
    "UPDATE answers SET reply = '' WHERE member = ? AND channel = ? AND reply <> ''")

  /// Where a name stands in it, whatever the letters' case as far as SQLite knows it. Too much may go
  /// (a short name within a word); what was done stays done.
  private static let emptyNaming = SQL(
    """
    UPDATE answers SET reply = ''
    WHERE reply <> '' AND (instr(reply, ?) > 0 OR instr(lower(reply), lower(?)) > 0)
    """)

  /// Empties the kept replies of all channels that hold a name.
  static func empty(_ db: Connection, naming name: String) throws {
    try db.run(emptyNaming, name, name)
  }
  /// Drops what was answered to a line whose message is erased.
  static func erase(_ db: Connection, _ member: MemberID, _ key: AnswerKey) throws {
    try db.run(dropOne, member, key.channel, key.clientID)
  }
  /// Drops what was answered to the line that made an erased record.
  static func erase(_ db: Connection, receipt: String) throws { try db.run(dropReceipt, receipt) }
  /// Drops what was ever answered to a member in a channel.
  static func erase(_ db: Connection, _ member: MemberID, in channel: ChannelID) throws {
    try db.run(dropPlace, member, channel)
  }
  /// Empties the kept replies of a member in a channel, which may repeat what was erased there; that
  /// they were given stays known, so that no line is taken twice.
  static func empty(_ db: Connection, _ member: MemberID, in channel: ChannelID) throws {
    try db.run(emptyPlace, member, channel)
  }

  /// What is kept: the number of a message in the same channel, or a reply.
  enum Row {
    case message(Int64)
    case reply(String, receipt: String?)
  }

  static func add(_ db: Connection, _ member: MemberID, _ key: AnswerKey, _ row: Row) throws {
    switch row {
    case .message(let number):
      try db.run(
        insert, member, key.channel, key.clientID, number, String?.none, String?.none)
    case .reply(let text, let receipt):
      try db.run(insert, member, key.channel, key.clientID, Int64?.none, text, receipt)
    }
  }
  static func find(_ db: Connection, _ member: MemberID, _ key: AnswerKey) throws -> Row? {
    try db.first(find, member, key.channel, key.clientID) { row in
      if let number = row.integerIfAny(0) { return .message(number) }
      return .reply(row.text(1), receipt: row.textIfAny(2))
    }
  }
}
