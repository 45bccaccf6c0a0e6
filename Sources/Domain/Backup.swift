// Copies of everything: what one holds, how it is told of, and which old ones may go.

/// What a copy holds, in numbers and without content: enough to tell whether it is whole.
public struct BackupFacts: Sendable, Equatable {
  /// The version of the schema.
  public var schema: Int
  /// Rows: members, the bot included.
  public var members: Int64
  /// Rows: children.
  public var children: Int64
  /// Rows: channels.
  public var channels: Int64
  /// Rows: messages.
  public var messages: Int64
  /// Rows: records.
  public var records: Int64
  /// The number of the last audit entry, which is how many there are.
  public var auditNumber: Int64
  /// The hash of the last audit entry, in hexadecimal.
  public var auditHash: String

  /// Facts.
  public init(
    schema: Int, members: Int64, children: Int64, channels: Int64, messages: Int64,
    records: Int64, auditNumber: Int64, auditHash: String
  ) {
    self.schema = schema
    self.members = members
    self.children = children
    self.channels = channels
    self.messages = messages
    self.records = records
    self.auditNumber = auditNumber
    self.auditHash = auditHash
  }
}

/// A copy that was made, or was to be made.
public struct BackupDraft: Sendable, Equatable {
  /// Why a copy is made.
  public enum Reason: String, Sendable, CaseIterable {
    /// Its time had come.
    case scheduled
    /// Somebody asked for it.
    case asked
    /// The schema was about to change.
    case migration
  }
  /// Opaque id.
  public var token: String
  /// The file: an absolute path, or the name of one that lies in the data directory.
  public var path: String
  /// The moment whose data it holds.
  public var at: Instant
  /// Why.
  public var reason: Reason
  /// A draft.
  public init(token: String, path: String, at: Instant, reason: Reason) {
    self.token = token
    self.path = path
    self.at = at
    self.reason = reason
  }
}

/// How many old copies stay: the newest of each of the last days, weeks and months that have one.
public struct BackupKeep: Sendable, Equatable {
  /// Days of which the newest copy stays; at least 1.
  public var days: Int
  /// Weeks (from Monday) of which the newest copy stays.
  public var weeks: Int
  /// Months of which the newest copy stays.
  public var months: Int

  /// A rule.
  public init(days: Int, weeks: Int, months: Int) {
    self.days = days
    self.weeks = weeks
    self.months = months
  }

  /// What stays when nothing else is said. Days: a mistake is mostly noticed within the week. Weeks:
  /// a month's end and half-term lie in between. Months: a year, so that a year's end is compared
  /// with the one before. Longer than that is for the retention of records, not of copies.
  public static let standard = BackupKeep(days: 7, weeks: 5, months: 12)

  /// A rule from words like `7d,5w,12m`; nil for anything else. A part that is left out is 0, but one
  /// day always stays.
  public init?(text: String) {
    var counts: [Character: Int] = [:]
    for part in text.split(separator: ",", omittingEmptySubsequences: false) {
      guard let unit = part.last, "dwm".contains(unit), counts[unit] == nil,
        let count = Int(part.dropLast()), (0...Limits.backupsKeptMax).contains(count)
      else { return nil }
      counts[unit] = count
    }
    self.init(days: max(1, counts["d"] ?? 0), weeks: counts["w"] ?? 0, months: counts["m"] ?? 0)
  }

  /// The places, in this list of the moments of copies, of those that may go. Days, weeks and months
  /// are those of the zone, and only such count of which there is a copy: a machine that slept for
  /// a month keeps what it has.
  public func spare(_ moments: [Instant], zone: Zone) -> [Int] {
    let newestFirst = moments.indices.sorted { (moments[$0], $0) > (moments[$1], $1) }
    var kept: Set<Int> = []
    keep(days, of: newestFirst, in: &kept) { zone.local(moments[$0]).day.number }
    keep(weeks, of: newestFirst, in: &kept) {
      let day = zone.local(moments[$0]).day
      return day.number - (day.weekday - 1)
    }
    keep(months, of: newestFirst, in: &kept) {
      let civil = zone.local(moments[$0]).day.civil
      return civil.year * 12 + civil.month
    }
    return moments.indices.filter { !kept.contains($0) }
  }

  private func keep(
    _ count: Int, of newestFirst: [Int], in kept: inout Set<Int>, span: (Int) -> Int
  ) {
    var spans: Set<Int> = []
    for index in newestFirst where spans.count < count {
      if spans.insert(span(index)).inserted { kept.insert(index) }
    }
  }
}

/// When copies are made by themselves: once a day at a local time.
public struct BackupHour: Sendable, Equatable {
  /// The local time.
  public var time: TimeOfDay
  /// Whose time.
  public var zone: Zone
  /// An hour.
  public init(time: TimeOfDay, zone: Zone) {
    self.time = time
    self.zone = zone
  }

  /// Is a copy due, when the last one was made at this moment (nil: never)? Whoever slept through
  /// several times makes one copy, not several.
  public func isDue(last: Instant?, now: Instant) -> Bool {
    guard let last else { return true }
    let today = zone.local(now).day
    var due = zone.instant(day: today, time: time)
    if due > now { due = zone.instant(day: today.adding(days: -1), time: time) }
    return last < due
  }
}
