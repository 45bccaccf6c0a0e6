// Counts for /metrics: of the machine, never of a person or a child.
import Domain
import Store

/// Counters since the start.
final class Meters: Sendable {
  struct Counts {
    var requests: [Int: Int64] = [:]
    var lines: Int64 = 0
    var refusals: Int64 = 0
  }
  private let counts = Locked(Counts())

  func answered(_ status: Int) { counts.with { $0.requests[status / 100, default: 0] += 1 } }
  func line() { counts.with { $0.lines += 1 } }

  /// Prometheus text exposition format 0.0.4.
  func text(streams: Int, _ tally: Store.Tally) -> String {
    let now = counts.with { $0 }
    var lines = ["# TYPE hedgerow_requests_total counter"]
    for (family, count) in now.requests.sorted(by: { $0.key < $1.key }) {
      lines.append("hedgerow_requests_total{status=\"\(family)xx\"} \(count)")
    }
    lines += ["# TYPE hedgerow_lines_total counter", "hedgerow_lines_total \(now.lines)"]
    lines += ["# TYPE hedgerow_streams gauge", "hedgerow_streams \(streams)"]
    lines += ["# TYPE hedgerow_turns_total counter", "hedgerow_turns_total \(tally.turns)"]
    lines += ["# TYPE hedgerow_batches_total counter", "hedgerow_batches_total \(tally.batches)"]
    lines += ["# TYPE hedgerow_turns_waiting gauge", "hedgerow_turns_waiting \(tally.waiting)"]
    return lines.joined(separator: "\n") + "\n"
  }
}
