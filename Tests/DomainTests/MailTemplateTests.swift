// A mail template's file: what it gives, each way to get it wrong, and how it is filled.
import Domain
import Testing

private let path = "Channels/den/absence-notice.mail"
private let right = """
  Template: absence-notice
  Version: 3
  Subject: A pupil of {{school}}, {{date}}

  Dear {{officer}},
  {{child}}: {{facts}}

  """
private let day = "Channels/den/start-of-day.mail"
private let rightDay = """
  Template: start-of-day
  Version: 1
  Subject: {{date}}

  {{#present}}
  - {{child}}
  {{/present}}
  {{^present}}
  - nobody
  {{/present}}
  {{#late}}
  {{/late}}
  {{#left_early}}
  {{/left_early}}
  {{#absent}}
  - {{child}}: {{reason}}, {{school}}
  {{/absent}}
  {{#unrecorded}}
  {{/unrecorded}}
  """

private func read(_ text: String, at path: String = path) -> (catalog: Catalog?, said: [String]) {
  let read = Catalog.read(Sample.files + [DefinitionFile(path: path, text: text)])
  return (read.catalog, read.complaints.map(\.description))
}

@Suite struct MailTemplateTests {
  @Test func `a template is read with its version and the digest of its text`() throws {
    let read = read(right)
    #expect(read.said == [])
    let mail = try #require(read.catalog?.mails[.absenceNotice])
    let digest = SHA256.hex(Array(right.utf8)).prefix(12)
    #expect(mail.id == "absence-notice 3 \(digest)")
    #expect(
      mail.subject(["school": "Hillside", "date": "1 Sep 2026"])
        == "A pupil of Hillside, 1 Sep 2026")
    #expect(
      mail.text(["officer": "Pat", "child": "Ann", "facts": "late"])
        == "Dear Pat,\nAnn: late\n")
  }

  @Test func `a list has its lines for each entry, and others where it has none`() throws {
    let read = read(rightDay, at: day)
    #expect(read.said == [])
    let mail = try #require(read.catalog?.mails[.startOfDay])
    #expect(
      mail.text(["school": "Hillside"], ["absent": [["child": "Ann", "reason": "unwell"]]])
        == "- nobody\n- Ann: unwell, Hillside\n")
    #expect(mail.text([:], ["present": [["child": "Ann"], ["child": "Bo"]]]) == "- Ann\n- Bo\n")
  }

  @Test func `text that looks like a placeholder in a value stays as it is`() throws {
    let mail = try #require(read(right).catalog?.mails[.absenceNotice])
    #expect(mail.text(["child": "{{school}}", "school": "Hillside"]).contains("{{school}}"))
  }

  static let wrong: [(piece: String, instead: String, says: String)] = [
    (
      "{{officer}}", "{{oficer}}",
      "5:6: a mail 'absence-notice' has no placeholder {{oficer}}; did you mean 'officer'?"
    ),
    (
      "{{date}}", "{{child}}",
      "3:33: a subject tells nothing of a child, and {{child}} would; {{child}} in the text"
    ),
    ("{{officer}},", "{{officer", "5:6: a placeholder without its end; }} after its name"),
    ("{{child}}: {{facts}}", "{{child}}", "5:1: the text has no {{facts}}; add {{facts}}"),
    ("Version: 3", "Version: three", "2:10: 'three' is not a version; a number such as 1"),
    ("Version: 3", "Version: 0", "2:10: '0' is not a version; a number such as 1"),
    ("Version: 3", "Version: 10000", "2:10: '10000' is not a version; a number such as 1"),
    (
      "Version: 3\n", "",
      "1:1: a mail without 'Version'; a line 'Version: 1' before the empty line"
    ),
    (
      "Version: 3", "Version: 3\nVersion: 4",
      "3:1: 'Version' is given twice; once would be right"
    ),
    (
      "Subject:", "Subjekt:",
      "3:1: a mail has no line 'Subjekt' before its text; did you mean 'Subject'?"
    ),
    (
      "Template: absence-notice", "Template: absence-notiz",
      "1:11: no mail is called 'absence-notiz'; did you mean 'absence-notice'?"
    ),
    (
      "Template: absence-notice", "Template: correction",
      "1:11: the mail 'correction' is in \(path); Template: absence-notice, or another file name"
    ),
    (
      "{{officer}},", "{{#late}}",
      "5:6: a section's mark within a line; {{#late}} on a line of its own"
    ),
    (
      "Dear {{officer}},", "{{#late}}\n{{/late}}",
      "5:1: a mail 'absence-notice' has no list 'late'; there are none"
    ),
    ("Dear {{officer}},", "{{/late}}", "5:1: '{{/late}}' ends nothing; leave it out"),
  ]

  @Test(arguments: wrong.indices)
  func `a mistake is told with its place and what would be right`(_ index: Int) throws {
    let (piece, instead, says) = Self.wrong[index]
    #expect(right.contains(piece))
    let read = read(right.replacing(piece, with: instead, maxReplacements: 1))
    #expect(read.said.contains("\(path):\(says)"), "\(read.said)")
    #expect(read.catalog == nil)
  }

  static let wrongLists: [(piece: String, instead: String, says: String)] = [
    (
      "{{#late}}", "{{#lat}}", "11:1: a mail 'start-of-day' has no list 'lat'; did you mean 'late'?"
    ),
    (
      "{{/late}}", "{{/present}}",
      "12:1: '{{/present}}' ends the section 'late'; {{/late}} would be right"
    ),
    (
      "{{/unrecorded}}", "- nobody",
      "18:1: the section 'unrecorded' has no end; {{/unrecorded}} on a line of its own"
    ),
    (
      "{{/late}}", "{{#absent}}",
      "12:1: a section within the section 'late'; end the first one before: {{/late}}"
    ),
    (
      "{{#unrecorded}}\n{{/unrecorded}}", "All of them.",
      "5:1: the text has no {{#unrecorded}}; add {{#unrecorded}}"
    ),
    (
      "{{#late}}", "{{child}}\n{{#late}}",
      "11:1: {{child}} is of one child, and stands for no child here; "
        + "within a section, such as {{#absent}}"
    ),
  ]

  @Test(arguments: wrongLists.indices)
  func `a mistake in a list is told with its place`(_ index: Int) throws {
    let (piece, instead, says) = Self.wrongLists[index]
    #expect(rightDay.contains(piece))
    let read = read(rightDay.replacing(piece, with: instead, maxReplacements: 1), at: day)
    #expect(read.said.contains("\(day):\(says)"), "\(read.said)")
    #expect(read.catalog == nil)
  }

  @Test func `a subject has its limit, on both sides`() {
    let most = Limits.mailSubjectCharactersMax
    func said(_ count: Int) -> [String] {
      read(
        right.replacing(
          "A pupil of {{school}}, {{date}}", with: String(repeating: "x", count: count))
      ).said
    }
    #expect(said(most) == [])
    #expect(
      said(most + 1) == ["\(path):3:10: a subject of \(most + 1) characters; 1 to \(most)"])
  }

  @Test func `a version has its limits, on both sides`() throws {
    for (version, isTaken) in [
      (Limits.mailVersions.lowerBound - 1, false), (Limits.mailVersions.lowerBound, true),
      (Limits.mailVersions.upperBound, true), (Limits.mailVersions.upperBound + 1, false),
    ] {
      let read = read(right.replacing("Version: 3", with: "Version: \(version)"))
      #expect(
        read.said
          == (isTaken ? [] : ["\(path):2:10: '\(version)' is not a version; a number such as 1"]))
      #expect((read.catalog?.mails[.absenceNotice]?.id.contains(" \(version) ") == true) == isTaken)
    }
  }

  @Test func `a mail that is told of a whole school is as long as it is declared to be`() throws {
    let send = try #require(try Shipped.catalog().recordKinds["mail"])
    let body = try #require(send.fields.first { $0.name == "body" })
    #expect(body.max == Double(Limits.mailBodyCharactersMax))
  }

  @Test func `a mail lies in the folder of a kind, and once`() {
    let lost = read(right, at: "Channels/dne/absence-notice.mail")
    #expect(
      lost.said == [
        "Channels/dne/absence-notice.mail:1:1: there is no channel kind 'dne'; did you mean 'den'?"
      ])
    #expect(
      read(right, at: "Commands/absence-notice.mail").said == [
        "Commands/absence-notice.mail:1:1: no definition is looked for here; Channels/NAME/MAIL.mail"
      ])
    let twice = Catalog.read(
      Sample.files
        + ["den", "box"].map {
          DefinitionFile(path: "Channels/\($0)/absence-notice.mail", text: right)
        })
    #expect(
      twice.complaints.map(\.description) == [
        "Channels/den/absence-notice.mail:1:1: the mail 'absence-notice' is in "
          + "Channels/box/absence-notice.mail too; one file for each"
      ])
  }

  @Test func `a verb that mails needs its mails`() throws {
    let files = Shipped.files.filter { !$0.path.hasSuffix("/correction.mail") }
    #expect(files.count == Shipped.files.count - 1)
    let said = Catalog.read(files).complaints.map(\.text)
    #expect(said == ["the step notify needs the mail 'correction'"])
  }
}
