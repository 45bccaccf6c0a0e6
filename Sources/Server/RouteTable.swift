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
  /// How a handler runs.
  enum Run: Sendable {
    /// On the event loop: it may not wait.
    case now(@Sendable (Context) throws -> Response)
    /// On a worker thread: it may read the store.
    case work(@Sendable (Context) throws -> Response)
    /// Answers when it is ready, from wherever.
    case later(@Sendable (Context, Responder) throws -> Void)
  }
  let pattern: String
  let summary: String
  let need: Need
  let query: [Parameter]
  let body: [Parameter]
  let statuses: [Int]
  let run: Run

  init(
    _ pattern: String, _ summary: String, need: Need = .session, query: [Parameter] = [],
    body: [Parameter] = [], statuses: [Int] = [200], run: Run
  ) {
    self.pattern = pattern
    self.summary = summary
    self.need = need
    self.query = query
    self.body = body
    self.statuses = statuses + (body.isEmpty ? [] : [400, 413, 415, 422])
    self.run = run
  }
}

/// All routes, dispatched by pattern.
struct RouteTable: Sendable {
  let routes: [Route]
  private let router: Router

  /// Checks that no pattern hides another.
  init(_ routes: [Route]) throws {
    self.routes = routes
    router = try Router(routes.map(\.pattern))
  }

  /// Answers one request.
  func dispatch(_ request: Request, _ reply: Responder, in house: House) {
    do {
      switch router.match(method: request.method, path: request.path) {
      case .route(let index, let parameters):
        let route = routes[index]
        run(route, try Gate(house: house).admit(route, request, parameters), reply)
      case .methodNotAllowed(let methods):
        let allowed = methods.joined(separator: ", ")
        var response = Problem(status: 405, code: "method", text: "Allowed: \(allowed)").response
        // RFC 9110 section 15.5.6: the answer must name them in a header.
        response.headers.append(("Allow", allowed))
        house.meters.answered(405)
        reply.send(response)
      case .none: finish(.notFound, reply, house)
      }
    } catch {
      finish(Problem(error), reply, house)
    }
  }

  private func run(_ route: Route, _ context: Context, _ reply: Responder) {
    let house = context.house
    switch route.run {
    case .now(let body):
      answer(context, reply) { try body(context) }
    case .work(let body):
      let queued = house.workers.submit { answer(context, reply) { try body(context) } }
      if !queued { finish(.busy(1), reply, house) }
    case .later(let body):
      do { try body(context, reply) } catch { finish(Problem(error), reply, house) }
    }
  }

  /// Runs a handler and sends its answer. What was read in a sensitive channel is answered only
  /// when its audit entry is on disk.
  private func answer(_ context: Context, _ reply: Responder, _ body: () throws -> Response) {
    let house = context.house
    do {
      let response = try body()
      guard let grant = context.grant, grant.isSensitive, grant.act == .read else {
        house.meters.answered(response.status)
        return reply.send(response)
      }
      house.commit(
        context.caller.member,
        { _ in
          [.noted(act: "read", channel: grant.channel, member: nil, detail: "")]
        },
        done: { result in
          if case .failure(let failure) = result {
            return finish(Problem(failure), reply, house)
          }
          house.meters.answered(response.status)
          reply.send(response)
        })
    } catch {
      finish(Problem(error), reply, house)
    }
  }
}

/// Sends a problem as the answer.
func finish(_ problem: Problem, _ reply: Responder, _ house: House) {
  house.meters.answered(problem.status)
  reply.send(problem.response)
}
