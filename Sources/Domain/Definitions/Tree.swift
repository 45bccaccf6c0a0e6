// A definition's text as a tree in which every value and key knows its place.

/// A place in a file, both from 1; the column counts Unicode scalars.
struct Place: Comparable, Sendable {
  let line: Int
  let column: Int
  static let start = Place(line: 1, column: 1)
  static func < (left: Place, right: Place) -> Bool {
    (left.line, left.column) < (right.line, right.column)
  }
}

/// A value with its place.
struct Node: Sendable {
  /// A key with its value.
  struct Member: Sendable {
    let name: String
    let place: Place
    let value: Node
  }
  indirect enum Value: Sendable {
    case null
    case truth(Bool)
    case number(Double)
    case text(String)
    case list([Node])
    case object([Member])
  }
  let place: Place
  let value: Value

  /// What it is, for a sentence.
  var noun: String {
    switch value {
    case .null: "null"
    case .truth(let truth): "\(truth)"
    case .number: "a number"
    case .text: "a text"
    case .list: "a list"
    case .object: "an object"
    }
  }
}

/// Something read, and where.
struct Found<Value: Sendable>: Sendable {
  let value: Value
  let place: Place
}
