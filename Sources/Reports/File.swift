// Files read in pieces, and made to stay.
import Domain
import Glibc

enum File {
  /// Hands a file's bytes on, a piece at a time.
  static func read(_ path: String, _ piece: (ArraySlice<UInt8>) throws -> Void) throws {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw failure("A file cannot be read") }
    defer { close(descriptor) }
    var buffer = [UInt8](repeating: 0, count: 128 * 1024)
    while true {
      let count = Glibc.read(descriptor, &buffer, buffer.count)
      if count == 0 { return }
      if count > 0 {
        try piece(buffer[0..<count])
      } else if errno != EINTR {
        throw failure("A file cannot be read")
      }
    }
  }

  /// Makes a finished file private and durable, and answers its length and digest.
  static func settled(_ path: String) throws -> (bytes: Int64, sha256: String) {
    let descriptor = open(path, O_RDWR | O_CLOEXEC)
    guard descriptor >= 0 else { throw failure("The archive cannot be opened") }
    defer { close(descriptor) }
    guard fchmod(descriptor, 0o600) == 0, fsync(descriptor) == 0 else {
      throw failure("The archive cannot be kept")
    }
    var digest = SHA256()
    var bytes: Int64 = 0
    try read(path) { piece in
      digest.update(piece)
      bytes += Int64(piece.count)
    }
    return (bytes, hexText(digest.finish()))
  }

  /// Gives a file another name, and never one that another file has, whenever that one came.
  static func move(_ source: String, to target: String) -> Bool {
    guard link(source, target) != 0 else {
      unlink(source)
      return true
    }
    // Some file systems know no second names (vfat): there the name is taken first, by an empty file.
    guard [EPERM, EOPNOTSUPP, EMLINK].contains(errno) else { return false }
    let claim = open(target, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
    guard claim >= 0 else { return false }
    close(claim)
    if rename(source, target) == 0 { return true }
    let why = errno
    unlink(target)
    errno = why
    return false
  }

  /// A failure with the system's reason.
  static func failure(_ text: String) -> Failure {
    .unavailable("\(text): \(String(cString: strerror(errno)))")
  }
}

/// Gives a file another name on the same disk; false, with `errno`, when that cannot be. Another file
/// that has the name is never replaced (`EEXIST`).
public func move(_ source: String, to target: String) -> Bool { File.move(source, to: target) }

/// The SHA-256 of a file in hexadecimal.
public func sha256(of path: String) throws -> String {
  var digest = SHA256()
  try File.read(path) { digest.update($0) }
  return hexText(digest.finish())
}
