// What is told about mistakes in a field.
import Domain

extension Wrong {
  static let field = [
    Wrong(
      "a field that is a text", .mark,
      "{ name: 'reason', type: 'longText' },", "'reason',",
      says: [
        "20:5: a field is a text; an object in {} would be right"
      ]),
    Wrong(
      "a field without a name", .mark,
      "{ name: 'reason', type: 'longText' },", "{ type: 'text' },",
      says: [
        "20:5: a field without 'name'; write name: 'reason'"
      ]),
    Wrong(
      "a field without a type", .mark,
      "type: 'longText'", "",
      says: [
        "20:5: a field without 'type'; write type: 'text'"
      ]),
    Wrong(
      "an unknown type", .mark,
      "type: 'longText'", "type: 'longtxt'",
      says: [
        "20:29: 'longtxt' is not a field type; did you mean 'longText'?"
      ]),
    Wrong(
      "an unknown type, far", .mark,
      "type: 'longText'", "type: 'blob'",
      says: [
        """
        20:29: 'blob' is not a field type; one of text, longText, choice, choices, date, time, \
        number, scale, yesNo, member, child, children, record, email, message, changes, kind, command, \
        grantRole, sessions
        """
      ]),
    Wrong(
      "an order of days on a text", .mark,
      "type: 'longText'", "type: 'longText', notBefore: 'how'",
      says: [
        "20:52: a longText field is before nothing; leave out 'notBefore'"
      ]),
    Wrong(
      "a default that says no sessions", .mark,
      "type: 'longText'", "type: 'sessions', default: 'fri-mon'",
      says: [
        "20:50: 'fri-mon' says no sessions; a text such as 'mon-fri'"
      ]),
    Wrong(
      "an unknown key of a field", .mark,
      "type: 'longText'", "type: 'longText', requird: true",
      says: [
        "20:41: a field has no key 'requird'; did you mean 'required'?"
      ]),
    Wrong(
      "a name that is no name", .mark,
      "name: 'times'", "name: 'how-often'",
      says: [
        """
        17:13: 'how-often' is not a name; a lower-case letter, then up to 30 lower-case letters, \
        digits or '_'
        """
      ]),
    Wrong(
      "a name twice", .mark,
      "name: 'times'", "name: 'how'",
      says: [
        "17:13: the name 'how' is taken by the field 'how'; a name that no other field has"
      ]),
    Wrong(
      "an alias that is a name", .mark,
      "aliases: ['at']", "aliases: ['how']",
      says: [
        "16:66: the name 'how' is taken by the field 'how'; a name that no other field has"
      ]),
    Wrong(
      "a column that each record has", .mark,
      "name: 'times'", "name: 'author'",
      says: [
        "17:13: every record has a column 'author' already; another name"
      ]),
    Wrong(
      "day, when it is no date", .mark,
      "name: 'times'", "name: 'day'",
      says: [
        "17:13: every record has a column 'day' already; another name"
      ]),
    Wrong(
      "a word that SQL keeps", .mark,
      "name: 'times'", "name: 'limit'",
      says: [
        "17:13: SQL keeps the word 'limit' for itself; another name"
      ]),
    Wrong(
      "a choice without a vocabulary", .mark,
      "of: 'ways', positional", "positional",
      says: [
        "19:5: a choice field without 'of'; write of: 'a-vocabulary'"
      ]),
    Wrong(
      "a vocabulary for a text", .mark,
      "type: 'longText'", "type: 'longText', of: 'ways'",
      says: [
        "20:45: a longText field has no vocabulary; leave out 'of', or make it a choice"
      ]),
    Wrong(
      "an unknown vocabulary", .mark,
      "of: 'sizes'", "of: 'size'",
      says: [
        "13:40: there is no vocabulary 'size'; did you mean 'sizes'?"
      ]),
    Wrong(
      "a scale without a direction", .mark,
      "of: 'sizes'", "of: 'ways'",
      says: [
        """
        13:40: the vocabulary 'ways' has no better and worse; give it direction: 'bestFirst' or \
        'worstFirst'
        """
      ]),
    Wrong(
      "bounds on a date", .mark,
      "past: 'because'", "max: 3",
      says: [
        "15:61: a date field has no bounds; leave out 'min' and 'max'"
      ]),
    Wrong(
      "bounds the wrong way round", .mark,
      "min: 1, max: 9", "min: 4, max: 3",
      says: [
        "17:51: 'max' is less than 'min'; at least 4",
        "17:63: the default is outside the bounds; a number within 'min' and 'max'",
      ]),
    Wrong(
      "a length that is not whole", .mark,
      "max: 50", "max: 1.5",
      says: [
        "14:75: a count that is not whole; a whole number from 0 on"
      ]),
    Wrong(
      "a length beyond a line's", .mark,
      "max: 50", "max: 20000",
      says: [
        "14:75: more than a line may hold; at most 16000"
      ]),
    Wrong(
      "a past for a text", .mark,
      "type: 'longText'", "type: 'longText', past: true",
      says: [
        "20:47: a longText field has no past or future; leave out 'past' and 'future'"
      ]),
    Wrong(
      "a future for a text", .mark,
      "type: 'longText'", "type: 'longText', future: true",
      says: [
        "20:49: a longText field has no past or future; leave out 'past' and 'future'"
      ]),
    Wrong(
      "past needs an unknown field", .mark,
      "past: 'because'", "past: 'becuase'",
      says: [
        "15:62: there is no field 'becuase'; did you mean 'because'?"
      ]),
    Wrong(
      "past needs itself", .mark,
      "past: 'because'", "past: 'seen_on'",
      says: [
        "15:62: 'past' names its own field; true, false or another field's name"
      ]),
    Wrong(
      "past is a number", .mark,
      "past: 'because'", "past: 3",
      says: [
        "15:62: 'past' is a number; true, false or a field's name would be right"
      ]),
    Wrong(
      "a default that is no term", .mark,
      "default: 'good'", "default: 'god'",
      says: [
        "12:57: 'god' is not a term of 'ways'; did you mean 'good'?"
      ]),
    Wrong(
      "a default that is a list", .mark,
      "default: 'good'", "default: []",
      says: [
        "12:57: 'default' is a list; a text in quotes would be right"
      ]),
    Wrong(
      "current without AM and PM", .mark,
      "default: 'good'", "default: 'current'",
      says: [
        "12:57: 'current' needs the terms AM and PM; one of good, bad"
      ]),
    Wrong(
      "a default that is no date", .mark,
      "default: 'today'", "default: '2026-02-30'",
      says: [
        "15:47: '2026-02-30' is not a date; 'today' or a date such as '2026-09-01'"
      ]),
    Wrong(
      "a default that is no time", .mark,
      "default: '09:40'", "default: '25:00'",
      says: [
        "16:47: '25:00' is not a time; 'now' or a time such as '09:40'"
      ]),
    Wrong(
      "a default that is no number", .mark,
      "default: 3", "default: 'three'",
      says: [
        "17:63: 'three' is not a number; a number would be right"
      ]),
    Wrong(
      "a default outside the bounds", .mark,
      "default: 3", "default: 12",
      says: [
        "17:63: the default is outside the bounds; a number within 'min' and 'max'"
      ]),
    Wrong(
      "a default that is too long", .mark,
      "max: 50", "max: 2, default: 'abc'",
      says: [
        "14:87: the default is outside the bounds; a text within 'min' and 'max'"
      ]),
    Wrong(
      "a default that is neither yes nor no", .mark,
      "type: 'yesNo'", "type: 'yesNo', default: 'maybe'",
      says: [
        "18:45: 'maybe' is neither yes nor no; 'yes' or 'no'"
      ]),
    Wrong(
      "a default for a record", .mend,
      "type: 'record'", "type: 'record', default: 'mark 1'",
      says: [
        "6:48: a record field has no default; leave out 'default'"
      ]),
    Wrong(
      "a default that is no record kind", .mend,
      "{ name: 'reason'", "{ name: 'sort', type: 'kind', default: 'mrak' },\n    { name: 'reason'",
      says: [
        "8:44: there is no record kind 'mrak'; did you mean 'mark'?"
      ]),
    Wrong(
      "a default that is no command", .mend,
      "{ name: 'reason'",
      "{ name: 'word', type: 'command', default: 'mned' },\n    { name: 'reason'",
      says: [
        "8:47: there is no command 'mned'; did you mean 'mend'?"
      ]),
    Wrong(
      "a condition on an unknown field", .mark,
      "{ how: ['bad'] }", "{ hwo: ['bad'] }",
      says: [
        "14:54: there is no field 'hwo'; did you mean 'how'?"
      ]),
    Wrong(
      "a condition on a later field", .mark,
      "{ how: ['bad'] }", "{ code: ['bad'] }",
      says: [
        "14:54: the field 'code' does not come before this one; a field that is filled earlier"
      ]),
    Wrong(
      "a condition on an unknown term", .mark,
      "{ how: ['bad'] }", "{ how: ['bda'] }",
      says: [
        "14:60: 'bda' is not a term of 'ways'; did you mean 'bad'?"
      ]),
    Wrong(
      "a condition on a text", .mark,
      "type: 'longText'", "type: 'longText', requiredWhen: { because: ['x'] }",
      says: [
        "20:57: a condition on the text field 'because'; a choice, choices, scale, yesNo or sessions field"
      ]),
    Wrong(
      "a condition on yes or no", .mark,
      "type: 'longText'", "type: 'longText', requiredWhen: { sure: ['true'] }",
      says: [
        "20:64: 'true' is neither yes nor no; 'yes' or 'no'"
      ]),
    Wrong(
      "a condition that is a text", .mark,
      "{ how: ['bad'] }", "{ how: 'bad' }",
      says: [
        "14:59: 'how' is a text; a list of terms in [] would be right"
      ]),
    Wrong(
      "a condition without terms", .mark,
      "{ how: ['bad'] }", "{ how: [] }",
      says: [
        "14:59: 'how' is empty; at least one term would be right"
      ]),
    Wrong(
      "conditions that are a list", .mark,
      "{ how: ['bad'] }", "['bad']",
      says: [
        "14:52: 'requiredWhen' is a list; an object in {} would be right"
      ]),
  ]
}
