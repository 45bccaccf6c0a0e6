// find: records and messages that match, in the channels that the asker may read.

import Domain

extension Turn {
  func find(_ filling: Filling) throws -> Decision {
    guard grant(.read) != nil, let lookup else { throw Complaint.mayNot(.read) }
    let words = filling.text("words") ?? ""
    guard words.unicodeScalars.count <= Limits.queryCharactersMax else {
      throw Complaint.tooManyWords()
    }
    let query = RecordQuery(
      kind: filling.text("kind"), from: filling.day("from"), to: filling.day("to"),
      state: filling.text("state").map { folded($0).split(separator: " ").joined(separator: "-") },
      limit: Limits.pageRowsDefault)
    try checkOrder("to", after: "from", filling)
    let hasFilter =
      query.kind != nil || query.from != nil || query.to != nil || query.state != nil
    guard hasFilter || !words.isEmpty else { throw Complaint.nothingToFind() }
    let grants = searched()
    let noted = grants.filter(\.isSensitive).map { grant in
      let kind = roster.channels[grant.channel]?.kind ?? ""
      return Change.noted(
        act: "\(kind).read", channel: grant.channel, member: nil, detail: "searched by /find")
    }
    if words.isEmpty {
      let records = try lookup.records(query, grants)
      return decide(noted, reply(records.map { line(of: $0) }, records))
    }
    let hits = try lookup.search(words, limit: Limits.pageRowsMax, grants)
    let messages = hits.messages
      .filter { !hasFilter || matches($0.record, query) }.prefix(Limits.pageRowsDefault)
    var seen: Set<RecordID> = []
    let shown = messages.filter { $0.record.map { seen.insert($0.id).inserted } ?? true }
    return decide(
      noted, reply(shown.map { line(of: $0) }, shown.compactMap(\.record), isCut: hits.isCut))
  }

  /// In a child's channel only that one; elsewhere all that the asker may read.
  private func searched() -> [Grant] {
    kind.aboutChild
      ? [grant(.read)].compactMap(\.self) : list.channels(member.id, .read)
  }

  private func matches(_ record: Record?, _ query: RecordQuery) -> Bool {
    guard let record else { return false }
    return (query.kind.map { $0 == record.kind } ?? true)
      && (query.from.map { $0 <= record.day } ?? true)
      && (query.to.map { record.day <= $0 } ?? true)
      && (query.state.map { $0 == record.state } ?? true)
  }

  private func reply(_ lines: [String], _ records: [Record], isCut: Bool = false) -> Reply {
    let cut = "The search stopped early: look in one channel, or add a rarer word, to find older."
    guard !lines.isEmpty else { return Reply(text: isCut ? cut : "Nothing was found.") }
    let isFull = lines.count >= Limits.pageRowsDefault
    let head = isFull ? "The newest \(lines.count):" : "Found \(lines.count):"
    let rows = [head] + lines + (isCut && !isFull ? [cut] : [])
    return Reply(text: rows.joined(separator: "\n"), records: records)
  }

  private func line(of record: Record) -> String {
    let place = roster.channels[record.channel]?.name ?? ""
    return "\(place) \(dayText(record.day)) \(engine.summary(record, roster: roster))"
  }

  private func line(of message: Message) -> String {
    if let record = message.record { return line(of: record) }
    let place = roster.channels[message.channel]?.name ?? ""
    let author = roster.members[message.author]?.login ?? ""
    return "\(place) \(dayText(zoneDay(message.at))) \(author): \(oneLine(message.text))"
  }

  /// Complains where one day must not be before another.
  func checkOrder(_ later: String, after earlier: String, _ filling: Filling) throws(Complaint) {
    if let from = filling.day(earlier), let to = filling.day(later), to < from {
      throw .notAfter(later, earlier, at: filling.places[later])
    }
  }
}
