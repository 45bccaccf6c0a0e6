// Bytes that many connections send without each having a copy.

/// Bytes encoded once and shared by all who send them.
public final class SharedBytes: @unchecked Sendable {
  // Sendable because nothing writes to the memory after init.
  let memory: Bytes

  /// Shares a copy of these bytes.
  public init(_ bytes: [UInt8]) {
    let copy = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: bytes.count)
    _ = copy.initialize(from: bytes)
    memory = Bytes(copy)
  }

  init(copying bytes: Bytes) {
    let copy = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: bytes.count)
    _ = copy.initialize(from: bytes)
    memory = Bytes(copy)
  }

  deinit { memory.deallocate() }

  /// How many they are.
  public var count: Int { memory.count }
}
