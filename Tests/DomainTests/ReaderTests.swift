// What the definition reader understands of JSON5, and what it makes of it.
import Domain
import Testing

@Suite struct ReaderTests {
  /// The sample with another `sizes` vocabulary.
  private func sizes(_ text: String) -> (catalog: Catalog?, complaints: [String]) {
    let path = "Commands/Vocabularies/sizes.json5"
    let read = Catalog.read(
      Sample.files.filter { $0.path != path } + [DefinitionFile(path: path, text: text)])
    return (read.catalog, read.complaints.map(\.description))
  }

  @Test func `all of JSON5's ways to write are understood`() throws {
    let read = sizes(
      """
      \u{FEFF}// a comment\r
      /* and * another */ {
        "vocabulary": "sizes", 'summary': 'Don\\'t \\x41\\u00e9\\uD83D\\uDE00 \\
      go\\q "on"', direction: "bestFirst",
        terms: [{ term: 'S', label: '\\tS\\n', }, {term:'L',label:"L\\\\",aliases:[],},],
      }
      // the end
      """)
    #expect(read.complaints == [])
    let made = try #require(read.catalog?.vocabularies["sizes"])
    #expect(made.summary == "Don't Aé😀 goq \"on\"")
    #expect(made.direction == .bestFirst)
    #expect(made.terms.map(\.label) == ["\tS\n", "L\\"])
  }

  @Test(
    arguments: [
      ("5", 5.0), ("+5", 5), ("-5", -5), ("5.", 5), (".5", 0.5), ("-.5", -0.5), ("0x1F", 31),
      ("+0xa", 10), ("5e2", 500), ("5.e-1", 0.5), ("0", 0), ("0.25", 0.25), ("1E+1", 10),
    ])
  func `all of JSON5's numbers are understood`(_ text: String, _ value: Double) throws {
    let files = try Sample.files(
      "Commands/mark.json5", "min: 1, max: 9, default: 3", "min: \(text)")
    let read = Catalog.read(files)
    #expect(read.complaints.map(\.description) == [])
    #expect(read.catalog?.commands["mark"]?.field("times")?.min == value)
  }

  @Test(
    arguments: [
      "01", "0x", "0xg", "1.2.3", "--1", "+-1", "1e", "e5", ".", "+", "5_000", "NaN", "Infinity",
      "-Infinity", "1e999", "0x1p3", "0x10000000000000000", "१",
    ])
  func `what is no number is refused`(_ text: String) throws {
    let files = try Sample.files(
      "Commands/mark.json5", "min: 1, max: 9, default: 3", "min: \(text)")
    let complaints = Catalog.read(files).complaints
    #expect(complaints.count == 1)
    #expect(complaints.first?.line == 17)
  }

  @Test(
    arguments: [
      ("{\n\n  x", 3, 4), ("{\r\n\r\n  x", 3, 4), ("{\r\r  x", 3, 4),
      ("{\u{2028}\u{2029}  x", 3, 4),
      ("{ /* \n */ x", 2, 6), ("{ 'é😀e\u{301}' x", 1, 10), ("\u{FEFF}{ x", 1, 4),
    ])
  func `lines end as editors end them, and columns count scalars`(
    _ text: String, _ line: Int, _ column: Int
  ) {
    let read = Catalog.read([DefinitionFile(path: "Commands/a.json5", text: text)])
    #expect(read.complaints.count == 1)
    #expect(read.complaints.first?.line == line)
    #expect(read.complaints.first?.column == column)
  }

  @Test func `nesting is read to the limit and refused beyond it`() {
    func nested(_ depth: Int) -> String {
      String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
    }
    let path = "Commands/Vocabularies/sizes.json5"
    #expect(
      sizes(nested(Limits.jsonDepthMax)).complaints
        == ["\(path):1:1: a vocabulary is a list; an object in {} would be right"])
    #expect(
      sizes(nested(Limits.jsonDepthMax + 1)).complaints
        == ["\(path):1:25: nested too deeply; at most 24 levels would be right"])
    #expect(sizes(String(repeating: "{a:", count: 50_000)).complaints.count == 1)
  }

  @Test func `every piece of a right file is a wrong file, and harms nothing else`() {
    let path = "Commands/mark.json5"
    let whole = Array(Sample.mark.unicodeScalars)
    for count in 0..<whole.count {
      var piece = String.UnicodeScalarView()
      piece.append(contentsOf: whole[..<count])
      let files =
        Sample.files.filter { $0.path != path }
        + [DefinitionFile(path: path, text: String(piece))]
      let read = Catalog.read(files)
      #expect(read.catalog == nil)
      #expect(read.complaints.count == 1)
      #expect(read.complaints.first?.file == path)
    }
  }

  @Test func `noise is told, never a crash`() {
    var seed: UInt64 = 0x5EED
    func next(_ below: Int) -> Int {
      seed = seed &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int(seed >> 33) % below
    }
    let scraps: [Unicode.Scalar] = Array(
      "{}[]:,'\"\\/*+-.0xeu \n\r\u{0}é😀a_$\u{2028}".unicodeScalars)
    let whole = Array(Sample.mark.unicodeScalars)
    for _ in 0..<300 {
      var text = whole
      for _ in 0...next(3) { text[next(text.count)] = scraps[next(scraps.count)] }
      var view = String.UnicodeScalarView()
      view.append(contentsOf: text)
      let read = Catalog.read(
        Sample.files.filter { $0.path != "Commands/mark.json5" }
          + [DefinitionFile(path: "Commands/mark.json5", text: String(view))])
      #expect((read.catalog == nil) == !read.complaints.isEmpty)
    }
  }

  @Test func `what is left out has its usual value`() throws {
    let catalog = try #require(Catalog.read(Sample.files).catalog)
    let post = try #require(catalog.commands["post"])
    #expect(post.since == 1)
    #expect(post.kinds == [] && post.who == [] && post.aliases == [])
    #expect(post.state == "recorded" && post.states == ["recorded"])
    let what = try #require(post.field("what"))
    #expect(what.label == "what" && what.hint == "")
    #expect(!what.required && what.positional && what.past == .allowed && !what.future)
    #expect(what.min == nil && what.max == nil && what.defaultText == nil)
    #expect(catalog.kinds["box"]?.grants == [:])
  }

  @Test func `what is written arrives whole`() throws {
    let catalog = try #require(Catalog.read(Sample.files).catalog)
    let mark = try #require(catalog.command("tick"))
    #expect(mark == catalog.commands["mark"])
    #expect(mark.who == [.team, .dsl])
    #expect(mark.record == "mark" && mark.aboutChild && mark.retain == "a-rule")
    #expect(mark.one == ["seen_on"] && mark.atLeastOne == ["how", "because"])
    #expect(mark.happened == ["seen_on", "seen_at"])
    #expect(mark.state == "new" && mark.states == ["new", "old"])
    #expect(mark.field("because")?.requiredWhen == ["how": ["bad"]])
    #expect(mark.field("seen_on")?.past == .needs("because"))
    #expect(mark.field("seen_at")?.aliases == ["at"])
    #expect(mark.field("times")?.defaultText == "3")
    #expect(mark.field("code")?.positional == false)
    let rule = CodeRule(when: ["how": ["good"]], words: ["so"], code: "bad", because: "A rule.")
    #expect(mark.steps == [Step(verb: .suggestCode, into: "code", rules: [rule])])
    #expect(catalog.commands["mend"]?.steps == [Step(verb: .amend)])
    #expect(catalog.recordKinds["post"]?.name == "post")
    let ways = try #require(mark.field("how").flatMap { catalog.vocabulary(of: $0) })
    #expect(ways.term("good")?.aliases == ["fine"])
    #expect(ways.term("bad")?.validFrom?.text == "2024-08-19")
    #expect(ways.term("bad")?.retiredAfter?.text == "2026-08-31")
    #expect(ways.term("Bad") == nil)
    let den = try #require(catalog.kinds["den"])
    #expect(den.grantRoles == ["team", "lead"])
    #expect(den.rules == [.init(roles: [.dsl], acts: [.see, .read, .command, .manage])])
    #expect(den.lead == "lead" && den.buttons == ["mark", "mend"] && den.aboutChild)
    let box = try #require(catalog.kinds["box"])
    #expect(box.sensitive && box.single && !box.aboutChild && box.lead == nil)
    #expect(
      box.templates == [
        ReportTemplate(name: "all", summary: "All of it.", kinds: ["mark", "post"])
      ])
  }

  @Test func `no files make an empty catalog`() {
    let read = Catalog.read([])
    #expect(read.complaints == [])
    #expect(read.catalog?.commands.isEmpty == true)
  }
}
