// One copy as a file: made from a snapshot, and opened again with everything compared.
import Domain
import FoundationEssentials
import Glibc
import Reports
import Store

/// An encrypted archive of one copy.
struct BackupArchive: Sendable {
  /// The file.
  let path: String
  /// What opens it.
  let passphrase: String

  /// Makes the archive in a private folder beside its place, and puts it there whole.
  func make(
    _ snapshot: Snapshot, at: Instant, organisation: String, marked mark: String
  ) throws -> (bytes: Int64, sha256: String) {
    guard access(path, F_OK) != 0 else {
      throw Failure.conflict("\(path) is there already, and a backup overwrites nothing.")
    }
    let manifest = BackupManifest(
      at: at, version: hedgerowVersion, facts: snapshot.facts, bytes: snapshot.bytes,
      sha256: snapshot.sha256)
    let work = try WorkPlace(parent(path) + "/.hedgerow-\(mark).work")
    defer { work.remove() }
    let zip = EncryptedZip(
      program: try EncryptedZip.foundProgram(), output: path, workDirectory: work.path,
      passphrase: passphrase, deadlineSeconds: Limits.backupDeadlineSeconds, level: 1)
    let made = try zip.make([
      (name: "organisation", write: { try $0(Array((organisation + "\n").utf8)[...]) }),
      (name: "manifest.json", write: { try $0(manifest.json[...]) }),
      (name: "hedgerow.db", write: { try snapshot.stream($0) }),
    ])
    try settle(folder: parent(path))
    return made
  }

  /// Unpacks the archive into a private folder and compares it with its manifest: the database's
  /// digest, its counts and the head of its chain. Throws words that say what is wrong.
  func open(into folder: String) throws -> BackupManifest {
    guard access(path, R_OK) == 0 else {
      throw Failure.unavailable("\(path) is not there or cannot be read.")
    }
    let opening = ArchiveOpening(
      program: try EncryptedZip.foundProgram(), path: path, passphrase: passphrase,
      deadlineSeconds: Limits.backupDeadlineSeconds)
    do {
      let entries = try opening.entries()
      guard Set(entries.keys) == Set(BackupManifest.names) else {
        throw Failure.broken("\(path) is an archive, but not a copy that Hedgerow made.")
      }
      try room(for: entries.values.map { $0 }, in: folder)
      return try unpack(opening, folder)
    } catch ArchiveOpening.Trouble.strange {
      throw Failure.broken("\(path) is not a copy that Hedgerow made, or it is cut short.")
    } catch ArchiveOpening.Trouble.failed(let said) {
      throw Failure.broken("\(path) is damaged: \(said)")
    }
  }

  private func unpack(_ opening: ArchiveOpening, _ folder: String) throws -> BackupManifest {
    do { try opening.unpack(["manifest.json"], into: folder) } catch ArchiveOpening.Trouble.closed {
      throw Failure.broken("The key does not open \(path): it is the key of other copies.")
    }
    guard
      let bytes = FileManager.default.contents(atPath: folder + "/manifest.json"),
      let manifest = BackupManifest(Array(bytes))
    else { throw Failure.broken("The manifest in \(path) cannot be read.") }
    // The key has opened the manifest: what does not open from here on was changed.
    do { try opening.unpack(["organisation", "hedgerow.db"], into: folder) } catch ArchiveOpening
      .Trouble.closed
    {
      throw Failure.broken("\(path) is damaged: its contents were changed or are incomplete.")
    }
    let database = folder + "/hedgerow.db"
    chmod(database, 0o600)
    let found = try digest(ofFile: database)
    guard found.bytes == manifest.bytes, found.sha256 == manifest.sha256 else {
      throw Failure.broken("The database in \(path) is not the one that its manifest tells of.")
    }
    guard try Store.facts(of: database) == manifest.facts else {
      throw Failure.broken("The database in \(path) does not hold what its manifest tells.")
    }
    return manifest
  }

  private func room(for lengths: [Int64], in folder: String) throws {
    var status = statvfs()
    guard statvfs(folder, &status) == 0 else { return }
    let free = Int64(status.f_bavail) * Int64(status.f_frsize)
    // What the directory says may be anything: no sum of it may run over.
    func sum(_ one: Int64, _ other: Int64) -> Int64 {
      let (sum, isOver) = one.addingReportingOverflow(other)
      return isOver ? Int64.max : sum
    }
    let bytes = lengths.reduce(0, sum)
    // A tenth more: opening it makes a log beside it.
    let wanted = sum(bytes, bytes / 10)
    guard free >= wanted else {
      throw Failure.unavailable(
        "There is no room: it needs \(wanted >> 20) MB where \(free >> 20) MB are free (\(folder))."
      )
    }
  }
}

/// A private folder that is empty at first, whatever a killed program left in it, and goes in the end.
struct WorkPlace: Sendable {
  let path: String

  init(_ path: String) throws {
    self.path = path
    try? FileManager.default.removeItem(atPath: path)
    guard mkdir(path, 0o700) == 0 else {
      throw Failure.unavailable("\(path) cannot be made: \(String(cString: strerror(errno)))")
    }
  }
  func remove() { try? FileManager.default.removeItem(atPath: path) }
}

/// A file's length and SHA-256.
func digest(ofFile path: String) throws -> (bytes: Int64, sha256: String) {
  let descriptor = open(path, O_RDONLY | O_CLOEXEC)
  guard descriptor >= 0 else { throw Failure.unavailable("\(path) cannot be read.") }
  defer { close(descriptor) }
  var digest = SHA256()
  var bytes: Int64 = 0
  var buffer = [UInt8](repeating: 0, count: 131_072)
  while true {
    let got = read(descriptor, &buffer, buffer.count)
    guard got >= 0 else { throw Failure.unavailable("\(path) cannot be read.") }
    if got == 0 { return (bytes, hexText(digest.finish())) }
    digest.update(buffer[0..<got])
    bytes += Int64(got)
  }
}
