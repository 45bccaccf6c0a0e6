// The copy that is made before a schema changes, and its place in the list of copies.
import Domain
import Glibc

/// `DIR/before-v2-2026-11-21T08.13.16Z.db`: the data as they were before version 2.
enum MigrationCopy {
  /// Makes the copy, proves it readable, and gives it its name only when it is whole and durable.
  static func make(_ db: Connection, in directory: String, at now: Instant) throws {
    let moment = now.text.prefix(19).split(separator: ":").joined(separator: ".")
    let path = "\(directory)/before-v\(Schema.version)-\(moment)Z.db"
    let part = path + ".part"
    do {
      unlink(part)
      let file = try CopyFile(path: part)
      _ = try file.fill(from: db, isHidden: false) { _, _ in }
      try file.settle()
      try check(part)
      guard rename(part, path) == 0 else {
        throw CopyFile.failure("\(path) cannot be put in its place")
      }
      try settle(directory)
    } catch {
      unlink(part)
      throw Failure.unavailable(
        "The data are of an older version. Before they are changed a copy is made in \(directory), "
          + "and that failed: \(words(error)). Nothing was changed; make room and start again.")
    }
  }

  /// The copies that lie there and are not listed yet: found by name, so that a crash between the
  /// migration and the entry loses neither.
  static func unlisted(in directory: String, _ db: Connection) throws -> [BackupDraft] {
    let listed = Set(try BackupTable.all(db).map(\.path))
    return names(directory).sorted().compactMap { file in
      guard !listed.contains(file), let at = moment(file) else { return nil }
      return BackupDraft(token: "", path: file, at: at, reason: .migration)
    }
  }

  /// The change that lists a copy.
  static func change(_ draft: BackupDraft, in directory: String) throws -> Change {
    let path = "\(directory)/\(draft.path)"
    let facts = try Store.facts(of: path)
    var digest = SHA256()
    var bytes: Int64 = 0
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw CopyFile.failure("\(path) cannot be read") }
    defer { close(descriptor) }
    var buffer = [UInt8](repeating: 0, count: 131_072)
    while case let got = Glibc.read(descriptor, &buffer, buffer.count), got > 0 {
      digest.update(buffer[0..<got])
      bytes += Int64(got)
    }
    return .backupMade(draft, bytes: bytes, sha256: hexText(digest.finish()), facts)
  }

  private static func check(_ path: String) throws {
    var problem: String?
    let db = try Connection(path: path, .reader)
    try db.each(text: "PRAGMA quick_check(1)") { row in
      if row.text(0) != "ok" { problem = row.text(0) }
    }
    if let problem { throw Failure.broken("the copy is not whole: \(problem)") }
  }

  private static func settle(_ directory: String) throws {
    let descriptor = open(directory, O_RDONLY | O_CLOEXEC | O_DIRECTORY)
    guard descriptor >= 0 else { throw CopyFile.failure("\(directory) cannot be opened") }
    defer { close(descriptor) }
    guard fsync(descriptor) == 0 else { throw CopyFile.failure("\(directory) cannot be kept") }
  }

  private static func words(_ error: any Error) -> String {
    switch error {
    case Failure.unavailable(let text), Failure.broken(let text): text
    default: "\(error)"
    }
  }

  private static func names(_ directory: String) -> [String] {
    guard let folder = opendir(directory) else { return [] }
    defer { closedir(folder) }
    var names: [String] = []
    while let entry = readdir(folder) {
      names.append(
        withUnsafePointer(to: &entry.pointee.d_name) {
          $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
        })
    }
    return names
  }

  /// The moment in such a file's name; nil for any other file.
  private static func moment(_ name: String) -> Instant? {
    guard name.hasPrefix("before-v"), name.hasSuffix("Z.db") else { return nil }
    let rest = name.dropFirst(8).drop { $0.isNumber }
    guard rest.first == "-" else { return nil }
    return Instant(
      text: rest.dropFirst().dropLast(3).split(separator: ".").joined(separator: ":"))
  }
}
