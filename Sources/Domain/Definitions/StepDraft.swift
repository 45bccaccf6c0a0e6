// A step of a command file as it was read: a bare verb, or a verb with its arguments.

/// A step that may still be wrong.
struct StepDraft {
  /// A rule of `suggestCode`.
  struct Rule {
    let when: [Condition]
    let words: [Found<String>]
    let code: Found<String>
    let because: String
  }
  let place: Place
  let verb: Verb
  let into: Found<String>?
  let why: Found<String>?
  let rules: [Rule]
  let thresholds: AbsenceThresholds?

  init?(_ node: Node, _ source: Source) {
    place = node.place
    if case .text(let word) = node.value {
      guard let verb = StepDraft.verb(Found(value: word, place: node.place), source) else {
        return nil
      }
      self.verb = verb
      into = nil
      why = nil
      rules = []
      thresholds = nil
      if verb == .suggestCode {
        source.complain(place, "the step suggestCode needs arguments", StepDraft.suggestCodeHint)
      } else if verb == .erase {
        source.complain(place, "the step erase needs arguments", StepDraft.eraseHint)
      } else if verb == .absences {
        source.complain(place, "the step absences needs arguments", StepDraft.absencesHint)
      }
      return
    }
    guard var reader = ObjectReader(node, "a step", source) else { return nil }
    let verb = reader.text("verb", like: "'query'").flatMap { StepDraft.verb($0, source) }
    why = verb == .suggestCode ? reader.text("why") : nil
    thresholds = verb == .absences ? StepDraft.thresholds(&reader, source) : nil
    if verb == .suggestCode {
      into = reader.text("into", like: "'suggested_code'")
      rules = reader.list("rules").compactMap { StepDraft.rule($0, source) }
      if !reader.has("rules") { reader.missing("rules", like: "[{ code: 'N', because: '...' }]") }
    } else if verb == .absences {
      into = reader.text("into", like: "'found'")
      rules = []
    } else if verb == .erase {
      into = reader.text("into", like: "'what'")
      rules = []
    } else {
      into = nil
      rules = []
    }
    // Of an unknown verb nobody knows the arguments.
    guard let verb else { return nil }
    reader.finish()
    self.verb = verb
  }

  var step: Step {
    Step(
      verb: verb, into: into?.value, why: why?.value,
      rules: rules.map { rule in
        CodeRule(
          when: Condition.dictionary(rule.when), words: rule.words.map(\.value),
          code: rule.code.value, because: rule.because)
      }, thresholds: thresholds)
  }

  private static let suggestCodeHint =
    "{ verb: 'suggestCode', into: 'a_field', rules: [...] } would be right"
  private static let eraseHint = "{ verb: 'erase', into: 'a_field' } would be right"

  private static let absencesHint =
    "{ verb: 'absences', into: 'a_field', consecutive: [2, 3, 5], persistent: 10, severe: 50, "
    + "guard: 20, yearStarts: '09-01' } would be right"

  /// Of what `absences` tells, as the definition says.
  private static func thresholds(
    _ reader: inout ObjectReader, _ source: Source
  ) -> AbsenceThresholds? {
    let runs = reader.numbers("consecutive", in: 1...400)
    for (one, next) in zip(runs, runs.dropFirst()) where next.value <= one.value {
      source.complain(next.place, "'consecutive' does not rise", "like [2, 3, 5]")
    }
    let persistent = reader.number("persistent", in: 1...100, like: "10")
    let severe = reader.number("severe", in: 1...100, like: "50")
    let least = reader.number("guard", in: 1...400, like: "20")
    let year = reader.text("yearStarts", like: "'09-01'")
    if let year, Day(text: "2001-\(year.value)") == nil {
      source.complain(
        year.place, "'\(year.value)' is no day of a year", "a day such as '09-01' would be right")
    }
    if let persistent, let severe, severe.value < persistent.value {
      source.complain(
        severe.place, "'severe' is less than 'persistent'", "at least \(persistent.value)")
    }
    guard let persistent, let severe, let least, let year else { return nil }
    return AbsenceThresholds(
      consecutive: runs.map(\.value), persistentPercent: persistent.value,
      severePercent: severe.value, possibleMin: least.value, yearStarts: year.value)
  }

  private static func verb(_ found: Found<String>, _ source: Source) -> Verb? {
    guard let verb = Verb(rawValue: found.value) else {
      source.complain(
        found.place, "'\(found.value)' is not a verb",
        suggestion(found.value, among: Verb.allCases.map(\.rawValue)))
      return nil
    }
    return verb
  }

  private static func rule(_ node: Node, _ source: Source) -> Rule? {
    guard var reader = ObjectReader(node, "a rule", source) else { return nil }
    let when = Condition.list(reader.node("when"), "'when'", source)
    let words = reader.texts("words")
    let code = reader.text("code", like: "'N'")
    let because = reader.text("because", like: "'One sentence.'")
    reader.finish()
    return code.map { Rule(when: when, words: words, code: $0, because: because?.value ?? "") }
  }
}
