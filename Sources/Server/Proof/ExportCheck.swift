// Is an export unchanged since its records were written? What verify.py beside it asks, in Swift.
import Domain
import FoundationEssentials
import Reports
import Store

/// Checks an unpacked export. It trusts nothing in the folder, and holds of each record only where
/// its newest version stands.
struct ExportCheck {
  /// What is known of a record so far.
  struct Proven {
    let openedAt: Int64
    let actor: Int64?
    let child: Int64?
    let reference: String?
    var revision = 0
    var state: String?
    var erasure: Int64?
    /// Where the line of the newest version begins.
    var place = 0
  }
  struct Key: Hashable {
    let channel: Int64
    let number: Int64
  }
  /// A name that was said for a number.
  struct Name: Hashable {
    let what: String
    let id: Int64
  }

  let folder: String
  let signedOff: TreeHead?
  private(set) var problems: [String] = []
  private(set) var notes: [String] = []
  private(set) var head = TreeHead(entries: 0, root: [])
  private(set) var kind = ""
  private(set) var isWholeKind = false
  private(set) var versions = 0
  private(set) var rows: Int64 = 0
  private(set) var records: [Key: Proven] = [:]
  private(set) var said: [Name: (short: String, name: String)] = [:]

  init(folder: String, signedOff: TreeHead?) {
    self.folder = folder
    self.signedOff = signedOff
  }

  /// Checks all of it. Throws `Misuse` where a file is missing; a file that cannot be read as what
  /// it should be is a problem like any other.
  mutating func run() throws {
    do {
      try look()
    } catch let misuse as Misuse {
      throw misuse
    } catch let trouble as JSON.Trouble {
      report("a file cannot be read as what it should be: \(trouble.text)")
    } catch Failure.broken(let text) {
      report("a file cannot be read as what it should be: \(text)")
    }
  }

  /// What it came to, in words for people who know neither hashes nor trees.
  var told: String {
    var lines = problems.prefix(Self.problemsTold).map { "NOT AS IT WAS: \($0)" }
    if !problems.isEmpty {
      lines.append("\(problems.count) thing(s) are wrong: this export is not what was recorded.")
      return lines.joined(separator: "\n")
    }
    lines.append("\(rows) records, \(versions) versions: unchanged since they were written.")
    lines.append(
      signedOff == head
        ? "head \(head.text), the one you gave."
        : "head \(head.text)\nCompare this head with the one that was signed off.")
    return (lines + notes).joined(separator: "\n")
  }

  /// Past this, more of the same tells nothing new.
  private static let problemsTold = 50

  private mutating func look() throws {
    let manifest = try JSON.parse(try text("manifest.json"))
    let files = manifest["files"]?.items ?? []
    for file in files { try check(file: file) }
    try readProof()
    let data = [".csv", ".jsonl", ".sqlite"].map { kind + $0 }
      .first { name in files.contains { $0["name"]?.text == name } }
    guard let data else { throw Failure.broken("the manifest names no file of \(kind) records") }
    try checkRows(data)
    if manifest["rows"]?.whole != rows { report("the manifest tells of another number of rows") }
    if manifest["audit_head"]?.text != head.text { report("the manifest tells of another head") }
    note()
  }

  mutating func report(_ problem: String) { problems.append(problem) }

  private func text(_ name: String) throws -> [UInt8] {
    guard let data = FileManager.default.contents(atPath: folder + "/" + name) else {
      throw Misuse(text: "There is no \(name) in \(folder).")
    }
    return Array(data)
  }

  private mutating func check(file: JSON) throws {
    let name = try file.string("name")
    guard !name.contains("/"), let sha256 = try? Reports.sha256(of: folder + "/" + name) else {
      return report("\(name) is missing")
    }
    if sha256 != file["sha256"]?.text {
      report("\(name) is not the file that was made: its SHA-256 differs")
    }
  }

  // MARK: The proof

  private mutating func readProof() throws {
    guard FileManager.default.fileExists(atPath: folder + "/proof.jsonl") else {
      throw Misuse(text: "There is no proof.jsonl in \(folder).")
    }
    let file = try LineFile(folder + "/proof.jsonl")
    let first = try JSON.parse(try file.next() ?? [])
    guard let head = TreeHead(text: try first.string("head")) else {
      throw Failure.broken("the proof has no head")
    }
    self.head = head
    kind = try first.string("kind")
    isWholeKind = first["from"] == nil && first["to"] == nil
    var fold = MerkleFold()
    var rootThen: [UInt8]?
    while true {
      if fold.count == signedOff?.entries { rootThen = fold.root }
      let place = file.place
      guard let line = try file.next() else { break }
      try take(try ProofLine(JSON.parse(line)), at: place, &fold)
    }
    if fold.count != head.entries || fold.root != head.root {
      report("the entries do not lead to the head: one was changed, removed or put in")
    }
    compare(rootThen)
  }

  private mutating func take(_ line: ProofLine, at place: Int, _ fold: inout MerkleFold) throws {
    switch line {
    case .said(let what, let id, let short, let name):
      said[Name(what: what, id: id)] = (short, name)
    case .outside(let first, let last, let hash):
      let size = last - first + 1
      guard first == fold.count + 1, size > 0, size & (size - 1) == 0,
        fold.add(hash, level: size.trailingZeroBitCount)
      else { throw Failure.broken("entries are missing after \(fold.count)") }
    case .entry(let proven):
      guard proven.entry.number == fold.count + 1 else {
        throw Failure.broken("entries are missing after \(fold.count)")
      }
      fold.add(check(proven))
      try file(proven, at: place)
    }
  }

  /// Checks an entry by itself; answers its leaf.
  private mutating func check(_ proven: ProvenEntry) -> [UInt8] {
    let name = "entry \(proven.entry.number) (\(proven.entry.detail))"
    if let content = proven.content {
      if content.hash != proven.entry.contentHash { report("\(name): its content was changed") }
    } else if proven.entry.act != "record.state", proven.erasure == nil {
      report("\(name): its content is missing")
    }
    if !proven.entry.detail.hasPrefix(kind + " ") { report("\(name): is of another kind") }
    let leaf = proven.entry.leaf
    if leaf != proven.leaf { report("\(name): was changed") }
    return leaf
  }

  /// Notes what an entry says of its record.
  private mutating func file(_ proven: ProvenEntry, at place: Int) throws {
    let entry = proven.entry
    let words = entry.detail.split(separator: " ").map(String.init)
    guard let channel = entry.channel, words.count > 3, let number = Int64(words[1]) else {
      throw Failure.broken("entry \(entry.number) is about no record")
    }
    let key = Key(channel: channel, number: number)
    if entry.act == "record.opened" {
      records[key] = Proven(
        openedAt: entry.at, actor: entry.actor, child: proven.child, reference: proven.reference)
    }
    guard var record = records[key] else {
      throw Failure.broken("the first version of \(kind) \(number) is missing")
    }
    if entry.act == "record.state" {
      record.state = words.last
    } else {
      versions += 1
      if Int(words[3]) != record.revision + 1 {
        report("\(entry.detail): revision \(record.revision + 1) is missing")
      }
      record.revision = Int(words[3]) ?? 0
      record.place = place
      record.erasure = proven.erasure
    }
    records[key] = record
  }

  private mutating func compare(_ rootThen: [UInt8]?) {
    guard let signedOff, signedOff != head else { return }
    if signedOff.entries == head.entries {
      report("the head of this export is not the head given")
    } else if let rootThen {
      if rootThen != signedOff.root {
        report("the first \(signedOff.entries) entries are not those of the head given")
      }
    } else {
      notes.append(
        "The head given is of \(signedOff.entries) entries and this export's of \(head.entries): "
          + "the house can show with 'hedgerow verify --head' that both are of one record.")
    }
  }

  // MARK: The rows

  private mutating func checkRows(_ name: String) throws {
    let proof = try LineFile(folder + "/proof.jsonl")
    var places: [String: Int64] = [:]
    for (name, said) in said where name.what == "channel" { places[said.short] = name.id }
    var found: Set<Key> = []
    try RowFile(path: folder + "/" + name, table: kind).read { row in
      rows += 1
      let title = "\(row["channel"] ?? "") \(row["number"] ?? "")"
      let place = row["channel"].flatMap { places[$0] }
      guard let place, let number = row["number"].flatMap({ Int64($0) }),
        let record = records[Key(channel: place, number: number)], record.erasure == nil
      else { return report("\(title): the row has no proof") }
      let key = Key(channel: place, number: number)
      guard found.insert(key).inserted else { return report("\(title): is there twice") }
      let proven = try ProvenEntry(JSON.parse(proof.line(at: record.place)))
      guard let content = proven.content else { return }
      let wanted = try ExpectedRow(said: said).cells(key, record, content)
      for (column, cell) in row.sorted(by: { $0.key < $1.key }) {
        let want = wanted[column] ?? ""
        if let want, !RowFile.isSame(cell, want) {
          report("\(title): '\(cell)' in column \(column) is not what was written: '\(want)'")
        }
      }
    }
    for (key, record) in records.sorted(by: { $0.value.place < $1.value.place })
    where !found.contains(key) && record.erasure == nil {
      let channel = said[Name(what: "channel", id: key.channel)]?.short ?? ""
      report("\(channel) \(key.number): the row is missing")
    }
  }

  private mutating func note() {
    let erased = records.values.count { $0.erasure != nil }
    if erased > 0 {
      notes.append("\(erased) record(s) were lawfully erased; the house holds the certificates.")
    }
    guard isWholeKind else { return }
    var last: [Int64: Int64] = [:]
    for key in records.keys { last[key.channel] = max(last[key.channel] ?? 0, key.number) }
    let gaps = last.values.reduce(0, +) - Int64(records.count)
    if gaps > 0 {
      notes.append(
        "\(gaps) number(s) are not in this export: hidden in the house, or left out here.")
    }
  }
}
