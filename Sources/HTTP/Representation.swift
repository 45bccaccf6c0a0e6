// A thing that can be asked for by version, by part and by coding, and the answer to each.

/// Bytes or a file with what is known of them. RFC 9110 sections 8, 12.5.3, 13 and 14.
public struct Representation: Sendable {
  /// What is sent.
  public enum Content: Sendable {
    /// All of it.
    case bytes([UInt8])
    /// A file, streamed from the disk. Whoever replaces it gives the new one a new tag.
    case file(path: String, length: Int64)
  }

  /// The media type, for Content-Type.
  public var type: String
  /// The plain content.
  public var content: Content
  /// Names exactly these bytes; a strong tag, such as a digest's first digits.
  public var tag: EntityTag
  /// When it was last changed, in seconds since 1970.
  public var modified: Int64?
  /// The same content compressed with gzip beforehand; nothing is compressed while a client waits.
  public var gzip: Content?
  /// Further fields of every answer, such as Cache-Control.
  public var headers: [(name: String, value: String)]

  /// A representation; `tag` is the text between the quotes of its ETag.
  public init(
    type: String, content: Content, tag: String, modified: Int64? = nil, gzip: Content? = nil,
    headers: [(name: String, value: String)] = []
  ) {
    self.type = type
    self.content = content
    self.tag = EntityTag(tag)
    self.modified = modified
    self.gzip = gzip
    self.headers = headers
  }

  /// The answer to a request for it: 200, 206, 304, 412 or 416; `dress` words the refusals.
  public func answer(
    to request: Request, dress: Dress = { Response.text($0, $1) }
  ) -> Response {
    let copy = chosen(by: request)
    switch request.precondition(on: Validators(tag: copy.tag, modified: modified)) {
    case .failed: return dress(412, "This is not the version that was asked for.")
    case .notModified: return Response(status: 304, headers: validators(copy) + headers)
    case .holds: break
    }
    let fields = [(name: "Content-Type", value: type)] + described(copy) + headers
    switch part(of: copy, for: request) {
    case .whole: return Response(status: 200, headers: fields, body: copy.content.body)
    case .part(let range):
      let place = "bytes \(range.lowerBound)-\(range.upperBound - 1)/\(copy.content.length)"
      return Response(
        status: 206, headers: fields + [("Content-Range", place)], body: copy.content.body(range))
    case .unsatisfiable:
      var response = dress(416, "The range begins past the end.")
      response.headers += [
        ("Content-Range", "bytes */\(copy.content.length)"), ("Accept-Ranges", "bytes"),
      ]
      return response
    }
  }

  // MARK: - Codings

  private struct Copy {
    let content: Content
    let tag: EntityTag
    let isCoded: Bool
  }

  /// A part of a compressed copy is of use only to who has the rest of that same copy: a range is
  /// cut from the plain content unless If-Range names the other.
  private func chosen(by request: Request) -> Copy {
    let plain = Copy(content: content, tag: tag, isCoded: false)
    guard let gzip else { return plain }
    let coding = ContentCoding(request.headers.values("accept-encoding"))
    // RFC 9110 section 8.8.3.3: other bytes, other tag.
    let coded = Copy(content: gzip, tag: EntityTag(tag.opaque + "-gzip"), isCoded: true)
    guard coding.prefersGzip else { return plain }
    let isPart = request.method == "GET" && request.headers["range"] != nil
    return isPart && request.headers["if-range"] != coded.tag.text ? plain : coded
  }

  // MARK: - Ranges

  /// RFC 9110 section 14.2: only GET knows ranges.
  private func part(of copy: Copy, for request: Request) -> ByteRange {
    let wanted = request.headers.values("range")
    guard request.method == "GET", !wanted.isEmpty else { return .whole }
    let versions = request.headers.values("if-range")
    // A date would do only where there is no tag (RFC 9110 section 13.1.5), and here is one.
    guard versions.allSatisfy({ $0 == copy.tag.text }) else { return .whole }
    return ByteRange.read(wanted, length: copy.content.length)
  }

  // MARK: - Fields

  /// RFC 9110 section 15.4.5: what a 304 repeats of the 200.
  private func validators(_ copy: Copy) -> [(name: String, value: String)] {
    var fields = [(name: "ETag", value: copy.tag.text)]
    if let modified { fields.append(("Last-Modified", HTTPDate.text(modified))) }
    if gzip != nil { fields.append(("Vary", "Accept-Encoding")) }
    return fields
  }

  private func described(_ copy: Copy) -> [(name: String, value: String)] {
    var fields = validators(copy) + [("Accept-Ranges", "bytes")]
    if copy.isCoded { fields.append(("Content-Encoding", "gzip")) }
    return fields
  }
}

extension Representation.Content {
  /// Bytes in all.
  var length: Int64 {
    switch self {
    case .bytes(let bytes): Int64(bytes.count)
    case .file(_, let length): max(0, length)
    }
  }

  fileprivate var body: Response.Body {
    switch self {
    case .bytes(let bytes): .bytes(bytes)
    case .file(let path, let length): .file(path: path, length: length)
    }
  }

  fileprivate func body(_ range: Range<Int64>) -> Response.Body {
    switch self {
    case .bytes(let bytes): .bytes(Array(bytes[Int(range.lowerBound)..<Int(range.upperBound)]))
    case .file(let path, _):
      .file(path: path, from: range.lowerBound, length: range.upperBound - range.lowerBound)
    }
  }
}
