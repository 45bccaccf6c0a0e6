// Takes in a request's body, by length or by chunks.

/// A body on its way in.
struct BodyReader {
  private enum State {
    case length
    case size, extensions, sizeEnd
    case data, dataReturn, dataEnd
    case trailer, trailerName, trailerValue, trailerEnd
    case end
    case done
  }

  /// What has come so far.
  private(set) var body: [UInt8] = []
  private var state: State
  private var remaining = 0
  private var digits = 0
  private var lineBytes = 0

  /// A body that is still to come in full.
  init(_ framing: Head.Framing) {
    switch framing {
    case .none: state = .done
    case .length(let length):
      state = .length
      remaining = length
    case .chunked: state = .size
    }
  }

  /// Whether the last byte has come.
  var isDone: Bool { state == .done }
  /// Whether no byte has come, not even of a chunk's size.
  var isFresh: Bool { body.isEmpty && lineBytes == 0 }

  /// Takes what belongs to the body and answers how much that was.
  mutating func take(_ input: Bytes, _ limits: HTTPLimits) throws(Refusal) -> Int {
    // Said before the body comes; and not while the head is read, so that the answer knows its
    // request.
    if state == .length, body.count + remaining > limits.bodyBytesMax { throw .bodyTooBig }
    var at = 0
    while at < input.count, state != .done {
      if state == .length || state == .data {
        let count = min(remaining, input.count - at)
        body.append(contentsOf: input[at..<at + count])
        remaining -= count
        at += count
        if remaining == 0 { state = state == .length ? .done : .dataReturn }
      } else {
        try step(input[at], limits)
        at += 1
      }
    }
    return at
  }

  /// RFC 9112 section 7.1, one byte at a time outside of the data.
  private mutating func step(_ byte: UInt8, _ limits: HTTPLimits) throws(Refusal) {
    lineBytes += 1
    switch state {
    case .size: try size(byte, limits)
    case .extensions:
      guard lineBytes <= limits.chunkLineBytesMax else { throw .chunk }
      state = try text(byte, .extensions, end: .sizeEnd)
    case .sizeEnd:
      try expect(byte, 0x0A)
      state = remaining == 0 ? .trailer : .data
      lineBytes = 1
      digits = 0
    case .dataReturn:
      try expect(byte, 0x0D)
      state = .dataEnd
    case .dataEnd:
      try expect(byte, 0x0A)
      state = .size
    case .trailer, .trailerName, .trailerValue, .trailerEnd, .end:
      guard lineBytes <= limits.headBytesMax else { throw .trailersTooBig }
      try trailer(byte)
    case .length, .data, .done: break
    }
  }

  private mutating func size(_ byte: UInt8, _ limits: HTTPLimits) throws(Refusal) {
    if let digit = ByteTable.hex(byte) {
      digits += 1
      guard digits <= 16 else { throw .chunk }
      remaining = remaining << 4 | digit
      guard body.count + remaining <= limits.bodyBytesMax else { throw .bodyTooBig }
      return
    }
    guard digits > 0 else { throw .chunk }
    switch byte {
    case 0x0D: state = .sizeEnd
    case 0x3B: state = .extensions
    default: throw .chunk
    }
  }

  /// Trailers are held to the shape of fields and then forgotten: nothing here may trust them.
  private mutating func trailer(_ byte: UInt8) throws(Refusal) {
    let isToken = ByteTable.flags[Int(byte)] & ByteTable.token != 0
    switch state {
    case .trailer where byte == 0x0D: state = .end
    case .trailer, .trailerName:
      guard isToken || (byte == 0x3A && state == .trailerName) else { throw .chunk }
      state = isToken ? .trailerName : .trailerValue
    case .trailerValue: state = try text(byte, .trailerValue, end: .trailerEnd)
    case .trailerEnd:
      try expect(byte, 0x0A)
      state = .trailer
    default:
      try expect(byte, 0x0A)
      state = .done
    }
  }

  private func text(_ byte: UInt8, _ same: State, end: State) throws(Refusal) -> State {
    if byte == 0x0D { return end }
    guard ByteTable.flags[Int(byte)] & ByteTable.value != 0 else { throw .chunk }
    return same
  }

  private func expect(_ byte: UInt8, _ wanted: UInt8) throws(Refusal) {
    guard byte == wanted else { throw .chunk }
  }
}
