// The numbers by which rows are known inside the house; none of them is shown outside.

/// A number of one kind of thing, so that two kinds cannot be mixed.
public protocol Identifier: Hashable, Comparable, Sendable {
  /// The row number.
  var raw: Int64 { get }
  /// Wraps a row number.
  init(_ raw: Int64)
}

extension Identifier {
  /// Order of creation.
  public static func < (left: Self, right: Self) -> Bool { left.raw < right.raw }
}

/// A member's row.
public struct MemberID: Identifier {
  /// The row number.
  public let raw: Int64
  /// Wraps a row number.
  public init(_ raw: Int64) { self.raw = raw }
}

extension MemberID {
  /// The bot: who acts where no person does, such as the one at the machine. Its one role is `bot`.
  public static let bot = MemberID(0)
  /// Nobody: who asks before anyone has signed in. No row has this number.
  public static let nobody = MemberID(-1)
}

/// A child's row.
public struct ChildID: Identifier {
  /// The row number.
  public let raw: Int64
  /// Wraps a row number.
  public init(_ raw: Int64) { self.raw = raw }
}

/// A channel's row.
public struct ChannelID: Identifier {
  /// The row number.
  public let raw: Int64
  /// Wraps a row number.
  public init(_ raw: Int64) { self.raw = raw }
}

/// A record's row in the spine table.
public struct RecordID: Identifier {
  /// The row number.
  public let raw: Int64
  /// Wraps a row number.
  public init(_ raw: Int64) { self.raw = raw }
}

/// The place of an event in the one order of all events; without gaps.
public struct EventNumber: Identifier {
  /// The number, from 1.
  public let raw: Int64
  /// Wraps a number.
  public init(_ raw: Int64) { self.raw = raw }
}
