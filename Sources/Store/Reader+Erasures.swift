// What is out of readers' sight: hidden messages for those who may audit, and the certificates.
import Domain

extension Reader {
  /// A message that is or was hidden as it was before, with all versions of its record and with all
  /// that was hidden and brought back; nil when it was never hidden, or was erased since. To be given to those who may audit only.
  public func hidden(_ grant: Grant, message number: Int64) throws -> HiddenMessage? {
    try MessageTable.row(db, grant.channel, number).flatMap(hidden)
  }

  /// The hidden messages of a channel, newest first, below a number where one is given; at most
  /// `limit`, and never more than a page.
  public func hiddenMessages(
    _ grant: Grant, before: Int64? = nil, limit: Int
  ) throws -> [HiddenMessage] {
    try TombstoneTable.rows(
      db, grant.channel, before: before ?? Int64.max,
      limit: min(max(limit, 0), Limits.pageRowsMax)
    ).compactMap(hidden)
  }

  /// The certificates of the erasures in these channels, in order.
  public func erasures(_ grants: [Grant]) throws -> [Erasure] {
    try Set(grants.map(\.channel)).flatMap { try ErasureTable.rows(db, of: $0) }
      .sorted { $0.number < $1.number }
  }

  /// One certificate; nil when it is of another channel than those of the grants.
  public func erasure(number: Int64, _ grants: [Grant]) throws -> Erasure? {
    guard let erasure = try ErasureTable.row(db, number),
      grants.contains(where: { $0.channel == erasure.channel })
    else { return nil }
    return erasure
  }

  private func hidden(_ row: MessageRow) throws -> HiddenMessage? {
    let past = row.isErased ? [] : try UnhidingTable.rows(db, of: row.id)
    guard row.hidden != nil || !past.isEmpty else { return nil }
    guard let spine = row.spine, let revision = row.revision else {
      return HiddenMessage(
        message: row.whole(nil), revisions: [], tombstone: row.hidden, past: past)
    }
    return HiddenMessage(
      message: row.whole(try record(spine, revision: revision)),
      revisions: try revisions(spine), tombstone: row.hidden, past: past)
  }
}
