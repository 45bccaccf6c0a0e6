// The answer that a handler owes: given once, from any thread.

import Synchronization

/// What answers requests. It is called on the loop and must not block.
public typealias Handler = @Sendable (Request, Reply) -> Void

/// The way back to the client of one request.
public final class Reply: Sendable {
  private enum Way: Sendable {
    case connection(Connection, exchange: UInt32)
    case closure(@Sendable (Response) -> Void)
  }

  private let way: Way
  private let isSent = Atomic<Bool>(false)

  /// A way back that ends in a closure, for tests.
  public init(_ deliver: @escaping @Sendable (Response) -> Void) { way = .closure(deliver) }

  init(_ connection: Connection, exchange: UInt32) {
    way = .connection(connection, exchange: exchange)
  }

  /// The loop of the client's connection; nil where there is none.
  var loop: Loop? {
    if case .connection(let connection, _) = way { connection.loop } else { nil }
  }

  /// Answers. Only the first call counts. On the loop's thread the answer is written at once.
  public func send(_ response: Response) {
    guard !isSent.exchange(true, ordering: .acquiringAndReleasing) else { return }
    switch way {
    case .closure(let deliver): deliver(response)
    case .connection(let connection, let exchange):
      if connection.loop.isCurrent {
        connection.answer(exchange, response)
      } else {
        connection.loop.post(.answer(connection, exchange: exchange, response))
      }
    }
  }

  // A handler that forgot its answer, or threw it away, must not leave the client waiting. The
  // last reference may go anywhere, amid the loop's own work too: hence always by the inbox.
  deinit {
    guard !isSent.load(ordering: .acquiring) else { return }
    switch way {
    case .closure(let deliver): deliver(.text(500, Refusal.unanswered.reason))
    case .connection(let connection, let exchange):
      connection.loop.post(.unanswered(connection, exchange: exchange))
    }
  }
}
