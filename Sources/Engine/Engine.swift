// Understands a line and decides what it amounts to: reads through `Lookup`, writes nothing.

import Domain

/// What was sent: a line as typed, or a filled form.
public enum Input: Sendable {
  /// Text. `/word` is a command; `//` or a leading space says it literally.
  case line(String)
  /// A command's name and an object: field to string, number, truth or array.
  case form(command: String, fields: JSON)
  /// A calendar file (RFC 5545), whose events become terms and closures.
  case calendar(String)
}

/// One line of one member in one channel.
public struct Ask: Sendable {
  /// Who.
  public let member: MemberID
  /// Where.
  public let channel: ChannelID
  /// What.
  public let input: Input
  /// The client's idempotency key.
  public let clientID: String?
  /// When.
  public let at: Instant
  /// One line of one member.
  public init(
    member: MemberID, channel: ChannelID, input: Input, clientID: String? = nil, at: Instant
  ) {
    self.member = member
    self.channel = channel
    self.input = input
    self.clientID = clientID
    self.at = at
  }
}

/// The channel does not exist for the asker: the server answers as for an unknown one.
public struct Hidden: Error, Equatable {
  /// The channel is hidden.
  public init() {}
}

/// The engine: definitions, the place's time, and dice. It holds no state of its own.
public struct Engine: Sendable {
  /// All definitions.
  public let catalog: Catalog
  /// Where the days begin.
  public let zone: Zone
  let dice: any Dice
  let tables: Tables

  /// An engine for one catalog.
  public init(catalog: Catalog, zone: Zone, dice: any Dice) {
    self.catalog = catalog
    self.zone = zone
    self.dice = dice
    tables = Tables(catalog)
  }

  /// What a line amounts to: changes, a reply, or complaints. Throws `Hidden` when the asker may
  /// not know of the channel, and what the lookup throws.
  public func decide(_ ask: Ask, _ lookup: any Lookup) throws -> Decision {
    guard let turn = Turn(self, ask, lookup) else { throw Hidden() }
    return try decide(ask, turn)
  }

  func decide(_ ask: Ask, _ turn: Turn) throws -> Decision {
    do {
      try checkClientID(ask.clientID)
      switch ask.input {
      case .line(let text): return try decide(line: text, turn)
      case .form(let command, let fields): return try decide(form: command, fields, turn)
      case .calendar(let text): return try turn.importCalendar(text)
      }
    } catch let complaint as Complaint {
      return turn.complain([complaint])
    }
  }

  /// Does this line only read? Then it may be decided on a reader, outside the writer's turn.
  public func onlyReads(_ input: Input) -> Bool {
    let name: String
    switch input {
    case .form(let command, _): name = command
    case .calendar: return false
    case .line(let text):
      guard text.utf8.first == UInt8(ascii: "/") else { return false }
      name = commandWord(Line(String(text.unicodeScalars.prefix(80)))).name
    }
    return catalog.words[name.lowercased()].flatMap { tables.commands[$0] }?.onlyReads ?? false
  }

  private func decide(line text: String, _ turn: Turn) throws -> Decision {
    let line = Line(text)
    try checkText(line.scalars)
    guard line.scalars.contains(where: { !isSpace($0) }) else { throw Complaint.emptyLine() }
    guard line.scalars[0] == "/" else {
      // A leading space says a slash literally.
      let isLiteral = isSpace(line.scalars[0]) && line.scalars.count > 1 && line.scalars[1] == "/"
      return try turn.say(isLiteral ? line.text(1..<line.scalars.count) : text)
    }
    if line.scalars.count > 1, line.scalars[1] == "/" {
      return try turn.say(line.text(1..<line.scalars.count))
    }
    let (name, end) = commandWord(line)
    let table = try turn.command(name, at: 0..<end)
    var filler = Filler(table, turn)
    let filling = try filler.fill(line, from: end)
    guard filling.complaints.isEmpty else { return turn.complain(filling.complaints) }
    return try turn.perform(table, filling, text: text)
  }

  private func decide(form name: String, _ fields: JSON, _ turn: Turn) throws -> Decision {
    guard name.unicodeScalars.count <= Limits.lineScalarsMax else { throw Complaint.lineTooLong() }
    let table = try turn.command(name, at: nil)
    var filler = Filler(table, turn)
    let filling = try filler.fill(form: fields)
    guard filling.complaints.isEmpty else { return turn.complain(filling.complaints) }
    let text = turn.written(table, filling)
    try checkText(Array(text.unicodeScalars), isForm: true)
    return try turn.perform(table, filling, text: text)
  }

  private func checkClientID(_ id: String?) throws(Complaint) {
    guard let id else { return }
    let isRight =
      (1...Limits.clientIDCharactersMax).contains(id.unicodeScalars.count)
      && !id.unicodeScalars.contains(where: { isForbidden($0) || $0 == "\n" || $0 == "\t" })
    guard isRight else { throw .badClientID() }
  }

  private func checkText(_ scalars: [Unicode.Scalar], isForm: Bool = false) throws(Complaint) {
    guard scalars.count <= Limits.lineScalarsMax else { throw .lineTooLong() }
    if let at = scalars.firstIndex(where: isForbidden) {
      throw .controlCharacter(at: isForm ? nil : at)
    }
  }
}

/// The word after the slash, and where it ends.
func commandWord(_ line: Line) -> (name: String, end: Int) {
  let end = line.scalars.firstIndex(where: isSpace) ?? line.scalars.count
  return (line.text(1..<max(1, end)), end)
}
