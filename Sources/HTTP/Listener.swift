// Accepts connections and deals them out to the loops in turn.

import CLinux
import Glibc

/// A connection that was just accepted.
struct Newcomer: Sendable {
  let descriptor: Int32
  let peer: String
  /// Whether a PROXY header comes before its first request.
  let isProxied: Bool
}

/// The listening sockets. The first loop's thread has them; dealing in turn keeps long-lived
/// streams even between the loops, which a shared or reused port does not.
final class Listener {
  /// A listening socket.
  struct Door {
    let descriptor: Int32
    /// Whether its connections begin with a PROXY header.
    let isProxied: Bool
  }

  private let doors: [Door]
  private let loops: [Loop]
  private let census: Census
  private let goodbye: [UInt8]
  private var next = 0
  private var spare: Int32
  private var isOpen = true
  private(set) var isPaused = false

  init(_ doors: [Door], loops: [Loop], census: Census) {
    self.doors = doors
    self.loops = loops
    self.census = census
    spare = Self.openSpare()
    var goodbye: [UInt8] = []
    var date = DateLine()
    date.refresh(to: time(nil))
    let response = loops[0].refusal(.full)
    guard case .bytes(let body) = response.body else { preconditionFailure("a refusal is bytes") }
    let framing = Framing(length: Int64(body.count), closes: true, saysKeepAlive: false)
    ResponseWriter.write(
      response, framing, date: [], common: loops[0].common.always, into: &goodbye)
    self.goodbye = goodbye + body
    setWatch(true)
  }

  deinit { close() }

  /// Takes some of what waits; level-triggered epoll tells of the rest, so that open connections
  /// have their turn between.
  func acceptSome(_ token: UInt64) {
    let index = Int(token & 0xFFFF)
    guard isOpen, index < doors.count else { return }
    let door = doors[index]
    for _ in 0..<64 {
      if let (descriptor, peer) = Socket.accept(door.descriptor) {
        deal(Newcomer(descriptor: descriptor, peer: peer, isProxied: door.isProxied))
        continue
      }
      switch errno {
      case EMFILE, ENFILE: if !refuseOne(door.descriptor) { return pause() }
      case ENOBUFS, ENOMEM: return pause()
      // accept(2): errors of the connection itself mean only that it is gone already.
      case ECONNABORTED, EINTR, EPROTO: continue
      default: return
      }
    }
  }

  private func deal(_ newcomer: Newcomer) {
    guard census.admits(newcomer.peer) else {
      _ = goodbye.withUnsafeBufferPointer { Socket.send(newcomer.descriptor, $0) }
      Glibc.close(newcomer.descriptor)
      return
    }
    let loop = loops[next]
    next = (next + 1) % loops.count
    if loop.isCurrent {
      loop.adopt(newcomer)
    } else {
      loop.post(.adopt(newcomer))
    }
  }

  /// Out of descriptors: the spare one is given up to take a client from the queue and hang up,
  /// as it would otherwise wait there and keep the listener ready for ever.
  private func refuseOne(_ listener: Int32) -> Bool {
    guard spare >= 0 else { return false }
    Glibc.close(spare)
    if let (descriptor, _) = Socket.accept(listener) { Glibc.close(descriptor) }
    spare = Self.openSpare()
    return spare >= 0
  }

  private func pause() {
    isPaused = true
    setWatch(false)
  }

  /// Tries again after a pause; called each second.
  func resume() {
    guard isPaused, isOpen else { return }
    isPaused = false
    if spare < 0 { spare = Self.openSpare() }
    setWatch(true)
  }

  /// Stops listening.
  func close() {
    guard isOpen else { return }
    isOpen = false
    isPaused = false
    for door in doors { Glibc.close(door.descriptor) }
    if spare >= 0 { Glibc.close(spare) }
  }

  private func setWatch(_ isOn: Bool) {
    for (index, door) in doors.enumerated() {
      loops[0].watchListener(door.descriptor, Linux.listenerToken | UInt64(index), isOn: isOn)
    }
  }

  private static func openSpare() -> Int32 { open("/dev/null", O_RDONLY | O_CLOEXEC) }
}
