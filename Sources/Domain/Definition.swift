// What a file of Commands/ declares: a command, its fields and its steps.

/// How a field is typed, stored and shown.
public enum FieldType: String, Sendable, CaseIterable {
  /// One line of text.
  case text
  /// Text of several lines.
  case longText
  /// One term of a vocabulary.
  case choice
  /// Several terms of a vocabulary.
  case choices
  /// A date.
  case date
  /// A time of day.
  case time
  /// A number.
  case number
  /// One term of a vocabulary that has an order and a direction.
  case scale
  /// Yes or no.
  case yesNo
  /// A member, by login.
  case member
  /// A child, by short name.
  case child
  /// Children, each with a part from a vocabulary.
  case children
  /// A record, as kind and number; one of a certain kind (`of`) by its name as well.
  case record
  /// An e-mail address.
  case email
  /// A message of the channel where the line is typed, by its number.
  case message
  /// New values for the fields of the record named in another field.
  case changes
  /// The name of a record kind.
  case kind
  /// The name of a command.
  case command
  /// A role that a grant by name can bear in this channel.
  case grantRole
  /// Which sessions of a week, as `SessionPattern` writes them.
  case sessions
}

/// One slot of a command's form.
public struct Field: Sendable, Equatable {
  /// The name typed and stored: lower case letters, digits and `_`.
  public let name: String
  /// What people read; defaults to the name.
  public let label: String
  /// One sentence of help; may be empty.
  public let hint: String
  /// How it is typed.
  public let type: FieldType
  /// The vocabulary's name, for choice, choices, scale and children; for record, the kind that it
  /// has to be of.
  public let of: String?
  /// Must it be given?
  public let required: Bool
  /// It must be given when each named field holds one of these terms.
  public let requiredWhen: [String: [String]]
  /// What it is when nothing is typed: a literal, or `today`, `now`, `current`.
  public let defaultText: String?
  /// Most characters of a text, or the greatest number.
  public let max: Double?
  /// Fewest characters of a text, or the least number.
  public let min: Double?
  /// For a date: may it lie before today? `true`, or only with this other field given.
  public let past: PastRule
  /// For a date: may it lie after today?
  public let future: Bool
  /// For a date: the other date before which it may not lie.
  public let notBefore: String?
  /// Other names that are understood when typed.
  public let aliases: [String]
  /// Positional words may fill it; false means by name only.
  public let positional: Bool

  /// What a date field says about days before today.
  public enum PastRule: Sendable, Equatable {
    /// Any past day may be given.
    case allowed
    /// Only today (or later where `future`).
    case refused
    /// A past day needs the named field too.
    case needs(String)
  }

  /// A field; see the properties for units and defaults.
  public init(
    name: String, label: String? = nil, hint: String = "", type: FieldType, of: String? = nil,
    required: Bool = false, requiredWhen: [String: [String]] = [:], defaultText: String? = nil,
    min: Double? = nil, max: Double? = nil, past: PastRule = .allowed, future: Bool = false,
    notBefore: String? = nil, aliases: [String] = [], positional: Bool = true
  ) {
    self.name = name
    self.label = label ?? name
    self.hint = hint
    self.type = type
    self.of = of
    self.required = required
    self.requiredWhen = requiredWhen
    self.defaultText = defaultText
    self.min = min
    self.max = max
    self.past = past
    self.future = future
    self.notBefore = notBefore
    self.aliases = aliases
    self.positional = positional
  }

  /// The kind that the record has to be of; nil where any will do.
  public var recordKind: String? { type == .record ? of : nil }
}

/// One verb of a command's body, from the closed set.
public enum Verb: String, Sendable, CaseIterable {
  /// Suggests a home-school attendance code from the rules in `codes`; never asserts one.
  case suggestCode
  /// Marks the record named in the field `record` as queried.
  case query
  /// Revises the record named in the field `record` by the field `changes`.
  case amend
  /// Answers with records and messages that match.
  case find
  /// Makes an export.
  case export
  /// Gives a member an access by name to this channel.
  case assign
  /// Ends a member's access by name to this channel.
  case unassign
  /// Moves the record named in the field `record` to the state in the field `state`.
  case state
  /// Hides what the field `message` or `record` names from readers; auditors still see it.
  case hide
  /// Brings back what `hide` took out of sight; for those alone who still see it.
  case unhide
  /// Asks for the erasure of what the field `message`, `record` or `scope` names; `into` holds what
  /// that is in words.
  case erase
  /// Approves the request for an erasure that the field `record` names, and erases.
  case approve
  /// Expands one line of the register into one attendance record a child, all or nothing.
  case register
  /// Mails a child's school at once where it wants that, and corrects what it was told before.
  case notify
  /// Sums up a session: for the platform, or for the school that the field `school` names, by mail.
  case summary
  /// Reminds those who are assigned to children whose session nobody has marked.
  case chase
  /// Sums up a day on the platform when it is over.
  case dayEnd
  /// Tells of absences that run on or add up.
  case absences
  /// Moves an address to `verified` when the code that was mailed to it is told.
  case verify
  /// Holds, releases, sends again or cancels mails of the outbox.
  case mail
  /// Lists the asker's own flags and concerns with their states, and nothing else of them.
  case receipts
  /// Explains a ruling.
  case why
  /// Shows help.
  case help

  /// Does it answer and change nothing?
  var onlyAsks: Bool {
    switch self {
    case .find, .help, .why, .receipts: true
    default: false
    }
  }
}

/// One rule of `suggestCode`: when all conditions hold, this term is suggested.
public struct CodeRule: Sendable, Equatable {
  /// Field name to the terms that satisfy it.
  public let when: [String: [String]]
  /// Words, one of which must occur in the field `reason`; empty means no such condition.
  public let words: [String]
  /// The suggested term.
  public let code: String
  /// The sentence shown with it.
  public let because: String
  /// One rule.
  public init(when: [String: [String]], words: [String], code: String, because: String) {
    self.when = when
    self.words = words
    self.code = code
    self.because = because
  }
}

/// One step of a command.
public struct Step: Sendable, Equatable {
  /// What is done.
  public let verb: Verb
  /// The record field that receives what the step works out, for `suggestCode` and `erase`.
  public let into: String?
  /// The record field that receives why, for `suggestCode`; nil where nobody asks.
  public let why: String?
  /// For `suggestCode`: its rules, the first that holds wins.
  public let rules: [CodeRule]
  /// For `absences`: of what it tells.
  public let thresholds: AbsenceThresholds?
  /// One step.
  public init(
    verb: Verb, into: String? = nil, why: String? = nil, rules: [CodeRule] = [],
    thresholds: AbsenceThresholds? = nil
  ) {
    self.verb = verb
    self.into = into
    self.why = why
    self.rules = rules
    self.thresholds = thresholds
  }
}

/// What a command file declares.
public struct CommandDefinition: Sendable, Equatable {
  /// The word after the slash; also the file's name.
  public let name: String
  /// Other words that mean it.
  public let aliases: [String]
  /// One sentence.
  public let summary: String
  /// Lines that show its use.
  public let examples: [String]
  /// The version of Hedgerow that brought it.
  public let since: Int
  /// Channel kinds in which it may be typed; empty means in every kind.
  public let kinds: [String]
  /// Roles that may use it; empty means every role but admin.
  public let who: [Role]
  /// The record kind it makes; nil when it makes none.
  public let record: String?
  /// The channel kind in which the record lands, when not where it was typed.
  public let lands: String?
  /// Is the record about the channel's child?
  public let aboutChild: Bool
  /// Its fields, in positional order.
  public let fields: [Field]
  /// A second line with the same values of these fields revises the first.
  public let one: [String]
  /// At least one of these fields must be given.
  public let atLeastOne: [String]
  /// The names of the date and the time field that say when it happened.
  public let happened: [String]
  /// Its steps.
  public let steps: [Step]
  /// The state a new record has.
  public let state: String
  /// The states a record may have, in order.
  public let states: [String]
  /// The retention rule's name; nil for commands that make no record.
  public let retain: String?

  /// A command; see the properties.
  public init(
    name: String, aliases: [String] = [], summary: String, examples: [String] = [],
    since: Int = 1, kinds: [String] = [], who: [Role] = [], record: String? = nil,
    lands: String? = nil, aboutChild: Bool = false, fields: [Field] = [], one: [String] = [],
    atLeastOne: [String] = [], happened: [String] = [], steps: [Step] = [],
    state: String = "recorded", states: [String] = ["recorded"], retain: String? = nil
  ) {
    self.name = name
    self.aliases = aliases
    self.summary = summary
    self.examples = examples
    self.since = since
    self.kinds = kinds
    self.who = who
    self.record = record
    self.lands = lands
    self.aboutChild = aboutChild
    self.fields = fields
    self.one = one
    self.atLeastOne = atLeastOne
    self.happened = happened
    self.steps = steps
    self.state = state
    self.states = states
    self.retain = retain
  }

  /// The act that a member needs where the command is typed. Those who may only look may still ask
  /// for help, find, and drop a flag into its box: nobody who sees a child is kept from that.
  public var act: Act {
    let isDropBox = lands != nil && kinds.isEmpty
    let onlyAsks = record == nil && !steps.isEmpty && steps.allSatisfy { $0.verb.onlyAsks }
    return isDropBox || onlyAsks ? .see : .command
  }

  /// Are its records requests for an erasure? These stay: they are part of the certificate.
  public var isRequest: Bool { record != nil && steps.contains { $0.verb == .erase } }

  /// Are its records the house's own? Only the bot opens them, so nobody else changes them.
  public var isHouseMade: Bool { record != nil && who == [.bot] }

  /// The field by whose words a record is called, where it has a name at all.
  public var title: Field? { fields.first { $0.type == .text } }

  /// The address in its records that has to be verified before anything else is mailed to it.
  public var address: Field? {
    let needed = [AddressState.unverified, .verified].map(\.rawValue)
    return needed.allSatisfy(states.contains) ? fields.first { $0.type == .email } : nil
  }

  /// May its records lie in channels of this kind?
  public func mayLie(in kind: String) -> Bool {
    if let lands { return lands == kind }
    return kinds.isEmpty || kinds.contains(kind)
  }

  /// The field of this name.
  public func field(_ name: String) -> Field? { fields.first { $0.name == name } }
}
