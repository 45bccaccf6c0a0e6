// One client: reads requests one after another, hands each on, and writes its answer.

import CLinux
import Glibc

/// A connection. Only its loop's thread touches it.
final class Connection: @unchecked Sendable {  // its loop's thread guards it:
  // All but the constants is used on the loop's thread only; other threads post
  // to the loop's inbox.
  enum Phase: UInt8 {
    /// Before a PROXY header's end.
    case preface
    /// Between requests.
    case idle
    /// Part of a head has come.
    case head
    /// Part of a body has come.
    case body
    /// A handler has the request.
    case answering
    /// An event stream.
    case streaming
    /// We have said our last word and let the client finish its own.
    case lingering
    case closed
  }

  struct Marks: OptionSet {
    let rawValue: UInt16
    static let isAdvancing = Marks(rawValue: 1)
    static let peerEnded = Marks(rawValue: 2)
    /// After the answer in hand the connection ends.
    static let closes = Marks(rawValue: 4)
    /// ... and the client may still be sending then.
    static let lingers = Marks(rawValue: 8)
    static let isHead = Marks(rawValue: 16)
    static let isHTTP10 = Marks(rawValue: 32)
    static let isDirty = Marks(rawValue: 64)
    static let hasOut = Marks(rawValue: 128)
    /// The request in hand is one that the server's common fields pick out.
    static let isMarked = Marks(rawValue: 0x8000)
  }

  let loop: Loop
  private(set) var peer: String
  let descriptor: Int32
  let slot: UInt32
  let serial: UInt32
  var marks: Marks = []
  private(set) var phase: Phase
  /// The tick at which the phase has lasted too long; on a stream, the next heartbeat.
  var deadline: UInt32 = 0
  var interest: UInt32 = Linux.readable
  /// The tick at which the body must be here.
  private var bodyDeadline: UInt32 = 0
  private var exchange: UInt32 = 0
  private var parser = RequestParser()
  /// Bytes that came and are not understood yet.
  private var pending: [UInt8] = []
  /// Answers of this turn, in a buffer lent by the loop.
  var out: [UInt8] = []
  var outbox: Outbox?
  /// The one event of this turn for a stream that keeps up: it needs no outbox.
  var event: SharedBytes?
  var stream: EventStream?

  init(loop: Loop, newcomer: Newcomer, slot: UInt32, serial: UInt32) {
    self.loop = loop
    descriptor = newcomer.descriptor
    peer = newcomer.peer
    phase = newcomer.isProxied ? .preface : .idle
    self.slot = slot
    self.serial = serial
    let limits = loop.limits
    deadline = loop.tick(in: newcomer.isProxied ? limits.proxySeconds : limits.firstByteSeconds)
  }

  // MARK: - Reading

  /// What one client may bring in a turn. A read of 64 KiB holds 2,400 small requests, and eight
  /// such pipelines made everybody else on the loop wait for 60 ms.
  private static let readBytesMax = 16_384

  /// The socket has bytes, or its end.
  func readable() {
    let scratch = loop.scratch
    let count = recv(descriptor, scratch.baseAddress, Self.readBytesMax, 0)
    if count > 0 {
      take(UnsafeRawBufferPointer(rebasing: scratch[0..<count]).assumed)
    } else if count == 0 {
      peerEnded()
    } else if !Outbox.isTransient(errno) {
      close()
    }
  }

  private func take(_ input: Bytes) {
    switch phase {
    case .streaming, .lingering, .closed: return
    case .answering: hold(input)
    case .preface: takePreface(input)
    case .idle, .head, .body:
      if outbox != nil { return hold(input) }
      if !pending.isEmpty {
        pending.append(contentsOf: input)
        return drainPending()
      }
      let consumed = advance(input)
      guard consumed < input.count, phase != .closed else { return }
      pending = Array(input[consumed...])
      if isFull { settleInterest() }
    }
  }

  /// Whoever owes a PROXY header and sends something else is told nothing: it is no client of ours.
  private func takePreface(_ input: Bytes) {
    pending.append(contentsOf: input)
    let header = pending.withUnsafeBufferPointer {
      ProxyHeader.read($0, bytesMax: loop.limits.proxyBytesMax)
    }
    guard case .header(let count, let told) = header else {
      return header == .more ? () : close()
    }
    pending.removeFirst(count)
    enter(.idle)
    deadline = loop.tick(in: loop.limits.firstByteSeconds)
    if let told {
      guard loop.recount(peer, as: told) else { return refuse(.full) }
      peer = told
    }
    if !pending.isEmpty { drainPending() }
  }

  /// Keeps what comes ahead of its turn; past the size of a head the kernel may keep it.
  private func hold(_ input: Bytes) {
    pending.append(contentsOf: input)
    settleInterest()
  }

  /// Whether more bytes would only pile up.
  var isFull: Bool {
    (phase == .answering || outbox != nil) && phase != .streaming
      && pending.count >= loop.limits.headBytesMax
  }

  private func peerEnded() {
    marks.insert(.peerEnded)
    // A client may end its half and still wait for answers (RFC 9112 section 9.6), but whoever
    // listens to a stream has no other reason to end it than to go.
    let owes = phase == .answering || outbox != nil
    if phase == .streaming || phase == .lingering || !owes { return close() }
    settleInterest()
  }

  /// Goes on with bytes that had to wait.
  func drainPending() {
    let bytes = pending
    pending = []
    let consumed = bytes.withUnsafeBufferPointer { advance($0) }
    guard phase != .closed, consumed < bytes.count else { return }
    pending = consumed == 0 ? bytes : Array(bytes[consumed...])
    if isFull { settleInterest() }
  }

  /// Reads requests until the bytes end or an answer must come first.
  private func advance(_ input: Bytes) -> Int {
    marks.insert(.isAdvancing)
    borrowOut()
    var at = 0
    reading: while outbox == nil {
      switch phase {
      case .idle where marks.contains(.closes):
        // RFC 9112 section 9.6: nothing after the last answer is processed.
        if at < input.count { marks.insert(.lingers) }
        return stop(input.count)
      case .idle, .head, .body:
        guard at < input.count else { break reading }
        let (consumed, step) = parser.take(input.part(at..<input.count), loop.limits)
        at += consumed
        switch step {
        case .more:
          incomplete()
          break reading
        case .refused(let refusal): refuse(refusal)
        case .request(let head, let body): begin(head, body)
        }
      case .preface, .answering: break reading
      case .streaming, .lingering, .closed: return stop(input.count)
      }
      if out.count > 65_536 { flushOut() }
    }
    return stop(at)
  }

  private func stop(_ consumed: Int) -> Int {
    marks.remove(.isAdvancing)
    settle()
    return consumed
  }

  private func incomplete() {
    if parser.isInBody {
      if phase != .body { enter(.body) }
      if parser.takeContinue() { out.append(contentsOf: ResponseWriter.continueLine) }
    } else if phase == .idle {
      enter(.head)
    }
  }

  private func begin(_ head: Head, _ body: [UInt8]) {
    enter(.answering)
    exchange &+= 1
    if !head.keepsAlive || loop.isDraining { marks.insert(.closes) }
    loop.handler(heed(head, body), Reply(self, exchange: exchange))
  }

  /// Marks what the answer must heed of the request.
  private func heed(_ head: Head, _ body: [UInt8]) -> Request {
    forgetRequest()
    if head.method == "HEAD" { marks.insert(.isHead) }
    if head.isHTTP10 { marks.insert(.isHTTP10) }
    let request = Request(
      method: head.method, path: head.target.path, rawPath: head.target.rawPath,
      query: head.target.query, headers: head.headers, body: body, peer: peer)
    if loop.common.marks(request) { marks.insert(.isMarked) }
    return request
  }

  private func forgetRequest() { marks.subtract([.isHead, .isHTTP10, .isMarked]) }

  private func refuse(_ refusal: Refusal) {
    enter(.answering)
    exchange &+= 1
    // What the request before it was says nothing about this one.
    if let head = parser.headInHand { _ = heed(head, []) } else { forgetRequest() }
    marks.formUnion([.closes, .lingers])
    answer(exchange, loop.refusal(refusal))
  }

  func enter(_ next: Phase) {
    phase = next
    let limits = loop.limits
    switch next {
    case .idle: deadline = loop.tick(in: limits.idleSeconds)
    case .head: deadline = loop.tick(in: limits.headSeconds)
    case .body:
      bodyDeadline = loop.tick(in: limits.bodySeconds)
      deadline = loop.tick(in: limits.bodyGraceSeconds + limits.bodyWindowSeconds)
      deadline = min(deadline, bodyDeadline)
    case .streaming: deadline = loop.tick(in: limits.heartbeatSeconds)
    case .lingering: deadline = loop.tick(in: limits.lingerSeconds)
    case .preface, .answering, .closed: deadline = .max
    }
  }

  // MARK: - Answering

  /// Writes the answer to the request in hand; late and double ones fall on the floor.
  func answer(_ number: UInt32, _ response: Response) {
    guard awaits(number) else { return }
    borrowOut()
    write(response)
    if marks.contains(.isAdvancing) || phase == .closed { return }
    if phase == .idle, outbox == nil, !pending.isEmpty, !marks.contains(.closes) {
      drainPending()
    } else {
      settle()
    }
  }

  /// Whether this request's answer is still wanted.
  func awaits(_ number: UInt32) -> Bool { phase == .answering && number == exchange }

  /// Whether nothing is read, waited for or left to write.
  var isAtRest: Bool { (phase == .idle || phase == .preface) && outbox == nil && pending.isEmpty }
  /// Whether bytes wait for their turn.
  var hasPending: Bool { !pending.isEmpty }
  /// Whether unread bytes are in hand, which a plain close would answer with a reset.
  var hasUnread: Bool { !pending.isEmpty || parser.isInBody }

  /// How epoll names it.
  var token: UInt64 { UInt64(serial) << 32 | UInt64(slot) }

  /// The server is being stopped.
  func drain() {
    // A request may have come while the order to stop was on its way.
    if isAtRest { readable() }
    if isAtRest || phase == .streaming { close() }
  }

  /// Cuts a client that took too long.
  func expire() {
    switch phase {
    case .head: refuse(.timeout)
    case .body: judgeBody()
    case .streaming: heartbeat()
    case .answering: break
    case .preface, .idle, .lingering, .closed: close()
    }
  }

  /// A body has its time only while it keeps coming.
  private func judgeBody() {
    let limits = loop.limits
    let enough = limits.bodyBytesPerSecondMin * limits.bodyWindowSeconds
    guard parser.takeBodyProgress() >= enough, loop.now < bodyDeadline else {
      return refuse(.timeout)
    }
    deadline = min(loop.tick(in: limits.bodyWindowSeconds), bodyDeadline)
  }

  /// Ends it now, whatever was going on.
  func close() {
    guard phase != .closed else { return }
    phase = .closed
    returnOut()
    outbox = nil
    event = nil
    pending = []
    loop.forget(self)
    Glibc.close(descriptor)
    let ended = stream
    stream = nil
    ended?.end()
  }
}
