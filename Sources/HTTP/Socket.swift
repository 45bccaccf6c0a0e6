// The few system calls on sockets, and how addresses are written.

import CLinux
import Glibc

/// A system call that failed where the server cannot go on.
public struct SocketTrouble: Error, CustomStringConvertible, Sendable {
  /// What was tried.
  public let act: String
  /// The system's error number.
  public let code: Int32
  init(_ act: String, code: Int32 = errno) {
    self.act = act
    self.code = code
  }
  /// `cannot bind 127.0.0.1:80: Permission denied`.
  public var description: String { "cannot \(act): \(String(cString: strerror(code)))" }
}

enum Socket {
  /// Longer than any burst between two turns of the loop; `net.core.somaxconn` caps it.
  static let backlog: Int32 = 4096
  private static let kind = Int32(
    SOCK_STREAM.rawValue | SOCK_NONBLOCK.rawValue | SOCK_CLOEXEC.rawValue)

  /// A listening TCP socket; the host is a literal of IPv4 or IPv6.
  static func listen(host: String, port: UInt16) throws -> Int32 {
    let place = "bind \(host):\(port)"
    var four = sockaddr_in()
    var six = sockaddr_in6()
    if inet_pton(AF_INET, host, &four.sin_addr) == 1 {
      four.sin_family = sa_family_t(AF_INET)
      four.sin_port = port.bigEndian
      return try bound(AF_INET, four, place)
    }
    guard inet_pton(AF_INET6, host, &six.sin6_addr) == 1 else {
      throw SocketTrouble(place + ", which is no address", code: EINVAL)
    }
    six.sin6_family = sa_family_t(AF_INET6)
    six.sin6_port = port.bigEndian
    return try bound(AF_INET6, six, place)
  }

  /// A listening Unix socket for its owner and group, never the world; what an earlier server left
  /// there is taken away first.
  static func listen(path: String) throws -> Int32 {
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    let room = MemoryLayout.size(ofValue: address.sun_path)
    guard path.utf8.count < room else { throw SocketTrouble("bind \(path)", code: ENAMETOOLONG) }
    withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
    try takeAwayStale(path, address)
    return try bound(AF_UNIX, address, "bind \(path)", path)
  }

  private static func takeAwayStale(_ path: String, _ address: sockaddr_un) throws {
    var status = stat()
    guard lstat(path, &status) == 0 else { return }
    // To connect to a plain file is refused as well, and that is nothing to take away.
    guard status.st_mode & S_IFMT == S_IFSOCK else {
      throw SocketTrouble("bind \(path), which is no socket", code: EEXIST)
    }
    let probe = socket(AF_UNIX, kind, 0)
    defer { close(probe) }
    let answer = withAddress(address) { connect(probe, $0, $1) }
    guard answer != 0 else { throw SocketTrouble("bind \(path)", code: EADDRINUSE) }
    // Refused means: a socket is there and nobody listens.
    if errno == ECONNREFUSED { unlink(path) }
  }

  private static func bound<Address>(
    _ family: Int32, _ address: Address, _ act: String, _ path: String? = nil
  ) throws -> Int32 {
    let descriptor = socket(family, kind, 0)
    guard descriptor >= 0 else { throw SocketTrouble(act) }
    var (one, zero) = (Int32(1), Int32(0))
    let size = socklen_t(MemoryLayout<Int32>.size)
    if family != AF_UNIX {
      setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &one, size)
      // Accepted sockets inherit it from the listener: one call instead of one a connection.
      setsockopt(descriptor, Int32(IPPROTO_TCP), TCP_NODELAY, &one, size)
    }
    if family == AF_INET6 {
      setsockopt(descriptor, Int32(IPPROTO_IPV6), IPV6_V6ONLY, &zero, size)
    }
    // Nobody can connect before it listens, so the mode is right from the first client on.
    guard withAddress(address, { bind(descriptor, $0, $1) }) == 0,
      path.map({ chmod($0, 0o660) == 0 }) ?? true,
      Glibc.listen(descriptor, backlog) == 0
    else {
      let trouble = SocketTrouble(act)
      close(descriptor)
      throw trouble
    }
    return descriptor
  }

  private static func withAddress<Address>(
    _ address: Address, _ body: (UnsafePointer<sockaddr>, socklen_t) -> Int32
  ) -> Int32 {
    withUnsafeBytes(of: address) { bytes in
      bytes.withMemoryRebound(to: sockaddr.self) { pointer in
        guard let base = pointer.baseAddress else { return -1 }
        return body(base, socklen_t(MemoryLayout<Address>.size))
      }
    }
  }

  /// The port that a listening socket got.
  static func port(of descriptor: Int32) -> UInt16 {
    var storage = sockaddr_storage()
    var size = socklen_t(MemoryLayout<sockaddr_storage>.size)
    return withUnsafeMutableBytes(of: &storage) { bytes in
      let found = bytes.withMemoryRebound(to: sockaddr.self) {
        getsockname(descriptor, $0.baseAddress, &size)
      }
      guard found == 0, bytes.load(as: sa_family_t.self) != AF_UNIX else { return 0 }
      return UInt16(bigEndian: bytes.load(fromByteOffset: 2, as: UInt16.self))
    }
  }

  /// The next connection and its address as text, or nil with `errno` set.
  static func accept(_ listener: Int32) -> (descriptor: Int32, peer: String)? {
    var storage = sockaddr_storage()
    var size = socklen_t(MemoryLayout<sockaddr_storage>.size)
    return withUnsafeMutableBytes(of: &storage) { bytes in
      let descriptor = bytes.withMemoryRebound(to: sockaddr.self) {
        accept4(
          listener, $0.baseAddress, &size,
          Int32(SOCK_NONBLOCK.rawValue | SOCK_CLOEXEC.rawValue))
      }
      guard descriptor >= 0 else { return nil }
      return (descriptor, text(of: UnsafeRawBufferPointer(bytes)))
    }
  }

  private static func text(of address: UnsafeRawBufferPointer) -> String {
    let family = Int32(address.load(as: sa_family_t.self))
    guard family == AF_INET || family == AF_INET6, let base = address.baseAddress else {
      return "unix"
    }
    // sockaddr_in keeps its address at byte 4, sockaddr_in6 at byte 8.
    return text(family, base + (family == AF_INET ? 4 : 8))
  }

  /// A literal made the one text that its address has; nil when it is none of this family.
  static func address(_ literal: Bytes, _ family: Int32) -> String? {
    // A zero byte would end the text early for inet_pton.
    guard literal.count < Int(INET6_ADDRSTRLEN), !literal.contains(0) else { return nil }
    var room = in6_addr()
    return withUnsafeMutableBytes(of: &room) { room in
      guard let start = room.baseAddress,
        inet_pton(family, String(decoding: literal, as: UTF8.self), start) == 1
      else { return nil }
      return text(family, UnsafeRawPointer(start))
    }
  }

  /// The text of an address of 4 or 16 bytes.
  static func text(_ family: Int32, _ start: UnsafeRawPointer) -> String {
    withUnsafeTemporaryAllocation(of: CChar.self, capacity: Int(INET6_ADDRSTRLEN)) { room in
      guard let text = inet_ntop(family, start, room.baseAddress, socklen_t(room.count)) else {
        return "unknown"
      }
      let written = String(cString: text)
      // An IPv4 client on a listener for both is the same client. Without a dot it is another's
      // address, such as ::ffff:0:1:2, whose rest would be none.
      let isMapped = written.hasPrefix("::ffff:") && written.utf8.contains(0x2E)
      return isMapped ? String(written.dropFirst(7)) : written
    }
  }

  /// Bounds what the kernel holds for a connection that reads slowly.
  static func boundSendBuffer(_ descriptor: Int32, bytes: Int) {
    var bytes = Int32(clamping: bytes)
    setsockopt(descriptor, SOL_SOCKET, SO_SNDBUF, &bytes, socklen_t(MemoryLayout<Int32>.size))
  }

  /// Sends without waiting and without a SIGPIPE; answers like send(2).
  static func send(_ descriptor: Int32, _ bytes: Bytes, more: Bool = false) -> Int {
    let flags = Int32(MSG_NOSIGNAL) | (more ? Int32(MSG_MORE) : 0)
    return Glibc.send(descriptor, bytes.baseAddress, bytes.count, flags)
  }

  /// Sends several stretches with one call; answers like sendmsg(2).
  static func send(_ descriptor: Int32, _ pieces: UnsafeMutableBufferPointer<iovec>) -> Int {
    var message = msghdr()
    message.msg_iov = pieces.baseAddress
    message.msg_iovlen = pieces.count
    return sendmsg(descriptor, &message, Int32(MSG_NOSIGNAL))
  }

  /// Lets the process hold as many descriptors as the system allows it.
  static func raiseDescriptorLimit() {
    var limit = rlimit()
    guard getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else { return }
    limit.rlim_cur = limit.rlim_max
    setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
  }
}
