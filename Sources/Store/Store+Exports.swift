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
  /// an export takes minutes, and the pool's few connections are for people who wait. The store
  /// waits for it when it closes, but no longer than to the end of the block being made.
  public func scan(
    kind: String, from: Day?, to: Day?, _ grants: [Grant], _ columns: [ScanColumn],
    _ full: (RowBlock) throws -> Void
  ) throws {
    try readApart { try $0.scan(kind: kind, from: from, to: to, grants, columns, full) }
  }

  /// Runs the body in one read transaction over a connection of its own, so that an export and its
  /// proof tell of the same moment.
  public func readApart<Answer>(_ body: (LongReader) throws -> Answer) throws -> Answer {
    try readers.readApart { reader, isClosing in
      try withoutActuallyEscaping(isClosing) {
        try body(LongReader(reader: reader, isClosing: $0))
      }
    }
  }
}

/// A reader for what takes minutes; not to be kept. It gives up when the store closes, which waits
/// for it.
public struct LongReader {
  /// The reader, for what is quick.
  public let reader: Reader
  let isClosing: () -> Bool

  /// As `Reader.scan`.
  public func scan(
    kind: String, from: Day?, to: Day?, _ grants: [Grant], _ columns: [ScanColumn],
    _ full: (RowBlock) throws -> Void
  ) throws {
    try reader.scan(kind: kind, from: from, to: to, grants, columns) { block in
      try goOn()
      try full(block)
    }
  }

  /// As `Reader.proof`.
  public func proof(
    kind: String, from: Day?, to: Day?, _ grants: [Grant], head: TreeHead,
    _ step: (ProofStep) throws -> Void
  ) throws {
    try reader.proof(kind: kind, from: from, to: to, grants, head: head) { one in
      try goOn()
      try step(one)
    }
  }

  private func goOn() throws {
    if isClosing() { throw Failure.unavailable("the store is closing") }
  }
}
