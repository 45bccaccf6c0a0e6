// What the fields of a command must hold together: defaults, need, bounds and days.

import Domain

extension Filler {
  /// Adds defaults, then complains of everything that is missing or out of bounds.
  mutating func check(addsDefaults: Bool = true) throws {
    for (name, value) in filling.values where value == .text("") {
      filling.values[name] = nil
      filling.given.remove(name)
    }
    // An open quote has swallowed what follows: that it is missing is no news.
    if filling.complaints.contains(where: { $0.code == "unclosed-quote" }) { return }
    if addsDefaults {
      for field in table.fields
      where filling.values[field.name] == nil && !filling.bad.contains(field.name) {
        filling.values[field.name] = try standard(field)
      }
    }
    let day = recordDay(filling.values, table.definition, today: turn.today)
    // On another day a term that stays may not be one yet, or no longer.
    let isMoved = (table.definition.happened + ["day"]).contains { filling.given.contains($0) }
    for field in table.fields where !filling.bad.contains(field.name) {
      if let value = filling.values[field.name] {
        if filling.given.contains(field.name) {
          checkBounds(field, value, day: day)
        } else if isMoved, !table.serverSet.contains(field.name), case .text(let term) = value {
          checkValidity(field, term, day: day)
        }
        checkOrder(field, value)
      } else {
        checkNeed(field)
      }
    }
    let wanted = table.definition.atLeastOne
    if !wanted.isEmpty,
      wanted.allSatisfy({ filling.values[$0] == nil && !filling.bad.contains($0) })
    {
      filling.complain(.atLeastOne(wanted))
    }
  }

  /// Do the values so far make this field necessary?
  func isCalledFor(_ field: Field) -> Bool {
    !field.requiredWhen.isEmpty
      && field.requiredWhen.allSatisfy { holds(filling.values[$0.key], $0.value, table[$0.key]) }
  }

  private func standard(_ field: FieldTable) throws -> Value? {
    guard let text = field.field.defaultText, !table.serverSet.contains(field.name) else {
      return nil
    }
    if text == "today", field.field.type == .date { return .day(turn.today) }
    if text == "current", let terms = field.vocabulary?.vocabulary.terms {
      return turn.currentTerm(terms).map { .text($0.term) }
    }
    guard case .value(let value) = try turn.read(field, text) else { return nil }
    return value
  }

  private mutating func checkNeed(_ field: FieldTable) {
    if field.field.type == .changes {
      if filling.changes.isEmpty {
        filling.complain(.missingField(field.field, terms: nil), about: field.name)
      }
    } else if field.field.required {
      filling.complain(
        .missingField(field.field, terms: turn.choices(for: field)), about: field.name)
    } else if isCalledFor(field.field) {
      let conditions = field.field.requiredWhen.keys.sorted().map { name in
        (field: name, value: conditionText(filling.values[name], table[name]))
      }
      filling.complain(.missingWhen(field.field, conditions), about: field.name)
    }
  }

  private mutating func checkBounds(_ field: FieldTable, _ value: Value, day: Day) {
    let place = filling.places[field.name]
    let limits = field.field
    switch value {
    case .text(let text) where field.isText: checkText(field, text, at: place)
    case .text(let term): checkValidity(field, term, day: day)
    case .terms(let terms):
      if let max = limits.max, terms.count > Int(max) {
        filling.complain(.tooMany(limits, Int(max), at: place), about: field.name)
      }
      for term in terms { checkValidity(field, term, day: day) }
    case .number(let number):
      if limits.min.map({ number < $0 }) ?? false || limits.max.map({ number > $0 }) ?? false {
        filling.complain(.outOfBounds(limits, at: place), about: field.name)
      }
    case .day(let day): checkDay(field, day, at: place)
    default: break
    }
  }

  /// Also of what was not given now: a new beginning may lie after the end that is there already.
  private mutating func checkOrder(_ field: FieldTable, _ value: Value) {
    guard let name = field.field.notBefore, let first = filling.day(name),
      case .day(let day) = value, day < first, !filling.bad.contains(field.name)
    else { return }
    let place = filling.places[field.name]
    filling.complain(.before(field.field, day, name, first, at: place), about: field.name)
  }

  private mutating func checkText(_ field: FieldTable, _ text: String, at place: Range<Int>?) {
    let count = text.unicodeScalars.count
    let isLong = field.field.type == .longText
    let most =
      field.field.max.map { Int($0) }
      ?? (isLong ? Limits.longTextCharactersMax : Limits.textCharactersMax)
    if count > most {
      filling.complain(.tooLong(field.field, most: most, is: count, at: place), about: field.name)
    } else if let least = field.field.min.map({ Int($0) }), count < least {
      filling.complain(.tooShort(field.field, least: least, at: place), about: field.name)
    } else if !isLong, text.utf8.contains(0x0A) {
      filling.complain(.oneLine(field.field, at: place), about: field.name)
    }
  }

  private mutating func checkValidity(_ field: FieldTable, _ stored: String, day: Day) {
    guard let term = field.vocabulary?.vocabulary.term(stored) else { return }
    let place = filling.places[field.name]
    if let last = term.retiredAfter, day > last {
      filling.complain(.retired(term, after: last, field.field, at: place), about: field.name)
    } else if let first = term.validFrom, day < first {
      filling.complain(.notYetValid(term, from: first, field.field, at: place), about: field.name)
    }
  }

  private mutating func checkDay(_ field: FieldTable, _ day: Day, at place: Range<Int>?) {
    if day > turn.today, !field.field.future {
      return filling.complain(.future(field.field, day, at: place), about: field.name)
    }
    guard day < turn.today else { return }
    switch field.field.past {
    case .allowed: break
    case .refused: filling.complain(.past(field.field, day, at: place), about: field.name)
    case .needs(let other):
      if filling.values[other] == nil, !filling.bad.contains(other) {
        filling.complain(.pastNeeds(other, day), about: other)
      }
    }
  }
}

/// Is this value one of these terms? Of sessions, `part-time` and `full-time` may be asked.
func holds(_ value: Value?, _ terms: [String], _ field: FieldTable? = nil) -> Bool {
  switch value {
  case .text(let text)? where field?.field.type == .sessions:
    SessionPattern(text: text).map { terms.contains(where: $0.meets) } ?? false
  case .text(let term)?: terms.contains(term)
  case .terms(let found)?: found.contains(where: terms.contains)
  case .truth(let truth)?: terms.contains(truth ? "yes" : "no")
  default: false
  }
}

/// The day a record is about: its field `day`, else the day it happened, else today.
func recordDay(_ values: [String: Value], _ definition: CommandDefinition, today: Day) -> Day {
  if case .day(let day)? = values["day"] { return day }
  for name in definition.happened {
    if case .day(let day)? = values[name] { return day }
  }
  return today
}

/// When it happened, as far as was said: the moment; for a past day without a time, its midday.
func happened(
  _ values: [String: Value], _ definition: CommandDefinition, zone: Zone, now: Instant
) -> Instant {
  var day: Day?
  var time: TimeOfDay?
  for name in definition.happened {
    switch values[name] {
    case .day(let found)?: day = day ?? found
    case .time(let found)?: time = time ?? found
    default: break
    }
  }
  let today = zone.local(now).day
  if let time { return zone.instant(day: day ?? today, time: time) }
  guard let day, day != today else { return now }
  return zone.instant(day: day, time: TimeOfDay(minutes: 720) ?? .midnight)
}

/// What a condition on a field has found in it.
private func conditionText(_ value: Value?, _ field: FieldTable?) -> String {
  guard let value else { return "" }
  let isPartTime = field?.field.type == .sessions && holds(value, ["part-time"], field)
  return isPartTime ? "part-time" : termText(value)
}

/// The stored text of a term, or yes and no.
func termText(_ value: Value) -> String {
  switch value {
  case .text(let term): term
  case .terms(let terms): terms.joined(separator: ", ")
  case .truth(let truth): truth ? "yes" : "no"
  default: ""
  }
}
