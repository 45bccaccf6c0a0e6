// Where the server listens: the words for it, and how it is written for others.
import HTTP

extension Endpoint {
  /// Reads `127.0.0.1:8080`, `[::1]:8080`, `:8080` (this machine only) or `unix:/run/hedgerow.sock`;
  /// throws a complaint that says what would be right.
  init(word: String) throws {
    let unix = "unix:"
    if word.hasPrefix(unix) {
      self = try Endpoint.socket(String(word.dropFirst(unix.count)))
      return
    }
    func misuse(_ what: String) -> Misuse {
      Misuse(
        text:
          "--listen \(word): \(what). Right are 127.0.0.1:8080, [::1]:8080, :8080 (this machine "
          + "only), 0.0.0.0:8080 (everyone) and unix:/run/hedgerow.sock.")
    }
    guard let colon = word.lastIndex(of: ":"), !word.hasSuffix("]") else {
      throw misuse("the port is missing")
    }
    let digits = word[word.index(after: colon)...]
    guard digits.utf8.allSatisfy({ (0x30...0x39).contains($0) }), let port = UInt16(digits) else {
      throw misuse("'\(digits)' is no port")
    }
    let host = word[..<colon]
    if host.isEmpty || host == "localhost" {
      self = .tcp(host: "127.0.0.1", port: port)
      return
    }
    let isBracketed = host.hasPrefix("[") && host.hasSuffix("]")
    let bare = isBracketed ? host.dropFirst().dropLast() : host
    guard let address = Address(bare) else { throw misuse("'\(host)' is no address") }
    guard isBracketed == bare.contains(":") else {
      throw misuse("an address of IPv6, and no other, stands in brackets")
    }
    self = .tcp(host: bare.contains(":") ? String(bare) : address.text, port: port)
  }

  private static func socket(_ path: String) throws -> Endpoint {
    guard !path.isEmpty, !path.hasSuffix("/") else {
      throw Misuse(text: "--listen unix:PATH wants a file, like unix:/run/hedgerow.sock.")
    }
    let whole = absolute(path)
    // unix(7): sun_path holds 108 bytes with its end.
    guard whole.utf8.count < 108 else {
      throw Misuse(text: "--listen unix:\(path): a socket's path is at most 107 bytes long.")
    }
    return .unix(path: whole)
  }

  /// How people write it.
  var shown: String {
    if case .tcp = self { "http://\(word)" } else { word }
  }

  /// How `--listen` takes it.
  fileprivate var word: String {
    switch self {
    case .unix(let path): "unix:\(path)"
    case .tcp(let host, let port): "\(host.contains(":") ? "[\(host)]" : host):\(port)"
    }
  }

  /// Can other machines reach it?
  var isOpenToOthers: Bool {
    guard case .tcp(let host, _) = self else { return false }
    return host != "::1" && !host.hasPrefix("127.")
  }
}

extension Words {
  /// Where to listen; each place once.
  func listen() throws -> [Endpoint] {
    let places = try listeners().map(\.place)
    for (index, place) in places.enumerated() where places[..<index].contains(place) {
      if case .tcp(_, 0) = place { continue }
      throw Misuse(text: "--listen \(values("--listen")[index]) is named twice.")
    }
    return places
  }

  /// Where connections begin with a PROXY header: named as `proxied:PLACE`. Whoever reaches such a
  /// place can speak for anyone, so no other machine may.
  func proxied() throws -> [Endpoint] {
    let places = try listeners().filter(\.isProxied).map(\.place)
    if let open = places.first(where: \.isOpenToOthers) {
      throw Misuse(
        text:
          "--listen proxied:\(open.word): whoever reaches it is believed about who they are, so it "
          + "must be an address of this machine alone, like proxied:127.0.0.1:8081, or a Unix "
          + "socket.")
    }
    // Picked at start, and nobody could tell the balancer in time.
    if places.contains(where: { if case .tcp(_, 0) = $0 { true } else { false } }) {
      throw Misuse(text: "--listen proxied: wants a port of its own, not 0.")
    }
    guard places.isEmpty || places.count < values("--listen").count else {
      throw Misuse(
        text:
          "--listen proxied: is not enough: the person at the machine knocks without a PROXY header, "
          + "so name another place beside it, like --listen unix:/run/hedgerow.sock.")
    }
    return places
  }

  /// Does any place expect a PROXY header?
  var hasProxied: Bool { values("--listen").contains { $0.hasPrefix(Words.proxyMark) } }

  private static let proxyMark = "proxied:"

  private func listeners() throws -> [(place: Endpoint, isProxied: Bool)] {
    return try (has("--listen") ? values("--listen") : [":8080"]).map { word in
      let isProxied = word.hasPrefix(Words.proxyMark)
      let place = isProxied ? String(word.dropFirst(Words.proxyMark.count)) : word
      return (try Endpoint(word: place), isProxied)
    }
  }
}
