// What is told about mistakes in a command's lists and steps.
import Domain

extension Wrong {
  static let list = [
    Wrong(
      "one names an unknown field", .mark,
      "one: ['seen_on']", "one: ['seen_in']",
      says: [
        "22:9: there is no field 'seen_in'; did you mean 'seen_on'?"
      ]),
    Wrong(
      "one names a long text", .mark,
      "one: ['seen_on']", "one: ['reason']",
      says: [
        "22:9: a longText cannot tell records apart; a field with one short value"
      ]),
    Wrong(
      "at least one of a required field", .mark,
      "['how', 'because']", "['how', 'sure']",
      says: [
        "23:23: the field 'sure' is required anyway; leave it out, or leave out 'required'"
      ]),
    Wrong(
      "at least one of an unknown field", .mark,
      "['how', 'because']", "['how', 'colour']",
      says: [
        """
        23:23: there is no field 'colour'; one of how, size, because, seen_on, seen_at, times, \
        sure, code, reason
        """
      ]),
    Wrong(
      "happened on a time", .mark,
      "happened: ['seen_on', 'seen_at']", "happened: ['seen_at', 'seen_on']",
      says: [
        "24:14: the field 'seen_at' is a time; a date would be right",
        "24:25: the field 'seen_on' is a date; a time would be right",
      ]),
    Wrong(
      "happened three times", .mark,
      "happened: ['seen_on', 'seen_at']", "happened: ['seen_on', 'seen_at', 'sure']",
      says: [
        "24:36: 'happened' has 3 fields; a date, or a date and a time"
      ]),
    Wrong(
      "an unknown verb", .mend,
      "['amend']", "['ammend']",
      says: [
        "10:11: 'ammend' is not a verb; did you mean 'amend'?"
      ]),
    Wrong(
      "a step that is a number", .mend,
      "['amend']", "[1]",
      says: [
        "10:11: a step is a number; an object in {} would be right"
      ]),
    Wrong(
      "a step without its verb", .mend,
      "['amend']", "[{}]",
      says: [
        "10:11: a step without 'verb'; write verb: 'query'"
      ]),
    Wrong(
      "an argument where none is taken", .mend,
      "['amend']", "[{ verb: 'amend', into: 'x' }]",
      says: [
        "10:28: a step has no key 'into'; its keys are verb"
      ]),
    Wrong(
      "a verb without its field", .mend,
      "name: 'changes'", "name: 'chnages'",
      says: [
        "10:11: the step amend needs a field 'changes'; add { name: 'changes', type: 'changes' }"
      ]),
    Wrong(
      "a verb whose field has another type", .mend,
      "type: 'changes'", "type: 'text'",
      says: [
        """
        7:30: the step amend needs 'changes' to be of the type changes; type: 'changes' would be \
        right
        """
      ]),
    Wrong(
      "erase without a record, a place for what it says, and the states of a request", .mend,
      "['amend']", "['erase']",
      says: [
        "10:11: the step erase needs a field 'message'; add { name: 'message', type: 'message' }",
        "10:11: the step erase needs a field 'scope'; add { name: 'scope', type: 'choice' }",
        "10:11: the step erase needs a record; write record: 'erasure'",
        "10:11: the step erase needs a state 'asked'; add 'asked' to 'states'",
        "10:11: the step erase needs a state 'done'; add 'done' to 'states'",
        "10:11: the step erase needs a state 'refused'; add 'refused' to 'states'",
        "10:11: the step erase needs a state 'withdrawn'; add 'withdrawn' to 'states'",
        "10:11: the step erase needs arguments; { verb: 'erase', into: 'a_field' } would be right",
      ]),
    Wrong(
      "erase into what is no text", .mend,
      "['amend']", "[{ verb: 'erase', into: 'changes' }]",
      says: [
        "10:11: the step erase needs a field 'message'; add { name: 'message', type: 'message' }",
        "10:11: the step erase needs a field 'scope'; add { name: 'scope', type: 'choice' }",
        "10:11: the step erase needs a record; write record: 'erasure'",
        "10:11: the step erase needs a state 'asked'; add 'asked' to 'states'",
        "10:11: the step erase needs a state 'done'; add 'done' to 'states'",
        "10:11: the step erase needs a state 'refused'; add 'refused' to 'states'",
        "10:11: the step erase needs a state 'withdrawn'; add 'withdrawn' to 'states'",
        "10:34: erase cannot fill a changes; a text field would be right",
      ]),
    Wrong(
      "hide without the field it hides by", .mend,
      "['amend']", "['hide']",
      says: [
        "10:11: the step hide needs a field 'message'; add { name: 'message', type: 'message' }"
      ]),
    Wrong(
      "suggestCode alone", .mend,
      "['amend']", "['suggestCode']",
      says: [
        "10:11: the step suggestCode needs a record; write record: 'a-kind', or leave it out",
        """
        10:11: the step suggestCode needs arguments; { verb: 'suggestCode', into: 'a_field', \
        rules: [...] } would be right
        """,
      ]),
    Wrong(
      "suggestCode without rules", .mend,
      "['amend']", "[{ verb: 'suggestCode', into: 'reason' }]",
      says: [
        "10:11: a step without 'rules'; write rules: [{ code: 'N', because: '...' }]",
        "10:11: the step suggestCode needs a record; write record: 'a-kind', or leave it out",
        "10:40: suggestCode cannot fill a text; a choice field would be right",
      ]),
    Wrong(
      "suggestCode into no field", .mark,
      "into: 'code'", "into: 'cod'",
      says: [
        "26:34: there is no field 'cod'; did you mean 'code'?"
      ]),
    Wrong(
      "suggestCode into a text", .mark,
      "into: 'code'", "into: 'because'",
      says: [
        "26:34: suggestCode cannot fill a text; a choice field would be right"
      ]),
    Wrong(
      "a rule with an unknown code", .mark,
      "code: 'bad', because", "code: 'bd', because",
      says: [
        "27:55: 'bd' is not a term of 'ways'; did you mean 'bad'?"
      ]),
    Wrong(
      "a rule on an unknown field", .mark,
      "when: { how: ['good'] }", "when: { who: ['good'] }",
      says: [
        """
        27:17: there is no field 'who'; one of how, size, because, seen_on, seen_at, times, \
        sure, code, reason
        """
      ]),
    Wrong(
      "a rule on an unknown term", .mark,
      "when: { how: ['good'] }", "when: { how: ['goood'] }",
      says: [
        "27:23: 'goood' is not a term of 'ways'; did you mean 'good'?"
      ]),
    Wrong(
      "a rule without its sentence", .mark,
      ", because: 'A rule.'", "",
      says: [
        "27:7: a rule without 'because'; write because: 'One sentence.'"
      ]),
    Wrong(
      "a word with a capital", .mark,
      "words: ['so']", "words: ['So']",
      says: [
        "27:42: 'So' would never be found; one word in lower-case letters"
      ]),
    Wrong(
      "two words in one", .mark,
      "words: ['so']", "words: ['so', 'and so']",
      says: [
        "27:48: 'and so' would never be found; one word in lower-case letters"
      ]),
    Wrong(
      "words to look for in no reason", .mark,
      "name: 'reason'", "name: 'ground'",
      says: [
        """
        27:42: 'words' are looked for in a field 'reason', and there is none; add { name: \
        'reason', type: 'text' }
        """
      ]),
  ]
}
