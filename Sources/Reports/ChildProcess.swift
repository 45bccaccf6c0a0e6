// Programs beside us: how they are found, and how one is run to its end.
import Domain
import Glibc

/// Runs programs without a shell.
public enum ChildProcess {
  /// The path of the first of these programs that is on PATH; nil when none is.
  public static func find(_ names: [String]) -> String? {
    let path = getenv("PATH").map { String(cString: $0) } ?? "/usr/local/bin:/usr/bin:/bin"
    return find(names, path: path)
  }

  /// As `find`, on a search path that is handed in.
  static func find(_ names: [String], path: String) -> String? {
    for name in names where !name.isEmpty && !name.contains("/") {
      // An empty or relative entry means the current directory: no program is taken from there.
      for folder in path.split(separator: ":") where folder.hasPrefix("/") {
        let candidate = folder + "/" + name
        var status = stat()
        if stat(candidate, &status) == 0, status.st_mode & S_IFMT == S_IFREG,
          access(candidate, X_OK) == 0
        {
          return candidate
        }
      }
    }
    return nil
  }

  /// Runs a program to its end and answers its status (128 and the signal, if one ended it) and
  /// what it wrote. At the deadline it is killed with all that it started, and this throws.
  public static func run(
    _ program: String, _ arguments: [String], input: [UInt8], deadlineSeconds: Int
  ) throws -> (status: Int32, output: [UInt8], errors: [UInt8]) {
    let child = try Child(
      program, arguments, deadline: Deadline(seconds: deadlineSeconds), outputBytesMax: 256 << 20)
    // A program need not read all of its input: that alone is no failure.
    _ = try child.write(input[...])
    let status = try child.end()
    return (status, child.output, child.errors)
  }
}

/// A moment on the clock that only measures spans.
struct Deadline {
  let seconds: Int
  private let moment: Int64

  init(seconds: Int) {
    self.seconds = seconds
    moment = Deadline.milliseconds() + Int64(seconds) * 1000
  }

  /// Milliseconds left, none when it is past, and at most this many.
  func left(atMost most: Int32) -> Int32 {
    Int32(max(0, min(Int64(most), moment - Deadline.milliseconds())))
  }
  var isPast: Bool { left(atMost: 1) == 0 }

  private static func milliseconds() -> Int64 {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return Int64(time.tv_sec) * 1000 + Int64(time.tv_nsec) / 1_000_000
  }
}
