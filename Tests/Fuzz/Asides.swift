// What the fuzzer holds against the readers beside the request's own: fields and PROXY headers.

import Glibc

/// The conditions, ranges and codings of a request, put to a thing of ten bytes.
func checkFields(_ read: Read) {
  let (plain, packed) = (Array("0123456789".utf8), Array("gz".utf8))
  let thing = Representation(
    type: "text/plain", content: .bytes(plain), tag: "v1", modified: 784_111_777,
    gzip: .bytes(packed))
  let fields = read.fields.map { (name: $0[0], value: $0[1]) }
  let answer = thing.answer(to: Request(method: read.method, headers: Headers(fields)))
  guard case .bytes(let body) = answer.body else { fatalError("not bytes") }
  let isCoded = answer.headers.contains { $0.name == "Content-Encoding" }
  let content = isCoded ? packed : plain
  if isCoded, read.values("accept-encoding").isEmpty { fatalError("gzip for nobody") }
  let place = answer.headers.first { $0.name == "Content-Range" }?.value
  switch answer.status {
  case 200: guard body == content else { fatalError("not all of it") }
  case 206:
    let places = content.indices.flatMap { first in
      (first..<content.count).map { (first, $0) }
    }
    let isPart = places.contains { first, last in
      Array(content[first...last]) == body && place == "bytes \(first)-\(last)/\(content.count)"
    }
    guard isPart, read.method == "GET" else { fatalError("\(place ?? "nowhere") is no part") }
  case 304:
    guard ["GET", "HEAD"].contains(read.method), body.isEmpty else { fatalError("304") }
  case 412: break
  case 416: guard place == "bytes */\(content.count)" else { fatalError("416") }
  default: fatalError("status \(answer.status)")
  }
  for (_, value) in fields { checkDate(value) }
}

/// A date that can be read is written so that it reads the same.
private func checkDate(_ text: String) {
  // The leap second that ends the year 9999 has no date.
  guard let seconds = HTTPDate.seconds(text), seconds < 253_402_300_800 else { return }
  guard HTTPDate.seconds(HTTPDate.text(seconds)) == seconds else { fatalError("date \(text)") }
}

/// A PROXY header ends where it says, however much of it has come, and names an address.
func checkProxy(_ bytes: Bytes) {
  guard bytes.first == 0x50 || bytes.first == 0x0D else { return }
  let whole = ProxyHeader.read(bytes, bytesMax: 400)
  var isMalformed = false
  for count in 0..<bytes.count {
    let part = ProxyHeader.read(bytes.part(0..<count), bytesMax: 400)
    if isMalformed, part != .malformed { fatalError("malformed at \(count - 1), and then not") }
    isMalformed = part == .malformed
    switch whole {
    case .more: if part != .more { fatalError("\(part) at \(count), and more in all") }
    case .malformed: if case .header = part { fatalError("a header of \(count), and malformed") }
    case .header(let end, _):
      guard part == (count < end ? .more : whole) else { fatalError("\(part) at \(count)") }
    }
  }
  guard case .header(let end, let peer) = whole else { return }
  guard end > 0, end <= bytes.count else { fatalError("it ends at \(end)") }
  guard let peer, !["unix", "unknown"].contains(peer) else { return }
  let isAddress = Array(peer.utf8).withUnsafeBufferPointer {
    Socket.address($0, AF_INET) == peer || Socket.address($0, AF_INET6) == peer
  }
  guard isAddress else { fatalError("\(peer) is no address") }
}
