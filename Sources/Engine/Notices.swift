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
  var isAbsent: Bool { status(new) == "absent" }
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
    return try (correction(mark, day, session, now: nil) ?? []) + parentMails(mark, day, session)
  }

  func notices(unhiding record: Record) throws -> [Change] {
    guard let mark = hidden(record, old: [:], new: record.values),
      let (day, session) = MarkChange.key(record.values)
    else { return [] }
    return try (correction(mark, day, session, now: mark.new) ?? [])
      + parentMails(mark, day, session)
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
    var changes: [Change] = []
    // A mark that moves leaves a session behind of which something may have been told.
    if let old = mark.old.flatMap(MarkChange.key), old != (day, session) {
      changes += try correction(mark, old.day, old.session, now: nil) ?? []
    }
    changes +=
      try correction(mark, day, session, now: mark.new) ?? notice(mark, day, session)
    changes += try parentMails(mark, day, session)
    changes += try watchWord(mark, day, session)
    return changes
  }

  // MARK: The school

  /// A mail that corrects what was told of the session; nil where nothing was told.
  private func correction(
    _ mark: MarkChange, _ day: Day, _ session: String, now values: [String: Value]?
  ) throws -> [Change]? {
    guard let lookup, let place = roster.channel(single: "outbox"),
      let grant = houseGrant(.read, in: place.id)
    else { return nil }
    let told = try lookup.tellings(of: mark.child.id, day, session, grant).reversed()
    // What was cancelled before it left told nobody anything.
    let newest = try told.lazy.compactMap { one -> (mail: Record, telling: Telling)? in
      guard let mail = try lookup.record(one.mail, grant), mail.state != "cancelled" else {
        return nil
      }
      return (mail, one.telling)
    }.first
    guard let newest else { return nil }
    let digest = toldDigest(mark.child, values, receipt: values == nil ? "" : mark.receipt)
    guard newest.telling.digest != digest,
      case .record(let id)? = newest.mail.values["school"], let school = try school(id),
      wants(school, "correction")
    else { return [] }
    let telling = Telling(
      child: mark.child.id, day: day, session: session, record: values == nil ? nil : mark.record,
      digest: digest)
    let slots = slots(of: school, day, session).merging(facts(of: mark.child, values)) { $1 }
    let what = values == nil ? "left" : "correction"
    return try queue(
      letter(
        .correction,
        // A mark may be hidden and shown again without a new version.
        key: "\(what)|\(mark.receipt)|\(mark.revision)|\(newest.mail.number)", to: school, slots,
        [:], [telling]))
  }

  private func notice(_ mark: MarkChange, _ day: Day, _ session: String) throws -> [Change] {
    guard ["absent", "late"].contains(mark.status(mark.new)),
      let home = try homeSchool(of: mark.child, on: day), wants(home.school, "notice")
    else { return [] }
    let telling = Telling(
      child: mark.child.id, day: day, session: session, record: mark.record,
      digest: toldDigest(mark.child, mark.new, receipt: mark.receipt))
    let slots = slots(of: home.school, day, session)
      .merging(facts(of: mark.child, mark.new)) { $1 }
    return try queue(
      letter(
        .absenceNotice, key: "absence-notice|\(mark.receipt)|\(mark.revision)", to: home.school,
        slots, [:], [telling]))
  }

  // MARK: Parents

  /// Parents hear of an absence; and where they have heard of it, of what it has become.
  private func parentMails(_ mark: MarkChange, _ day: Day, _ session: String) throws -> [Change] {
    guard mark.isAbsent || mark.status(mark.old) == "absent",
      mark.status(mark.new) != mark.status(mark.old), let lookup,
      let template = catalog.mails[.parentAbsence], tables.records["parent_mail"] != nil,
      let grant = houseGrant(.read, in: mark.child.channel)
    else { return [] }
    let query = RecordQuery(kind: "parent_mail", state: "verified", limit: Limits.pageRowsMax)
    return try lookup.records(query, [grant]).flatMap { parent -> [Change] in
      let base = "parent-absence|\(mark.receipt)|\(parent.receipt)"
      let wasTold = try hasMail(base)
      // A mark that comes back into sight is no news to those who never heard of it.
      guard wasTold || mark.isAbsent && mark.old?.isEmpty != true else { return [] }
      let key = wasTold ? try unused("\(base)|\(mark.revision)") : base
      let slots = facts(of: mark.child, mark.new.isEmpty ? nil : mark.new).merging([
        "name": oneLine(textValue(parent.values["name"]) ?? ""), "date": dayText(day),
        "session": sessionLabel(session), "time": time.text,
      ]) { $1 }
      return try queue(
        Letter(
          key: key, template: template.id, to: parent, subject: template.subject(slots),
          body: template.text(slots)))
    }
  }

  /// The key itself where it is free, else with a letter: a mark may be hidden and shown again without
  /// a new version.
  private func unused(_ key: String) throws -> String {
    for letter in ["", "b", "c", "d", "e", "f", "g", "h"] where try !hasMail(key + letter) {
      return key + letter
    }
    return key
  }

  /// Is there a mail with this key?
  func hasMail(_ key: String) throws -> Bool {
    guard let lookup, let place = roster.channel(single: "outbox"),
      let grant = houseGrant(.read, in: place.id)
    else { return false }
    return try lookup.record(kind: "mail", oneKey: key, grant) != nil
  }

  // MARK: Safeguarding

  /// A word to the safeguarding leads when a child whom they watch is absent; once a session.
  private func watchWord(_ mark: MarkChange, _ day: Day, _ session: String) throws -> [Change] {
    guard mark.isAbsent, let lookup, tables.records["watch"] != nil,
      let place = roster.channel(single: "safeguarding"),
      let grant = houseGrant(.read, in: place.id),
      let watch = try lookup.record(
        kind: "watch", oneKey: String(mark.child.id.raw), grant), isInForce(watch, on: day)
    else { return [] }
    if try wasAbsent(mark, (day, session), since: watch.writtenAt) { return [] }
    let term = textValue(watch.values["because"]) ?? ""
    let because = tables.vocabularies["watch-reason"]?.vocabulary.term(term)?.label ?? term
    let facts = facts(of: mark.child, mark.new)["facts"] ?? ""
    let text =
      "\(mark.child.short) is absent, \(named(session, day)): \(facts). "
      + "Watched: \(because.lowercased())."
    return [.consequences([houseMessage(text, in: place.id)])]
  }

  /// Was it marked as absent in this session before, when the leads heard of it?
  private func wasAbsent(
    _ mark: MarkChange, _ key: (Day, String), since: Instant
  ) throws -> Bool {
    guard let id = mark.record, let lookup,
      let grant = houseGrant(.read, in: mark.child.channel)
    else { return false }
    return try lookup.revisions(of: id, grant).contains { version in
      mark.status(version.values) == "absent" && since <= version.at
        && MarkChange.key(version.values).map { $0 == key } ?? false
    }
  }
}
