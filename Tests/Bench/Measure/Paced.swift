// A client that posts lines at a fixed rate, whatever the server does, and times each from its due.
import Glibc

/// One thread a connection; each posts every `connections / rate` seconds. A line that is late
/// because the one before it was is timed from when it was due, so a stall is not left out.
struct Paced {
  let port: UInt16
  let path: String
  let token: String
  let text: String
  let rate: Double
  let seconds: Double
  let connections: Int

  /// What one thread works with and finds; its own until it is joined.
  fileprivate final class Hand: @unchecked Sendable {
    let paced: Paced
    let number: Int
    let start: Double
    var times: [Double] = []
    var bad = 0
    init(_ paced: Paced, number: Int, start: Double) {
      (self.paced, self.number, self.start) = (paced, number, start)
    }
  }

  /// Prints the rate that was reached and the times' percentiles.
  func run() {
    let begin = monotonicSeconds() + 0.2
    let hands = (0..<connections).map { Hand(self, number: $0, start: begin) }
    let threads = hands.map { hand in
      var thread = pthread_t()
      pthread_create(
        &thread, nil,
        { pointer in
          // The reference was retained for this thread alone, just below.
          if let pointer { Unmanaged<Hand>.fromOpaque(pointer).takeRetainedValue().work() }
          return nil
        }, Unmanaged.passRetained(hand).toOpaque())
      return thread
    }
    for thread in threads { pthread_join(thread, nil) }
    let times = hands.flatMap(\.times).sorted()
    guard !times.isEmpty else { return print("paced_rate 0 p50 0 p99 0 max 0 bad 0") }
    func at(_ part: Double) -> Double {
      (times[Int(Double(times.count - 1) * part)] * 1e6).rounded() / 1e3
    }
    let bad = hands.reduce(0) { $0 + $1.bad }
    print(
      "paced_rate \(Int(Double(times.count) / (monotonicSeconds() - begin))) p50 \(at(0.5)) "
        + "p99 \(at(0.99)) max \(at(1)) bad \(bad)")
  }
}

extension Paced.Hand {
  fileprivate func work() {
    let socket = connected()
    guard socket >= 0 else { return }
    defer { close(socket) }
    let pace = Double(paced.connections) / paced.rate
    let count = Int(paced.seconds / pace)
    for line in 0..<count {
      let due = start + (Double(line) + Double(number) / Double(paced.connections)) * pace
      sleep(until: due)
      if !exchange(socket, line) { bad += 1 }
      times.append(monotonicSeconds() - due)
    }
  }

  private func sleep(until due: Double) {
    var time = timespec(tv_sec: Int(due), tv_nsec: Int((due - due.rounded(.down)) * 1e9))
    clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &time, nil)
  }

  private func connected() -> Int32 {
    let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    var one: Int32 = 1
    setsockopt(descriptor, Int32(IPPROTO_TCP), TCP_NODELAY, &one, 4)
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = paced.port.bigEndian
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    let code = withUnsafePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
      }
    }
    return code == 0 ? descriptor : -1
  }

  /// One line and its answer; true when it was stored.
  private func exchange(_ socket: Int32, _ line: Int) -> Bool {
    let body = "{\"text\":\"\(paced.text)\",\"client_id\":\"p\(start)-\(number)-\(line)\"}"
    let request = Array(
      """
      POST \(paced.path) HTTP/1.1\r
      Host: bench\r
      Authorization: Bearer \(paced.token)\r
      Content-Type: application/json\r
      Content-Length: \(body.utf8.count)\r
      \r
      \(body)
      """.utf8)
    guard send(socket, request, request.count, 0) == request.count else { return false }
    var answer = [UInt8](repeating: 0, count: 8_192)
    var filled = 0
    while filled < answer.count {
      let got = answer.withUnsafeMutableBytes {
        recv(socket, $0.baseAddress.map { $0 + filled }, $0.count - filled, 0)
      }
      guard got > 0 else { return false }
      filled += got
      if let whole = length(answer[0..<filled]), filled >= whole {
        return answer[9..<12].elementsEqual("201".utf8)
      }
    }
    return false
  }

  /// How long the whole answer is, once its head is there.
  private func length(_ bytes: ArraySlice<UInt8>) -> Int? {
    guard let head = place(of: "\r\n\r\n", in: bytes),
      let field = place(of: "Content-Length: ", in: bytes)
    else { return nil }
    var value = 0
    for digit in bytes[(field + 16)...] {
      guard (48...57).contains(digit) else { break }
      value = value * 10 + Int(digit) - 48
    }
    return head + 4 + value
  }

  private func place(of words: String, in bytes: ArraySlice<UInt8>) -> Int? {
    let wanted = Array(words.utf8)
    guard bytes.count >= wanted.count else { return nil }
    for at in 0...(bytes.count - wanted.count) where bytes[at] == wanted[0] {
      if bytes[at..<(at + wanted.count)].elementsEqual(wanted) { return at }
    }
    return nil
  }
}

/// Prints how long one sync of 4 KiB takes, in a file that is long enough already.
func measureSync(_ directory: String) {
  let path = directory + "/sync-probe"
  let file = open(path, O_CREAT | O_RDWR | O_CLOEXEC, 0o600)
  guard file >= 0 else { return print("cannot write to \(directory)") }
  defer {
    close(file)
    unlink(path)
  }
  let page = [UInt8](repeating: 7, count: 4_096)
  for place in 0..<256 { pwrite(file, page, page.count, off_t(place * page.count)) }
  fdatasync(file)
  var times: [Double] = []
  for place in 0..<200 {
    pwrite(file, page, page.count, off_t(place * page.count))
    let start = monotonicSeconds()
    fdatasync(file)
    times.append((monotonicSeconds() - start) * 1e3)
  }
  times.sort()
  print("sync_milliseconds p50 \(times[100]) p99 \(times[198])")
}
