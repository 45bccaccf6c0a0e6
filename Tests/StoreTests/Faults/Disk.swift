// A disk in memory, for SQLite: it fails when it is told to, and with its power goes what it held back.
import CSQLite
import Glibc

/// Numbers that are the same for the same seed (SplitMix64).
struct Throws {
  private var state: UInt64
  init(_ seed: Int) { state = UInt64(bitPattern: Int64(seed)) &* 0x9E37_79B9_7F4A_7C15 &+ 1 }
  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }
  /// 0 ..< bound.
  mutating func below(_ bound: Int) -> Int { Int(next() % UInt64(bound)) }
}

/// SQLite's extended result codes, C macros that Swift does not see.
enum Trouble {
  static let read = SQLITE_IOERR | 1 << 8
  static let shortRead = SQLITE_IOERR | 2 << 8
  static let write = SQLITE_IOERR | 3 << 8
  static let sync = SQLITE_IOERR | 4 << 8
  static let truncate = SQLITE_IOERR | 6 << 8
  static let delete = SQLITE_IOERR | 10 << 8
  static let map = SQLITE_IOERR | 21 << 8
  static let deleteAbsent = SQLITE_IOERR | 23 << 8
}

final class Disk: @unchecked Sendable {
  /// What SQLite asks of a disk.
  enum Call: Hashable, CaseIterable { case open, read, write, sync, truncate, map }
  /// Which of the files.
  enum Kind: Hashable { case data, log, any }
  /// Calls of a kind that fail: from the `at`-th from now on, `count` of them.
  struct Fault {
    let call: Call
    var kind = Kind.any
    var at = 1
    var count = 1
    let code: Int32
  }

  /// No other disk has it.
  let number = DiskRegistration.nextNumber()
  /// By which SQLite knows it.
  var name: String { "disk-\(number)" }
  // All of this is guarded by `lock`; so are the files.
  private let lock = TestLock()
  private var files: [String: DiskFile] = [:]
  private var faults: [Fault] = []
  private var dice: Throws
  private var made: [Call: [Kind: Int]] = [:]
  private var struck: [Call: [Kind: Int]] = [:]
  private var movesLeft = Int.max
  private var moves = 0
  private var survivors: [String: [UInt8]]?
  private var registration: DiskRegistration?

  /// A disk that holds files.
  init(_ contents: [String: [UInt8]] = [:], seed: Int) {
    dice = Throws(seed)
    for (path, bytes) in contents { files[path] = DiskFile(path, bytes) }
    registration = DiskRegistration(self)
  }
  /// Takes its name back; to be called when every connection is closed.
  func unplug() {
    registration?.end()
    registration = nil
  }

  // MARK: What tests ask

  func fail(_ fault: Fault) { lock.with { faults.append(fault) } }
  func heal() { lock.with { faults = [] } }
  /// Loses power within the n-th write, sync or truncation from now on.
  func losePower(after moves: Int) { lock.with { movesLeft = moves } }
  /// Loses power now.
  func losePower() { lock.with { die() } }
  var isDead: Bool { lock.with { survivors != nil } }
  /// Writes, syncs and truncations so far.
  var movesMade: Int { lock.with { moves } }
  /// What is there when power comes back.
  var remains: [String: [UInt8]] { lock.with { survivors ?? files.mapValues(\.now) } }
  /// How many calls there were, and how many of them were made to fail.
  func struck(_ call: Call) -> Int {
    lock.with { (struck[call] ?? [:]).values.reduce(0, +) }
  }
  func count(_ call: Call, _ kind: Kind) -> (made: Int, struck: Int) {
    lock.with { (made[call]?[kind] ?? 0, struck[call]?[kind] ?? 0) }
  }

  // MARK: What SQLite asks

  func open(_ path: String?, creates: Bool) -> (OpenFile?, code: Int32) {
    lock.with {
      if let code = trouble(.open, path.map(Disk.kind) ?? .any) { return (nil, code) }
      guard let path else { return (OpenFile(DiskFile("", []), self), SQLITE_OK) }
      guard creates || files[path] != nil else { return (nil, SQLITE_CANTOPEN) }
      let file = files[path] ?? DiskFile(path, [])
      files[path] = file
      let open = OpenFile(file, self)
      file.opens.append(open)
      return (open, SQLITE_OK)
    }
  }
  func close(_ open: OpenFile) {
    lock.with { open.file.opens.removeAll { $0 === open } }
  }
  func delete(_ path: String) -> Int32 {
    lock.with {
      if survivors != nil { return Trouble.delete }
      return files.removeValue(forKey: path) == nil ? Trouble.deleteAbsent : SQLITE_OK
    }
  }
  func holds(_ path: String) -> Bool { lock.with { files[path] != nil } }
  func size(_ open: OpenFile) -> Int { lock.with { open.file.now.count } }

  func read(_ open: OpenFile, into buffer: UnsafeMutableRawBufferPointer, at offset: Int) -> Int32 {
    lock.with {
      if let code = trouble(.read, open.kind) { return code }
      let got = max(0, min(buffer.count, open.file.now.count - offset))
      open.file.now.withUnsafeBytes { bytes in
        if got > 0 { buffer.copyMemory(from: .init(rebasing: bytes[offset..<(offset + got)])) }
      }
      guard got < buffer.count else { return SQLITE_OK }
      UnsafeMutableRawBufferPointer(rebasing: buffer[got...]).initializeMemory(
        as: UInt8.self, repeating: 0)
      return Trouble.shortRead
    }
  }
  func write(_ open: OpenFile, _ bytes: [UInt8], at offset: Int) -> Int32 {
    lock.with {
      if let code = trouble(.write, open.kind) {
        // A write that fails may have been done in part.
        let part = survivors == nil ? dice.below(bytes.count + 1) : 0
        if part > 0 { open.file.take(.bytes(offset, Array(bytes[0..<part]))) }
        return code
      }
      open.file.take(.bytes(offset, bytes))
      return move() ? Trouble.write : SQLITE_OK
    }
  }
  func truncate(_ open: OpenFile, to size: Int) -> Int32 {
    lock.with {
      if let code = trouble(.truncate, open.kind) { return code }
      open.file.take(.size(size))
      return move() ? Trouble.truncate : SQLITE_OK
    }
  }
  func sync(_ open: OpenFile) -> Int32 {
    lock.with {
      if let code = trouble(.sync, open.kind) {
        // Linux marks what it could not write as clean: a later sync does not try it again, and the
        // pages may be dropped and read anew. Each open file is told once (errseq, fsync(2)).
        if survivors == nil { open.file.failSync(&dice) }
        open.syncFailuresTold = open.file.syncFailures
        return code
      }
      if move() { return Trouble.sync }
      open.file.settle()
      guard open.syncFailuresTold == open.file.syncFailures else {
        open.syncFailuresTold = open.file.syncFailures
        return Trouble.sync
      }
      return SQLITE_OK
    }
  }
  /// Runs the body alone, for the files' locks.
  func alone<Answer>(_ body: () -> Answer) -> Answer { lock.with(body) }
  /// A piece of shared memory; to be called within `alone`.
  func map(_ open: OpenFile) -> Int32? { trouble(.map, .log) }

  // MARK: Trouble

  static func kind(_ path: String) -> Kind { path.hasSuffix("-wal") ? .log : .data }

  private func trouble(_ call: Call, _ kind: Kind) -> Int32? {
    if survivors != nil { return SQLITE_IOERR }
    made[call, default: [:]][kind, default: 0] += 1
    for index in faults.indices {
      let fault = faults[index]
      guard fault.call == call, fault.kind == .any || fault.kind == kind else { continue }
      if fault.at > 1 {
        faults[index].at -= 1
      } else if fault.count > 0 {
        faults[index].count -= 1
        struck[call, default: [:]][kind, default: 0] += 1
        return fault.code
      }
    }
    return nil
  }
  /// Counts a move; true when power went within it.
  private func move() -> Bool {
    moves += 1
    movesLeft -= 1
    guard movesLeft == 0 else { return false }
    die()
    return true
  }
  private func die() {
    guard survivors == nil else { return }
    survivors = files.mapValues { file in
      file.losePower(&dice)
      return file.durable
    }
  }
}
