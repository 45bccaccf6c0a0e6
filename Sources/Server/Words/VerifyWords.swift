// The word verify: are the data whole, and are they those of a head that was signed off?
import Domain
import FoundationEssentials
import Store

func verify(_ words: Words) throws -> Int32 {
  try words.allow(["--data", "--file", "--head", "--home"])
  let signedOff = try words.value("--head").map { try head($0) }
  if let path = words.value("--file") {
    guard words.value("--data") == nil else {
      throw Misuse(text: "Either --data or --file, not both.")
    }
    return try verify(export: path, signedOff: signedOff)
  }
  let data = try words.needed("--data")
  guard Organisation.exists(in: data) else {
    throw Failure.conflict("There is no organisation in \(data).")
  }
  let order = ["verify"] + (signedOff.map { ["--head", $0.text] } ?? [])
  if let status = askServer(order, password: nil, data) { return status }
  let catalog = try catalog(home: DefinitionSource.home(named: words.value("--home")))
  let store = try Store(directory: data, catalog: catalog, clock: SystemClock(), dice: SystemDice())
  defer { store.close() }
  let verdict = try store.verdict(signedOff: signedOff)
  say(told(verdict, signedOff: signedOff))
  return verdict.problems.isEmpty ? 0 : 1
}

/// A head from the command line.
func head(_ text: String) throws -> TreeHead {
  guard let head = TreeHead(text: text) else {
    throw Misuse(
      text: "'\(text)' is no head. One looks like 15321-9f8e..., with 64 hexadecimal digits.")
  }
  return head
}

/// What a walk through the data came to, in words.
func told(_ verdict: Verdict, signedOff: TreeHead?) -> String {
  var lines = verdict.problems
  if verdict.problems.isEmpty {
    lines.append("Whole: \(verdict.head.entries) audit entries, chain \(verdict.chain)")
    if let signedOff {
      lines.append(
        "The head given is contained unchanged: its \(signedOff.entries) entries are the first "
          + "of today's \(verdict.head.entries).")
    }
    lines.append("head \(verdict.head.text)")
  } else {
    lines.append("\(verdict.problems.count) problem(s).")
  }
  return lines.joined(separator: "\n")
}

/// Checks an unpacked export, wherever it came from.
private func verify(export path: String, signedOff: TreeHead?) throws -> Int32 {
  var folder = path
  if path.hasSuffix("proof.jsonl") { folder = String(path.dropLast("proof.jsonl".count)) }
  if path.hasSuffix(".zip") {
    throw Misuse(text: "Please unpack it first (7z x \(path)), and name the folder.")
  }
  guard FileManager.default.fileExists(atPath: folder.isEmpty ? "." : folder) else {
    throw Misuse(text: "There is no \(path).")
  }
  var check = ExportCheck(folder: folder.isEmpty ? "." : folder, signedOff: signedOff)
  try check.run()
  say(check.told)
  return check.problems.isEmpty ? 0 : 1
}
