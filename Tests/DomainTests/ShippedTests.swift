// The shipped definitions: that they read, and that they say what they should.
import Domain
import Testing

@Suite struct ShippedTests {
  @Test func `they read without a complaint`() throws {
    let catalog = try Shipped.catalog()
    #expect(catalog.commands.count == 15)
  }
}
