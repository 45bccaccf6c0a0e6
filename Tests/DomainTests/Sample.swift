// A small, right set of definitions, which the tests make wrong in one place at a time.
import Domain
import Testing

/// Sample definition files, one of each sort and more where one must refer to another.
enum Sample {
  static let mark = """
    {
      command: 'mark',
      aliases: ['tick'],
      summary: 'Mark it.',
      examples: ['/mark good'],
      since: 1,
      in: ['den'],
      who: ['team', 'dsl'],
      record: 'mark',
      aboutChild: true,
      fields: [
        { name: 'how', type: 'choice', of: 'ways', default: 'good' },
        { name: 'size', type: 'scale', of: 'sizes' },
        { name: 'because', type: 'text', requiredWhen: { how: ['bad'] }, max: 50 },
        { name: 'seen_on', type: 'date', default: 'today', past: 'because' },
        { name: 'seen_at', type: 'time', default: '09:40', aliases: ['at'] },
        { name: 'times', type: 'number', min: 1, max: 9, default: 3 },
        { name: 'sure', type: 'yesNo', required: true },
        { name: 'code', type: 'choice', of: 'ways', positional: false },
        { name: 'reason', type: 'longText' },
      ],
      one: ['seen_on'],
      atLeastOne: ['how', 'because'],
      happened: ['seen_on', 'seen_at'],
      steps: [
        { verb: 'suggestCode', into: 'code', rules: [
          { when: { how: ['good'] }, words: ['so'], code: 'bad', because: 'A rule.' } ] },
      ],
      state: 'new',
      states: ['new', 'old'],
      retain: 'a-rule',
    }
    """
  static let mend = """
    {
      command: 'mend',
      summary: 'Mend it.',
      examples: ['/mend mark 1'],
      fields: [
        { name: 'record', type: 'record', required: true },
        { name: 'changes', type: 'changes', required: true },
        { name: 'reason', type: 'text', required: true },
      ],
      steps: ['amend'],
    }
    """
  static let post = """
    {
      command: 'post',
      summary: 'Post it.',
      examples: ['/post words'],
      record: 'post',
      lands: 'box',
      fields: [{ name: 'what', type: 'longText' }],
      retain: 'a-rule',
    }
    """
  static let ways = """
    {
      vocabulary: 'ways',
      summary: 'Ways.',
      direction: 'none',
      terms: [
        { term: 'good', label: 'Good', descriptor: 'As it should be.', aliases: ['fine'] },
        { term: 'bad', label: 'Bad', validFrom: '2024-08-19', retiredAfter: '2026-08-31' },
      ],
    }
    """
  static let sizes = """
    {
      vocabulary: 'sizes',
      summary: 'Sizes.',
      direction: 'worstFirst',
      terms: [{ term: 'S', label: 'Small' }, { term: 'L', label: 'Large' }],
    }
    """
  static let den = """
    {
      kind: 'den',
      title: 'Den',
      summary: 'One child.',
      aboutChild: true,
      rules: [{ roles: ['dsl'], acts: ['see', 'read', 'command', 'manage'] }],
      grants: { team: ['see', 'read', 'post', 'command'], lead: ['see', 'manage'] },
      lead: 'lead',
      buttons: ['mark', 'mend'],
    }
    """
  static let box = """
    {
      kind: 'box',
      title: 'Box',
      summary: 'For what is posted.',
      sensitive: true,
      single: true,
      rules: [{ roles: ['dsl'], acts: ['see', 'read', 'command'] }],
      templates: [{ name: 'all', summary: 'All of it.', kinds: ['mark', 'post'] }],
    }
    """

  static let files = [
    DefinitionFile(path: "Commands/mark.json5", text: mark),
    DefinitionFile(path: "Commands/mend.json5", text: mend),
    DefinitionFile(path: "Commands/post.json5", text: post),
    DefinitionFile(path: "Commands/Vocabularies/ways.json5", text: ways),
    DefinitionFile(path: "Commands/Vocabularies/sizes.json5", text: sizes),
    DefinitionFile(path: "Channels/den/kind.json5", text: den),
    DefinitionFile(path: "Channels/box/kind.json5", text: box),
  ]

  /// The sample's files with one piece of one file put differently. The piece must occur.
  static func files(
    _ path: String, _ piece: String, _ instead: String
  ) throws -> [DefinitionFile] {
    let old = try #require(files.first { $0.path == path })
    let range = try #require(
      old.text.ranges(of: piece).first, "'\(piece)' does not occur in \(path)")
    let text = old.text.replacingCharacters(in: range, with: instead)
    return files.filter { $0.path != path } + [DefinitionFile(path: path, text: text)]
  }
}

extension String {
  fileprivate func replacingCharacters(in range: Range<String.Index>, with text: String) -> String {
    var copy = self
    copy.replaceSubrange(range, with: text)
    return copy
  }
}
