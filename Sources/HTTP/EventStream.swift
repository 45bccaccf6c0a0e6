// A client's open event stream: bytes go out, nothing comes in.

/// One `text/event-stream`. What is sent goes out in the order of the calls to `send`.
public final class EventStream: Sendable, Hashable {
  private enum Way: Sendable {
    case connection(Connection)
    case closure(@Sendable (SharedBytes) -> Void)
  }

  private let way: Way
  private let ending = Ending()

  /// A stream that ends in a closure, for tests.
  public init(_ deliver: @escaping @Sendable (SharedBytes) -> Void) { way = .closure(deliver) }

  init(_ connection: Connection) { way = .connection(connection) }

  /// Sends to this client, from any thread. A client that has too much unsent is closed, never
  /// waited for; after the end nothing happens.
  public func send(_ bytes: SharedBytes) {
    switch way {
    case .closure(let deliver): if !ending.isOver { deliver(bytes) }
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
    if !ending.add(body) { body() }
  }

  /// The connection is gone.
  func end() { for body in ending.begin() { body() } }

  /// Two streams are equal when they are the same.
  public static func == (left: EventStream, right: EventStream) -> Bool { left === right }
  /// By identity.
  public func hash(into hasher: inout Hasher) { hasher.combine(ObjectIdentifier(self)) }
}

/// Who wants to know of a stream's end.
private final class Ending: @unchecked Sendable {  // `lock` guards both
  private static let lock = Lock()
  private var bodies: [@Sendable () -> Void] = []
  private var over = false

  var isOver: Bool { Self.lock.locked { over } }

  func add(_ body: @escaping @Sendable () -> Void) -> Bool {
    Self.lock.locked {
      if !over { bodies.append(body) }
      return !over
    }
  }

  func begin() -> [@Sendable () -> Void] {
    Self.lock.locked {
      over = true
      defer { bodies = [] }
      return bodies
    }
  }
}
