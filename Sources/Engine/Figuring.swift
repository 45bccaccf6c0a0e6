// What attendance records add up to: the vocabularies say what their codes count as.

import Domain

extension Engine {
  /// The figures of one child's attendance records, in any order. A session counts as the school's
  /// own code says, else as the suggested one, else as its status.
  public func figures(_ records: some Sequence<Record>) -> AttendanceFigures {
    AttendanceFigures(records.compactMap(mark))
  }

  /// A record as a marked session; nil where it is none.
  func mark(_ record: Record) -> AttendanceMark? {
    guard let table = tables.records["attendance"],
      case .text(let session)? = record.values["session"], let half = Half(rawValue: session)
    else { return nil }
    let status = counting("status", of: record, table)
    let code =
      counting("school_code", of: record, table) ?? counting("suggested_code", of: record, table)
    let place: AttendanceMark.Place =
      switch status {
      case .attendance: .here
      case .authorised, .unauthorised: .away
      case .notCounted, nil: .neither
      }
    return AttendanceMark(
      day: record.day, half: half, place: place, counts: code ?? status,
      isLate: record.values["status"] == .text("late"))
  }

  private func counting(_ field: String, of record: Record, _ table: CommandTable) -> Counting? {
    guard case .text(let term)? = record.values[field] else { return nil }
    return table[field]?.vocabulary?.vocabulary.term(term)?.counts
  }

  /// The statuses of a child who is not here: those whose records an absence is found by.
  var statusesAway: [String] {
    let terms = tables.records["attendance"]?["status"]?.vocabulary?.vocabulary.terms ?? []
    return terms.filter { $0.counts == .authorised || $0.counts == .unauthorised }.map(\.term)
  }
}
