// The rows of an export, from the store to bytes: a block at a time, in one of three formats.
import Domain
import Reports
import Store

/// What an export takes out, and how it is written.
public struct ExportRows {
  private let store: Store
  private let definition: CommandDefinition
  private let kind: String
  private let days: (from: Day?, to: Day?)
  private let grants: [Grant]
  private let table: ExportTable
  /// The record's fields in the order of the columns, each with its family: those it has, and then
  /// those it once had, because old versions still hold them.
  let fields: [(name: String, type: FieldType, family: String)]

  /// All records of a kind within the days in the channels of these grants.
  public init(
    store: Store, kind: String, definition: CommandDefinition, from: Day?, to: Day?,
    grants: [Grant]
  ) throws {
    self.store = store
    self.kind = kind
    self.definition = definition
    days = (from, to)
    self.grants = grants
    let kept = try store.read { try $0.fields(kind) }
    let names = definition.fields.map(\.name)
    fields =
      names.compactMap { name in kept.first { $0.name == name } }
      + kept.filter { !names.contains($0.name) }
    table = ExportTable(
      fields: fields.map { ($0.name, $0.type) }, roster: store.roster)
  }

  /// The state in which such a record begins.
  var opening: String { definition.state }

  /// The headings.
  public var columns: [String] { table.columns }

  /// Writes `csv`, `jsonl` or `sqlite` through the sink, counting the rows. A SQLite file is made in
  /// the folder `work`, unlinked at once, and streamed from there.
  public func write(
    _ format: String, work: String, _ progress: Progress, _ sink: @escaping Sink
  ) throws {
    try store.readApart { try write(format, work: work, progress, from: $0, sink) }
  }

  /// As above, from a reader that other things are read from too.
  func write(
    _ format: String, work: String, _ progress: Progress, from reader: LongReader,
    _ sink: @escaping Sink
  ) throws {
    switch format {
    case "sqlite":
      let file = try ExportFile(path: work + "/rows.sqlite", table: kind, columns: columns)
      try walk(progress, reader) { block in try file.insert(block) }
      try file.finish(sink)
    case "jsonl":
      var writer = JSONLinesWriter(sink: sink)
      try write(progress, reader, &writer)
    default:
      var writer = CSVWriter(sink: sink)
      try write(progress, reader, &writer)
    }
  }

  private func write(
    _ progress: Progress, _ reader: LongReader, _ writer: inout some TableWriter
  ) throws {
    try writer.begin(columns)
    try walk(progress, reader) { block in try writer.block(block) }
    try writer.end()
  }

  private func walk(
    _ progress: Progress, _ reader: LongReader, _ body: (RowBlock) throws -> Void
  ) throws {
    try reader.scan(kind: kind, from: days.from, to: days.to, grants, table.scan) { block in
      try table.dress(block)
      try body(block)
      progress.add(Int64(block.rows))
    }
  }
}
