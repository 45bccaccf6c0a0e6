// A channel kind's file as it was read, with its own mistakes told.

/// A channel kind that may still be wrong.
struct KindDraft {
  /// A report template with the places of its record kinds.
  struct Template {
    let name: Found<String>
    let summary: String
    let kinds: [Found<String>]
  }
  let source: Source
  let place: Place
  let name: Found<String>?
  let title: String
  let summary: String
  let aboutChild: Bool
  let sensitive: Bool
  let single: Bool
  let rules: [ChannelKind.Rule]
  let grants: [(role: String, acts: ActSet)]
  /// The rules and grants are all read; when they are not, an act that is missing is no news.
  let accessIsWhole: Bool
  let lead: Found<String>?
  let buttons: [Found<String>]
  let templates: [Template]
  let duties: [DutyDraft]

  init?(_ node: Node, _ source: Source) {
    guard var reader = ObjectReader(node, "a channel kind", source) else { return nil }
    self.source = source
    place = node.place
    name = reader.name("kind", .word, like: "'\(source.stem)'")
    title = reader.text("title", like: "'What people read'")?.value ?? ""
    summary = reader.text("summary", like: "'One sentence.'")?.value ?? ""
    aboutChild = reader.truth("aboutChild")?.value ?? false
    sensitive = reader.truth("sensitive")?.value ?? false
    let single = reader.truth("single")
    self.single = single?.value ?? false
    if let single, single.value, aboutChild {
      source.complain(
        single.place, "a kind about one child cannot be single", "leave one of the two out")
    }
    let known = source.findings.complaints.count
    rules = reader.list("rules").compactMap { KindDraft.rule($0, source) }
    grants = KindDraft.grants(reader.node("grants"), source)
    accessIsWhole = source.findings.complaints.count == known
    lead = reader.text("lead")
    buttons = reader.names("buttons", .word)
    templates = reader.list("templates").compactMap { KindDraft.template($0, source) }
    duties = reader.list("duties").compactMap { DutyDraft($0, source) }
    reader.finish()
    checkAccess()
  }

  /// The name inside, and the folder's: when they differ, that is told, and both count as known.
  var names: [String] { [name?.value, source.stem].compactMap(\.self) }

  var kind: ChannelKind {
    ChannelKind(
      name: name?.value ?? source.stem, title: title, summary: summary, aboutChild: aboutChild,
      sensitive: sensitive, single: single, rules: rules,
      grants: Dictionary(
        grants.map { ($0.role, $0.acts) }, uniquingKeysWith: { first, _ in first }),
      lead: lead?.value, buttons: buttons.map(\.value),
      templates: templates.map {
        ReportTemplate(name: $0.name.value, summary: $0.summary, kinds: $0.kinds.map(\.value))
      }, grantRoles: grants.map(\.role), duties: duties.compactMap(\.duty))
  }

  /// May anybody use commands there?
  var mayHaveCommands: Bool {
    !accessIsWhole || rules.contains { $0.acts.contains(.command) }
      || grants.contains { $0.acts.contains(.command) }
  }

  private func checkAccess() {
    if accessIsWhole, !rules.contains(where: { $0.acts.contains(.see) }),
      !grants.contains(where: { $0.acts.contains(.see) })
    {
      source.complain(
        place, "nobody may see a channel of this kind", "a rule or a grant with the act 'see'")
    }
    if let lead {
      if let role = grants.first(where: { $0.role == lead.value }) {
        if accessIsWhole, !role.acts.contains(.manage) {
          source.complain(
            lead.place, "the lead '\(lead.value)' may not manage", "a grant with the act 'manage'")
        }
      } else {
        source.complain(
          lead.place, "the lead '\(lead.value)' is not one of the grants",
          suggestion(lead.value, among: grants.map(\.role)))
      }
    }
    for (index, template) in templates.enumerated()
    where templates[..<index].contains(where: { $0.name.value == template.name.value }) {
      source.complain(
        template.name.place, "two templates are named '\(template.name.value)'", "a name for each")
    }
  }

  private static func rule(_ node: Node, _ source: Source) -> ChannelKind.Rule? {
    guard var reader = ObjectReader(node, "a rule", source) else { return nil }
    let roles = reader.roles("roles")
    if !reader.has("roles") { reader.missing("roles", like: "['team']") }
    let acts = reader.node("acts")
    if acts == nil { reader.missing("acts", like: "['see', 'read']") }
    reader.finish()
    return ChannelKind.Rule(
      roles: roles.map(\.value), acts: acts.map { Self.acts($0, source) } ?? [])
  }

  private static func grants(
    _ node: Node?, _ source: Source
  ) -> [(role: String, acts: ActSet)] {
    guard let node, let reader = ObjectReader(node, "'grants'", source) else { return [] }
    return reader.entries.compactMap { entry in
      let role = Found(value: entry.name, place: entry.place)
      let acts = Self.acts(entry.value, source)
      return reader.checked(role, .word).map { ($0.value, acts) }
    }
  }

  private static func acts(_ node: Node, _ source: Source) -> ActSet {
    guard case .list(let items) = node.value else {
      source.complain(
        node.place, "acts are \(node.noun)", "a list such as ['see', 'read'] would be right")
      return []
    }
    var acts: ActSet = []
    for item in items {
      if case .text(let word) = item.value, let act = Act(word: word) {
        acts.insert(act)
      } else if case .text(let word) = item.value {
        source.complain(
          item.place, "'\(word)' is not an act", suggestion(word, among: Act.all.map(\.word)))
      } else {
        source.complain(item.place, "an act is \(item.noun)", "a text in quotes would be right")
      }
    }
    return acts
  }

  private static func template(_ node: Node, _ source: Source) -> Template? {
    guard var reader = ObjectReader(node, "a template", source) else { return nil }
    let name = reader.name("name", .word, like: "'parent-report'")
    let summary = reader.text("summary", like: "'One sentence.'")
    let kinds = reader.names("kinds", .column)
    if !reader.has("kinds") { reader.missing("kinds", like: "['note']") }
    reader.finish()
    return name.map { Template(name: $0, summary: summary?.value ?? "", kinds: kinds) }
  }
}

extension ObjectReader {
  /// A list of roles. Admin is refused: administration is technical and reads no content.
  mutating func roles(_ key: String) -> [Found<Role>] {
    texts(key).compactMap { found in
      let content = (Role.content + [.bot]).map(\.rawValue)
      if found.value == Role.admin.rawValue {
        source.complain(
          found.place, "admin is technical and reads no content",
          "one of \(content.joined(separator: ", "))")
        return nil
      }
      guard let role = Role(rawValue: found.value) else {
        source.complain(
          found.place, "'\(found.value)' is not a role", suggestion(found.value, among: content))
        return nil
      }
      return Found(value: role, place: found.place)
    }
  }
}
