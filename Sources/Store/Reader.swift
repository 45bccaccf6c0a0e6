// Everything that can be read, over one connection: what a child's data are in needs a grant.
import Domain

/// A window on the store as it was at one moment. Borrowed from `Store.read`, and not to be kept.
public final class Reader: Lookup {
  let db: Connection
  /// Who and what there is.
  public internal(set) var roster: Roster
  var layout: Layout
  /// When sessions were last used, where that is not written yet.
  let touches: Touches
  /// The writer feeds what its batch has said to the index before it searches.
  var beforeSearch: (() throws -> Void)?
  private var knownCursors: Cursors?

  init(db: Connection, roster: Roster, layout: Layout, touches: Touches) {
    self.db = db
    self.roster = roster
    self.layout = layout
    self.touches = touches
  }

  /// The house's way from event numbers to cursors; read once.
  func cursors() throws -> Cursors {
    if let knownCursors { return knownCursors }
    let found = try HouseTable.cursors(db)
    knownCursors = found
    return found
  }

  // MARK: Messages

  /// A page of messages, oldest first: the newest page, or the one before or after a number; and
  /// whether there are more in that direction.
  public func messages(
    _ grant: Grant, before: Int64? = nil, after: Int64? = nil, limit: Int
  ) throws -> (messages: [Message], more: Bool) {
    let limit = min(max(limit, 0), Limits.pageRowsMax)
    var rows: [MessageRow]
    if let after {
      rows = try MessageTable.newer(
        db, grant.channel, than: after, below: before ?? Int64.max, limit: limit + 1)
    } else {
      rows = try MessageTable.older(
        db, grant.channel, than: before ?? Int64.max, limit: limit + 1)
    }
    let more = rows.count > limit
    if more { rows.removeLast() }
    if after == nil { rows.reverse() }
    return (try messages(rows), more)
  }

  /// One message by its number.
  public func message(number: Int64, _ grant: Grant) throws -> Message? {
    try MessageTable.row(db, grant.channel, number).map(message)
  }

  /// The numbers of the messages that carry a version of a record, in order.
  public func messages(carrying record: RecordID, _ grant: Grant) throws -> [Int64] {
    try MessageTable.numbers(db, grant.channel, carrying: record)
  }

  /// What a message carries, hidden or not, without content.
  public func carried(by message: Int64, _ grant: Grant) throws -> Carried? {
    guard let row = try MessageTable.row(db, grant.channel, message), !row.isErased,
      let spine = row.spine
    else { return nil }
    let messages = try MessageTable.numbers(db, spine.channel, carrying: spine.id)
    return Carried(
      kind: spine.kind, number: spine.number, author: spine.author, writtenAt: spine.writtenAt,
      versions: spine.revision, messages: messages.count)
  }

  /// The number of the last message of each channel.
  public func lastNumbers(_ grants: [Grant]) throws -> [ChannelID: Int64] {
    try ChannelTable.lastMessages(db, grants.map(\.channel))
  }

  /// How far a member has read.
  public func readMarks(_ member: MemberID) throws -> [ChannelID: Int64] {
    try ReadMarkTable.all(db, of: member)
  }

  /// Messages whose text or record has all the words, newest first, in the channels of the grants.
  public func search(_ text: String, limit: Int, _ grants: [Grant]) throws -> SearchHits {
    try beforeSearch?()
    let limit = min(limit, Limits.pageRowsMax)
    let found = try SearchTable.hits(db, text, limit: limit, Set(grants.map(\.channel)))
    return SearchHits(messages: try messages(found.rows), isCut: found.isCut)
  }

  /// What was answered before.
  public func answer(_ member: MemberID, _ key: AnswerKey) throws -> KeptAnswer? {
    switch try AnswerTable.find(db, member, key) {
    case nil: return nil
    case .reply(let text, let receipt): return .reply(text, receipt: receipt)
    case .message(let number):
      guard let row = try MessageTable.row(db, key.channel, number) else {
        throw Failure.broken("a kept answer names a message that is not there")
      }
      return .message(try message(row))
    }
  }

  func message(_ row: MessageRow) throws -> Message {
    guard let spine = row.spine, let revision = row.revision, !row.isTombstone else {
      return row.message(nil)
    }
    return row.message(try record(spine, revision: revision))
  }

  /// Messages with their records, one statement for each kind of record among them.
  private func messages(_ rows: [MessageRow]) throws -> [Message] {
    let carriers = rows.indices.filter { !rows[$0].isTombstone && rows[$0].spine != nil }
    var carried: [Int: Record] = [:]
    let wanted = carriers.compactMap { place in
      rows[place].spine.flatMap { spine in rows[place].revision.map { (spine, $0) } }
    }
    for (place, record) in zip(carriers, try records(wanted)) { carried[place] = record }
    return rows.indices.map { rows[$0].message(carried[$0]) }
  }

  // MARK: Sign-ins and exports

  /// A member's password hash; empty when there is none.
  public func passwordHash(_ member: MemberID) throws -> String {
    try MemberTable.passwordHash(db, member)
  }
  /// The sign-in of a token, open or ended.
  public func session(tokenHash: [UInt8]) throws -> SessionRow? {
    try SessionTable.row(db, tokenHash: tokenHash).map(touches.brought)
  }
  /// A member's sign-ins, oldest first.
  public func sessions(of member: MemberID) throws -> [SessionRow] {
    try SessionTable.rows(db, of: member).map(touches.brought)
  }
  /// A member's exports, newest first.
  public func exports(of member: MemberID) throws -> [ExportRow] {
    try ExportTable.rows(db, of: member)
  }
  /// One export.
  public func export(token: String) throws -> ExportRow? { try ExportTable.row(db, token: token) }
  /// Exports whose making has not ended, oldest first.
  public func unfinishedExports() throws -> [ExportRow] { try ExportTable.unfinished(db) }

  /// The head of the tree over the audit.
  public func treeHead() throws -> TreeHead {
    try AuditTree.head(db, entries: AuditTable.head(db).number)
  }

  /// The last link of the audit's chain, in hexadecimal: 64 zeros when there is none.
  public func auditHead() throws -> String { hexText(try AuditTable.head(db).hash) }
}
