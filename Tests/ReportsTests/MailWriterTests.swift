// Mails as bytes, held against Python's own reader, and what a header must never hold.
import Domain
import Testing

@testable import Reports

@Suite struct MailWriterTests {
  private func mail(
    name: String = "Green Lane", subject: String = "Attendance", body: String = "Hello.\n"
  ) -> MailWriter {
    MailWriter(
      from: (name, "attendance@provision.example"), to: "office@hillside.example",
      subject: subject, date: Instant(milliseconds: 1_795_255_200_000),
      messageID: "k7m2abc@provision.example", body: body)
  }

  /// Sender's name, subject and text as Python reads them, each in hexadecimal; and any defects.
  private func read(_ mail: MailWriter) throws -> [String] {
    let script = """
      import sys, email, email.policy
      from email.header import decode_header, make_header
      from email.utils import parseaddr
      raw = sys.stdin.buffer.read()
      m = email.message_from_bytes(raw, policy=email.policy.default)
      # Until 3.13 the newer reader loses spaces between encoded words of a name (its issue 79728).
      old = email.message_from_bytes(raw)
      name = str(make_header(decode_header(parseaddr(old['From'])[0])))
      text = m.get_content().replace('\\r\\n', '\\n')
      parts = [name, str(m['Subject']), text, str(m['To']), m['Message-ID']]
      print(' '.join(p.encode('utf-8', 'surrogateescape').hex() or '-' for p in parts))
      print(m.defects, [h.defects for h in m.values() if h.defects], len(m.keys()))
      """
    let python = try #require(ChildProcess.find(["python3"]))
    let answer = try ChildProcess.run(
      python, ["-c", script], input: try mail.bytes(), deadlineSeconds: 60)
    let lines = String(decoding: answer.output, as: UTF8.self).split(separator: "\n")
    try #require(answer.status == 0, "\(String(decoding: answer.errors, as: UTF8.self))")
    #expect(lines.last == "[] [] 9")
    return lines[0].split(separator: " ").map { $0 == "-" ? "" : text(hex: $0) }
  }

  private func text(hex: Substring) -> String {
    let digits = Array(hex)
    let bytes = stride(from: 0, to: digits.count, by: 2).compactMap {
      UInt8(String(digits[$0...$0 + 1]), radix: 16)
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  static let words = [
    "Green Lane", "O'Neill", "Zoë", "Nguyễn Thị Minh Khai", "Dr. \"Bob\" \\ Smith, Ltd",
    "=?utf-8?B?SGVsbG8=?=", "  spaces  between  ", "a@b.example <x@y.example>", "👩‍👧 family",
    String(repeating: "Ørsted and friends ", count: 9) + "end",
    String(repeating: "long", count: 40), "Ten o’clock: 3 of 12 not recorded yet",
  ]

  @Test("another reader finds the same words", arguments: words)
  func sameWords(_ words: String) throws {
    let found = try read(mail(name: words, subject: words, body: words))
    #expect(found[0] == words)
    #expect(found[1] == words)
    #expect(found[2] == words + "\n")
    #expect(found[3] == "<office@hillside.example>" || found[3] == "office@hillside.example")
    #expect(found[4] == "<k7m2abc@provision.example>")
  }

  static let bodies = [
    "", "\n", ".\n..\nFrom here\n From there\n>From\n", "trailing space \ntrailing tab\t\n",
    "=3D is no equals sign =\n", String(repeating: "x", count: 2_000) + "\n",
    String(repeating: "é", count: 600) + "\nẞ\n", "one\n\n\ntwo\n",
    String(repeating: "Nguyễn Zoë 出席 ", count: 200) + "\n",
  ]

  @Test("a text comes out as it went in, in short lines of ASCII", arguments: bodies)
  func sameText(_ body: String) throws {
    let found = try read(mail(body: body))
    #expect(found[2] == body)
    let bytes = try mail(body: body).bytes()
    #expect(bytes.allSatisfy { $0 < 0x7F && ($0 >= 0x20 || $0 == 0x0D || $0 == 0x0A || $0 == 9) })
    for line in bytes.split(separator: 0x0A) { #expect(line.count <= 79) }
    #expect(bytes.count { $0 == 0x0A } == bytes.count { $0 == 0x0D })
  }

  @Test("line ends of other systems are line ends, and no header begins in a text")
  func lineEnds() throws {
    #expect(
      try read(mail(body: "a\r\nb\rc\nBcc: x@y.example\n"))[2] == "a\nb\nc\nBcc: x@y.example\n")
  }

  @Test(
    "a header that would begin another one is refused",
    arguments: ["\n", "\r", "\r\n", "\u{0}", "\u{2028}", "\u{85}"])
  func injection(_ end: String) {
    let bad = "Attendance\(end)Bcc: all@school.example"
    #expect(throws: Failure.self) { try mail(subject: bad).bytes() }
    #expect(throws: Failure.self) { try mail(name: bad).bytes() }
    for change in [\MailWriter.to, \MailWriter.messageID, \MailWriter.from.address] {
      var one = mail()
      one[keyPath: change] = "office@hillside.example\(end)Bcc: all@school.example"
      #expect(throws: Failure.self) { try one.bytes() }
    }
    #expect((try? mail(subject: "Attendance").bytes()) != nil)
  }

  @Test("the date is the moment in UTC, as mail writes it")
  func date() throws {
    let text = String(decoding: try mail().bytes(), as: UTF8.self)
    #expect(text.contains("\r\nDate: Sat, 21 Nov 2026 10:00:00 +0000\r\n"))
    #expect(text.contains("\r\nAuto-Submitted: auto-generated\r\n"))
  }

  @Test("base64 is as the standard has it")
  func baseSixtyFour() {
    let vectors = [
      "": "", "f": "Zg==", "fo": "Zm8=", "foo": "Zm9v", "foob": "Zm9vYg==", "fooba": "Zm9vYmE=",
      "foobar": "Zm9vYmFy",
    ]
    for (plain, coded) in vectors { #expect(base64(Array(plain.utf8)) == coded) }
  }
}
