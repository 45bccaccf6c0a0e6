// Every limit of the HTTP room, in one table, each with its reason.

/// What one client may cost the server: bytes, seconds, connections.
public struct HTTPLimits: Sendable {
  /// A request's head, request line and blank line included; beyond it 431.
  public var headBytesMax = 16_384
  /// The request line; beyond it 414. Long searches fit, logs and memory stay small.
  public var requestLineBytesMax = 8_192
  /// Header fields of one request; beyond it 431.
  public var headersMax = 100
  /// A request's body; beyond it 413, answered before the rest is read.
  public var bodyBytesMax = 262_144
  /// A chunk's size line with its extensions, which nobody uses but attackers.
  public var chunkLineBytesMax = 256
  /// From accept to the first byte: browsers open spare connections ahead of need.
  public var firstByteSeconds = 75
  /// From accept to the end of a PROXY header, where one is expected: a proxy sends it before all
  /// else.
  public var proxySeconds = 5
  /// A PROXY header of version 2 with its extras; those of the large clouds stay below 200.
  public var proxyBytesMax = 1_024
  /// From one answer to the next request.
  public var idleSeconds = 75
  /// From a head's first byte to its last; beyond it 408.
  public var headSeconds = 10
  /// From a head's end to its body's last byte; beyond it 408.
  public var bodySeconds = 30
  /// A body must come at this rate at least, or it is answered 408 long before its time is up: no
  /// line that people use is as slow, and who trickles holds a connection for nothing.
  public var bodyBytesPerSecondMin = 256
  /// Over so many seconds the rate is taken: a line that fails for a moment is no attack.
  public var bodyWindowSeconds = 5
  /// The first window is longer by this, in which lines and clients warm up.
  public var bodyGraceSeconds = 5
  /// A client must take at least `writeProgressBytes` of what waits for it in this time.
  public var writeSeconds = 30
  /// What counts as progress: with `writeSeconds` it makes the slowest reader we serve.
  public var writeProgressBytes = 16_384
  /// Silence on a stream after which a comment line is sent; proxies give up after 30 or 60.
  public var heartbeatSeconds = 20
  /// Unsent bytes of one stream; beyond it the client is closed, never waited for.
  public var streamBacklogBytesMax = 262_144
  /// What the kernel may hold for one stream; it doubles the number for its own bookkeeping. Left to
  /// itself it grows to megabytes for a reader that stalls, and keeps a copy for each one of what
  /// we share among all.
  public var streamSendBufferBytes = 16_384
  /// How long we go on reading after a refusal, so that the client can read our answer.
  public var lingerSeconds = 2
  /// Connections in all; beyond it 503.
  public var connectionsMax = 12_000
  /// Connections from one address (one /64 of IPv6): a proxy in front is one address.
  public var connectionsPerAddressMax = 11_000
  /// How long a second of the deadlines lasts; tests shorten it.
  public var secondMilliseconds = 1_000

  /// The limits of a server on the open network.
  public init() {}
}
