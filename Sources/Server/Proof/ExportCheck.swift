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
    var state: String
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
  var problems: [String] = []
  var notes: [String] = []
  var head = TreeHead(entries: 0, root: [])
  var kind = ""
  /// The fields as the proof tells them, in order, and each one's family.
  var fields: [(name: String, family: String)] = []
  var families: [String: String] = [:]
  private var opening = ""
  var versions = 0
  var rows: Int64 = 0
  var records: [Key: Proven] = [:]
  var said: [Name: (short: String, name: String)] = [:]

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
    let gone = records.values.count { $0.erasure != nil }
    lines.append(
      "\(rows) records, \(versions) versions: unchanged since they were written."
        + (gone > 0 ? " \(gone) more are claimed erased: see below." : ""))
    switch signedOff {
    case nil:
      lines.append("head \(head.text)\nCompare this head with the one that was signed off.")
    case head: lines.append("head \(head.text), the one you gave.")
    default: lines.append("head \(head.text), which begins with the one you gave.")
    }
    return (lines + notes).joined(separator: "\n")
  }

  /// Past this, more of the same tells nothing new.
  private static let problemsTold = 50

  private mutating func look() throws {
    let manifest = try JSON.parse(try text("manifest.json"))
    guard FileManager.default.fileExists(atPath: folder + "/proof.jsonl") else {
      throw missing("proof.jsonl")
    }
    guard let data = try checkFolder(manifest), problems.isEmpty else { return }
    for file in manifest["files"]?.items ?? [] { try check(file: file) }
    try readProof(manifest)
    try checkRows(data, manifest["columns"]?.items?.compactMap(\.text) ?? [])
    if manifest["rows"]?.whole != rows { report("the manifest tells of another number of rows") }
    note(isWholeKind: manifest["from"] == nil && manifest["to"] == nil)
  }

  mutating func report(_ problem: String) { problems.append(problem) }

  private func text(_ name: String) throws -> [UInt8] {
    guard let data = FileManager.default.contents(atPath: folder + "/" + name) else {
      throw missing(name)
    }
    return Array(data)
  }

  private func missing(_ name: String) -> Misuse {
    Misuse(
      text: "There is no \(name) in \(folder). Only an export that a director or DSL ordered "
        + "carries a proof.")
  }

  /// Here lie the files of an export and nothing else. Answers the data file.
  private mutating func checkFolder(_ manifest: JSON) throws -> String? {
    let kind = try manifest.string("what")
    guard
      kind.utf8.allSatisfy({
        (97...122).contains($0) || (48...57).contains($0) || $0 == 95 || $0 == 45
      }),
      kind.utf8.first.map({ (97...122).contains($0) }) ?? false, kind.utf8.count <= 64
    else { throw Failure.broken("the kind has no name") }
    let names = try (manifest["files"]?.items ?? []).map { try $0.string("name") }
    let tables = [".csv", ".jsonl", ".sqlite"].map { kind + $0 }.filter(names.contains)
    guard tables.count == 1, let data = tables.first else {
      report("the manifest does not name exactly one file of \(kind) records")
      return nil
    }
    let wanted = ["HOW-TO-CHECK.txt", "verify.py", "proof.jsonl", data].sorted()
    if names.sorted() != wanted { report("the manifest names other files than an export has") }
    let files = FileManager.default
    let there = Set(try files.contentsOfDirectory(atPath: folder)).subtracting(["manifest.json"])
    for name in there.subtracting(wanted).sorted() {
      report("\(name) does not belong to this export")
    }
    for name in wanted {
      if !there.contains(name) {
        report("\(name) is missing")
      } else if try files.attributesOfItem(atPath: folder + "/" + name)[.type] as? FileAttributeType
        != .typeRegular
      {
        report("\(name) is no plain file")
      }
    }
    return data
  }

  private mutating func check(file: JSON) throws {
    let name = try file.string("name")
    guard let sha256 = try? Reports.sha256(of: folder + "/" + name) else {
      return report("\(name) is missing")
    }
    if sha256 != file["sha256"]?.text {
      report("\(name) is not the file that was made: its SHA-256 differs")
    }
  }

  // MARK: The proof

  private mutating func readProof(_ manifest: JSON) throws {
    let file = try LineFile(folder + "/proof.jsonl")
    let first = try JSON.parse(try file.next() ?? [])
    guard let head = TreeHead(text: try first.string("head")) else {
      throw Failure.broken("the proof has no head")
    }
    self.head = head
    try check(first: first, manifest)
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

  /// The manifest and the proof tell the same of this export.
  private mutating func check(first: JSON, _ manifest: JSON) throws {
    guard first["format"]?.whole == 1 else { throw Failure.broken("another format of proof") }
    kind = try first.string("kind")
    opening = try first.string("opens_as")
    let pairs = [
      ("what", "kind"), ("whose", "whose"), ("from", "from"), ("to", "to"), ("audit_head", "head"),
    ]
    for (mine, its) in pairs where manifest[mine] != first[its] {
      report("the manifest tells of another \(mine)")
    }
    for item in first["fields"]?.items ?? [] {
      guard let pair = item.items?.compactMap(\.text), pair.count == 2,
        families.updateValue(pair[1], forKey: pair[0]) == nil
      else { throw Failure.broken("a field has no family, or two") }
      fields.append((pair[0], pair[1]))
    }
    let own = fields.map(\.name).filter { !ExportTable.shared.contains($0) }
    let columns = (ExportTable.shared + own).map { JSON.string($0) }
    if manifest["columns"] != .array(columns) {
      report("the columns of the manifest are not those of the proof")
    }
  }

  private mutating func take(_ line: ProofLine, at place: Int, _ fold: inout MerkleFold) throws {
    switch line {
    case .said(let what, let id, let short, let name):
      guard said.updateValue((short, name), forKey: Name(what: what, id: id)) == nil else {
        throw Failure.broken("a number is named twice")
      }
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
    let isMove = proven.entry.act == "record.state"
    if let content = proven.content {
      if isMove || proven.erasure != nil { report("\(name): it can have no content") }
      if content.hash != proven.entry.contentHash { report("\(name): its content was changed") }
      if Set(content.values.map(\.field)).count < content.values.count {
        report("\(name): a field is there twice")
      }
      for value in content.values
      where families[value.field] != value.family || !FieldShape.holds(value.family, value.text) {
        report("\(name): the field \(value.field) is not of the family \(value.family)")
      }
    } else if !isMove, proven.erasure == nil {
      report("\(name): its content is missing")
    }
    let leaf = proven.entry.leaf
    if leaf != proven.leaf { report("\(name): was changed") }
    return leaf
  }

  /// Notes what an entry says of its record.
  private mutating func file(_ proven: ProvenEntry, at place: Int) throws {
    let entry = proven.entry
    let words = entry.detail.split(separator: " ", omittingEmptySubsequences: false)
      .map(String.init)
    let isMove = entry.act == "record.state"
    guard let channel = entry.channel, words.count == (isMove ? 6 : 4), words[0] == kind,
      let number = Int64(words[1]), words[2] == (isMove ? "from" : "revision"),
      isMove || entry.act == "record.opened" || entry.act == "record.revised"
    else { throw Failure.broken("entry \(entry.number) is about no record of this kind") }
    let key = Key(channel: channel, number: number)
    if entry.act == "record.opened" {
      guard records[key] == nil else { throw Failure.broken("a record is opened twice") }
      records[key] = Proven(
        openedAt: entry.at, actor: entry.actor, child: proven.child, reference: proven.reference,
        state: opening)
    }
    guard var record = records[key] else {
      throw Failure.broken("the first version of \(kind) \(number) is missing")
    }
    if isMove {
      if record.state != words[3] {
        report("\(entry.detail): it was in state \(record.state) before")
      }
      record.state = words[5]
    } else {
      // What is not shown is not said to be unchanged.
      if proven.erasure == nil { versions += 1 }
      if Int(words[3]) != record.revision + 1 {
        report("\(entry.detail): revision \(record.revision + 1) is missing")
      }
      if record.revision > 0, record.erasure != proven.erasure {
        report("\(entry.detail): some versions of it are claimed erased and others not")
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
      report(
        "this export cannot be compared with the head you gave: that is of \(signedOff.entries) "
          + "entries and this is of \(head.entries). Ask the house for 'hedgerow verify --data ... "
          + "--head ...' with either head")
    }
  }
}
