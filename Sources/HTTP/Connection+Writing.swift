// The writing half of a connection: answers, streams, and what waits for a slow reader.

import CLinux
import Glibc

extension Connection {
  /// Past this a body is sent from where it is instead of being joined to its head.
  private static let joinBytesMax = 16_384

  // MARK: - Answers

  /// Queues an answer and steps to the next phase.
  func write(_ response: Response) {
    if marks.contains(.peerEnded) && !hasUnread { marks.insert(.closes) }
    if ResponseWriter.asksToClose(response) || loop.isDraining { marks.insert(.closes) }
    switch response.body {
    case .bytes(let body): write(response, body)
    case .file(let path, let from, let length): write(response, path, from, length)
    case .stream(let body): write(response, body)
    }
  }

  private func writeHead(_ response: Response, length: Int64?) {
    let closes = marks.contains(.closes)
    ResponseWriter.write(
      response,
      Framing(length: length, closes: closes, saysKeepAlive: marks.contains(.isHTTP10)),
      date: loop.date,
      common: marks.contains(.isMarked) ? loop.common.marked : loop.common.always, into: &out)
  }

  private func write(_ response: Response, _ body: [UInt8]) {
    writeHead(response, length: Int64(body.count))
    enter(.idle)
    if marks.contains(.isHead) || ResponseWriter.isBodiless(response.status) { return }
    guard body.count > Self.joinBytesMax else { return out.append(contentsOf: body) }
    flushOut(more: true)
    body.withUnsafeBufferPointer { push($0) }
  }

  private func write(_ response: Response, _ path: String, _ from: Int64, _ length: Int64) {
    let isSilent = marks.contains(.isHead) || ResponseWriter.isBodiless(response.status)
    if isSilent || length <= 0 {
      writeHead(response, length: max(0, length))
      return enter(.idle)
    }
    let file = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard file >= 0 else {
      return write(.text(500, "The file cannot be read."))
    }
    writeHead(response, length: length)
    enter(.idle)
    flushOut(more: true)
    guard phase != .closed else {
      Glibc.close(file)
      return
    }
    // Sent when the socket says so, as the scratch it passes through may hold requests now.
    ensureOutbox().append(file: file, from: from, length: length)
  }

  private func write(_ response: Response, _ body: @Sendable (EventStream) -> Void) {
    // Its end is the connection's end: shared bytes then need no frame of their own.
    marks.insert(.closes)
    var response = response
    if !response.headers.contains(where: { $0.name.isWord("content-type") }) {
      response.headers.append((name: "Content-Type", value: "text/event-stream"))
    }
    writeHead(response, length: nil)
    if marks.contains(.isHead) { return enter(.idle) }
    flushOut()
    guard phase != .closed else { return }
    Socket.boundSendBuffer(descriptor, bytes: loop.limits.streamSendBufferBytes)
    let stream = EventStream(self)
    self.stream = stream
    enter(.streaming)
    // It may stay open for hours: unlike an answer, it is not what a drain waits for.
    if loop.isDraining { close() }
    body(stream)
  }

  // MARK: - Streams

  /// Queues an event; the loop flushes all streams of a turn together.
  func push(event bytes: SharedBytes) {
    guard phase == .streaming, bytes.count > 0, !isEnding else { return }
    if outbox == nil, event == nil {
      event = bytes
    } else {
      let outbox = gathered()
      outbox.append(bytes)
      if outbox.bytesHeld > loop.limits.streamBacklogBytesMax {
        // Many events of one turn are no backlog yet: first the socket is asked.
        flushStream()
        return closeIfBehind()
      }
    }
    if marks.insert(.isDirty).inserted { loop.noteDirty(self) }
  }

  /// The outbox, with the turn's first event in it.
  private func gathered() -> Outbox {
    let outbox = ensureOutbox()
    if let event { outbox.append(event) }
    event = nil
    return outbox
  }

  private func closeIfBehind() {
    if let outbox, outbox.bytesHeld > loop.limits.streamBacklogBytesMax { close() }
  }

  /// Sends what a turn queued.
  func flushStream() {
    marks.remove(.isDirty)
    guard phase == .streaming else { return }
    // While the socket is known to be full, asking it again is a wasted call for each event.
    if interest & Linux.writable != 0 { return }
    deadline = loop.tick(in: loop.limits.heartbeatSeconds)
    guard let event else { return writable() }
    self.event = nil
    let sent = max(0, Socket.send(descriptor, event.memory))
    if sent == event.count { return }
    // Whatever hindered it, the outbox meets it again.
    ensureOutbox().append(event, from: sent)
    settleInterest()
    closeIfBehind()
  }

  func heartbeat() {
    deadline = loop.tick(in: loop.limits.heartbeatSeconds)
    if outbox == nil { push(event: loop.heartbeatBytes) }
  }

  /// Ends a stream after what is queued.
  func finishStream() {
    guard phase == .streaming else { return }
    if outbox == nil, event == nil { return close() }
    _ = gathered()
    marks.insert(.lingers)
  }

  private var isEnding: Bool { phase == .streaming && marks.contains(.lingers) }

  // MARK: - The socket

  /// The socket takes bytes again.
  func writable() {
    guard let outbox else { return settleInterest() }
    switch outbox.flush(descriptor, loop.scratch) {
    case .broken: return close()
    case .waiting:
      if outbox.bytesSinceDeadline >= loop.limits.writeProgressBytes { renew(outbox) }
      return settleInterest()
    case .done: self.outbox = nil
    }
    if isEnding { return close() }
    if phase == .streaming || phase == .answering { return settleInterest() }
    // The time to send the next request begins when the answer is out, not when it was given.
    enter(phase)
    if hasPending, !marks.contains(.closes) { drainPending() } else { settle() }
  }

  /// After each turn: sends what was written, ends what is over, waits for what is missing.
  func settle() {
    flushOut()
    returnOut()
    guard phase != .closed else { return }
    let isOver = marks.contains(.closes) && phase == .idle
    let isOrphaned =
      marks.contains(.peerEnded) && (phase == .idle || phase == .head || phase == .body)
    if outbox == nil, isOver || isOrphaned { return hangUp() }
    settleInterest()
  }

  private func hangUp() {
    guard !marks.contains(.peerEnded), hasUnread || marks.contains(.lingers) else { return close() }
    // A close with unread bytes sends a reset, which can overtake and destroy our answer.
    shutdown(descriptor, Int32(SHUT_WR))
    enter(.lingering)
    settleInterest()
  }

  func settleInterest() {
    guard phase != .closed else { return }
    var wanted: UInt32 = 0
    if !isFull && !marks.contains(.peerEnded) { wanted |= Linux.readable }
    if outbox != nil { wanted |= Linux.writable }
    if wanted != interest {
      interest = wanted
      loop.watch(self)
    }
  }

  /// Sends the answers of this turn.
  func flushOut(more: Bool = false) {
    guard !out.isEmpty, phase != .closed else { return }
    // Out of the property while it is sent: a broken socket closes, and closing gives it back.
    var bytes: [UInt8] = []
    swap(&bytes, &out)
    bytes.withUnsafeBufferPointer { push($0, more: more) }
    bytes.removeAll(keepingCapacity: true)
    if phase != .closed { swap(&bytes, &out) }
  }

  /// Sends now what the socket takes, and keeps the rest.
  private func push(_ bytes: Bytes, more: Bool = false) {
    guard phase != .closed else { return }
    var sent = 0
    if outbox == nil {
      sent = Socket.send(descriptor, bytes, more: more)
      if sent < 0 {
        guard Outbox.isTransient(errno) else { return close() }
        sent = 0
      }
    }
    guard sent < bytes.count else { return }
    ensureOutbox().append(SharedBytes(copying: bytes.part(sent..<bytes.count)))
  }

  @discardableResult
  private func ensureOutbox() -> Outbox {
    if let outbox { return outbox }
    let fresh = Outbox(deadline: loop.tick(in: loop.limits.writeSeconds))
    outbox = fresh
    return fresh
  }

  private func renew(_ outbox: Outbox) {
    outbox.deadline = loop.tick(in: loop.limits.writeSeconds)
    outbox.bytesSinceDeadline = 0
  }

  // MARK: - The lent buffer

  func borrowOut() {
    guard !marks.contains(.hasOut) else { return }
    marks.insert(.hasOut)
    out = loop.lendOut()
  }

  func returnOut() {
    guard marks.contains(.hasOut) else { return }
    marks.remove(.hasOut)
    out.removeAll(keepingCapacity: true)
    loop.takeBackOut(&out)
  }
}
