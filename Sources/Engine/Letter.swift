// A mail on its way into the outbox: what the house writes, to whom, and of what it tells.

import Domain

/// One mail to one address.
struct Letter {
  /// What it is for: no two mails have the same, so that nothing is told twice.
  var key: String
  /// The template's name, version and digest.
  var template: String
  /// The school whose officer it goes to, where it goes to one.
  var school: RecordID?
  /// To whom.
  var address: String
  /// One line that names no child.
  var subject: String
  /// The text.
  var body: String
  /// What it tells of children's sessions.
  var tellings: [Telling] = []
}

extension Turn {
  /// The changes that queue a mail, in the bot's name; none where one with its key is there already.
  func queue(_ letter: Letter) throws -> [Change] {
    guard let lookup, let place = roster.channel(single: "outbox"),
      let grant = houseGrant(.read, in: place.id), let table = tables.records["mail"]
    else { return [] }
    guard try lookup.record(kind: "mail", oneKey: letter.key, grant) == nil else { return [] }
    var values: [String: Value] = [
      "key": .text(letter.key), "template": .text(letter.template),
      "address": .text(letter.address), "subject": .text(letter.subject),
      "body": .text(letter.body),
    ]
    if let school = letter.school { values["school"] = .record(school) }
    var changes: [Change] = [.recordOpened(draft(table, values, in: place.id, child: nil))]
    if !letter.tellings.isEmpty { changes.append(.told(letter.tellings)) }
    return [.consequences(changes)]
  }
}
