// Conditional requests: the order of the conditions, lists of tags, and dates in three forms.

import Testing

@testable import HTTP

@Suite("Conditional requests")
struct ConditionTests {
  private static let noon: Int64 = 784_111_777
  private static let same = "Sun, 06 Nov 1994 08:49:37 GMT"
  private static let before = "Sun, 06 Nov 1994 08:49:36 GMT"

  private func outcome(
    _ method: String, _ fields: [(String, String)],
    _ current: Validators? = Validators(tag: EntityTag("a"), modified: noon)
  ) -> Precondition {
    Request(method: method, headers: Headers(fields.map { (name: $0.0, value: $0.1) }))
      .precondition(on: current)
  }

  @Test(
    "If-None-Match compares weakly: a known version is 304 for a read and 412 for a write",
    arguments: [
      ("\"a\"", true), ("W/\"a\"", true), ("\"x\", \"a\"", true), (",, \"x\" ,\"a\",", true),
      ("*", true), (" * ", true), ("\"A\"", false), ("\"x\"", false), ("\"a,b\", \"x\"", false),
      ("\"x,\", \"a\"", true), ("\"\"", false),
    ])
  func noneMatch(list: String, isKnown: Bool) {
    for method in ["GET", "HEAD"] {
      #expect(outcome(method, [("If-None-Match", list)]) == (isKnown ? .notModified : .holds))
    }
    for method in ["PUT", "POST", "DELETE"] {
      #expect(outcome(method, [("If-None-Match", list)]) == (isKnown ? .failed : .holds))
    }
    #expect(outcome("OPTIONS", [("If-None-Match", list)]) == .holds)
  }

  @Test(
    "If-Match compares strongly and is 412 when no version matches",
    arguments: [
      ("\"a\"", true), ("W/\"a\"", false), ("\"x\", \"a\"", true), ("*", true), ("\"x\"", false),
    ])
  func match(list: String, isMatched: Bool) {
    for method in ["GET", "PUT"] {
      #expect(outcome(method, [("If-Match", list)]) == (isMatched ? .holds : .failed))
    }
    let weak = Validators(tag: EntityTag("a", isWeak: true))
    #expect(outcome("PUT", [("If-Match", "W/\"a\"")], weak) == .failed)
    #expect(outcome("GET", [("If-None-Match", "W/\"a\"")], weak) == .notModified)
  }

  @Test("What is not there matches nothing, not even the asterisk")
  func absent() {
    #expect(outcome("PUT", [("If-Match", "*")], nil) == .failed)
    #expect(outcome("PUT", [("If-Match", "\"a\"")], nil) == .failed)
    #expect(outcome("PUT", [("If-None-Match", "*")], nil) == .holds)
    #expect(outcome("PUT", [("If-None-Match", "\"a\"")], nil) == .holds)
    #expect(outcome("GET", [("If-Modified-Since", Self.same)], nil) == .holds)
    #expect(outcome("PUT", [], nil) == .holds)
  }

  @Test(
    "A list that cannot be read lets a read through and a write not",
    arguments: [
      "a", "\"a", "a\"", "\"a\" \"b\"", "\"a\"; x", "*, \"a\"", "", ",", "w/\"a\"", "W/ \"a\"",
      "W/", "\"a b\"", "'a'", "\"a\"\"a\"", "**",
    ])
  func malformed(list: String) {
    #expect(outcome("GET", [("If-None-Match", list)]) == .holds)
    #expect(outcome("PUT", [("If-None-Match", list)]) == .failed)
    #expect(outcome("PUT", [("If-Match", list)]) == .failed)
  }

  @Test("Several lines of a field are one list")
  func lines() {
    let fields = [("If-None-Match", "\"x\""), ("if-none-match", "\"a\"")]
    #expect(outcome("GET", fields) == .notModified)
    #expect(outcome("PUT", [("If-None-Match", "*"), ("If-None-Match", "\"x\"")]) == .failed)
    #expect(outcome("GET", [("If-None-Match", "*"), ("If-None-Match", "\"x\"")]) == .holds)
  }

  @Test("Every byte is allowed or refused inside of a tag")
  func tagBytes() {
    for byte in UInt8(0x20)...0x7E where byte != 0x22 {
      let text = "\"\(Character(UnicodeScalar(byte)))\""
      #expect((TagList([text]) == .malformed) == (byte == 0x20), "byte \(byte)")
    }
    #expect(EntityTag("a b\"c\u{e9}\n").text == "\"a_b_c___\"")
    #expect(TagList(["\"\u{e9}\""]) == .tags([EntityTag("\u{e9}")]))
  }

  @Test("If-Modified-Since is asked only of reads, only when no tag was sent, and only if a date")
  func modifiedSince() {
    #expect(outcome("GET", [("If-Modified-Since", Self.same)]) == .notModified)
    #expect(outcome("HEAD", [("If-Modified-Since", Self.same)]) == .notModified)
    #expect(outcome("GET", [("If-Modified-Since", Self.before)]) == .holds)
    #expect(outcome("POST", [("If-Modified-Since", Self.same)]) == .holds)
    #expect(outcome("GET", [("If-Modified-Since", "yesterday")]) == .holds)
    let twice = [("If-Modified-Since", Self.same), ("If-Modified-Since", Self.same)]
    #expect(outcome("GET", twice) == .holds)
    let both = [("If-Modified-Since", Self.same), ("If-None-Match", "\"x\"")]
    #expect(outcome("GET", both) == .holds)
    let undated = Validators(tag: EntityTag("a"))
    #expect(outcome("GET", [("If-Modified-Since", Self.same)], undated) == .holds)
  }

  @Test("If-Unmodified-Since is asked of all methods, unless If-Match was sent")
  func unmodifiedSince() {
    for method in ["GET", "PUT"] {
      #expect(outcome(method, [("If-Unmodified-Since", Self.same)]) == .holds)
      #expect(outcome(method, [("If-Unmodified-Since", Self.before)]) == .failed)
      #expect(outcome(method, [("If-Unmodified-Since", "yesterday")]) == .holds)
      let both = [("If-Unmodified-Since", Self.before), ("If-Match", "\"a\"")]
      #expect(outcome(method, both) == .holds)
    }
    let undated = Validators(tag: EntityTag("a"))
    #expect(outcome("PUT", [("If-Unmodified-Since", Self.before)], undated) == .holds)
  }

  @Test("412 comes before 304")
  func order() {
    let fields = [("If-None-Match", "\"a\""), ("If-Match", "\"x\"")]
    #expect(outcome("GET", fields) == .failed)
    let dated = [("If-Modified-Since", Self.same), ("If-Unmodified-Since", Self.before)]
    #expect(outcome("GET", dated) == .failed)
    let passing = [("If-Match", "\"a\""), ("If-None-Match", "\"a\"")]
    #expect(outcome("GET", passing) == .notModified)
  }

  @Test(
    "A date is read in each of the three forms",
    arguments: [
      ("Sun, 06 Nov 1994 08:49:37 GMT", 784_111_777),
      ("Sunday, 06-Nov-94 08:49:37 GMT", 784_111_777),
      ("Sun Nov  6 08:49:37 1994", 784_111_777),
      ("Wed Nov 16 08:49:37 1994", 784_975_777),
      ("Thu, 01 Jan 1970 00:00:00 GMT", 0),
      ("Tue, 29 Feb 2000 23:59:60 GMT", 951_868_800),
      ("Thursday, 31-Dec-69 23:59:59 GMT", 3_155_759_999),
    ] as [(String, Int64)])
  func dates(text: String, expected: Int64) {
    #expect(HTTPDate.seconds(text) == expected)
  }

  @Test(
    "What is no date is none",
    arguments: [
      "", " ", "Sun, 06 Nov 1994 08:49:37", "Sun, 06 Nov 1994 08:49:37 UTC",
      "Sun, 6 Nov 1994 08:49:37 GMT", "Sun 06 Nov 1994 08:49:37 GMT",
      "Sun, 06 nov 1994 08:49:37 GMT", "Sun, 31 Nov 1994 08:49:37 GMT",
      "Wed, 29 Feb 2001 00:00:00 GMT", "Sun, 00 Nov 1994 08:49:37 GMT",
      "Sun, 06 Nov 1994 24:00:00 GMT", "Sun, 06 Nov 1994 08:60:00 GMT",
      "Sun, 06 Nov 1994 08:49:61 GMT", "Sun, 06 Nov 1994 8:49:37 GMT",
      "Sun, 06 Nov 1994 08:49 GMT", "Sun, 06 Nov -994 08:49:37 GMT",
      "Sun,  06 Nov 1994 08:49:37 GMT", "Xyz, 06 Nov 1994 08:49:37 GMT",
      "Sunday, 06-Nov-1994 08:49:37 GMT", "Sun, 06-Nov-94 08:49:37 GMT",
      "Sun Nov 06 08:49:37 94", "Sun Nov 6 08:49:37 1994", "784111777",
    ])
  func noDates(text: String) {
    #expect(HTTPDate.seconds(text) == nil)
  }

  @Test("A date that is written is read again, every 11 hours and 7 seconds of four centuries")
  func datesThereAndBack() {
    var wrong = 0
    for moment in stride(from: Int64(0), to: 400 * 31_557_600, by: 39_607) {
      if HTTPDate.seconds(HTTPDate.text(moment)) != moment { wrong += 1 }
    }
    #expect(wrong == 0)
    #expect(HTTPDate.text(784_111_777) == Self.same)
    #expect(HTTPDate.text(951_782_400) == "Tue, 29 Feb 2000 00:00:00 GMT")
    #expect(HTTPDate.text(-1) == "Wed, 31 Dec 1969 23:59:59 GMT")
  }
}
