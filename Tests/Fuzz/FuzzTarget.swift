// What libFuzzer calls: any bytes give one outcome however they are cut, and it makes sense.

/// Small enough that random bytes reach each limit.
private let small = {
  var limits = HTTPLimits()
  limits.headBytesMax = 240
  limits.requestLineBytesMax = 60
  limits.headersMax = 6
  limits.bodyBytesMax = 40
  limits.chunkLineBytesMax = 12
  return limits
}()
private let usual = HTTPLimits()

/// One execution: a crash is a finding.
@_cdecl("LLVMFuzzerTestOneInput")
public func takeOne(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  let bytes = Bytes(start: start, count: count)
  let limits = count % 4 == 0 ? small : usual
  let whole = Understood(bytes, cuts: CollectionOfOne(count), limits)
  guard Understood(bytes, cuts: 1..<count + 1, limits) == whole else {
    fatalError("byte by byte it reads otherwise")
  }
  // Where to cut is the input's own choice, so that the fuzzer can steer it.
  let cut = count == 0 ? 0 : Int(bytes[count / 2]) * count / 256
  guard Understood(bytes, cuts: [cut, count], limits) == whole else {
    fatalError("cut at \(cut) it reads otherwise")
  }
  checkProxy(bytes)
  var at = 0
  for read in whole.reads {
    guard read.end > at, read.end <= count else { fatalError("it ends at \(read.end)") }
    at = read.end
    check(read, limits)
    checkFields(read)
  }
  return 0
}

private func check(_ read: Read, _ limits: HTTPLimits) {
  let lengths = read.values("content-length")
  let codings = read.values("transfer-encoding")
  guard lengths.count + codings.count <= 1 else { fatalError("length and coding") }
  if let length = lengths.first {
    guard Int(length) == read.body.count else { fatalError("not the length that was said") }
  } else if codings.isEmpty, !read.body.isEmpty {
    fatalError("a body of nothing")
  }
  guard read.body.count <= limits.bodyBytesMax, read.fields.count <= limits.headersMax else {
    fatalError("past a limit")
  }
  guard read.values("host").count == 1 || (read.isHTTP10 && read.values("host").isEmpty) else {
    fatalError("not one host")
  }
  for segment in read.path where segment.isEmpty || segment == "." || segment == ".." {
    fatalError("a segment that acts")
  }
  guard !read.path.contains(where: { $0.utf8.contains { $0 < 0x20 || $0 == 0x2F } }) else {
    fatalError("a segment with a slash or a control byte")
  }
  for text in read.fields.joined() where text.utf8.contains(where: { $0 < 0x20 && $0 != 9 }) {
    fatalError("a control byte in a field")
  }
}
