// A request as handlers see it.

/// One request, complete with its body.
public struct Request: Sendable {
  /// `GET`, `POST`, ... as the client wrote it.
  public let method: String
  /// The decoded segments of the path; none is empty, `.`, `..` or holds a slash.
  public let path: [String]
  /// The path as it came, without the query.
  public let rawPath: String
  /// The decoded pairs of the query, in their order.
  public let query: [(name: String, value: String)]
  /// The header fields.
  public let headers: Headers
  /// The body; empty when there is none.
  public let body: [UInt8]
  /// The client's address as text without its port; `unix` for a Unix socket.
  public let peer: String

  /// A request from its parts.
  public init(
    method: String = "GET", path: [String] = [], rawPath: String? = nil,
    query: [(name: String, value: String)] = [], headers: Headers = Headers(), body: [UInt8] = [],
    peer: String = "127.0.0.1"
  ) {
    self.method = method
    self.path = path
    self.rawPath = rawPath ?? "/" + path.joined(separator: "/")
    self.query = query
    self.headers = headers
    self.body = body
    self.peer = peer
  }

  /// A request from a target as it stands on the wire, for tests; nil when it is malformed.
  public init?(
    method: String = "GET", target: String, headers: Headers = Headers(), body: [UInt8] = [],
    peer: String = "127.0.0.1"
  ) {
    let bytes = Array(target.utf8)
    let read = try? bytes.withUnsafeBufferPointer { try Target.read($0) }
    guard let read else { return nil }
    self.init(
      method: method, path: read.path, rawPath: read.rawPath, query: read.query, headers: headers,
      body: body, peer: peer)
  }

  /// The first value of a query name.
  public func query(_ name: String) -> String? { query.first { $0.name == name }?.value }
}
