// The routes: one table from which requests are dispatched and the API description is drawn.
import Domain
import HTTP

/// A value of the query string or the body, for the description.
struct Parameter: Sendable {
  let name: String
  let text: String
  /// The JSON type of a body's value.
  var type = "string"
  var isOptional = false
}

/// One route.
struct Route: Sendable {
  /// A handler, in its two kinds. Both begin on the loop and may not block; what blocks is waited
  /// for by the context's `read`, `work` and `commit`.
  enum Run: Sendable {
    /// It never waits, and costs no task.
    case atOnce(@Sendable (Context) throws -> Response)
    /// It may wait.
    case waiting(@Sendable (Context) async throws -> Response)
  }
  let pattern: String
  let summary: String
  let need: Need
  let query: [Parameter]
  let body: [Parameter]
  let statuses: [Int]
  /// Whether its handler puts on record itself what is read in a sensitive channel.
  let notesItself: Bool
  let run: Run

  /// A route whose handler may wait.
  init(
    _ pattern: String, _ summary: String, need: Need = .session, query: [Parameter] = [],
    body: [Parameter] = [], statuses: [Int] = [200], notesItself: Bool = false,
    run: @escaping @Sendable (Context) async throws -> Response
  ) {
    self.init(pattern, summary, need, query, body, statuses, notesItself, .waiting(run))
  }

  /// A route whose handler never waits: the compiler picks this one for a handler without `async`.
  init(
    _ pattern: String, _ summary: String, need: Need = .session, query: [Parameter] = [],
    body: [Parameter] = [], statuses: [Int] = [200], notesItself: Bool = false,
    run: @escaping @Sendable (Context) throws -> Response
  ) {
    self.init(pattern, summary, need, query, body, statuses, notesItself, .atOnce(run))
  }

  private init(
    _ pattern: String, _ summary: String, _ need: Need, _ query: [Parameter], _ body: [Parameter],
    _ statuses: [Int], _ notesItself: Bool, _ run: Run
  ) {
    self.pattern = pattern
    self.summary = summary
    self.need = need
    self.query = query
    self.body = body
    self.statuses = statuses + (body.isEmpty ? [] : [400, 413, 415, 422])
    self.notesItself = notesItself
    self.run = run
  }

  var method: String { String(pattern.prefix { $0 != " " }) }
  var path: String { String(pattern.drop { $0 != " " }.dropFirst()) }
}

/// All routes, dispatched by pattern.
struct RouteTable: Sendable {
  let routes: [Route]
  private let router: Router
  /// The patterns' paths, as the journal names them.
  private let paths: [String]

  /// Throws `Router.Trouble` where a pattern is there twice or hides another.
  init(_ routes: [Route]) throws {
    self.routes = routes
    router = try Router(routes.map(\.pattern))
    paths = routes.map(\.path)
  }

  /// Answers one request. On the loop: a handler that never waits has answered when this returns.
  func dispatch(_ request: Request, _ reply: Responder, in house: House) {
    let begun = Visit(request, house)
    if let options = router.options(request) { return reply.send(begun.ended(options)) }
    switch router.match(method: request.method, path: request.path) {
    case .route(let index, let parameters):
      let visit = begun.found(paths[index])
      let inquiry = Inquiry(
        route: routes[index], request: request, parameters: parameters, house: house)
      if let response = inquiry.answerAtOnce() {
        return reply.send(visit.ended(response))
      }
      reply.send {
        let written = Written()
        return visit.ended(await inquiry.answer(written), written)
      }
    case .methodNotAllowed(let methods):
      let allowed = methods.joined(separator: ", ")
      var response = Problem(status: 405, code: "method", text: "Allowed: \(allowed)").response
      // RFC 9110 section 15.5.6: the answer must name them in a header.
      response.headers.append(("Allow", allowed))
      reply.send(begun.ended(response))
    case .none: reply.send(begun.ended(Problem.notFound.response))
    }
  }
}

/// A request on its way through its route.
private struct Inquiry: Sendable {
  let route: Route
  let request: Request
  let parameters: [String: String]
  let house: House

  /// The answer, where nothing has to be waited for: neither to know the caller, nor by the
  /// handler, nor for the audit.
  func answerAtOnce() -> Response? {
    guard case .atOnce(let body) = route.run else { return nil }
    do {
      let gate = Gate(house: house)
      guard let caller = try gate.callerInMemory(route, request) else { return nil }
      let context = try gate.admit(caller, route, request, parameters)
      return sensitive(context) == nil ? try body(context) : nil
    } catch {
      return Problem(error).response
    }
  }

  /// The answer. What was read in a sensitive channel is answered only when its audit entry is on
  /// disk.
  func answer(_ written: Written) async -> Response {
    do {
      let gate = Gate(house: house)
      let caller = try await gate.caller(route, request)
      var context = try gate.admit(caller, route, request, parameters)
      context.written = written
      let response = try await run(context)
      if let channel = sensitive(context) { try await context.note(read: [channel]) }
      return response
    } catch {
      return Problem(error).response
    }
  }

  private func run(_ context: Context) async throws -> Response {
    switch route.run {
    case .atOnce(let body): try body(context)
    case .waiting(let body): try await body(context)
    }
  }

  /// The sensitive channel that this route reads in and leaves to be noted here.
  private func sensitive(_ context: Context) -> ChannelID? {
    guard let grant = context.grant, grant.isSensitive, grant.act == .read, !route.notesItself,
      request.method == "GET" || request.method == "HEAD"
    else { return nil }
    return grant.channel
  }
}
