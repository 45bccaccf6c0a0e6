// All definitions, read and cross-checked: the one truth that help, forms and tables are drawn from.

/// What a folder of `Channels/` declares.
public struct ChannelKind: Sendable, Equatable {
  /// One rule: members with any of these roles may do these acts in every channel of the kind.
  public struct Rule: Sendable, Equatable {
    /// Any of these.
    public let roles: [Role]
    /// May do these.
    public let acts: ActSet
    /// One rule.
    public init(roles: [Role], acts: ActSet) {
      self.roles = roles
      self.acts = acts
    }
  }
  /// The folder's name.
  public let name: String
  /// What people read.
  public let title: String
  /// One sentence.
  public let summary: String
  /// Is each channel of the kind about one child?
  public let aboutChild: Bool
  /// Is each read of it written to the audit?
  public let sensitive: Bool
  /// May there be only one channel of the kind?
  public let single: Bool
  /// What roles may do.
  public let rules: [Rule]
  /// Grant roles (team, lead, reader ...) and the acts each one carries.
  public let grants: [String: ActSet]
  /// The grant roles in the order of the file; the first is given when none is named.
  public let grantRoles: [String]
  /// The grant role of which at least one must remain, if any.
  public let lead: String?
  /// Commands offered as buttons, in order.
  public let buttons: [String]
  /// Report template names declared with it.
  public let templates: [ReportTemplate]
  /// What the house does there of itself.
  public let duties: [Duty]
  /// A kind; see the properties.
  public init(
    name: String, title: String, summary: String, aboutChild: Bool, sensitive: Bool, single: Bool,
    rules: [Rule], grants: [String: ActSet], lead: String?, buttons: [String],
    templates: [ReportTemplate] = [], grantRoles: [String]? = nil, duties: [Duty] = []
  ) {
    self.name = name
    self.title = title
    self.summary = summary
    self.aboutChild = aboutChild
    self.sensitive = sensitive
    self.single = single
    self.rules = rules
    self.grants = grants
    self.grantRoles = grantRoles ?? grants.keys.sorted()
    self.lead = lead
    self.buttons = buttons
    self.templates = templates
    self.duties = duties
  }
}

/// A page's declaration, as the templates channel opens with it.
public struct ReportTemplate: Sendable, Equatable {
  /// Name.
  public let name: String
  /// One sentence.
  public let summary: String
  /// The record kinds it shows.
  public let kinds: [String]
  /// A declaration.
  public init(name: String, summary: String, kinds: [String]) {
    self.name = name
    self.summary = summary
    self.kinds = kinds
  }
}

/// All definitions.
public struct Catalog: Sendable, Equatable {
  /// Commands by name.
  public let commands: [String: CommandDefinition]
  /// Vocabularies by name.
  public let vocabularies: [String: Vocabulary]
  /// Channel kinds by name.
  public let kinds: [String: ChannelKind]
  /// Command names and aliases to the command's name.
  public let words: [String: String]
  /// Record kinds to the command that makes them.
  public let recordKinds: [String: CommandDefinition]
  /// Mail templates by what they are for.
  public let mails: [MailUse: MailTemplate]

  /// Derives the look-ups; the parts are taken as checked.
  public init(
    commands: [CommandDefinition], vocabularies: [Vocabulary], kinds: [ChannelKind],
    mails: [MailTemplate] = []
  ) {
    self.mails = Dictionary(mails.map { ($0.use, $0) }, uniquingKeysWith: { first, _ in first })
    self.commands = Dictionary(
      commands.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
    self.vocabularies = Dictionary(
      vocabularies.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
    self.kinds = Dictionary(kinds.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
    var words: [String: String] = [:]
    var made: [String: CommandDefinition] = [:]
    for command in commands {
      for word in [command.name] + command.aliases { words[word] = command.name }
      if let kind = command.record { made[kind] = command }
    }
    self.words = words
    self.recordKinds = made
  }

  /// The command that a word means, by name or alias, exactly.
  public func command(_ word: String) -> CommandDefinition? {
    words[word].flatMap { commands[$0] }
  }

  /// The vocabulary of a field.
  public func vocabulary(of field: Field) -> Vocabulary? {
    field.recordKind == nil ? field.of.flatMap { vocabularies[$0] } : nil
  }
}
