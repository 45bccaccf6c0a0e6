// How a field's value lies in its column, and how it is read back.
import Domain

/// What a column can hold.
enum StoredValue: Bindable, Equatable {
  case null
  case integer(Int64)
  case real(Double)
  case text(String)
  case bytes([UInt8])

  func bind(_ statement: OpaquePointer, _ index: Int32) -> Int32 {
    switch self {
    case .null: Int64?.none.bind(statement, index)
    case .integer(let value): value.bind(statement, index)
    case .real(let value): value.bind(statement, index)
    case .text(let value): value.bind(statement, index)
    case .bytes(let value): value.bind(statement, index)
    }
  }
}

extension StoredValue {
  /// The text whose bytes a content's hash is taken of; nil for what is absent or is no text.
  var hashedText: String? {
    switch self {
    case .null, .bytes: nil
    case .integer(let number): String(number)
    case .real(let number): String(number)
    case .text(let text): text
    }
  }
}

extension FieldType {
  /// The column's declared type.
  var columnType: String {
    switch self {
    case .yesNo, .member, .child, .record: "INTEGER"
    case .number, .message: "REAL"
    default: "TEXT"
    }
  }

  /// Two types of one family lie in the column alike, so a definition may move between them.
  var family: FieldType {
    switch self {
    case .text, .longText, .email, .choice, .scale, .kind, .command, .grantRole, .sessions: .text
    case .number, .message: .number
    default: self
    }
  }

  /// The family's name outside.
  var familyName: String { family == .text ? "words" : family.rawValue }

  /// How a value of this type is stored; nil when the value is of another type.
  func stored(_ value: Value) -> StoredValue? {
    switch (family, value) {
    case (.text, .text(let text)): .text(text)
    case (.choices, .terms(let terms)): .text(jsonText(terms))
    case (.date, .day(let day)): .text(day.text)
    case (.time, .time(let time)): .text(time.text)
    case (.number, .number(let number)): .real(number)
    case (.yesNo, .truth(let truth)): .integer(truth ? 1 : 0)
    case (.member, .member(let member)): .integer(member.raw)
    case (.child, .child(let child)): .integer(child.raw)
    case (.record, .record(let record)): .integer(record.raw)
    case (.children, .children(let parts)): .text(jsonText(parts))
    default: nil
    }
  }

  /// The value in a column; nil for NULL.
  func value(_ row: Row, _ column: Int32) throws -> Value? {
    if row.isNull(column) { return nil }
    switch family {
    case .text: return .text(row.text(column))
    case .number: return .number(row.real(column))
    case .yesNo: return .truth(row.integer(column) != 0)
    case .member: return .member(MemberID(row.integer(column)))
    case .child: return .child(ChildID(row.integer(column)))
    case .record: return .record(RecordID(row.integer(column)))
    case .date: return .day(try row.day(column))
    case .time: return .time(try timeOfDay(row.text(column)))
    case .choices: return .terms(try texts(json: row.text(column)))
    case .children: return .children(try childParts(json: row.text(column)))
    default: throw Failure.broken("a field of type \(rawValue) has no column")
    }
  }
}

/// Texts as a JSON array.
func jsonText(_ texts: [String]) -> String {
  var writer = JSONWriter()
  writer.array { array in for text in texts { array.string(text) } }
  return String(decoding: writer.bytes, as: UTF8.self)
}

/// Numbers as a JSON array, which a statement takes as one value and reads as rows.
func jsonList(_ numbers: some Sequence<Int64>) -> String {
  "[" + numbers.lazy.map(String.init).joined(separator: ",") + "]"
}

/// Texts from a JSON array.
func texts(json: String) throws -> [String] {
  guard let items = (try? JSON.parse(Array(json.utf8)))?.items else {
    throw Failure.broken("a list is not a list")
  }
  return items.compactMap(\.text)
}

private func jsonText(_ parts: [ChildPart]) -> String {
  var writer = JSONWriter()
  writer.array { array in
    for part in parts {
      array.object { object in
        object.member("child", part.child.raw)
        object.member("part", part.part)
      }
    }
  }
  return String(decoding: writer.bytes, as: UTF8.self)
}

private func childParts(json: String) throws -> [ChildPart] {
  guard let items = (try? JSON.parse(Array(json.utf8)))?.items else {
    throw Failure.broken("a list of children is not a list")
  }
  return try items.map { item in
    guard case .number(let child)? = item["child"], let part = item["part"]?.text else {
      throw Failure.broken("a list of children lacks a child or a part")
    }
    return ChildPart(child: ChildID(Int64(child)), part: part)
  }
}

private func timeOfDay(_ text: String) throws -> TimeOfDay {
  let parts = text.split(separator: ":")
  guard parts.count == 2, let hours = Int(parts[0]), let minutes = Int(parts[1]),
    let time = TimeOfDay(minutes: hours * 60 + minutes)
  else { throw Failure.broken("a time is not a time") }
  return time
}
