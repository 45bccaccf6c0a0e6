// What exports and opaque record ids need of the store.
import Domain

extension Reader {
  /// Exports that are being made or whose file lies ready.
  public func liveExports() throws -> [ExportRow] { try ExportTable.live(db) }

  /// A record by its opaque id, in the channels of these grants only.
  public func record(receipt: String, _ grants: [Grant]) throws -> Record? {
    guard let spine = try RecordTable.row(db, receipt: receipt),
      grants.contains(where: { $0.channel == spine.channel })
    else { return nil }
    return try readable(spine)
  }
}

extension Store {
  /// All records of a kind as they stand, as `Reader.scan` gives them, over a connection of its own:
  /// an export takes minutes, and the pool's few connections are for people who wait.
  public func scan(
    kind: String, from: Day?, to: Day?, _ grants: [Grant], _ row: (Record) throws -> Void
  ) throws {
    try readers.readApart { try $0.scan(kind: kind, from: from, to: to, grants, row) }
  }

  /// Runs the body in one read transaction over a connection of its own, so that an export and its
  /// proof tell of the same moment.
  public func readApart<Answer>(_ body: (Reader) throws -> Answer) throws -> Answer {
    try readers.readApart(body)
  }
}
