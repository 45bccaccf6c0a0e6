// Exports for the person at the machine: made at once, put where they say, on record like all others.
import Domain
import Glibc
import Reports
import Store

extension Exporter {
  /// Orders, makes and hands over an export; answers its rows. Its entry stands before the first byte.
  func makeNow(
    _ order: ExportOrder, _ passphrase: String, at target: String, _ house: House
  ) throws -> Int64 {
    guard access(target, F_OK) != 0 else {
      throw Failure.conflict("\(target) is there already, and an export overwrites nothing.")
    }
    guard access(parent(target), W_OK) == 0 else {
      throw Failure.conflict("\(parent(target)) is not a folder that can be written.")
    }
    try house.backups.commit(.exportOrdered(order))
    do {
      let made = try make(order, passphrase, Progress(), house)
      try house.backups.commit(
        .exportEnded(
          token: order.token, bytes: made.bytes, sha256: made.sha256, rows: made.rows,
          failure: nil))
      try handOver(path(of: order.token), to: target)
      try house.backups.commit(ended(order.token, "It was handed over at the machine."))
      return made.rows
    } catch {
      unlink(path(of: order.token))
      try? house.backups.commit(ended(order.token, explained(error)))
      throw error
    }
  }

  private func ended(_ token: String, _ why: String) -> Change {
    .exportEnded(token: token, bytes: 0, sha256: "", rows: 0, failure: why)
  }

  /// Moves the file, across disks too.
  private func handOver(_ source: String, to target: String) throws {
    if move(source, to: target) { return try settle(folder: parent(target)) }
    guard errno != EEXIST else {
      throw Failure.conflict("\(target) is there already, and an export overwrites nothing.")
    }
    guard errno == EXDEV else {
      throw Failure.unavailable(
        "\(target) cannot be written: \(String(cString: strerror(errno)))")
    }
    let file = open(target, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
    guard file >= 0 else {
      throw Failure.unavailable(
        "\(target) cannot be written: \(String(cString: strerror(errno)))")
    }
    defer { close(file) }
    do {
      try EncryptedZip.contents(of: source)({ piece in
        var rest = piece
        while !rest.isEmpty {
          let wrote = rest.withUnsafeBytes { write(file, $0.baseAddress, $0.count) }
          guard wrote > 0 else { throw Failure.unavailable("\(target) cannot be written.") }
          rest = rest.dropFirst(wrote)
        }
      })
      guard fsync(file) == 0 else { throw Failure.unavailable("\(target) cannot be kept.") }
    } catch {
      unlink(target)
      throw error
    }
    unlink(source)
    try settle(folder: parent(target))
  }
}
