// How the command line reaches the server that holds the data: an address and a secret in a file.
import Domain
import FoundationEssentials
import Glibc
import HTTP

/// The control file of a data directory: readable by the server's own account only.
struct Control: Sendable {
  private let hash: [UInt8]
  private let token: String

  init(dice: any Dice) {
    token = hexText(dice.bytes(32))
    hash = SHA256.digest(token.utf8)
  }

  /// Is this the secret? Hashes are compared, so the time tells nothing of the secret.
  func matches(_ token: String) -> Bool { SHA256.digest(token.utf8) == hash }

  /// Writes the file, for as long as the server runs: the secret, then where it is heard.
  func publish(directory: String, among endpoints: [Endpoint]) throws {
    let path = Control.path(directory)
    unlink(path)
    let file = open(path, O_WRONLY | O_CREAT | O_EXCL, 0o600)
    guard file >= 0 else { throw Failure.unavailable("\(path) cannot be written") }
    defer { close(file) }
    let text = "\(token) \(Control.place(among: endpoints))\n"
    guard write(file, text, text.utf8.count) == text.utf8.count else {
      throw Failure.unavailable("\(path) cannot be written")
    }
  }

  /// Where the person at the machine knocks: a Unix socket or the loopback address, else whatever
  /// there is.
  private static func place(among endpoints: [Endpoint]) -> String {
    let near = endpoints.first { !$0.isOpenToOthers } ?? endpoints.first
    switch near {
    case .unix(let path): return "unix \(path)"
    case .tcp("0.0.0.0", let port): return "\(port) 127.0.0.1"
    case .tcp("::", let port): return "\(port) ::1"
    case .tcp(let host, let port): return "\(port) \(host)"
    case nil: return ""
    }
  }

  static func path(_ directory: String) -> String { directory + "/control" }

  /// Sends words to the server that holds the data; nil when none answers.
  static func send(_ words: [String], password: String?, directory: String) -> (Int, String)? {
    guard let data = FileManager.default.contents(atPath: path(directory)) else { return nil }
    // A path may hold spaces: it stands last, and only the line's end ends it.
    let line = String(decoding: data, as: UTF8.self).prefix { $0 != "\n" }
    let parts = line.split(separator: " ", maxSplits: 2).map(String.init)
    guard parts.count == 3, let connection = connected(parts[1], parts[2]) else { return nil }
    defer { close(connection) }
    var json = JSONWriter()
    json.object { json in
      json.member("words", words)
      json.member("password", ifAny: password)
    }
    let head =
      "POST /api/v1/control HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
      + "Authorization: Bearer \(parts[0])\r\nContent-Type: application/json\r\n"
      + "Content-Length: \(json.bytes.count)\r\n\r\n"
    return exchange(Array(head.utf8) + json.bytes, connection)
  }

  /// A connection to `unix` and a path, or to a port and an address; nil when nobody is there.
  private static func connected(_ port: String, _ place: String) -> Int32? {
    guard port == "unix" else { return connected(address: place, port: port) }
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    guard place.utf8.count < MemoryLayout.size(ofValue: address.sun_path) else { return nil }
    withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: place.utf8) }
    return withUnsafePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        connected(AF_UNIX, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
      }
    }
  }

  private static func connected(address: String, port: String) -> Int32? {
    var hints = addrinfo()
    hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
    hints.ai_flags = AI_NUMERICHOST
    var found: UnsafeMutablePointer<addrinfo>?
    guard getaddrinfo(address, port, &hints, &found) == 0, let info = found else { return nil }
    defer { freeaddrinfo(found) }
    return connected(info.pointee.ai_family, info.pointee.ai_addr, info.pointee.ai_addrlen)
  }

  private static func connected(
    _ family: Int32, _ address: UnsafePointer<sockaddr>?, _ size: socklen_t
  ) -> Int32? {
    let connection = socket(family, Int32(SOCK_STREAM.rawValue), 0)
    guard connection >= 0 else { return nil }
    if connect(connection, address, size) == 0 { return connection }
    close(connection)
    return nil
  }

  private static func exchange(_ request: [UInt8], _ connection: Int32) -> (Int, String)? {
    guard write(connection, request, request.count) == request.count else { return nil }
    var answer: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 65_536)
    while case let got = read(connection, &buffer, buffer.count), got > 0 {
      answer.append(contentsOf: buffer[0..<got])
    }
    let text = String(decoding: answer, as: UTF8.self)
    // Only the body begins with a brace: the head's lines are names and values.
    guard text.hasPrefix("HTTP/1.1 "), let status = Int(text.dropFirst(9).prefix(3)) else {
      return nil
    }
    return (status, String(text.drop { $0 != "{" }))
  }
}
