// The journal: one structured line a request, of the machine and never of a person.
import Domain
import Glibc

/// Writes a JSON object a line. Whoever notes something never waits: one thread writes, and where
/// the reader of the journal is too slow, lines are dropped and counted.
public final class Journal: @unchecked Sendable {  // `mutex` guards all that changes
  /// What is told of one request; `method` and `route` are words of ours, not of the client.
  struct Line: Sendable {
    let at: Instant
    let method: String
    let route: String
    /// From the complete request to its answer; for a stream's end, to that.
    let microseconds: Int64
    var status = 0
    /// Of the body.
    var bytes: Int64 = 0
    /// What the request has written.
    var events: [EventNumber] = []
    var isStreamEnd = false
  }

  /// Where the lines go: answers whether they went. It may wait for its reader, but not for long
  /// once the journal is closing.
  typealias Sink = @Sendable (_ text: [UInt8], _ isClosing: () -> Bool) -> Bool

  let clock: any Clock
  /// A clock that nobody sets.
  let microseconds: @Sendable () -> Int64
  private let sink: Sink
  private let linesMax: Int
  private let companyMilliseconds: Int
  private let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
  private let changed = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)
  private var lines: [Line] = []
  private var dropped: Int64 = 0
  private var isRunning = false
  private var isClosing = false

  /// A journal that writes nothing until it is started. Lines that come together, within so many
  /// milliseconds, are written together.
  init(
    clock: any Clock, microseconds: @escaping @Sendable () -> Int64 = steadyMicroseconds,
    linesMax: Int = Limits.journalLinesMax, companyMilliseconds: Int = 100, sink: @escaping Sink
  ) {
    self.clock = clock
    self.microseconds = microseconds
    self.linesMax = linesMax
    self.companyMilliseconds = companyMilliseconds
    self.sink = sink
    mutex.initialize(to: pthread_mutex_t())
    pthread_mutex_init(mutex, nil)
    changed.initialize(to: pthread_cond_t())
    pthread_cond_init(changed, nil)
  }

  /// A journal in a file, which is appended to, or with `-` on standard output.
  convenience init(place: String, clock: any Clock) throws {
    let file = place == "-" ? 1 : open(place, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o600)
    guard file >= 0 else {
      throw Failure.unavailable("\(place) cannot be written: \(String(cString: strerror(errno)))")
    }
    self.init(clock: clock) { text, isClosing in
      Journal.append(text, to: file, until: isClosing)
    }
  }

  deinit {
    pthread_cond_destroy(changed)
    pthread_mutex_destroy(mutex)
    changed.deallocate()
    mutex.deallocate()
  }

  /// Notes a line; never waits.
  func note(_ line: Line) {
    locked {
      guard !isClosing else { return }
      guard lines.count < linesMax else { return dropped += 1 }
      lines.append(line)
      // The thread is woken by the first line, and when it has waited for company long enough.
      if lines.count == 1 || lines.count == linesMax / 2 { pthread_cond_broadcast(changed) }
    }
  }

  /// Begins to write, what was noted before included.
  public func start() {
    let isFirst = locked {
      defer { isRunning = true }
      return !isRunning && !isClosing
    }
    if isFirst { startThread { self.run() } }
  }

  /// Writes what waits, as far as its reader takes it, and ends.
  public func close() {
    locked {
      isClosing = true
      pthread_cond_broadcast(changed)
      while isRunning { pthread_cond_wait(changed, mutex) }
    }
  }

  // MARK: - The thread

  private func run() {
    while let (batch, missing) = next() {
      var text: [UInt8] = []
      text.reserveCapacity(batch.count * 160)
      for line in batch { line.write(into: &text) }
      if missing > 0 {
        text += "{\"time\":\"\(clock.now().text)\",\"dropped\":\(missing)}\n".utf8
      }
      let isWritten = sink(text) { locked { isClosing } }
      if !isWritten { locked { dropped += missing + Int64(batch.count) } }
    }
    locked {
      isRunning = false
      pthread_cond_broadcast(changed)
    }
  }

  /// What is to be written; nil at the end.
  private func next() -> (batch: [Line], dropped: Int64)? {
    locked {
      while lines.isEmpty, !isClosing { pthread_cond_wait(changed, mutex) }
      waitForCompany()
      defer {
        lines.removeAll(keepingCapacity: lines.count < linesMax / 2)
        dropped = 0
      }
      return lines.isEmpty ? nil : (lines, dropped)
    }
  }

  private func waitForCompany() {
    var end = timespec()
    clock_gettime(CLOCK_REALTIME, &end)
    end.tv_nsec += companyMilliseconds * 1_000_000
    end.tv_sec += end.tv_nsec / 1_000_000_000
    end.tv_nsec %= 1_000_000_000
    while lines.count < linesMax / 2, !isClosing {
      if pthread_cond_timedwait(changed, mutex, &end) == ETIMEDOUT { return }
    }
  }

  private func locked<Answer>(_ body: () -> Answer) -> Answer {
    pthread_mutex_lock(mutex)
    defer { pthread_mutex_unlock(mutex) }
    return body()
  }

  /// Appends all of it, waiting for a reader that is slow, but no longer once the journal closes.
  static func append(_ text: [UInt8], to file: Int32, until isClosing: () -> Bool) -> Bool {
    var rest = text[...]
    while !rest.isEmpty {
      var waiting = pollfd(fd: file, events: Int16(POLLOUT), revents: 0)
      let ready = poll(&waiting, 1, 100)
      if ready == 0, isClosing() { return false }
      guard ready > 0 else { continue }
      // A pipe that is ready takes a page without holding the writer up, and no more is sure.
      let wrote = rest.prefix(4_096).withUnsafeBytes { write(file, $0.baseAddress, $0.count) }
      guard wrote > 0 || errno == EINTR || errno == EAGAIN else { return false }
      rest = rest.dropFirst(max(0, wrote))
    }
    return true
  }
}

extension Journal.Line {
  /// Its text. None of it needs escaping: no byte of it is a client's.
  func write(into text: inout [UInt8]) {
    text += "{\"time\":\"\(at.text)\",\"method\":\"".utf8
    text += method.utf8
    text += "\",\"route\":\"".utf8
    text += route.utf8
    text += "\",\"status\":\(status),\"bytes\":\(bytes),\"microseconds\":\(microseconds)".utf8
    if !events.isEmpty {
      text += ",\"events\":[\(events.map { String($0.raw) }.joined(separator: ","))]".utf8
    }
    if isStreamEnd { text += ",\"ended\":true".utf8 }
    text += "}\n".utf8
  }
}

/// Microseconds of a clock that nobody sets.
@Sendable func steadyMicroseconds() -> Int64 {
  var time = timespec()
  clock_gettime(CLOCK_MONOTONIC, &time)
  return Int64(time.tv_sec) * 1_000_000 + Int64(time.tv_nsec) / 1_000
}
