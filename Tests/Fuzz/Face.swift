// The parser on the command line: length-prefixed cases in, one line of JSON each out, for oracles.

import Glibc

@main
struct Face {
  static func main() {
    let input = everything()
    var at = 0
    while at + 4 <= input.count {
      // Four bytes say how many follow, the least first.
      let count = input[at..<at + 4].reversed().reduce(0) { $0 << 8 | Int($1) }
      at += 4
      guard at + count <= input.count else { return }
      let understood = input.withUnsafeBufferPointer {
        Understood($0.part(at..<at + count), cuts: CollectionOfOne(count), HTTPLimits())
      }
      print(json(understood))
      at += count
    }
  }

  /// All of the standard input.
  private static func everything() -> [UInt8] {
    var input: [UInt8] = []
    var room = [UInt8](repeating: 0, count: 65_536)
    while true {
      let count = Glibc.read(STDIN_FILENO, &room, room.count)
      guard count > 0 else { return input }
      input += room[..<count]
    }
  }

  private static func json(_ all: Understood) -> String {
    let end =
      switch all.end {
      case .done: "done"
      case .waiting: "waiting"
      case .closed: "closed"
      case .refused(let status): "refused \(status)"
      }
    return "{\"end\":\"\(end)\",\"reads\":[\(all.reads.map(json).joined(separator: ","))]}"
  }

  private static func json(_ read: Read) -> String {
    let lists = [
      "\"path\":\(list(read.path))", "\"query\":\(list(read.query.flatMap(\.self)))",
      "\"fields\":\(list(read.fields.flatMap(\.self)))",
      "\"body\":\(hex(read.body))", "\"method\":\(hex(Array(read.method.utf8)))",
      "\"raw\":\(hex(Array(read.rawPath.utf8)))", "\"old\":\(read.isHTTP10)",
      "\"keeps\":\(read.keepsAlive)", "\"end\":\(read.end)",
    ]
    return "{\(lists.joined(separator: ","))}"
  }

  private static func list(_ texts: [String]) -> String {
    "[\(texts.map { hex(Array($0.utf8)) }.joined(separator: ","))]"
  }

  /// Bytes in hexadecimal: no escape to get wrong.
  private static func hex(_ bytes: [UInt8]) -> String {
    let digits = Array("0123456789abcdef")
    return "\"" + String(bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }) + "\""
  }
}
