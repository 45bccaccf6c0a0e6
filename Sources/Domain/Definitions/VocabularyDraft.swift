// A vocabulary file as it was read, with its own mistakes told.

/// A vocabulary that may still be wrong.
struct VocabularyDraft {
  let source: Source
  let name: Found<String>?
  let vocabulary: Vocabulary
  /// The terms are all read; when they are not, a missing one is no news.
  let isWhole: Bool

  init?(_ node: Node, _ source: Source) {
    guard var reader = ObjectReader(node, "a vocabulary", source) else { return nil }
    self.source = source
    name = reader.name("vocabulary", .word, like: "'\(source.stem)'")
    let summary = reader.text("summary", like: "'One sentence.'")
    let direction = reader.text("direction", like: "'none'").flatMap {
      reader.word($0, "a direction", of: Vocabulary.Direction.self)
    }
    let items = reader.list("terms")
    if items.isEmpty { reader.missing("terms", like: "[{ term: 'first', label: 'First' }]") }
    let terms = items.compactMap { VocabularyDraft.term($0, source) }
    isWhole = terms.count == items.count
    VocabularyDraft.complainOfRepeats(terms, source)
    if isWhole { VocabularyDraft.complainOfStrangers(terms, source) }
    reader.finish()
    vocabulary = Vocabulary(
      name: name?.value ?? source.stem, summary: summary?.value ?? "",
      direction: direction?.value ?? .worstFirst, terms: terms.map(\.value))
  }

  /// The name inside, and the file's: when they differ, that is told, and both count as known.
  var names: [String] { [name?.value, source.stem].compactMap(\.self) }

  /// Could it have this term?
  func mayHave(_ term: String) -> Bool { !isWhole || vocabulary.term(term) != nil }

  private static func term(_ node: Node, _ source: Source) -> Found<Term>? {
    guard var reader = ObjectReader(node, "a term", source) else { return nil }
    let term = reader.text("term", like: "'what-is-stored'")
    let label = reader.text("label", like: "'What people read'")
    let descriptor = reader.text("descriptor")
    let aliases = reader.texts("aliases")
    let validFrom = reader.day("validFrom")
    let retiredAfter = reader.day("retiredAfter")
    let counts = reader.text("counts").flatMap {
      reader.word($0, "what a session counts as", of: Counting.self)
    }
    let group = reader.name("group", .word)
    let instead = reader.texts("instead")
    reader.finish()
    if let word = instead.first, validFrom == nil, retiredAfter == nil {
      source.complain(
        word.place, "'instead' of a term that may always be chosen",
        "leave it out, or write validFrom or retiredAfter")
    }
    for word in [term].compactMap(\.self) + aliases where !isOneWord(word.value) {
      source.complain(
        word.place, "'\(word.value)' cannot be typed as one word",
        "no spaces or quotes, and at most 64 characters")
    }
    if let validFrom, let retiredAfter, retiredAfter.value < validFrom.value {
      source.complain(
        retiredAfter.place, "retired before it is valid",
        "a day from \(validFrom.value.text) on would be right")
    }
    guard let term else { return nil }
    let value = Term(
      term: term.value, label: label?.value ?? term.value, descriptor: descriptor?.value ?? "",
      aliases: aliases.map(\.value), validFrom: validFrom?.value, retiredAfter: retiredAfter?.value,
      counts: counts?.value, group: group?.value ?? "", instead: instead.map(\.value))
    return Found(value: value, place: node.place)
  }

  private static func isOneWord(_ text: String) -> Bool {
    text.count <= 64
      && text.unicodeScalars.allSatisfy { scalar in
        !scalar.properties.isWhitespace && scalar.value >= 0x20 && scalar != "\"" && scalar != "'"
      }
  }

  /// What is right instead has to be a term itself.
  private static func complainOfStrangers(_ terms: [Found<Term>], _ source: Source) {
    let words = terms.map(\.value.term)
    for term in terms {
      for word in term.value.instead where !words.contains(word) || word == term.value.term {
        source.complain(
          term.place, "'\(word)' cannot stand instead of '\(term.value.term)'",
          suggestion(word, among: words.filter { $0 != term.value.term }))
      }
    }
  }

  /// A word that two terms claim would choose one of them by chance.
  private static func complainOfRepeats(_ terms: [Found<Term>], _ source: Source) {
    var owners: [String: String] = [:]
    for term in terms {
      for word in [term.value.term] + term.value.aliases {
        if let owner = owners[word.lowercased()] {
          source.complain(
            term.place, "the word '\(word)' is taken by the term '\(owner)'",
            "a word that no other term has")
        } else {
          owners[word.lowercased()] = term.value.term
        }
      }
    }
  }
}
