// A file of lines that are read one after the other, and some of them again.
import Domain
import Glibc

/// Reads lines and knows where each begins. Used by one thread.
final class LineFile {
  private let file: UnsafeMutablePointer<FILE>
  private var line: UnsafeMutablePointer<CChar>?
  private var room = 0

  init(_ path: String) throws {
    guard let file = fopen(path, "re") else {
      throw Failure.unavailable("\(path) cannot be read: \(String(cString: strerror(errno)))")
    }
    self.file = file
  }
  deinit {
    free(line)
    fclose(file)
  }

  /// Where the next line begins, in bytes.
  var place: Int { ftell(file) }

  /// The next line without its end; nil at the end of the file.
  func next() throws -> [UInt8]? {
    let count = getline(&line, &room, file)
    guard count >= 0, let line else { return nil }
    guard count <= Limits.proofLineBytesMax else {
      throw Failure.broken("a line is longer than \(Limits.proofLineBytesMax) bytes")
    }
    let bytes = UnsafeRawBufferPointer(start: line, count: count)
    return [UInt8](bytes.last == 0x0A ? bytes.dropLast() : bytes[...])
  }
  /// The line that begins at a place.
  func line(at place: Int) throws -> [UInt8] {
    guard fseek(file, place, SEEK_SET) == 0, let line = try next() else {
      throw Failure.broken("a line is gone")
    }
    return line
  }
}
