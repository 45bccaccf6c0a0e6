// One thread with one epoll: sockets, deadlines, and the inbox for what other threads hand in.

import CLinux
import Glibc
import Synchronization

/// A level-triggered event loop. All but `post` and the constants is its own thread's.
final class Loop: @unchecked Sendable {
  // Sendable because `lock` guards the inbox, and the rest is used on the loop's thread only
  // (or before it starts and after it is joined).
  /// What other threads ask of the loop.
  enum Mail: Sendable {
    case adopt(Newcomer)
    case answer(Connection, exchange: UInt32, Response)
    /// A task that was waiting can go on.
    case run(UnownedJob)
    case unanswered(Connection, exchange: UInt32)
    case push(SharedBytes, Connection)
    case finish(Connection)
    case drain(untilMilliseconds: Int64)
  }

  let limits: HTTPLimits
  let handler: Handler
  /// What stands in every answer.
  let common: CommonFields
  let heartbeatBytes = SharedBytes(Array(":\n\n".utf8))
  let scratch = UnsafeMutableRawBufferPointer.allocate(byteCount: 65_536, alignment: 16)
  private let dress: Dress
  private let census: Census
  let epoll: Int32
  private let bell: Int32
  private let events = UnsafeMutableBufferPointer<epoll_event>.allocate(capacity: 256)
  private let thread = Atomic<UInt>(0)

  private let lock = Lock()
  private var inbox: [Mail] = []
  private var isOver = false

  private var work: [Mail] = []
  private var dirty: [Connection] = []
  private var slots: [Connection?] = []
  private var freeSlots: [UInt32] = []
  private var live = 0
  private var serial: UInt32 = 0
  /// The tick that runs.
  private(set) var now: UInt32 = 0
  private var lastPass: UInt32 = 0
  private var milliseconds: Int64 = 0
  private var dateLine = DateLine()
  private var spareOut: [UInt8] = []
  private var drainEnd: Int64?
  /// Only the first loop has one.
  var listener: Listener?

  init(
    limits: HTTPLimits, census: Census, common: CommonFields = .none, handler: @escaping Handler,
    dress: @escaping Dress
  ) throws {
    self.common = common
    self.limits = limits
    self.census = census
    self.handler = handler
    self.dress = dress
    epoll = epoll_create1(Int32(Linux.closeOnExec))
    bell = eventfd(0, Int32(Linux.closeOnExec | Linux.nonBlocking))
    guard epoll >= 0, bell >= 0 else { throw SocketTrouble("make an event loop") }
    _ = control(EPOLL_CTL_ADD, bell, Linux.readable, Linux.bellToken)
    refreshClock()
  }

  deinit {
    scratch.deallocate()
    events.deallocate()
    close(epoll)
    close(bell)
  }

  // MARK: - From any thread

  /// Whether the caller runs on this loop's thread.
  var isCurrent: Bool { thread.load(ordering: .relaxed) == UInt(pthread_self()) }

  /// Puts a letter into the inbox.
  func post(_ mail: Mail) { post(all: CollectionOfOne(mail)) }

  /// Puts letters into the inbox; the bell rings only when it was empty.
  func post(all mail: some Collection<Mail>) {
    let (isTaken, wasEmpty) = lock.locked {
      if isOver { return (false, false) }
      let wasEmpty = inbox.isEmpty
      inbox.append(contentsOf: mail)
      return (true, wasEmpty)
    }
    if !isTaken {
      for case .adopt(let newcomer) in mail {
        close(newcomer.descriptor)
        census.leave(newcomer.peer)
      }
      runElsewhere(mail)
    } else if wasEmpty, !isCurrent {
      // The loop itself looks into its inbox before it sleeps.
      eventfd_write(bell, 1)
    }
  }

  // MARK: - The thread

  /// Turns until it is drained.
  func run() {
    thread.store(UInt(pthread_self()), ordering: .relaxed)
    var hasMail = true
    while !isFinished {
      let count = epoll_wait(
        epoll, events.baseAddress, Int32(events.count), hasMail ? 0 : timeout())
      refreshClock()
      for index in 0..<Int(max(0, count)) { handle(events[index]) }
      hasMail = readInbox()
      tickIfDue()
      flushDirty()
    }
    shutDown()
  }

  private func handle(_ event: epoll_event) {
    let token = event.data.u64
    if token == Linux.bellToken {
      var count: eventfd_t = 0
      eventfd_read(bell, &count)
      return
    }
    if token >= Linux.listenerToken {
      listener?.acceptSome(token)
      return
    }
    let slot = Int(token & 0xFFFF_FFFF)
    // A slot may have changed hands within this very batch of events.
    guard slot < slots.count, let connection = slots[slot],
      connection.serial == UInt32(token >> 32)
    else { return }
    let what = event.events
    if what & Linux.writable != 0 { connection.writable() }
    if what & Linux.readable != 0, connection.phase != .closed {
      connection.readable()
    } else if what & Linux.failed != 0 {
      connection.close()
    }
  }

  /// Reads what came in; answers whether more came meanwhile.
  private func readInbox() -> Bool {
    lock.locked { swap(&inbox, &work) }
    for mail in work { handle(mail) }
    work.removeAll(keepingCapacity: work.count < 16_384)
    return lock.locked { !inbox.isEmpty }
  }

  private func handle(_ mail: Mail) {
    switch mail {
    case .adopt(let newcomer): adopt(newcomer)
    case .answer(let connection, let exchange, let response):
      connection.answer(exchange, response)
    case .run(let job): run(job)
    case .unanswered(let connection, let exchange):
      connection.answer(exchange, refusal(.unanswered))
    case .push(let bytes, let connection): connection.push(event: bytes)
    case .finish(let connection): connection.finishStream()
    case .drain(let end): drain(until: end)
    }
  }

  private func flushDirty() {
    guard !dirty.isEmpty else { return }
    var streams: [Connection] = []
    swap(&streams, &dirty)
    for stream in streams { stream.flushStream() }
    streams.removeAll(keepingCapacity: true)
    swap(&streams, &dirty)
  }

  // MARK: - Connections

  /// Takes in a connection that the listener accepted.
  func adopt(_ newcomer: Newcomer) {
    let slot = freeSlots.popLast() ?? UInt32(slots.count)
    if slot == slots.count { slots.append(nil) }
    serial &+= 1
    let connection = Connection(
      // The top bit is kept for the bell and the listeners.
      loop: self, newcomer: newcomer, slot: slot, serial: serial & 0x7FFF_FFFF)
    slots[Int(slot)] = connection
    live += 1
    guard control(EPOLL_CTL_ADD, newcomer.descriptor, connection.interest, connection.token) else {
      return connection.close()
    }
    if isDraining { connection.close() }
  }

  /// Watches for what the connection now waits for.
  func watch(_ connection: Connection) {
    _ = control(EPOLL_CTL_MOD, connection.descriptor, connection.interest, connection.token)
  }

  /// The connection is about to close its socket, which also takes it out of the epoll.
  func forget(_ connection: Connection) {
    slots[Int(connection.slot)] = nil
    freeSlots.append(connection.slot)
    live -= 1
    census.leave(connection.peer)
  }

  /// Counts a connection under the address that a proxy told, unless it is one too many there.
  func recount(_ peer: String, as other: String) -> Bool { census.moves(peer, to: other) }

  /// A stream has something to flush at the end of this turn.
  func noteDirty(_ connection: Connection) { dirty.append(connection) }

  /// A refusal, dressed by the server.
  func refusal(_ refusal: Refusal) -> Response { dress(refusal.status, refusal.reason) }

  /// Starts or stops watching a listening socket.
  func watchListener(_ descriptor: Int32, _ token: UInt64, isOn: Bool) {
    _ = control(isOn ? EPOLL_CTL_ADD : EPOLL_CTL_DEL, descriptor, Linux.readable, token)
  }

  private func control(
    _ act: Int32, _ descriptor: Int32, _ interest: UInt32, _ token: UInt64
  ) -> Bool {
    var event = epoll_event()
    event.events = interest
    event.data.u64 = token
    return epoll_ctl(epoll, act, descriptor, &event) == 0
  }

  /// A buffer for the answers of one connection's turn.
  func lendOut() -> [UInt8] {
    var out: [UInt8] = []
    swap(&out, &spareOut)
    return out
  }

  /// Takes it back, unless one large answer has blown it up.
  func takeBackOut(_ out: inout [UInt8]) {
    if out.capacity <= 262_144 { swap(&out, &spareOut) }
    out = []
  }

  // MARK: - Time

  /// The Date field of this second.
  var date: [UInt8] { dateLine.bytes }

  /// The tick at which this many seconds will have passed, not counting the one that runs.
  func tick(in seconds: Int) -> UInt32 { now + UInt32(seconds) + 1 }

  private func refreshClock() {
    milliseconds = Linux.milliseconds()
    now = UInt32(truncatingIfNeeded: milliseconds / Int64(limits.secondMilliseconds))
    dateLine.refresh(to: time(nil))
  }

  private func timeout() -> Int32 {
    // Without connections there is no deadline: an idle server sleeps.
    if live == 0, drainEnd == nil, listener?.isPaused != true { return -1 }
    let second = Int64(limits.secondMilliseconds)
    let toTick = second - milliseconds % second
    return Int32(clamping: min(toTick, (drainEnd ?? .max) - milliseconds, 60_000))
  }

  /// One pass over all connections a second; they have no timers of their own.
  private func tickIfDue() {
    guard lastPass != now else { return }
    lastPass = now
    listener?.resume()
    for index in slots.indices {
      guard let connection = slots[index] else { continue }
      if let outbox = connection.outbox {
        // While we owe the client bytes, only its reading is timed.
        if outbox.deadline <= now { connection.close() }
      } else if connection.deadline <= now {
        connection.expire()
      }
    }
  }

  // MARK: - The end

  /// Whether the server is being stopped.
  var isDraining: Bool { drainEnd != nil }

  private var isFinished: Bool {
    guard let drainEnd else { return false }
    return live == 0 || milliseconds >= drainEnd
  }

  private func drain(until end: Int64) {
    drainEnd = end
    listener?.close()
    for index in slots.indices { slots[index]?.drain() }
  }

  private func shutDown() {
    listener?.close()
    listener = nil
    for index in slots.indices { slots[index]?.close() }
    let late = lock.locked {
      isOver = true
      defer { inbox = [] }
      return inbox
    }
    for case .adopt(let newcomer) in late {
      Glibc.close(newcomer.descriptor)
      census.leave(newcomer.peer)
    }
    runElsewhere(late)
    work = []
    dirty = []
  }
}
