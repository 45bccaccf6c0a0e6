// What the last commit left for everybody to see.
import Domain

/// The roster and the layout of the last commit, for any thread.
final class Published: Sendable {
  private let lock = Lock()
  // Guarded by `lock`.
  private nonisolated(unsafe) var current: (roster: Roster, layout: Layout)

  init(roster: Roster, layout: Layout) { current = (roster, layout) }

  var now: (roster: Roster, layout: Layout) { lock.with { current } }
  func publish(roster: Roster, layout: Layout) {
    // The old value is let go outside the lock: it may be the last holder of much memory.
    let old = lock.with {
      let old = current
      current = (roster, layout)
      return old
    }
    withExtendedLifetime(old) {}
  }
}
