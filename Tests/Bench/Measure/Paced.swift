// A client that posts lines at a fixed rate, whatever the server does, and times each from its due.
import CLinux
import Glibc

/// One thread and one epoll, so that the client takes little from the machine it measures. A line
/// is posted when it is due by whichever connection is free; where none is, it waits, and is still
/// timed from when it was due, so a stall is not left out.
struct Paced {
  let port: UInt16
  let path: String
  let token: String
  let text: String
  let rate: Double
  let seconds: Double
  let connections: Int

  /// Prints the rate that was reached and the times' percentiles.
  func run() {
    let lane = Lane(self)
    let start = monotonicSeconds()
    lane.work(start: start)
    let took = monotonicSeconds() - start
    let times = lane.times.sorted()
    guard !times.isEmpty else { return print("paced_rate 0 p50 0 p99 0 max 0 bad 0") }
    func at(_ part: Double) -> Double {
      (times[Int(Double(times.count - 1) * part)] * 1e6).rounded() / 1e3
    }
    print(
      "paced_rate \(Int(Double(times.count) / took)) p50 \(at(0.5)) p99 \(at(0.99)) "
        + "p999 \(at(0.999)) max \(at(1)) bad \(lane.bad)")
  }
}

/// The connections of one paced run, and what they found.
private final class Lane {
  let paced: Paced
  let poll = epoll_create1(0)
  var free: [Int32] = []
  /// When the line that a connection waits for was due.
  var due: [Int32: Double] = [:]
  var times: [Double] = []
  var bad = 0
  private var buffer = [UInt8](repeating: 0, count: 16_384)

  init(_ paced: Paced) {
    self.paced = paced
    for _ in 0..<paced.connections {
      let socket = connected()
      guard socket >= 0 else { continue }
      var event = epoll_event(events: EPOLLIN.rawValue, data: epoll_data_t(fd: socket))
      epoll_ctl(poll, EPOLL_CTL_ADD, socket, &event)
      free.append(socket)
    }
  }
  deinit {
    for socket in free + due.keys { close(socket) }
    close(poll)
  }

  func work(start: Double) {
    let count = Int(paced.seconds * paced.rate)
    var next = 0
    while next < count || !due.isEmpty {
      let now = monotonicSeconds()
      while next < count, start + Double(next) / paced.rate <= now, let socket = free.popLast() {
        due[socket] = start + Double(next) / paced.rate
        post(socket, next)
        next += 1
      }
      // No connection is left, or no line: whoever answers wakes us. Else the next line does.
      let waits = next < count && !free.isEmpty
      listen(until: waits ? start + Double(next) / paced.rate : monotonicSeconds() + 1)
      if due.isEmpty, free.isEmpty { return }
    }
  }

  private func listen(until: Double) {
    let wait = max(0, until - monotonicSeconds())
    var time = timespec(tv_sec: Int(wait), tv_nsec: Int((wait - wait.rounded(.down)) * 1e9))
    var events = [epoll_event](repeating: epoll_event(), count: 64)
    let count = epoll_pwait2(poll, &events, 64, &time, nil)
    for event in events.prefix(max(0, Int(count))) { answer(event.data.fd) }
  }

  private func post(_ socket: Int32, _ line: Int) {
    let body = "{\"text\":\"\(paced.text)\",\"client_id\":\"p\(getpid())-\(line)\"}"
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
    if send(socket, request, request.count, Int32(MSG_NOSIGNAL)) != request.count {
      bad += 1
    }
  }

  /// One line's answer: these are small, and come in one piece.
  private func answer(_ socket: Int32) {
    let got = recv(socket, &buffer, buffer.count, 0)
    guard got > 12, let since = due.removeValue(forKey: socket) else {
      bad += 1
      due[socket] = nil
      close(socket)
      return
    }
    times.append(monotonicSeconds() - since)
    if !buffer[9..<12].elementsEqual("201".utf8) { bad += 1 }
    free.append(socket)
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
}

/// Prints how long one sync of 4 KiB takes, in a file that is long enough already: one after the
/// other, and with a millisecond between them. A disk that rests between two syncs, or that has
/// neighbours, answers the second kind much later, and so does a server at half load.
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
  func times(_ count: Int, apart: useconds_t) -> [Double] {
    (0..<count).map { place in
      if apart > 0 { usleep(apart) }
      pwrite(file, page, page.count, off_t(place % 256 * page.count))
      let start = monotonicSeconds()
      fdatasync(file)
      return (monotonicSeconds() - start) * 1e3
    }.sorted()
  }
  let close = times(400, apart: 0)
  let apart = times(1_000, apart: 1_000)
  print(
    "sync_milliseconds p50 \(close[200]) p99 \(close[396]) "
      + "apart_p50 \(apart[500]) apart_p99 \(apart[990])")
}
