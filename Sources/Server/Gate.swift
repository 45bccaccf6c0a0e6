// The one door: who asks, from where, and may they; asked before any handler runs.
import Domain
import HTTP

/// A member with a live sign-in.
struct Caller: Sendable {
  let member: MemberID
  let session: Int64

  /// Who asks where no sign-in is needed.
  static let nobody = Caller(member: .nobody, session: 0)
}

/// What a route asks of its caller before its handler runs.
enum Need: Sendable, Equatable {
  /// Anyone.
  case open
  /// A live sign-in.
  case session
  /// A live sign-in, this act in the channel named by `{id}`, and one of these roles where any are
  /// named; others are told that there is no such thing.
  case channel(Act, for: [Role] = [])
  /// A live sign-in with one of these roles; others are told that there is no such thing.
  case roles([Role])
}

/// Opens or refuses.
struct Gate: Sendable {
  let house: House

  /// The caller, as far as memory goes; nil where the store has to be asked, for which the loop
  /// must not wait.
  func callerInMemory(_ route: Route, _ request: Request) throws -> Caller? {
    if route.need == .open { return .nobody }
    switch house.signIn.memory(of: try token(request)) {
    case .known(let caller): return caller
    case .ended: throw Problem.noSession
    case .unread: return nil
    }
  }

  /// The caller, by asking the store where memory does not go so far.
  func caller(_ route: Route, _ request: Request) async throws -> Caller {
    if let caller = try callerInMemory(route, request) { return caller }
    let token = try token(request)
    let signIn = house.signIn
    guard let caller = try await house.workers.run({ try signIn.caller(token: token) }) else {
      throw Problem.noSession
    }
    return caller
  }

  /// Checks the route's need.
  func admit(
    _ caller: Caller, _ route: Route, _ request: Request, _ parameters: [String: String]
  ) throws -> Context {
    let access = house.access
    let member = access.roster.members[caller.member]
    func checkRoles(_ roles: [Role]) throws {
      guard let member, !member.roles.isDisjoint(with: roles) else { throw Problem.notFound }
    }
    if route.need != .open {
      guard let member, !member.isEnded(at: access.now) else { throw Problem.noSession }
    }
    var grant: Grant?
    switch route.need {
    case .open, .session: break
    case .channel(let act, let roles):
      grant = try Gate.grant(caller, act, parameters["id"] ?? "", access, house)
      if !roles.isEmpty { try checkRoles(roles) }
    case .roles(let roles): try checkRoles(roles)
    }
    return Context(
      house: house, request: request, parameters: parameters, caller: caller, access: access,
      grant: grant)
  }

  private func token(_ request: Request) throws -> String {
    if let bearer = Gate.bearer(request) { return bearer }
    guard let cookie = Gate.cookie(request) else { throw Problem.noSession }
    try checkOrigin(request)
    return cookie
  }

  /// The proof for a channel named by its opaque id, wherever the request names it. Unknown and
  /// hidden look alike; a refusal of a sensitive channel is on record.
  static func grant(
    _ caller: Caller, _ act: Act, _ token: String, _ access: AccessList, _ house: House
  ) throws -> Grant {
    let channel = access.roster.channel(token: token)
    if let channel, let grant = access.grant(caller.member, act, channel.id) { return grant }
    if let channel, access.catalog.kinds[channel.kind]?.sensitive == true {
      house.note(caller.member, "read.refused", channel: channel.id, detail: act.word)
    }
    throw Problem.notFound
  }

  static func bearer(_ request: Request) -> String? {
    guard let header = request.headers["authorization"], header.hasPrefix("Bearer ") else {
      return nil
    }
    return String(header.dropFirst(7))
  }

  static func cookie(_ request: Request) -> String? {
    for pair in (request.headers["cookie"] ?? "").split(separator: ";") {
      let part = pair.drop(while: { $0 == " " })
      if part.hasPrefix("hedgerow=") { return String(part.dropFirst(9)) }
    }
    return nil
  }

  /// A cookie is sent by the browser whoever made the request, so everything but GET and HEAD must
  /// come from our own pages (Fetch Metadata; `Origin` for browsers that lack it).
  private func checkOrigin(_ request: Request) throws {
    if request.method == "GET" || request.method == "HEAD" { return }
    if let site = request.headers["sec-fetch-site"] {
      if site == "same-origin" || site == "none" { return }
    } else if let origin = request.headers["origin"] {
      let host = request.headers["host"] ?? ""
      if origin == "http://" + host || origin == "https://" + host { return }
    } else {
      return
    }
    throw Problem(status: 403, code: "cross-site", text: "This must come from Hedgerow's own page.")
  }
}
