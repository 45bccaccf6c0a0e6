// export: an order for an encrypted file, with a passphrase that only the asker ever sees.

import Domain

extension Turn {
  func export(_ filling: Filling) throws -> Decision {
    guard grant(.export) != nil else { throw Complaint.mayNot(.export) }
    try checkOrder("to", after: "from", filling)
    let kind = filling.text("kind") ?? ""
    let whose = filling.text("whose") ?? "all"
    let grants = try grants(kind, whose, at: filling.places["whose"])
    let order = ExportOrder(
      token: engine.dice.token(), kind: kind, grants: grants, from: filling.day("from"),
      to: filling.day("to"), whose: whose, purpose: filling.text("purpose") ?? "",
      format: filling.text("format") ?? "csv", member: member.id, at: ask.at,
      expiresAt: ask.at.adding(seconds: Limits.exportLifetimeSeconds))
    let phrase = grouped(engine.dice.letters(24))
    let text =
      "The export of \(kind) for \(whose) is being made."
      + " It is kept until \(dayText(zoneDay(order.expiresAt))), and only you can fetch it."
    var decision = decide(
      [.exportOrdered(order)],
      Reply(
        text: text + " The passphrase is shown this once: keep it apart from the file.",
        export: order.token, passphrase: phrase))
    if decision.answerKey != nil {
      decision.keptReply = text + " Its passphrase was shown once."
    }
    decision.passphrase = phrase
    return decision
  }

  /// The channels to take from: each one that may hold the kind and lets the asker export.
  private func grants(_ kind: String, _ whose: String, at place: Range<Int>?) throws(Complaint)
    -> [Grant]
  {
    if folded(whose) != "all" {
      let name = whose.hasPrefix("#") ? String(whose.dropFirst()) : whose
      guard let id = roster.channelsByName[name.lowercased()],
        let grant = grant(.export, in: id), holds(kind, in: id)
      else { throw .unknownChannel(whose, at: place) }
      return [grant]
    }
    let grants = list.channels(member.id, .export).filter { holds(kind, in: $0.channel) }
    guard !grants.isEmpty else { throw .nothingToExport(kind) }
    return grants
  }

  private func holds(_ kind: String, in place: ChannelID) -> Bool {
    guard let command = catalog.recordKinds[kind], let place = roster.channels[place] else {
      return false
    }
    return command.mayLie(in: place.kind)
  }
}
