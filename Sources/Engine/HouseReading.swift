// What the house itself reads for its duties: marks, whose pupil a child is, and who is expected.

import Domain

/// A school that a child is placed from, as it stands.
struct HomeSchool {
  let school: Record
  let placement: Record
}

extension Turn {
  /// The bot's proof: what follows from a line is read in the house's name, by the kinds' rules for
  /// the role `bot`, whatever the asker may read.
  func houseGrant(_ act: Act, in channel: ChannelID) -> Grant? { list.grant(.bot, act, channel) }

  /// The attendance record of a child's session, as it stands; nil where nobody has marked it.
  func mark(of child: Child, _ day: Day, _ session: String) throws -> Record? {
    guard let lookup, let grant = houseGrant(.read, in: child.channel) else { return nil }
    return try lookup.record(kind: "attendance", oneKey: "\(day.text)|\(session)", grant)
  }

  /// Is a record with `starts` and `ends` in force on a day?
  func isInForce(_ record: Record, on day: Day) -> Bool {
    guard startDay(record) <= day else { return false }
    if case .day(let ends)? = record.values["ends"] { return day <= ends }
    return true
  }

  /// The school whose pupil a child is on a day.
  func homeSchool(of child: Child, on day: Day) throws -> HomeSchool? {
    guard let lookup, let grant = houseGrant(.read, in: child.channel) else { return nil }
    let placements = try lookup.records(
      RecordQuery(kind: "placement", limit: Limits.pageRowsMax), [grant])
    guard let placement = home(among: placements, on: day),
      case .record(let id)? = placement.values["school"], let school = try school(id)
    else { return nil }
    return HomeSchool(school: school, placement: placement)
  }

  /// Of a child's placements the one that counts on a day: of those that hold the one that began
  /// last, whenever it was entered; of two that began together the one that was entered last.
  func home(among placements: [Record], on day: Day) -> Record? {
    placements.filter { isInForce($0, on: day) }.max {
      (startDay($0), $0.id) < (startDay($1), $1.id)
    }
  }

  func school(_ id: RecordID) throws -> Record? {
    guard let lookup, let place = roster.channel(single: "coordination"),
      let grant = houseGrant(.read, in: place.id)
    else { return nil }
    return try lookup.record(id, grant)
  }
}
