// The duty of copies: makes them in their time, opens the newest to see that it is whole, thins old ones.
import Domain
import FoundationEssentials
import Glibc
import Store

/// What is scheduled.
public struct BackupPlan: Sendable, Equatable {
  /// Where copies are put: each folder gets copies of its own.
  public var folders: [String]
  /// When.
  public var hour: BackupHour
  /// Where the key lies; nil for the usual place.
  public var key: String?
  /// How many old ones stay.
  public var keep: BackupKeep
  /// A plan.
  public init(
    folders: [String], hour: BackupHour, key: String? = nil, keep: BackupKeep = .standard
  ) {
    self.folders = folders
    self.hour = hour
    self.key = key
    self.keep = keep
  }
}

/// Makes, opens and thins copies. Each act is in the list of copies with its audit entry.
final class BackupKeeper: Sendable {
  let store: Store
  let clock: any Clock
  let dice: any Dice
  private let data: String
  private let organisation: String
  private let plan: BackupPlan?
  /// One at a time: a copy is heavy, and two would only take the disk from each other.
  private let threads = Workers(threads: 1, queueMax: 8)
  private let isBusy = Locked(false)
  private let catalog: @Sendable () -> Catalog

  init(
    store: Store, clock: any Clock, dice: any Dice, configuration: Configuration,
    catalog: @escaping @Sendable () -> Catalog
  ) {
    self.store = store
    self.clock = clock
    self.dice = dice
    self.catalog = catalog
    data = configuration.data
    organisation = configuration.organisation
    plan = configuration.backups
    // What a killed program left of a drill is as plain as the data themselves.
    try? FileManager.default.removeItem(atPath: data + "/drill.work")
  }

  /// Runs a body on the keeper's own thread; 503 when too much waits.
  func run<Answer: Sendable>(
    _ body: @escaping @Sendable () throws -> Answer
  ) async throws -> Answer {
    try await threads.run(retrySeconds: 60, body)
  }

  /// The key, which may lie neither with the data nor with the copies.
  func key(_ named: String?, beside folders: [String]) throws -> BackupKey {
    let key = try BackupKey.find(named: named, apart: [data] + folders, dice: dice)
    if key.isNew { warn(key.advice) }
    return key
  }

  // MARK: Single acts

  /// Makes one copy and lists it; what fails is listed as well, and thrown.
  func make(
    to path: String, passphrase: String, reason: BackupDraft.Reason
  ) throws -> BackupRow {
    let draft = BackupDraft(
      token: dice.token(), path: absolute(path), at: clock.now(), reason: reason)
    let archive = BackupArchive(path: draft.path, passphrase: passphrase)
    let made: (bytes: Int64, sha256: String)
    let facts: BackupFacts
    do {
      let snapshot = try store.snapshot()
      facts = snapshot.facts
      // Two organisations may share a folder, and neither clears away the other's work.
      let mark = String(SHA256.hex(Array(absolute(data).utf8)).prefix(8))
      made = try archive.make(
        snapshot, at: draft.at, organisation: organisation, marked: mark)
    } catch {
      try? commit(.backupFailed(draft, failure: explained(error)))
      throw error
    }
    do {
      try commit(.backupMade(draft, bytes: made.bytes, sha256: made.sha256, facts))
    } catch {
      // What is not listed would never be drilled nor removed.
      unlink(draft.path)
      throw error
    }
    guard let row = try store.backups().first(where: { $0.token == draft.token }) else {
      throw Failure.broken("the copy is not in the list")
    }
    return row
  }

  /// Opens a listed copy in a scratch folder as if it were restored, and lists how it went. The
  /// answer is what is wrong with it; nil when it is whole.
  func drill(_ row: BackupRow, passphrase: String) throws -> String? {
    let problem = problem(of: row, passphrase)
    try commit(.backupDrilled(row.token, problem: problem))
    if let problem { warn("The copy \(row.path) of \(row.at.text) is NOT good: \(problem)") }
    return problem
  }

  private func problem(of row: BackupRow, _ passphrase: String) -> String? {
    do {
      let file = try digest(ofFile: row.path)
      guard file.bytes == row.bytes, file.sha256 == row.sha256 else {
        return "The file is not the one that was made: its digest is another."
      }
      let work = try WorkPlace(data + "/drill.work")
      defer { work.remove() }
      let archive = BackupArchive(path: row.path, passphrase: passphrase)
      let manifest = try archive.open(into: work.path)
      guard manifest.facts == row.facts, manifest.at == row.at else {
        return "Its manifest does not tell what the list tells."
      }
      let problems = try Store.trial(
        directory: work.path, catalog: catalog(), clock: clock, dice: dice)
      return problems.isEmpty ? nil : problems.prefix(3).joined(separator: "; ")
    } catch {
      return explained(error)
    }
  }

  // MARK: The duty

  /// What time alone brings about; called about once a minute.
  func tick() {
    guard plan != nil else { return }
    let isFree = isBusy.with { busy in
      defer { busy = true }
      return !busy
    }
    guard isFree else { return }
    let queued = threads.submit { [self] in
      duty()
      isBusy.with { $0 = false }
    }
    if !queued { isBusy.with { $0 = false } }
  }

  /// Makes what is due, opens it, and thins the folder if that went well.
  func duty() {
    guard let plan else { return }
    for folder in plan.folders {
      do {
        guard try isDue(folder, plan) else { continue }
        let key = try key(plan.key, beside: plan.folders)
        let row = try make(
          to: folder + "/" + name(clock.now()), passphrase: key.passphrase, reason: .scheduled)
        if try drill(row, passphrase: key.passphrase) == nil { try thin(folder, plan) }
      } catch {
        warn("No copy was made in \(folder): \(explained(error))")
      }
    }
  }

  /// What does not get as far as the list (no key, a full disk) is tried again as seldom as the rest.
  private let tried = Locked<[String: Instant]>([:])

  private func isDue(_ folder: String, _ plan: BackupPlan) throws -> Bool {
    let now = clock.now()
    let rows = try store.backups().filter { $0.reason == .scheduled && parent($0.path) == folder }
    guard plan.hour.isDue(last: rows.first { $0.failure == nil }?.at, now: now) else {
      return false
    }
    let lastTry = tried.with { $0[folder] }
    if let lastTry, now < lastTry.adding(seconds: Limits.backupRetrySeconds) { return false }
    tried.with { $0[folder] = now }
    return true
  }

  /// Removes the copies of this folder that the rule does not keep. Only what the schedule has made,
  /// only when it is still the very file, and never while no copy of the folder is proven.
  func thin(_ folder: String, _ plan: BackupPlan) throws {
    let all = try store.backups().filter(\.isThere)
    let rows = all.filter { $0.reason == .scheduled && parent($0.path) == folder }
    guard let proven = rows.first(where: \.isProven) else { return }
    for place in plan.keep.spare(rows.map(\.at), zone: plan.hour.zone)
    where rows[place].token != proven.token {
      try remove(rows[place], at: rows[place].path)
    }
    // A plain copy of before a migration must not outlive by long what was erased since.
    let oldest = clock.now().adding(seconds: -Limits.migrationCopySeconds)
    for row in all where row.reason == .migration && row.at < oldest {
      try remove(row, at: data + "/" + row.path)
    }
  }

  private func remove(_ row: BackupRow, at path: String) throws {
    if access(path, F_OK) == 0 {
      let file = try digest(ofFile: path)
      guard file.bytes == row.bytes, file.sha256 == row.sha256 else {
        return warn("\(path) is not the copy that was made, so it is left alone.")
      }
    }
    // The list says it first: a file that outlives its entry is only a file too many.
    try commit(.backupRemoved(row.token))
    unlink(path)
  }

  private func name(_ now: Instant) -> String {
    let moment = now.text.prefix(19).split(separator: ":").joined(separator: ".")
    return "hedgerow-\(moment)Z-\(dice.letters(6)).zip"
  }

  // MARK: What is told

  /// Prometheus text: how old the newest copy is, and how the last drill and the last try went.
  func metrics() -> String {
    let rows = ((try? store.backups()) ?? []).filter { $0.reason != .migration }
    var lines: [String] = []
    func gauge(_ name: String, _ value: Int64) {
      lines += ["# TYPE \(name) gauge", "\(name) \(value)"]
    }
    gauge("hedgerow_backups_scheduled", Int64(plan?.folders.count ?? 0))
    if let made = rows.first(where: { $0.failure == nil }) {
      let age = clock.now().milliseconds - made.at.milliseconds
      gauge("hedgerow_backup_age_seconds", max(0, age / 1000))
    }
    if let drilled = rows.filter({ $0.drilledAt != nil }).max(by: { older($0, $1) }) {
      gauge("hedgerow_backup_drill_whole", drilled.problem == nil ? 1 : 0)
    }
    if let last = rows.first { gauge("hedgerow_backup_failed", last.failure == nil ? 0 : 1) }
    return lines.joined(separator: "\n") + "\n"
  }

  private func older(_ left: BackupRow, _ right: BackupRow) -> Bool {
    (left.drilledAt ?? left.at) < (right.drilledAt ?? right.at)
  }

  /// Writes a change as the machine's own, and waits for the disk.
  func commit(_ change: Change) throws {
    let at = clock.now()
    let store = store
    let _: Bool = try wait { done in
      store.submit(
        .bot, key: nil, decide: { _ in Decision(actor: .bot, at: at, changes: [change]) },
        done: { result in done(result.map { _ in true }.mapError { $0 as any Error }) })
    }
  }
}
