// Names and numbers of epoll, eventfd and the clock, in the types that the loop needs.

import CLinux
import Glibc

enum Linux {
  static let readable = EPOLLIN.rawValue
  static let writable = EPOLLOUT.rawValue
  static let failed = EPOLLERR.rawValue | EPOLLHUP.rawValue
  /// EPOLL_CLOEXEC and EFD_CLOEXEC are O_CLOEXEC; EFD_NONBLOCK is O_NONBLOCK.
  static let closeOnExec = O_CLOEXEC
  static let nonBlocking = O_NONBLOCK
  /// The event is the inbox's bell.
  static let bellToken = UInt64.max
  /// From here on the event is a listener's; a connection's serial has no top bit.
  static let listenerToken: UInt64 = 1 << 63

  /// Milliseconds of a clock that nobody sets.
  static func milliseconds() -> Int64 {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return Int64(time.tv_sec) * 1000 + Int64(time.tv_nsec) / 1_000_000
  }
}
