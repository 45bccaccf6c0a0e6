// Reads a calendar file (iCalendar, RFC 5545) as far as whole days and halves of days go.

/// One event of a calendar file.
public struct CalendarEvent: Sendable, Equatable {
  /// The line on which it begins, from 1.
  public var line: Int
  /// What tells it apart from others, also in the next file; empty where there is nothing.
  public var uid = ""
  /// What it is called.
  public var summary = ""
  /// Its first day.
  public var first: Day
  /// Its last day.
  public var last: Day
  /// The half of a single day in which all of it lies; nil for whole days.
  public var half: Half?
  /// Was it called off?
  public var isCancelled = false
}

/// What a calendar file says.
public struct CalendarFile: Sendable {
  /// Its events, in order.
  public private(set) var events: [CalendarEvent] = []
  /// What is wrong with it, each with its line.
  public private(set) var complaints: [Complaint] = []

  private let zone: Zone
  private var inside: [(name: String, line: Int)] = []
  private var draft: Draft?

  /// Reads a text. Times are those of `zone` unless they say otherwise.
  public init(_ text: String, zone: Zone) {
    self.zone = zone
    readAll(text)
  }

  private mutating func readAll(_ text: String) {
    guard text.utf8.count <= Limits.calendarBytesMax else {
      return complain(1, "The file is longer than \(Limits.calendarBytesMax) bytes.", nil)
    }
    let lines = CalendarLine.lines(of: text)
    guard lines.first?.name == "BEGIN", lines.first?.value.uppercased() == "VCALENDAR" else {
      return complain(1, "This is no calendar file.", "It begins with BEGIN:VCALENDAR.")
    }
    for line in lines where complaints.count < Limits.complaintsMax { read(line) }
    if complaints.isEmpty, let open = inside.last {
      complain(open.line, "\(open.name) begins here and does not end.", "The file may be cut.")
    }
    if complaints.isEmpty, events.isEmpty { complain(1, "There is no event in the file.", nil) }
  }

  private mutating func complain(_ line: Int, _ text: String, _ hint: String?) {
    complaints.append(
      Complaint(code: "bad-calendar", text: "Line \(line): \(text)", hint: hint))
  }

  private mutating func read(_ line: CalendarLine) {
    guard !line.name.isEmpty else {
      return complain(line.number, "This is no 'NAME:value'.", "The file may be damaged.")
    }
    switch line.name {
    case "BEGIN": begin(line)
    case "END": end(line)
    // What stands inside an alarm or a time zone is not about the event.
    default: if inside.last?.name == "VEVENT" { take(line) }
    }
  }

  private mutating func begin(_ line: CalendarLine) {
    let name = line.value.uppercased()
    if inside.count == Limits.calendarDepthMax {
      return complain(line.number, "More parts in parts than a calendar has.", nil)
    }
    inside.append((name, line.number))
    if name == "VEVENT" { draft = Draft(line: line.number) }
  }

  private mutating func end(_ line: CalendarLine) {
    guard let open = inside.last, open.name == line.value.uppercased() else {
      return complain(
        line.number, "'END:\(line.value)' ends nothing that is open.", "The file may be cut.")
    }
    inside.removeLast()
    guard open.name == "VEVENT", let draft else { return }
    self.draft = nil
    guard events.count < Limits.calendarEventsMax else {
      return complain(
        line.number, "There are more than \(Limits.calendarEventsMax) events.",
        "Import one school year at a time.")
    }
    switch draft.event(zone) {
    case .success(let event): events.append(event)
    case .failure(let trouble): complain(trouble.line, trouble.text, trouble.hint)
    }
  }

  private mutating func take(_ line: CalendarLine) {
    switch line.name {
    case "UID": draft?.uid = line.unescaped
    case "SUMMARY": draft?.summary = line.unescaped
    case "STATUS": draft?.isCancelled = line.value.uppercased() == "CANCELLED"
    case "DTSTART": draft?.start = line
    case "DTEND": draft?.end = line
    case "DURATION": draft?.duration = line
    // What repeats would have to be worked out; a date that is not read must not be lost unseen.
    case "RRULE", "RDATE", "EXRULE", "EXDATE", "RECURRENCE-ID":
      complain(
        line.number, "An event that repeats (\(line.name)) is not read.",
        "Write each of its days as an event of its own.")
    default: break
    }
  }
}

/// One event while its lines are read.
private struct Draft {
  struct Trouble: Error {
    let line: Int
    let text: String
    var hint: String?
  }
  let line: Int
  var uid = ""
  var summary = ""
  var isCancelled = false
  var start: CalendarLine?
  var end: CalendarLine?
  var duration: CalendarLine?

  init(line: Int) { self.line = line }

  func event(_ zone: Zone) -> Result<CalendarEvent, Trouble> {
    Result { () throws(Trouble) in try made(zone) }
  }

  private func made(_ zone: Zone) throws(Trouble) -> CalendarEvent {
    guard let start else { throw Trouble(line: line, text: "This event has no DTSTART.") }
    let name = summary.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    guard !name.isEmpty else { throw Trouble(line: line, text: "This event has no SUMMARY.") }
    var event = CalendarEvent(
      line: line, uid: uid, summary: name, first: Day(number: 0), last: Day(number: 0),
      isCancelled: isCancelled)
    switch try moment(start, zone) {
    case .day(let first):
      event.first = first
      event.last = try lastDay(from: first, zone)
    case .time(let from):
      let until = try self.until(from, zone)
      event.first = zone.local(from).day
      // What ends at midnight, or at noon, has not touched what follows.
      let last = until > from ? until.adding(seconds: -1) : from
      event.last = zone.local(last).day
      let halves = [from, last].map { Half(at: zone.local($0).time) }
      if event.first == event.last, halves[0] == halves[1] { event.half = halves[0] }
    }
    guard event.first <= event.last else {
      throw Trouble(line: end?.number ?? line, text: "This event ends before it begins.")
    }
    guard event.last.number - event.first.number < Limits.calendarDaysMax else {
      throw Trouble(
        line: end?.number ?? line, text: "This event is longer than \(Limits.calendarDaysMax) days."
      )
    }
    return event
  }

  /// RFC 5545, 3.6.1: the end of days is the day after the last; without one it is a single day.
  private func lastDay(from first: Day, _ zone: Zone) throws(Trouble) -> Day {
    if let end {
      guard case .day(let after) = try moment(end, zone) else {
        throw Trouble(line: end.number, text: "DTSTART is a day, and DTEND is a time.")
      }
      return after == first ? first : after.adding(days: -1)
    }
    guard let duration else { return first }
    let seconds = try duration.seconds()
    return first.adding(days: max(0, Int((seconds + 86_399) / 86_400) - 1))
  }

  private func until(_ from: Instant, _ zone: Zone) throws(Trouble) -> Instant {
    if let end {
      guard case .time(let until) = try moment(end, zone) else {
        throw Trouble(line: end.number, text: "DTSTART is a time, and DTEND is a day.")
      }
      guard until >= from else {
        throw Trouble(line: end.number, text: "This event ends before it begins.")
      }
      return until
    }
    guard let duration else { return from }
    return from.adding(seconds: try duration.seconds())
  }

  private enum Moment {
    case day(Day)
    case time(Instant)
  }

  private func moment(_ line: CalendarLine, _ zone: Zone) throws(Trouble) -> Moment {
    let text = Array(line.value.utf8)
    let isDay = text.count == 8
    let isTime = text.count == 15 || (text.count == 16 && text[15] == UInt8(ascii: "Z"))
    guard isDay || isTime, let day = CalendarLine.day(text[..<8]),
      Limits.years.contains(day.civil.year)
    else { throw wrong(line) }
    if isDay { return .day(day) }
    guard text[8] == UInt8(ascii: "T"), let hours = CalendarLine.number(text[9..<11]),
      let minutes = CalendarLine.number(text[11..<13]), hours < 24, minutes < 60,
      CalendarLine.number(text[13..<15]) != nil,
      let time = TimeOfDay(minutes: hours * 60 + minutes)
    else { throw wrong(line) }
    if text.count == 16 { return .time(Zone.utc.instant(day: day, time: time)) }
    guard let name = line.parameters["TZID"] else {
      return .time(zone.instant(day: day, time: time))
    }
    // Outlook has names of its own.
    let names = ["Europe/London": Zone.london, "GMT Standard Time": .london, "UTC": .utc]
    guard let own = names[name] else {
      throw Trouble(
        line: line.number, text: "'\(name)' is no time zone that is known here.",
        hint: "Known are \(names.keys.sorted().joined(separator: ", ")).")
    }
    return .time(own.instant(day: day, time: time))
  }

  private func wrong(_ line: CalendarLine) -> Trouble {
    Trouble(
      line: line.number, text: "'\(line.value.prefix(40))' is no date.",
      hint: "Like 20260907, or 20260907T090000Z.")
  }
}

extension CalendarLine {
  /// The length of `P1W`, `P2D`, `PT3H30M`.
  fileprivate func seconds() throws(Draft.Trouble) -> Int64 {
    let units: [(Character, Int64)] = [
      ("W", 604_800), ("D", 86_400), ("H", 3600), ("M", 60), ("S", 1),
    ]
    var seconds: Int64 = 0
    var digits = ""
    var isRight = value.first == "P" && value.count > 2
    for letter in value.dropFirst() where letter != "T" {
      if ("0"..."9").contains(letter) {
        digits.append(letter)
      } else if let unit = units.first(where: { $0.0 == letter }), digits.count <= 5,
        let count = Int64(digits)
      {
        seconds += count * unit.1
        digits = ""
      } else {
        isRight = false
      }
    }
    guard isRight, digits.isEmpty else {
      throw Draft.Trouble(line: number, text: "'\(value.prefix(40))' is no length of time.")
    }
    return seconds
  }
}
