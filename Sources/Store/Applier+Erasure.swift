// Empties for good what an erasure names, and writes its certificate.
import Domain

/// What one erasure is about.
private struct Extent {
  let scope: String
  let channel: ChannelID
  var what: String
  var messages: [MessageRow] = []
  var records: [SpineRow] = []
}

extension Applier {
  /// Who may is decided; the store holds that two people took part, in the channel's own request.
  func erase(
    _ scope: ErasureScope, askedBy: MemberID, request: RecordID, reason: String,
    _ applied: inout Applied
  ) throws {
    guard askedBy != applied.actor else {
      throw Failure.conflict("whoever asks for an erasure cannot approve it")
    }
    guard let request = try RecordTable.row(db, request), request.isReadable else {
      throw Failure.conflict("there is no request for the erasure")
    }
    let extent = try extent(scope, request)
    guard extent.channel == request.channel else {
      throw Failure.conflict("the request for the erasure lies in another channel")
    }
    let erasure = try certify(extent, askedBy, request, reason, applied)
    try empty(extent, erasure.number)
    try tellGone(extent, &applied)
    if extent.scope == "channel" { try rename(extent.channel, erasure.number, &applied) }
    try withdrawExports(extent, erasure.number, &applied)
    hasErased = true
  }

  // MARK: What lies in the scope

  private func extent(_ scope: ErasureScope, _ request: SpineRow) throws -> Extent {
    switch scope {
    case .message(let channel, let number):
      guard let row = try MessageTable.row(db, channel, number), !row.isErased else {
        throw Failure.conflict("there is no such message to erase")
      }
      var extent = Extent(scope: "message", channel: channel, what: "message \(number)")
      guard let spine = row.spine else {
        extent.messages = [row]
        return extent
      }
      try add(spine, to: &extent, request)
      extent.what += ", with \(spine.kind) \(spine.number)"
      return extent
    case .record(let id):
      guard let spine = try RecordTable.row(db, id) else {
        throw Failure.conflict("there is no such record")
      }
      var extent = Extent(
        scope: "record", channel: spine.channel, what: "\(spine.kind) \(spine.number)")
      try add(spine, to: &extent, request)
      return extent
    case .channel(let channel): return try extent(of: channel, request)
    }
  }

  private func add(_ spine: SpineRow, to extent: inout Extent, _ request: SpineRow) throws {
    guard spine.state != BuiltInState.erased.rawValue else {
      throw Failure.conflict("the record is erased already")
    }
    guard spine.kind != request.kind else {
      throw Failure.conflict("a request for an erasure is part of its certificate")
    }
    extent.records = [spine]
    extent.messages = try MessageTable.rows(db, of: spine.id).filter { !$0.isErased }
  }

  private func extent(of channel: ChannelID, _ request: SpineRow) throws -> Extent {
    var extent = Extent(scope: "channel", channel: channel, what: "everything")
    extent.records = try RecordTable.rows(db, in: channel).filter {
      $0.kind != request.kind && $0.state != BuiltInState.erased.rawValue
    }
    extent.messages = try MessageTable.rows(db, in: channel).filter {
      $0.spine?.kind != request.kind
    }
    if extent.records.isEmpty, extent.messages.isEmpty, try ErasureTable.hasEmptied(db, channel) {
      throw Failure.conflict("there is nothing left to erase")
    }
    return extent
  }

  // MARK: The certificate

  private func certify(
    _ extent: Extent, _ askedBy: MemberID, _ request: SpineRow, _ reason: String,
    _ applied: Applied
  ) throws -> Erasure {
    var hashes: [UInt8] = []
    for row in extent.messages {
      hashes += try MessageTable.contentHash(db, row.channel, row.number) ?? []
    }
    var versions = 0
    for spine in extent.records {
      let kind = try look.layout.kind(spine.kind)
      versions += spine.revision
      for revision in 1...spine.revision {
        hashes += try kind.content(db, spine.id, revision)?.hash ?? []
      }
    }
    let digest = SHA256.digest(hashes)
    let erasure = Erasure(
      number: try ErasureTable.nextNumber(db), scope: extent.scope, channel: extent.channel,
      what: extent.what, askedBy: askedBy, approvedBy: applied.actor, reason: reason,
      at: applied.at, messages: Int64(extent.messages.count), versions: Int64(versions),
      digest: hexText(digest), purgedAt: nil)
    try ErasureTable.add(db, erasure, request: request.id, digest: digest)
    try audit(
      applied, "content.erased", channel: extent.channel,
      "erasure \(erasure.number): \(extent.what), \(erasure.messages) messages,"
        + " \(versions) versions", contentHash: digest)
    return erasure
  }

  // MARK: Emptying

  private func empty(_ extent: Extent, _ number: Int64) throws {
    for row in extent.messages {
      if !unindex(row.id) {
        var record: Record?
        if let spine = row.spine, let revision = row.revision {
          record = try look.record(spine, revision: revision)
        }
        try SearchTable.erase(
          db,
          SearchEntry(
            message: row.id, channel: row.channel, text: searchText(row.text, record)))
      }
      if let client = row.clientID {
        try AnswerTable.erase(db, row.author, AnswerKey(channel: row.channel, clientID: client))
      }
      try MessageTable.erase(db, row.id, number)
      if row.hidden != nil { try TombstoneTable.erase(db, of: row.id, number) }
      try UnhidingTable.erase(db, of: row.id, number)
    }
    for (kind, spines) in Dictionary(grouping: extent.records, by: \.kind) {
      try look.layout.kind(kind).erase(db, spines.map(\.id), number)
    }
    for spine in extent.records {
      try StateTable.erase(db, of: spine.id, number)
      try RecordTable.close(db, spine.id, as: .erased)
      try AnswerTable.erase(db, receipt: spine.receipt)
    }
    for member in look.roster.members.keys {
      if extent.scope == "channel" {
        try AnswerTable.erase(db, member, in: extent.channel)
      } else {
        try AnswerTable.empty(db, member, in: extent.channel)
      }
    }
    if extent.scope == "channel" { try emptyReplies(naming: extent.channel) }
  }

  /// What was answered in other channels may name the child.
  private func emptyReplies(naming id: ChannelID) throws {
    guard let channel = look.roster.channels[id],
      let child = channel.child.flatMap({ look.roster.children[$0] })
    else { return }
    for name in Set([channel.name, channel.title, child.short, child.name]) where !name.isEmpty {
      try AnswerTable.empty(db, naming: name)
    }
  }

  /// One event a message, so that every open client drops its text at once; a client that is too far
  /// behind for so many starts afresh, as it always does.
  private func tellGone(_ extent: Extent, _ applied: inout Applied) throws {
    for row in extent.messages {
      let gone = Message(
        channel: row.channel, number: row.number, author: row.author, at: row.at, text: "",
        clientID: nil, record: nil, isTombstone: true, isErased: true)
      try tell(&applied, .tombstone, channel: row.channel, message: gone)
    }
  }

  /// Takes the names away: of a child and its channel, and out of reasons and orders. A channel that
  /// is about no child keeps its name, which says nothing of anyone.
  private func rename(_ id: ChannelID, _ number: Int64, _ applied: inout Applied) throws {
    guard var channel = look.roster.channels[id] else { return }
    if let child = channel.child.flatMap({ look.roster.children[$0] }) {
      var name = "erased-\(number)"
      while look.roster.channelsByName[name].map({ $0 != id }) ?? false { name += "x" }
      channel.name = name
      channel.title = "Erased"
      try ChannelTable.rename(db, channel)
      note(.channel(channel))
      let nobody = child.erased(as: name)
      try ChildTable.rename(db, nobody)
      note(.child(nobody))
    }
    try AccessTable.erase(db, in: id, number)
    for grant in (look.roster.grants[id] ?? [:]).values {
      note(
        .grant(
          AccessGrant(
            channel: id, member: grant.member, role: grant.role, from: grant.from,
            until: grant.until, reason: "", by: grant.by)))
    }
    try ExportTable.erase(db, id, name: channel.name)
    try tell(&applied, .access, channel: id)
  }

  /// Ends the exports that read the channel: their files hold what was erased.
  private func withdrawExports(
    _ extent: Extent, _ number: Int64, _ applied: inout Applied
  ) throws {
    for row in try ExportTable.live(db) where row.channels.contains(extent.channel) {
      let reason = "Erasure \(number) took from what it holds."
      try ExportTable.end(
        db, token: row.token, bytes: 0, sha256: "", rows: 0, failure: reason)
      try audit(applied, "export.removed", member: row.member, "\(row.token): erasure \(number)")
      applied.exportsRemoved.append(row.token)
    }
  }
}
