// Sign-in: passwords by the C library's own crypt, sessions by a random token, guesses slowed.
import CCrypt
import Domain
import Glibc
import Store

/// Checks passwords and keeps the table of live sessions.
final class SignIn: Sendable {
  private struct Seen {
    var caller: Caller
    var openedAt: Instant
    var seenAt: Instant
    var touchedAt: Instant
  }
  private struct Failures {
    var counts: [String: Int] = [:]
    var since: Instant
  }
  private let store: Store
  private let clock: any Clock
  private let dice: any Dice
  /// Live sign-ins by the hash of their token, and how often some were forgotten: what was read
  /// from the store before is not put in after.
  private let sessions = Locked<(live: [[UInt8]: Seen], forgotten: Int)>(([:], 0))
  private let failures: Locked<Failures>
  // One thread: a hash takes 27 ms and 8 MB, and a flood of guesses must not take both cores.
  private let thread = Workers(threads: 1, queueMax: Limits.passwordQueueMax)

  init(store: Store, clock: any Clock, dice: any Dice) {
    self.store = store
    self.clock = clock
    self.dice = dice
    failures = Locked(Failures(since: clock.now()))
  }

  // MARK: Sessions

  /// What is known of a token without asking the store.
  enum Memory: Sendable {
    case known(Caller)
    /// It has been idle for too long or is too old, or can be no token.
    case ended
    /// The store has to be asked.
    case unread
  }

  /// What is known of a bearer token without waiting.
  func memory(of token: String) -> Memory {
    guard token.utf8.count <= Limits.tokenBytesMax else { return .ended }
    let hash = SHA256.digest(token.utf8)
    guard sessions.with({ $0.live[hash] != nil }) else { return .unread }
    return used(hash, clock.now()).map { .known($0) } ?? .ended
  }

  /// The caller of a bearer token: nil when unknown, ended, idle too long or too old. It may ask
  /// the store, and wait for that.
  func caller(token: String) throws -> Caller? {
    guard token.utf8.count <= Limits.tokenBytesMax else { return nil }
    let hash = SHA256.digest(token.utf8)
    let now = clock.now()
    while true {
      let (known, forgotten) = sessions.with { ($0.live[hash], $0.forgotten) }
      if known == nil {
        guard let row = try store.read({ try $0.session(tokenHash: hash) }), row.endedAt == nil
        else { return nil }
        let caller = Caller(member: row.member, session: row.id)
        let seen = Seen(
          caller: caller, openedAt: row.openedAt, seenAt: row.seenAt, touchedAt: row.seenAt)
        sessions.with { if $0.forgotten == forgotten { $0.live[hash] = seen } }
        continue
      }
      return used(hash, now)
    }
  }

  /// Marks a sign-in as used; nil when it has been idle for too long, is too old, or is gone.
  private func used(_ hash: [UInt8], _ now: Instant) -> Caller? {
    let (caller, isDue) = sessions.with { table -> (Caller?, Bool) in
      guard var seen = table.live[hash] else { return (nil, false) }
      let idle = (now.milliseconds - seen.seenAt.milliseconds) / 1000
      let age = (now.milliseconds - seen.openedAt.milliseconds) / 1000
      guard idle < Limits.sessionIdleSeconds, age < Limits.sessionLifetimeSeconds else {
        table.live[hash] = nil
        return (nil, false)
      }
      seen.seenAt = now
      let isDue = now.milliseconds - seen.touchedAt.milliseconds > 300_000
      if isDue { seen.touchedAt = now }
      table.live[hash] = seen
      return (seen.caller, isDue)
    }
    if let caller, isDue { store.touch(session: caller.session, at: now) }
    return caller
  }

  /// Forgets what is known of ended sessions; the store is asked again for the rest.
  func forget(where matches: (Caller) -> Bool) {
    sessions.with { table in
      table.live = table.live.filter { !matches($0.value.caller) }
      table.forgotten += 1
    }
  }

  // MARK: Passwords

  /// Checks a login and password on a thread of its own and answers with the member, or nil. It
  /// takes as long for an unknown login as for a wrong password.
  func check(login: String, password: String, address: String) async throws -> MemberID? {
    if let wait = blockedSeconds(login: login, address: address) {
      throw Problem(
        status: 429, code: "too-many",
        text: "Too many attempts. Please wait \((wait + 59) / 60) minute(s), then try again.",
        retryAfter: wait)
    }
    return try await thread.run(retrySeconds: 2) { [self] in
      try verified(login: login, password: password, address: address)
    }
  }

  /// A new password's hash, made on the same thread.
  func hash(_ password: String) async throws -> String {
    let salt = dice.bytes(16)
    return try await thread.run(retrySeconds: 2) { Password.hash(password, salt: salt) }
  }

  private func verified(login: String, password: String, address: String) throws -> MemberID? {
    let member = store.roster.member(login: login)
    let stored =
      try member.map { member in try store.read { try $0.passwordHash(member.id) } } ?? ""
    let isRight = Password.matches(password, stored.isEmpty ? Password.decoy : stored)
    if isRight, !stored.isEmpty, let member, !member.isEnded(at: clock.now()) { return member.id }
    fail(login: login, address: address)
    return nil
  }

  private func blockedSeconds(login: String, address: String) -> Int? {
    let now = clock.now()
    return failures.with { failures in
      let age = (now.milliseconds - failures.since.milliseconds) / 1000
      if age < 0 || age >= Limits.signInWindowSeconds { failures = Failures(since: now) }
      let perLogin = failures.counts["login " + login.lowercased()] ?? 0
      let perAddress = failures.counts["address " + address] ?? 0
      let isBlocked =
        perLogin >= Limits.signInFailuresPerLogin || perAddress >= Limits.signInFailuresPerAddress
      return isBlocked ? max(1, Int(Limits.signInWindowSeconds - age)) : nil
    }
  }

  private func fail(login: String, address: String) {
    failures.with { failures in
      // A flood of made-up logins may not grow the table for ever; the address still counts.
      if failures.counts.count < 10_000 {
        failures.counts["login " + login.lowercased(), default: 0] += 1
      }
      failures.counts["address " + address, default: 0] += 1
    }
  }

  /// A fresh bearer token of 256 bits.
  func freshToken() -> String { hexText(dice.bytes(32)) }
}

/// yescrypt through crypt(3): the C library's own, never one of ours.
public enum Password {
  /// A hash that no password matches, of the same cost as a real one.
  static let decoy = hash("a password that nobody has", salt: [UInt8](repeating: 7, count: 16))

  /// A crypt(5) hash with the system's default method and cost.
  public static func hash(_ password: String, salt: [UInt8]) -> String {
    var setting = [CChar](repeating: 0, count: Int(CRYPT_GENSALT_OUTPUT_SIZE))
    let made = salt.withUnsafeBytes { bytes in
      crypt_gensalt_rn(
        "$y$", 0, bytes.baseAddress?.assumingMemoryBound(to: CChar.self), Int32(bytes.count),
        &setting, Int32(setting.count))
    }
    guard made != nil else { return "" }
    return crypted(password, text(setting)) ?? ""
  }

  /// Does the password give this hash? Compared in constant time.
  static func matches(_ password: String, _ stored: String) -> Bool {
    guard password.utf8.count <= Limits.passwordBytesMax, !password.utf8.contains(0),
      let made = crypted(password, stored)
    else { return false }
    let (a, b) = (Array(made.utf8), Array(stored.utf8))
    guard a.count == b.count else { return false }
    return zip(a, b).reduce(UInt8(0)) { $0 | ($1.0 ^ $1.1) } == 0
  }

  private static func crypted(_ password: String, _ setting: String) -> String? {
    // crypt_data is 32 kB: on the heap, not on a thread's stack.
    let data = UnsafeMutablePointer<crypt_data>.allocate(capacity: 1)
    defer { data.deallocate() }
    memset(data, 0, MemoryLayout<crypt_data>.size)
    guard let made = crypt_r(password, setting, data) else { return nil }
    let text = String(cString: made)
    return text.hasPrefix("*") ? nil : text
  }

  private static func text(_ characters: [CChar]) -> String {
    String(decoding: characters.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }
}
