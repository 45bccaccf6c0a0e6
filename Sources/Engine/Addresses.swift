// Addresses are verified before their first use: a code is mailed to each new one, and to no other.

import Domain

extension Turn {
  /// What follows where a record with an address is opened.
  func addressed(_ draft: RecordDraft, _ made: CommandTable) throws -> [Change] {
    guard let field = made.definition.address, case .text(let address)? = draft.values[field.name],
      draft.state == AddressState.unverified.rawValue
    else { return [] }
    return try mailCode(to: address, receipt: draft.receipt)
  }

  /// What follows where the address in a record changes: it has to be verified anew.
  func addressed(_ old: Record, _ made: CommandTable, _ values: [String: Value]) throws -> [Change]
  {
    guard let field = made.definition.address, case .text(let address)? = values[field.name],
      values[field.name] != old.values[field.name],
      AddressState(rawValue: old.state) != nil
    else { return [] }
    var changes: [Change] = []
    if old.state == AddressState.verified.rawValue {
      let state = AddressState.unverified.rawValue
      changes.append(.recordState(old.id, state: state, reason: "the address was changed"))
    }
    return try changes + mailCode(to: address, receipt: old.receipt)
  }

  /// A mail with a new code. The code itself is drawn when that mail leaves, so that nobody reads it
  /// here; codes that were mailed before are void.
  func mailCode(to address: String, receipt: String) throws -> [Change] {
    guard let place = roster.channel(single: "outbox"), let table = tables.records["verification"]
    else { return [] }
    let old = try verification(of: receipt)
    let mail = "verify \(receipt) \((old?.revision ?? 0) + 1)"
    let values: [String: Value] = [
      "about": .text(receipt), "address": .text(address), "mail": .text(mail), "tries": .number(0),
    ]
    var changes: [Change] = []
    if let old {
      changes = try revision(of: old, table, values, reason: "a new code is mailed")
      if old.state != table.definition.state {
        let state = table.definition.state
        changes.append(.recordState(old.id, state: state, reason: "a new code is mailed"))
      }
    } else {
      changes = [.recordOpened(draft(table, values, in: place.id, child: nil))]
    }
    return try [.consequences(changes)] + question(address, of: receipt, key: mail)
  }

  /// The mail that asks whether an address is right. It says nothing of any child.
  private func question(
    _ address: String, of receipt: String, key: String
  ) throws -> [Change] {
    guard let template = catalog.mails[.verifyAddress] else {
      throw Complaint.noMail(MailUse.verifyAddress.rawValue)
    }
    let slots = [
      "address": address, "code": VerificationCode.placeholder, "date": dayText(today),
    ]
    return try queue([
      "key": .text(key), "template": .text(template.id), "about": .text(receipt),
      "address": .text(address), "subject": .text(template.subject(slots)),
      "body": .text(template.text(slots)),
    ])
  }

  /// What is known of the code that was mailed last for a record.
  func verification(of receipt: String) throws -> Record? {
    guard let lookup, let place = roster.channel(single: "outbox"),
      let grant = houseGrant(.read, in: place.id)
    else { return nil }
    return try lookup.record(kind: "verification", oneKey: receipt, grant)
  }
}
