// Measures what cannot be measured from outside: raw SQLite with the same rows, and one decision.
//   measure raw SERVED.db FRESH.db GROUP     re-inserts a served database's rows through the C API
//   measure fill DIR MESSAGES                a database with so many messages, in a new directory
//   measure grow DIR                         the reading questions, in milliseconds
//   measure export DIR KIND FILE             all records of a kind as CSV, in rows a second
//   measure decide                           microseconds to parse and decide one line
//   measure sync DIRECTORY                   milliseconds of one sync of 4 KiB, p50 and p99
//   measure paced PORT PATH TOKEN TEXT RATE SECONDS CONNECTIONS
//                                            posts at a fixed rate; milliseconds to the answer
//   measure streams PORT STREAM-PATH POST-PATH BODY TOKEN COUNT POSTS
//                                            milliseconds from the commit to so many listeners
//   measure ten DIR SCHOOLS CHILDREN         the duties of ten o'clock in a trust of that size
//   measure sends COUNT BYTES POSTS          the floor of that: sends and nothing else
import Glibc

let words = Array(CommandLine.arguments.dropFirst())
switch words.first {
case "raw" where words.count == 4:
  try Raw(served: words[1], fresh: words[2], group: Int(words[3]) ?? 32).run()
case "fill" where words.count == 3:
  try Fill(directory: words[1], messages: Int(words[2]) ?? 10_000).run()
case "grow" where words.count == 2: try Grow(directory: words[1]).run()
case "export" where words.count == 4:
  try ExportRate(directory: words[1], kind: words[2], path: words[3]).run()
case "decide": try measureDecide()
case "sync" where words.count == 2: measureSync(words[1])
case "paced" where words.count == 8:
  Paced(
    port: UInt16(words[1]) ?? 0, path: words[2], token: words[3], text: words[4],
    rate: Double(words[5]) ?? 0, seconds: Double(words[6]) ?? 0, connections: Int(words[7]) ?? 1
  ).run()
case "streams" where words.count == 8:
  Streams(
    port: UInt16(words[1]) ?? 0, stream: words[2], post: words[3], body: words[4], token: words[5],
    count: Int(words[6]) ?? 1, posts: Int(words[7]) ?? 1
  ).run()
case "ten" where words.count == 4:
  try TenOClock(
    directory: words[1], schools: Int(words[2]) ?? 80, children: Int(words[3]) ?? 60_000
  ).run()
case "sends" where words.count == 4:
  SendFloor(count: Int(words[1]) ?? 1, bytes: Int(words[2]) ?? 1, posts: Int(words[3]) ?? 1).run()
default:
  print("usage: measure raw | fill | grow | export | decide | sync | paced | streams | ten | sends")
  exit(2)
}

/// Monotonic seconds.
func monotonicSeconds() -> Double {
  var time = timespec()
  clock_gettime(CLOCK_MONOTONIC, &time)
  return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
}
