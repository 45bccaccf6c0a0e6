// The table `search`: the full-text index over messages and what their records say.
import Domain

/// A message that is to be found.
struct SearchEntry {
  let message: Int64
  let channel: ChannelID
  let text: String
}

enum SearchTable {
  /// Contentless: the texts lie in their own tables. `place` is one word for the channel, so that a
  /// search in few channels never touches what was said in others. Sizes are not kept: hits come
  /// newest first, not by rank.
  static let v1 = """
    CREATE VIRTUAL TABLE search USING fts5(
      place, text, content = '', columnsize = 0,
      tokenize = 'porter unicode61 remove_diacritics 2');
    """

  /// A purge merges all segments into one; with FTS5's own measure it would leave two or three.
  static let v2 = "INSERT INTO search (search, rank) VALUES ('usermerge', 2);"

  private static let insert = SQL("INSERT INTO search (rowid, place, text) VALUES (?, ?, ?)")
  private static let delete = SQL(
    "INSERT INTO search (search, rowid, place, text) VALUES ('delete', ?, ?, ?)")
  private static let merge = SQL("INSERT INTO search (search, rank) VALUES ('merge', ?)")
  private static let hits = SQL(
    """
    SELECT s.rowid, m.channel, t.message IS NOT NULL FROM search s
    CROSS JOIN messages m ON m.id = s.rowid LEFT JOIN tombstones t ON t.message = m.id
    WHERE s.search MATCH ? AND s.rowid < ? ORDER BY s.rowid DESC
    """)
  private static let places = SQL(
    "SELECT rowid FROM search WHERE search MATCH ? ORDER BY rowid")

  /// Feeds the index. To be done once, at the end of a batch and outside any savepoint: a savepoint
  /// makes FTS5 flush what it holds back, which costs three to five times as much.
  static func feed(_ db: Connection, _ entries: [SearchEntry]) throws {
    for entry in entries {
      try db.run(insert, entry.message, place(entry.channel), entry.text)
    }
  }

  /// Takes out what a message was found by: exactly what was fed, since the index does not keep it.
  static func erase(_ db: Connection, _ entry: SearchEntry) throws {
    try db.run(delete, entry.message, place(entry.channel), entry.text)
  }

  /// Begins to merge all segments into one. A row that comes and goes makes a segment of its own, so
  /// that there is always something to merge and the words of erased rows do not stay behind in a
  /// segment that stands alone.
  static func beginMerge(_ db: Connection) throws {
    let nothing = SearchEntry(message: Int64.max, channel: ChannelID(0), text: "")
    try feed(db, [nothing])
    try erase(db, nothing)
  }
  /// Merges on, at most this many pages; false when nothing was left to be done. With a negative
  /// number, all segments there are take part.
  static func merge(_ db: Connection, pages: Int) throws -> Bool {
    let before = db.totalChanges
    try db.run(merge, pages)
    // SQLite, FTS5 6.6: the command itself counts as a change.
    return db.totalChanges - before >= 2
  }

  /// Where a search turns to another way; tests set them low.
  struct Bounds {
    var places = Limits.searchPlacesMax
    var candidates = Limits.searchCandidatesMax
    var placesInTurn = Limits.searchPlacesInTurnMax
  }

  /// Messages with all the words in one of the channels, newest first, at most `limit`; and whether
  /// the search ended before it had looked at everything.
  static func hits(
    _ db: Connection, _ text: String, limit: Int, _ channels: Set<ChannelID>,
    bounds: Bounds = Bounds()
  ) throws -> (rows: [MessageRow], isCut: Bool) {
    guard limit > 0, !channels.isEmpty else { return ([], false) }
    // A beginning makes FTS5 gather every message of every word that begins so, before the first hit
    // is known: where the words as they stand fill the page, nobody pays for that.
    var found = try ids(db, match(text, isOpen: false), limit, channels, bounds)
    if found.ids.count < limit {
      found = try ids(db, match(text, isOpen: true), limit, channels, bounds)
    }
    return (try MessageTable.rows(db, ids: found.ids), found.isCut)
  }

  /// With few channels the index itself looks only there. With many it would have to merge as many
  /// lists as there are channels, so the hits are walked newest first and those elsewhere passed
  /// over: who may read many channels finds a page of them soon. Where that does not fill the page,
  /// what is older is asked channel by channel after all, a bounded number of them at a time.
  private static func ids(
    _ db: Connection, _ words: String?, _ limit: Int, _ channels: Set<ChannelID>, _ bounds: Bounds
  ) throws -> (ids: [Int64], isCut: Bool) {
    guard let words else { return ([], false) }
    let places = channels.sorted()
    guard places.count > bounds.places else {
      return (try ids(db, words, limit, places[...], below: .max), false)
    }
    let wanted = ChannelSet(places)
    var found: [Int64] = []
    var examined = 0
    var last = Int64.max
    try db.walk(hits, words, last) { row in
      examined += 1
      last = row.integer(0)
      if wanted.contains(row.integer(1)), row.integer(2) == 0 { found.append(last) }
      return found.count < limit && examined < bounds.candidates
    }
    guard found.count < limit, examined == bounds.candidates else { return (found, false) }
    guard places.count <= bounds.placesInTurn else { return (found, true) }
    var older: [Int64] = []
    for start in stride(from: 0, to: places.count, by: bounds.places) {
      let some = places[start..<min(start + bounds.places, places.count)]
      older += try ids(db, words, limit - found.count, some, below: last)
    }
    return (found + older.sorted(by: >).prefix(limit - found.count), false)
  }

  private static func ids(
    _ db: Connection, _ words: String, _ limit: Int, _ channels: ArraySlice<ChannelID>,
    below: Int64
  ) throws -> [Int64] {
    let places = channels.map { place($0) }.joined(separator: " OR ")
    var found: [Int64] = []
    try db.walk(hits, "place : (\(places)) AND \(words)", below) { row in
      if row.integer(2) == 0 { found.append(row.integer(0)) }
      return found.count < limit
    }
    return found
  }

  /// The rows of all that is indexed, in order.
  static func everyRow(_ db: Connection, _ body: (Int64) -> Void) throws {
    try db.each(places, "place : c *") { body($0.integer(0)) }
  }

  /// The words of a search as FTS5 understands them: only letters and digits are let through, each
  /// word in quotes, so nothing typed is ever syntax. The last word of an open search may be
  /// unfinished. Nil when there is no word.
  private static func match(_ text: String, isOpen: Bool) -> String? {
    // By scalars, not characters: a quote can hide in a character that begins with a letter.
    let words = text.unicodeScalars.prefix(Limits.queryCharactersMax)
      .split { !isPartOfWord($0.properties) }.prefix(Limits.queryWordsMax)
      .map { String(String.UnicodeScalarView($0)) }
    guard let last = words.last else { return nil }
    let whole = words.dropLast().map { "\"\($0)\"" }
    let end = isOpen ? "(\"\(last)\" OR \"\(last)\" *)" : "\"\(last)\""
    return "text : (\((whole + [end]).joined(separator: " AND ")))"
  }

  private static func isPartOfWord(_ scalar: Unicode.Scalar.Properties) -> Bool {
    switch scalar.generalCategory {
    case .nonspacingMark, .spacingMark, .decimalNumber, .letterNumber, .otherNumber: true
    default: scalar.isAlphabetic
    }
  }

  private static func place(_ channel: ChannelID) -> String { "c\(channel.raw)" }
}
