// Opens an encrypted zip that we made: looked at first, then unpacked by 7z, never by a shell.
import Domain
import Glibc

/// One archive to be opened.
public struct ArchiveOpening: Sendable {
  /// Why an archive does not open.
  public enum Trouble: Error, Sendable, Equatable {
    /// It is no zip, is cut short, or holds something that is not encrypted.
    case strange(String)
    /// The passphrase is another one, or the bytes were changed.
    case closed
    /// 7z said this.
    case failed(String)
  }
  private let program: String
  private let path: String
  private let passphrase: String
  private let deadlineSeconds: Int

  /// An archive, and what opens it.
  public init(program: String, path: String, passphrase: String, deadlineSeconds: Int) {
    self.program = program
    self.path = path
    self.passphrase = passphrase
    self.deadlineSeconds = deadlineSeconds
  }

  /// The names and lengths of its entries, as its directory has them.
  public func entries() throws -> [String: Int64] {
    do { return try ZipDirectory.entries(path) } catch Failure.broken(let text) {
      throw Trouble.strange(text)
    }
  }

  /// Unpacks these entries into a folder that is private already.
  public func unpack(_ names: [String], into folder: String) throws {
    let child = try Child(
      program, ["x", "-bd", "-y", "-o" + folder, "--", path] + names,
      deadline: Deadline(seconds: deadlineSeconds), outputBytesMax: 1 << 20)
    defer { child.kill() }
    _ = try child.write((Array(passphrase.utf8) + [0x0A])[...])
    guard try child.end() != 0 else { return }
    let said = child.lastWords()
    let isFull = ["No space left", "errno=28", "Disk quota"].contains { said.contains($0) }
    if isFull { throw Failure.unavailable("There is no room to unpack it.") }
    if said.contains("assword") { throw Trouble.closed }
    throw Trouble.failed(said)
  }
}
