// Which record a text means: `attendance 3`, `attendance #3`, `AB attendance 3`, or a bare `3`.

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
      let kinds = kindsHere()
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
    guard let lookup, let grant = grant(.read, in: place),
      let record = try lookup.record(kind: kind, number: number, grant)
    else { return .wrong(.record) }
    found[record.id] = record
    return .value(.record(record.id))
  }

  private func recordNumber(_ word: String) -> Int64? {
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
