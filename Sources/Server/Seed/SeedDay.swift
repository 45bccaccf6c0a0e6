// One day's lines in the order of time: first only when and what, then each as it is asked for.
import Domain

/// The lines of a day. What is kept is small: eight bytes a line; its words are drawn on the way.
struct SeedDay: Sequence {
  let plan: SeedPlan
  let day: Day
  /// The day's place in the history; nil for a day on which nothing happens.
  let index: Int?

  /// What a line is.
  enum What: UInt8 {
    case morning, afternoon, noteMorning, noteAfternoon, attain, concern, flag, query, amend, talk
    case staffTalk
  }

  fileprivate struct Item {
    let minute: Int16
    let what: What
    /// The child, or the number of a message in the staff channel.
    let subject: Int32
  }

  struct Iterator: IteratorProtocol {
    private let day: SeedDay
    private var items: ArraySlice<Item>

    fileprivate init(_ day: SeedDay, _ items: [Item]) {
      self.day = day
      self.items = items[...]
    }

    mutating func next() -> SeedLine? {
      items.popFirst().map { day.line($0) }
    }
  }

  func makeIterator() -> Iterator {
    guard let index else { return Iterator(self, []) }
    var items: [Item] = []
    for child in plan.children.indices { items += self.items(child, index) }
    for number in 0..<plan.size.rates.staffTalk {
      var dice = SplitMix(plan.seed, 20, index, number)
      items.append(
        Item(minute: 480 + Int16(dice.below(540)), what: .staffTalk, subject: Int32(number)))
    }
    // Two lines of one minute keep the order of the children, and a child's lines their own.
    items.sort {
      ($0.minute, $0.subject, $0.what.rawValue) < ($1.minute, $1.subject, $1.what.rawValue)
    }
    return Iterator(self, items)
  }

  private func items(_ child: Int, _ index: Int) -> [Item] {
    let rates = plan.size.rates
    var dice = SplitMix(plan.seed, 21, child, index)
    var items: [Item] = []
    func add(_ what: What, _ minute: Int) {
      items.append(Item(minute: Int16(minute), what: what, subject: Int32(child)))
    }
    let morning = plan.mark(child, index, day, isMorning: true)
    let afternoon = plan.mark(child, index, day, isMorning: false)
    add(.morning, morning.minute)
    add(.afternoon, afternoon.minute)
    if dice.chance(rates.note), morning.isHere { add(.noteMorning, 690 + dice.below(60)) }
    if dice.chance(rates.note), afternoon.isHere { add(.noteAfternoon, 890 + dice.below(70)) }
    if dice.chance(rates.attain), morning.isHere { add(.attain, 700 + dice.below(260)) }
    if dice.chance(rates.concern) { add(.concern, 600 + dice.below(370)) }
    if dice.chance(rates.flag) { add(.flag, 600 + dice.below(370)) }
    if dice.chance(rates.talk) { add(.talk, 500 + dice.below(500)) }
    if dice.chance(5_000), isQueried(child, index) {
      let asked = 600 + dice.below(120)
      add(.query, asked)
      add(.amend, asked + 60 + dice.below(200))
    }
    return items
  }

  /// Yesterday's morning away, with nobody named who told us.
  private func isQueried(_ child: Int, _ index: Int) -> Bool {
    guard index > 0, plan.days.indices.contains(index - 1) else { return false }
    let mark = plan.mark(child, index - 1, plan.days[index - 1], isMorning: true)
    return mark.status == "absent" && mark.informedBy == nil
  }

  private func line(_ item: Item) -> SeedLine {
    let child = Int(item.subject)
    let at = TimeOfDay(minutes: Int(item.minute)) ?? .midnight
    var dice = SplitMix(plan.seed, 22, child, index ?? 0, Int(item.what.rawValue))
    if item.what == .staffTalk {
      let names = plan.members.filter { $0.roles != [.admin] }
      return SeedLine(
        login: dice.pick(names).login, channel: "staff", at: at, command: "",
        fields: [("text", .string(dice.pick(SeedTalk.staff)))])
    }
    let (login, command, fields) = words(item.what, child, &dice)
    return SeedLine(
      login: login, channel: plan.children[child].short, at: at, command: command, fields: fields)
  }

  private func words(
    _ what: What, _ child: Int, _ dice: inout SplitMix
  ) -> (login: String, command: String, fields: [(String, JSON)]) {
    let author = dice.pick(plan.children[child].team)
    switch what {
    case .morning, .afternoon:
      let isMorning = what == .morning
      let mark = plan.mark(child, index ?? 0, day, isMorning: isMorning)
      return (mark.login, "attend", mark.fields + [("session", .string(isMorning ? "AM" : "PM"))])
    case .noteMorning: return (author, "note", SeedForms.note("AM", day, &dice))
    case .noteAfternoon: return (author, "note", SeedForms.note("PM", day, &dice))
    case .attain: return (author, "attain", SeedForms.attain(&dice))
    case .concern: return (author, "concern", SeedForms.concern(day, &dice))
    case .flag: return (author, "flag", SeedForms.flag(plan.children[child].short, day, &dice))
    case .query: return (plan.children[child].lead, "query", SeedForms.query(before, &dice))
    case .amend:
      let mark = plan.mark(child, (index ?? 1) - 1, day, isMorning: true)
      return (mark.login, "amend", SeedForms.amend(before, mark.reason ?? "", &dice))
    case .talk, .staffTalk:
      let speaker = dice.chance(2_500) ? plan.children[child].lead : author
      let text = dice.pick(SeedTalk.chat) + dice.pick(SeedTalk.chatEndings)
      return (speaker, "", [("text", .string(text))])
    }
  }

  /// The attendance record of the morning before.
  private var before: String { "attendance \(2 * ((index ?? 1) - 1) + 1)" }
}

extension SeedMark {
  /// Was the child here, so that there is something to write about?
  var isHere: Bool { !["absent", "not-expected", "remote"].contains(status) }
}
