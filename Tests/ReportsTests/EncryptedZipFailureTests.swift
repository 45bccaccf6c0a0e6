// When anything fails, the encrypted zip is not there, and what was wrong is said.
import Domain
import FoundationEssentials
import Glibc
import Testing

@testable import Reports

extension EncryptedZipTests {
  @Test func a7zKilledInTheMiddleLeavesNothingAndThrows() throws {
    var killed = 0
    let noise = (0..<65_536).map { _ in UInt8.random(in: 0...255) }
    let failure = #expect(throws: Failure.self) {
      try zip().make([
        ("first.csv", text("one")),
        (
          "second.csv",
          { [self] sink in
            for round in 0..<200 {
              if round == 20 {
                for process in children(cabinet.path + "/work") {
                  kill(process, SIGKILL)
                  killed += 1
                }
              }
              try sink(noise[...])
            }
          }
        ),
      ])
    }
    #expect(killed == 1)
    guard case .broken(let words) = failure else {
      Issue.record("\(String(describing: failure))")
      return
    }
    #expect(words.contains("stopped while data went in"))
    expectNothingIsLeft()
  }

  @Test func a7zKilledBehindTheBackOfASinkThatIsNotAskedAgainThrowsToo() throws {
    #expect(throws: Failure.self) {
      try zip().make([
        (
          "a.csv",
          { [self] sink in
            try sink(Array("1".utf8)[...])
            for process in children(cabinet.path + "/work") { kill(process, SIGKILL) }
          }
        )
      ])
    }
    expectNothingIsLeft()
  }

  @Test func aFileThatAppearsMeanwhileIsNotReplaced() throws {
    let output = cabinet.path + "/out.zip"
    #expect(throws: Failure.self) {
      try zip().make([
        (
          "a.csv",
          { sink in
            try sink(Array("1".utf8)[...])
            try Data("mine".utf8).write(to: URL(fileURLWithPath: output))
          }
        )
      ])
    }
    #expect(try cabinet.bytes("out.zip") == Array("mine".utf8))
    unlink(output)
    expectNothingIsLeft()
  }

  @Test func aFileMovesOnlyToANameThatIsFree() throws {
    let (one, two) = (cabinet.path + "/one", cabinet.path + "/two")
    for path in [one, two] { try Data(path.utf8).write(to: URL(fileURLWithPath: path)) }
    #expect(!move(one, to: two))
    #expect(errno == EEXIST)
    #expect(try cabinet.bytes("two") == Array(two.utf8))
    #expect(cabinet.names.contains("one"))
    unlink(two)
    #expect(symlink(cabinet.path + "/nowhere", two) == 0)
    #expect(!move(one, to: two), "a name that leads nowhere is a name too")
    unlink(two)
    #expect(move(one, to: two))
    #expect(try cabinet.bytes("two") == Array(one.utf8))
    #expect(!cabinet.names.contains("one"))
  }

  @Test func whatAnEntryThrowsReachesTheCallerAndNothingIsLeft() throws {
    struct NoMoreRows: Error {}
    #expect(throws: NoMoreRows.self) {
      try zip().make([
        ("first.csv", text("one")),
        (
          "second.csv",
          { sink in
            try sink([1, 2, 3])
            throw NoMoreRows()
          }
        ),
      ])
    }
    expectNothingIsLeft()
    #expect(children(cabinet.path + "/work").isEmpty)
  }

  @Test func aMissingProgramIsAFailureThatSaysHowToInstallIt() throws {
    let failure = #expect(throws: Failure.self) {
      try zip(cabinet.path + "/7z").make([("a.csv", text("1"))])
    }
    guard case .unavailable(let words) = failure else {
      Issue.record("\(String(describing: failure))")
      return
    }
    #expect(words.contains("apt-get install p7zip-full"))
    expectNothingIsLeft()
  }

  @Test func aProgramThatDoesNotEncryptIsFoundOut() throws {
    let plain = try cabinet.script(
      "7z", "[ $1 = t ] && exit 0; read a; read b; exec \(program) a -tzip -bd -y \"$7\" -- \"$9\"")
    let failure = #expect(throws: Failure.self) {
      try zip(plain).make([("a.csv", text("plain words"))])
    }
    #expect(failure == .broken("The archive is wrong: 'a.csv' is not encrypted by AES-256."))
    expectNothingIsLeft()
  }

  @Test func aProgramThatUsesAWeakerCipherIsFoundOut() throws {
    let weak = try cabinet.script(
      "7z", "[ $1 = t ] && exit 0; exec \(program) a -tzip -mem=AES128 -p -bd -y \"$7\" -- \"$9\"")
    #expect(throws: Failure.broken("The archive is wrong: 'a.csv' is not encrypted by AES-256.")) {
      try zip(weak).make([("a.csv", text("plain words"))])
    }
    expectNothingIsLeft()
  }

  @Test func aProgramThatTakesTheDataAndMakesNothingIsFoundOut() throws {
    let lossy = try cabinet.script("7z", "read a; read b; cat >/dev/null; exit 0")
    #expect(throws: Failure.self) { try zip(lossy).make([("a.csv", text("words"))]) }
    expectNothingIsLeft()
  }

  @Test func aProgramThatNeverReadsIsEndedAtTheDeadline() throws {
    let deaf = try cabinet.script("7z", "exec tail -f /dev/null")
    #expect(throws: Failure.broken("\(deaf) was ended after 1 seconds")) {
      try zip(deaf, seconds: 1).make([("a.csv", text("words"))])
    }
    expectNothingIsLeft()
  }

  @Test func aFullDiskIsSaidToBeUnavailable() throws {
    let full = try cabinet.script(
      "7z", "read a; read b; echo 'errno=28 : No space left on device' >&2; exit 2")
    let failure = #expect(throws: Failure.self) {
      try zip(full).make([("a.csv", text("words"))])
    }
    guard case .unavailable = failure else {
      Issue.record("\(String(describing: failure))")
      return
    }
    expectNothingIsLeft()
  }

  @Test func aProgramThatStopsReadingButGoesOnIsNotWaitedForUntilTheDeadline() throws {
    let stubborn = try cabinet.script(
      "7z", "read a; read b; exec <&-; echo no more >&2; exec tail -f /dev/null")
    let noise = [UInt8](repeating: 7, count: 65_536)
    let failure = #expect(throws: Failure.self) {
      try zip(stubborn).make([("a.csv", { sink in for _ in 0..<100 { try sink(noise[...]) } })])
    }
    #expect(failure == .broken("\(stubborn) stopped while data went in: no more"))
    expectNothingIsLeft()
  }

  @Test(arguments: ["", "two\nlines", "tab\t", "Zoë", "nul\0"])
  func aPassphraseThatProgramsReadDifferentlyIsRefused(passphrase: String) throws {
    #expect(throws: Failure.self) {
      try zip(passphrase: passphrase).make([("a.csv", text("1"))])
    }
    expectNothingIsLeft()
  }

  @Test(arguments: [
    "", "../a", "/etc/x", ".hidden", "-si", "a/b", "a\\b", "nul\0", "a*", "a\nb", "@l",
  ])
  func anEntryNameThatIsNotPlainIsRefused(name: String) throws {
    #expect(throws: Failure.self) { try zip().make([(name, text("1"))]) }
    expectNothingIsLeft()
  }

  @Test func noEntriesAndTwoOfOneNameAreRefused() throws {
    #expect(throws: Failure.self) { try zip().make([]) }
    #expect(throws: Failure.self) { try zip().make([("a", text("1")), ("a", text("2"))]) }
    expectNothingIsLeft()
  }

  @Test func anArchiveThatCannotBePutInItsPlaceIsNotLeftBehind() throws {
    let lost = EncryptedZip(
      program: program, output: cabinet.path + "/no/such/out.zip",
      workDirectory: cabinet.path + "/work", passphrase: passphrase, deadlineSeconds: 60)
    #expect(throws: Failure.self) { try lost.make([("a.csv", text("1"))]) }
    expectNothingIsLeft()
    let homeless = EncryptedZip(
      program: program, output: cabinet.path + "/out.zip",
      workDirectory: cabinet.path + "/nowhere", passphrase: passphrase, deadlineSeconds: 60)
    #expect(throws: Failure.self) { try homeless.make([("a.csv", text("1"))]) }
    expectNothingIsLeft()
  }
}
