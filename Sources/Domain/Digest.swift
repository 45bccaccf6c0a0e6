// SHA-256 as FIPS 180-4 defines it; held against its published vectors in the tests.

/// SHA-256, fed in pieces.
public struct SHA256: Sendable {
  private var state = SHA256.start
  /// What does not fill a block yet: fewer than 64 bytes.
  private var pending: [UInt8] = []
  private var length: UInt64 = 0

  /// An empty digest.
  public init() {}

  /// Takes in more bytes.
  public mutating func update(_ bytes: some Sequence<UInt8>) {
    let isTaken: Void? = bytes.withContiguousStorageIfAvailable { take($0) }
    if isTaken == nil { Array(bytes).withUnsafeBufferPointer { take($0) } }
  }

  private mutating func take(_ bytes: UnsafeBufferPointer<UInt8>) {
    length &+= UInt64(bytes.count)
    var at = 0
    if !pending.isEmpty {
      at = min(64 - pending.count, bytes.count)
      pending.append(contentsOf: bytes[0..<at])
      guard pending.count == 64 else { return }
      pending.withUnsafeBufferPointer { SHA256.compress(&state, $0) }
      pending.removeAll(keepingCapacity: true)
    }
    let whole = (bytes.count - at) & ~63
    SHA256.compress(&state, UnsafeBufferPointer(rebasing: bytes[at..<(at + whole)]))
    pending.append(contentsOf: bytes[(at + whole)...])
  }

  /// The digest's 32 bytes; the value may go on being fed.
  public func finish() -> [UInt8] {
    pending.withUnsafeBufferPointer { SHA256.finish(state, $0, length) }
  }

  /// The digest of one text or buffer.
  public static func digest(_ bytes: some Sequence<UInt8>) -> [UInt8] {
    let digest = bytes.withContiguousStorageIfAvailable { bytes in
      var state = start
      let whole = bytes.count & ~63
      compress(&state, UnsafeBufferPointer(rebasing: bytes[0..<whole]))
      return finish(
        state, UnsafeBufferPointer(rebasing: bytes[whole...]), UInt64(bytes.count))
    }
    return digest ?? self.digest(Array(bytes))
  }

  /// The digest in lower-case hexadecimal.
  public static func hex(_ bytes: some Sequence<UInt8>) -> String { hexText(digest(bytes)) }

  private static let start = SIMD8<UInt32>(
    0x6a09_e667, 0xbb67_ae85, 0x3c6e_f372, 0xa54f_f53a,
    0x510e_527f, 0x9b05_688c, 0x1f83_d9ab, 0x5be0_cd19)

  /// Pads the rest, fewer than 64 bytes, and gives the state as bytes.
  private static func finish(
    _ state: SIMD8<UInt32>, _ rest: UnsafeBufferPointer<UInt8>, _ length: UInt64
  ) -> [UInt8] {
    var state = state
    let size = rest.count < 56 ? 64 : 128
    withUnsafeTemporaryAllocation(of: UInt8.self, capacity: size) { block in
      for at in 0..<size { block.initializeElement(at: at, to: at < rest.count ? rest[at] : 0) }
      block[rest.count] = 0x80
      for byte in 0..<8 {
        block[size - 1 - byte] = UInt8(truncatingIfNeeded: (length &* 8) &>> UInt64(byte * 8))
      }
      compress(&state, UnsafeBufferPointer(block))
    }
    return [UInt8](unsafeUninitializedCapacity: 32) { bytes, count in
      for at in 0..<32 {
        let byte = UInt8(truncatingIfNeeded: state[at / 4] &>> UInt32(24 - at % 4 * 8))
        bytes.initializeElement(at: at, to: byte)
      }
      count = 32
    }
  }

  /// Takes in whole blocks.
  private static func compress(
    _ state: inout SIMD8<UInt32>, _ bytes: UnsafeBufferPointer<UInt8>
  ) {
    guard bytes.count > 0 else { return }
    withUnsafeTemporaryAllocation(of: UInt32.self, capacity: 64) { words in
      words.initialize(repeating: 0)
      rounds.withUnsafeBufferPointer { constants in
        for start in stride(from: 0, to: bytes.count, by: 64) {
          spread(UnsafeBufferPointer(rebasing: bytes[start..<(start + 64)]), words, constants)
          state = mixed(state, words)
        }
      }
    }
  }

  /// The message schedule of one block, with the rounds' constants added.
  private static func spread(
    _ bytes: UnsafeBufferPointer<UInt8>, _ words: UnsafeMutableBufferPointer<UInt32>,
    _ constants: UnsafeBufferPointer<UInt32>
  ) {
    for at in 0..<16 {
      let first = at &* 4
      words[at] =
        UInt32(bytes[first]) &<< 24 | UInt32(bytes[first &+ 1]) &<< 16
        | UInt32(bytes[first &+ 2]) &<< 8 | UInt32(bytes[first &+ 3])
    }
    for at in 16..<64 {
      let a = words[at &- 15]
      let b = words[at &- 2]
      words[at] =
        words[at &- 16] &+ (turn(a, 7) ^ turn(a, 18) ^ a &>> 3) &+ words[at &- 7]
        &+ (turn(b, 17) ^ turn(b, 19) ^ b &>> 10)
    }
    for at in 0..<64 { words[at] &+= constants[at] }
  }

  /// The 64 rounds. Eight in a row rename the letters instead of moving their values.
  private static func mixed(
    _ state: SIMD8<UInt32>, _ w: UnsafeMutableBufferPointer<UInt32>
  ) -> SIMD8<UInt32> {
    var (a, b, c, d) = (state[0], state[1], state[2], state[3])
    var (e, f, g, h) = (state[4], state[5], state[6], state[7])
    for at in stride(from: 0, to: 64, by: 8) {
      round(a, b, c, &d, e, f, g, &h, w[at])
      round(h, a, b, &c, d, e, f, &g, w[at &+ 1])
      round(g, h, a, &b, c, d, e, &f, w[at &+ 2])
      round(f, g, h, &a, b, c, d, &e, w[at &+ 3])
      round(e, f, g, &h, a, b, c, &d, w[at &+ 4])
      round(d, e, f, &g, h, a, b, &c, w[at &+ 5])
      round(c, d, e, &f, g, h, a, &b, w[at &+ 6])
      round(b, c, d, &e, f, g, h, &a, w[at &+ 7])
    }
    return state &+ SIMD8(a, b, c, d, e, f, g, h)
  }

  @inline(__always) private static func round(
    _ a: UInt32, _ b: UInt32, _ c: UInt32, _ d: inout UInt32, _ e: UInt32, _ f: UInt32,
    _ g: UInt32, _ h: inout UInt32, _ word: UInt32
  ) {
    let one = h &+ (turn(e, 6) ^ turn(e, 11) ^ turn(e, 25)) &+ (g ^ (e & (f ^ g))) &+ word
    d &+= one
    h = one &+ (turn(a, 2) ^ turn(a, 13) ^ turn(a, 22)) &+ ((a & b) | (c & (a | b)))
  }

  @inline(__always) private static func turn(_ value: UInt32, _ by: UInt32) -> UInt32 {
    value &>> by | value &<< (32 &- by)
  }

  private static let rounds: [UInt32] = [
    0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
    0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
    0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
    0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
    0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
    0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
    0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
    0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2,
  ]
}

/// Bytes in lower-case hexadecimal.
public func hexText(_ bytes: some Sequence<UInt8>) -> String {
  let digits = Array("0123456789abcdef".utf8)
  var text: [UInt8] = []
  for byte in bytes {
    text.append(digits[Int(byte >> 4)])
    text.append(digits[Int(byte & 15)])
  }
  return String(decoding: text, as: UTF8.self)
}
