// What an e-mail address is, on both sides of each fence.
import Domain
import Testing

@Suite struct AddressTests {
  static let right = [
    "office@hillside.example", "o'neill@school.example", "a.b+c@x-y.example", "A@B.C",
    String(repeating: "a", count: 64) + "@b.example",
    "a@" + String(repeating: "b", count: 63) + ".example",
    "a@" + String(repeating: "b234567.", count: 30) + "example12345",
  ]
  static let wrong = [
    "", "office", "@hillside.example", "office@", "office@hillside", "office@@hillside.example",
    "of fice@hillside.example", "office@hill side.example", ".a@b.example", "a.@b.example",
    "a..b@b.example", "a@.example", "a@b.", "a@-b.example", "a@b-.example", "a@10.0.0.1",
    "a@b.example\nBcc: c@d.example", "a@b.example\r\n", "a\u{0}@b.example", "zoë@b.example",
    "<a@b.example>", "a@b.example,c@d.example", "\"a b\"@c.example", "a@[10.0.0.1]",
    "a@b_c.example",
    String(repeating: "a", count: 65) + "@b.example",
    "a@" + String(repeating: "b", count: 64) + ".example",
    "a@" + String(repeating: "b234567.", count: 30) + "example123456",
  ]

  @Test("this is an address", arguments: right)
  func isOne(_ text: String) { #expect(isAddress(text)) }

  @Test("this is none", arguments: wrong)
  func isNone(_ text: String) { #expect(!isAddress(text)) }

  @Test("the longest address has 254 characters")
  func length() {
    #expect(AddressTests.right.last?.utf8.count == 254)
    #expect(AddressTests.wrong.last?.utf8.count == 255)
  }
}
