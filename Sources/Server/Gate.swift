// The one door: who asks, from where, and may they; asked before any handler runs.
import Domain
import HTTP

/// A member with a live sign-in.
struct Caller: Sendable {
  let member: MemberID
  let session: Int64
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

/// Everything a handler has: the house, the request, the caller and the proof.
struct Context: Sendable {
  let house: House
  let request: Request
  let parameters: [String: String]
  let caller: Caller
  let access: AccessList
  /// The proof, for routes that need a channel.
  let grant: Grant?

  var roster: Roster { access.roster }
  var around: Surround { Surround(roster: access.roster, engine: house.engine) }
  /// The member who asks.
  var me: Member? { roster.members[caller.member] }
  /// The channel's proof; routes that need a channel always have one.
  func proof() throws -> Grant {
    guard let grant else { throw Problem.notFound }
    return grant
  }
  /// The channel in the path.
  func channel() throws -> Channel {
    guard let channel = roster.channels[try proof().channel] else { throw Problem.notFound }
    return channel
  }
}

/// Opens or refuses.
struct Gate: Sendable {
  let house: House

  /// Finds the caller, checks the origin and the route's need.
  func admit(_ route: Route, _ request: Request, _ parameters: [String: String]) throws -> Context {
    let access = house.access
    guard route.need != .open else {
      let nobody = Caller(member: .bot, session: 0)
      return Context(
        house: house, request: request, parameters: parameters, caller: nobody, access: access,
        grant: nil)
    }
    let caller = try self.caller(request, access)
    func holds(_ caller: Caller, _ roles: [Role]) -> Bool {
      access.roster.members[caller.member].map { !$0.roles.isDisjoint(with: roles) } ?? false
    }
    var grant: Grant?
    switch route.need {
    case .open, .session: break
    case .channel(let act, let roles):
      grant = try Gate.grant(caller, act, parameters["id"] ?? "", access, house)
      guard roles.isEmpty || holds(caller, roles) else { throw Problem.notFound }
    case .roles(let roles): guard holds(caller, roles) else { throw Problem.notFound }
    }
    return Context(
      house: house, request: request, parameters: parameters, caller: caller, access: access,
      grant: grant)
  }

  private func caller(_ request: Request, _ access: AccessList) throws -> Caller {
    let bearer = Gate.bearer(request)
    guard let token = bearer ?? Gate.cookie(request) else { throw Problem.noSession }
    if bearer == nil { try checkOrigin(request) }
    guard let caller = try house.signIn.caller(token: token) else { throw Problem.noSession }
    guard let member = access.roster.members[caller.member], !member.isEnded(at: access.now) else {
      throw Problem.noSession
    }
    return caller
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
