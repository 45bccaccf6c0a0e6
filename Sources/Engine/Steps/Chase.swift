// chase: reminds those whose children's session nobody has marked.

import Domain

extension Turn {
  func chase(_ table: CommandTable, _ filling: Filling, _ text: String) throws -> Decision {
    let day = filling.day("day") ?? today
    let session = filling.text("session") ?? ""
    let unmarked = try roll(of: allChildren(), day, session).unmarked
    let name = named(session, day)
    guard !unmarked.isEmpty else {
      return decide([], Reply(text: "Everyone who is expected is marked for the \(name)."))
    }
    // Who is assigned stands in the child's own channel: more people read the register.
    let list = few(unmarked.map(\.child.short), Limits.summaryListMax)
    let head = "Not yet recorded for the \(name), as recorded at \(time.text)"
    var changes = announce("\(head): \(list)", line: text)
    if unmarked.count <= Limits.chaseChildrenMax {
      changes.append(.consequences(unmarked.map { reminder(of: $0.child, name) }))
    } else if let place = roster.channel(single: "coordination") {
      let alert = "\(unmarked.count) children are not yet marked for the \(name)."
      changes.append(.consequences([houseMessage(alert, in: place.id)]))
    }
    return decide(changes)
  }

  private func reminder(of child: Child, _ session: String) -> Change {
    let people = assigned(to: child).map { "@" + $0 }
    let who = people.isEmpty ? "nobody is assigned" : few(people)
    return houseMessage(
      "\(child.short) is not yet marked for the \(session): \(who).", in: child.channel)
  }
}
