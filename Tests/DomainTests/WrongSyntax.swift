// What is told about mistakes in the text itself.
import Domain

extension Wrong {
  static let syntax = [
    Wrong(
      "a comma is missing", .mark,
      "summary: 'Mark it.',", "summary: 'Mark it.'",
      says: [
        "5:3: 'e' cannot stand here; ',' or '}' would be right"
      ]),
    Wrong(
      "a colon is missing", .mark,
      "since: 1", "since 1",
      says: [
        "6:9: '1' cannot stand here; ':' would be right after 'since'"
      ]),
    Wrong(
      "a bracket is missing", .mark,
      "['den']", "['den'",
      says: [
        "8:3: 'who' is not a value; a text in quotes would be right"
      ]),
    Wrong(
      "the file ends too early", .mark,
      "  retain: 'a-rule',\n}", "  retain: 'a-rule',",
      says: [
        "31:20: the file ends here; a key or '}' would be right"
      ]),
    Wrong(
      "something follows", .mark,
      "  retain: 'a-rule',\n}", "  retain: 'a-rule',\n}\n;",
      says: [
        "33:1: ';' cannot stand here; nothing more would be right"
      ]),
    Wrong(
      "a text is not closed", .mark,
      "'Mark it.'", "'Mark it.",
      says: [
        "4:12: a text without its end; ' would be right on the same line"
      ]),
    Wrong(
      "a text is not quoted", .mark,
      "record: 'mark'", "record: mark",
      says: [
        "9:11: 'mark' is not a value; a text in quotes would be right"
      ]),
    Wrong(
      "a value is missing", .mark,
      "since: 1", "since:",
      says: [
        "6:9: ',' cannot stand here; a value would be right"
      ]),
    Wrong(
      "a number is none", .mark,
      "since: 1", "since: 01",
      says: [
        "6:10: '01' is not a number; a number such as 12, 0.5 or 0x1F"
      ]),
    Wrong(
      "Infinity is no number here", .mark,
      "since: 1", "since: Infinity",
      says: [
        "6:10: 'Infinity' is not a value; a text in quotes would be right"
      ]),
    Wrong(
      "an escape is unknown", .mark,
      "'Mark it.'", "'Mark\\1 it.'",
      says: [
        "4:17: an unknown escape '\\1'; \\\\ means a backslash"
      ]),
    Wrong(
      "an escape is too short", .mark,
      "'Mark it.'", "'Mark\\x2 it.'",
      says: [
        "4:17: an escape that is too short; 2 hexadecimal digits would be right"
      ]),
    Wrong(
      "half a surrogate pair", .mark,
      "'Mark it.'", "'\\uD83D it.'",
      says: [
        "4:13: half a surrogate pair; \\uD83D\\uDE00 would be right"
      ]),
    Wrong(
      "a control character in a text", .mark,
      "'Mark it.'", "'Mark\u{1} it.'",
      says: [
        "4:17: a control character in a text; an escape such as \\n would be right"
      ]),
    Wrong(
      "a comment is not closed", .mark,
      "since: 1", "/* since: 1",
      says: [
        "6:3: a comment without its end; '*/' would be right"
      ]),
    Wrong(
      "a lone slash", .mark,
      "since: 1", "/ since: 1",
      says: [
        "6:3: a lone '/'; '//' or '/*' starts a comment"
      ]),
    Wrong(
      "two commas", .mark,
      "since: 1,", "since: 1,,",
      says: [
        "6:12: ',' cannot stand here; a key or '}' would be right"
      ]),
    Wrong(
      "a key is given twice", .mark,
      "since: 1", "since: 1, since: 2",
      says: [
        "6:13: the key 'since' is given twice; once would be right; the first is in line 6"
      ]),
  ]
}
