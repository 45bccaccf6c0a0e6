// "Did you mean": what is near enough to be meant, and what is not.
import Domain
import Testing

@Suite struct SuggestionTests {
  private let statuses = [
    "present", "late", "left-early", "absent", "not-expected", "remote", "other-site",
  ]

  @Test(
    arguments: [
      ("absnt", "absent"), ("abesnt", "absent"), ("absentt", "absent"), ("ABSENT", "absent"),
      ("presnt", "present"), ("lat", "late"), ("lste", "late"), ("pres", "present"),
      ("left-erly", "left-early"), ("notexpected", "not-expected"), ("re", "remote"),
    ])
  func `a slip is understood`(_ typed: String, _ meant: String) {
    #expect(nearest(typed, among: statuses) == meant)
  }

  @Test(arguments: ["", "x", "l", "zzz", "dentist", "presumably", "late-left"])
  func `what is far is not guessed at`(_ typed: String) {
    #expect(nearest(typed, among: statuses) == nil)
  }

  @Test func `ties go to the earlier word, and an exact word beats a beginning`() {
    #expect(nearest("cot", among: ["cat", "cut"]) == "cat")
    #expect(nearest("cot", among: ["cut", "cat"]) == "cut")
    #expect(nearest("note", among: ["notes", "note"]) == "note")
    #expect(nearest("no", among: ["note", "notes"]) == nil)
    #expect(nearest("any", among: []) == nil)
  }

  @Test func `words of one and two letters are not bent into one another`() {
    #expect(nearest("B", among: ["C", "D"]) == nil)
    #expect(nearest("AM", among: ["PM"]) == nil)
    #expect(nearest("y2", among: ["Y1", "Y2"]) == "Y2")
  }

  @Test func `a very long word costs little and finds nothing`() {
    #expect(nearest(String(repeating: "a", count: 1_000_000), among: statuses) == nil)
  }
}
