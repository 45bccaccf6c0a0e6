// The header fields that every answer of a server carries, made into bytes once.

/// What stands in the head of every answer, be it a handler's, a stream's or a refusal of the room
/// itself; and what is added for requests that came in a certain way, such as by TLS to a proxy.
public struct CommonFields: Sendable {
  /// In every answer.
  let always: [UInt8]
  /// In the answers to requests that `marks` picks out: these and the ones of `always`.
  let marked: [UInt8]
  /// Picks requests out; called on the loop for each request, so it must be quick.
  let marks: @Sendable (Request) -> Bool

  /// None at all.
  public static let none = CommonFields([])

  /// Fields for every answer, and more for the answers to requests that `marks` picks out.
  public init(
    _ always: [(name: String, value: String)],
    andIfMarked more: [(name: String, value: String)] = [],
    marks: @escaping @Sendable (Request) -> Bool = { _ in false }
  ) {
    var bytes: [UInt8] = []
    for (name, value) in always { ResponseWriter.write(name, value, into: &bytes) }
    self.always = bytes
    for (name, value) in more { ResponseWriter.write(name, value, into: &bytes) }
    marked = bytes
    self.marks = marks
  }
}
