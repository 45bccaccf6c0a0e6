// A client's open event stream: bytes go out, nothing comes in.

/// One `text/event-stream`. What is sent goes out in the order of the calls to `send`.
/// Thousands of them lie idle, so it is one small object and its lock is everyone's.
public final class EventStream: @unchecked Sendable, Hashable {  // `lock` guards what may change
  private enum Way: Sendable {
    case connection(Connection)
    case closure(@Sendable (SharedBytes) -> Void)
  }

  private static let lock = Lock()
  private let way: Way
  private var isOver = false
  /// Who wants to know of the end; mostly it is one.
  private var onEnd: (@Sendable () -> Void)?
  private var onEndToo: [@Sendable () -> Void] = []

  /// A stream that ends in a closure, for tests.
  public init(_ deliver: @escaping @Sendable (SharedBytes) -> Void) { way = .closure(deliver) }

  init(_ connection: Connection) { way = .connection(connection) }

  /// Sends to this client, from any thread. A client that has too much unsent is closed, never
  /// waited for; after the end nothing happens.
  public func send(_ bytes: SharedBytes) {
    switch way {
    case .closure(let deliver): if !Self.lock.locked({ isOver }) { deliver(bytes) }
    // By the inbox even on the loop's thread: two senders' order must not depend on where they run.
    case .connection(let connection): connection.loop.post(.push(bytes, connection))
    }
  }

  /// Sends the same bytes to many clients, waking each loop once.
  public static func send(_ bytes: SharedBytes, to streams: some Sequence<EventStream>) {
    var batches: [(loop: Loop, mail: [Loop.Mail])] = []
    for stream in streams {
      guard case .connection(let connection) = stream.way else {
        stream.send(bytes)
        continue
      }
      let index = batches.firstIndex { $0.loop === connection.loop }
      if let index {
        batches[index].mail.append(.push(bytes, connection))
      } else {
        batches.append((connection.loop, [.push(bytes, connection)]))
      }
    }
    for (loop, mail) in batches { loop.post(all: mail) }
  }

  /// Ends the stream after what was sent before.
  public func close() {
    switch way {
    case .closure: end()
    case .connection(let connection): connection.loop.post(.finish(connection))
    }
  }

  /// Asks to be told of the end, whoever brings it about; told at once if it is over.
  public func onClose(_ body: @escaping @Sendable () -> Void) {
    let isTooLate = Self.lock.locked {
      if isOver { return true }
      if onEnd == nil { onEnd = body } else { onEndToo.append(body) }
      return false
    }
    if isTooLate { body() }
  }

  /// The connection is gone.
  func end() {
    let (first, others) = Self.lock.locked {
      isOver = true
      defer {
        onEnd = nil
        onEndToo = []
      }
      return (onEnd, onEndToo)
    }
    first?()
    for body in others { body() }
  }

  /// Two streams are equal when they are the same.
  public static func == (left: EventStream, right: EventStream) -> Bool { left === right }
  /// By identity.
  public func hash(into hasher: inout Hasher) { hasher.combine(ObjectIdentifier(self)) }
}
