// Many idle listeners, one poster: how long until the last of them has the message.
import CLinux
import Glibc

/// Opens `count` event streams, then posts `posts` messages one after another. Each time runs from
/// the poster's answer, which is the commit, to the last byte at a listener; where a delivery comes
/// before the answer it counts as nothing.
struct Streams {
  let port: UInt16
  let stream: String
  let post: String
  /// The posted body; `{n}` in it is the message's number.
  let body: String
  /// Sent as a bearer; empty for a server that asks for none.
  let token: String
  let count: Int
  let posts: Int

  /// Opens, tells that it is ready, waits for a line on standard input, posts, prints the times.
  func run() {
    let poll = epoll_create1(0)
    let head = token.isEmpty ? "" : "Authorization: Bearer \(token)\r\n"
    let listeners = (0..<count).map { index -> Int32 in
      // One address has only so many ports: a listener in each few thousand has its own.
      let socket = connected(from: UInt32(0x7F00_0002) + UInt32(index / 10_000))
      say(
        socket, "GET \(stream) HTTP/1.1\r\nHost: bench\r\n\(head)Accept: text/event-stream\r\n\r\n")
      watch(poll, socket)
      return socket
    }
    let poster = connected(from: 0x7F00_0002)
    guard listeners.allSatisfy({ $0 >= 0 }), poster >= 0 else {
      return print("not all could connect")
    }
    watch(poll, poster)
    var seen = Set<Int32>()
    while seen.count < count, let found = listen(poll) {
      for (socket, _) in found { seen.insert(socket) }
    }
    guard seen.count == count else { return print("only \(seen.count) of \(count) opened") }
    // What greets a listener may come in two pieces.
    while listen(poll, milliseconds: 500) != nil {}
    print("opened \(count)")
    fflush(nil)
    _ = readLine()
    deliver(poll, poster, head)
  }

  private func deliver(_ poll: Int32, _ poster: Int32, _ head: String) {
    var each: [Double] = []
    var lasts: [Double] = []
    var answers: [Double] = []
    for number in 0..<posts {
      let text = body.split(separator: "{n}", omittingEmptySubsequences: false)
        .joined(separator: String(number))
      let start = monotonicSeconds()
      say(
        poster,
        "POST \(post) HTTP/1.1\r\nHost: bench\r\n\(head)Content-Type: application/json\r\n"
          + "Content-Length: \(text.utf8.count)\r\n\r\n\(text)")
      var (answered, missing, times) = (0.0, count, [Double]())
      while missing > 0 || answered == 0 {
        guard let found = listen(poll) else {
          return print("\(missing) never had message \(number)")
        }
        let now = monotonicSeconds()
        for (socket, events) in found {
          if socket == poster { answered = now } else { missing -= events }
          if socket != poster { for _ in 0..<events { times.append(now) } }
        }
      }
      answers.append(answered - start)
      each += times.map { max(0, $0 - answered) }
      lasts.append(max(0, (times.last ?? 0) - answered))
      usleep(50_000)
    }
    print("delivery \(line(each))")
    print("last \(line(lasts))")
    print("answer \(line(answers))")
  }

  /// What came: sockets, and how many events ended on each.
  private func listen(_ poll: Int32, milliseconds: Int32 = 10_000) -> [(Int32, Int)]? {
    var events = [epoll_event](repeating: epoll_event(), count: 1_024)
    let count = epoll_wait(poll, &events, 1_024, milliseconds)
    guard count > 0 else { return nil }
    return events.prefix(Int(count)).compactMap { event in
      withUnsafeTemporaryAllocation(byteCount: 8_192, alignment: 8) { room in
        let got = recv(event.data.fd, room.baseAddress, room.count, 0)
        guard got > 0 else {
          _ = epoll_ctl(poll, EPOLL_CTL_DEL, event.data.fd, nil)
          return nil
        }
        var ends = 0
        for at in 1..<max(1, got) where room[at] == 0x0A && room[at - 1] == 0x0A { ends += 1 }
        return (event.data.fd, ends)
      }
    }
  }

  private func watch(_ poll: Int32, _ socket: Int32) {
    var event = epoll_event(events: EPOLLIN.rawValue, data: epoll_data_t(fd: socket))
    epoll_ctl(poll, EPOLL_CTL_ADD, socket, &event)
  }

  private func say(_ socket: Int32, _ text: String) {
    _ = send(socket, text, text.utf8.count, Int32(MSG_NOSIGNAL))
  }

  private func connected(from address: UInt32) -> Int32 { loopback(to: port, from: address) }
}

/// The floor: two threads that do nothing but send so many bytes to half of the sockets each, and
/// the same listener.
struct SendFloor {
  let count: Int
  let bytes: Int
  let posts: Int

  func run() {
    let server = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    _ = withUnsafePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        bind(server, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
      }
    }
    Glibc.listen(server, 4_096)
    var size = socklen_t(MemoryLayout<sockaddr_in>.size)
    _ = withUnsafeMutablePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { getsockname(server, $0, &size) }
    }
    let poll = epoll_create1(0)
    var sinks: [Int32] = []
    for index in 0..<count {
      let client = loopback(
        to: UInt16(bigEndian: address.sin_port), from: 0x7F00_0002 + UInt32(index / 10_000))
      var event = epoll_event(events: EPOLLIN.rawValue, data: epoll_data_t(fd: client))
      epoll_ctl(poll, EPOLL_CTL_ADD, client, &event)
      sinks.append(accept(server, nil, nil))
    }
    var lasts: [Double] = []
    for _ in 0..<posts {
      let start = monotonicSeconds()
      let halves = [Array(sinks[..<(count / 2)]), Array(sinks[(count / 2)...])]
      let threads = halves.map { Sender($0, bytes: bytes).start() }
      var missing = count
      var events = [epoll_event](repeating: epoll_event(), count: 1_024)
      var room = [UInt8](repeating: 0, count: 8_192)
      while missing > 0 {
        let found = epoll_wait(poll, &events, 1_024, 10_000)
        guard found > 0 else { return print("the floor's sends did not arrive") }
        for event in events.prefix(Int(found)) where recv(event.data.fd, &room, 8_192, 0) > 0 {
          missing -= 1
        }
      }
      lasts.append(monotonicSeconds() - start)
      for thread in threads { pthread_join(thread, nil) }
      usleep(50_000)
    }
    print("last \(line(lasts))")
  }

  /// Guarded by its thread: made before it starts, used by it alone.
  private final class Sender: @unchecked Sendable {
    let sockets: [Int32]
    let bytes: [UInt8]
    init(_ sockets: [Int32], bytes: Int) {
      self.sockets = sockets
      self.bytes = [UInt8](repeating: 0x61, count: bytes)
    }
    func start() -> pthread_t {
      var thread = pthread_t()
      pthread_create(
        &thread, nil,
        { pointer in
          guard let pointer else { return nil }
          let sender = Unmanaged<Sender>.fromOpaque(pointer).takeRetainedValue()
          for socket in sender.sockets {
            send(socket, sender.bytes, sender.bytes.count, Int32(MSG_NOSIGNAL))
          }
          return nil
        }, Unmanaged.passRetained(self).toOpaque())
      return thread
    }
  }
}

private func loopback(to port: UInt16, from: UInt32) -> Int32 {
  let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
  var one: Int32 = 1
  setsockopt(descriptor, Int32(IPPROTO_TCP), TCP_NODELAY, &one, 4)
  var near = sockaddr_in()
  near.sin_family = sa_family_t(AF_INET)
  near.sin_addr.s_addr = from.bigEndian
  var far = near
  far.sin_port = port.bigEndian
  far.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
  let size = socklen_t(MemoryLayout<sockaddr_in>.size)
  func asked(_ address: inout sockaddr_in, _ act: (UnsafePointer<sockaddr>) -> Int32) -> Int32 {
    withUnsafePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1, act)
    }
  }
  let code =
    asked(&near) { bind(descriptor, $0, size) } | asked(&far) { connect(descriptor, $0, size) }
  return code == 0 ? descriptor : -1
}

/// `p50 1.2 p99 3.4 max 5.6`, in milliseconds.
private func line(_ seconds: [Double]) -> String {
  let times = seconds.sorted()
  guard !times.isEmpty else { return "p50 0 p99 0 max 0" }
  func at(_ part: Double) -> Double {
    (times[Int(Double(times.count - 1) * part)] * 1e6).rounded() / 1e3
  }
  return "p50 \(at(0.5)) p99 \(at(0.99)) max \(at(1)) count \(times.count)"
}
