// Programs beside us: found, fed, read, ended in time.
import Domain
import FoundationEssentials
import Glibc
import Testing

@testable import Reports

@Suite struct ChildProcessTests {
  private func shell(_ text: String, input: [UInt8] = [], seconds: Int = 20) throws
    -> (status: Int32, output: [UInt8], errors: [UInt8])
  {
    try ChildProcess.run("/bin/sh", ["-c", text], input: input, deadlineSeconds: seconds)
  }

  @Test func aProgramAnswersItsStatusAndBothItsOutputs() throws {
    let answer = try shell("cat; echo wrong >&2; exit 3", input: Array("right".utf8))
    #expect(answer.status == 3)
    #expect(answer.output == Array("right".utf8))
    #expect(answer.errors == Array("wrong\n".utf8))
  }

  @Test func megabytesGoThroughWithoutEitherSideWaitingForTheOther() throws {
    let input = [UInt8](repeating: 0x61, count: 3_000_000)
    let answer = try ChildProcess.run("/bin/cat", [], input: input, deadlineSeconds: 30)
    #expect(answer.status == 0)
    #expect(answer.output == input)
  }

  @Test func aProgramThatDoesNotReadItsInputIsNoFailureAndNoSignal() throws {
    let input = [UInt8](repeating: 0, count: 2_000_000)
    #expect(try shell("exit 0", input: input).status == 0)
    #expect(try shell("exec <&-; exit 4", input: input).status == 4)
  }

  @Test func aProgramEndedByASignalAnswers128AndTheSignal() throws {
    #expect(try shell("kill -TERM $$").status == 128 + 15)
  }

  @Test func anArgumentIsNeverReadByAShell() throws {
    let answer = try ChildProcess.run(
      "/bin/echo", ["$(id)", "; id", "a  b", "Zoë"], input: [], deadlineSeconds: 20)
    #expect(String(decoding: answer.output, as: UTF8.self) == "$(id) ; id a  b Zoë\n")
    #expect(throws: Failure.self) {
      try ChildProcess.run("/bin/echo", ["a\0b"], input: [], deadlineSeconds: 20)
    }
  }

  @Test func aProgramIsEndedAtItsDeadlineWithAllThatItStarted() throws {
    let cabinet = try Cabinet()
    let mark = cabinet.path + "/child"
    #expect(throws: Failure.broken("/bin/sh was ended after 1 seconds")) {
      try shell("tail -f /dev/null & echo $! > \(mark); wait", seconds: 1)
    }
    let text = String(decoding: try cabinet.bytes("child"), as: UTF8.self)
    let grandchild = try #require(pid_t(text.prefix { $0.isNumber }))
    // A signal reaches an orphan in its own time, and so does the parent that reaps it.
    var isOver = false
    for _ in 0..<500 where !isOver {
      let state = try? String(contentsOfFile: "/proc/\(grandchild)/stat", encoding: .utf8)
      isOver = state.map { $0.contains(") Z ") || $0.contains(") X ") } ?? true
      if !isOver { poll(nil, 0, 10) }
    }
    #expect(isOver)
  }

  @Test func aProgramInheritsNoOtherDescriptorAndNoBlockedSignal() throws {
    let open = (0..<4).map { _ in Glibc.open("/dev/null", O_RDONLY) }
    defer { for descriptor in open { close(descriptor) } }
    #expect((open.max() ?? 0) > 3, "need one that could be inherited for this to mean anything")
    // ls itself opens the folder that it lists, as 3.
    #expect(try shell("exec ls /proc/self/fd").output == Array("0\n1\n2\n3\n".utf8))
    let blocked = try shell("exec grep SigBlk /proc/self/status").output
    #expect(String(decoding: blocked, as: UTF8.self) == "SigBlk:\t0000000000000000\n")
  }

  @Test func aProgramHasNoTerminalToAsk() throws {
    #expect(try shell("exec 3</dev/tty").status != 0)
  }

  @Test func aProgramThatIsNotThereIsAFailure() throws {
    #expect(throws: Failure.self) {
      try ChildProcess.run("/nonexistent/7z", [], input: [], deadlineSeconds: 5)
    }
  }

  @Test func theFirstNameThatIsThereIsFound() throws {
    let cabinet = try Cabinet()
    _ = try cabinet.script("second", "exit 0")
    try Data().write(to: URL(fileURLWithPath: cabinet.path + "/first"))
    let path = "relative::/nonexistent:" + cabinet.path
    #expect(ChildProcess.find(["first", "second"], path: path) == cabinet.path + "/second")
    #expect(ChildProcess.find(["first"], path: path) == nil, "it may not be run")
    #expect(ChildProcess.find(["", "../bin/sh"], path: "/usr/bin") == nil)
    #expect(ChildProcess.find(["sh"]) != nil)
  }

  @Test func manyRunAtTheSameTime() async throws {
    try await withThrowingTaskGroup(of: Void.self) { group in
      for number in 0..<16 {
        group.addTask {
          let input = [UInt8](repeating: UInt8(number), count: 100_000 + number)
          let answer = try ChildProcess.run("/bin/cat", [], input: input, deadlineSeconds: 60)
          #expect(answer.output == input)
        }
      }
      try await group.waitForAll()
    }
  }
}
