// The disk in memory as SQLite wants it: a table of functions (sqlite.org/vfs.html).
import CSQLite
import Glibc

/// The disk's entry in SQLite's list. Used by the one that made it.
final class DiskRegistration: @unchecked Sendable {
  private let vfs = UnsafeMutablePointer<sqlite3_vfs>.allocate(capacity: 1)
  private let name: UnsafeMutablePointer<CChar>

  init(_ disk: Disk) {
    name = strdup(disk.name)
    vfs.initialize(
      to: sqlite3_vfs(
        iVersion: 2, szOsFile: Int32(MemoryLayout<Handle>.size), mxPathname: 512, pNext: nil,
        zName: name, pAppData: Unmanaged.passRetained(disk).toOpaque(), xOpen: openFile,
        xDelete: { vfs, path, _ in plugged(vfs).delete(text(path) ?? "") },
        xAccess: { vfs, path, _, answer in
          answer?.pointee = plugged(vfs).holds(text(path) ?? "") ? 1 : 0
          return SQLITE_OK
        },
        xFullPathname: { _, path, room, answer in
          guard let path, let answer, strlen(path) < Int(room) else { return SQLITE_CANTOPEN }
          strcpy(answer, path)
          return SQLITE_OK
        },
        xDlOpen: nil, xDlError: nil, xDlSym: nil, xDlClose: nil,
        // SQLite seeds its dice from the usual file system.
        xRandomness: { _, _, _ in 0 },
        xSleep: { _, microseconds in
          usleep(UInt32(microseconds))
          return microseconds
        },
        xCurrentTime: nil, xGetLastError: { _, _, _ in 0 },
        xCurrentTimeInt64: { _, answer in
          // Milliseconds since noon of the day on which the Julian count begins; any day will do.
          answer?.pointee = 210_866_760_000_000 + 1_790_000_000_000
          return SQLITE_OK
        },
        xSetSystemCall: nil, xGetSystemCall: nil, xNextSystemCall: nil))
    sqlite3_vfs_register(vfs, 0)
  }
  func end() {
    sqlite3_vfs_unregister(vfs)
    if let held = vfs.pointee.pAppData { Unmanaged<Disk>.fromOpaque(held).release() }
    vfs.deallocate()
    free(name)
  }

  private static let lock = TestLock()
  // Guarded by `lock`.
  private nonisolated(unsafe) static var numbers = 0
  static func nextNumber() -> Int {
    lock.with {
      numbers += 1
      return numbers
    }
  }
}

/// What SQLite keeps room for: its own part first.
private struct Handle {
  var base: sqlite3_file
  var open: Unmanaged<OpenFile>?
}

private func plugged(_ vfs: UnsafeMutablePointer<sqlite3_vfs>?) -> Disk {
  // Set by `DiskRegistration`, which outlives its connections.
  Unmanaged<Disk>.fromOpaque(vfs!.pointee.pAppData!).takeUnretainedValue()
}
private func open(_ file: UnsafeMutablePointer<sqlite3_file>?) -> OpenFile {
  // SQLite calls no method of a file that was not opened.
  UnsafeMutableRawPointer(file!).assumingMemoryBound(to: Handle.self)
    .pointee.open!.takeUnretainedValue()
}
/// A file's name without its folder: the disk has one folder, and it may be opened from another.
private func text(_ path: UnsafePointer<CChar>?) -> String? {
  path.map { path in
    let whole = String(cString: path)
    return whole.split(separator: "/").last.map(String.init) ?? whole
  }
}

private func openFile(
  _ vfs: UnsafeMutablePointer<sqlite3_vfs>?, _ path: UnsafePointer<CChar>?,
  _ file: UnsafeMutablePointer<sqlite3_file>?, _ flags: Int32,
  _ answer: UnsafeMutablePointer<Int32>?
) -> Int32 {
  guard let file else { return SQLITE_CANTOPEN }
  let handle = UnsafeMutableRawPointer(file).assumingMemoryBound(to: Handle.self)
  // Without methods SQLite does not close it.
  handle.initialize(to: Handle(base: sqlite3_file(pMethods: nil), open: nil))
  let (opened, code) = plugged(vfs).open(text(path), creates: flags & SQLITE_OPEN_CREATE != 0)
  guard let opened else { return code }
  handle.pointee.open = Unmanaged.passRetained(opened)
  handle.pointee.base.pMethods = UnsafePointer(methods)
  answer?.pointee = flags
  return SQLITE_OK
}

// Written once, here.
private nonisolated(unsafe) let methods: UnsafeMutablePointer<sqlite3_io_methods> = {
  let table = UnsafeMutablePointer<sqlite3_io_methods>.allocate(capacity: 1)
  table.initialize(
    to: sqlite3_io_methods(
      iVersion: 2, xClose: closeFile,
      xRead: { file, buffer, count, offset in
        let room = UnsafeMutableRawBufferPointer(start: buffer, count: Int(count))
        return open(file).disk.read(open(file), into: room, at: Int(offset))
      },
      xWrite: { file, bytes, count, offset in
        let bytes = [UInt8](UnsafeRawBufferPointer(start: bytes, count: Int(count)))
        return open(file).disk.write(open(file), bytes, at: Int(offset))
      },
      xTruncate: { file, size in open(file).disk.truncate(open(file), to: Int(size)) },
      xSync: { file, _ in open(file).disk.sync(open(file)) },
      xFileSize: { file, answer in
        answer?.pointee = Int64(open(file).disk.size(open(file)))
        return SQLITE_OK
      },
      xLock: { file, level in
        let open = open(file)
        return open.disk.alone { open.lock(level) } ? SQLITE_OK : SQLITE_BUSY
      },
      xUnlock: { file, level in
        let open = open(file)
        open.disk.alone { open.level = min(open.level, level) }
        return SQLITE_OK
      },
      xCheckReservedLock: { file, answer in
        let open = open(file)
        answer?.pointee = open.disk.alone { open.file.opens.contains { $0.level >= 2 } } ? 1 : 0
        return SQLITE_OK
      },
      xFileControl: { _, _, _ in SQLITE_NOTFOUND }, xSectorSize: { _ in 4_096 },
      // What SQLite takes for granted of a disk under Linux, too.
      xDeviceCharacteristics: { _ in SQLITE_IOCAP_POWERSAFE_OVERWRITE },
      xShmMap: mapShared, xShmLock: lockShared,
      // The mutex is a barrier for both sides.
      xShmBarrier: { file in open(file).disk.alone {} },
      xShmUnmap: { file, _ in
        let open = open(file)
        open.disk.alone { open.unmap() }
        return SQLITE_OK
      },
      xFetch: nil, xUnfetch: nil))
  return table
}()

private func closeFile(_ file: UnsafeMutablePointer<sqlite3_file>?) -> Int32 {
  let opened = open(file)
  opened.disk.close(opened)
  Unmanaged.passUnretained(opened).release()
  return SQLITE_OK
}

private func mapShared(
  _ file: UnsafeMutablePointer<sqlite3_file>?, _ index: Int32, _ bytes: Int32, _ extends: Int32,
  _ answer: UnsafeMutablePointer<UnsafeMutableRawPointer?>?
) -> Int32 {
  let opened = open(file)
  return opened.disk.alone {
    answer?.pointee = nil
    if let code = opened.disk.map(opened) { return code }
    answer?.pointee = opened.region(Int(index), bytes: Int(bytes), extends: extends != 0)
    return SQLITE_OK
  }
}

private func lockShared(
  _ file: UnsafeMutablePointer<sqlite3_file>?, _ first: Int32, _ count: Int32, _ flags: Int32
) -> Int32 {
  let opened = open(file)
  let mask = UInt16(((1 << UInt32(count)) - 1) << UInt32(first))
  return opened.disk.alone {
    if flags & SQLITE_SHM_UNLOCK != 0 {
      opened.letGo(mask)
      return SQLITE_OK
    }
    let isTaken = opened.take(mask, exclusively: flags & SQLITE_SHM_EXCLUSIVE != 0)
    return isTaken ? SQLITE_OK : SQLITE_BUSY
  }
}
