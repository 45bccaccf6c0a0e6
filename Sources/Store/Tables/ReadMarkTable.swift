// The table `read_marks`: how far each member has read.
import Domain

enum ReadMarkTable {
  static let v1 = """
    CREATE TABLE read_marks (
      member INTEGER NOT NULL REFERENCES members (id),
      channel INTEGER NOT NULL REFERENCES channels (id),
      number INTEGER NOT NULL CHECK (number >= 0),
      PRIMARY KEY (member, channel)
    ) STRICT, WITHOUT ROWID;
    """

  private static let put = SQL(
    """
    INSERT INTO read_marks (member, channel, number) VALUES (?, ?, ?)
    ON CONFLICT (member, channel) DO UPDATE SET number = max(number, excluded.number)
    """)
  private static let byMember = SQL("SELECT channel, number FROM read_marks WHERE member = ?")

  static func put(
    _ db: Connection, _ member: MemberID, _ channel: ChannelID, _ number: Int64
  ) throws {
    try db.run(put, member, channel, number)
  }
  static func all(_ db: Connection, of member: MemberID) throws -> [ChannelID: Int64] {
    var marks: [ChannelID: Int64] = [:]
    try db.each(byMember, member) { marks[ChannelID($0.integer(0))] = $0.integer(1) }
    return marks
  }
}
