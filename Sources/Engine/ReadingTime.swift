// Dates and times of day as people write them, in the order of the United Kingdom.

import Domain

/// The day that a text means: `today`, `tue`, `next tue`, `3 Nov`, `3/11/2026`, `2026-11-03` ...
/// A day without its year is the nearest one that the field allows.
/// A day of the week is the last such day, or the next one where a field takes no past day.
func readDate(_ text: String, today: Day, _ field: Field) -> Day? {
  let key = folded(text)
  // Bare numbers parted by spaces are no date: `3 11` may be anything.
  let mark: Unicode.Scalar? = trimmed(text).unicodeScalars.first {
    "/-.".unicodeScalars.contains($0)
  }
  var parts = key.split(whereSeparator: { " /.,".contains($0) }).map(String.init)
  guard (1...4).contains(parts.count) else { return nil }
  if let day = relative(parts, today: today, field) { return day }
  var named: Int?
  if parts.count > 1, let weekday = weekday(parts[0]) {
    named = weekday
    parts.removeFirst()
  }
  guard let day = civil(parts, mark: mark, today: today, field) else { return nil }
  return named == nil || named == day.weekday ? day : nil
}

private func relative(_ parts: [String], today: Day, _ field: Field) -> Day? {
  switch parts {
  case ["today"]: return today
  case ["yesterday"]: return today.adding(days: -1)
  case ["tomorrow"]: return today.adding(days: 1)
  default: break
  }
  guard let last = parts.last, parts.count <= 2, let weekday = weekday(last) else { return nil }
  let back = (today.weekday - weekday + 7) % 7
  switch parts.count == 1 ? "" : parts[0] {
  case "", "on", "this":
    return today.adding(days: field.past == .refused && back > 0 ? 7 - back : -back)
  case "last": return today.adding(days: back == 0 ? -7 : -back)
  case "next": return today.adding(days: 7 - back)
  default: return nil
  }
}

private func civil(_ parts: [String], mark: Unicode.Scalar?, today: Day, _ field: Field) -> Day? {
  let months = parts.map(month)
  switch parts.count {
  case 2:
    if let month = months[1], let day = ordinal(parts[0]) {
      return nearestYear(month: month, day: day, today: today, field)
    }
    if let month = months[0], let day = ordinal(parts[1]) {
      return nearestYear(month: month, day: day, today: today, field)
    }
    guard mark == "/", let day = whole(parts[0], 2), let month = whole(parts[1], 2) else {
      return nil
    }
    return nearestYear(month: month, day: day, today: today, field)
  case 3:
    if let month = months[1], let day = ordinal(parts[0]), let year = year(parts[2]) {
      return Day(year: year, month: month, day: day)
    }
    if let month = months[0], let day = ordinal(parts[1]), let year = year(parts[2]) {
      return Day(year: year, month: month, day: day)
    }
    guard mark != nil else { return nil }
    if parts[0].utf8.count == 4, let year = whole(parts[0], 4), let month = whole(parts[1], 2),
      let day = whole(parts[2], 2)
    {
      return Day(year: year, month: month, day: day)
    }
    guard let day = whole(parts[0], 2), let month = whole(parts[1], 2), let year = year(parts[2])
    else { return nil }
    return Day(year: year, month: month, day: day)
  default: return nil
  }
}

/// The nearest such day: before today where the field looks back, after it where it looks ahead.
private func nearestYear(month: Int, day: Int, today: Day, _ field: Field) -> Day? {
  let year = today.civil.year
  // A leap day is at most eight years away.
  let candidates = (year - 8...year + 8).compactMap { Day(year: $0, month: month, day: day) }
  let looksBack = field.past != .refused
  let allowed = candidates.filter {
    $0 == today || ($0 < today ? looksBack || !field.future : field.future || !looksBack)
  }
  return allowed.min { abs($0.number - today.number) < abs($1.number - today.number) }
}

private func whole(_ text: String, _ digitsMax: Int) -> Int? {
  guard (1...digitsMax).contains(text.utf8.count), text.utf8.allSatisfy({ (48...57).contains($0) })
  else { return nil }
  return Int(text)
}

private func year(_ text: String) -> Int? {
  guard text.utf8.count == 2 || text.utf8.count == 4, let year = whole(text, 4) else { return nil }
  return text.utf8.count == 2 ? 2000 + year : year
}

private func ordinal(_ text: String) -> Int? {
  for ending in ["st", "nd", "rd", "th"] where text.hasSuffix(ending) {
    return whole(String(text.dropLast(2)), 2)
  }
  return whole(text, 2)
}

private let monthNames = [
  "january", "february", "march", "april", "may", "june", "july", "august", "september",
  "october", "november", "december",
]
private let weekdayNames = [
  "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday",
]

private func month(_ word: String) -> Int? { begun(word, in: monthNames) }
private func weekday(_ word: String) -> Int? { begun(word, in: weekdayNames) }

/// The place, from 1, of the name that a word of at least three letters begins.
private func begun(_ word: String, in names: [String]) -> Int? {
  let stem = word == "sept" ? "sep" : word == "weds" ? "wed" : word
  guard stem.utf8.count >= 3 else { return nil }
  return names.firstIndex { $0.hasPrefix(stem) }.map { $0 + 1 }
}

/// The time that a text means: `9.40`, `09:40`, `9:40am`, `9am`, `21.15`, `noon`, `now`.
func readTime(_ text: String, now: TimeOfDay, isLoose: Bool = false) -> TimeOfDay? {
  let key = folded(text)
  switch key {
  case "now": return now
  case "noon", "midday": return TimeOfDay(minutes: 720)
  case "midnight": return .midnight
  default: break
  }
  var digits = Substring(key)
  var half: Int?
  for (ending, hours) in [("am", 0), ("a.m.", 0), ("pm", 12), ("p.m.", 12)]
  where digits.hasSuffix(ending) {
    digits = digits.dropLast(ending.utf8.count)
    half = hours
    break
  }
  while digits.last == " " { digits = digits.dropLast() }
  let parts = digits.split(omittingEmptySubsequences: false, whereSeparator: { ":.".contains($0) })
    .map(String.init)
  guard let first = parts.first, let hours = whole(first, 4) else { return nil }
  switch (parts.count, first.utf8.count) {
  case (1, 1...2): return half.flatMap { time(hours, 0, half: $0) }
  case (1, 4) where !isLoose: return time(hours / 100, hours % 100, half: half)
  case (2, 1...2):
    guard parts[1].utf8.count == 2, let minutes = whole(parts[1], 2) else { return nil }
    return time(hours, minutes, half: half)
  default: return nil
  }
}

private func time(_ hours: Int, _ minutes: Int, half: Int?) -> TimeOfDay? {
  guard minutes < 60 else { return nil }
  guard let half else { return hours < 24 ? TimeOfDay(minutes: hours * 60 + minutes) : nil }
  guard (1...12).contains(hours) else { return nil }
  return TimeOfDay(minutes: (hours % 12 + half) * 60 + minutes)
}
