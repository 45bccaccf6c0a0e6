// Which record or message a text means: `attendance 3`, `AB attendance #3`, a bare `3`, `message 12`.

import Domain

extension Turn {
  /// The record that a text names. What the asker may not read is unknown, in the same words.
  func record(_ text: String) throws -> Reading {
    var words = text.split(whereSeparator: { $0.unicodeScalars.allSatisfy(isSpace) }).map(
      String.init)
    guard let last = words.popLast(), let number = recordNumber(last) else {
      return .wrong(.record)
    }
    if let kind = recordKind(words.joined(separator: " ")) {
      return try record(kind, number, in: ask.channel)
    }
    // A number alone will do where records of one kind only are kept.
    if words.isEmpty {
      // Requests are about other records: a bare number never means one.
      let kinds = kindsHere().filter { catalog.recordKinds[$0]?.isRequest == false }
      guard kinds.count == 1 else { return .wrong(.recordKind(kinds)) }
      return try record(kinds[0], number, in: ask.channel)
    }
    for cut in words.indices.dropFirst() {
      guard let kind = recordKind(words[cut...].joined(separator: " ")),
        let place = roster.channelsByName[words[..<cut].joined(separator: " ").lowercased()]
      else { continue }
      return try record(kind, number, in: place)
    }
    return .wrong(.record)
  }

  private func record(_ kind: String, _ number: Int64, in place: ChannelID) throws -> Reading {
    guard let grant = grant(.read, in: place),
      let record = try self.record(kind, number, grant)
    else { return .wrong(.record) }
    found[record.id] = record
    return .value(.record(record.id))
  }

  /// A record by its kind and number; a hidden one where the line may be about it.
  func record(_ kind: String, _ number: Int64, _ grant: Grant) throws -> Record? {
    guard let lookup else { return nil }
    if let record = try lookup.record(kind: kind, number: number, grant) { return record }
    return reachesHidden
      ? try lookup.hiddenRecord(kind: kind, number: number, grant) : nil
  }

  /// The message of this channel that a number names: `12`, `#12` or `message 12`.
  func message(_ text: String) throws -> Reading {
    let words = text.split(whereSeparator: { $0.unicodeScalars.allSatisfy(isSpace) }).map(
      String.init)
    guard let last = words.last, let number = recordNumber(last),
      words.count == 1 || (words.count == 2 && folded(words[0]) == "message")
    else { return .wrong(.message(isNumber: false)) }
    guard let lookup, let grant = grant(.read),
      let message = try lookup.message(number: number, grant)
    else { return .wrong(.message(isNumber: true)) }
    named[number] = message
    return .value(.number(Double(number)))
  }

  func recordNumber(_ word: String) -> Int64? {
    let digits = word.utf8.first == UInt8(ascii: "#") ? String(word.dropFirst()) : word
    guard (1...18).contains(digits.utf8.count), digits.utf8.allSatisfy({ (48...57).contains($0) })
    else { return nil }
    return Int64(digits)
  }

  /// The record kinds that can lie in this channel.
  func kindsHere() -> [String] {
    catalog.recordKinds.filter { _, command in
      if let lands = command.lands { return lands == channel.kind }
      return command.kinds.isEmpty || command.kinds.contains(channel.kind)
    }.keys.sorted()
  }
}
