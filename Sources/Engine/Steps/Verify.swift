// verify: an address is verified when the code that was mailed to it is told; `new` mails another.

import Domain

extension Turn {
  func verify(_ table: CommandTable, _ filling: Filling, _ text: String) throws -> Decision {
    let (record, made) = try target(of: filling, table)
    let name = "\(record.kind) \(record.number)"
    let place = filling.places["record"]
    guard made.definition.address != nil, let address = address(of: record) else {
      throw Complaint.noAddress(name, at: place)
    }
    if record.state == AddressState.verified.rawValue {
      return decide([], Reply(text: "\(name) is verified already. Nothing was written."))
    }
    guard record.state == AddressState.unverified.rawValue else {
      throw Complaint.notWaiting(name, state: record.state, at: place)
    }
    guard roster.channel(single: "outbox") != nil else { throw Complaint.noOutbox() }
    let typed = filling.text("code") ?? ""
    if folded(typed) == "new" {
      return decide(
        try [message(text, in: record.channel)] + mailCode(to: address, receipt: record.receipt),
        Reply(text: "A new code is mailed to \(address)."))
    }
    return try check(typed, of: record, address, text, at: filling.places["code"])
  }

  private func check(
    _ typed: String, of record: Record, _ address: String, _ text: String, at place: Range<Int>?
  ) throws -> Decision {
    let name = "\(record.kind) \(record.number)"
    guard let mailed = try verification(of: record.receipt), mailed.state == "open",
      mailed.values["address"] == .text(address), let table = tables.records[mailed.kind]
    else { throw Complaint.noCode(name, at: place) }
    guard try hasLeft(mailed) else { throw Complaint.codeNotLeft(name, at: place) }
    if mailed.values["code"] == .text(VerificationCode.digest(of: typed)) {
      let done = Change.recordState(mailed.id, state: "used", reason: "its code was told")
      return decide(
        [
          .recordState(
            record.id, state: AddressState.verified.rawValue, reason: "its code was told"),
          message(text, in: record.channel), .consequences([done]),
        ], elsewhere(record, "Verified:"))
    }
    let tries = if case .number(let tries)? = mailed.values["tries"] { Int(tries) + 1 } else { 1 }
    var values = mailed.values
    values["tries"] = .number(Double(tries))
    var kept = try revision(of: mailed, table, values, reason: "a wrong code was told")
    let left = Limits.verificationTriesMax - tries
    if left <= 0 {
      kept.append(.recordState(mailed.id, state: "spent", reason: "too many wrong codes"))
    }
    // The refusal itself is kept, or there would be tries without end.
    var decision = complain([.wrongCode(name, left: max(0, left), at: place)])
    decision.changes = [.consequences(kept)]
    return decision
  }

  /// Was the mail with the code handed over, or may it have been?
  private func hasLeft(_ mailed: Record) throws -> Bool {
    guard mailed.values["code"] != nil, let lookup, let key = textValue(mailed.values["mail"]),
      let grant = houseGrant(.read, in: mailed.channel),
      let mail = try lookup.record(kind: "mail", oneKey: key, grant)
    else { return false }
    return mail.state == MailState.sent.rawValue || mail.values["perhaps_twice"] == .truth(true)
  }
}

extension Complaint {
  static func codeNotLeft(_ name: String, at place: Range<Int>?) -> Complaint {
    Complaint(
      code: "code-not-left", text: "The mail with the code for \(name) has not left yet.",
      hint: "See the outbox; nobody has the code before it is sent.", at: place, field: "code")
  }
}
