// Where a child was in a session, so that any day can be drawn without the days before it.
import Domain

/// One attendance mark.
struct SeedMark {
  var login: String
  var minute: Int
  var status: String
  var arrived: Int?
  var left: Int?
  var reason: String?
  var informedBy: String?

  var fields: [(String, JSON)] {
    var fields: [(String, JSON)] = [("status", .string(status))]
    func add(_ name: String, _ text: String?) {
      if let text { fields.append((name, .string(text))) }
    }
    add("arrived", arrived.flatMap { TimeOfDay(minutes: $0)?.text })
    add("left", left.flatMap { TimeOfDay(minutes: $0)?.text })
    add("reason", reason)
    add("informed_by", informedBy)
    return fields
  }
}

extension SeedPlan {
  /// The mark of a child in a session of a day. Each child has two marks each day, so that the
  /// morning's of day n (from zero) is the child's attendance 2n+1 and the afternoon's 2n+2.
  func mark(_ child: Int, _ index: Int, _ day: Day, isMorning: Bool) -> SeedMark {
    var dice = SplitMix(seed, 10, child, index, isMorning ? 0 : 1)
    let start = isMorning ? 530 : 770
    var mark = SeedMark(
      login: dice.pick(children[child].team), minute: start + dice.below(45), status: "present")
    if isPartTime(child, day, isMorning: isMorning) {
      mark.status = "not-expected"
      return mark
    }
    if let absence = absence(child, index, isMorning: isMorning) {
      mark.status = "absent"
      mark.reason = absence.reason
      mark.informedBy = dice.chance(6_000) ? absence.from : nil
      return mark
    }
    switch dice.below(1_000) {
    case 0..<45 where isMorning:
      mark.status = "late"
      let arrived = dice.within(555...650)
      mark.arrived = arrived
      mark.minute = arrived + dice.below(10)
      mark.reason = dice.chance(6_000) ? dice.pick(SeedTalk.lateReasons) : nil
    case 0..<25:
      mark.status = "left-early"
      let left = start + dice.within(50...110)
      mark.left = left
      mark.minute = left + dice.below(10)
      mark.reason = dice.pick(SeedTalk.earlyReasons)
    case 45..<50: mark.status = "other-site"
    case 50..<54: mark.status = "remote"
    default: break
    }
    return mark
  }

  /// Some children have a part-time timetable: two afternoons a week at home.
  func isPartTime(_ child: Int, _ day: Day, isMorning: Bool) -> Bool {
    var dice = SplitMix(seed, 11, child)
    return dice.chance(800) && !isMorning && [2 + dice.below(2), 5].contains(day.weekday)
  }

  /// An illness lasts some days; other absences last a day or half of one. A few children are
  /// away a lot.
  private func absence(_ child: Int, _ index: Int, isMorning: Bool) -> (
    reason: String, from: String
  )? {
    var spell = SplitMix(seed, 12, child, index / 3)
    if spell.chance(250) { return (spell.pick(SeedTalk.illnesses), "parent") }
    var habit = SplitMix(seed, 13, child)
    let cases = habit.chance(700) ? 2_200 : 250
    var dice = SplitMix(seed, 14, child, index)
    guard dice.chance(cases) else { return nil }
    let absence = dice.pick(SeedTalk.absences)
    switch dice.below(4) {
    case 0: return isMorning ? absence : nil
    case 1: return isMorning ? nil : absence
    default: return absence
    }
  }
}
