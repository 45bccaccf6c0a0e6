// Files to catalog: every file is read and checked, and all complaints are told at once.

extension Catalog {
  /// Reads all definitions. The catalog is nil if there is any complaint; the complaints are all
  /// there are, sorted by file and place.
  public static func read(
    _ files: [DefinitionFile]
  ) -> (catalog: Catalog?, complaints: [DefinitionComplaint]) {
    var reader = CatalogReader()
    for file in files.sorted(by: { $0.path < $1.path }) { reader.take(file) }
    return reader.finish()
  }
}

/// Gathers the drafts of one reading.
private struct CatalogReader {
  private let findings = Findings()
  private var commands: [CommandDraft] = []
  private var vocabularies: [VocabularyDraft] = []
  private var kinds: [KindDraft] = []
  private var mails: [MailDraft] = []
  /// Names of files that could not be read far enough to say what they declare.
  private var lost: [Room: [String]] = [:]

  /// What a file declares, by where it lies.
  private enum Room { case command, vocabulary, kind, mail }

  mutating func take(_ file: DefinitionFile) {
    let source = Source(path: file.path, findings: findings)
    guard let room = room(of: source) else { return }
    if room == .mail { return take(mail: file, source) }
    guard let node = tree(file, source) else {
      lost[room, default: []].append(source.stem)
      return
    }
    switch room {
    case .command: keep(CommandDraft(node, source), in: \.commands, room, source)
    case .vocabulary: keep(VocabularyDraft(node, source), in: \.vocabularies, room, source)
    case .kind: keep(KindDraft(node, source), in: \.kinds, room, source)
    case .mail: break
    }
  }

  private mutating func take(mail file: DefinitionFile, _ source: Source) {
    lost[.mail, default: []].append(source.stem)
    guard isShortEnough(file, source) else { return }
    let draft = MailDraft(file, source)
    if let first = mails.first(where: { $0.use == draft.use && $0.use != nil }) {
      source.complain(
        .start, "the mail '\(source.stem)' is in \(first.source.path) too", "one file for each")
    }
    mails.append(draft)
  }

  func finish() -> (catalog: Catalog?, complaints: [DefinitionComplaint]) {
    for command in commands { checkName(command.name, command.source, "command") }
    for vocabulary in vocabularies { checkName(vocabulary.name, vocabulary.source, "vocabulary") }
    for kind in kinds { checkName(kind.name, kind.source, "kind") }
    CrossCheck(
      commands: commands, vocabularies: byName(vocabularies, \.names), kindDrafts: kinds,
      kinds: byName(kinds, \.names),
      vocabularyNames: vocabularies.flatMap(\.names) + (lost[.vocabulary] ?? []),
      kindNames: kinds.flatMap(\.names) + (lost[.kind] ?? []),
      commandNames: commands.flatMap(\.names) + (lost[.command] ?? []),
      commandsAreWhole: lost[.command] == nil
        && commands.allSatisfy { !$0.isRecord || $0.record != nil },
      mailNames: lost[.mail] ?? [], mails: mails
    ).run()
    let complaints = findings.complaints.sorted {
      ($0.file, $0.line, $0.column, $0.text) < ($1.file, $1.line, $1.column, $1.text)
    }
    guard complaints.isEmpty else { return (nil, complaints) }
    let catalog = Catalog(
      commands: commands.map(\.command), vocabularies: vocabularies.map(\.vocabulary),
      kinds: kinds.map(\.kind), mails: mails.compactMap(\.template))
    return (catalog, [])
  }

  private func byName<Draft>(
    _ drafts: [Draft], _ names: (Draft) -> [String]
  ) -> [String: Draft] {
    Dictionary(drafts.flatMap { draft in names(draft).map { ($0, draft) } }) { first, _ in first }
  }

  private mutating func keep<Draft>(
    _ draft: Draft?, in list: WritableKeyPath<Self, [Draft]>, _ room: Room, _ source: Source
  ) {
    if let draft {
      self[keyPath: list].append(draft)
    } else {
      lost[room, default: []].append(source.stem)
    }
  }

  /// Where a file may lie; other files than definitions are none of its business.
  private func room(of source: Source) -> Room? {
    guard [".json5", ".mail"].contains(where: source.path.hasSuffix) else { return nil }
    let parts = source.path.split(separator: "/", omittingEmptySubsequences: false)
    let isMail = source.path.hasSuffix(".mail")
    switch parts.first {
    case "Channels" where parts.count == 3 && isMail: return .mail
    case "Commands" where isMail: break
    case "Commands" where parts.count == 2: return .command
    case "Commands" where parts.count == 3 && parts[1] == "Vocabularies": return .vocabulary
    case "Channels" where parts.count == 3 && parts[2] == "kind.json5": return .kind
    default: break
    }
    source.complain(
      .start, "no definition is looked for here",
      isMail
        ? "Channels/NAME/MAIL.mail"
        : "Commands/NAME.json5, Commands/Vocabularies/NAME.json5 or Channels/NAME/kind.json5")
    return nil
  }

  private func tree(_ file: DefinitionFile, _ source: Source) -> Node? {
    guard isShortEnough(file, source) else { return nil }
    var reader = TreeReader(file.text)
    do {
      let node = try reader.whole()
      complainOfRepeats(reader, source)
      return node
    } catch {
      complainOfRepeats(reader, source)
      source.complain(error.place, error.text, error.hint)
      return nil
    }
  }

  private func isShortEnough(_ file: DefinitionFile, _ source: Source) -> Bool {
    let size = file.text.utf8.count
    if size <= Limits.definitionBytesMax { return true }
    source.complain(
      .start, "the file has \(size) bytes", "at most \(Limits.definitionBytesMax)")
    return false
  }

  private func complainOfRepeats(_ reader: TreeReader, _ source: Source) {
    for (key, first) in reader.repeated {
      source.complain(
        key.place, "the key '\(key.value)' is given twice",
        "once would be right; the first is in line \(first.line)")
    }
  }

  private func checkName(_ name: Found<String>?, _ source: Source, _ key: String) {
    guard let name, name.value != source.stem else { return }
    source.complain(
      name.place, "the \(key) '\(name.value)' is in \(source.path)",
      "\(key): '\(source.stem)', or another \(key == "kind" ? "folder" : "file") name")
  }
}
