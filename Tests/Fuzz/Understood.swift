// What the parser understood of some bytes, in a shape that can be compared and told.

/// One request as the parser gave it out.
struct Read: Equatable {
  var method: String
  var rawPath: String
  var path: [String]
  var query: [[String]]
  var fields: [[String]]
  var body: [UInt8]
  var isHTTP10: Bool
  var keepsAlive: Bool
  /// Where the next request begins.
  var end: Int
}

/// All that came of some bytes.
struct Understood: Equatable {
  enum End: Equatable {
    /// Nothing is left.
    case done
    /// An incomplete request is left.
    case waiting
    /// The last request ends the connection, whatever follows.
    case closed
    case refused(Int)
  }
  var reads: [Read] = []
  var end = End.done

  /// Feeds the bytes as a connection would: up to each cut in turn, and what is not consumed is
  /// offered again.
  init(_ bytes: Bytes, cuts: some Sequence<Int>, _ limits: HTTPLimits) {
    var parser = RequestParser()
    var at = 0
    for cut in cuts {
      while at < cut {
        let (consumed, step) = parser.take(bytes.part(at..<cut), limits)
        guard consumed >= 0, consumed <= cut - at else { fatalError("consumed \(consumed)") }
        at += consumed
        if case .more = step { break }
        if case .refused(let refusal) = step {
          end = .refused(refusal.status)
          return
        }
        guard case .request(let head, let body) = step else { continue }
        reads.append(Read(head, body, end: at))
        if !head.keepsAlive {
          end = .closed
          return
        }
      }
    }
    if at < bytes.count || parser.isInBody { end = .waiting }
  }
}

extension Read {
  init(_ head: Head, _ body: [UInt8], end: Int) {
    self.init(
      method: head.method, rawPath: head.target.rawPath, path: head.target.path,
      query: head.target.query.map { [$0.name, $0.value] },
      fields: head.headers.all.map { [$0.name, $0.value] }, body: body,
      isHTTP10: head.isHTTP10, keepsAlive: head.keepsAlive, end: end)
  }

  /// The values of a field, its name given small.
  func values(_ name: String) -> [String] {
    fields.filter { $0[0].lowercased() == name }.map { $0[1] }
  }
}
