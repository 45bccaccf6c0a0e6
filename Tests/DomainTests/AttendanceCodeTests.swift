// Each attendance code: its group, what it counts as, and the days on which it is in force.
import Domain
import Testing

@Suite struct AttendanceCodeTests {
  /// On which side of 19 August 2024 a code is in force.
  enum Force { case always, before, after }

  /// Written from the statistics' own list (Department for Education), by hand.
  static let codes: [(code: String, group: String, counts: Counting, force: Force)] = [
    ("/", "present", .attendance, .always), ("\\", "present", .attendance, .always),
    ("L", "present", .attendance, .always), ("K", "approved", .attendance, .after),
    ("V", "approved", .attendance, .always), ("P", "approved", .attendance, .always),
    ("W", "approved", .attendance, .always), ("B", "approved", .attendance, .always),
    ("D", "elsewhere", .notCounted, .always), ("C1", "leave", .authorised, .after),
    ("M", "leave", .authorised, .always), ("J1", "leave", .authorised, .after),
    ("S", "leave", .authorised, .always), ("X", "leave", .notCounted, .always),
    ("C2", "leave", .authorised, .after), ("C", "leave", .authorised, .always),
    ("T", "other-authorised", .authorised, .always),
    ("R", "other-authorised", .authorised, .always),
    ("I", "other-authorised", .authorised, .always),
    ("E", "other-authorised", .authorised, .always), ("Q", "unable", .notCounted, .after),
    ("Y1", "unable", .notCounted, .after), ("Y2", "unable", .notCounted, .after),
    ("Y3", "unable", .notCounted, .after), ("Y4", "unable", .notCounted, .after),
    ("Y5", "unable", .notCounted, .after), ("Y6", "unable", .notCounted, .after),
    ("Y7", "unable", .notCounted, .after), ("G", "unauthorised", .unauthorised, .always),
    ("N", "unauthorised", .unauthorised, .always), ("O", "unauthorised", .unauthorised, .always),
    ("U", "unauthorised", .unauthorised, .always),
    ("Z", "administrative", .notCounted, .always), ("#", "administrative", .notCounted, .always),
    ("H", "leave", .authorised, .before), ("J", "approved", .attendance, .before),
    ("Y", "unable", .notCounted, .before),
  ]

  @Test func `every code is in the table, and no other`() throws {
    let vocabulary = try #require(try Shipped.catalog().vocabularies["dfe-attendance-code"])
    #expect(vocabulary.terms.map(\.term).sorted() == AttendanceCodeTests.codes.map(\.code).sorted())
  }

  @Test(arguments: codes)
  func `a code has its group, counts as it should, and is in force on its side of the date`(
    _ code: String, _ group: String, _ counts: Counting, _ force: Force
  ) throws {
    let vocabulary = try #require(try Shipped.catalog().vocabularies["dfe-attendance-code"])
    let term = try #require(vocabulary.term(code))
    #expect(term.group == group && term.counts == counts)
    let (last, first) = (Day(text: "2024-08-18"), Day(text: "2024-08-19"))
    #expect(term.retiredAfter == (force == .before ? last : nil))
    #expect(term.validFrom == (force == .after ? first : nil))
    // What is right instead is itself in force on the other side.
    #expect(term.instead.isEmpty == (force == .always))
    for word in term.instead {
      let other = try #require(vocabulary.term(word))
      #expect(force == .before ? other.retiredAfter == nil : other.validFrom == nil, "\(word)")
    }
  }

  @Test func `every status says where a child is counted`() throws {
    let vocabulary = try #require(try Shipped.catalog().vocabularies["attendance-status"])
    let table: [String: Counting] = [
      "present": .attendance, "late": .attendance, "left-early": .attendance,
      "absent": .unauthorised, "not-expected": .notCounted, "remote": .notCounted,
      "other-site": .attendance,
    ]
    let found = vocabulary.terms.compactMap { term in term.counts.map { (term.term, $0) } }
    #expect(Dictionary(uniqueKeysWithValues: found) == table)
    #expect(found.count == vocabulary.terms.count)
  }
}
