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
  let rules: [Rule]

  init?(_ node: Node, _ source: Source) {
    place = node.place
    if case .text(let word) = node.value {
      guard let verb = StepDraft.verb(Found(value: word, place: node.place), source) else {
        return nil
      }
      self.verb = verb
      into = nil
      rules = []
      if verb == .suggestCode {
        source.complain(place, "the step suggestCode needs arguments", StepDraft.suggestCodeHint)
      } else if verb == .erase {
        source.complain(place, "the step erase needs arguments", StepDraft.eraseHint)
      }
      return
    }
    guard var reader = ObjectReader(node, "a step", source) else { return nil }
    let verb = reader.text("verb", like: "'query'").flatMap { StepDraft.verb($0, source) }
    if verb == .suggestCode {
      into = reader.text("into", like: "'suggested_code'")
      rules = reader.list("rules").compactMap { StepDraft.rule($0, source) }
      if !reader.has("rules") { reader.missing("rules", like: "[{ code: 'N', because: '...' }]") }
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
      verb: verb, into: into?.value,
      rules: rules.map { rule in
        CodeRule(
          when: Condition.dictionary(rule.when), words: rule.words.map(\.value),
          code: rule.code.value, because: rule.because)
      })
  }

  private static let suggestCodeHint =
    "{ verb: 'suggestCode', into: 'a_field', rules: [...] } would be right"
  private static let eraseHint = "{ verb: 'erase', into: 'a_field' } would be right"

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
