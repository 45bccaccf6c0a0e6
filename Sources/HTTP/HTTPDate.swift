// Dates as HTTP writes them, and the three ways in which it may read them.

/// RFC 9110 section 5.6.7. Seconds count from 1970 in UTC.
enum HTTPDate {
  private static let days = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"]
  private static let fullDays = [
    "Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday",
  ]
  private static let months = [
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
  ]

  /// `Sun, 06 Nov 1994 08:49:37 GMT`.
  static func text(_ seconds: Int64) -> String {
    let second = ((seconds % 86_400) + 86_400) % 86_400
    let day = (seconds - second) / 86_400
    let (year, month, monthDay) = civil(day)
    let weekday = Int(((day + 4) % 7 + 7) % 7)
    let date = "\(days[weekday]), \(two(monthDay)) \(months[Int(month) - 1]) \(four(year))"
    let clock = "\(two(second / 3600)):\(two(second / 60 % 60)):\(two(second % 60))"
    return "\(date) \(clock) GMT"
  }

  /// The seconds of any of the three forms; nil for all else.
  static func seconds(_ text: String) -> Int64? {
    let words = text.split(separator: " ", omittingEmptySubsequences: false)
    switch words.count {
    case 6 where words[5] == "GMT":
      guard words[0].hasSuffix(","), days.contains(String(words[0].dropLast())) else { return nil }
      return moment(
        number(words[3], 4), month(words[2]), number(words[1], 2), clock(words[4]))
    case 4 where words[3] == "GMT":
      guard words[0].hasSuffix(","), fullDays.contains(String(words[0].dropLast())) else {
        return nil
      }
      return old(words[1].split(separator: "-", omittingEmptySubsequences: false), words[2])
    case 5:
      return asctime(words[0], words[1], number(words[2], 2), words[3], words[4])
    case 6 where words[2].isEmpty:
      return asctime(words[0], words[1], number(words[3], 1), words[4], words[5])
    default: return nil
    }
  }

  /// `Sunday, 06-Nov-94 08:49:37 GMT`. What was modified is not of a time to come: years from 70 on
  /// are of the last century.
  private static func old(_ date: [Substring], _ time: Substring) -> Int64? {
    guard date.count == 3, let year = number(date[2], 2) else { return nil }
    return moment(
      year < 70 ? 2000 + year : 1900 + year, month(date[1]), number(date[0], 2), clock(time))
  }

  /// `Sun Nov  6 08:49:37 1994`.
  private static func asctime(
    _ day: Substring, _ name: Substring, _ monthDay: Int64?, _ time: Substring, _ year: Substring
  ) -> Int64? {
    guard days.contains(String(day)) else { return nil }
    return moment(number(year, 4), month(name), monthDay, clock(time))
  }

  private static func moment(
    _ year: Int64?, _ month: Int64?, _ day: Int64?, _ second: Int64?
  ) -> Int64? {
    guard let year, let month, let day, let second, day > 0 else { return nil }
    let start = dayNumber(year, month, day)
    // A day that the month has not would come back as one of the next month.
    guard civil(start) == (year, month, day) else { return nil }
    return start * 86_400 + second
  }

  private static func clock(_ text: Substring) -> Int64? {
    let parts = text.split(separator: ":", omittingEmptySubsequences: false)
    guard parts.count == 3, let hour = number(parts[0], 2), let minute = number(parts[1], 2),
      let second = number(parts[2], 2), hour < 24, minute < 60, second <= 60
    else { return nil }
    return hour * 3600 + minute * 60 + second
  }

  private static func month(_ name: Substring) -> Int64? {
    months.firstIndex { $0 == name }.map { Int64($0) + 1 }
  }

  private static func number(_ text: Substring, _ digits: Int) -> Int64? {
    guard text.utf8.count == digits, text.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else {
      return nil
    }
    return Int64(text)
  }

  private static func two(_ value: Int64) -> String { value < 10 ? "0\(value)" : "\(value)" }

  private static func four(_ value: Int64) -> String {
    let text = "\(value)"
    return String(repeating: "0", count: max(0, 4 - text.utf8.count)) + text
  }

  // Counted in years that begin in March, so that the leap day comes last.

  private static func dayNumber(_ year: Int64, _ month: Int64, _ day: Int64) -> Int64 {
    let shifted = month <= 2 ? year - 1 : year
    let era = (shifted >= 0 ? shifted : shifted - 399) / 400
    let yearOfEra = shifted - era * 400
    let dayOfYear = (153 * ((month + 9) % 12) + 2) / 5 + day - 1
    return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
  }

  private static func civil(_ number: Int64) -> (year: Int64, month: Int64, day: Int64) {
    let shifted = number + 719_468
    let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
    let dayOfEra = shifted - era * 146_097
    let yearOfEra =
      (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let index = (5 * dayOfYear + 2) / 153
    let month = index < 10 ? index + 3 : index - 9
    let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
    return (year, month, dayOfYear - (153 * index + 2) / 5 + 1)
  }
}
