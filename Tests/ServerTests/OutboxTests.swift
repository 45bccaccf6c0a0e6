// The outbox with a program of our own, a clock that is set, and nobody who may look in.
import Domain
import Engine
import FoundationEssentials
import Glibc
import Reports
import Store
import TestKit
import Testing

@testable import Server

@Suite("The outbox")
struct OutboxTests {
  private func plan(_ program: String = "/bin/true") -> MailPlan {
    MailPlan(program: program, from: "attendance@provision.example", pauses: [60, 300])
  }

  @Test("What the program's status means, on both sides of each fence")
  func statuses() {
    let plan = plan()
    #expect(plan.handed(0, "") == .taken("accepted"))
    #expect(plan.handed(0, "smtpstatus=250 smtpmsg='250 OK' exitcode=EX_OK") == .taken("250 OK"))
    for status in [65, 67] as [Int32] {
      #expect(plan.handed(status, "no such user") == .never("no such user"))
    }
    for status in [1, 64, 66, 68, 69, 70, 71, 73, 74, 75, 76, 77, 78, 126, 127] as [Int32] {
      #expect(plan.handed(status, "a reason") == .later("a reason"), "\(status)")
    }
    for status in [128, 137, 143] as [Int32] {
      let unknown = Handed.unknown("The mail program was ended by signal \(status - 128).")
      #expect(plan.handed(status, "a reason") == unknown)
    }
    func relay(_ code: Int) -> Handed {
      plan.handed(69, "smtpstatus=\(code) smtpmsg='\(code) words' exitcode=EX_UNAVAILABLE")
    }
    #expect(relay(550) == .never("550 words"))
    #expect(relay(451) == .later("451 words"))
    // A password that is wrong concerns every mail, and somebody puts it right.
    #expect(relay(535) == .later("535 words"))
  }

  @Test("An answer is one line without control characters, and as long as is kept")
  func answers() {
    let most = Limits.mailAnswerCharactersMax
    #expect(plan().handed(75, "a\u{1B}[31m\nb\r\n\tc") == .later("a [31m b c"))
    let long = String(repeating: "x", count: most)
    #expect(plan().handed(75, long) == .later(long))
    #expect(plan().handed(75, long + "y") == .later(long))
  }

  @Test("No address is taken for an option, and msmtp alone is asked for its log")
  func words() {
    var one = plan("/usr/sbin/sendmail")
    #expect(
      one.words(to: "-oQ/tmp@x.example")
        == ["-i", "-f", "attendance@provision.example", "--", "-oQ/tmp@x.example"])
    one = plan("msmtp")
    one.config = "/etc/rc"
    #expect(one.words(to: "a@b.example").prefix(3) == ["-C", "/etc/rc", "--logfile=-"])
  }

  @Test("A program that hangs is ended, and one that is missing is waited for")
  func programs() {
    let mail = MailWriterSample.mail
    var slow = plan("/bin/sh")
    slow.deadlineSeconds = 1
    slow.program = Self.script("sleep 60")
    guard case .unknown(let why) = slow.hand(mail) else { return #expect(Bool(false)) }
    #expect(why.contains("ended after 1 seconds"))
    #expect(
      plan("no-such-program").hand(mail)
        == .later("The mail program 'no-such-program' is missing."))
    unlink(slow.program)
  }

  private static func script(_ body: String) -> String {
    let path = "/tmp/hedgerow-mail-\(SystemDice().token())"
    _ = FileManager.default.createFile(atPath: path, contents: Data("#!/bin/sh\n\(body)\n".utf8))
    chmod(path, 0o700)
    return path
  }

  @Test("The outbox and the proof beside a record are for those who may read the outbox")
  func fence() throws {
    let served = try Served()
    defer { served.stop() }
    let ab = "c-ab"
    let line = "{\"text\":\"/attend absent reason: ill\"}"
    #expect(
      try served.caller("tess").send("POST", "/api/v1/channels/\(ab)/messages", line).status == 201)
    let paths = ["/api/v1/outbox", "/api/v1/records/attendance/1/mails?channel=\(ab)"]
    for path in paths {
      #expect(try served.caller("cora").send("GET", path).status == 200)
      #expect(try served.caller("devi").send("GET", path).status == 200)
      let nonsense = try served.caller("tess").send("GET", "/api/v1/records/nonsense/1/mails")
      for login in ["tess", "tari", "adam"] {
        let answer = try served.caller(login).send("GET", path)
        #expect(answer.status == 404, "\(login) \(path)")
        #expect(answer.body == nonsense.body)
      }
    }
    for path in ["attendance/2", "attendance/x", "nonsense/1"] {
      let answer = try served.caller("cora").send(
        "GET", "/api/v1/records/\(path)/mails?channel=\(ab)")
      #expect(answer.status == 404, "\(path)")
    }
  }
}

private enum MailWriterSample {
  static let mail = MailWriter(
    from: ("Green Lane", "a@b.example"), to: "c@d.example", subject: "s",
    date: Instant(milliseconds: 0), messageID: "x@b.example", body: "b")
}
