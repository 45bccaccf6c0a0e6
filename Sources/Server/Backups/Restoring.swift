// A house from a copy: unpacked and proven beside its place, and put there only when it is whole.
import Domain
import FoundationEssentials
import Glibc
import Store

/// Brings back an organisation from one copy.
struct Restoring: Sendable {
  /// The copy.
  let archive: BackupArchive
  /// Where the organisation is to be: a folder that is not there, or is empty.
  let data: String
  let catalog: Catalog
  let clock: any Clock
  let dice: any Dice

  /// Everything, or nothing: until the last step, which is one rename, the place stays as it was.
  func run() throws -> (manifest: BackupManifest, head: Int64) {
    try checkPlace()
    let place = absolute(data)
    let staging = parent(place) + "/.\(lastPart(place)).restoring"
    let lock = try Lease(staging + ".lock")
    defer { lock.release() }
    let work = try WorkPlace(staging)
    defer { work.remove() }
    let manifest = try archive.open(into: staging)
    let head = try prove(staging, manifest)
    for name in ["manifest.json", "lock"] { unlink(staging + "/" + name) }
    chmod(staging + "/organisation", 0o600)
    try keep(file: staging + "/organisation")
    try keep(file: staging + "/hedgerow.db")
    try settle(folder: staging)
    guard rename(staging, place) == 0 else {
      throw Failure.unavailable(
        "\(data) cannot be put in its place (\(String(cString: strerror(errno)))). It must not be "
          + "the root of a disk: name a folder on it that is not there yet.")
    }
    try settle(folder: parent(place))
    return (manifest, head)
  }

  private func checkPlace() throws {
    var status = stat()
    try mustLieApart(data, "another organisation")
    guard lstat(absolute(data), &status) == 0 else { return }
    guard status.st_mode & S_IFMT == S_IFDIR,
      (try? FileManager.default.contentsOfDirectory(atPath: data))?.isEmpty == true
    else {
      throw Failure.conflict(
        "\(data) is not empty, and a restore overwrites nothing. Name a folder that is not there "
          + "yet; put the old one aside first if it is to be replaced.")
    }
  }

  /// Opens it as a server would, looks through all of it, and ends the sign-ins it held.
  private func prove(_ folder: String, _ manifest: BackupManifest) throws -> Int64 {
    let store: Store
    do {
      store = try Store(directory: folder, catalog: catalog, clock: clock, dice: dice)
    } catch Failure.conflict(let text) {
      throw Failure.broken("The copy does not fit these definitions: \(text).")
    }
    defer { store.close() }
    let problems = try store.verify()
    guard problems.isEmpty else {
      throw Failure.broken("The copy is not whole: \(problems.prefix(3).joined(separator: "; ")).")
    }
    let decision = Decision(
      actor: .bot, at: clock.now(),
      changes: [.restored(at: manifest.at, sha256: manifest.sha256)])
    try store.bulk([decision])
    return try store.auditHead.number
  }

  private func keep(file: String) throws {
    let descriptor = open(file, O_RDWR | O_CLOEXEC)
    guard descriptor >= 0 else { throw Failure.unavailable("\(file) cannot be opened.") }
    defer { close(descriptor) }
    guard fsync(descriptor) == 0 else { throw Failure.unavailable("\(file) cannot be kept.") }
  }
}

/// A file that is locked while one process does something that two may not do at once.
private struct Lease {
  private let path: String
  private let descriptor: Int32

  init(_ path: String) throws {
    self.path = path
    descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else {
      throw Failure.unavailable("\(path) cannot be made: \(String(cString: strerror(errno)))")
    }
    guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
      close(descriptor)
      throw Failure.conflict("Another restore into this folder is under way.")
    }
  }
  func release() {
    unlink(path)
    close(descriptor)
  }
}
