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

  /// Answers with what the closure makes, on the loop's thread: whoever answers from elsewhere and
  /// has others to see to hands over the work as well. It is not made for a client that has gone.
  public func send(made make: @escaping @Sendable () -> Response) {
    guard !isSent.exchange(true, ordering: .acquiringAndReleasing) else { return }
    switch way {
    case .closure(let deliver): deliver(make())
    case .connection(let connection, let exchange):
      if connection.loop.isCurrent {
        connection.answer(exchange, make())
      } else {
        connection.loop.post(.making(connection, exchange: exchange, make))
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
