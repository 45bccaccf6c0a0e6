// To whom a mail may still go when its turn comes: the record that holds its address is read again.
import Domain
import Engine
import Store

extension MailDesk {
  /// Why a mail may not leave any more; nil when it may. Nothing that tells of children leaves without
  /// an addressee whose address is verified, and still the one it was written to.
  func trouble(_ mail: Record, _ lookup: any Lookup) throws -> String? {
    if !mail.text("about").isEmpty {
      return try question(mail, lookup) == nil
        ? "Another code was asked for since, or none is waited for any more." : nil
    }
    let named = Engine.addressees(definition).compactMap { field, kind -> (RecordID, String?)? in
      guard case .record(let id)? = mail.values[field] else { return nil }
      return (id, kind)
    }
    guard let (id, kind) = named.first, named.count == 1 else {
      return "It does not say to which school or parent it goes."
    }
    let access = AccessList(roster: lookup.roster, catalog: catalog, now: clock.now())
    guard let to = try lookup.record(id, proof: { access.grant(.bot, .read, $0) }),
      kind == nil || to.kind == kind, let field = catalog.recordKinds[to.kind]?.address
    else { return "The record that it goes to is not there any more." }
    guard to.state == AddressState.verified.rawValue else {
      return "\(to.kind) \(to.number) is '\(to.state)'."
    }
    guard to.values[field.name] == mail.values["address"] else {
      return "The address of \(to.kind) \(to.number) was changed."
    }
    return nil
  }

  /// Does an older mail to the same address still wait, or is it being handed over? A younger one must
  /// not overtake it: the last that is read has to be the newest. Mails with codes are apart.
  func isOvertaking(_ mail: Record, _ lookup: any Lookup) throws -> Bool {
    guard mail.text("about").isEmpty else { return false }
    return try [MailState.queued, .sending, .held].contains { state in
      var query = RecordQuery(
        kind: "mail", equals: [(field: "address", value: .text(mail.text("address")))],
        state: state.rawValue, limit: Limits.mailsReadMax)
      query.after = RecordID(0)
      return try lookup.records(query, [grant]).contains {
        $0.id < mail.id && $0.text("about").isEmpty
      }
    }
  }

  /// What a mail with a code asks for, where it is still the one that is waited for.
  private func question(_ mail: Record, _ lookup: any Lookup) throws -> Record? {
    guard
      let waited = try lookup.record(kind: "verification", oneKey: mail.text("about"), grant),
      waited.state == "open", waited.values["address"] == mail.values["address"],
      waited.values["mail"] == mail.values["key"]
    else { return nil }
    return waited
  }

  /// Keeps the digest of the code that leaves with this attempt; nothing for a mail without one.
  func keeping(
    _ code: VerificationCode, of mail: Record, _ lookup: any Lookup
  ) throws -> [Change] {
    guard !mail.text("about").isEmpty, let waited = try question(mail, lookup),
      let kind = catalog.recordKinds["verification"]
    else { return [] }
    var values = waited.values
    values["code"] = .text(code.digest)
    return [
      .recordRevised(
        waited.id, values: values, reason: "its mail is handed over", day: waited.day,
        happenedAt: waited.happenedAt, oneKey: Engine.oneKey(values, kind))
    ]
  }
}

/// A mail whose turn it is.
struct Taken: Sendable {
  /// As it stands in the outbox.
  let mail: Record
  /// The code that this attempt takes along, where it is to take one. It is kept nowhere.
  let code: VerificationCode

  /// The text that leaves.
  var body: String {
    let body = mail.text("body")
    guard !mail.text("about").isEmpty else { return body }
    return body.replacing(VerificationCode.placeholder, with: code.text)
  }
}
