// A house with its doors open: listens, ticks, rereads definitions, drains and stops.
import Domain
import Glibc
import HTTP
import Store

/// The product's version, as it is told outside.
public let hedgerowVersion = "0.1.0"

/// A running server.
public final class Serving: Sendable {
  /// The house.
  public let house: House
  private let server: HTTPServer

  /// Binds and starts; port 0 picks a free one.
  public init(_ house: House) throws {
    self.house = house
    let configuration = house.configuration
    var limits = HTTPLimits()
    limits.bodyBytesMax = Limits.bodyBytesMax
    let proxies = configuration.proxies
    let common = CommonFields(
      Response.security, andIfMarked: Response.securityBehindTLS, marks: proxies.isSecure)
    server = try HTTPServer(
      configuration.listen, proxied: configuration.proxied, loops: configuration.loops,
      limits: limits, common: common,
      dress: { status, reason in
        let response = refusal(status, reason)
        // The goodbye to one connection too many is made once, before any comes, and is no request's.
        return status == 503 ? response : house.refused(response)
      }
    ) { request, reply in
      house.routes.dispatch(request, reply, in: house)
    }
    house.store.onLoss {
      warn("A sync of the disk failed. Nothing acknowledged is lost; start Hedgerow again.")
      kill(getpid(), SIGTERM)
    }
    server.start()
    house.dutyThread.start()
    let plain = zip(configuration.listen, server.endpoints)
      .filter { !configuration.proxied.contains($0.0) }.map(\.1)
    try house.control.publish(directory: configuration.data, among: plain)
  }

  /// Where it listens; a port that was picked is told.
  public var endpoints: [Endpoint] { server.endpoints }
  /// Begins to write the journal, with what happened before in front.
  public func startJournal() { house.journal?.start() }
  /// The port of the first place that has one, else 0.
  public var port: UInt16 { server.port }

  /// Stops accepting, lets what runs finish, closes everything; at most this many seconds.
  public func stop(drainSeconds: Int) {
    server.stop(drainSeconds: drainSeconds)
    house.outbox.drain(seconds: drainSeconds)
    unlink(Control.path(house.configuration.data))
    house.close()
  }

  /// Waits for the operating system's word: SIGHUP rereads the definitions, SIGTERM and SIGINT end
  /// the wait. Once a minute it does what time alone brings about.
  public func waitForSignals() {
    var set = sigset_t()
    sigemptyset(&set)
    for signal in [SIGTERM, SIGINT, SIGHUP] { sigaddset(&set, signal) }
    house.backups.tick()
    house.outbox.start()
    var seconds = 0
    while true {
      // A mail that is tried again waits for seconds, all else for minutes.
      let step = house.outbox.plan == nil ? 60 : 1
      var wait = timespec(tv_sec: step, tv_nsec: 0)
      switch sigtimedwait(&set, nil, &wait) {
      case SIGTERM, SIGINT: return
      case SIGHUP: reread()
      default:
        house.outbox.tick()
        seconds += step
        guard seconds >= 60 else { continue }
        seconds = 0
        house.exporter.expire()
        house.backups.tick()
        house.outbox.wake()
      }
    }
  }

  /// Blocks the signals in every thread that is started from here on; call it first of all.
  public static func blockSignals() {
    var set = sigset_t()
    sigemptyset(&set)
    for signal in [SIGTERM, SIGINT, SIGHUP] { sigaddset(&set, signal) }
    pthread_sigmask(SIG_BLOCK, &set, nil)
    signal(SIGPIPE, SIG_IGN)
  }

  private func reread() {
    do {
      let files = try DefinitionSource.files(home: house.configuration.home)
      let (catalog, complaints) = Catalog.read(files)
      guard let catalog else {
        for complaint in complaints { warn(complaint.description) }
        return warn("The definitions have \(complaints.count) mistake(s); the old ones stay.")
      }
      try house.adopt(catalog)
      for trouble in try house.openMissingChannels() { warn(trouble) }
      warn("The definitions were reread.")
    } catch {
      warn("The definitions were not reread: \(error)")
    }
  }
}

/// Dresses a refusal of the HTTP room as all our refusals are.
func refusal(_ status: Int, _ reason: String) -> Response {
  let retry = status == 503 ? 5 : nil
  return Problem(status: status, code: "refused", text: reason, retryAfter: retry).response
}

/// Writes a line to standard error.
func warn(_ text: String) {
  let line = text + "\n"
  _ = write(2, line, line.utf8.count)
}

/// Writes a line to standard output.
func say(_ text: String) {
  let line = text + "\n"
  line.withCString { pointer in
    var left = strlen(pointer)
    var at = pointer
    while left > 0 {
      let wrote = write(1, at, left)
      guard wrote > 0 else { return }
      at += wrote
      left -= wrote
    }
  }
}
