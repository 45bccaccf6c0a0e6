// An AES-256 zip, made by 7z beside us while its contents stream by: nothing plain is ever on disk.
import Domain
import Glibc

/// Makes one encrypted archive. 7z runs once an entry and adds it to the archive; the passphrase
/// and then the data go through its standard input, never onto a command line.
///
/// 7z reads its passphrase with whatever else waits in the stream, so the data are held back until
/// the kernel says that the passphrase was taken. (Named FIFOs will not do: 7z 26 rewinds a file
/// whose data do not shrink, opens several in the order of their names, and a FIFO stands still.)
public struct EncryptedZip: Sendable {
  /// Writes one entry's bytes into the sink.
  public typealias Contents = (_ sink: @escaping Sink) throws -> Void

  private let program: String
  private let output: String
  private let workDirectory: String
  private let passphrase: String
  private let deadlineSeconds: Int
  private let level: Int?

  /// The names under which a fitting program may be installed, best first. (`7zr` knows no zip.)
  public static let programs = ["7z", "7za", "7zz"]

  /// The program on PATH; throws a failure that says how to install it.
  public static func foundProgram() throws -> String {
    guard let program = ChildProcess.find(programs) else { throw missing }
    return program
  }

  private static let missing = Failure.unavailable(
    "7z is missing, and exports are never made without encryption. "
      + "Debian or Ubuntu: apt-get install p7zip-full (or 7zip); then run hedgerow doctor.")

  /// An archive to be made at `output`. The work directory lies on the same file system; in it a
  /// private folder is made and removed again. The level of compression is 7z's own, 1 (fast) to 9,
  /// or what 7z thinks best.
  public init(
    program: String, output: String, workDirectory: String, passphrase: String,
    deadlineSeconds: Int, level: Int? = nil
  ) {
    self.program = program
    self.output = output
    self.workDirectory = workDirectory
    self.passphrase = passphrase
    self.deadlineSeconds = deadlineSeconds
    self.level = level
  }

  /// Writes the entries one after the other, proves the archive, and puts it in its place whole.
  /// When this throws there is no archive. The deadline counts for all of it.
  public func make(
    _ entries: [(name: String, write: Contents)]
  ) throws -> (bytes: Int64, sha256: String) {
    try check(entries.map(\.name))
    let deadline = Deadline(seconds: deadlineSeconds)
    let folder = try WorkFolder(in: workDirectory)
    defer { folder.remove() }
    let archive = folder.path + "/export.zip"
    var lengths: [String: Int64] = [:]
    for entry in entries {
      lengths[entry.name] = try add(entry.name, entry.write, archive, deadline)
    }
    try ZipDirectory.proveEncrypted(archive, lengths: lengths)
    try prove(archive, deadline)
    let made = try File.settled(archive)
    guard File.move(archive, to: output) else {
      throw File.failure("The archive cannot be put in its place")
    }
    return made
  }

  /// As `make`, with a manifest as the last entry: it is asked for when all the others are written,
  /// and is handed their lengths and digests.
  public func make(
    _ entries: [(name: String, write: Contents)],
    manifest: @escaping (_ files: [Manifest.File]) throws -> Manifest
  ) throws -> (bytes: Int64, sha256: String) {
    var files: [Manifest.File] = []
    var all = entries.map { entry in
      (
        name: entry.name,
        write: { sink in
          var digest = SHA256()
          var bytes: Int64 = 0
          try entry.write { chunk in
            digest.update(chunk)
            bytes += Int64(chunk.count)
            try sink(chunk)
          }
          files.append(
            Manifest.File(name: entry.name, bytes: bytes, sha256: hexText(digest.finish())))
        } as Contents
      )
    }
    all.append((name: "manifest.json", write: { try $0(manifest(files).json()[...]) }))
    return try make(all)
  }

  /// The contents of an entry that is a file's bytes.
  public static func contents(of path: String) -> Contents {
    { sink in try File.read(path) { try sink($0) } }
  }

  private func check(_ names: [String]) throws {
    // Other letters in a passphrase are read differently by different programs.
    guard !passphrase.isEmpty, passphrase.utf8.allSatisfy({ (0x20..<0x7F).contains($0) }) else {
      throw Failure.broken("a passphrase must be of printable ASCII letters")
    }
    let plain = names.allSatisfy { name in
      !name.isEmpty && name.utf8.count <= 100 && !name.hasPrefix(".") && !name.hasPrefix("-")
        && name.unicodeScalars.allSatisfy { $0.value > 0x7F || isPlain($0) }
    }
    guard plain, !names.isEmpty, Set(names).count == names.count else {
      throw Failure.broken("the names of an archive's entries must be plain and different")
    }
    guard access(program, X_OK) == 0 else { throw EncryptedZip.missing }
  }

  private func isPlain(_ scalar: Unicode.Scalar) -> Bool {
    Character(scalar).isLetter || Character(scalar).isNumber
      || [".", "-", "_", " "].contains(scalar)
  }

  private func add(
    _ name: String, _ write: Contents, _ archive: String, _ deadline: Deadline
  ) throws -> Int64 {
    let arguments =
      ["a", "-tzip", "-mem=AES256", "-p", "-bd", "-y"] + (level.map { ["-mx=\($0)"] } ?? [])
      + ["-si" + name, "--", archive]
    let child = try Child(program, arguments, deadline: deadline, outputBytesMax: 1 << 20)
    defer { child.kill() }
    let line = Array(passphrase.utf8) + [0x0A]
    guard try child.write((line + line)[...]), try child.waitUntilRead() else {
      throw failure(child, "did not take its passphrase")
    }
    var bytes: Int64 = 0
    try write { chunk in
      guard try child.write(chunk) else { throw failure(child, "stopped while data went in") }
      bytes += Int64(chunk.count)
    }
    guard try child.end() == 0 else { throw failure(child, "could not add \(name)") }
    return bytes
  }

  /// Lets 7z read the whole archive back with the passphrase.
  private func prove(_ archive: String, _ deadline: Deadline) throws {
    let child = try Child(
      program, ["t", "-bd", "--", archive], deadline: deadline, outputBytesMax: 1 << 20)
    _ = try child.write((Array(passphrase.utf8) + [0x0A])[...])
    guard try child.end() == 0 else { throw failure(child, "could not read the archive back") }
  }

  private func failure(_ child: Child, _ what: String) -> Failure {
    let said = child.lastWords()
    let isFull = ["No space left", "errno=28", "Read-only file system", "Disk quota"]
      .contains { said.contains($0) }
    let text = "\(program) \(what): \(said)"
    return isFull ? .unavailable(text) : .broken(text)
  }
}

/// A private folder that is removed with what lies in it.
private struct WorkFolder {
  let path: String

  init(in directory: String) throws {
    var template = Array((directory + "/zip-XXXXXX").utf8CString)
    // mkdtemp makes it with mode 0700.
    let path = template.withUnsafeMutableBufferPointer { buffer -> String? in
      guard let start = buffer.baseAddress, mkdtemp(start) != nil else { return nil }
      return String(cString: start)
    }
    guard let path else { throw File.failure("No folder can be made in \(directory)") }
    self.path = path
  }

  func remove() {
    if let folder = opendir(path) {
      while let entry = readdir(folder) {
        let name = withUnsafePointer(to: &entry.pointee.d_name) {
          $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
        }
        if name != ".", name != ".." { unlink(path + "/" + name) }
      }
      closedir(folder)
    }
    rmdir(path)
  }
}
