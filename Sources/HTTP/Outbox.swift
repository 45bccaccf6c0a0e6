// What waits for a client that reads more slowly than we write.

import CLinux
import Glibc

/// The unsent rest of one connection, in order. A connection that has sent all has none.
final class Outbox {
  private enum Piece {
    case bytes(SharedBytes, from: Int)
    case file(descriptor: Int32, at: Int64, end: Int64)
  }

  enum Progress {
    /// All is sent.
    case done
    /// The socket is full, or had its share of this turn.
    case waiting
    /// The connection is beyond repair.
    case broken
  }

  private var pieces: [Piece] = []
  private var first = 0
  /// Bytes that are held in memory.
  private(set) var bytesHeld = 0
  /// The tick by which the client must have made progress.
  var deadline: UInt32
  /// Bytes sent since the deadline was set.
  var bytesSinceDeadline = 0

  init(deadline: UInt32) { self.deadline = deadline }

  deinit {
    for case .file(let descriptor, _, _) in pieces[first...] { close(descriptor) }
  }

  func append(_ bytes: SharedBytes, from: Int = 0) {
    pieces.append(.bytes(bytes, from: from))
    bytesHeld += bytes.count - from
  }

  func append(file descriptor: Int32, from: Int64, length: Int64) {
    pieces.append(.file(descriptor: descriptor, at: from, end: from + length))
  }

  /// Sends what the socket takes; `scratch` is where a file passes through.
  func flush(_ descriptor: Int32, _ scratch: UnsafeMutableRawBufferPointer) -> Progress {
    while first < pieces.count {
      let progress =
        switch pieces[first] {
        case .bytes: flushBytes(descriptor)
        case .file(let file, let at, let end): flushFile(descriptor, file, at, end, scratch)
        }
      if progress != .done { return progress }
    }
    return .done
  }

  /// One call for up to 16 neighbours.
  private func flushBytes(_ descriptor: Int32) -> Progress {
    let (sent, wanted) = withUnsafeTemporaryAllocation(of: iovec.self, capacity: 16) { vectors in
      var (count, wanted) = (0, 0)
      while count < 16, first + count < pieces.count,
        case .bytes(let bytes, let from) = pieces[first + count]
      {
        let rest = bytes.memory.part(from..<bytes.count)
        vectors[count] = iovec(
          iov_base: UnsafeMutableRawPointer(mutating: rest.baseAddress), iov_len: rest.count)
        wanted += rest.count
        count += 1
      }
      return (Socket.send(descriptor, .init(rebasing: vectors[0..<count])), wanted)
    }
    guard sent >= 0 else { return Self.isTransient(errno) ? .waiting : .broken }
    bytesHeld -= sent
    bytesSinceDeadline += sent
    var rest = sent
    while first < pieces.count, case .bytes(let bytes, let from) = pieces[first] {
      let left = bytes.count - from
      guard rest >= left else {
        pieces[first] = .bytes(bytes, from: from + rest)
        break
      }
      rest -= left
      pass()
    }
    return sent == wanted ? .done : .waiting
  }

  private func flushFile(
    _ descriptor: Int32, _ file: Int32, _ at: Int64, _ end: Int64,
    _ scratch: UnsafeMutableRawBufferPointer
  ) -> Progress {
    let wanted = min(scratch.count, Int(clamping: end - at))
    // pread and send, not sendfile: that has no MSG_NOSIGNAL.
    let got = wanted == 0 ? 0 : pread(file, scratch.baseAddress, wanted, off_t(at))
    // The length is promised in the head: a file that shrank can only end the connection.
    guard got > 0 || wanted == 0 else { return .broken }
    let sent = Socket.send(
      descriptor, UnsafeRawBufferPointer(rebasing: scratch[0..<got]).assumed,
      more: at + Int64(got) < end)
    guard sent >= 0 else { return Self.isTransient(errno) ? .waiting : .broken }
    bytesSinceDeadline += sent
    if at + Int64(sent) == end {
      close(file)
      pass()
      return .done
    }
    pieces[first] = .file(descriptor: file, at: at + Int64(sent), end: end)
    // One piece of a file a wake: others on this loop wait no longer than that.
    return .waiting
  }

  /// Steps over the first piece and lets its memory go.
  private func pass() {
    pieces[first] = .bytes(Self.nothing, from: 0)
    first += 1
    if first == pieces.count || first > 64 {
      pieces.removeFirst(first)
      first = 0
    }
  }

  private static let nothing = SharedBytes([])

  static func isTransient(_ code: Int32) -> Bool {
    code == EAGAIN || code == EINTR || code == ENOBUFS
  }
}

extension UnsafeRawBufferPointer {
  /// The same memory, as bytes.
  var assumed: Bytes { assumingMemoryBound(to: UInt8.self) }
}
