// How mails leave: by which program, from which address, and whether they do at all.
import Domain
import Glibc
import Reports

/// What is said about mail on the command line.
public struct MailPlan: Sendable, Equatable {
  /// A sendmail-compatible program: its name, looked for on PATH, or its path.
  public var program: String
  /// Its configuration, handed over as `-C FILE`; nil for its usual one.
  public var config: String?
  /// Whom mails come from.
  public var from: String
  /// Does nothing leave for now?
  public var isHeld: Bool
  /// Is a mail whose turn it is only put down as `dry-run`?
  public var isDryRun: Bool
  /// How long is waited after each failed attempt, in seconds.
  public var pauses: [Int64]
  /// How long the program may take, in seconds.
  public var deadlineSeconds: Int

  /// A plan.
  public init(
    program: String = "msmtp", config: String? = nil, from: String, isHeld: Bool = false,
    isDryRun: Bool = false, pauses: [Int64] = Limits.mailPauseSeconds,
    deadlineSeconds: Int = Limits.mailDeadlineSeconds
  ) {
    self.program = program
    self.config = config
    self.from = from
    self.isHeld = isHeld
    self.isDryRun = isDryRun
    self.pauses = pauses
    self.deadlineSeconds = deadlineSeconds
  }

  /// Where the program is; nil when it is missing.
  var path: String? {
    program.contains("/")
      ? (access(program, X_OK) == 0 ? program : nil) : ChildProcess.find([program])
  }

  /// The words it is started with. `--` ends the options: no address is ever taken for one.
  func words(to address: String) -> [String] {
    var words: [String] = []
    if let config { words += ["-C", config] }
    // What the relay answered is told on standard output; other programs do not know the word.
    if lastPart(program) == "msmtp" { words += ["--logfile=-"] }
    return words + ["-i", "-f", from, "--", address]
  }

  /// What stands in the way of mails now, in words.
  public var trouble: String? {
    if isHeld { return "No mail leaves: the server was started with --mail-hold." }
    if isDryRun { return "No mail leaves: the server was started with --mail-dry-run." }
    if path == nil { return "The mail program '\(program)' is missing: see hedgerow doctor." }
    return nil
  }
}

func mailPlan(_ words: Words) throws -> MailPlan? {
  guard let from = words.value("--mail-from") else {
    for name in ["program", "config", "retry", "hold", "dry-run"] where words.has("--mail-\(name)")
    {
      throw Misuse(text: "--mail-\(name) needs --mail-from ADDRESS.")
    }
    return nil
  }
  guard isAddress(from) else {
    throw Misuse(text: "--mail-from '\(from)' is no address: attendance@school.example is right.")
  }
  var plan = MailPlan(from: from)
  if let program = words.value("--mail-program") {
    plan.program = program.contains("/") ? absolute(program) : program
  }
  if let config = words.value("--mail-config") {
    plan.config = absolute(config)
    guard access(absolute(config), R_OK) == 0 else {
      throw Failure.conflict("\(config) cannot be read: hedgerow deploy msmtp writes one.")
    }
  }
  if let text = words.value("--mail-retry") {
    let pauses = text.split(separator: ",").map { Int64($0) ?? 0 }
    guard (1...20).contains(pauses.count), pauses.allSatisfy({ (1...86_400).contains($0) }) else {
      throw Misuse(text: "--mail-retry wants seconds of up to a day, like 60,300,900,3600.")
    }
    plan.pauses = pauses
  }
  plan.isHeld = words.has("--mail-hold")
  plan.isDryRun = words.has("--mail-dry-run")
  return plan
}
