// Which neighbours are believed when they say for whom they ask, and who really asks.
import HTTP

/// The reverse proxies whose `X-Forwarded-For` and `X-Forwarded-Proto` are believed. From anybody
/// else these are only what somebody says.
public struct Proxies: Sendable {
  private let networks: [Network]
  private let isUnixTrusted: Bool

  /// Nobody is believed.
  public static let none = Proxies()

  private init() { (networks, isUnixTrusted) = ([], false) }

  /// Proxies by address, by network (`10.1.0.0/16`), or `unix` for whoever comes by a Unix socket;
  /// throws a complaint about the first that is none of these.
  public init(_ words: [String]) throws {
    isUnixTrusted = words.contains("unix")
    do {
      networks = try words.filter { $0 != "unix" }.map { try Network($0) }
    } catch let misuse as Misuse {
      throw Misuse(text: "--proxy: \(misuse.text)")
    }
  }

  /// Is nobody believed?
  var isEmpty: Bool { networks.isEmpty && !isUnixTrusted }

  /// Is a neighbour believed? It is named as the HTTP room names it.
  func trusts(_ peer: String) -> Bool {
    if isEmpty { return false }
    if peer == "unix" { return isUnixTrusted }
    return Address(peer).map(trusts) ?? false
  }

  private func trusts(_ address: Address) -> Bool {
    networks.contains { $0.contains(address) }
  }

  /// Who asks: the last of those named in `X-Forwarded-For`, from the right, who is no proxy of ours.
  /// Each proxy adds the one who asked it; what stands left of the first stranger is that stranger's
  /// word. Something that is no address ends the walk: then it was the proxy who named it.
  func address(of request: Request) -> String {
    guard trusts(request.peer) else { return request.peer }
    var asker = request.peer
    let lines = request.headers.values("x-forwarded-for")
    // RFC 9110 section 5.3: several lines of a list are one list, in their order.
    for line in lines.reversed() {
      for hop in line.split(separator: ",", omittingEmptySubsequences: false).reversed() {
        guard let address = Proxies.address(hop) else { return asker }
        asker = address.text
        if !trusts(address) { return asker }
      }
    }
    return asker
  }

  /// Did it come by TLS? Only where a proxy of ours says so, once and plainly: a list of two would
  /// hold a client's own word.
  func isSecure(_ request: Request) -> Bool {
    guard trusts(request.peer) else { return false }
    let said = request.headers.values("x-forwarded-proto")
    return said.count == 1 && said[0].lowercased() == "https"
  }

  /// An entry of `X-Forwarded-For`; some proxies add the port, and brackets where they must.
  private static func address(_ hop: Substring) -> Address? {
    let hop = hop.drop { $0 == " " || $0 == "\t" }
    let text = hop.prefix { $0 != " " && $0 != "\t" }
    guard hop.dropFirst(text.count).allSatisfy({ $0 == " " || $0 == "\t" }) else { return nil }
    if let address = Address(text) { return address }
    let isBracketed = text.hasPrefix("[")
    guard let end = isBracketed ? text.lastIndex(of: "]") : text.lastIndex(of: ":") else {
      return nil
    }
    let rest = isBracketed ? text[text.index(after: end)...] : text[end...]
    guard rest.isEmpty || (rest.first == ":" && UInt16(rest.dropFirst()) != nil) else { return nil }
    let address = Address(isBracketed ? text[..<end].dropFirst() : text[..<end])
    // Without brackets the last group of an IPv6 address would be taken for a port.
    return address.flatMap { $0.isIPv4 == !isBracketed ? $0 : nil }
  }
}

/// Who asks, and from where.
struct Asker: Sendable {
  /// The address, as text; `unix` for the machine's own Unix socket.
  let address: String
  /// Came it to a proxy of ours by TLS?
  let isSecure: Bool
  /// Does it say that somebody forwarded it? Anybody may say so.
  let isForwarded: Bool
  /// Does it come from this machine, and was it forwarded by nobody?
  let isAtMachine: Bool
  /// Is the neighbour a proxy of ours, which may speak for anyone?
  let isProxied: Bool

  init(_ request: Request, _ proxies: Proxies) {
    address = proxies.address(of: request)
    isSecure = proxies.isSecure(request)
    isProxied = proxies.trusts(request.peer)
    let peer = request.peer
    let isLocal = peer == "unix" || peer == "::1" || peer.hasPrefix("127.")
    // A proxy that we were not told of gives itself away by what it adds.
    isForwarded = ["x-forwarded-for", "forwarded"].contains { request.headers[$0] != nil }
    isAtMachine = isLocal && !isForwarded
  }

  /// What guesses are counted by: one customer of IPv6 has at least a /64.
  var neighbourhood: String {
    guard let number = Address(address), !number.isIPv4 else { return address }
    return number.network(64).text + "/64"
  }
}

extension Context {
  /// Who asks, and from where.
  var asker: Asker { Asker(request, house.configuration.proxies) }

  /// Is it the person at the machine, who may knock at an address that is no loopback where the
  /// server listens at no other?
  var isAtMachine: Bool {
    let asker = asker
    let listens = house.configuration.listen.contains {
      if case .tcp(let host, _) = $0 { host == request.peer } else { false }
    }
    return asker.isAtMachine || (listens && !asker.isForwarded)
  }
}
