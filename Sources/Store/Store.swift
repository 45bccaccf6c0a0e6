// The store's face: one writer, a few readers, one directory.
import Domain

/// Everything that is kept, in one directory. It decides nothing.
public final class Store: Sendable {
  /// What became of a turn.
  public struct Outcome: Sendable {
    /// What was decided. For a kept answer, which nobody decided again, it holds nothing.
    public let decision: Decision
    /// What is on disk; nil when nothing was to be written.
    public let committed: Committed?
    /// What was answered before to the same line; then nothing was decided.
    public let kept: KeptAnswer?
    /// An outcome.
    public init(decision: Decision, committed: Committed?, kept: KeptAnswer?) {
      self.decision = decision
      self.committed = committed
      self.kept = kept
    }
  }

  /// Sets who is told, once, that the disk cannot be believed any more: a sync failed, everything
  /// is refused from then on, and only a new start finds out what is there.
  public func onLoss(_ body: @escaping @Sendable () -> Void) { soundness.listen(body) }
  /// May the disk be believed?
  public var isSound: Bool { soundness.isSound }

  /// What the writer has done since the store was opened.
  public struct Tally: Sendable {
    /// Turns that were taken.
    public var turns: Int64 = 0
    /// Transactions they were taken in: turns by batches is how many share one sync.
    public var batches: Int64 = 0
    /// Turns that wait now.
    public var waiting = 0
  }

  /// The data directory.
  public let directory: String
  let writer: Writer
  private let published: Published
  let readers: ReaderPool
  private let checkpointer: Checkpointer
  let purger: Purger
  private let touches = Touches()
  let soundness = Soundness()
  let copies = CopyGate()
  private let directoryLock: DirectoryLock
  private let isTemporary: Bool
  private let closing = Lock()
  // Guarded by `closing`.
  private nonisolated(unsafe) var isClosed = false

  /// Opens the data in a directory, making it or bringing it to this version where needed. Throws
  /// `Failure.locked` when another server has it, `Failure.newer` when it is from a later version.
  public convenience init(
    directory: String, catalog: Catalog, clock: any Clock, dice: any Dice
  ) throws {
    try self.init(directory, catalog, clock, dice, isTemporary: false)
  }

  /// A store for tests, in memory where the system has memory to write to, gone when it is closed.
  public static func inMemory(
    catalog: Catalog, clock: any Clock, dice: any Dice
  ) throws -> Store {
    try Store(TemporaryDirectory.make(), catalog, clock, dice, isTemporary: true)
  }

  /// Opens the data in a directory that is to be removed with them.
  convenience init(
    scratch directory: String, catalog: Catalog, clock: any Clock, dice: any Dice
  ) throws {
    try self.init(directory, catalog, clock, dice, isTemporary: true)
  }

  /// Tests name a file system of their own, which fails when it is told to.
  init(
    _ directory: String, _ catalog: Catalog, _ clock: any Clock, _ dice: any Dice,
    isTemporary: Bool, fileSystem: String? = nil
  ) throws {
    self.directory = directory
    self.isTemporary = isTemporary
    directoryLock = try DirectoryLock(directory: directory)
    do {
      let path = "\(directory)/hedgerow.db"
      let db = try Connection(
        path: path, .writer, isDurable: !isTemporary, fileSystem: fileSystem,
        soundness: soundness)
      try Schema.migrate(db) {
        if !isTemporary { try MigrationCopy.make(db, in: directory, at: clock.now()) }
      }
      try db.execute("BEGIN IMMEDIATE")
      let layout = try FieldTable.adopt(db, catalog)
      try AuditTree.open(db, dice: dice)
      try db.execute("COMMIT")
      let roster = try Store.roster(db)
      let look = Reader(db: db, roster: roster, layout: layout, touches: touches)
      published = Published(roster: roster, layout: layout)
      readers = ReaderPool(
        path: path, fileSystem: fileSystem, published: published, touches: touches,
        soundness: soundness)
      checkpointer = try Checkpointer(
        path: path, isDurable: !isTemporary, fileSystem: fileSystem, soundness: soundness)
      writer = Writer(
        applier: try Applier(look: look, dice: dice), published: published,
        checkpointer: checkpointer, clock: clock)
      purger = Purger(writer: writer, checkpointer: checkpointer, clock: clock)
    } catch {
      directoryLock.release()
      throw error
    }
    try listMigrationCopies(clock: clock, dice: dice)
  }

  private func listMigrationCopies(clock: any Clock, dice: any Dice) throws {
    let drafts = try writer.alone { try MigrationCopy.unlisted(in: directory, $0.db) }
    for var draft in drafts {
      draft.token = dice.token()
      let change = try MigrationCopy.change(draft, in: directory)
      try bulk([Decision(actor: .bot, at: clock.now(), changes: [change])])
    }
  }

  deinit { close() }

  private static func roster(_ db: Connection) throws -> Roster {
    var roster = Roster()
    try MemberTable.load(db, into: &roster)
    try ChildTable.load(db, into: &roster)
    try ChannelTable.load(db, into: &roster)
    try AccessTable.load(db, into: &roster)
    return roster
  }

  /// Who and what there is, as of the last commit; cheap, from any thread.
  public var roster: Roster { published.now.roster }

  /// Queues one turn of the writer. A kept answer to `key` is given without deciding. `decide` runs
  /// on the writer's thread and sees what the batch has written before it; `done` is called on the
  /// writer's thread after the commit or the failure, in the order of the turns, and must not wait.
  /// When the queue is full, `done` is told at once and on this thread; `bytes` is about what the
  /// turn holds in memory while it waits.
  public func submit(
    _ member: MemberID, key: AnswerKey?, bytes: Int = 0,
    decide: @escaping @Sendable (any Lookup) throws -> Decision,
    done: @escaping @Sendable (Result<Outcome, Failure>) -> Void
  ) {
    writer.submit(Turn(member: member, key: key, bytes: bytes, decide: decide, done: done))
  }

  /// Sets who is told of each commit, before the turns' `done`s: the events in order, and the
  /// roster after them. It is called by the writer and must not wait, nor write.
  public func onCommit(_ body: @escaping @Sendable (_ events: [Event], _ roster: Roster) -> Void) {
    writer.listen(body)
  }

  /// What the writer has done since the store was opened.
  public var tally: Tally { writer.tally }

  /// Lends a read-only connection for one read transaction; waits when all are lent.
  public func read<Answer>(_ body: (Reader) throws -> Answer) throws -> Answer {
    try readers.read(body)
  }

  /// Extends the tables of the record kinds to a new catalog, then uses it; or throws and leaves
  /// all as it was.
  public func adopt(_ catalog: Catalog) throws { try writer.adopt(catalog) }

  /// Notes that a session was used. It costs no commit; the row is brought up to date now and then.
  public func touch(session: Int64, at now: Instant) {
    if touches.touch(session, at: now) { writer.touch(session, at: now) }
  }

  /// Writes decisions as an import: in order, many in one transaction, through the same code as
  /// turns, audit included. The sequence is pulled lazily. When one fails, its transaction is taken
  /// back and the failure thrown; earlier ones stay.
  public func bulk(_ decisions: some Sequence<Decision>) throws {
    var iterator = decisions.makeIterator()
    try writer.bulk { _ in iterator.next() }
  }

  /// Writes decisions as an import, each one decided on what was written before it, until `next`
  /// gives none. One failure takes back its transaction and is thrown; earlier ones stay.
  public func bulk(_ next: (any Lookup) throws -> Decision?) throws { try writer.bulk(next) }

  /// The last link of the audit's chain: number 0 and 64 zeros when there is none.
  public var auditHead: (number: Int64, hash: String) {
    get throws {
      let head = try read { try AuditTable.head($0.db) }
      return (head.number, hexText(head.hash))
    }
  }

  /// The head of the tree over the audit, to be printed, signed and compared later.
  public var treeHead: TreeHead { get throws { try read { try $0.treeHead() } } }

  /// Writes what waits, lets readers finish, and lets go of the directory. Not to be called from a
  /// `done` or from `onCommit`.
  public func close() {
    let isFirst = closing.with {
      defer { isClosed = true }
      return !isClosed
    }
    guard isFirst else { return }
    copies.close()
    purger.close()
    writer.close()
    checkpointer.close()
    readers.close()
    writer.emptyLog()
    directoryLock.release()
    if isTemporary { TemporaryDirectory.remove(directory) }
  }
}
