// What is told about mistakes in a vocabulary.
import Domain

extension Wrong {
  static let vocabulary = [
    Wrong(
      "a term twice", .ways,
      "term: 'bad'", "term: 'good'",
      says: [
        "7:5: the word 'good' is taken by the term 'good'; a word that no other term has",
        "> Commands/mark.json5:14:60: 'bad' is not a term of 'ways'; one of good",
        "> Commands/mark.json5:27:55: 'bad' is not a term of 'ways'; one of good",
      ]),
    Wrong(
      "an alias that is another's term", .ways,
      "aliases: ['fine']", "aliases: ['BAD']",
      says: [
        "7:5: the word 'bad' is taken by the term 'good'; a word that no other term has"
      ]),
    Wrong(
      "a term of two words", .sizes,
      "term: 'L'", "term: 'very large'",
      says: [
        """
        5:50: 'very large' cannot be typed as one word; no spaces or quotes, and at most 64 \
        characters
        """
      ]),
    Wrong(
      "a term without a label", .sizes,
      ", label: 'Large'", "",
      says: [
        "5:42: a term without 'label'; write label: 'What people read'"
      ]),
    Wrong(
      "no terms", .sizes,
      "terms: [{ term: 'S', label: 'Small' }, { term: 'L', label: 'Large' }]", "terms: []",
      says: [
        "1:1: a vocabulary without 'terms'; write terms: [{ term: 'first', label: 'First' }]"
      ]),
    Wrong(
      "no direction", .sizes,
      "direction: 'worstFirst',", "",
      says: [
        "1:1: a vocabulary without 'direction'; write direction: 'none'"
      ]),
    Wrong(
      "an unknown direction", .sizes,
      "'worstFirst'", "'worseFirst'",
      says: [
        "4:14: 'worseFirst' is not a direction; did you mean 'worstFirst'?"
      ]),
    Wrong(
      "a day that is none", .ways,
      "'2024-08-19'", "'19/08/2024'",
      says: [
        "7:45: '19/08/2024' is not a date; a date such as '2026-09-01' would be right"
      ]),
    Wrong(
      "retired before it is valid", .ways,
      "'2026-08-31'", "'2023-08-31'",
      says: [
        "7:73: retired before it is valid; a day from 2024-08-19 on would be right"
      ]),
    Wrong(
      "another name than the file's", .sizes,
      "vocabulary: 'sizes'", "vocabulary: 'lengths'",
      says: [
        """
        2:15: the vocabulary 'lengths' is in Commands/Vocabularies/sizes.json5; vocabulary: \
        'sizes', or another file name
        """
      ]),
  ]
}
