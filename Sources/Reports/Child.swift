// One running child process: its three streams, its deadline and its end.
import CLinux
import Domain
import Glibc

/// A child in a session of its own, so that it has no terminal to ask and dies with all it started.
/// It belongs to the thread that made it.
final class Child {
  /// What it wrote to its standard output so far.
  private(set) var output: [UInt8] = []
  /// What it wrote to its standard error so far, the first part.
  private(set) var errors: [UInt8] = []

  private let program: String
  private let deadline: Deadline
  private let outputBytesMax: Int
  private var pid: pid_t = 0
  private var status: Int32?
  private var inputEnd: Int32 = -1
  private var outputEnd: Int32 = -1
  private var errorsEnd: Int32 = -1
  private static let errorsBytesMax = 64 * 1024
  private static let unknown: Int32 = -1

  init(_ program: String, _ arguments: [String], deadline: Deadline, outputBytesMax: Int) throws {
    self.program = program
    self.deadline = deadline
    self.outputBytesMax = outputBytesMax
    // Its input is a socket, not a pipe: a write to a dead reader is an error then, not a SIGPIPE,
    // and the kernel says how much has not been read.
    var input: [Int32] = [-1, -1]
    var output: [Int32] = [-1, -1]
    var errors: [Int32] = [-1, -1]
    let stream = Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue)
    let isMade =
      socketpair(AF_UNIX, stream, 0, &input) == 0 && pipe2(&output, O_CLOEXEC) == 0
      && pipe2(&errors, O_CLOEXEC) == 0
    (inputEnd, outputEnd, errorsEnd) = (input[0], output[0], errors[0])
    defer { for end in [input[1], output[1], errors[1]] where end >= 0 { close(end) } }
    guard isMade else { throw Failure.unavailable("no descriptors are left for \(program)") }
    for end in [outputEnd, errorsEnd] { _ = fcntl(end, F_SETFL, O_NONBLOCK) }
    pid = try spawn(program, arguments, streams: [input[1], output[1], errors[1]])
  }

  deinit {
    kill()
    for end in [inputEnd, outputEnd, errorsEnd] where end >= 0 { close(end) }
  }

  /// Hands bytes to its standard input, waiting as long as it takes them; false once it no longer
  /// reads. Throws at the deadline.
  func write(_ bytes: ArraySlice<UInt8>) throws -> Bool {
    var rest = bytes
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes {
        send(inputEnd, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL | MSG_DONTWAIT))
      }
      if count >= 0 {
        rest = rest.dropFirst(count)
      } else if errno == EAGAIN {
        try turn(wantsToWrite: true, milliseconds: 1000)
      } else if errno != EINTR {
        return false
      }
    }
    return true
  }

  /// Waits until it has read everything that was written; false if it ended instead.
  func waitUntilRead() throws -> Bool {
    while true {
      var waiting: Int32 = 0
      guard ioctl(inputEnd, UInt(TIOCOUTQ), &waiting) == 0 else { return false }
      if hasEnded { return false }
      if waiting == 0 { return true }
      try turn(wantsToWrite: false, milliseconds: 1)
    }
  }

  /// Closes its input, waits for its end and answers its status.
  func end() throws -> Int32 {
    if inputEnd >= 0 { close(inputEnd) }
    inputEnd = -1
    while !hasEnded {
      // An end of its streams wakes at once; a child that closed them early is looked at again.
      let isSilent = outputEnd < 0 && errorsEnd < 0
      try turn(wantsToWrite: false, milliseconds: isSilent ? 1 : 20)
    }
    drain()
    return status ?? Child.unknown
  }

  /// Ends it and all that it started.
  func kill() {
    guard pid > 0, status == nil else { return }
    // It leads its own process group, and its number is not given away before it is waited for.
    _ = Glibc.kill(-pid, SIGKILL)
    var word: Int32 = 0
    while waitpid(pid, &word, 0) == -1, errno == EINTR {}
    status = exitStatus(word)
  }

  /// What it says of its own failure: it is given a moment to say it, and then ended.
  func lastWords() -> String {
    let moment = Deadline(seconds: 2)
    while !hasEnded, !moment.isPast, (try? turn(wantsToWrite: false, milliseconds: 5)) != nil {}
    kill()
    drain()
    return String(decoding: errors.suffix(500), as: UTF8.self)
      .split(whereSeparator: \.isNewline).joined(separator: " ")
  }

  private var hasEnded: Bool {
    if status != nil { return true }
    var word: Int32 = 0
    let waited = waitpid(pid, &word, WNOHANG)
    if waited == 0 || (waited == -1 && errno == EINTR) { return false }
    // Somebody else has waited for it (SIGCHLD ignored?): how it ended is not known, so not well.
    status = waited == pid ? exitStatus(word) : Child.unknown
    return true
  }

  /// Waits a moment for any of its streams, and takes what it wrote so that it can go on.
  private func turn(wantsToWrite: Bool, milliseconds: Int32) throws {
    var waiting = [outputEnd, errorsEnd].map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
    if wantsToWrite { waiting.append(pollfd(fd: inputEnd, events: Int16(POLLOUT), revents: 0)) }
    _ = poll(&waiting, nfds_t(waiting.count), deadline.left(atMost: milliseconds))
    drain()
    if deadline.isPast {
      kill()
      throw Failure.broken("\(program) was ended after \(deadline.seconds) seconds")
    }
    if output.count > outputBytesMax {
      kill()
      throw Failure.broken("\(program) wrote more than \(outputBytesMax) bytes")
    }
  }

  private func drain() {
    drain(&outputEnd, into: &output, keeping: outputBytesMax + 1)  // one more shows the excess
    drain(&errorsEnd, into: &errors, keeping: Child.errorsBytesMax)
  }

  private func drain(_ end: inout Int32, into bytes: inout [UInt8], keeping most: Int) {
    var buffer = [UInt8](repeating: 0, count: 16 * 1024)
    // Bounded, so that a child that never stops writing cannot hold its reader past the deadline.
    for _ in 0..<64 where end >= 0 {
      let count = read(end, &buffer, buffer.count)
      if count > 0 {
        bytes += buffer[0..<min(count, max(0, most - bytes.count))]
      } else if count == 0 || (errno != EAGAIN && errno != EINTR) {
        close(end)
        end = -1
      } else if errno == EAGAIN {
        return
      }
    }
  }
}

private func exitStatus(_ word: Int32) -> Int32 {
  let signal = word & 0x7F
  return signal == 0 ? (word >> 8) & 0xFF : 128 + signal
}

/// Starts a program with these three descriptors as its streams and no other, a small environment,
/// and no signal ignored or blocked.
private func spawn(_ program: String, _ arguments: [String], streams: [Int32]) throws -> pid_t {
  guard !([program] + arguments).contains(where: { $0.utf8.contains(0) }) else {
    throw Failure.broken("an argument for \(program) holds a NUL")
  }
  var actions = posix_spawn_file_actions_t()
  posix_spawn_file_actions_init(&actions)
  defer { posix_spawn_file_actions_destroy(&actions) }
  for (number, stream) in streams.enumerated() {
    posix_spawn_file_actions_adddup2(&actions, stream, Int32(number))
  }
  posix_spawn_file_actions_addclosefrom_np(&actions, 3)

  var attributes = posix_spawnattr_t()
  posix_spawnattr_init(&attributes)
  defer { posix_spawnattr_destroy(&attributes) }
  var none = sigset_t()
  var all = sigset_t()
  sigemptyset(&none)
  sigfillset(&all)
  posix_spawnattr_setsigmask(&attributes, &none)
  posix_spawnattr_setsigdefault(&attributes, &all)
  let setsid: Int32 = 0x80  // POSIX_SPAWN_SETSID, which glibc shows to GNU sources only
  let flags = POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | setsid
  posix_spawnattr_setflags(&attributes, Int16(flags))

  var pid: pid_t = 0
  let code = withCStrings([program] + arguments) { words in
    withCStrings(environment()) { posix_spawn(&pid, program, &actions, &attributes, words, $0) }
  }
  guard code == 0 else {
    throw Failure.unavailable("\(program) cannot be started: \(String(cString: strerror(code)))")
  }
  return pid
}

private func environment() -> [String] {
  let kept = ["PATH", "HOME", "TMPDIR"].compactMap { name in
    getenv(name).map { name + "=" + String(cString: $0) }
  }
  return kept + ["LC_ALL=C.UTF-8"]
}

private func withCStrings<Answer>(
  _ texts: [String], _ body: ([UnsafeMutablePointer<CChar>?]) -> Answer
) -> Answer {
  let copies = texts.map { strdup($0) }
  defer { for copy in copies { free(copy) } }
  return body(copies + [nil])
}
