// One file of the disk in memory: as it is seen, as it is on the platter, and what lies between.
import Glibc

/// Guarded by its disk's lock.
final class DiskFile {
  enum Change {
    case bytes(Int, [UInt8])
    case size(Int)
  }
  /// The unit that a disk writes whole; less than a sector may be torn off a write.
  private static let sector = 512

  let path: String
  /// As it is read.
  private(set) var now: [UInt8]
  /// What is there whatever happens.
  private(set) var durable: [UInt8]
  private(set) var unsynced: [Change] = []
  private(set) var syncFailures = 0
  var opens: [OpenFile] = []
  /// The memory that its connections share; it goes with the last of them.
  private(set) var regions: [UnsafeMutableRawPointer] = []

  init(_ path: String, _ bytes: [UInt8]) {
    self.path = path
    now = bytes
    durable = bytes
  }
  deinit { forgetShared() }
  func share(_ region: UnsafeMutableRawPointer) { regions.append(region) }
  func forgetShared() {
    for region in regions { region.deallocate() }
    regions = []
  }

  func take(_ change: Change) {
    DiskFile.apply(change, to: &now)
    unsynced.append(change)
  }
  /// A sync that has come to its end.
  func settle() {
    for change in unsynced { DiskFile.apply(change, to: &durable) }
    unsynced = []
  }
  /// A sync that failed: some of it is on the platter, the rest is forgotten.
  func failSync(_ dice: inout Throws) {
    syncFailures += 1
    losePower(&dice)
    if dice.below(2) == 0 { now = durable }
  }
  /// What was not synced is there in part: any sectors of it, also of one write.
  func losePower(_ dice: inout Throws) {
    // Nothing, a little, half, most, or all but a little.
    let chance = [0, 10, 50, 90, 98][dice.below(5)]
    for change in unsynced {
      for piece in DiskFile.sectors(change) where dice.below(100) < chance {
        DiskFile.apply(piece, to: &durable)
      }
    }
    unsynced = []
  }

  private static func sectors(_ change: Change) -> [Change] {
    guard case .bytes(let offset, let bytes) = change else { return [change] }
    var pieces: [Change] = []
    var start = 0
    while start < bytes.count {
      let length = min(bytes.count - start, sector - (offset + start) % sector)
      pieces.append(.bytes(offset + start, Array(bytes[start..<(start + length)])))
      start += length
    }
    return pieces
  }

  private static func apply(_ change: Change, to content: inout [UInt8]) {
    switch change {
    case .size(let size):
      if size < content.count {
        content.removeLast(content.count - size)
      } else {
        content += [UInt8](repeating: 0, count: size - content.count)
      }
    case .bytes(let offset, let bytes):
      let end = offset + bytes.count
      if content.count < end {
        content += [UInt8](repeating: 0, count: end - content.count)
      }
      content.withUnsafeMutableBytes { target in
        bytes.withUnsafeBytes { source in
          UnsafeMutableRawBufferPointer(rebasing: target[offset..<end]).copyMemory(from: source)
        }
      }
    }
  }
}

/// What one connection has open. Guarded by its disk's lock.
final class OpenFile: @unchecked Sendable {
  let file: DiskFile
  let disk: Disk
  /// SQLITE_LOCK_NONE to SQLITE_LOCK_EXCLUSIVE.
  var level: Int32 = 0
  /// Bits of the shared memory's eight locks.
  var shared: UInt16 = 0
  var exclusive: UInt16 = 0
  var syncFailuresTold: Int
  private var isSharing = false

  init(_ file: DiskFile, _ disk: Disk) {
    self.file = file
    self.disk = disk
    syncFailuresTold = file.syncFailures
  }
  var kind: Disk.Kind { Disk.kind(file.path) }
  private var others: [OpenFile] { file.opens.filter { $0 !== self } }

  /// Raises the lock of a file as a whole; false when another is in the way.
  func lock(_ wanted: Int32) -> Bool {
    let highest = others.map(\.level).max() ?? 0
    if wanted <= level { return true }
    if wanted == 1, highest >= 3 { return false }
    if wanted == 2, highest >= 2 { return false }
    if wanted >= 3, highest >= 1 {
      if highest < 2 { level = 3 }
      return false
    }
    level = wanted
    return true
  }
  /// Takes locks of the shared memory; false when another is in the way.
  func take(_ mask: UInt16, exclusively: Bool) -> Bool {
    for other in others {
      if other.exclusive & mask != 0 { return false }
      if exclusively, other.shared & mask != 0 { return false }
    }
    if exclusively { exclusive |= mask } else { shared |= mask }
    return true
  }
  func letGo(_ mask: UInt16) {
    shared &= ~mask
    exclusive &= ~mask
  }
  func unmap() {
    letGo(0xFFFF)
    isSharing = false
    if !file.opens.contains(where: \.isSharing) { file.forgetShared() }
  }
  func region(_ index: Int, bytes: Int, extends: Bool) -> UnsafeMutableRawPointer? {
    guard extends || index < file.regions.count else { return nil }
    while file.regions.count <= index {
      let region = UnsafeMutableRawPointer.allocate(byteCount: bytes, alignment: 16)
      region.initializeMemory(as: UInt8.self, repeating: 0, count: bytes)
      file.share(region)
    }
    isSharing = true
    return file.regions[index]
  }
}
