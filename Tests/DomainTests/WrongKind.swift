// What is told about mistakes in a channel kind.
import Domain

extension Wrong {
  static let kind = [
    Wrong(
      "another name than the folder's", .den,
      "kind: 'den'", "kind: 'lair'",
      says: [
        "2:9: the kind 'lair' is in Channels/den/kind.json5; kind: 'den', or another folder name"
      ]),
    Wrong(
      "no title", .den,
      "title: 'Den',", "",
      says: [
        "1:1: a channel kind without 'title'; write title: 'What people read'"
      ]),
    Wrong(
      "an unknown act", .den,
      "['see', 'manage']", "['see', 'manag']",
      says: [
        "7:69: 'manag' is not an act; did you mean 'manage'?"
      ]),
    Wrong(
      "an act that is a number", .den,
      "['see', 'manage']", "['see', 'manage', 1]",
      says: [
        "7:79: an act is a number; a text in quotes would be right"
      ]),
    Wrong(
      "acts that are a text", .den,
      "lead: ['see', 'manage']", "lead: 'manage'",
      says: [
        "7:61: acts are a text; a list such as ['see', 'read'] would be right"
      ]),
    Wrong(
      "an unknown role", .den,
      "roles: ['dsl']", "roles: ['dls']",
      says: [
        "6:21: 'dls' is not a role; did you mean 'dsl'?"
      ]),
    Wrong(
      "admin in a rule", .den,
      "roles: ['dsl']", "roles: ['admin']",
      says: [
        """
        6:21: admin is technical and reads no content; one of volunteer, contractor, team, \
        coordinator, manager, dsl, director, bot
        """
      ]),
    Wrong(
      "a rule without acts", .den,
      ", acts: ['see', 'read', 'command', 'manage']", "",
      says: [
        "6:11: a rule without 'acts'; write acts: ['see', 'read']"
      ]),
    Wrong(
      "a rule without roles", .den,
      "roles: ['dsl'], ", "",
      says: [
        "6:11: a rule without 'roles'; write roles: ['team']"
      ]),
    Wrong(
      "grants that are a list", .box,
      "single: true,", "single: true, grants: [],",
      says: [
        "6:25: 'grants' is a list; an object in {} would be right"
      ]),
    Wrong(
      "a grant role that is no name", .box,
      "single: true,", "single: true, grants: { 'Lead!': ['see'] },",
      says: [
        """
        6:27: 'Lead!' is not a name; a lower-case letter, then up to 30 lower-case letters, \
        digits or '-'
        """
      ]),
    Wrong(
      "a lead that is no grant", .den,
      "lead: 'lead'", "lead: 'laed'",
      says: [
        "8:9: the lead 'laed' is not one of the grants; did you mean 'lead'?"
      ]),
    Wrong(
      "a lead who may not manage", .den,
      "lead: 'lead'", "lead: 'team'",
      says: [
        "8:9: the lead 'team' may not manage; a grant with the act 'manage'"
      ]),
    Wrong(
      "a button that is no command", .den,
      "'mark', 'mend'", "'mark', 'mendd'",
      says: [
        "9:21: there is no command 'mendd'; did you mean 'mend'?"
      ]),
    Wrong(
      "a button of a command used elsewhere", .box,
      "single: true,", "single: true, buttons: ['mark'],",
      says: [
        """
        6:27: the command 'mark' cannot be used in 'box'; add 'box' to 'in' of \
        Commands/mark.json5
        """
      ]),
    Wrong(
      "buttons where nobody has commands", .box,
      "'read', 'command'] }],", "'read'] }], buttons: ['mend'],",
      says: [
        "7:65: nobody may use a command there; a rule or a grant with the act 'command'"
      ]),
    Wrong(
      "a template of an unknown record", .box,
      "'mark', 'post'", "'mark', 'pots'",
      says: [
        "8:69: there is no record kind 'pots'; did you mean 'post'?"
      ]),
    Wrong(
      "two templates of one name", .box,
      "templates: [", "templates: [{ name: 'all', summary: 'A.', kinds: [] }, ",
      says: [
        "8:66: two templates are named 'all'; a name for each"
      ]),
    Wrong(
      "a single kind about one child", .box,
      "single: true,", "single: true, aboutChild: true,",
      says: [
        "6:11: a kind about one child cannot be single; leave one of the two out"
      ]),
    Wrong(
      "a kind that nobody may see", .box,
      "'see', 'read'", "'read'",
      says: [
        "1:1: nobody may see a channel of this kind; a rule or a grant with the act 'see'"
      ]),
  ]
}
