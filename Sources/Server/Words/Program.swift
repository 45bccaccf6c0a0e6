// The words of the command line: which program is meant, and how each one is used.
import Domain
import Glibc

/// A mistake in the words: usage on standard error, exit 2.
struct Misuse: Error {
  let text: String
}

/// One word of the command line.
struct Word: Sendable {
  let name: String
  let usage: String
  let summary: String
  let run: @Sendable (Words) throws -> Int32
}

/// The whole command line.
public enum Program {
  static let words: [Word] = [
    Word(
      name: "serve",
      usage: """
        hedgerow serve --data DIR [--listen 127.0.0.1:8080 | unix:PATH]... [--home DIR]
          [--listen proxied:PLACE]...               each connection begins with a PROXY header
          [--proxy ADDRESS | NETWORK | unix]...     whose X-Forwarded-For and -Proto are believed
          [--backups FOLDER]... [--backup-at 02:00] [--backup-key FILE] [--backup-keep 7d,5w,12m]
          [--mail-from ADDRESS [--mail-program msmtp] [--mail-config FILE] [--mail-hold]
            [--mail-dry-run] [--mail-retry 60,300,900]]   how mails leave: by a sendmail-like program
          [--journal FILE]     one line a request, without personal data; standard output if not said
        """,
      summary: "Serve one organisation; creates or migrates DIR at start.", run: serve),
    Word(
      name: "demo", usage: "hedgerow demo [--data DIR] [--listen 127.0.0.1:8080] [--no-serve]",
      summary: "A made-up organisation: seeded if empty, then served.", run: demo),
    Word(
      name: "init",
      usage: "hedgerow init --data DIR --organisation NAME --member LOGIN [--name NAME]",
      summary: "A new, empty organisation and its first member (password on standard input).",
      run: initialise),
    Word(
      name: "seed",
      usage: "hedgerow seed --data DIR --size small|school|trust [--password P] [--seed N] "
        + "[--days N] [--json]",
      summary: "A made-up organisation; the same seed gives the same content.", run: seed),
    Word(
      name: "check", usage: "hedgerow check [--home DIR]",
      summary: "Read every definition file and tell all complaints; exit 1 if any.", run: check),
    Word(
      name: "doctor", usage: "hedgerow doctor [--data DIR]",
      summary: "What is missing on this machine and how to install it.", run: doctor),
    Word(
      name: "member", usage: MemberOrder.usage, summary: "Add, list, end members; set passwords.",
      run: member),
    Word(
      name: "calendar", usage: "hedgerow calendar FILE --data DIR [--dry-run]",
      summary: "Terms and closures from an iCalendar file; --dry-run says what would change.",
      run: importCalendar),
    Word(
      name: "verify",
      usage: "hedgerow verify --data DIR [--head TEXT]   or   --file FOLDER [--head TEXT]",
      summary: "Walk the audit chain and check every reference; print the head to be signed off, "
        + "or compare with one that was. Or check an unpacked export. Exit 1 if broken.",
      run: verify),
    Word(
      name: "backup",
      usage: """
        hedgerow backup --data DIR --to FILE [--key FILE]     a copy of everything, encrypted
        hedgerow backup drill --data DIR [--key FILE]         open the newest copy; exit 1 if not whole
        hedgerow backup list --data DIR                       every copy, and how its drill went
        """,
      summary: "Copy everything while it runs, prove the copies, list them.", run: backup),
    Word(
      name: "restore", usage: "hedgerow restore --from FILE --data DIR [--key FILE]",
      summary: "An organisation from a copy, into a folder that is empty or not there.",
      run: restore),
    Word(
      name: "export",
      usage: """
        hedgerow export --data DIR --kind KIND (--channel NAME | --all) --purpose TEXT --to FILE
          [--from DAY] [--until DAY] [--format csv|jsonl|sqlite] [--as LOGIN]
        """,
      summary: "Records as an encrypted file; its passphrase is told once.", run: export),
    Word(
      name: "deploy",
      usage: """
        hedgerow deploy caddy|nginx [--domain chat.example.org] [--listen 127.0.0.1:8080 | unix:PATH]
          [--certificate FILE --key FILE]                     the reverse proxy that speaks TLS
        hedgerow deploy systemd [--data DIR] [--listen 127.0.0.1:8080 | unix:PATH]
        hedgerow deploy docker [--data DIR]                   a Dockerfile
        hedgerow deploy msmtp [--domain smtp.example.org]     how mails reach the relay, by TLS
        """,
      summary: "A working configuration for what stands around it, on standard output.",
      run: deploy),
  ]

  /// Does what the words say; the answer is the exit status: 0 done, 1 the answer is no, 2 the
  /// words were wrong.
  public static func run(_ arguments: [String]) -> Int32 {
    guard let first = arguments.first, !["--help", "-h", "help"].contains(first) else {
      say(overview)
      return arguments.isEmpty ? 2 : 0
    }
    if first == "--version" {
      say("hedgerow \(hedgerowVersion)")
      return 0
    }
    guard let word = words.first(where: { $0.name == first }) else {
      let guess = nearest(first, among: words.map(\.name)).map { " Did you mean '\($0)'?" } ?? ""
      warn("hedgerow: there is no '\(first)'.\(guess)\n\n\(overview)")
      return 2
    }
    let rest = Array(arguments.dropFirst())
    if rest.contains("--help") || rest.contains("-h") {
      say("\(word.usage)\n\n\(word.summary)")
      return 0
    }
    return run(word, rest)
  }

  private static func run(_ word: Word, _ rest: [String]) -> Int32 {
    do {
      return try word.run(Words(rest))
    } catch let misuse as Misuse {
      warn("hedgerow \(word.name): \(misuse.text)\n\n\(word.usage)")
      return 2
    } catch let problem as Problem {
      let hint = problem.complaints.first?.hint.map { "\n" + $0 } ?? ""
      warn("hedgerow \(word.name): \(problem.text)\(hint)")
      return problem.status == 422 ? 2 : 1
    } catch {
      warn("hedgerow \(word.name): \(explained(error))")
      return 1
    }
  }

  private static var overview: String {
    let width = words.map(\.name.count).max() ?? 0
    let lines = words.map { word in
      "  \(word.name)\(String(repeating: " ", count: width - word.name.count))  \(word.summary)"
    }
    return "Hedgerow \(hedgerowVersion), a channel server for teams who look after children.\n\n"
      + lines.joined(separator: "\n") + "\n\nhedgerow WORD --help tells more."
  }
}

/// An error in words, for the person at the machine.
func explained(_ error: any Error) -> String {
  switch error {
  case Failure.unavailable(let text), Failure.broken(let text), Failure.conflict(let text): text
  case Failure.locked(let directory):
    "Another hedgerow has the data in \(directory). Stop it first, or ask it."
  case Failure.newer(let found, let known):
    "The data are of version \(found); this program knows versions up to \(known). "
      + "Please use a newer hedgerow."
  case let problem as Problem: problem.text
  default: "\(error)"
  }
}

/// The words after the first one: options with their values, switches, and plain words.
struct Words {
  private static let switches: Set<String> = [
    "--all", "--dry-run", "--json", "--no-serve", "--mail-hold", "--mail-dry-run",
  ]
  private(set) var plain: [String] = []
  private var options: [String: [String]] = [:]

  init(_ arguments: [String]) throws {
    var at = 0
    while at < arguments.count {
      let word = arguments[at]
      at += 1
      guard word.hasPrefix("--") else {
        plain.append(word)
        continue
      }
      if let equals = word.firstIndex(of: "=") {
        options[String(word[..<equals]), default: []].append(
          String(word[word.index(after: equals)...]))
      } else if Words.switches.contains(word) {
        options[word, default: []].append("")
      } else {
        guard at < arguments.count else { throw Misuse(text: "\(word) needs a value.") }
        options[word, default: []].append(arguments[at])
        at += 1
      }
    }
  }

  /// The same words for another to read, after a first one, with paths that hold everywhere.
  func arguments(_ first: String, absolute paths: Set<String>) -> [String] {
    var words = [first] + plain
    for (name, values) in options.sorted(by: { $0.key < $1.key }) where name != "--data" {
      for value in values {
        words.append(name)
        if !Words.switches.contains(name) {
          words.append(paths.contains(name) ? absolute(value) : value)
        }
      }
    }
    return words
  }

  /// Complains about options that nobody asked for.
  func allow(_ names: Set<String>, plain most: Int = 0) throws {
    if let stranger = options.keys.sorted().first(where: { !names.contains($0) }) {
      throw Misuse(text: "\(stranger) is not known here.")
    }
    if plain.count > most { throw Misuse(text: "'\(plain[most])' is too much.") }
  }
  func has(_ name: String) -> Bool { options[name] != nil }
  func value(_ name: String) -> String? { options[name]?.last }
  func values(_ name: String) -> [String] { options[name] ?? [] }
  func needed(_ name: String) throws -> String {
    guard let value = value(name), !value.isEmpty else { throw Misuse(text: "\(name) is missing.") }
    return value
  }
}

/// One line from standard input, without its end; for passwords, so that none is on a command line.
func passwordFromInput(_ prompt: String) -> String {
  let isTerminal = isatty(0) == 1
  var old = termios()
  if isTerminal {
    tcgetattr(0, &old)
    var quiet = old
    quiet.c_lflag &= ~tcflag_t(ECHO)
    tcsetattr(0, TCSANOW, &quiet)
    warn(prompt)
  }
  defer { if isTerminal { tcsetattr(0, TCSANOW, &old) } }
  return readLine(strippingNewline: true) ?? ""
}
