// The table `house`: what this one database keeps of itself.
import Domain

enum HouseTable {
  /// The key comes from SQLite's own dice, since a migration has no others; see `Cursors`.
  static let v2 = """
    CREATE TABLE house (
      name TEXT NOT NULL PRIMARY KEY,
      value BLOB NOT NULL
    ) STRICT, WITHOUT ROWID;
    INSERT INTO house (name, value) VALUES ('cursor-key', randomblob(16));
    """

  private static let renew = SQL(
    "UPDATE house SET value = randomblob(16) WHERE name = 'cursor-key'")
  private static let byName = SQL("SELECT value FROM house WHERE name = ?")

  /// Makes every cursor that was handed out unknown. Connections read the key when they open.
  static func renewCursors(_ db: Connection) throws { try db.run(renew) }
  static func cursors(_ db: Connection) throws -> Cursors {
    guard let key = try db.first(byName, "cursor-key", row: { $0.bytes(0) }) else {
      throw Failure.broken("the house has lost the key of its cursors")
    }
    return Cursors(key: key)
  }
}
