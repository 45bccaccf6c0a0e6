// Feeds literal bytes to the parser, whole and cut up, and says what came out.

@testable import HTTP

/// What a parser made of some bytes.
enum Outcome: Equatable, CustomStringConvertible {
  case requests([String], isWaiting: Bool)
  case refused(Int, after: [String])

  var description: String {
    switch self {
    case .requests(let all, let isWaiting): "\(all)\(isWaiting ? " and waits" : "")"
    case .refused(let status, let all): "\(status) after \(all)"
    }
  }

  /// The status of a refusal of the first request; 0 when it is none.
  var status: Int { if case .refused(let status, after: []) = self { status } else { 0 } }
}

/// Feeds pieces as a connection would: what is not consumed is offered again.
func parse(_ pieces: [[UInt8]], _ limits: HTTPLimits = HTTPLimits()) -> Outcome {
  var parser = RequestParser()
  var held: [UInt8] = []
  var seen: [String] = []
  for piece in pieces {
    held += piece
    while !held.isEmpty {
      let (consumed, step) = held.withUnsafeBufferPointer { parser.take($0, limits) }
      held.removeFirst(consumed)
      if case .more = step { break }
      if case .refused(let refusal) = step { return .refused(refusal.status, after: seen) }
      if case .request(let head, let body) = step { seen.append(describe(head, body)) }
    }
  }
  return .requests(seen, isWaiting: !held.isEmpty || parser.isInBody)
}

private func describe(_ head: Head, _ body: [UInt8]) -> String {
  var text = "\(head.method) \(head.target.rawPath)"
  if head.isHTTP10 { text += " 1.0" }
  if !head.keepsAlive { text += " close" }
  if !body.isEmpty { text += " [\(String(decoding: body, as: UTF8.self))]" }
  return text
}

/// Whole, byte by byte, and cut in two at every place: all must agree.
func parseEveryWay(_ bytes: [UInt8], _ limits: HTTPLimits = HTTPLimits()) -> Outcome? {
  let whole = parse([bytes], limits)
  guard parse(bytes.map { [$0] }, limits) == whole else { return nil }
  for cut in stride(from: 1, to: bytes.count, by: max(1, bytes.count / 64)) {
    guard parse([Array(bytes[..<cut]), Array(bytes[cut...])], limits) == whole else { return nil }
  }
  return whole
}

func parseEveryWay(_ text: String, _ limits: HTTPLimits = HTTPLimits()) -> Outcome? {
  parseEveryWay(Array(text.utf8), limits)
}
