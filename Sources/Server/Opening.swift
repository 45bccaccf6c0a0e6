// Opens the channels of which there is one each: at the beginning, and where the definitions have grown.
import Domain
import Store

/// Opens the channels of which there is one each, with their first lead.
struct Opening {
  let store: Store
  let catalog: Catalog
  let dice: any Dice
  let clock: any Clock

  func openSingles(lead login: String) throws {
    guard let lead = store.roster.member(login: login) else { return }
    for kind in catalog.kinds.values.sorted(by: { $0.name < $1.name }) where kind.single {
      let draft = ChannelDraft(
        kind: kind.name, name: kind.name, title: kind.title, token: dice.token())
      try commit(lead.id, [.channelOpened(draft)])
      guard let role = kind.lead, let channel = store.roster.channel(single: kind.name) else {
        continue
      }
      let grant = AccessGrant(
        channel: channel.id, member: lead.id, role: role, from: clock.now(), until: nil,
        reason: "first lead", by: lead.id)
      try commit(lead.id, [.accessGranted(grant)])
    }
  }

  /// Opens those that the definitions declare and the data lack, as an organisation does that is older
  /// than they are. What needs a lead waits for people: nobody else may choose who looks after it.
  /// Answers what could not be opened, and why.
  func openMissing() throws -> [String] {
    var trouble: [String] = []
    for kind in catalog.kinds.values.sorted(by: { $0.name < $1.name })
    where kind.single && store.roster.channel(single: kind.name) == nil {
      if let lead = kind.lead {
        trouble.append("There is no channel '\(kind.name)' yet: it needs a \(lead) of its own.")
        continue
      }
      if store.roster.channelsByName[kind.name.lowercased()] != nil {
        trouble.append("There is no channel of the kind '\(kind.name)': another bears its name.")
        continue
      }
      let draft = ChannelDraft(
        kind: kind.name, name: kind.name, title: kind.title, token: dice.token())
      try commit(.bot, [.channelOpened(draft)])
    }
    return trouble
  }

  private func commit(_ actor: MemberID, _ changes: [Change]) throws {
    let at = clock.now()
    let _: Bool = try wait { done in
      store.submit(
        actor, key: nil,
        decide: { _ in Decision(actor: actor, at: at, changes: changes) },
        done: { result in done(result.map { _ in true }.mapError { $0 as any Error }) })
    }
  }
}
