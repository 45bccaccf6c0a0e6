// An answer as handlers give it.

/// One answer. Date, Connection and the body's length are the room's own affair.
public struct Response: Sendable {
  /// What follows the head.
  public enum Body: Sendable {
    /// All of it.
    case bytes([UInt8])
    /// `length` bytes of a file beginning at `from`, streamed from the disk; one that is shorter
    /// than said cuts the connection.
    case file(path: String, from: Int64 = 0, length: Int64)
    /// A `text/event-stream`; the closure is called on the loop once the head is queued.
    case stream(@Sendable (EventStream) -> Void)
  }

  /// The status code.
  public var status: Int
  /// Header fields. Control bytes in them are made spaces.
  public var headers: [(name: String, value: String)]
  /// What follows the head.
  public var body: Body

  /// An answer.
  public init(
    status: Int, headers: [(name: String, value: String)] = [], body: Body = .bytes([])
  ) {
    self.status = status
    self.headers = headers
    self.body = body
  }

  /// A sentence as plain text.
  public static func text(_ status: Int, _ text: String) -> Response {
    Response(
      status: status, headers: [("Content-Type", "text/plain; charset=utf-8")],
      body: .bytes(Array(text.utf8)))
  }
}
