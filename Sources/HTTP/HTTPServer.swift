// The server: binds, starts a thread for each loop, and stops with care.

import CLinux
import Glibc

/// Words a refusal that the room itself makes (400, 408, 413, 431, 503, ...); its body is bytes.
public typealias Dress = @Sendable (_ status: Int, _ reason: String) -> Response

/// Where a server listens.
public enum Endpoint: Sendable, Equatable {
  /// A literal of IPv4 or IPv6, and a port; port 0 picks one. `::` takes IPv4 as well.
  case tcp(host: String, port: UInt16)
  /// A Unix socket's path.
  case unix(path: String)
}

/// An HTTP/1.1 server.
public final class HTTPServer: Sendable {
  private let loops: [Loop]
  private let census: Census
  private let crew = Crew()
  /// Where it listens; a port that the system picked is told.
  public let endpoints: [Endpoint]
  /// The port of the first TCP endpoint; 0 when there is none.
  public let port: UInt16

  /// Binds one TCP endpoint; `start` begins to serve it.
  public convenience init(
    host: String, port: UInt16, loops: Int, limits: HTTPLimits,
    dress: @escaping Dress = { Response.text($0, $1) }, handler: @escaping Handler
  ) throws {
    try self.init(
      [.tcp(host: host, port: port)], loops: loops, limits: limits, dress: dress, handler: handler)
  }

  /// Binds all endpoints, or throws and binds none. Those that are `proxied` as well expect a PROXY
  /// header (version 1 or 2) at the beginning of each connection, which tells the client's address;
  /// a connection without one is closed. Only the proxy may be able to reach such a place: whoever
  /// does is believed.
  public init(
    _ endpoints: [Endpoint], proxied: [Endpoint] = [], loops count: Int, limits: HTTPLimits,
    common: CommonFields = .none,
    dress: @escaping Dress = { Response.text($0, $1) }, handler: @escaping Handler
  ) throws {
    Socket.raiseDescriptorLimit()
    let census = Census(limits)
    let loops = try (0..<max(1, count)).map { _ in
      try Loop(
        limits: limits, census: census, common: common, handler: handler, dress: dress)
    }
    var bound: [Int32] = []
    do {
      for endpoint in endpoints { bound.append(try endpoint.listen()) }
    } catch {
      for descriptor in bound { close(descriptor) }
      throw error
    }
    self.loops = loops
    self.census = census
    port = bound.lazy.map(Socket.port).first { $0 != 0 } ?? 0
    self.endpoints = zip(endpoints, bound).map { endpoint, descriptor in
      guard case .tcp(let host, 0) = endpoint else { return endpoint }
      return .tcp(host: host, port: Socket.port(of: descriptor))
    }
    let doors = zip(bound, endpoints).map {
      Listener.Door(descriptor: $0, isProxied: proxied.contains($1))
    }
    loops[0].listener = Listener(doors, loops: loops, census: census)
  }

  deinit { letGo() }

  /// Connections that are open now.
  public var connectionCount: Int { census.count }

  /// Starts a thread for each loop.
  public func start() { crew.start(loops) }

  /// Stops accepting, closes idle connections and streams at once, lets requests in flight finish,
  /// and closes what is left after `drainSeconds`. Returns when all threads have ended; not to be
  /// called from a handler.
  public func stop(drainSeconds: Int) {
    let end = Linux.milliseconds() + Int64(max(0, drainSeconds)) * 1000
    for loop in loops { loop.post(.drain(untilMilliseconds: end)) }
    crew.join()
    letGo()
    for case .unix(let path) in endpoints { unlink(path) }
  }
}

extension HTTPServer {
  /// Closes the listeners of a server that was never started; a started one's thread does it.
  private func letGo() {
    guard !crew.isUsed else { return }
    loops[0].listener?.close()
    loops[0].listener = nil
  }
}

extension Endpoint {
  fileprivate func listen() throws -> Int32 {
    switch self {
    case .tcp(let host, let port): try Socket.listen(host: host, port: port)
    case .unix(let path): try Socket.listen(path: path)
    }
  }
}

/// The loops' threads.
private final class Crew: @unchecked Sendable {  // `lock` guards both
  private let lock = Lock()
  private var threads: [pthread_t] = []
  private var hasStarted = false

  /// Whether threads were ever started.
  var isUsed: Bool { lock.locked { hasStarted } }

  func start(_ loops: [Loop]) {
    let isFirst = lock.locked {
      defer { hasStarted = true }
      return !hasStarted
    }
    guard isFirst else { return }
    let started = loops.map { loop in
      var thread = pthread_t()
      let handed = Unmanaged.passRetained(loop).toOpaque()
      let code = pthread_create(
        &thread, nil,
        { argument in
          guard let argument else { return nil }
          Unmanaged<Loop>.fromOpaque(argument).takeRetainedValue().run()
          return nil
        }, handed)
      precondition(code == 0, "no thread for a loop")
      return thread
    }
    lock.locked { threads = started }
  }

  func join() {
    let mine = lock.locked {
      defer { threads = [] }
      return threads
    }
    for thread in mine { pthread_join(thread, nil) }
  }
}
