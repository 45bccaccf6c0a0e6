// Duties as data: what the shipped ones say, and each way to get one wrong.
import Domain
import Testing

@Suite struct DutyTests {
  @Test func `the shipped duties are the day's`() throws {
    let duties = try #require(try Shipped.catalog().kinds["register"]?.duties)
    #expect(
      duties.map { "\($0.at.text) \($0.name)" } == [
        "09:45 chase-morning", "10:00 summary-morning", "10:10 absences", "13:30 chase-afternoon",
        "13:45 summary-afternoon", "16:30 day-summary",
      ])
    #expect(duties.filter { $0.each == .school }.map(\.lines.count) == [2, 2])
    #expect(duties.allSatisfy { $0.days == .open })
  }

  private static let right =
    "single: true, duties: [{ name: 'look', at: '09:00', until: '10:00', say: '/look' }],"
  private static let look = DefinitionFile(
    path: "Commands/look.json5",
    text: """
      {
        command: 'look', summary: 'Looks.', examples: ['/look'], since: 1, in: ['hut'],
        who: ['bot', 'team'], steps: ['receipts'],
      }
      """)

  private static func said(_ pieces: (String, String)..., command: (String, String)? = nil)
    -> [String]
  {
    var kind = """
      {
        kind: 'hut', title: 'Hut', summary: 'A hut.',
        rules: [{ roles: ['bot'], acts: ['see', 'read', 'post', 'command'] }],
        \(right)
      }
      """
    for (piece, instead) in pieces {
      #expect(kind.contains(piece))
      kind = kind.replacing(piece, with: instead)
    }
    var look = look.text
    if let (piece, instead) = command {
      #expect(look.contains(piece))
      look = look.replacing(piece, with: instead)
    }
    let files = [
      DefinitionFile(path: "Channels/hut/kind.json5", text: kind),
      DefinitionFile(path: "Commands/look.json5", text: look),
    ]
    return Catalog.read(files).complaints.map { "\($0.text); \($0.hint)" }
  }

  @Test func `a duty that is right is taken`() { #expect(Self.said() == []) }

  @Test func `a duty that is wrong is told`() {
    #expect(
      Self.said(("at: '09:00'", "at: '9:00'"))
        == ["'9:00' is not a time of day; a time such as '09:45'"])
    #expect(
      Self.said(("at: '09:00'", "at: '24:00'"))
        == ["'24:00' is not a time of day; a time such as '09:45'"])
    #expect(
      Self.said(("until: '10:00'", "until: '09:00'"))
        == ["it would be missed before it is due; a time after 09:00"])
    #expect(
      Self.said(("say: '/look'", "on: 'opne', say: '/look'"))
        == ["'opne' is not a kind of day; did you mean 'open'?"])
    #expect(
      Self.said(("say: '/look'", "say: 'look'"))
        == ["a duty says a command, and 'look' is none; a line such as '/summary AM'"])
    #expect(
      Self.said(("say: '/look'", "say: '/look {school}'"))
        == ["'{school}' stands for no school here; add each: 'school'"])
    #expect(
      Self.said(("say: '/look'", "each: 'school', say: '/look'"))
        == ["no line is said for each school; a line with {school}, or leave 'each' out"])
    #expect(
      Self.said(("say: '/look'", "say: '/lok'")) == [
        "there is no command 'lok'; did you mean 'look'?"
      ])
    #expect(Self.said(("say: '/look' }", "say: '/look', when: 1 }")).count == 1)
    #expect(Self.said((", say: '/look'", "")).first?.hasPrefix("a duty without 'say'") == true)
  }

  @Test func `the house does only what names it`() {
    #expect(
      Self.said(command: ("'bot', 'team'", "'team'"))
        == ["the house may not use '/look'; add 'bot' to 'who' of Commands/look.json5"])
    #expect(
      Self.said(("roles: ['bot']", "roles: ['team']")) == [
        "the house may use no command there; "
          + "a rule { roles: ['bot'], acts: ['see', 'read', 'post', 'command'] }"
      ])
    #expect(
      Self.said(("single: true, ", "")) == [
        "there may be many channels of this kind, and a duty is done once; "
          + "single: true, or the duty in a kind that is single"
      ])
  }
}
