// Overwrites what SQLite leaves behind in the unused middle of its pages.
import CSQLite
import Domain

/// secure_delete overwrites the cell that is deleted and the page that is freed. But where rows move
/// to a neighbouring page, their old copies stay in the unused space between the page's pointers and
/// its cells (`rebuildPage` of btree.c), and no statement reaches them.
struct Scrub {
  /// Pages from which all may hold copies.
  var next = 1
  /// Pages in which something was overwritten.
  var cleaned = 0
  /// No page that is not of a tree begins like one below this number of pages: the first byte of an
  /// overflow page is the highest byte of a page number.
  private static let pagesMax = 0x0200_0000

  /// Overwrites the next pages, directly in the database's file: what is dead cannot be torn. To be
  /// called while nobody writes and after the log was emptied, else a page could come back from it.
  /// Answers whether there are more.
  mutating func step(_ db: Connection, pages: Int) throws -> Bool {
    var pointer: UnsafeMutableRawPointer?
    guard
      sqlite3_file_control(db.handle, nil, SQLITE_FCNTL_FILE_POINTER, &pointer) == SQLITE_OK,
      let file = pointer?.assumingMemoryBound(to: sqlite3_file.self),
      let methods = file.pointee.pMethods?.pointee,
      let size = methods.xFileSize, let read = methods.xRead, let write = methods.xWrite,
      let sync = methods.xSync
    else { throw Failure.broken("the database's file cannot be reached") }
    var pageBytes: Int64 = 0
    try db.each(text: "PRAGMA page_size") { pageBytes = $0.integer(0) }
    var bytes: sqlite3_int64 = 0
    guard size(file, &bytes) == SQLITE_OK, pageBytes > 0 else {
      throw Failure.unavailable("the database's file has no size")
    }
    let last = Int(bytes / pageBytes)
    guard last < Scrub.pagesMax else {
      throw Failure.unavailable("the database is too large to be cleaned page by page")
    }
    var buffer = [UInt8](repeating: 0, count: Int(pageBytes))
    let zeros = buffer
    let before = cleaned
    let end = min(last, next + pages - 1)
    while next <= end {
      let start = Int64(next - 1) * pageBytes
      guard read(file, &buffer, Int32(pageBytes), start) == SQLITE_OK else {
        throw Failure.unavailable("a page cannot be read")
      }
      if let dead = Scrub.dead(buffer, isFirst: next == 1),
        buffer[dead].contains(where: { $0 != 0 })
      {
        let code = write(file, zeros, Int32(dead.count), start + Int64(dead.lowerBound))
        guard code == SQLITE_OK else { throw Failure.unavailable("a page cannot be written") }
        cleaned += 1
      }
      next += 1
    }
    if cleaned > before, sync(file, SQLITE_SYNC_NORMAL) != SQLITE_OK {
      throw Failure.unavailable("the pages cannot be synced")
    }
    return next <= last
  }

  /// The unused middle of a page of a tree (sqlite.org/fileformat2.html, section 1.6); nil for every
  /// other page, and for one that is not as it should be, which is none of ours to mend.
  static func dead(_ page: [UInt8], isFirst: Bool) -> Range<Int>? {
    let head = isFirst ? 100 : 0
    let pointers: Int
    switch page[head] {
    case 2, 5: pointers = head + 12
    case 10, 13: pointers = head + 8
    default: return nil
    }
    func number(_ at: Int) -> Int { Int(page[at]) << 8 | Int(page[at + 1]) }
    let cells = number(head + 3)
    let content = number(head + 5) == 0 ? 65_536 : number(head + 5)
    let end = pointers + 2 * cells
    guard end < content, content <= page.count, number(head + 1) == 0 || number(head + 1) >= content
    else { return nil }
    for cell in 0..<cells {
      let at = number(pointers + 2 * cell)
      guard at >= content, at < page.count else { return nil }
    }
    return end..<content
  }
}

extension Connection {
  /// Brings the whole log into the database and empties its file; false when somebody still reads
  /// what is in the log or copies it. Waits for them no longer than this many milliseconds.
  func emptyLog(patience: Int32, after: Int32) -> Bool {
    sqlite3_busy_timeout(handle, patience)
    defer { sqlite3_busy_timeout(handle, after) }
    return checkpoint(restarts: true) != nil
  }
}
