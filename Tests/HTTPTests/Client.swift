// A raw client for the tests: bytes out, bytes in, no opinion about HTTP but where an answer ends.

import CLinux
import Glibc
import HTTP

/// A blocking socket on the loopback, with a time limit on each read.
final class Client {
  let descriptor: Int32
  fileprivate var held: [UInt8] = []

  struct Answer: Equatable {
    var status: Int
    var head: String
    var body: String

    func header(_ name: String) -> String? {
      for line in head.split(separator: "\r\n").dropFirst() {
        let halves = line.split(separator: ":", maxSplits: 1)
        guard halves.count == 2, halves[0].lowercased() == name.lowercased() else { continue }
        return String(halves[1].drop(while: { $0 == " " }))
      }
      return nil
    }
  }

  /// Connects over TCP; a small window makes a slow reader quickly slow.
  init(
    port: UInt16, host: String = "127.0.0.1", from source: String? = nil,
    windowBytes: Int32? = nil
  ) {
    descriptor = socket(
      host.contains(":") ? AF_INET6 : AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue),
      0)
    limitReads()
    if var size = windowBytes {
      setsockopt(descriptor, SOL_SOCKET, SO_RCVBUF, &size, socklen_t(MemoryLayout<Int32>.size))
    }
    if host.contains(":") {
      var address = sockaddr_in6()
      address.sin6_family = sa_family_t(AF_INET6)
      address.sin6_port = port.bigEndian
      inet_pton(AF_INET6, host, &address.sin6_addr)
      connect(to: address)
    } else {
      var address = sockaddr_in()
      address.sin_family = sa_family_t(AF_INET)
      address.sin_port = port.bigEndian
      inet_pton(AF_INET, host, &address.sin_addr)
      if let source { bind(to: source) }
      connect(to: address)
    }
  }

  /// Connects to a Unix socket.
  init(path: String) {
    descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
    limitReads()
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
    connect(to: address)
  }

  deinit { Glibc.close(descriptor) }

  private func limitReads() {
    var limit = timeval(tv_sec: 10, tv_usec: 0)
    setsockopt(
      descriptor, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
  }

  /// Comes from another address of the loopback.
  private func bind(to source: String) {
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    inet_pton(AF_INET, source, &address.sin_addr)
    let answer = withUnsafeBytes(of: address) { bytes in
      bytes.withMemoryRebound(to: sockaddr.self) {
        Glibc.bind(descriptor, $0.baseAddress, socklen_t(MemoryLayout<sockaddr_in>.size))
      }
    }
    precondition(answer == 0, "cannot come from \(source)")
  }

  private func connect<Address>(to address: Address) {
    let answer = withUnsafeBytes(of: address) { bytes in
      bytes.withMemoryRebound(to: sockaddr.self) {
        Glibc.connect(descriptor, $0.baseAddress, socklen_t(MemoryLayout<Address>.size))
      }
    }
    precondition(answer == 0, "cannot connect: \(String(cString: strerror(errno)))")
  }

  /// Sends all of it, or as much as a server takes that has hung up.
  func send(_ text: String) { send(Array(text.utf8)) }

  func send(_ bytes: [UInt8]) {
    var rest = bytes[...]
    while !rest.isEmpty {
      let sent = rest.withUnsafeBytes {
        Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
      }
      guard sent > 0 else { return }
      rest = rest.dropFirst(sent)
    }
  }

  /// Says that no more is to come.
  func endSending() { shutdown(descriptor, Int32(SHUT_WR)) }

  /// Reads what is there; empty at the end or when the server hung up; nil when time is up.
  func receive() -> [UInt8]? {
    var room = [UInt8](repeating: 0, count: 65_536)
    let count = recv(descriptor, &room, room.count, 0)
    if count < 0, errno == EAGAIN { return nil }
    return Array(room[0..<max(0, count)])
  }

  fileprivate func receiveMore() -> Bool {
    guard let more = receive(), !more.isEmpty else { return false }
    held += more
    return true
  }

  /// All until the server hangs up; nil when it does not.
  func rest() -> String? {
    while let more = receive() {
      if more.isEmpty {
        defer { held = [] }
        return String(decoding: held, as: UTF8.self)
      }
      held += more
    }
    return nil
  }

  /// All until this text has come.
  func text(until end: String) -> String? {
    let mark = Array(end.utf8)
    while true {
      if let at = position(of: mark) {
        defer { held.removeFirst(at + mark.count) }
        return String(decoding: held[0..<at + mark.count], as: UTF8.self)
      }
      guard receiveMore() else { return nil }
    }
  }

  private func position(of mark: [UInt8]) -> Int? {
    guard held.count >= mark.count else { return nil }
    return (0...held.count - mark.count).first { held[$0...].starts(with: mark) }
  }

  /// The next answer; `hasBody` is false after HEAD.
  func answer(hasBody: Bool = true) -> Answer? {
    guard let head = text(until: "\r\n\r\n") else { return nil }
    let words = head.split(separator: " ", maxSplits: 2)
    guard words.count == 3, words[0] == "HTTP/1.1", let status = Int(words[1]) else { return nil }
    var answer = Answer(status: status, head: head, body: "")
    guard hasBody, let length = answer.header("Content-Length").flatMap({ Int($0) }) else {
      return answer
    }
    while held.count < length { guard receiveMore() else { return nil } }
    answer.body = String(decoding: held[0..<length], as: UTF8.self)
    held.removeFirst(length)
    return answer
  }

  /// One GET and its answer.
  func get(_ target: String, _ fields: String = "") -> Answer? {
    send("GET \(target) HTTP/1.1\r\nHost: test\r\n\(fields)\r\n")
    return answer()
  }
}

/// A started server that stops with the test.
final class House {
  let server: HTTPServer

  init(
    loops: Int = 1, _ change: (inout HTTPLimits) -> Void = { _ in },
    handler: @escaping Handler = House.echo
  ) throws {
    var limits = HTTPLimits()
    change(&limits)
    server = try HTTPServer(
      host: "127.0.0.1", port: 0, loops: loops, limits: limits, handler: handler)
    server.start()
  }

  /// With the usual limits.
  convenience init(loops: Int = 1, answering handler: @escaping Handler) throws {
    try self.init(loops: loops, { _ in }, handler: handler)
  }

  deinit { server.stop(drainSeconds: 0) }

  func client(windowBytes: Int32? = nil) -> Client {
    Client(port: server.port, windowBytes: windowBytes)
  }

  /// Tells what it was asked.
  static let echo: Handler = { request, reply in
    let body = String(decoding: request.body, as: UTF8.self)
    reply.send(.text(200, "\(request.method) \(request.rawPath) \(body)"))
  }
}

/// A value that several threads write.
final class Shared<Value: Sendable>: @unchecked Sendable {
  // Sendable because the semaphore, used as a mutex, guards the value.
  private let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
  private let changed = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)
  private var value: Value

  init(_ value: Value) {
    self.value = value
    pthread_mutex_init(mutex, nil)
    pthread_cond_init(changed, nil)
  }

  deinit {
    pthread_cond_destroy(changed)
    pthread_mutex_destroy(mutex)
    changed.deallocate()
    mutex.deallocate()
  }

  func change<Answer>(_ body: (inout Value) -> Answer) -> Answer {
    pthread_mutex_lock(mutex)
    defer {
      pthread_cond_broadcast(changed)
      pthread_mutex_unlock(mutex)
    }
    return body(&value)
  }

  /// Waits until the value is right, or ten seconds; answers whether it is.
  func wait(until isRight: (Value) -> Bool) -> Bool {
    var end = timespec()
    clock_gettime(CLOCK_REALTIME, &end)
    end.tv_sec += 10
    pthread_mutex_lock(mutex)
    defer { pthread_mutex_unlock(mutex) }
    while !isRight(value) {
      if pthread_cond_timedwait(changed, mutex, &end) == ETIMEDOUT { return isRight(value) }
    }
    return true
  }
}

/// Runs the body on a thread of its own.
func onThread(_ body: @escaping @Sendable () -> Void) -> pthread_t {
  final class Box {
    let body: @Sendable () -> Void
    init(_ body: @escaping @Sendable () -> Void) { self.body = body }
  }
  var thread = pthread_t()
  pthread_create(
    &thread, nil,
    { argument in
      guard let argument else { return nil }
      Unmanaged<Box>.fromOpaque(argument).takeRetainedValue().body()
      return nil
    }, Unmanaged.passRetained(Box(body)).toOpaque())
  return thread
}

extension Client {
  /// Exactly this many bytes, or what came before the end.
  func take(_ count: Int) -> [UInt8] {
    while held.count < count { guard receiveMore() else { break } }
    defer { held.removeFirst(min(count, held.count)) }
    return Array(held.prefix(count))
  }
}

func join(_ thread: pthread_t) { pthread_join(thread, nil) }

/// Sends a byte every few milliseconds until told to stop.
func trickle(_ descriptor: Int32, until stop: Shared<Bool>) -> pthread_t {
  onThread {
    var byte = UInt8(ascii: "x")
    while !stop.change({ $0 }) {
      send(descriptor, &byte, 1, Int32(MSG_NOSIGNAL))
      poll(nil, 0, 5)
    }
  }
}

/// Whether all connections go within ten seconds.
func waitForNone(_ house: House) -> Bool {
  for _ in 0..<2_000 {
    if house.server.connectionCount == 0 { return true }
    poll(nil, 0, 5)
  }
  return false
}
