// SHA-256 as FIPS 180-4 defines it; held against its published vectors in the tests.

/// SHA-256, fed in pieces.
public struct SHA256: Sendable {
  private var state: [UInt32] = [
    0x6a09_e667, 0xbb67_ae85, 0x3c6e_f372, 0xa54f_f53a,
    0x510e_527f, 0x9b05_688c, 0x1f83_d9ab, 0x5be0_cd19,
  ]
  private var pending: [UInt8] = []
  private var length: UInt64 = 0
  private var words = [UInt32](repeating: 0, count: 64)

  /// An empty digest.
  public init() {}

  /// Takes in more bytes.
  public mutating func update(_ bytes: some Sequence<UInt8>) {
    pending.append(contentsOf: bytes)
    drain()
  }

  private mutating func drain() {
    guard pending.count >= 64 else { return }
    let whole = pending.count & ~63
    length &+= UInt64(whole)
    pending.withUnsafeBufferPointer { buffer in
      SHA256.compress(&state, &words, UnsafeBufferPointer(rebasing: buffer[0..<whole]))
    }
    pending.removeFirst(whole)
  }

  /// The digest's 32 bytes; the value may go on being fed.
  public func finish() -> [UInt8] {
    var copy = self
    let bits = (length &+ UInt64(pending.count)) &* 8
    copy.pending.append(0x80)
    while copy.pending.count % 64 != 56 { copy.pending.append(0) }
    for shift in stride(from: 56, through: 0, by: -8) {
      copy.pending.append(UInt8(truncatingIfNeeded: bits >> UInt64(shift)))
    }
    copy.drain()
    return copy.state.flatMap { word in
      [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: word >> UInt32($0)) }
    }
  }

  /// The digest of one text or buffer.
  public static func digest(_ bytes: some Sequence<UInt8>) -> [UInt8] {
    var digest = SHA256()
    digest.update(bytes)
    return digest.finish()
  }

  /// The digest in lower-case hexadecimal.
  public static func hex(_ bytes: some Sequence<UInt8>) -> String { hexText(digest(bytes)) }

  private static func compress(
    _ state: inout [UInt32], _ words: inout [UInt32], _ bytes: UnsafeBufferPointer<UInt8>
  ) {
    func turn(_ value: UInt32, _ by: UInt32) -> UInt32 { value >> by | value << (32 - by) }
    for start in stride(from: 0, to: bytes.count, by: 64) {
      state.withUnsafeMutableBufferPointer { h in
        words.withUnsafeMutableBufferPointer { w in
          rounds.withUnsafeBufferPointer { k in
            for i in 0..<16 {
              let at = start + i * 4
              w[i] =
                UInt32(bytes[at]) << 24 | UInt32(bytes[at + 1]) << 16 | UInt32(bytes[at + 2]) << 8
                | UInt32(bytes[at + 3])
            }
            for i in 16..<64 {
              let a = w[i - 15]
              let b = w[i - 2]
              w[i] =
                w[i - 16] &+ (turn(a, 7) ^ turn(a, 18) ^ a >> 3) &+ w[i - 7]
                &+ (turn(b, 17) ^ turn(b, 19) ^ b >> 10)
            }
            var (a, b, c, d) = (h[0], h[1], h[2], h[3])
            var (e, f, g, z) = (h[4], h[5], h[6], h[7])
            for i in 0..<64 {
              let one =
                z &+ (turn(e, 6) ^ turn(e, 11) ^ turn(e, 25)) &+ ((e & f) ^ (~e & g)) &+ k[i]
                &+ w[i]
              let two = (turn(a, 2) ^ turn(a, 13) ^ turn(a, 22)) &+ ((a & b) ^ (a & c) ^ (b & c))
              (z, g, f, e, d, c, b, a) = (g, f, e, d &+ one, c, b, a, one &+ two)
            }
            h[0] &+= a
            h[1] &+= b
            h[2] &+= c
            h[3] &+= d
            h[4] &+= e
            h[5] &+= f
            h[6] &+= g
            h[7] &+= z
          }
        }
      }
    }
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
