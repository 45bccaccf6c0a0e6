// What is told about mistakes in a command.
import Domain

extension Wrong {
  static let command = [
    Wrong(
      "an unknown key, near", .mark,
      "summary:", "sumary:",
      says: [
        "4:3: a command has no key 'sumary'; did you mean 'summary'?"
      ]),
    Wrong(
      "an unknown key, far", .mend,
      "steps:", "zebra: 1,\n  steps:",
      says: [
        """
        10:3: a command has no key 'zebra'; its keys are command, aliases, summary, examples, \
        since, in, who, record, lands, aboutChild, fields, one, atLeastOne, happened, steps, \
        state, states, retain
        """
      ]),
    Wrong(
      "a number for a text", .mark,
      "'Mark it.'", "7",
      says: [
        "4:12: 'summary' is a number; a text in quotes would be right"
      ]),
    Wrong(
      "a text for a list", .mark,
      "in: ['den']", "in: 'den'",
      says: [
        "7:7: 'in' is a text; a list in [] would be right"
      ]),
    Wrong(
      "a text for a number", .mark,
      "since: 1", "since: '1'",
      says: [
        "6:10: 'since' is a text; a number would be right"
      ]),
    Wrong(
      "half a version", .mark,
      "since: 1", "since: 1.5",
      says: [
        "6:10: 'since' is not a version; a whole number from 1 on would be right"
      ]),
    Wrong(
      "a list for true or false", .mark,
      "aboutChild: true", "aboutChild: []",
      says: [
        "10:15: 'aboutChild' is a list; true or false would be right"
      ]),
    Wrong(
      "an empty text", .mark,
      "'Mark it.'", "' '",
      says: [
        "4:12: 'summary' is empty; some words would be right"
      ]),
    Wrong(
      "no name", .mark,
      "command: 'mark',", "",
      says: [
        "1:1: a command without 'command'; write command: 'mark'"
      ]),
    Wrong(
      "no summary", .mark,
      "summary: 'Mark it.',", "",
      says: [
        "1:1: a command without 'summary'; write summary: 'One sentence.'"
      ]),
    Wrong(
      "no examples", .mark,
      "examples: ['/mark good'],", "",
      says: [
        "1:1: a command without 'examples'; write examples: ['/mark']"
      ]),
    Wrong(
      "an example of another command", .mark,
      "'/mark good'", "'/mend good'",
      says: [
        "5:14: the example does not begin with '/mark'; a line as it would be typed"
      ]),
    Wrong(
      "another name than the file's", .mark,
      "command: 'mark'", "command: 'marks'",
      says: [
        """
        2:12: the command 'marks' is in Commands/mark.json5; command: 'mark', or another file \
        name
        """
      ]),
    Wrong(
      "a name with a capital", .mark,
      "aliases: ['tick']", "aliases: ['Tick']",
      says: [
        """
        3:13: 'Tick' is not a name; a lower-case letter, then up to 30 lower-case letters, \
        digits or '-'
        """
      ]),
    Wrong(
      "an alias of another command's name", .mark,
      "aliases: ['tick']", "aliases: ['mend']",
      says: [
        "3:13: the word 'mend' is taken by Commands/mend.json5; a word that no other command has"
      ]),
    Wrong(
      "an alias twice", .mark,
      "aliases: ['tick']", "aliases: ['tick', 'tick']",
      says: [
        "3:21: 'tick' is in 'aliases' twice; once would be right"
      ]),
    Wrong(
      "an unknown channel kind", .mark,
      "in: ['den']", "in: ['dem']",
      says: [
        "7:8: there is no channel kind 'dem'; did you mean 'den'?"
      ]),
    Wrong(
      "an unknown role", .mark,
      "'team', 'dsl'", "'team', 'dls'",
      says: [
        "8:17: 'dls' is not a role; did you mean 'dsl'?"
      ]),
    Wrong(
      "admin as a role", .mark,
      "'team', 'dsl'", "'team', 'admin'",
      says: [
        """
        8:17: admin is technical and reads no content; one of volunteer, contractor, team, \
        coordinator, manager, dsl, director, bot
        """
      ]),
    Wrong(
      "a record kind that another command makes", .post,
      "record: 'post'", "record: 'mark'",
      says: [
        "> Channels/box/kind.json5:8:69: there is no record kind 'post'; one of mark",
        """
        5:11: the record kind 'mark' is taken by Commands/mark.json5; one command for each \
        record kind
        """,
      ]),
    Wrong(
      "a record kind that SQL keeps", .mark,
      "record: 'mark'", "record: 'table'",
      says: [
        "> Channels/box/kind.json5:8:61: there is no record kind 'mark'; one of table, post",
        "9:11: SQL keeps the word 'table' for itself; another name",
      ]),
    Wrong(
      "a record kind that is no name", .mark,
      "record: 'mark'", "record: 'Mark 1'",
      says: [
        """
        9:11: 'Mark 1' is not a name; a lower-case letter, then up to 30 lower-case letters, \
        digits or '_'
        """
      ]),
    Wrong(
      "a record without a retention rule", .post,
      "retain: 'a-rule',", "",
      says: [
        "5:11: a record without 'retain'; write retain: 'the-rule-that-ends-it'"
      ]),
    Wrong(
      "a retention rule without a record", .mend,
      "steps:", "retain: 'a-rule',\n  steps:",
      says: [
        "10:3: 'retain' without 'record'; name the record kind, or leave it out"
      ]),
    Wrong(
      "a state that is not among the states", .mark,
      "state: 'new'", "state: 'nwe'",
      says: [
        "29:10: the state 'nwe' is not one of 'states'; did you mean 'new'?"
      ]),
    Wrong(
      "a state that is not a definition's to give", .mark,
      "states: ['new', 'old'],", "states: ['new', 'hidden'],",
      says: [
        "30:19: the state 'hidden' is kept for what is out of sight; another name"
      ]),
    Wrong(
      "a state without states", .mark,
      "states: ['new', 'old'],", "",
      says: [
        "29:10: the state 'new' is not one of 'states'; write states: ['new']"
      ]),
    Wrong(
      "it lands in a kind that is not single", .post,
      "lands: 'box'", "lands: 'den'",
      says: [
        "6:10: there may be many channels of the kind 'den'; a kind that is single would be right"
      ]),
    Wrong(
      "it lands in no known kind", .post,
      "lands: 'box'", "lands: 'bin'",
      says: [
        "6:10: there is no channel kind 'bin'; one of box, den"
      ]),
    Wrong(
      "about the child of a channel without one", .mark,
      "in: ['den']", "in: ['den', 'box']",
      says: [
        """
        7:15: a channel of the kind 'box' is about no child; leave it out of 'in', or leave out \
        'aboutChild'
        """
      ]),
    Wrong(
      "about the child of any channel", .post,
      "lands: 'box'", "aboutChild: true, lands: 'box'",
      says: [
        """
        6:15: a command typed anywhere is not about the channel's child; name kinds with \
        aboutChild in 'in'
        """
      ]),
    Wrong(
      "it does nothing", .mend,
      "steps: ['amend'],", "",
      says: [
        "1:1: the command does nothing; a 'record' or 'steps' would be right"
      ]),
  ]
}
