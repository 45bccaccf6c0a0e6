// One request as the meters and the journal see it: from its beginning to its answer.
import Domain
import HTTP

/// What is told of a request. It holds no word that the client has chosen.
struct Visit: Sendable {
  private let house: House
  private let method: String
  private let begunMicroseconds: Int64
  private var route = "none"

  /// Begins when the request is complete: how long a client takes to send it is not our time.
  init(_ request: Request, _ house: House) {
    self.house = house
    method = Visit.methods.contains(request.method) ? request.method : "other"
    begunMicroseconds = house.journal?.microseconds() ?? 0
  }

  /// A client may call its method what it likes, a person's name too.
  private static let methods: Set<String> = [
    "GET", "HEAD", "POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "CONNECT",
  ]

  /// Its route is known: the pattern's path, never the client's.
  func found(_ route: String) -> Visit {
    var visit = self
    visit.route = route
    return visit
  }

  /// Counts and notes the answer on its way out.
  func ended(_ response: Response, _ written: Written? = nil) -> Response {
    house.meters.answered(response.status)
    guard let journal = house.journal else { return response }
    var line = Journal.Line(
      at: journal.clock.now(), method: method, route: route,
      microseconds: journal.microseconds() - begunMicroseconds)
    line.status = response.status
    line.bytes = method == "HEAD" ? 0 : Visit.bytes(of: response)
    line.events = written?.events ?? []
    journal.note(line)
    return response
  }

  private static func bytes(of response: Response) -> Int64 {
    switch response.body {
    case .bytes(let bytes): Int64(bytes.count)
    case .file(_, _, let length): length
    case .stream: 0
    }
  }
}

extension Journal {
  /// A stream's second line: how long it was open.
  func note(streamBegun begunMicroseconds: Int64) {
    var line = Line(
      at: clock.now(), method: "GET", route: streamPath,
      microseconds: microseconds() - begunMicroseconds)
    line.status = 200
    line.isStreamEnd = true
    note(line)
  }
}

extension House {
  /// Notes a request that was refused before it was one: malformed, too large, too slow, too many.
  func refused(_ response: Response) -> Response {
    guard let journal else { return response }
    var line = Journal.Line(
      at: journal.clock.now(), method: "none", route: "none", microseconds: 0)
    line.status = response.status
    if case .bytes(let bytes) = response.body { line.bytes = Int64(bytes.count) }
    journal.note(line)
    return response
  }
}
