// Makes exports after their order is committed: rows out of the store, into an encrypted zip.
import Domain
import Engine
import FoundationEssentials
import Glibc
import Reports
import Store

/// Makes the files of exports, a few at a time, and removes them when they expire.
final class Exporter: Sendable {
  private let store: Store
  private let clock: any Clock
  private let folder: String
  private let threads = Workers(threads: Limits.exportsAtOnceMax, queueMax: 64)
  private let progress = Locked<[String: Progress]>([:])

  init(store: Store, clock: any Clock, directory: String) {
    self.store = store
    self.clock = clock
    folder = directory + "/exports"
    mkdir(folder, 0o700)
  }

  /// Where an export's file lies.
  func path(of token: String) -> String { folder + "/" + token + ".zip" }

  /// The file's length in bytes; nil when there is none.
  func length(of token: String) -> Int64? {
    var status = stat()
    return stat(path(of: token), &status) == 0 ? Int64(status.st_size) : nil
  }

  /// Rows written so far, while it is being made.
  func rowsSoFar(_ token: String) -> Int64? { progress.with { $0[token] }?.rows }

  /// After a start: what was half made has failed, what has expired goes. A passphrase lived only
  /// in memory, so a half-made export cannot be taken up again.
  func tidy() {
    let orphans = (try? store.read { try $0.unfinishedExports() }) ?? []
    for row in orphans {
      end(row.member, row.token, .failure(.broken("The server stopped while it was made.")))
    }
    let rows = Set(((try? store.read { try $0.liveExports() }) ?? []).map(\.token))
    for name in (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? [] {
      let token = String(name.prefix { $0 != "." })
      if !rows.contains(token) { try? FileManager.default.removeItem(atPath: folder + "/" + name) }
    }
  }

  /// Removes the files of exports whose time is over.
  func expire() {
    let now = clock.now()
    for row in (try? store.read { try $0.liveExports() }) ?? [] where row.expiresAt <= now {
      end(row.member, row.token, .failure(.broken("Its time was over.")))
    }
  }

  /// Removes the files of exports that an erasure has ended; one that is still being made ends
  /// without a file. After a crash `tidy` does the same.
  func remove(_ tokens: [String]) { for token in tokens { unlink(path(of: token)) } }

  /// Starts making what a committed decision ordered.
  func start(_ decision: Decision, _ passphrase: String, _ house: House) {
    for case .exportOrdered(let order) in decision.changes {
      let meter = Progress()
      progress.with { $0[order.token] = meter }
      let queued = threads.submit { [self] in
        let result = Result { try make(order, passphrase, meter, house) }
          .mapError { $0 as? Failure ?? .broken("\($0)") }
        end(order.member, order.token, result)
        progress.with { $0[order.token] = nil }
      }
      if !queued { end(order.member, order.token, .failure(.busy(seconds: 60))) }
    }
  }

  struct Made {
    let bytes: Int64
    let sha256: String
    let rows: Int64
  }

  private func end(_ member: MemberID, _ token: String, _ result: Result<Made, Failure>) {
    let change: Change
    switch result {
    case .success(let made):
      change = .exportEnded(
        token: token, bytes: made.bytes, sha256: made.sha256, rows: made.rows, failure: nil)
    case .failure(let failure):
      unlink(path(of: token))
      change = .exportEnded(token: token, bytes: 0, sha256: "", rows: 0, failure: words(failure))
    }
    let at = clock.now()
    store.submit(
      member, key: nil, decide: { _ in Decision(actor: member, at: at, changes: [change]) },
      done: { [self] result in
        // An erasure has ended it meanwhile: what was made of it must not stay.
        if case .failure(.conflict) = result { unlink(path(of: token)) }
      })
  }

  private func words(_ failure: Failure) -> String {
    switch failure {
    case .unavailable(let text), .broken(let text): text
    case .busy: "Too many exports are waiting; please order it again later."
    default: "It could not be made."
    }
  }

  func make(
    _ order: ExportOrder, _ passphrase: String, _ meter: Progress, _ house: House
  ) throws -> Made {
    guard let program = ChildProcess.find(["7z", "7za", "7zz"]) else {
      throw Failure.unavailable("The program 7z is missing (Debian: p7zip-full); see doctor.")
    }
    guard let definition = house.catalog.recordKinds[order.kind] else {
      throw Failure.broken("There is no record kind '\(order.kind)'.")
    }
    let table = try ExportRows(
      store: store, kind: order.kind, definition: definition, from: order.from, to: order.to,
      grants: order.grants)
    let work = folder + "/" + order.token + ".work"
    mkdir(work, 0o700)
    defer { try? FileManager.default.removeItem(atPath: work) }
    let zip = EncryptedZip(
      program: program, output: path(of: order.token), workDirectory: work,
      passphrase: passphrase, deadlineSeconds: 3600)
    let made = try store.readApart { reader in
      let data: (String, EncryptedZip.Contents) = (
        order.kind + "." + order.format,
        { sink in try table.write(order.format, work: work, meter, from: reader, sink) }
      )
      guard isProvable(order) else {
        return try zip.make([data]) { [self] files in
          manifest(order, table, meter.rows, files, house)
        }
      }
      let head = try reader.reader.treeHead()
      let chain = try reader.reader.auditHead()
      let proof: (String, EncryptedZip.Contents) = (
        "proof.jsonl", { [self] sink in try prove(order, table, head, house, reader, sink) }
      )
      return try zip.make(CheckFiles.entries + [data, proof]) { [self] files in
        var manifest = manifest(order, table, meter.rows, files, house)
        manifest.auditHead = chain
        manifest.head = head.text
        return manifest
      }
    }
    return Made(bytes: made.bytes, sha256: made.sha256, rows: meter.rows)
  }

  /// May whoever ordered it learn how many entries the audit has? A proof tells that much, so only
  /// those who may read the audit get one, and the person at the machine, who has the file itself.
  private func isProvable(_ order: ExportOrder) -> Bool {
    let roles = store.roster.members[order.member]?.roles ?? []
    return order.member == .bot || Role.auditors.contains { roles.contains($0) }
  }

  /// What shows offline that the rows are unchanged since they were written.
  private func prove(
    _ order: ExportOrder, _ rows: ExportRows, _ head: TreeHead, _ house: House,
    _ reader: LongReader, _ sink: @escaping (ArraySlice<UInt8>) throws -> Void
  ) throws {
    var lines = ProofLines(roster: reader.reader.roster, sink: sink)
    try lines.begin(head, order, rows, organisation: house.configuration.organisation)
    try reader.proof(
      kind: order.kind, from: order.from, to: order.to, order.grants, head: head
    ) { try lines.step($0) }
    try lines.end()
  }

  private func manifest(
    _ order: ExportOrder, _ table: ExportRows, _ rows: Int64, _ files: [Manifest.File],
    _ house: House
  ) -> Manifest {
    let member = store.roster.members[order.member]
    return Manifest(
      what: order.kind, whose: order.whose, from: order.from, to: order.to, purpose: order.purpose,
      askedBy:
        "\(member?.name ?? "") (\(member?.login ?? "")), \(house.configuration.organisation)",
      at: order.at, columns: table.columns, rows: rows, files: files, auditHead: "",
      version: hedgerowVersion)
  }
}
