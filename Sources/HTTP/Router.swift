// Finds the route of a path: a tree that is checked when it is made.

/// Route patterns such as `GET /api/v1/channels/{id}/messages`. A word goes before a `{name}`,
/// and that before a final `{name...}`, which takes one segment or more.
public struct Router: Sendable {
  /// What is wrong with the patterns: all of it, one line each.
  public struct Trouble: Error, Equatable, CustomStringConvertible {
    /// One line for each fault.
    public let faults: [String]
    /// The lines together.
    public var description: String { faults.joined(separator: "\n") }
  }

  /// What became of a path.
  public enum Match: Sendable, Equatable {
    /// The pattern's index, and what stood for its names.
    case route(Int, [String: String])
    /// The path is there, with these methods.
    case methodNotAllowed([String])
    /// No such path.
    case none
  }

  private struct Node: Sendable {
    var words: [String: Int] = [:]
    var any: Int?
    var rest: Int?
    var routes: [String: Int] = [:]
  }

  private var nodes = [Node()]
  private var names: [[String]] = []

  /// A router for these patterns; throws `Trouble` that names malformed, duplicated and shadowed
  /// ones.
  public init(_ patterns: [String]) throws {
    var faults: [String] = []
    for (index, pattern) in patterns.enumerated() {
      guard let (method, pieces) = Self.pieces(pattern) else {
        faults.append("'\(pattern)' is not a method, a space and a path")
        names.append([])
        continue
      }
      let node = grow(pieces)
      names.append(pieces.compactMap(\.name))
      if let other = nodes[node].routes[method] {
        let same = patterns[other] == pattern
        faults.append(
          same ? "'\(pattern)' is there twice" : "'\(pattern)' is shadowed by '\(patterns[other])'")
      } else {
        nodes[node].routes[method] = index
      }
    }
    if !faults.isEmpty { throw Trouble(faults: faults) }
  }

  // MARK: - Patterns

  private enum Piece {
    case word(String)
    case any(String)
    case rest(String)

    var name: String? {
      switch self {
      case .word: nil
      case .any(let name), .rest(let name): name
      }
    }
  }

  private static func pieces(_ pattern: String) -> (method: String, pieces: [Piece])? {
    let halves = pattern.split(separator: " ", omittingEmptySubsequences: false)
    guard halves.count == 2, !halves[0].isEmpty, halves[1].hasPrefix("/") else { return nil }
    var pieces: [Piece] = []
    for part in halves[1].dropFirst().split(separator: "/", omittingEmptySubsequences: false) {
      if case .rest? = pieces.last { return nil }
      guard let piece = piece(part) else {
        return halves[1] == "/" ? (String(halves[0]), []) : nil
      }
      pieces.append(piece)
    }
    let names = pieces.compactMap(\.name)
    return Set(names).count == names.count ? (String(halves[0]), pieces) : nil
  }

  private static func piece(_ part: Substring) -> Piece? {
    guard part.hasPrefix("{"), part.hasSuffix("}") else {
      let isPlain = !part.isEmpty && !part.contains("{") && !part.contains("}")
      return isPlain ? .word(String(part)) : nil
    }
    var name = part.dropFirst().dropLast()
    let isRest = name.hasSuffix("...")
    if isRest { name = name.dropLast(3) }
    guard !name.isEmpty else { return nil }
    return isRest ? .rest(String(name)) : .any(String(name))
  }

  private mutating func grow(_ pieces: [Piece]) -> Int {
    var node = 0
    for piece in pieces {
      let next: Int?
      switch piece {
      case .word(let word): next = nodes[node].words[word]
      case .any: next = nodes[node].any
      case .rest: next = nodes[node].rest
      }
      if let next {
        node = next
        continue
      }
      let fresh = nodes.count
      nodes.append(Node())
      switch piece {
      case .word(let word): nodes[node].words[word] = fresh
      case .any: nodes[node].any = fresh
      case .rest: nodes[node].rest = fresh
      }
      node = fresh
    }
    return node
  }

  // MARK: - Matching

  /// Finds the route of a request; HEAD is answered by GET.
  public func match(method: String, path: [String]) -> Match {
    var search = Search(method: method, path: path)
    if let route = walk(0, 0, &search) {
      return .route(
        route,
        Dictionary(uniqueKeysWithValues: zip(names[route], search.values)))
    }
    return search.methods.isEmpty ? .none : .methodNotAllowed(Self.allowed(search.methods))
  }

  /// The answer to OPTIONS (RFC 9110 section 9.3.7): what the path allows, or for `*` what any path
  /// does; nil for other requests, unknown paths, and routes that answer OPTIONS themselves.
  public func options(_ request: Request) -> Response? {
    guard request.method == "OPTIONS" else { return nil }
    var methods: [String] = []
    if request.rawPath == "*" {
      methods = Self.allowed(nodes.reduce(into: []) { $0.formUnion($1.routes.keys) })
    } else if case .methodNotAllowed(let all) = match(method: "OPTIONS", path: request.path) {
      methods = all
    }
    if methods.isEmpty { return nil }
    return Response(status: 204, headers: [("Allow", methods.joined(separator: ", "))])
  }

  /// HEAD goes with GET, and OPTIONS with everything.
  private static func allowed(_ methods: Set<String>) -> [String] {
    let more: Set = methods.contains("GET") ? ["HEAD", "OPTIONS"] : ["OPTIONS"]
    return methods.union(more).sorted()
  }

  private struct Search {
    let method: String
    let path: [String]
    var values: [String] = []
    var methods: Set<String> = []
  }

  /// Steps back from a path that has not the method, as a more general one may have it.
  private func walk(_ node: Int, _ depth: Int, _ search: inout Search) -> Int? {
    let here = nodes[node]
    if depth == search.path.count { return route(here, &search) }
    let segment = search.path[depth]
    if let next = here.words[segment], let found = walk(next, depth + 1, &search) { return found }
    if let next = here.any {
      search.values.append(segment)
      if let found = walk(next, depth + 1, &search) { return found }
      search.values.removeLast()
    }
    guard let next = here.rest else { return nil }
    search.values.append(search.path[depth...].joined(separator: "/"))
    if let found = route(nodes[next], &search) { return found }
    search.values.removeLast()
    return nil
  }

  private func route(_ node: Node, _ search: inout Search) -> Int? {
    if let route = node.routes[search.method] { return route }
    if search.method == "HEAD", let route = node.routes["GET"] { return route }
    search.methods.formUnion(node.routes.keys)
    return nil
  }
}
