// Copies of everything: the snapshot that a backup is made of, and the look through one.
import Domain
import Glibc

/// All data as they were at one moment, in a file that has no name: only this process can read it,
/// and it is gone with the process, however that ends.
public final class Snapshot {
  /// What it holds.
  public let facts: BackupFacts
  /// The database's length.
  public let bytes: Int64
  /// The database's SHA-256, in hexadecimal.
  public let sha256: String
  private let file: CopyFile

  fileprivate init(_ file: CopyFile, _ facts: BackupFacts) throws {
    self.file = file
    self.facts = facts
    var digest = SHA256()
    var bytes: Int64 = 0
    try file.read { piece in
      digest.update(piece)
      bytes += Int64(piece.count)
    }
    self.bytes = bytes
    sha256 = hexText(digest.finish())
  }

  /// The database's bytes, a piece at a time.
  public func stream(_ sink: (ArraySlice<UInt8>) throws -> Void) throws { try file.read(sink) }
}

extension Store {
  /// Copies everything while all goes on. Between pieces it leaves the disk to others for as long as
  /// the last piece took. The plain copy is a file without a name on the data directory's own disk.
  /// Throws `Failure.unavailable` when there is no room, or when the store closes meanwhile.
  public func snapshot(
    progress: (_ done: Int, _ of: Int) -> Void = { _, _ in }
  ) throws -> Snapshot {
    let (file, facts) = try copies.run {
      let path = "\(directory)/copy.db"
      unlink(path)
      let file = try CopyFile(path: path)
      let source = try Connection(path: "\(directory)/hedgerow.db", .reader)
      var last = monotonicNanoseconds()
      let facts = try file.fill(from: source, isHidden: true) { done, total in
        progress(done, total)
        try copies.rest(monotonicNanoseconds() - last)
        last = monotonicNanoseconds()
      }
      return (file, facts)
    }
    return try Snapshot(file, facts)
  }

  /// Every copy that was made or was to be made, newest first.
  public func backups() throws -> [BackupRow] { try read { try BackupTable.all($0.db) } }

  /// What a database file holds that nobody writes to.
  public static func facts(of path: String) throws -> BackupFacts {
    let db = try Connection(path: path, .reader)
    try db.execute("BEGIN")
    return try db.facts()
  }

  /// Opens the data in a scratch directory as a server would, looks through them, and answers what is
  /// wrong; empty when all is whole. The data are removed.
  public static func trial(
    directory: String, catalog: Catalog, clock: any Clock, dice: any Dice
  ) throws -> [String] {
    let store = try Store(scratch: directory, catalog: catalog, clock: clock, dice: dice)
    defer { store.close() }
    return try store.verify()
  }
}

/// Lets copies be made one at a time, and ends one when the store closes.
final class CopyGate: Sendable {
  private let lock = Lock()
  // Guarded by `lock`.
  private nonisolated(unsafe) var isRunning = false
  private nonisolated(unsafe) var isClosing = false

  /// Runs the body alone; another copy waits for its turn.
  func run<Answer>(_ body: () throws -> Answer) throws -> Answer {
    try lock.with {
      while isRunning, !isClosing { lock.wait() }
      try check()
      isRunning = true
    }
    defer {
      lock.with {
        isRunning = false
        lock.broadcast()
      }
    }
    return try body()
  }

  /// Waits this long, but no longer than the store is open.
  func rest(_ nanoseconds: Int64) throws {
    let deadline = monotonicNanoseconds() + min(nanoseconds, CopyGate.restNanosecondsMax)
    try lock.with {
      while !isClosing, lock.wait(until: deadline) {}
      try check()
    }
  }

  /// Ends a copy that is being made, and waits for its end.
  func close() {
    lock.with {
      isClosing = true
      lock.broadcast()
      while isRunning { lock.wait() }
    }
  }

  /// Is it told to end?
  var isClosingNow: Bool { lock.with { isClosing } }

  private func check() throws {
    if isClosing { throw Failure.unavailable("The store is closing.") }
  }

  /// A disk that took seconds for a megabyte is not helped by waiting for seconds more.
  private static let restNanosecondsMax: Int64 = 200_000_000
}
