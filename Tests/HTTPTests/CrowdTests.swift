// Many clients at once: how many are let in, that none starves another, and no descriptors left.

import CLinux
import Glibc
import Testing

@testable import HTTP

@Suite("Crowds")
struct CrowdTests {
  private static let request = "GET / HTTP/1.1\r\nHost: t\r\n\r\n"

  @Test("One address fills its own places only, and has room again when one of its own goes")
  func addresses() throws {
    let house = try House { $0.connectionsPerAddressMax = 2 }
    let port = house.server.port
    let first = Client(port: port, from: "127.0.0.2")
    let second = Client(port: port, from: "127.0.0.2")
    #expect(first.get("/")?.status == 200)
    #expect(second.get("/")?.status == 200)
    let third = Client(port: port, from: "127.0.0.2")
    #expect(third.answer()?.status == 503)
    #expect(third.rest() == "")
    #expect(Client(port: port, from: "127.0.0.3").get("/")?.status == 200)
    first.send("GET / HTTP/1.1\r\nHost: t\r\nConnection: close\r\n\r\n")
    #expect(first.rest() != nil)
    #expect(Client(port: port, from: "127.0.0.2").get("/")?.status == 200)
  }

  @Test("Who never stops asking keeps nobody from being let in and answered")
  func flood() throws {
    let house = try House()
    let flooder = house.client()
    let stop = Shared(false)
    let asking = onThread { [descriptor = flooder.descriptor] in
      let many = Array(String(repeating: Self.request, count: 500).utf8)
      while !stop.change({ $0 }) {
        // Whole requests or the end: a stop in their midst is the connection's end.
        if send(descriptor, many, many.count, Int32(MSG_NOSIGNAL)) <= 0 { return }
      }
    }
    let reading = onThread { [descriptor = flooder.descriptor] in
      var room = [UInt8](repeating: 0, count: 65_536)
      while recv(descriptor, &room, room.count, 0) > 0 {}
    }
    for _ in 0..<50 { #expect(house.client().get("/")?.status == 200) }
    stop.change { $0 = true }
    join(asking)
    shutdown(flooder.descriptor, Int32(SHUT_RDWR))
    join(reading)
  }

  @Test("A rush at the door keeps nobody who is in from being answered")
  func rush() throws {
    let house = try House()
    let port = house.server.port
    let client = house.client()
    let stop = Shared(false)
    let rushing = onThread {
      while !stop.change({ $0 }) { _ = (0..<100).map { _ in Client(port: port) } }
    }
    for number in 0..<200 { #expect(client.get("/\(number)")?.body == "GET /\(number) ") }
    stop.change { $0 = true }
    join(rushing)
  }

  @Test("Without descriptors a newcomer is hung up on, who is in is served, and it passes")
  func noDescriptors() async {
    await #expect(processExitsWith: .success) {
      allowFewDescriptors()
      let house = try House()
      let inside = house.client()
      precondition(inside.get("/")?.status == 200)
      var taken: [Int32] = []
      while case let descriptor = open("/dev/null", O_RDONLY), descriptor >= 0 {
        taken.append(descriptor)
      }
      precondition(errno == EMFILE)
      for _ in 0..<3 {
        // The last one is the client's own end of its connection.
        close(taken.removeLast())
        let newcomer = house.client()
        precondition(newcomer.rest() == "")
        precondition(inside.get("/")?.status == 200)
        taken.append(open("/dev/null", O_RDONLY))
      }
      for descriptor in taken { close(descriptor) }
      precondition(house.client().get("/")?.status == 200)
    }
  }
  @Test("Without even a spare descriptor the door is left alone until the next second")
  func noSpare() async {
    await #expect(processExitsWith: .success) {
      allowFewDescriptors()
      let census = Census(HTTPLimits())
      let loop = try Loop(
        limits: HTTPLimits(), census: census, handler: House.echo, dress: { .text($0, $1) })
      let door = try Socket.listen(host: "127.0.0.1", port: 0)
      let client = Client(port: Socket.port(of: door))
      var taken: [Int32] = []
      while case let descriptor = open("/dev/null", O_RDONLY), descriptor >= 0 {
        taken.append(descriptor)
      }
      let listener = Listener(
        [Listener.Door(descriptor: door, isProxied: false)], loops: [loop], census: census)
      func isWatched() -> Bool {
        // To change the watch to what it is anyway fails only where there is none.
        var event = epoll_event()
        event.events = Linux.readable
        event.data.u64 = Linux.listenerToken
        return epoll_ctl(loop.epoll, EPOLL_CTL_MOD, door, &event) == 0
      }
      precondition(isWatched())
      listener.acceptSome(Linux.listenerToken)
      // Watched, the waiting client would wake the loop again and again for nothing.
      precondition(listener.isPaused && !isWatched() && census.count == 0)
      listener.resume()
      precondition(!listener.isPaused && isWatched())
      listener.acceptSome(Linux.listenerToken)
      precondition(listener.isPaused)
      for descriptor in taken { close(descriptor) }
      listener.resume()
      listener.acceptSome(Linux.listenerToken)
      precondition(!listener.isPaused && isWatched() && census.count == 1)
      withExtendedLifetime(client) {}
    }
  }
}

/// Leaves this process 64 descriptors beside those that it was born with, which are those of all
/// tests that ran at that moment.
private func allowFewDescriptors() {
  let highest = (0..<65_536).last { fcntl($0, F_GETFD) >= 0 } ?? 0
  // The hard limit too, as the server raises its own up to that.
  var limit = rlimit(rlim_cur: rlim_t(highest) + 64, rlim_max: rlim_t(highest) + 64)
  setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
}
