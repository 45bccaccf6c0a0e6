// A mail on its way into the outbox: what the house writes, to whom, and of what it tells.

import Domain

/// One mail to one address.
struct Letter {
  /// What it is for: no two mails have the same, so that nothing is told twice.
  var key: String
  /// The template's name, version and digest.
  var template: String
  /// To whom: the school or the parent's mail, as it stands. It goes to the address in there.
  var to: Record
  /// One line that names no child.
  var subject: String
  /// The text.
  var body: String
  /// What it tells of children's sessions.
  var tellings: [Telling] = []
}

extension Engine {
  /// The fields of a mail that say to whom it goes, each with the one kind of record that it may hold,
  /// if it says one. Before the mail is handed over that record is read again.
  public static func addressees(_ mail: CommandDefinition) -> [(field: String, kind: String?)] {
    mail.fields.compactMap { $0.type == .record ? ($0.name, $0.of) : nil }
  }

  /// The field for an addressee of a kind: its own, or the one that is for all that have none.
  static func addressee(ofKind kind: String, _ mail: CommandDefinition) -> String? {
    let fields = addressees(mail)
    return (fields.first { $0.kind == kind } ?? fields.first { $0.kind == nil })?.field
  }
}

extension Turn {
  /// May anything about a child be mailed to this record's address? It has to be verified.
  func mayBeMailed(_ record: Record) -> Bool {
    address(of: record) != nil && record.state == AddressState.verified.rawValue
  }

  /// The address that a record holds.
  func address(of record: Record) -> String? {
    guard let field = catalog.recordKinds[record.kind]?.address,
      case .text(let address)? = record.values[field.name]
    else { return nil }
    return address
  }

  /// The changes that queue a mail, in the bot's name; none where one with its key is there already,
  /// and none to an address that is not verified: whoever asks for that has asked too late or in
  /// error, so the record is read again here.
  func queue(_ letter: Letter) throws -> [Change] {
    guard let lookup, let grant = houseGrant(.read, in: letter.to.channel),
      let to = try lookup.record(letter.to.id, grant), mayBeMailed(to),
      let address = address(of: to), let table = tables.records["mail"]
    else { return [] }
    var values: [String: Value] = [
      "key": .text(letter.key), "template": .text(letter.template), "address": .text(address),
      "subject": .text(letter.subject), "body": .text(letter.body),
    ]
    guard let field = Engine.addressee(ofKind: to.kind, table.definition) else { return [] }
    values[field] = .record(to.id)
    return try queue(values, letter.tellings)
  }

  /// The changes that put a mail into the outbox, whomever it is for: only for `queue` and for the mail
  /// that asks whether an address is right.
  func queue(_ values: [String: Value], _ tellings: [Telling] = []) throws -> [Change] {
    guard let lookup, let place = roster.channel(single: "outbox"),
      let grant = houseGrant(.read, in: place.id), let table = tables.records["mail"],
      let key = Engine.oneKey(values, table.definition),
      try lookup.record(kind: "mail", oneKey: key, grant) == nil
    else { return [] }
    var changes: [Change] = [.recordOpened(draft(table, values, in: place.id, child: nil))]
    if !tellings.isEmpty { changes.append(.told(tellings)) }
    return [.consequences(changes)]
  }
}
