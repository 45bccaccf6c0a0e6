// Turns decisions into rows, within the writer's transaction: the act, its audit entry, its events.
import Domain

/// What the writer writes with. Used by whoever holds the writer's lock.
final class Applier {
  let db: Connection
  /// What decisions see; its roster is the working copy of this transaction.
  let look: Reader
  /// What has been written in this transaction so far, in bytes of text.
  private(set) var bytes = 0
  /// Has anything been written in this transaction?
  private(set) var hasWritten = false
  /// Has anything been erased in this transaction? And who is told once that is on the disk.
  var hasErased = false
  var afterErasure: (() -> Void)?
  private var place: Place
  private var searchable: [SearchEntry] = []
  private var rosterChanges: [RosterChange] = []
  private var start: (place: Place, roster: Roster)
  private var dice: DicePool
  private let cursors: Cursors

  /// Where the gapless orders stand.
  private struct Place {
    var audit: AuditHead
    var event: EventNumber
  }

  init(look: Reader, dice: any Dice) throws {
    db = look.db
    self.look = look
    self.dice = DicePool(dice: dice)
    place = Place(
      audit: try AuditTable.head(db), event: try EventTable.latest(db) ?? EventNumber(0))
    start = (place, look.roster)
    cursors = try look.cursors()
    look.beforeSearch = { [unowned self] in try feed() }
  }

  // MARK: The transaction

  private static let begin = SQL("BEGIN IMMEDIATE")
  private static let commit = SQL("COMMIT")
  private static let rollback = SQL("ROLLBACK")
  private static let turnBegins = SQL("SAVEPOINT turn")
  private static let turnEnds = SQL("RELEASE turn")
  private static let turnFails = SQL("ROLLBACK TO turn")

  /// Begins a transaction.
  func begin() throws {
    try db.soundness.check()
    start = (place, look.roster)
    rosterChanges = []
    bytes = 0
    hasWritten = false
    hasErased = false
    try db.run(Applier.begin)
  }

  /// Feeds the search index and makes everything durable.
  func commit() throws {
    try feed()
    try db.run(Applier.commit)
    start = (place, look.roster)
    if hasErased { afterErasure?() }
  }

  /// Takes back the whole transaction; the roster is again what it was before.
  func rollback() {
    // On a full disk SQLite may have ended the transaction already.
    if db.isInTransaction { try? db.run(Applier.rollback) }
    searchable = []
    place = start.place
    look.roster = start.roster
  }

  private func feed() throws {
    guard !searchable.isEmpty else { return }
    let entries = searchable
    searchable = []
    try SearchTable.feed(db, entries)
  }

  // MARK: One turn

  /// Writes a decision; when that fails, takes back this decision alone.
  func turn(_ decision: Decision, key: AnswerKey?) throws -> Applied {
    try mustBeOpen()
    // What is to be erased is first put where it can be taken out of.
    if decision.erases { try feed() }
    let before = (place: place, searchable: searchable.count, changes: rosterChanges.count)
    try db.run(Applier.turnBegins)
    do {
      let applied = try write(decision, key: key)
      try db.run(Applier.turnEnds)
      return applied
    } catch {
      guard db.isInTransaction else { throw error }
      try db.run(Applier.turnFails)
      try db.run(Applier.turnEnds)
      place = before.place
      searchable.removeLast(searchable.count - before.searchable)
      if rosterChanges.count > before.changes {
        rosterChanges.removeLast(rosterChanges.count - before.changes)
        look.roster = start.roster
        for change in rosterChanges { change.apply(to: &look.roster) }
      }
      throw error
    }
  }

  /// Writes a decision; when that fails, the whole transaction has to be taken back.
  func write(_ decision: Decision, key: AnswerKey?) throws -> Applied {
    try mustBeOpen()
    if decision.erases { try feed() }
    var applied = Applied(actor: decision.actor, at: decision.at, key: key)
    for change in decision.changes { try apply(change, &applied) }
    if let key { try keepAnswer(decision, key, applied) }
    hasWritten = true
    return applied
  }

  /// SQLite may take back the transaction while something is read (a failing disk); whoever decides
  /// may think nothing of it. What is written then would be committed by itself.
  private func mustBeOpen() throws {
    guard db.isInTransaction else { throw Failure.unavailable("the transaction was taken back") }
  }

  private func keepAnswer(_ decision: Decision, _ key: AnswerKey, _ applied: Applied) throws {
    // Where there is both, the reply is what the asker was answered.
    if let text = decision.keptReply ?? decision.reply?.text {
      try AnswerTable.add(
        db, decision.actor, key, .reply(text, receipt: decision.reply?.receipt))
    } else if let message = applied.message {
      try AnswerTable.add(db, decision.actor, key, .message(message.number))
    }
  }

  // MARK: What the changes are written with

  /// Puts a change of the roster into the working copy, to be done again if a later turn fails.
  func note(_ change: RosterChange) {
    rosterChanges.append(change)
    change.apply(to: &look.roster)
  }
  /// Adds an entry to the audit.
  func audit(
    _ applied: Applied, _ act: String, channel: ChannelID? = nil, member: MemberID? = nil,
    _ detail: String, contentHash: [UInt8] = []
  ) throws {
    let draft = AuditDraft(
      at: applied.at, actor: applied.actor, act: act, channel: channel, member: member,
      detail: detail, contentHash: contentHash)
    try AuditTable.add(db, draft, after: &place.audit)
    if place.audit.number % AuditTree.blockEntries == 0 {
      try AuditTree.fill(db, upTo: place.audit.number)
    }
  }
  /// Adds an event.
  func tell(
    _ applied: inout Applied, _ kind: EventKind, channel: ChannelID? = nil,
    member: MemberID? = nil, message: Message? = nil, record: Record? = nil
  ) throws {
    place.event = EventNumber(place.event.raw + 1)
    let row = EventRow(
      number: place.event, kind: kind, channel: channel, member: member, message: message?.number,
      record: record?.id)
    try EventTable.add(db, row, at: applied.at)
    applied.events.append(
      Event(
        number: place.event, cursor: cursors.cursor(place.event), kind: kind, channel: channel,
        member: member, message: message, record: record))
  }
  /// Notes a message for the search index.
  func index(_ entry: SearchEntry) {
    bytes += entry.text.utf8.count
    searchable.append(entry)
  }
  /// Takes a message back that was noted in this turn; false when it is in the index already.
  func unindex(_ message: Int64) -> Bool {
    guard let at = searchable.firstIndex(where: { $0.message == message }) else { return false }
    searchable.remove(at: at)
    return true
  }
  /// Random bytes that keep a hash from being guessed once its text is erased.
  func salt() -> [UInt8] { dice.bytes(16) }
}

extension Decision {
  /// Does it empty anything for good?
  fileprivate var erases: Bool {
    changes.contains { if case .erased = $0 { true } else { false } }
  }
}

/// What a decision has become so far.
struct Applied {
  let actor: MemberID
  let at: Instant
  let key: AnswerKey?
  var events: [Event] = []
  var message: Message?
  var records: [Record] = []
  var created: [Int64] = []
  var exportsRemoved: [String] = []
  /// Rows of the messages it has hidden.
  var hidden: Set<Int64> = []

  init(actor: MemberID, at: Instant, key: AnswerKey?) {
    self.actor = actor
    self.at = at
    self.key = key
  }

  /// What it amounts to, with the roster of the transaction it was part of.
  func committed(_ roster: Roster) -> Committed {
    Committed(
      events: events, message: message, records: records, roster: roster, created: created,
      exportsRemoved: exportsRemoved)
  }
}

/// A change of the roster that can be done again.
enum RosterChange {
  case member(Member)
  case child(Child)
  case channel(Channel)
  case grant(AccessGrant)
  case grantEnd(ChannelID, MemberID, at: Instant)

  func apply(to roster: inout Roster) {
    switch self {
    case .member(let member): roster.put(member)
    case .child(let child): roster.put(child)
    case .channel(let channel): roster.put(channel)
    case .grant(let grant): roster.put(grant)
    case .grantEnd(let channel, let member, let at): roster.endGrant(channel, member, at: at)
    }
  }
}

/// Draws many bytes at once: each draw may be a call to the system.
private struct DicePool {
  let dice: any Dice
  private var pool: [UInt8] = []
  private var used = 0

  init(dice: any Dice) { self.dice = dice }

  mutating func bytes(_ count: Int) -> [UInt8] {
    if used + count > pool.count {
      pool = dice.bytes(4_096)
      used = 0
    }
    used += count
    return Array(pool[(used - count)..<used])
  }
}
