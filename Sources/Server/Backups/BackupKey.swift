// The key of the copies: a passphrase in a file that lies apart from them and from the data.
import Domain
import FoundationEssentials
import Glibc

/// Where the key lies, and what it is.
struct BackupKey: Sendable {
  /// The file.
  let path: String
  /// What opens the copies.
  let passphrase: String
  /// Was it made just now?
  let isNew: Bool

  /// Reads the key, or makes it where there is none. `apart` are the folders in and below which it may
  /// not lie: who carries off the copies, or the data, must not have the key with them. Nor may it
  /// lie side by side with one copy, whose folder may be as wide as a home.
  static func find(
    named: String?, apart: [String], beside copy: String? = nil, dice: any Dice,
    makes: Bool = true
  ) throws -> BackupKey {
    let path = absolute(try named ?? standard())
    let isBeside = copy.map { isSame(parent(path), parent(absolute($0))) } ?? false
    for folder in apart + (isBeside ? [parent(path)] : []) where isInside(path, folder) {
      throw Failure.conflict(
        "The key \(path) lies in \(folder), beside what it is to protect. Name a place elsewhere "
          + "with --key.")
    }
    if access(path, F_OK) == 0 {
      return BackupKey(path: path, passphrase: try read(path), isNew: false)
    }
    guard makes else { throw Failure.conflict("There is no key at \(path); name it with --key.") }
    let folder = String(path.prefix(upTo: path.lastIndex(of: "/") ?? path.startIndex))
    try? FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    let letters = dice.letters(Limits.backupKeyLetters)
    try make(path, letters + "\n")
    return BackupKey(path: path, passphrase: letters, isNew: true)
  }

  /// What is said once, when a key was made.
  var advice: String {
    "A new key for the copies lies at \(path). Keep a copy of it elsewhere: on paper in a safe, or "
      + "in a password manager. Without it no copy can be opened, by nobody."
  }

  private static func standard() throws -> String {
    let environment = ProcessInfo.processInfo.environment
    if let base = environment["XDG_CONFIG_HOME"], base.hasPrefix("/") {
      return base + "/hedgerow/backup.key"
    }
    guard let home = environment["HOME"], home.hasPrefix("/") else {
      throw Failure.conflict("There is no home folder for the key; name a file with --key.")
    }
    return home + "/.config/hedgerow/backup.key"
  }

  private static func read(_ path: String) throws -> String {
    let file = open(path, O_RDONLY | O_CLOEXEC)
    guard file >= 0 else { throw Failure.unavailable("The key \(path) cannot be read.") }
    defer { close(file) }
    var status = stat()
    guard fstat(file, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
      throw Failure.conflict("The key \(path) is not a file.")
    }
    guard status.st_mode & 0o077 == 0 else {
      throw Failure.conflict("The key \(path) can be read by others: chmod 600 \(path)")
    }
    var bytes = [UInt8](repeating: 0, count: 1024)
    let count = Glibc.read(file, &bytes, bytes.count)
    let line = bytes.prefix(max(0, count)).prefix { $0 != 0x0A && $0 != 0x0D }
    guard line.count >= Limits.backupKeyLettersMin, line.allSatisfy({ (0x21..<0x7F).contains($0) })
    else {
      throw Failure.conflict(
        "The key \(path) must hold one line of at least \(Limits.backupKeyLettersMin) letters, "
          + "without spaces.")
    }
    return String(decoding: line, as: UTF8.self)
  }

  private static func make(_ path: String, _ text: String) throws {
    let file = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
    guard file >= 0 else { throw Failure.unavailable("The key \(path) cannot be made.") }
    defer { close(file) }
    guard write(file, text, text.utf8.count) == text.utf8.count, fsync(file) == 0 else {
      unlink(path)
      throw Failure.unavailable("The key \(path) cannot be written.")
    }
  }
}

/// The path from the root, by the current folder where it is relative, without parts that mean
/// nothing (`a//b/./`).
func absolute(_ path: String) -> String {
  let whole = path.hasPrefix("/") ? path : FileManager.default.currentDirectoryPath + "/" + path
  return "/" + whole.split(separator: "/").filter { $0 != "." }.joined(separator: "/")
}

/// The folder a path lies in.
func parent(_ path: String) -> String {
  let trimmed = path.hasSuffix("/") ? String(path.dropLast()) : path
  guard let slash = trimmed.lastIndex(of: "/") else { return "." }
  return slash == trimmed.startIndex ? "/" : String(trimmed[..<slash])
}

/// The last part of a path.
func lastPart(_ path: String) -> String { String(path.split(separator: "/").last ?? "") }

/// Does a path lie in a folder, links followed as far as they are there?
func isInside(_ path: String, _ folder: String) -> Bool {
  let (inner, outer) = (resolved(absolute(path)), resolved(absolute(folder)))
  return inner == outer || inner.hasPrefix(outer == "/" ? "/" : outer + "/")
}

/// The organisation in whose data directory a path lies, however deep, links followed; nil when there
/// is none. What is kept there is lost with it, and a server may take it for its own.
func organisation(around path: String) -> String? {
  var folder = resolved(absolute(path))
  while folder != "/" {
    folder = parent(folder)
    if Organisation.exists(in: folder) { return folder }
  }
  return nil
}

/// Throws when a file is to be put into a data directory.
func mustLieApart(_ path: String, _ what: String) throws {
  guard let data = organisation(around: path) else { return }
  throw Failure.conflict(
    "\(path) lies in the data directory \(data), where \(what) must not lie. Name another place.")
}

/// Are two folders one, links followed?
private func isSame(_ one: String, _ other: String) -> Bool { resolved(one) == resolved(other) }

private func resolved(_ path: String) -> String {
  if let real = realpath(path, nil) {
    defer { free(real) }
    return String(cString: real)
  }
  // What is not there yet lies where its folder is.
  let above = parent(path)
  return above == path ? path : (resolved(above) + "/" + lastPart(path))
}

/// Makes names in a folder last.
func settle(folder: String) throws {
  let descriptor = open(folder, O_RDONLY | O_CLOEXEC | O_DIRECTORY)
  guard descriptor >= 0 else { throw Failure.unavailable("\(folder) cannot be opened.") }
  defer { close(descriptor) }
  guard fsync(descriptor) == 0 else { throw Failure.unavailable("\(folder) cannot be kept.") }
}
