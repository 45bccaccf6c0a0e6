// A mail template's file as it was read: a head of named lines, an empty line, then the text.

/// A mail template that may still be wrong.
struct MailDraft {
  let source: Source
  let use: MailUse?
  let version: Int
  let digest: String
  private(set) var subject: [MailTemplate.Piece] = []
  private(set) var body: [MailTemplate.Block] = []
  /// Placeholders, and sections with their mark, that were met.
  private var met: Set<String> = []

  init(_ file: DefinitionFile, _ source: Source) {
    self.source = source
    // Whatever ends the lines, the text is the same text.
    let lines = file.text.unicodeScalars.split(
      separator: "\n", omittingEmptySubsequences: false
    ).map { line in
      String(String.UnicodeScalarView(line.last == "\r" ? line.dropLast() : line))
    }
    var head = Head(source)
    let rest = head.read(lines)
    use = head.use
    version = head.version ?? 1
    digest = String(SHA256.hex(Array(file.text.utf8)).prefix(12))
    if let line = head.subject {
      subject = pieces(line.value, at: line.place, .subject)
    }
    readBody(lines, from: rest)
    for need in use?.needed ?? [] where !met.contains(need) {
      source.complain(
        Place(line: rest + 1, column: 1), "the text has no {{\(need)}}", "add {{\(need)}}")
    }
  }

  /// The template; nil while it is not known what it is for.
  var template: MailTemplate? {
    use.map {
      MailTemplate(use: $0, version: version, digest: digest, subject: subject, body: body)
    }
  }

  /// Where a placeholder stands.
  private enum Part { case subject, text, section }

  // MARK: The text

  private mutating func readBody(_ lines: [String], from first: Int) {
    var open: (name: String, isForNone: Bool, at: Place, lines: [[MailTemplate.Piece]])?
    var last = lines.count
    while last > first, lines[last - 1].allSatisfy(\.isWhitespace) { last -= 1 }
    if last <= first {
      source.complain(
        Place(line: first + 1, column: 1), "a mail without a text", "the text, after an empty line")
    }
    for index in first..<max(first, last) {
      let place = Place(line: index + 1, column: 1)
      guard let tag = tag(lines[index], place) else {
        let line = pieces(lines[index], at: place, open == nil ? .text : .section)
        if open == nil { body.append(.line(line)) } else { open?.lines.append(line) }
        continue
      }
      switch (tag.mark, open) {
      case ("/", let section?):
        if section.name != tag.name {
          source.complain(
            place, "'{{/\(tag.name)}}' ends the section '\(section.name)'",
            "{{/\(section.name)}} would be right")
        }
        body.append(
          .section(section.name, isForNone: section.isForNone, lines: section.lines))
        open = nil
      case ("/", nil):
        source.complain(place, "'{{/\(tag.name)}}' ends nothing", "leave it out")
      case (_, let section?):
        source.complain(
          place, "a section within the section '\(section.name)'",
          "end the first one before: {{/\(section.name)}}")
      default:
        check(section: tag.name, place)
        met.insert("\(tag.mark)\(tag.name)")
        open = (tag.name, tag.mark == "^", place, [])
      }
    }
    if let open {
      source.complain(
        open.at, "the section '\(open.name)' has no end", "{{/\(open.name)}} on a line of its own")
    }
  }

  /// `{{#late}}`, `{{^late}}` or `{{/late}}`, alone on its line.
  private func tag(_ line: String, _ place: Place) -> (mark: Character, name: String)? {
    let text = trimmed(line)
    guard text.hasPrefix("{{"), text.hasSuffix("}}"), let mark = text.dropFirst(2).first,
      "#^/".contains(mark)
    else { return nil }
    let name = text.dropFirst(3).dropLast(2)
    return name.contains("{") ? nil : (mark, trimmed(String(name)))
  }

  private func check(section name: String, _ place: Place) {
    guard let use, !use.sections.contains(name) else { return }
    source.complain(
      place, "a mail '\(use.rawValue)' has no list '\(name)'",
      suggestion(name, among: use.sections))
  }

  // MARK: Placeholders

  private mutating func pieces(_ line: String, at place: Place, _ part: Part)
    -> [MailTemplate.Piece]
  {
    var pieces: [MailTemplate.Piece] = []
    let scalars = Array(line.unicodeScalars)
    var (from, at) = (0, 0)
    func text(_ range: Range<Int>) -> String { String(String.UnicodeScalarView(scalars[range])) }
    while at + 1 < scalars.count {
      guard scalars[at] == "{", scalars[at + 1] == "{" else {
        at += 1
        continue
      }
      let here = Place(line: place.line, column: place.column + at)
      if from < at { pieces.append(.text(text(from..<at))) }
      guard
        let end = scalars.indices.dropFirst(at + 2).dropLast().first(where: {
          scalars[$0] == "}" && scalars[$0 + 1] == "}"
        })
      else {
        source.complain(here, "a placeholder without its end", "}} after its name")
        return pieces
      }
      let name = trimmed(text((at + 2)..<end))
      check(slot: name, here, part)
      met.insert(name)
      pieces.append(.slot(name))
      at = end + 2
      from = at
    }
    if from < scalars.count { pieces.append(.text(text(from..<scalars.count))) }
    return pieces
  }

  private func check(slot name: String, _ place: Place, _ part: Part) {
    guard let use else { return }
    if let mark = name.first, "#^/".contains(mark) {
      return source.complain(
        place, "a section's mark within a line", "{{\(name)}} on a line of its own")
    }
    let isOfChild = MailUse.ofChild.contains(name)
    if part == .subject, isOfChild {
      return source.complain(
        place, "a subject tells nothing of a child, and {{\(name)}} would",
        "{{\(name)}} in the text")
    }
    let known = part == .section ? use.slots.union(MailUse.ofChild) : use.slots
    if known.contains(name) { return }
    if isOfChild {
      return source.complain(
        place, "{{\(name)}} is of one child, and stands for no child here",
        "within a section, such as {{#absent}}")
    }
    let fits = part == .subject ? known.subtracting(MailUse.ofChild) : known
    source.complain(
      place, "a mail '\(use.rawValue)' has no placeholder {{\(name)}}",
      suggestion(name, among: fits.sorted()))
  }
}

/// The lines before the first empty one.
private struct Head {
  let source: Source
  var use: MailUse?
  var version: Int?
  var subject: Found<String>?
  private var seen: [String] = []

  init(_ source: Source) { self.source = source }

  private static let keys = ["Template", "Version", "Subject"]

  /// Reads the head; answers the number of lines that it and the empty line take.
  mutating func read(_ lines: [String]) -> Int {
    var index = 0
    while index < lines.count, !trimmed(lines[index]).isEmpty {
      take(lines[index], index + 1)
      index += 1
    }
    for key in Head.keys where !seen.contains(key) {
      let example =
        key == "Template" ? source.stem : key == "Version" ? "1" : "Attendance, {{date}}"
      source.complain(
        .start, "a mail without '\(key)'", "a line '\(key): \(example)' before the empty line")
    }
    return min(index + 1, lines.count)
  }

  private mutating func take(_ line: String, _ number: Int) {
    let parts = line.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
    let key = trimmed(String(parts[0]))
    let place = Place(line: number, column: 1)
    guard parts.count == 2, Head.keys.contains(key) else {
      return source.complain(
        place, "a mail has no line '\(key)' before its text", suggestion(key, among: Head.keys))
    }
    guard !seen.contains(key) else {
      return source.complain(place, "'\(key)' is given twice", "once would be right")
    }
    seen.append(key)
    let gap = parts[1].prefix(while: \.isWhitespace).unicodeScalars.count
    let at = Place(line: number, column: parts[0].unicodeScalars.count + 2 + gap)
    let value = trimmed(String(parts[1]))
    switch key {
    case "Template":
      use = MailUse(rawValue: value)
      if use == nil {
        source.complain(
          at, "no mail is called '\(value)'",
          suggestion(value, among: MailUse.allCases.map(\.rawValue)))
      } else if value != source.stem {
        source.complain(
          at, "the mail '\(value)' is in \(source.path)",
          "Template: \(source.stem), or another file name")
      }
    case "Version":
      version = Int(value)
      if !Limits.mailVersions.contains(version ?? 0) {
        source.complain(at, "'\(value)' is not a version", "a number such as 1")
      }
    default:
      if value.isEmpty || value.unicodeScalars.count > Limits.mailSubjectCharactersMax {
        source.complain(
          at, "a subject of \(value.unicodeScalars.count) characters",
          "1 to \(Limits.mailSubjectCharactersMax)")
      }
      subject = Found(value: value, place: at)
    }
  }
}

private func trimmed(_ text: String) -> String {
  var part = text[...]
  while part.first?.isWhitespace == true { part.removeFirst() }
  while part.last?.isWhitespace == true { part.removeLast() }
  return String(part)
}
