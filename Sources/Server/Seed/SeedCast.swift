// Draws the people of a made-up organisation, and the channels with who is on them.
import Domain

/// A child: names, school year, and who looks after the child.
struct SeedChild: Sendable, Equatable {
  /// Initials, with a digit where they were taken.
  let short: String
  let name: String
  let yearGroup: Int
  /// Sign-in names of those who may record for the child.
  let team: [String]
  let lead: String
}

/// Draws members, children and channels.
struct SeedCast {
  let size: SeedPlan.Size
  let seed: UInt64
  let members: [SeedMember]
  private let teamLogins: [String]
  private let leadLogins: [String]

  init(size: SeedPlan.Size, seed: UInt64) {
    self.size = size
    self.seed = seed
    let all = SeedCast.cast() + SeedCast.staff(size, seed)
    members = all
    teamLogins =
      ["tess", "tari", "tom"]
      + all.dropFirst(10).filter { $0.roles == [.team] }
      .map(\.login)
    leadLogins = all.filter { $0.roles.contains(.coordinator) }.map(\.login)
  }

  /// The ten who are in every size.
  private static func cast() -> [SeedMember] {
    SeedNames.cast.map { login, name in
      let roles: [Role] =
        switch login {
        case "dara": [.director, .dsl]
        case "devi": [.dsl]
        case "cora", "cal": [.coordinator, .manager]
        case "vic": [.volunteer]
        case "conn": [.contractor]
        case "adam": [.admin]
        default: [.team]
        }
      return SeedMember(login: login, name: name, roles: roles)
    }
  }

  private static func staff(_ size: SeedPlan.Size, _ seed: UInt64) -> [SeedMember] {
    let digits = max(3, String(size.staffCount).utf8.count)
    return (0..<size.staffCount).map { index in
      var dice = SplitMix(seed, 1, index)
      let drawn = dice.pick(SeedNames.first) + " " + dice.pick(SeedNames.last)
      let number = String(index + 1)
      let login = "t" + String(repeating: "0", count: digits - number.utf8.count) + number
      let isFixed = index < SeedNames.fixedStaff.count
      return SeedMember(
        login: login, name: isFixed ? SeedNames.fixedStaff[index] : drawn,
        roles: size == .trust ? roles(inTrust: index) : [.team])
    }
  }

  /// A trust has some eighty schools, of about 118 staff each.
  private static func roles(inTrust index: Int) -> [Role] {
    switch index % 118 {
    case 20: [.coordinator, .manager]
    case 21: [.dsl]
    case 22: [.volunteer]
    default: [.team]
    }
  }

  func children() -> [SeedChild] {
    var used: [String: Int] = [:]
    var shorts: Set<String> = []
    return (0..<size.childrenCount).map { index in
      var dice = SplitMix(seed, 2, index)
      let (name, initials) = self.name(index, &dice)
      // Two with the same initials are told apart by a digit: JS, JS2, JS3.
      var count = used[initials, default: 0] + 1
      var short = count == 1 ? initials : "\(initials)\(count)"
      while !shorts.insert(short).inserted {
        count += 1
        short = "\(initials)\(count)"
      }
      used[initials] = count
      return SeedChild(
        short: short, name: name, yearGroup: yearGroup(&dice), team: team(index, &dice),
        lead: lead(index))
    }
  }

  private func name(_ index: Int, _ dice: inout SplitMix) -> (String, String) {
    if index < SeedNames.fixedChildren.count {
      let fixed = SeedNames.fixedChildren[index]
      return (fixed.name, fixed.short)
    }
    let (first, last) = (dice.pick(SeedNames.first), dice.pick(SeedNames.last))
    let middle = dice.chance(1_500) ? " " + dice.pick(SeedNames.first) : ""
    return (first + middle + " " + last, initial(first) + initial(last))
  }

  private func yearGroup(_ dice: inout SplitMix) -> Int {
    switch size {
    case .small: dice.within(6...11)
    case .school: dice.within(7...13)
    case .trust: dice.within(-1...13)
    }
  }

  /// Two or three of the team. tess and tari never look after the same child: an outsider is
  /// needed on both sides of each fence.
  private func team(_ index: Int, _ dice: inout SplitMix) -> [String] {
    var team = [teamLogins[index % teamLogins.count]]
    for _ in 0..<dice.within(1...2) {
      let next = dice.pick(teamLogins)
      let isApart =
        (next == "tess" && team.contains("tari")) || (next == "tari" && team.contains("tess"))
      if !isApart, !team.contains(next) { team.append(next) }
    }
    return team
  }

  /// cora and cal lead for the first children in every size; coordinators share the others.
  private func lead(_ index: Int) -> String {
    index < 30 ? (index % 2 == 0 ? "cora" : "cal") : leadLogins[index % leadLogins.count]
  }

  func channels(_ children: [SeedChild]) -> [SeedChannel] {
    children.enumerated().map { index, child in
      var dice = SplitMix(seed, 3, index)
      let school = SeedPlan.schoolName(dice.below(size.schoolsCount))
      let stage = child.yearGroup < 1 ? ["Nursery", "Reception"][child.yearGroup + 1] : nil
      let title = "\(stage ?? "Year \(child.yearGroup)"), \(school)"
      var grants = [SeedGrant(login: child.lead, role: "lead", reason: "coordinates the placement")]
      for login in child.team {
        grants.append(SeedGrant(login: login, role: "team", reason: dice.pick(SeedWords.reasons)))
      }
      if index == 2 {
        grants.append(SeedGrant(login: "vic", role: "volunteer", reason: "reads with the child"))
      }
      if index == 3 {
        grants.append(SeedGrant(login: "conn", role: "reader", reason: "teaches boxing here"))
      }
      return SeedChannel(
        kind: "cyp", name: child.short, title: title, childName: child.name,
        yearGroup: child.yearGroup, grants: grants)
    } + singles
  }

  private var singles: [SeedChannel] {
    let leads = [
      SeedGrant(login: "dara", role: "lead", reason: "designated safeguarding lead"),
      SeedGrant(login: "devi", role: "lead", reason: "deputy safeguarding lead"),
    ]
    return [
      SeedChannel(
        kind: "safeguarding", name: "safeguarding", title: "Safeguarding leads", grants: leads),
      SeedChannel(kind: "templates", name: "templates", title: "Reports and exports"),
      SeedChannel(kind: "staff", name: "staff", title: "Everyone who works here"),
      SeedChannel(kind: "coordination", name: "coordination", title: "The coordinators' desk"),
      SeedChannel(kind: "register", name: "register", title: "Who came today"),
      SeedChannel(kind: "outbox", name: "outbox", title: "Mails to schools and parents"),
    ]
  }
}

/// The first letter of a name as a plain capital.
private func initial(_ name: String) -> String {
  let plain: [Character: String] = ["Ó": "O", "Ş": "S"]
  guard let letter = name.first(where: \.isLetter) else { return "X" }
  return plain[letter] ?? letter.uppercased()
}
