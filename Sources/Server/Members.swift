// Adding, listing and ending members: one way for the command line and for the API.
import Domain
import Store

/// What the acts on members need of the house; the command line has no more than this either.
struct Members: Sendable {
  let store: Store
  let clock: any Clock
  let dice: any Dice
  let catalog: Catalog
  /// Called when a member's sign-ins must be forgotten at once.
  let forget: @Sendable (MemberID) -> Void
}

/// One order about members, read from words.
struct MemberOrder: Sendable {
  enum Verb: Sendable {
    case add(login: String, name: String, roles: Set<Role>, password: String)
    case list
    case end(login: String, reason: String)
    case password(login: String, password: String)
    case roles(login: String, roles: Set<Role>)
  }
  let verb: Verb

  static let usage = """
    hedgerow member add LOGIN --name NAME --role ROLE... --data DIR     (password on standard input)
    hedgerow member list --data DIR
    hedgerow member end LOGIN --reason WHY --data DIR
    hedgerow member password LOGIN --data DIR                           (password on standard input)
    hedgerow member role LOGIN --role ROLE... --data DIR
    """

  init(_ words: [String], password: String?) throws {
    var options: [String: [String]] = [:]
    var plain: [String] = []
    var at = 0
    while at < words.count {
      if words[at].hasPrefix("--"), at + 1 < words.count {
        options[words[at], default: []].append(words[at + 1])
        at += 2
      } else {
        plain.append(words[at])
        at += 1
      }
    }
    let verb = plain.first ?? ""
    let login = plain.dropFirst().first ?? ""
    let roles = try MemberOrder.roles(options["--role"] ?? [])
    switch verb {
    case "list": self.verb = .list
    case "add":
      try MemberOrder.check(login: login)
      try checkPassword(password ?? "")
      let name = options["--name"]?.first ?? login
      guard (1...120).contains(name.count), !roles.isEmpty else {
        throw Problem.complaint(
          "bad-member", "A member needs a name and at least one role.",
          hint: "Roles: \(Role.people.map(\.rawValue).joined(separator: ", "))", field: "roles")
      }
      self.verb = .add(login: login, name: name, roles: roles, password: password ?? "")
    case "end":
      let reason = options["--reason"]?.first ?? ""
      guard reason.count >= 3 else {
        throw Problem.complaint(
          "missing-key", "Say why, in at least three letters (--reason).", field: "reason")
      }
      self.verb = .end(login: login, reason: reason)
    case "password":
      try checkPassword(password ?? "")
      self.verb = .password(login: login, password: password ?? "")
    case "role" where !roles.isEmpty: self.verb = .roles(login: login, roles: roles)
    default:
      throw Problem.complaint("usage", "These words were not understood.", hint: MemberOrder.usage)
    }
  }

  private static func roles(_ words: [String]) throws -> Set<Role> {
    var roles: Set<Role> = []
    for word in words.flatMap({ $0.split(separator: ",").map(String.init) }) {
      guard let role = Role(rawValue: word), role != .bot else {
        throw Problem.complaint(
          "unknown-role", "'\(word)' is not a role.",
          hint: "Roles: \(Role.people.map(\.rawValue).joined(separator: ", "))", field: "roles")
      }
      roles.insert(role)
    }
    return roles
  }

  private static func check(login: String) throws {
    let isPlain = login.utf8.allSatisfy {
      (97...122).contains($0) || (48...57).contains($0) || $0 == 46 || $0 == 45 || $0 == 95
    }
    guard isPlain, (2...40).contains(login.utf8.count) else {
      throw Problem.complaint(
        "bad-login", "'\(login)' is not a sign-in name.",
        hint: "2 to 40 of a to z, 0 to 9, . - _", field: "login")
    }
  }

  /// What was done: a line for people, and what was written.
  struct Done: Sendable {
    let text: String
    var committed: Committed?
  }

  /// Does it, and answers with a line for people. Nil for `by` is the person at the machine.
  func perform(
    by actor: MemberID?, in members: Members,
    done: @escaping @Sendable (Result<Done, any Error>) -> Void
  ) {
    let store = members.store
    let at = members.clock.now()
    let who = actor ?? .bot
    if case .list = verb {
      let all = store.roster.members.values.filter { $0.id != .bot }.sorted { $0.login < $1.login }
      let lines = all.map { member in
        let roles = Role.allCases.filter { member.roles.contains($0) }.map(\.rawValue)
        let end = member.endsAt.map { " ended \($0.text)" } ?? ""
        return "\(member.login)\t\(member.name)\t\(roles.joined(separator: ","))\(end)"
      }
      return done(.success(Done(text: lines.joined(separator: "\n"))))
    }
    // Hashed before the turn: 27 ms in the writer's turn would hold everybody up.
    let hash = passwordHash(members.dice)
    let token = members.dice.token()
    let box = Locked<MemberID?>(nil)
    store.submit(
      who, key: nil,
      decide: { lookup in
        let (change, member) = try change(lookup, who, hash, token, at, members.catalog)
        box.with { $0 = member }
        return Decision(actor: who, at: at, changes: [change])
      },
      done: { result in
        if let member = box.with({ $0 }) { members.forget(member) }
        done(
          result.map { Done(text: "Done.", committed: $0.committed) }
            .mapError { $0 as any Error })
      })
  }

  private func passwordHash(_ dice: any Dice) -> String {
    switch verb {
    case .add(_, _, _, let password), .password(_, let password):
      Password.hash(password, salt: dice.bytes(16))
    default: ""
    }
  }

  private func change(
    _ lookup: any Lookup, _ actor: MemberID, _ hash: String, _ token: String, _ at: Instant,
    _ catalog: Catalog
  ) throws -> (Change, MemberID?) {
    let roster = lookup.roster
    func known(_ login: String) throws -> Member {
      // The bot is no member to anybody: whoever ended it would end the house's duties.
      guard let member = roster.member(login: login), member.id != .bot, !member.isEnded(at: at)
      else {
        throw Failure.conflict("There is no member '\(login)'.")
      }
      return member
    }
    switch verb {
    case .list: throw Failure.broken("a list changes nothing")
    case .add(let login, let name, let roles, _):
      try checkReach(of: actor, over: roles, roster)
      guard roster.member(login: login) == nil else {
        throw Failure.conflict("There is a member '\(login)' already.")
      }
      let draft = MemberDraft(
        login: login, name: name, roles: roles, passwordHash: hash, token: token)
      return (.memberAdded(draft), nil)
    case .end(let login, let reason):
      let member = try known(login)
      try checkReach(of: actor, over: member.roles, roster)
      try checkLeads(member, roster, at, catalog)
      return (.memberEnded(member.id, reason: reason), member.id)
    case .password(let login, _):
      let member = try known(login)
      return (.passwordSet(member.id, hash: hash), member.id)
    case .roles(let login, let roles):
      return (.rolesSet(try known(login).id, roles), nil)
    }
  }

  /// Nobody makes or ends a member who may see more than they do: who sets a first password could
  /// sign in with it. A director may do all, a manager all but directors, DSLs and administrators,
  /// an administrator (who reads no content) only administrators. The person at the machine may all.
  private func checkReach(of actor: MemberID, over roles: Set<Role>, _ roster: Roster) throws {
    guard actor != .bot else { return }
    let held = roster.members[actor]?.roles ?? []
    if held.contains(.director) { return }
    let out: Set<Role> = [.director, .dsl, .admin]
    if held.contains(.manager), roles.isDisjoint(with: out) { return }
    if held.contains(.admin), roles.isSubset(of: [.admin]) { return }
    throw Failure.conflict("This is for a director to do, or for the person at the machine.")
  }

  /// A channel is never left without a lead: who is the last one of a channel must hand it on first.
  private func checkLeads(
    _ member: Member, _ roster: Roster, _ at: Instant, _ catalog: Catalog
  ) throws {
    let orphans = (roster.channelsByMember[member.id] ?? []).sorted().filter { id in
      guard let channel = roster.channels[id], let lead = catalog.kinds[channel.kind]?.lead else {
        return false
      }
      return roster.leads(id, role: lead, at: at) == [member.id]
    }
    guard orphans.isEmpty else {
      throw Failure.conflict(
        "\(member.login) is the only lead of \(orphans.count) channel(s). "
          + "Give each another lead first (/assign ... role: lead).")
    }
  }
}
