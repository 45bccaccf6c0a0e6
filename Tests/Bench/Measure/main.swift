// Measures what cannot be measured from outside: raw SQLite with the same rows, and one decision.
//   measure raw SERVED.db FRESH.db GROUP     re-inserts a served database's rows through the C API
//   measure decide                           microseconds to parse and decide one line
import Glibc

let words = Array(CommandLine.arguments.dropFirst())
switch words.first {
case "raw" where words.count == 4:
  try Raw(served: words[1], fresh: words[2], group: Int(words[3]) ?? 32).run()
case "decide": try measureDecide()
default:
  print("usage: measure raw SERVED.db FRESH.db GROUP | measure decide")
  exit(2)
}

/// Monotonic seconds.
func seconds() -> Double {
  var time = timespec()
  clock_gettime(CLOCK_MONOTONIC, &time)
  return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
}
