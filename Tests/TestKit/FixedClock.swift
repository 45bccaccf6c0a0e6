// A clock that stands where it is put, and dice that throw the same each time.
import Domain
import Glibc

/// A value behind a lock.
public final class Held<Value>: @unchecked Sendable {  // guarded by `mutex`
  private let mutex: UnsafeMutablePointer<pthread_mutex_t>
  private var value: Value
  /// Holds a value.
  public init(_ value: Value) {
    self.value = value
    mutex = .allocate(capacity: 1)
    mutex.initialize(to: pthread_mutex_t())
    pthread_mutex_init(mutex, nil)
  }
  deinit { mutex.deallocate() }
  /// Works on the value, alone.
  public func with<Result>(_ body: (inout Value) throws -> Result) rethrows -> Result {
    pthread_mutex_lock(mutex)
    defer { pthread_mutex_unlock(mutex) }
    return try body(&value)
  }
}

/// A clock that stands where it is put.
public final class FixedClock: Clock {
  private let held: Held<Instant>
  /// Stands at a local time in London.
  public init(_ day: String = "2026-11-20", _ minutes: Int = 8 * 60) {
    held = Held(FixedClock.instant(day, minutes))
  }
  /// Where it stands; each look moves it by a millisecond, so that no two acts share a moment.
  public func now() -> Instant {
    held.with { now in
      now = Instant(milliseconds: now.milliseconds + 1)
      return now
    }
  }
  /// Puts it at a local time in London.
  public func put(_ day: String, _ minutes: Int) {
    held.with { $0 = FixedClock.instant(day, minutes) }
  }
  /// Moves it on.
  public func advance(seconds: Int64) { held.with { $0 = $0.adding(seconds: seconds) } }

  private static func instant(_ day: String, _ minutes: Int) -> Instant {
    let day = Day(text: day) ?? Day(number: 0)
    return Zone.london.instant(day: day, time: TimeOfDay(minutes: minutes) ?? .midnight)
  }
}

/// Dice that throw the same each time for the same seed (SplitMix64).
public final class SeededDice: Dice {
  private let state: Held<UInt64>
  /// Dice of one seed.
  public init(_ seed: UInt64 = 1) { state = Held(seed) }
  /// The next bytes.
  public func bytes(_ count: Int) -> [UInt8] {
    (0..<count).map { _ in UInt8(truncatingIfNeeded: next() >> 24) }
  }
  /// The next number.
  public func next() -> UInt64 {
    state.with { state in
      state &+= 0x9E37_79B9_7F4A_7C15
      var mixed = state
      mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
      mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
      return mixed ^ (mixed >> 31)
    }
  }
}
