// What follows from a mark: the school hears at once or is corrected, parents and the safeguarding
// leads hear of an absence. All of it in the house's name, and no part of what the asker is told.

import Domain

/// A mark that is about to be written: what it was, and what it will be.
struct MarkChange {
  let child: Child
  /// The record, once there is one.
  let record: RecordID?
  let receipt: String
  /// The version that it will be.
  let revision: Int
  let old: [String: Value]?
  let new: [String: Value]

  static func key(_ values: [String: Value]) -> (day: Day, session: String)? {
    guard case .day(let day)? = values["day"], let session = textValue(values["session"]) else {
      return nil
    }
    return (day, session)
  }
  func status(_ values: [String: Value]?) -> String? { textValue(values?["status"]) }
}

extension Turn {
  /// What follows from a new mark; empty where its command does not notify.
  func notices(opening draft: RecordDraft, of table: CommandTable) throws -> [Change] {
    guard table.notifies, let child = draft.child.flatMap({ roster.children[$0] }) else {
      return []
    }
    return try notices(
      MarkChange(
        child: child, record: nil, receipt: draft.receipt, revision: 1, old: nil,
        new: draft.values))
  }

  /// What follows from a mark's new version.
  func notices(
    revising old: Record, _ values: [String: Value], of table: CommandTable
  ) throws -> [Change] {
    guard table.notifies, let child = old.child.flatMap({ roster.children[$0] }) else { return [] }
    return try notices(
      MarkChange(
        child: child, record: old.id, receipt: old.receipt, revision: old.revision + 1,
        old: old.values, new: values))
  }

  /// What follows when a mark goes out of sight, or comes back: what was told of it is corrected, and
  /// nobody hears anything anew.
  func notices(hiding record: Record) throws -> [Change] {
    guard let mark = hidden(record, old: record.values, new: [:]),
      let (day, session) = MarkChange.key(record.values)
    else { return [] }
    return try corrections(mark, day, session, now: nil)
  }

  func notices(unhiding record: Record) throws -> [Change] {
    guard let mark = hidden(record, old: [:], new: record.values),
      let (day, session) = MarkChange.key(record.values)
    else { return [] }
    return try corrections(mark, day, session, now: mark.new)
  }

  /// What follows when a mark is erased: whoever was told of it is asked to disregard that. A child
  /// of whom everything is erased is named in no new mail.
  func notices(erasing record: Record) throws -> [Change] {
    guard let mark = hidden(record, old: record.values, new: [:]),
      let (day, session) = MarkChange.key(record.values)
    else { return [] }
    return try told(mark.child, day, session).flatMap { last -> [Change] in
      let none = digest(mark, nil, for: last.to)
      return last.digest == none ? [] : try withdrawal(of: last, mark, day, session)
    }
  }

  private func hidden(_ record: Record, old: [String: Value], new: [String: Value])
    -> MarkChange?
  {
    guard tables.records[record.kind]?.notifies == true,
      let child = record.child.flatMap({ roster.children[$0] })
    else { return nil }
    return MarkChange(
      child: child, record: record.id, receipt: record.receipt, revision: record.revision,
      old: old, new: new)
  }

  private func notices(_ mark: MarkChange) throws -> [Change] {
    guard let (day, session) = MarkChange.key(mark.new) else { return [] }
    let old = mark.old.flatMap(MarkChange.key)
    let isMoved = old.map { $0 != (day, session) } ?? false
    var changes: [Change] = []
    // A mark that moves leaves a session behind of which something may have been told.
    if isMoved, let old { changes += try corrections(mark, old.day, old.session, now: nil) }
    let told = try told(mark.child, day, session)
    changes += try corrections(mark, day, session, now: mark.new, told)
    changes += try notice(mark, day, session, told)
    if isAway(mark.new), isMoved || !isAway(mark.old ?? [:]) {
      changes += try parentMails(mark, day, session, told)
    }
    return try changes + watchWord(mark, day, session)
  }

  /// Does a mark say that the child is not here, as its vocabulary counts?
  func isAway(_ values: [String: Value]) -> Bool {
    textValue(values["status"]).map(engine.statusesAway.contains) ?? false
  }

  /// Is there a mail with this key?
  func hasMail(_ key: String) throws -> Bool {
    guard let lookup, let place = roster.channel(single: "outbox"),
      let grant = houseGrant(.read, in: place.id)
    else { return false }
    return try lookup.record(kind: "mail", oneKey: key, grant) != nil
  }
}

// What was told, and what has to be told instead.
extension Turn {
  /// What a school or a parent was told last of a session.
  private struct Told {
    let to: Record
    /// The mail's number.
    let mail: Int64
    let digest: String
    var isSchool: Bool { to.kind == "school" }
  }

  /// What was told last of a child's session, to each who was told.
  private func told(_ child: Child, _ day: Day, _ session: String) throws -> [Told] {
    guard let lookup, let place = roster.channel(single: "outbox"),
      let grant = houseGrant(.read, in: place.id)
    else { return [] }
    var seen: Set<RecordID> = []
    return try lookup.tellings(of: child.id, day, session, grant).reversed().compactMap { one in
      // What was cancelled before it left told nobody anything.
      guard let mail = try lookup.record(one.mail, grant), mail.state != "cancelled",
        let to = try addressee(of: mail, child), seen.insert(to.id).inserted
      else { return nil }
      return Told(to: to, mail: mail.number, digest: one.telling.digest)
    }
  }

  private func addressee(of mail: Record, _ child: Child) throws -> Record? {
    if case .record(let id)? = mail.values["school"] { return try school(id) }
    let key = textValue(mail.values["key"]) ?? ""
    return try parents(of: child).first { key.hasPrefix(parentKey($0)) }
  }

  private func parentKey(_ parent: Record) -> String { "parent|\(parent.receipt)|" }

  private func parents(of child: Child) throws -> [Record] {
    guard let lookup, tables.records["parent_mail"] != nil,
      let grant = houseGrant(.read, in: child.channel)
    else { return [] }
    let query = RecordQuery(kind: "parent_mail", limit: Limits.pageRowsMax)
    return try lookup.records(query, [grant])
  }

  /// Schools hear of every fact, parents of another status alone.
  private func digest(_ mark: MarkChange, _ values: [String: Value]?, for to: Record) -> String {
    let receipt = values == nil ? "" : mark.receipt
    guard to.kind != "school" else { return toldDigest(mark.child, values, receipt: receipt) }
    let status = facts(of: mark.child, values)["status"] ?? ""
    return SHA256.hex(Array("\(receipt)\n\(status)".utf8))
  }

  private func telling(
    _ mark: MarkChange, _ day: Day, _ session: String, _ values: [String: Value]?, for to: Record
  ) -> Telling {
    Telling(
      child: mark.child.id, day: day, session: session, record: values == nil ? nil : mark.record,
      digest: digest(mark, values, for: to))
  }

  private func corrections(
    _ mark: MarkChange, _ day: Day, _ session: String, now values: [String: Value]?
  ) throws -> [Change] {
    try corrections(mark, day, session, now: values, told(mark.child, day, session))
  }

  /// Corrects what each was told. Facts go to the school that is the home school now, and to parents;
  /// another school is only told, once, that what it has heard counts no more.
  private func corrections(
    _ mark: MarkChange, _ day: Day, _ session: String, now values: [String: Value]?,
    _ told: [Told]
  ) throws -> [Change] {
    guard !told.isEmpty else { return [] }
    let home = try homeSchool(of: mark.child, on: day)?.school.id
    return try told.flatMap { last -> [Change] in
      let isOut = last.digest == Turn.withdrawn && values == nil
      guard last.digest != digest(mark, values, for: last.to), !isOut else { return [] }
      guard !last.isSchool || last.to.id == home else {
        return try withdrawal(of: last, mark, day, session)
      }
      // A mark may be hidden and shown again without a new version.
      let key =
        "\(values == nil ? "left" : "correction")|\(mark.receipt)|\(mark.revision)|\(last.mail)"
      let telling = telling(mark, day, session, values, for: last.to)
      guard last.isSchool else {
        return try mail(to: last.to, key, mark, day, session, values, telling)
      }
      if let word = notTold(last, mark, day, session) { return [word] }
      guard wants(last.to, "correction") else { return [] }
      let slots = slots(of: last.to, day, session).merging(facts(of: mark.child, values)) { $1 }
      return try queue(letter(.correction, key: key, to: last.to, slots, [:], [telling]))
    }
  }

  /// Asks to disregard what was told; once, and without any fact.
  private func withdrawal(
    of last: Told, _ mark: MarkChange, _ day: Day, _ session: String
  ) throws -> [Change] {
    guard last.digest != Turn.withdrawn else { return [] }
    if let word = notTold(last, mark, day, session) { return [word] }
    guard !last.isSchool || wants(last.to, "correction") else { return [] }
    let name = last.isSchool ? slots(of: last.to, day, session)["officer"] : nil
    let slots = [
      "child": oneLine(mark.child.name), "date": dayText(day), "session": sessionLabel(session),
      "time": time.text, "name": name ?? oneLine(textValue(last.to.values["name"]) ?? ""),
    ]
    let telling = Telling(
      child: mark.child.id, day: day, session: session, record: nil, digest: Turn.withdrawn)
    let key = "withdrawal|\(mark.receipt)|\(mark.revision)|\(last.mail)"
    return try queue(
      letter(
        .withdrawal, key: (last.isSchool ? "" : parentKey(last.to)) + key, to: last.to, slots,
        [:], [telling]))
  }

  /// The word to the coordinators that a school cannot be put right; nil where it can, or asks for
  /// no corrections.
  private func notTold(
    _ last: Told, _ mark: MarkChange, _ day: Day, _ session: String
  ) -> Change? {
    guard last.isSchool, !mayBeMailed(last.to), asksFor(last.to, "correction"),
      let place = roster.channel(single: "coordination")
    else { return nil }
    let name = textValue(last.to.values["name"]) ?? ""
    let text =
      "\(oneLine(name)) still believes what it was told of \(mark.child.short), "
      + "\(named(session, day)): it is no longer so, but the school's address is not verified."
    return .consequences([houseMessage(text, in: place.id)])
  }
}

// What is news.
extension Turn {
  /// The home school hears at once who is not there, or came late.
  private func notice(
    _ mark: MarkChange, _ day: Day, _ session: String, _ told: [Told]
  ) throws -> [Change] {
    guard isAway(mark.new) || mark.status(mark.new) == "late",
      let home = try homeSchool(of: mark.child, on: day), wants(home.school, "notice"),
      !told.contains(where: { $0.to.id == home.school.id })
    else { return [] }
    let slots = slots(of: home.school, day, session)
      .merging(facts(of: mark.child, mark.new)) { $1 }
    return try queue(
      letter(
        .absenceNotice, key: "absence-notice|\(mark.receipt)|\(mark.revision)", to: home.school,
        slots, [:], [telling(mark, day, session, mark.new, for: home.school)]))
  }

  /// Parents hear of an absence, where that is agreed with them.
  private func parentMails(
    _ mark: MarkChange, _ day: Day, _ session: String, _ told: [Told]
  ) throws -> [Change] {
    try parents(of: mark.child).flatMap { parent -> [Change] in
      guard !told.contains(where: { $0.to.id == parent.id }) else { return [] }
      return try mail(
        to: parent, "absence|\(mark.receipt)|\(mark.revision)", mark, day, session, mark.new,
        telling(mark, day, session, mark.new, for: parent))
    }
  }

  private func mail(
    to parent: Record, _ key: String, _ mark: MarkChange, _ day: Day, _ session: String,
    _ values: [String: Value]?, _ telling: Telling
  ) throws -> [Change] {
    guard mayBeMailed(parent), catalog.mails[.parentAbsence] != nil else { return [] }
    let slots = facts(of: mark.child, values).merging([
      "name": oneLine(textValue(parent.values["name"]) ?? ""), "date": dayText(day),
      "session": sessionLabel(session), "time": time.text,
    ]) { $1 }
    return try queue(
      letter(.parentAbsence, key: parentKey(parent) + key, to: parent, slots, [:], [telling]))
  }
}
