// suggestCode: a home-school attendance code by rule from the facts; never the school's code.

import Domain

extension Turn {
  /// Sets the field that the step names by the first rule that holds, and beside it that rule in
  /// words; author and form cannot.
  func suggestCode(_ table: CommandTable, _ values: inout [String: Value]) {
    guard let step = table.suggestCode, let into = step.into else { return }
    values[into] = nil
    if let why = step.why { values[why] = nil }
    let day = recordDay(values, table.definition, today: today)
    let vocabulary = table[into]?.vocabulary?.vocabulary
    let rule = step.rules.first { rule in
      rule.when.allSatisfy { holds(values[$0.key], $0.value) }
        && (rule.words.isEmpty || mentions(values["reason"], rule.words))
        && (vocabulary?.term(rule.code).map { isValid($0, on: day) } ?? true)
    }
    guard let rule else { return }
    values[into] = .text(rule.code)
    if let why = step.why, !rule.because.isEmpty { values[why] = .text(rule.because) }
  }

  /// Does a text have one of these words, whole?
  private func mentions(_ value: Value?, _ words: [String]) -> Bool {
    guard case .text(let text)? = value else { return false }
    let scalars = text.unicodeScalars.split { !$0.properties.isAlphabetic && $0 != "'" }
    return scalars.contains { words.contains(folded($0)) }
  }
}
