// The data directory: made with narrow rights, and held by one server at a time.
import Domain
import Glibc

/// Holds `DIR/lock` until it is released or the process ends, however it ends.
final class DirectoryLock: Sendable {
  private let descriptor: Int32

  /// Takes the lock, making directory and database file if they are not there.
  init(directory: String) throws {
    try DirectoryLock.make(directory)
    descriptor = try DirectoryLock.openFile("\(directory)/lock")
    guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
      let isHeld = errno == EWOULDBLOCK
      Glibc.close(descriptor)
      throw isHeld
        ? Failure.locked(directory) : Failure.unavailable("\(directory)/lock cannot be locked")
    }
    // SQLite gives its log and its index file the rights of the database file.
    Glibc.close(try DirectoryLock.openFile("\(directory)/hedgerow.db"))
  }

  /// Lets go.
  func release() {
    // A child that is just being started holds a copy of the descriptor for a moment, and with it the
    // lock, unless the lock itself is given up (flock(2)).
    flock(descriptor, LOCK_UN)
    Glibc.close(descriptor)
  }

  private static func make(_ directory: String) throws {
    guard mkdir(directory, 0o700) != 0 else { return keepEntry(of: directory) }
    guard errno != EEXIST else { return }
    throw Failure.unavailable("\(directory) cannot be made: \(String(cString: strerror(errno)))")
  }

  /// A new directory outlives a power loss when the one it lies in is synced (fsync(2)); of the
  /// files in it SQLite takes care. Where that one may not be read, nothing can be done.
  private static func keepEntry(of directory: String) {
    let descriptor = open(directory + "/..", O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard descriptor >= 0 else { return }
    fsync(descriptor)
    Glibc.close(descriptor)
  }

  private static func openFile(_ path: String) throws -> Int32 {
    let descriptor = open(path, O_CREAT | O_RDWR | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else {
      throw Failure.unavailable("\(path) cannot be opened: \(String(cString: strerror(errno)))")
    }
    return descriptor
  }
}

/// A directory of its own for one in-memory house, and its removal.
enum TemporaryDirectory {
  static func make() throws -> String {
    // Memory where the system has such a place, else the usual one for what will not stay.
    let parent = access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp"
    var template = Array("\(parent)/hedgerow-XXXXXX".utf8CString)
    guard mkdtemp(&template) != nil else {
      throw Failure.unavailable("no temporary directory can be made")
    }
    return String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  /// Removes the store's own files, and the directory if nothing else lies there.
  static func remove(_ directory: String) {
    for name in ["hedgerow.db", "hedgerow.db-wal", "hedgerow.db-shm", "lock"] {
      unlink("\(directory)/\(name)")
    }
    rmdir(directory)
  }
}
