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
