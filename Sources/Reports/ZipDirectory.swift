// Reads the directory of a finished zip, to prove that every entry in it is encrypted.
import Domain
import Glibc

/// The central directory of a zip, as PKWARE's APPNOTE.TXT (4.3.12 to 4.3.16) lays it out.
enum ZipDirectory {
  /// Throws unless the archive holds exactly these entries, each of its length and each encrypted
  /// by AES-256. There is no way out without encryption: a 7z that did something else is found here.
  /// It also makes each entry an ordinary file: 7z keeps the mode of the stream it read, and some
  /// programs would unpack a socket.
  static func proveEncrypted(_ path: String, lengths: [String: Int64]) throws {
    let descriptor = open(path, O_RDWR | O_CLOEXEC)
    guard descriptor >= 0 else { throw File.failure("The archive cannot be opened") }
    defer { close(descriptor) }
    let (offset, bytes) = try directory(descriptor)
    var seen: [String: Int64] = [:]
    var at = 0
    while at < bytes.count {
      let entry = try Entry(bytes, at: at)
      guard entry.isAES256 else { throw wrong("'\(entry.name)' is not encrypted by AES-256") }
      seen[entry.name] = entry.length
      // External attributes (4.4.15): the upper half is the Unix mode, here of a file, 0600.
      let mode: [UInt8] = [0, 0, 0x80, 0x81]
      guard pwrite(descriptor, mode, 4, off_t(offset + at + 38)) == 4 else {
        throw File.failure("The archive cannot be written")
      }
      at = entry.end
    }
    guard seen == lengths else { throw wrong("its entries are not those that were written") }
  }

  /// The entries' names and lengths; throws unless it is a zip of which each entry is encrypted by
  /// AES-256.
  static func entries(_ path: String) throws -> [String: Int64] {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw File.failure("The archive cannot be opened") }
    defer { close(descriptor) }
    let bytes = try directory(descriptor).bytes
    var found: [String: Int64] = [:]
    var at = 0
    while at < bytes.count {
      let entry = try Entry(bytes, at: at)
      guard entry.isAES256 else { throw wrong("'\(entry.name)' is not encrypted by AES-256") }
      guard found.updateValue(entry.length, forKey: entry.name) == nil else {
        throw wrong("'\(entry.name)' is in it twice")
      }
      at = entry.end
    }
    return found
  }

  private struct Entry {
    let name: String
    let length: Int64
    let isAES256: Bool
    let end: Int

    init(_ bytes: [UInt8], at start: Int) throws {
      guard start + 46 <= bytes.count, number(bytes, start, 4) == 0x0201_4B50 else {
        throw wrong("its directory is damaged")
      }
      let nameEnd = start + 46 + number(bytes, start + 28, 2)
      let extraEnd = nameEnd + number(bytes, start + 30, 2)
      end = extraEnd + number(bytes, start + 32, 2)
      guard end <= bytes.count else { throw wrong("its directory is damaged") }
      name = String(decoding: bytes[start + 46..<nameEnd], as: UTF8.self)
      var length = number(bytes, start + 24, 4)
      var strength = 0
      var at = nameEnd
      while at + 4 <= extraEnd {
        let (kind, count) = (number(bytes, at, 2), number(bytes, at + 2, 2))
        guard at + 4 + count <= extraEnd else { throw wrong("its directory is damaged") }
        // 4.5.3: the true length, when it does not fit into four bytes.
        if kind == 0x0001, length == 0xFFFF_FFFF, count >= 8 { length = number(bytes, at + 4, 8) }
        // WinZip's AE-x: version, vendor, then the strength, of which 3 is 256 bits.
        if kind == 0x9901, count >= 7 { strength = number(bytes, at + 8, 1) }
        at += 4 + count
      }
      self.length = Int64(length)
      let isEncrypted = number(bytes, start + 8, 2) & 1 == 1
      isAES256 = isEncrypted && number(bytes, start + 10, 2) == 99 && strength == 3
    }
  }

  private static func directory(_ file: Int32) throws -> (offset: Int, bytes: [UInt8]) {
    var status = stat()
    guard fstat(file, &status) == 0, status.st_size >= 22 else { throw wrong("it is too short") }
    let endAt = Int(status.st_size) - 22  // 7z writes no comment behind it
    let end = try read(file, endAt, 22)
    guard number(end, 0, 4) == 0x0605_4B50 else { throw wrong("it has no end") }
    var (count, offset) = (number(end, 12, 4), number(end, 16, 4))
    if offset == 0xFFFF_FFFF || count == 0xFFFF_FFFF || number(end, 10, 2) == 0xFFFF {
      let locator = try read(file, endAt - 20, 20)
      let large = try read(file, number(locator, 8, 8), 56)
      guard number(locator, 0, 4) == 0x0706_4B50, number(large, 0, 4) == 0x0606_4B50 else {
        throw wrong("it has no end")
      }
      (count, offset) = (number(large, 40, 8), number(large, 48, 8))
    }
    guard count <= 1 << 20 else { throw wrong("its directory is too long") }
    return (offset, try read(file, offset, count))
  }

  private static func read(_ file: Int32, _ offset: Int, _ count: Int) throws -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: count)
    guard offset >= 0, pread(file, &bytes, count, off_t(offset)) == count else {
      throw wrong("it is too short")
    }
    return bytes
  }
}

private func wrong(_ what: String) -> Failure { .broken("The archive is wrong: \(what).") }

/// A number of this many bytes, the lowest first; no more than 63 bits of it count.
private func number(_ bytes: [UInt8], _ at: Int, _ count: Int) -> Int {
  var value: UInt64 = 0
  for index in (0..<count).reversed() { value = value << 8 | UInt64(bytes[at + index]) }
  return Int(value & UInt64(Int.max))
}
