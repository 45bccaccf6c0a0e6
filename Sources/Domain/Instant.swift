// Moments, days and times of day, by civil arithmetic and without a calendar library.

/// A moment, in milliseconds since 1970-01-01T00:00:00Z.
public struct Instant: Hashable, Comparable, Sendable {
  /// Milliseconds since the Unix epoch.
  public let milliseconds: Int64
  /// A moment from milliseconds since the Unix epoch.
  public init(milliseconds: Int64) { self.milliseconds = milliseconds }

  /// Earlier is less.
  public static func < (left: Self, right: Self) -> Bool { left.milliseconds < right.milliseconds }

  /// The moment this many seconds later (earlier if negative).
  public func adding(seconds: Int64) -> Instant {
    Instant(milliseconds: milliseconds + seconds * 1000)
  }

  /// A moment from RFC 3339, `2026-11-21T08:55:00Z`, with or without a fraction, in UTC or with an
  /// offset; nil for anything else.
  public init?(text: String) {
    let parts = text.split(separator: "T", maxSplits: 1)
    guard parts.count == 2, let day = Day(text: parts[0]) else { return nil }
    let clock = parts[1].prefix { $0.isASCII && ($0.isNumber || $0 == ":" || $0 == ".") }
    let zone = parts[1].dropFirst(clock.count)
    let pieces = clock.split(separator: ".", maxSplits: 1)
    guard let first = pieces.first else { return nil }
    let whole = first.split(separator: ":")
    let fraction = pieces.count == 2 ? pieces[1].prefix(3) : ""
    guard whole.count == 3, whole.allSatisfy({ $0.count == 2 }),
      let hours = Int64(whole[0]), let minutes = Int64(whole[1]), let seconds = Int64(whole[2]),
      hours < 24, minutes < 60, seconds < 61, let offset = Instant.offsetMinutes(zone)
    else { return nil }
    let local = Int64(day.number) * 86_400 + hours * 3600 + minutes * 60 + seconds
    let thousandths = (Int64(fraction) ?? 0) * [1, 100, 10, 1][fraction.count]
    milliseconds = (local - offset * 60) * 1000 + thousandths
  }

  /// Minutes ahead of UTC: `Z`, or a sign and `HH:MM`.
  private static func offsetMinutes(_ text: Substring) -> Int64? {
    if text == "Z" || text == "z" { return 0 }
    let parts = text.dropFirst().split(separator: ":")
    guard let sign = text.first, sign == "+" || sign == "-", parts.count == 2,
      let hours = Int64(parts[0]), let minutes = Int64(parts[1]), hours < 24, minutes < 60
    else { return nil }
    return (hours * 60 + minutes) * (sign == "-" ? -1 : 1)
  }

  /// RFC 3339 in UTC with milliseconds: `2026-11-21T08:55:00.000Z`.
  public var text: String {
    let (days, rest) = floorDivide(milliseconds, 86_400_000)
    let day = Day(number: Int(days))
    let seconds = rest / 1000
    guard day.hasFourDigits else {
      return "\(day.text)T\(two(seconds / 3600)):\(two(seconds / 60 % 60)):\(two(seconds % 60))"
        + ".\(three(rest % 1000))Z"
    }
    // A page of messages has some two hundred of them: so they are written digit by digit.
    return String(unsafeUninitializedCapacity: 24) { room in
      day.write(room)
      for (place, mark) in [(10, 84), (13, 58), (16, 58), (19, 46), (23, 90)] as [(Int, UInt8)] {
        room[place] = mark
      }
      room.write(Int(seconds / 3600), at: 11, digits: 2)
      room.write(Int(seconds / 60 % 60), at: 14, digits: 2)
      room.write(Int(seconds % 60), at: 17, digits: 2)
      room.write(Int(rest % 1000), at: 20, digits: 3)
      return 24
    }
  }
}

/// A civil date of the proleptic Gregorian calendar.
public struct Day: Hashable, Comparable, Sendable {
  /// Days since 1970-01-01.
  public let number: Int
  /// A day from its distance to 1970-01-01.
  public init(number: Int) { self.number = number }

  /// A day from year, month and day of the month; nil when there is no such day.
  public init?(year: Int, month: Int, day: Int) {
    guard (1...9999).contains(year), (1...12).contains(month), day >= 1 else { return nil }
    guard day <= Day.length(ofMonth: month, year: year) else { return nil }
    // Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms", days_from_civil.
    let shifted = month <= 2 ? year - 1 : year
    let era = shifted / 400
    let yearOfEra = shifted - era * 400
    let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
    let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
    number = era * 146_097 + dayOfEra - 719_468
  }

  /// A day from `yyyy-mm-dd`; nil for anything else.
  public init?(text: some StringProtocol) {
    var text = String(text)
    guard let day = text.withUTF8({ Day(utf8: $0) }) else { return nil }
    self = day
  }

  /// A day from the bytes of `yyyy-mm-dd`; nil for anything else.
  public init?(utf8 bytes: UnsafeBufferPointer<UInt8>) {
    guard bytes.count == 10, bytes[4] == 45, bytes[7] == 45 else { return nil }
    func number(_ range: Range<Int>) -> Int? {
      var value = 0
      for place in range {
        guard (48...57).contains(bytes[place]) else { return nil }
        value = value * 10 + Int(bytes[place] - 48)
      }
      return value
    }
    guard let year = number(0..<4), let month = number(5..<7), let day = number(8..<10) else {
      return nil
    }
    self.init(year: year, month: month, day: day)
  }

  /// Earlier is less.
  public static func < (left: Self, right: Self) -> Bool { left.number < right.number }

  /// Year, month (1 to 12) and day of the month (from 1).
  public var civil: (year: Int, month: Int, day: Int) {
    let shifted = number + 719_468
    let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
    let dayOfEra = shifted - era * 146_097
    let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let part = (5 * dayOfYear + 2) / 153
    let month = part < 10 ? part + 3 : part - 9
    let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
    return (year, month, dayOfYear - (153 * part + 2) / 5 + 1)
  }

  /// Monday is 1, Sunday is 7 (ISO 8601).
  public var weekday: Int { ((number + 3) % 7 + 7) % 7 + 1 }

  /// `yyyy-mm-dd`.
  public var text: String {
    if hasFourDigits {
      return String(unsafeUninitializedCapacity: 10) { room in
        write(room)
        return 10
      }
    }
    let (year, month, day) = civil
    let digits = String(year)
    return String(repeating: "0", count: max(0, 4 - digits.count)) + digits
      + "-\(two(Int64(month)))-\(two(Int64(day)))"
  }

  /// The years 0000 to 9999, whose text is ten bytes long.
  fileprivate var hasFourDigits: Bool { (-719_528...2_932_896).contains(number) }

  /// Writes `yyyy-mm-dd`.
  fileprivate func write(_ room: UnsafeMutableBufferPointer<UInt8>) {
    let (year, month, day) = civil
    room.write(year, at: 0, digits: 4)
    room[4] = 0x2D
    room.write(month, at: 5, digits: 2)
    room[7] = 0x2D
    room.write(day, at: 8, digits: 2)
  }

  /// The day this many days later.
  public func adding(days: Int) -> Day { Day(number: number + days) }

  /// The number of days in a month.
  public static func length(ofMonth month: Int, year: Int) -> Int {
    let isLeap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0
    return month == 2 ? (isLeap ? 29 : 28) : [4, 6, 9, 11].contains(month) ? 30 : 31
  }
}

/// A time of day, to the minute.
public struct TimeOfDay: Hashable, Comparable, Sendable {
  /// Minutes since midnight, 0 to 1439.
  public let minutes: Int
  /// A time from minutes since midnight; nil outside 0...1439.
  public init?(minutes: Int) {
    guard (0..<1440).contains(minutes) else { return nil }
    self.minutes = minutes
  }
  /// Earlier is less.
  public static func < (left: Self, right: Self) -> Bool { left.minutes < right.minutes }
  /// `HH:MM`.
  public var text: String { "\(two(Int64(minutes / 60))):\(two(Int64(minutes % 60)))" }
}

/// The civil time of a place.
public enum Zone: String, Sendable, CaseIterable {
  /// Greenwich time, all year.
  case utc = "UTC"
  /// United Kingdom: one hour ahead from the last Sunday of March to the last Sunday of October,
  /// changing at 01:00 UTC (Summer Time Order 2002, SI 2002/262).
  case london = "Europe/London"

  /// Seconds ahead of UTC at a moment.
  public func offsetSeconds(at instant: Instant) -> Int64 {
    guard self == .london else { return 0 }
    let (days, _) = floorDivide(instant.milliseconds, 86_400_000)
    let year = Day(number: Int(days)).civil.year
    let start = Zone.lastSunday(year: year, month: 3)
    let end = Zone.lastSunday(year: year, month: 10)
    let hour = Int64(3_600_000)
    let from = Int64(start.number) * 86_400_000 + hour
    let until = Int64(end.number) * 86_400_000 + hour
    return instant.milliseconds >= from && instant.milliseconds < until ? 3600 : 0
  }

  /// The local day and time of day of a moment.
  public func local(_ instant: Instant) -> (day: Day, time: TimeOfDay) {
    let shifted = instant.adding(seconds: offsetSeconds(at: instant)).milliseconds
    let (days, rest) = floorDivide(shifted, 86_400_000)
    return (Day(number: Int(days)), TimeOfDay(minutes: Int(rest / 60_000)) ?? .midnight)
  }

  /// The moment of a local day and time. In the hour that occurs twice the first is meant;
  /// a time in the hour that is skipped is taken an hour later.
  public func instant(day: Day, time: TimeOfDay) -> Instant {
    let naive = Int64(day.number) * 86_400_000 + Int64(time.minutes) * 60_000
    let early = Instant(milliseconds: naive - 3_600_000)
    return offsetSeconds(at: early) == 3600 ? early : Instant(milliseconds: naive)
  }

  private static func lastSunday(year: Int, month: Int) -> Day {
    let last = Day(year: year, month: month, day: 31) ?? Day(number: 0)
    return last.adding(days: -(last.weekday % 7))
  }
}

extension TimeOfDay {
  /// 00:00.
  public static let midnight = TimeOfDay(unchecked: 0)
  private init(unchecked minutes: Int) { self.minutes = minutes }
}

private func floorDivide(_ value: Int64, _ by: Int64) -> (quotient: Int64, rest: Int64) {
  let quotient = value >= 0 ? value / by : -((by - 1 - value) / by)
  return (quotient, value - quotient * by)
}
private func two(_ value: Int64) -> String { value < 10 ? "0\(value)" : "\(value)" }
private func three(_ value: Int64) -> String {
  value < 10 ? "00\(value)" : value < 100 ? "0\(value)" : "\(value)"
}

extension UnsafeMutableBufferPointer where Element == UInt8 {
  /// Writes a number that is not negative, with so many digits.
  fileprivate func write(_ value: Int, at place: Int, digits: Int) {
    var rest = value
    for index in (place..<place + digits).reversed() {
      self[index] = UInt8(0x30 + rest % 10)
      rest /= 10
    }
  }
}
