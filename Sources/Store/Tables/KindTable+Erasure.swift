// The tables `record_<kind>`, emptied: what an erasure does to versions, and how that is checked.
import Domain

extension KindTable {
  /// The words that add the column of the mark.
  var additionOfMark: String {
    "ALTER TABLE \(table) ADD COLUMN \(KindTable.mark) INTEGER REFERENCES erasures (number)"
  }

  /// The words that let an erasure, and nothing else, change a version. The day and the moment stay:
  /// the spine has them too, and a certificate without them would certify little.
  var erasable: String {
    Schema.erasable(
      "record_\(kind)", mark: KindTable.mark,
      stays: ["record", "revision", "author", "written_at", "about_day", "happened_at"],
      empties: [
        "NEW.salt IS x''",
        "NEW.reason_for_change IS iif(OLD.reason_for_change IS NULL, NULL, '')",
      ] + columns.map { "NEW.\($0.name) IS NULL" })
  }

  /// Empties every version of these records.
  func erase(_ db: Connection, _ records: [RecordID], _ erasure: Int64) throws {
    let emptied = columns.map { ", \($0.name) = NULL" }.joined()
    let text = """
      UPDATE \(table) SET salt = x'', reason_for_change = iif(reason_for_change IS NULL, NULL, ''),
        \(KindTable.mark) = ?\(emptied) WHERE record = ?
      """
    try db.each(text: text, lists: records.map { [.integer(erasure), .integer($0.raw)] }) { _ in }
  }

  /// The erasure that emptied a version, if any.
  func erasure(_ db: Connection, _ record: RecordID, _ revision: Int) throws -> Int64? {
    let text = "SELECT \(KindTable.mark) FROM \(table) WHERE record = ? AND revision = ?"
    var mark: Int64?
    try db.each(text: text, lists: [[.integer(record.raw), .integer(Int64(revision))]]) {
      mark = $0.integerIfAny(0)
    }
    return mark
  }

  /// Erasures, how many versions of the kind each one emptied, and how many of these are not empty.
  func marks(_ db: Connection, _ body: (Int64, Int64, Int64) -> Void) throws {
    let rest = columns.map { " OR \($0.name) IS NOT NULL" }.joined()
    let text = """
      SELECT \(KindTable.mark), count(*), sum(length(salt) > 0 OR reason_for_change <> ''\(rest))
      FROM \(table) WHERE \(KindTable.mark) IS NOT NULL GROUP BY \(KindTable.mark)
      """
    try db.each(text: text) { body($0.integer(0), $0.integer(1), $0.integer(2)) }
  }
}
