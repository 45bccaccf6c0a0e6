// How the command line reaches the server that holds the data: an address and a secret in a file.
import Domain
import FoundationEssentials
import Glibc

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

  /// Writes the file, for as long as the server runs.
  func publish(directory: String, host: String, port: UInt16) throws {
    let path = Control.path(directory)
    unlink(path)
    let file = open(path, O_WRONLY | O_CREAT | O_EXCL, 0o600)
    guard file >= 0 else { throw Failure.unavailable("\(path) cannot be written") }
    defer { close(file) }
    let text = "\(host) \(port) \(token)\n"
    guard write(file, text, text.utf8.count) == text.utf8.count else {
      throw Failure.unavailable("\(path) cannot be written")
    }
  }

  static func path(_ directory: String) -> String { directory + "/control" }

  /// Sends words to the server that holds the data; nil when none answers.
  static func send(_ words: [String], password: String?, directory: String) -> (Int, String)? {
    guard let data = FileManager.default.contents(atPath: path(directory)) else { return nil }
    let parts = String(decoding: data, as: UTF8.self).split(whereSeparator: \.isWhitespace)
    guard parts.count == 3, let port = UInt16(parts[1]) else { return nil }
    var json = JSONWriter()
    json.object { json in
      json.member("words", words)
      json.member("password", ifAny: password)
    }
    let head =
      "POST /api/v1/control HTTP/1.1\r\nHost: \(parts[0])\r\nConnection: close\r\n"
      + "Authorization: Bearer \(parts[2])\r\nContent-Type: application/json\r\n"
      + "Content-Length: \(json.bytes.count)\r\n\r\n"
    return exchange(Array(head.utf8) + json.bytes, host: String(parts[0]), port: port)
  }

  private static func exchange(_ request: [UInt8], host: String, port: UInt16) -> (Int, String)? {
    let address = host == "0.0.0.0" || host == "localhost" ? "127.0.0.1" : host
    var hints = addrinfo()
    hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
    var found: UnsafeMutablePointer<addrinfo>?
    guard getaddrinfo(address, String(port), &hints, &found) == 0, let info = found else {
      return nil
    }
    defer { freeaddrinfo(found) }
    let connection = socket(info.pointee.ai_family, Int32(SOCK_STREAM.rawValue), 0)
    guard connection >= 0 else { return nil }
    defer { close(connection) }
    guard connect(connection, info.pointee.ai_addr, info.pointee.ai_addrlen) == 0,
      write(connection, request, request.count) == request.count
    else { return nil }
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
