// The board: a session's children at a glance, as far as the one who looks may read of them.

import Domain

/// A session's marks of the children whose channels a member may read.
public struct Board: Sendable {
  /// A child who is expected in the session, or marked.
  public struct Row: Sendable {
    /// Whom it is about.
    public let child: Child
    /// The attendance record as it stands; nil where nobody has marked the child.
    public let mark: Record?
    /// Was the child expected?
    public let isExpected: Bool
    /// May the asker mark the child?
    public let mayMark: Bool
  }
  /// The day.
  public let day: Day
  /// The session's term.
  public let session: String
  /// By short name.
  public let rows: [Row]
}

/// What a board is asked for.
public struct BoardQuery: Sendable {
  /// The day; nil means today.
  public var day: Day?
  /// The session's term or another word for it; nil means the one of this hour.
  public var session: String?
  /// The name of a home school, to see its children alone.
  public var school: String?
  /// A question.
  public init(day: Day? = nil, session: String? = nil, school: String? = nil) {
    self.day = day
    self.session = session
    self.school = school
  }
}

extension Engine {
  /// The board as a member sees it. Throws `Hidden` to whom the register is not open and where the
  /// asker knows of no child of such a school, a complaint where the question is wrong or takes in
  /// more children than `Limits.registerChildrenMax`, and what the lookup throws.
  public func board(
    _ query: BoardQuery, member: MemberID, now: Instant, _ lookup: any Lookup
  ) throws -> Board {
    guard let place = lookup.roster.channel(single: "register") else { throw Hidden() }
    let ask = Ask(member: member, channel: place.id, input: .line(""), at: now)
    guard let turn = Turn(self, ask, lookup), turn.grant(.read) != nil else { throw Hidden() }
    return try turn.board(query)
  }
}

extension Turn {
  fileprivate func board(_ query: BoardQuery) throws -> Board {
    guard let attend = tables.records["attendance"], let field = attend["session"] else {
      throw Hidden()
    }
    let day = query.day ?? today
    let session = try session(query.session, field)
    var children = readable()
    if let school = query.school {
      children = try children.filter { child in
        try homeSchool(of: child, on: day).map { self.name(of: $0.school) == plainName(school) }
          ?? false
      }
      if children.isEmpty { throw Hidden() }
    }
    guard children.count <= Limits.registerChildrenMax else { throw Complaint.boardTooLarge() }
    let expected = Set(try expected(among: children, day, session).map(\.id))
    let rows = try children.compactMap { child -> Board.Row? in
      let mark = try mark(of: child, day, session)
      let isExpected = expected.contains(child.id)
      guard isExpected || mark != nil else { return nil }
      return Board.Row(
        child: child, mark: mark, isExpected: isExpected,
        mayMark: list.mayUse(attend.definition, member.id, in: child.channel))
    }
    return Board(day: day, session: session, rows: rows)
  }

  private func session(_ word: String?, _ field: FieldTable) throws -> String {
    let terms = field.vocabulary?.vocabulary.terms ?? []
    guard let word else { return currentTerm(terms)?.term ?? "" }
    guard case .one(let index)? = field.vocabulary?.match(folded(word)) else {
      throw Complaint.unknownSession(word, terms.map(\.term))
    }
    return terms[index].term
  }

  /// The session of this hour.
  func currentTerm(_ terms: [Term]) -> Term? {
    let half = Half(at: time)
    return terms.first { $0.term == half.rawValue } ?? (half == .morning ? terms.first : terms.last)
  }

  /// The children whose channels the asker may read, by short name.
  private func readable() -> [Child] {
    list.channels(member.id, .read).compactMap { grant in
      guard let channel = roster.channels[grant.channel], !channel.isArchived else { return nil }
      return channel.child.flatMap { roster.children[$0] }
    }.sorted { $0.short < $1.short }
  }

  private func name(of school: Record) -> String {
    if case .text(let name)? = school.values["name"] { plainName(name) } else { "" }
  }
}

extension Complaint {
  fileprivate static func boardTooLarge() -> Complaint {
    Complaint(
      code: "too-many",
      text: "You may read of more than \(Limits.registerChildrenMax) children.",
      hint: "Name a home school: school=...", field: "school")
  }
  fileprivate static func unknownSession(_ word: String, _ terms: [String]) -> Complaint {
    Complaint(
      code: "bad-term", text: "'\(cut(word))' is not a session.", hint: "One of: \(few(terms)).",
      field: "session")
  }
}
