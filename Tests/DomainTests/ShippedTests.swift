// The shipped definitions: that they read, and that they say what they should.
import Domain
import Testing

@Suite struct ShippedTests {
  @Test func `they are there, and read without a complaint`() throws {
    let catalog = try Shipped.catalog()
    #expect(catalog.commands.count == 37)
    #expect(catalog.vocabularies.count == 16)
    #expect(catalog.kinds.count == 7)
    #expect(Shipped.files.count == 66)
  }

  @Test func `every command has a sentence, two examples, and a place to be used in`() throws {
    let catalog = try Shipped.catalog()
    for command in catalog.commands.values {
      #expect(command.summary.hasSuffix("."), "\(command.name)")
      #expect(command.examples.count >= 2, "\(command.name)")
      #expect(!command.fields.contains { $0.name == "author" || $0.name == "revision" })
    }
  }

  @Test func `every vocabulary is used, and every verb`() throws {
    let catalog = try Shipped.catalog()
    let fields = catalog.commands.values.flatMap(\.fields)
    // A field of the type record names a kind there.
    let terms = fields.filter { $0.type != .record }.compactMap(\.of)
    #expect(Set(terms) == Set(catalog.vocabularies.keys))
    let verbs = Set(catalog.commands.values.flatMap(\.steps).map(\.verb))
    #expect(verbs == Set(Verb.allCases))
    for kind in catalog.kinds.values { #expect(kind.summary.hasSuffix("."), "\(kind.name)") }
    for vocabulary in catalog.vocabularies.values { #expect(vocabulary.summary.hasSuffix(".")) }
  }

  /// Each record kind: where it is typed, where it lands, where it begins.
  static let records:
    [(kind: String, command: String, from: [String], lands: String?, state: String)] =
      [
        ("attendance", "attend", ["cyp"], nil, "recorded"),
        ("note", "note", ["cyp"], nil, "recorded"),
        ("attainment", "attain", ["cyp"], nil, "recorded"),
        ("flag", "flag", [], "safeguarding", "received"),
        ("concern", "concern", ["cyp"], "coordination", "received"),
        ("query", "query", ["cyp"], nil, "open"),
        ("erasure", "erase", [], nil, "asked"),
        ("expectation", "expect", ["cyp"], nil, "recorded"),
        ("term", "term", ["register", "coordination"], nil, "recorded"),
        ("closure", "closure", ["register", "coordination"], nil, "recorded"),
        ("absence_report", "absences", ["register"], "coordination", "recorded"),
        ("placement", "placement", ["cyp"], nil, "recorded"),
        ("parent_mail", "parent-mail", ["cyp"], nil, "unverified"),
        ("school", "school", ["coordination"], nil, "unverified"),
        ("mail", "send", ["outbox"], nil, "queued"),
        ("hold", "hold", ["outbox"], nil, "held"),
        ("verification", "verification", ["outbox"], nil, "open"),
        ("duty", "duty", ["register"], nil, "recorded"),
        ("watch", "watch", ["safeguarding"], nil, "recorded"),
      ]
  @Test func `each record kind is made by one command and lands where it should`() throws {
    let catalog = try Shipped.catalog()
    #expect(Set(catalog.recordKinds.keys) == Set(ShippedTests.records.map(\.kind)))
    for (kind, name, from, lands, state) in ShippedTests.records {
      let command = try #require(catalog.recordKinds[kind])
      #expect(command.name == name && command.kinds == from && command.lands == lands)
      #expect(command.state == state && command.retain != nil)
    }
  }

  @Test func `attendance asks for what its status needs, and suggests, never asserts`() throws {
    let attend = try #require(try Shipped.catalog().commands["attend"])
    #expect(
      attend.fields.map(\.name) == [
        "status", "session", "arrived", "left", "day", "reason", "informed_by", "suggested_code",
        "suggested_why", "school_code",
      ])
    #expect(attend.field("arrived")?.requiredWhen == ["status": ["late"]])
    #expect(attend.field("left")?.requiredWhen == ["status": ["left-early"]])
    #expect(attend.field("reason")?.requiredWhen == ["status": ["absent"]])
    #expect(attend.field("suggested_code")?.label == "Suggested code (the school decides)")
    #expect(attend.field("suggested_code")?.required == false)
    #expect(attend.field("day")?.future == false)
    #expect(attend.one == ["day", "session"])
  }

  @Test func `remote work is never suggested as attendance, and a code in force is suggested`()
    throws
  {
    let catalog = try Shipped.catalog()
    let codes = try #require(catalog.vocabularies["dfe-attendance-code"])
    let statuses = try #require(catalog.vocabularies["attendance-status"])
    let rules = try #require(catalog.commands["attend"]?.steps.first).rules
    for rule in rules {
      let term = try #require(codes.term(rule.code))
      #expect(term.retiredAfter == nil)
      #expect(!rule.because.isEmpty)
      let isRemote = rule.when["status"]?.contains("remote") ?? true
      #expect(!isRemote || ["M", "I"].contains(rule.code))
    }
    let covered = Set(rules.flatMap { $0.when["status"] ?? [] })
    #expect(covered == Set(statuses.terms.map(\.term)))
  }

  @Test func `the codes are those of August 2024, with three retired the day before`() throws {
    let codes = try #require(try Shipped.catalog().vocabularies["dfe-attendance-code"])
    let inForce = codes.terms.filter { $0.retiredAfter == nil }.map(\.term)
    #expect(
      inForce.joined(separator: " ")
        == "/ \\ L K V P W B D C1 M J1 S X C2 C T R I E Q Y1 Y2 Y3 Y4 Y5 Y6 Y7 G N O U Z #")
    let retired = codes.terms.filter { $0.retiredAfter != nil }
    #expect(retired.map(\.term) == ["H", "J", "Y"])
    #expect(retired.allSatisfy { $0.retiredAfter?.text == "2024-08-18" })
    #expect(
      codes.terms.compactMap(\.validFrom).allSatisfy { $0.text == "2024-08-19" })
  }

  @Test func `a flag asks for the facts, and a concern says what it is not`() throws {
    let catalog = try Shipped.catalog()
    let flag = try #require(catalog.commands["flag"])
    #expect(
      flag.fields.filter(\.required).map(\.name)
        == ["seen_or_heard", "immediate_action", "told_dsl", "severity"])
    #expect(flag.states == ["received", "acted-on", "monitoring", "closed"])
    #expect(flag.happened == ["happened_day", "happened_time"])
    #expect(flag.kinds.isEmpty && flag.who.isEmpty)
    #expect(
      catalog.vocabularies["child-part"]?.terms.map(\.term)
        == ["subject", "harmed", "alleged-harmer", "witness", "sibling"])
    #expect(
      catalog.vocabularies["severity"]?.terms.map(\.term)
        == ["info", "concern", "urgent", "immediate-danger"])
    #expect(catalog.vocabularies["safeguarding-category"]?.terms.count == 22)
    #expect(catalog.commands["concern"]?.summary.contains("Not for safeguarding") == true)
    #expect(catalog.vocabularies["urgency"]?.terms.last?.term == "today")
  }

  @Test func `the sessions, scale, forms and tellers are as the commands expect`() throws {
    let catalog = try Shipped.catalog()
    #expect(catalog.vocabularies["session"]?.terms.map(\.term) == ["AM", "PM"])
    #expect(catalog.vocabularies["progress-scale"]?.direction == .worstFirst)
    #expect(catalog.vocabularies["progress-scale"]?.terms.count == 5)
    #expect(catalog.vocabularies["export-format"]?.terms.map(\.term) == ["csv", "jsonl", "sqlite"])
    #expect(catalog.vocabularies["informed-by"]?.term("transport") != nil)
    #expect(catalog.commands["attain"]?.atLeastOne == ["achievement", "score", "feedback"])
    #expect(catalog.commands["export"]?.field("whose")?.aliases == ["for"])
    #expect(catalog.commands["note"]?.field("next_steps")?.aliases == ["next"])
  }

  @Test func `kinds say whom they are about, which are single, and which are audited`() throws {
    let kinds = try Shipped.catalog().kinds
    #expect(kinds.values.filter(\.aboutChild).map(\.name) == ["cyp"])
    #expect(kinds.values.filter(\.sensitive).map(\.name) == ["safeguarding"])
    #expect(kinds.values.filter { !$0.single }.map(\.name) == ["cyp"])
    #expect(kinds["cyp"]?.lead == "lead" && kinds["safeguarding"]?.lead == "lead")
    #expect(kinds["cyp"]?.buttons == ["attend", "note", "attain", "flag"])
    #expect(
      kinds["templates"]?.templates.map(\.name)
        == ["parent-report", "school-report", "monthly-export"])
    let open = kinds["templates"]?.templates.flatMap(\.kinds) ?? []
    #expect(!open.contains("flag"))
  }
}
