// The schema's versions: migrations append only; the place of one is the version it starts at.
import Domain

/// Brings a database from any older version to this one.
enum Schema {
  /// `steps[n]` leads from version n to n + 1. A step that was released is never edited: a table
  /// that changes adds a text of its next version to its own file and to a new step here.
  static let steps: [[String]] = [
    [
      MemberTable.v1, SessionTable.v1, ChannelTable.v1, ChildTable.v1, AccessTable.v1,
      RecordTable.v1, FieldTable.v1, StateTable.v1, MessageTable.v1, TombstoneTable.v1,
      AnswerTable.v1, EventTable.v1, AuditTable.v1, ExportTable.v1, ReadMarkTable.v1,
      SearchTable.v1,
    ],
    [
      ErasureTable.v2, MessageTable.v2, StateTable.v2, TombstoneTable.v2, AccessTable.v2,
      AnswerTable.v2, ExportTable.v2, SearchTable.v2, BackupTable.v2, AuditTree.v2,
      HouseTable.v2, EventTable.v2, RecordTable.v2,
    ],
    [StateTable.v3, UnhidingTable.v3, TombstoneTable.v3],
    [TellingTable.v4, RecordTable.v4],
  ]

  /// The version this program writes.
  static var version: Int { steps.count }

  /// `hedg` in ASCII, by which file(1) and we know whose file it is.
  private static let applicationID: Int64 = 0x6865_6467

  /// Migrates; before the first change of a database that has data, `copy` is called, and nothing is
  /// changed when it throws.
  static func migrate(_ db: Connection, copy: () throws -> Void = {}) throws {
    let found = Int(try number(db, "user_version"))
    guard found <= version else { throw Failure.newer(found: found, known: version) }
    let owner = try number(db, "application_id")
    guard owner == applicationID || found == 0 else {
      throw Failure.broken("the database belongs to another program")
    }
    if found > 0, found < version { try copy() }
    for next in found..<version {
      try step(db, to: next + 1)
    }
  }

  /// One step, whole or not at all. A table that others refer to can only be rebuilt while references
  /// are not looked at, and that cannot be said within a transaction (sqlite.org/lang_altertable.html,
  /// section 7); so all of them are looked at before it ends.
  private static func step(_ db: Connection, to next: Int) throws {
    try db.execute("PRAGMA foreign_keys = OFF; BEGIN IMMEDIATE")
    do {
      for text in steps[next - 1] { try db.execute(text) }
      try db.each(text: "PRAGMA foreign_key_check") { row in
        throw Failure.broken("\(row.text(0)) refers to a missing \(row.text(2))")
      }
      try db.execute(
        "PRAGMA application_id = \(applicationID); PRAGMA user_version = \(next); COMMIT")
    } catch {
      if db.isInTransaction { try? db.execute("ROLLBACK") }
      try? db.execute("PRAGMA foreign_keys = ON")
      throw error
    }
    try db.execute("PRAGMA foreign_keys = ON")
  }

  private static func number(_ db: Connection, _ pragma: String) throws -> Int64 {
    var value: Int64 = 0
    try db.each(text: "PRAGMA \(pragma)") { row in value = row.integer(0) }
    return value
  }

  /// Triggers that forbid to change or remove a row, or, where columns are named, to change those.
  static func appendOnly(_ table: String, columns: [String] = []) -> String {
    let which = columns.isEmpty ? "" : " OF " + columns.joined(separator: ", ")
    return """
      CREATE TRIGGER "\(table)_stays" BEFORE UPDATE\(which) ON "\(table)"
      BEGIN SELECT RAISE(ABORT, '\(table) is append-only'); END;
      CREATE TRIGGER "\(table)_remains" BEFORE DELETE ON "\(table)"
      BEGIN SELECT RAISE(ABORT, '\(table) is append-only'); END;
      """
  }

  /// A trigger instead of the one that lets no row change: it lets through the one change that an
  /// erasure makes, from not erased to erased by a certificate that is still open, with everything
  /// emptied that held content and everything else as it was. All is compared by IS: a comparison
  /// that became NULL would let a change through.
  static func erasable(
    _ table: String, mark: String = "erasure", stays: [String], empties: [String]
  ) -> String {
    """
    DROP TRIGGER IF EXISTS "\(table)_stays";
    CREATE TRIGGER "\(table)_stays" BEFORE UPDATE ON "\(table)"
    WHEN NOT (OLD.\(mark) IS NULL AND EXISTS (
        SELECT 1 FROM erasures e WHERE e.number = NEW.\(mark) AND e.purged_at IS NULL)
      AND \(unchanged(stays)) AND \(empties.joined(separator: " AND ")))
    BEGIN SELECT RAISE(ABORT, '\(table) is append-only'); END;
    """
  }

  /// The condition of an update trigger that these columns stay as they are.
  static func unchanged(_ columns: [String]) -> String {
    columns.map { "NEW.\($0) IS OLD.\($0)" }.joined(separator: " AND ")
  }
}
