// SHA-256 against its published vectors, and dice that only ever give what is asked for.
import Domain
import Testing

@Suite struct DigestTests {
  /// FIPS 180-4's examples, as NIST publishes them (CSRC, "Cryptographic Standards and Guidelines",
  /// SHA256.pdf and the additional examples).
  static let vectors = [
    ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
    ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
    (
      "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
      "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
    ),
    (
      "abcdefghbcdefghicdefghijdefghijkefghijklfghijklmghijklmn"
        + "hijklmnoijklmnopjklmnopqklmnopqrlmnopqrsmnopqrstnopqrstu",
      "cf5b16a778af8380036ce59e7b0492370b249b11e8f07a51afac45037afee9d1"
    ),
  ]
  @Test(arguments: vectors)
  func `it gives the published digests`(_ text: String, _ digest: String) {
    #expect(SHA256.hex(text.utf8) == digest)
  }

  @Test func `it gives the published digest of a million letters, fed in pieces`() {
    var digest = SHA256()
    for _ in 0..<1000 { digest.update(repeatElement(UInt8(ascii: "a"), count: 1000)) }
    #expect(
      hexText(digest.finish()) == "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0"
    )
  }

  @Test(
    arguments: [
      (55, "9f4390f8d30c2dd92ec9f095b65e2b9ae9b0a925a5258e241c9f1e910f734318"),
      (56, "b35439a4ac6f0948b6d6f9e3c6af0f5f590ce20f1bde7090ef7970686ec6738a"),
      (64, "ffe054fe7ae0cb6dc65c3af9b61d5209f439851db43d0ba5997337df154668eb"),
    ])
  func `it is right where the padding turns a block`(_ count: Int, _ digest: String) {
    #expect(SHA256.hex(repeatElement(UInt8(ascii: "a"), count: count)) == digest)
  }

  @Test func `however it is cut, the digest is the same, and asking does not end it`() {
    let bytes = (0..<300).map { UInt8(truncatingIfNeeded: $0 &* 7) }
    let whole = SHA256.digest(bytes)
    for cut in 0...bytes.count {
      var digest = SHA256()
      digest.update(bytes[..<cut])
      _ = digest.finish()
      digest.update(bytes[cut...])
      #expect(digest.finish() == whole)
    }
  }
}

@Suite struct DiceTests {
  /// Gives 0, 1, 2 ... 255, and again from 0.
  private final class Counting: Dice, @unchecked Sendable {  // One test holds it, on one thread.
    private var next: UInt8 = 0
    func bytes(_ count: Int) -> [UInt8] {
      (0..<count).map { _ in
        defer { next &+= 1 }
        return next
      }
    }
  }

  @Test func `letters have no look-alikes, and none is favoured`() {
    let text = Counting().letters(248)
    let counts = Dictionary(text.map { ($0, 1) }, uniquingKeysWith: +)
    #expect(counts.count == 31)
    #expect(counts.values.allSatisfy { $0 == 8 })
    #expect(!text.contains { "il10o".contains($0) })
  }

  @Test func `a token has sixteen letters, and a number is never zero or negative`() {
    let dice = Counting()
    #expect(dice.token().count == 16)
    #expect((0..<100).allSatisfy { _ in (1...UInt64(Int64.max)).contains(dice.number()) })
    struct Zero: Dice {
      func bytes(_ count: Int) -> [UInt8] { Array(repeating: 0, count: count) }
    }
    #expect(Zero().number() == 1)
  }
}
