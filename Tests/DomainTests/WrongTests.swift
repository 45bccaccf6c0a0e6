// Each way to get a definition wrong, with the exact words in which it is told.
import Domain
import Testing

/// A mistake put into one of the sample's files, and what is to be said of it.
struct Wrong: Sendable, CustomTestStringConvertible {
  enum File: String, Sendable {
    case mark = "Commands/mark.json5"
    case mend = "Commands/mend.json5"
    case post = "Commands/post.json5"
    case ways = "Commands/Vocabularies/ways.json5"
    case sizes = "Commands/Vocabularies/sizes.json5"
    case den = "Channels/den/kind.json5"
    case box = "Channels/box/kind.json5"
  }
  let what: String
  let file: File
  let piece: String
  let instead: String
  /// `line:column: what; what would be right`, after `> ` and a path where it is another file.
  let says: [String]

  init(_ what: String, _ file: File, _ piece: String, _ instead: String, says: [String]) {
    self.what = what
    self.file = file
    self.piece = piece
    self.instead = instead
    self.says = says
  }
  var testDescription: String { what }
}

@Suite struct WrongTests {
  static let all =
    Wrong.syntax + Wrong.command + Wrong.field + Wrong.list + Wrong.vocabulary + Wrong.kind

  @Test func `the sample itself is right`() {
    #expect(Catalog.read(Sample.files).complaints.map(\.description) == [])
  }

  @Test(arguments: all)
  func `a mistake is told with its place and what would be right`(_ wrong: Wrong) throws {
    let path = wrong.file.rawValue
    let read = Catalog.read(try Sample.files(path, wrong.piece, wrong.instead))
    let said = read.complaints.map { complaint in
      complaint.file == path
        ? String(complaint.description.dropFirst(path.count + 1)) : "> \(complaint)"
    }
    #expect(said == wrong.says)
    #expect(read.catalog == nil)
  }

  @Test func `what the house alone writes may be as long as a mail, what is typed as a line`() {
    func said(_ who: String, _ most: Int) -> [String] {
      let files = Sample.files.map { file in
        DefinitionFile(
          path: file.path,
          text: file.path != "Commands/mark.json5"
            ? file.text
            : file.text.replacing("['team', 'dsl']", with: who)
              .replacing("max: 50", with: "max: \(most)"))
      }
      return Catalog.read(files).complaints.map(\.description)
    }
    let (line, mail) = (Limits.lineScalarsMax, Limits.mailBodyCharactersMax)
    let place = "Commands/mark.json5:14:75"
    #expect(said("['bot']", mail) == [])
    #expect(said("['bot']", mail + 1) == ["\(place): more than a mail may hold; at most \(mail)"])
    #expect(said("['bot', 'dsl']", line) == [])
    #expect(
      said("['bot', 'dsl']", line + 1) == ["\(place): more than a line may hold; at most \(line)"])
  }

  @Test func `a file that is no object is told, and nothing that refers to it is`() {
    let files = Sample.files.map { file in
      file.path.hasPrefix("Commands/Vocabularies/sizes")
        ? DefinitionFile(path: file.path, text: "[]") : file
    }
    #expect(
      Catalog.read(files).complaints.map(\.description) == [
        """
        Commands/Vocabularies/sizes.json5:1:1: a vocabulary is a list; \
        an object in {} would be right
        """
      ])
  }

  @Test func `all mistakes of all files are told at once, by file and line`() throws {
    let edits = [
      ("Commands/mark.json5", "since: 1", "since: 'x'"),
      ("Commands/mark.json5", "retain: 'a-rule'", "retian: 'a-rule'"),
      ("Commands/mend.json5", "summary:", "summary"),
      ("Channels/den/kind.json5", "'mend'", "'mned'"),
    ]
    let files = Sample.files.map { file in
      var text = file.text
      for (path, piece, instead) in edits where path == file.path {
        text = text.replacing(piece, with: instead)
      }
      return DefinitionFile(path: file.path, text: text)
    }
    #expect(
      Catalog.read(files.reversed()).complaints.map(\.description) == [
        "Channels/den/kind.json5:9:21: there is no command 'mned'; did you mean 'mend'?",
        "Commands/mark.json5:6:10: 'since' is a text; a number would be right",
        """
        Commands/mark.json5:9:11: a record without 'retain'; \
        write retain: 'the-rule-that-ends-it'
        """,
        "Commands/mark.json5:31:3: a command has no key 'retian'; did you mean 'retain'?",
        "Commands/mend.json5:3:11: ''' cannot stand here; ':' would be right after 'summary'",
      ])
  }

  @Test func `a file may be as large as the limit, and not a byte larger`() throws {
    let comment = "//" + String(repeating: "x", count: Limits.definitionBytesMax)
    for (extra, count) in [(0, 0), (1, 1)] {
      let files = Sample.files.map { file in
        guard file.path == "Commands/mend.json5" else { return file }
        let room = Limits.definitionBytesMax - file.text.utf8.count - 1 + extra
        return DefinitionFile(path: file.path, text: "\(file.text)\n\(comment.prefix(room))")
      }
      let read = Catalog.read(files)
      #expect(read.complaints.count == count)
      #expect(
        read.complaints.first?.description
          == (count == 0
            ? nil : "Commands/mend.json5:1:1: the file has 262145 bytes; at most 262144"))
    }
  }

  @Test func `a definition where none is looked for is told, other files are left alone`() {
    let files =
      Sample.files + [
        DefinitionFile(path: "Commands/More/mark.json5", text: "{"),
        DefinitionFile(path: "Channels/den/other.json5", text: "{"),
        DefinitionFile(path: "Elsewhere/a.json5", text: "{"),
        DefinitionFile(path: "Channels/den/report.typ", text: "{"),
      ]
    let hint = "Commands/NAME.json5, Commands/Vocabularies/NAME.json5 or Channels/NAME/kind.json5"
    #expect(
      Catalog.read(files).complaints.map(\.description) == [
        "Channels/den/other.json5:1:1: no definition is looked for here; \(hint)",
        "Commands/More/mark.json5:1:1: no definition is looked for here; \(hint)",
        "Elsewhere/a.json5:1:1: no definition is looked for here; \(hint)",
      ])
  }
}
