// Changes of who is here, who may do what, sign-ins, exports, and bare notes.
import Domain

extension Applier {
  func applyStanding(_ change: Change, _ applied: inout Applied) throws {
    switch change {
    case .accessGranted(let grant): try give(grant, &applied)
    case .accessEnded(let channel, let member, let reason):
      try take(channel, member, reason: reason, &applied)
    case .memberAdded(let draft):
      let member = try MemberTable.add(db, draft, at: applied.at)
      note(.member(member))
      applied.created.append(member.id.raw)
      try audit(
        applied, "member.added", member: member.id, "as \(words(draft.roles))")
    case .memberEnded(let id, let reason): try end(id, reason: reason, &applied)
    case .rolesSet(let id, let roles): try set(roles, of: id, &applied)
    case .passwordSet(let id, let hash):
      try mustBePerson(id)
      try MemberTable.set(db, password: hash, of: id, at: applied.at)
      try SessionTable.endAll(db, of: id, at: applied.at)
      try audit(applied, "member.password", member: id, "set")
    case .channelOpened(let draft): try open(draft, &applied)
    case .sessionOpened(let draft):
      try mustBePerson(draft.member)
      let id = try SessionTable.open(db, draft, at: applied.at)
      applied.created.append(id)
      try audit(applied, "session.opened", member: draft.member, "session \(id)")
    case .sessionEnded(let id):
      // Ended twice is ended: a second sign-out changes nothing and leaves no entry.
      guard let member = try SessionTable.end(db, id, at: applied.at) else { return }
      try audit(applied, "session.ended", member: member, "session \(id)")
    case .exportOrdered(let order):
      try ExportTable.add(db, order)
      try audit(
        applied, "export.ordered", member: order.member,
        "\(order.token): \(order.kind) of \(order.grants.count) channels,"
          + " \(order.from?.text ?? "-") to \(order.to?.text ?? "-") as \(order.format)")
    case .exportEnded(let token, let bytes, let sha256, let rows, let failure):
      try ExportTable.end(
        db, token: token, bytes: bytes, sha256: sha256, rows: rows, failure: failure)
      let state = try ExportTable.row(db, token: token)?.state ?? .failed
      try audit(
        applied, "export.\(state.rawValue)", "\(token): \(rows) rows, SHA-256 \(sha256)")
    case .readTo(let channel, let number):
      try ReadMarkTable.put(db, applied.actor, channel, number)
    case .noted(let act, let channel, let member, let detail):
      try audit(applied, act, channel: channel, member: member, detail)
    case .message, .recordOpened, .recordRevised, .recordState, .tombstone, .unhidden, .erased:
      return
    case .told, .consequences: return
    case .backupMade, .backupFailed, .backupDrilled, .backupRemoved, .restored: return
    }
  }

  private func give(_ grant: AccessGrant, _ applied: inout Applied) throws {
    let salt = salt()
    try AccessTable.add(db, grant, at: applied.at, salt: salt)
    note(.grant(grant))
    try audit(
      applied, "access.granted", channel: grant.channel, member: grant.member,
      "as \(grant.role) from \(grant.from.text) until \(grant.until?.text ?? "-")",
      contentHash: saltedHash(grant.reason, salt: salt))
    try tell(&applied, .access, member: grant.member)
  }

  private func take(
    _ channel: ChannelID, _ member: MemberID, reason: String, _ applied: inout Applied
  ) throws {
    guard let grant = look.roster.grants[channel]?[member] else {
      throw Failure.conflict("there is no such access")
    }
    let salt = salt()
    try AccessTable.end(
      db, grant, at: applied.at, by: applied.actor, reason: reason, salt: salt)
    note(.grantEnd(channel, member, at: applied.at))
    try audit(
      applied, "access.ended", channel: channel, member: member, "as \(grant.role)",
      contentHash: saltedHash(reason, salt: salt))
    try tell(&applied, .access, member: member)
  }

  /// The bot neither ends nor signs in, and its one role is its own.
  private func mustBePerson(_ id: MemberID, with roles: Set<Role> = []) throws {
    guard id != .bot, !roles.contains(.bot) else {
      throw Failure.conflict("the bot stays what it is")
    }
  }

  private func end(_ id: MemberID, reason: String, _ applied: inout Applied) throws {
    try mustBePerson(id)
    var member = try member(id)
    member.endsAt = applied.at
    try MemberTable.end(db, id, at: applied.at, reason: reason)
    try SessionTable.endAll(db, of: id, at: applied.at)
    note(.member(member))
    try audit(applied, "member.ended", member: id, "with all sessions")
    try tell(&applied, .access, member: id)
  }

  private func set(_ roles: Set<Role>, of id: MemberID, _ applied: inout Applied) throws {
    try mustBePerson(id, with: roles)
    var member = try member(id)
    let old = member.roles
    member.roles = roles
    try MemberTable.set(db, roles: roles, of: id)
    note(.member(member))
    try audit(
      applied, "member.roles", member: id, "from \(words(old)) to \(words(roles))")
    try tell(&applied, .access, member: id)
  }

  private func open(_ draft: ChannelDraft, _ applied: inout Applied) throws {
    let id = try ChannelTable.add(db, draft)
    var child: Child?
    if let draftChild = draft.child {
      child = try ChildTable.add(db, draftChild, short: draft.name, channel: id)
    }
    let channel = Channel(
      id: id, token: draft.token, kind: draft.kind, name: draft.name, title: draft.title,
      child: child?.id)
    note(.channel(channel))
    if let child { note(.child(child)) }
    applied.created.append(id.raw)
    try audit(applied, "channel.opened", channel: id, "\(draft.kind)")
    // Who may see it is for the access list to say, so the event names the place and nobody.
    try tell(&applied, .access, channel: id)
  }

  private func member(_ id: MemberID) throws -> Member {
    guard let member = look.roster.members[id] else {
      throw Failure.conflict("there is no such member")
    }
    return member
  }

  private func words(_ roles: Set<Role>) -> String {
    roles.isEmpty ? "-" : roles.map(\.rawValue).sorted().joined(separator: ",")
  }
}
