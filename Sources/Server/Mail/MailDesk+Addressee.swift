// To whom a mail may still go when its turn comes: the record that holds its address is read again.
import Domain
import Engine
import Store

extension MailDesk {
  /// Why a mail may not leave any more; nil when it may. Nothing that tells of children leaves without
  /// an addressee whose address is verified, and still the one it was written to.
  func trouble(_ mail: Record, _ lookup: any Lookup) throws -> String? {
    if !mail.text("about").isEmpty { return nil }
    let named = Engine.addressees(definition).compactMap { field, kind -> (RecordID, String)? in
      guard case .record(let id)? = mail.values[field] else { return nil }
      return (id, kind)
    }
    guard let (id, kind) = named.first, named.count == 1 else {
      return "It does not say to which school or parent it goes."
    }
    let access = AccessList(roster: lookup.roster, catalog: catalog, now: clock.now())
    guard let to = try lookup.record(id, proof: { access.grant(.bot, .read, $0) }),
      to.kind == kind, let field = catalog.recordKinds[kind]?.address
    else { return "Its \(kind) is not there any more." }
    guard to.state == AddressState.verified.rawValue else {
      return "\(to.kind) \(to.number) is '\(to.state)'."
    }
    guard to.values[field.name] == mail.values["address"] else {
      return "The address of \(to.kind) \(to.number) was changed."
    }
    return nil
  }
}
