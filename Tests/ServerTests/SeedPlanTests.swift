// The made-up organisation: the same from the same seed, fenced as promised, sayable throughout.
import Domain
import TestKit
import Testing

@testable import Server

@Suite struct SeedPlanTests {
  private let today = Day(number: 20_778)  // 2026-11-21, a Saturday

  private func plan(_ size: SeedPlan.Size = .small, seed: UInt64 = 1, days: Int? = nil) -> SeedPlan
  {
    SeedPlan(size: size, seed: seed, days: days, today: today)
  }
  private func words(_ plan: SeedPlan) -> [String] {
    plan.days.flatMap { day in
      plan.lines(on: day).map { "\(day.text) \($0.at.text) \($0.login) \($0.channel) \($0.fields)" }
    }
  }

  @Test func theSameSeedGivesTheSameContentAndAnotherSeedAnother() {
    let (one, again, other) = (plan(days: 5), plan(days: 5), plan(seed: 2, days: 5))
    #expect(one.members == again.members)
    #expect(one.channels == again.channels)
    #expect(words(one) == words(again))
    #expect(one.channels != other.channels)
    #expect(words(one) != words(other))
  }

  @Test func aDayIsTheSameWhicheverDayIsAskedForFirst() {
    let plan = plan(days: 4)
    func said(_ day: Day) -> [String] { plan.lines(on: day).map { "\($0)" } }
    let forwards = plan.days.map(said)
    let backwards = plan.days.reversed().map(said)
    #expect(forwards == backwards.reversed())
    #expect(forwards[0] != forwards[1])
  }

  @Test(arguments: [(SeedPlan.Size.small, 30, 15, 65), (.school, 930, 67, 190)])
  func aSizeHasItsNumbers(size: SeedPlan.Size, children: Int, members: Int, days: Int) {
    let plan = plan(size)
    #expect(plan.channels.filter { $0.kind == "cyp" }.count == children)
    #expect(plan.members.count == members)
    #expect(plan.days.count == days)
  }

  @Test func aSchoolHasSixtyTeachers() {
    #expect(plan(.school).members.filter { $0.roles == [.team] }.count == 60)
  }

  @Test func aTrustIsLargeAndItsNamesAreStillUnique() {
    let plan = plan(.trust)
    #expect(plan.members.count == 9_500)
    #expect(plan.channels.filter { $0.kind == "cyp" }.count == 60_000)
    #expect(plan.days.count == 5)
    #expect(Set(plan.channels.map { $0.name.lowercased() }).count == plan.channels.count)
    #expect(Set(plan.members.map(\.login)).count == plan.members.count)
  }

  @Test(arguments: [SeedPlan.Size.small, .school])
  func theCastIsInEverySize(size: SeedPlan.Size) {
    let cast: [String: Set<Role>] = [
      "dara": [.director, .dsl], "devi": [.dsl], "cora": [.coordinator, .manager],
      "cal": [.coordinator, .manager], "tess": [.team], "tom": [.team], "tari": [.team],
      "vic": [.volunteer], "conn": [.contractor], "adam": [.admin],
    ]
    let members = plan(size).members
    for (login, roles) in cast {
      let found = members.filter { $0.login == login }
      #expect(found.count == 1)
      #expect(found.first.map { Set($0.roles) } == roles)
    }
    #expect(members.allSatisfy { !$0.name.isEmpty && !$0.roles.isEmpty })
  }

  @Test(arguments: [SeedPlan.Size.small, .school])
  func tessAndTariShareNoChildAndBothHaveSome(size: SeedPlan.Size) {
    let channels = plan(size).channels
    func names(_ login: String) -> Set<String> {
      Set(channels.filter { $0.grants.contains { $0.login == login } }.map(\.name))
    }
    #expect(names("tess").contains("AB"))
    #expect(names("tari").contains("CD"))
    #expect(names("tess").isDisjoint(with: names("tari")))
    #expect(names("adam").isEmpty)
  }

  @Test(arguments: [SeedPlan.Size.small, .school])
  func everyGrantNamesAMemberAndARoleOfTheKind(size: SeedPlan.Size) throws {
    let plan = plan(size)
    let catalog = shippedCatalog
    let logins = Set(plan.members.map(\.login))
    for channel in plan.channels {
      let kind = try #require(catalog.kinds[channel.kind])
      #expect(channel.grants.allSatisfy { logins.contains($0.login) && !$0.reason.isEmpty })
      #expect(channel.grants.allSatisfy { kind.grants[$0.role] != nil })
      #expect(Set(channel.grants.map(\.login)).count == channel.grants.count)
      if let lead = kind.lead { #expect(channel.grants.contains { $0.role == lead }) }
      #expect((channel.childName != nil) == kind.aboutChild)
      #expect((channel.yearGroup.map { (-1...13).contains($0) } ?? !kind.aboutChild))
      // What is read outside a child's channel must not say who the child is.
      if let name = channel.childName { #expect(!channel.title.contains(name)) }
    }
    let singles = catalog.kinds.values.filter(\.single).map(\.name)
    for kind in singles { #expect(plan.channels.filter { $0.kind == kind }.count == 1) }
  }

  @Test func initialsThatClashAreToldApartByADigit() {
    let channels = plan().channels
    #expect(
      ["JS", "JS2", "JS3", "LX", "LX2"].allSatisfy { name in
        channels.contains { $0.name == name }
      })
    #expect(Set(channels.map { $0.name.lowercased() }).count == channels.count)
  }

  @Test func theHistoryIsOfSchoolDaysAndEndsBeforeToday() {
    let plan = plan()
    #expect(plan.days == plan.days.sorted())
    #expect(plan.days.last == Day(text: "2026-11-20"))
    #expect(plan.days.allSatisfy { $0.weekday <= 5 && SchoolCalendar.isSchoolDay($0) })
    #expect(!plan.days.contains { $0.civil.month == 8 })
    #expect(SeedPlan(size: .small, seed: 1, days: 0, today: today).days.isEmpty)
    #expect(SeedPlan(size: .small, seed: 1, days: 7, today: today).days.count == 7)
  }

  @Test func nothingIsSaidOnADayWithoutSchoolOrBeforeTheHistory() throws {
    let plan = plan(days: 3)
    #expect(Array(plan.lines(on: today)).isEmpty)
    #expect(Array(plan.lines(on: try #require(plan.days.first).adding(days: -7))).isEmpty)
    #expect(!Array(plan.lines(on: today.adding(days: 2))).isEmpty, "the Monday after")
  }

  @Test func eachChildHasOneMorningAndOneAfternoonADay() {
    let plan = plan(days: 10)
    for day in plan.days {
      let lines = Array(plan.lines(on: day))
      #expect(lines.map(\.at) == lines.map(\.at).sorted())
      for child in plan.children {
        let marks = lines.filter { $0.channel == child.short && $0.command == "attend" }
        #expect(marks.map { $0["session"] } == ["AM", "PM"])
      }
    }
  }

  @Test func whoSpeaksMaySpeakThere() {
    let plan = plan(days: 20)
    let channels = Dictionary(uniqueKeysWithValues: plan.channels.map { ($0.name, $0) })
    for line in plan.days.flatMap({ Array(plan.lines(on: $0)) }) {
      #expect(line.login != "adam")
      guard line.channel != "staff" else {
        #expect(line.command.isEmpty)
        continue
      }
      let role = channels[line.channel]?.grants.first { $0.login == line.login }?.role
      #expect(role == "team" || role == "lead")
      if line.command == "query" { #expect(role == "lead") }
    }
  }

  @Test func everyFieldAndTermIsOneThatTheShippedCommandsKnow() throws {
    let plan = plan(days: 40)
    let catalog = shippedCatalog
    var seen: Set<String> = []
    for line in plan.days.flatMap({ Array(plan.lines(on: $0)) }) {
      seen.insert(line.command)
      guard !line.command.isEmpty else {
        let text = try #require(line.fields.first?.1.text)
        #expect(!text.isEmpty && !text.hasPrefix("/"))
        continue
      }
      let command = try #require(catalog.command(line.command))
      for (name, value) in line.fields {
        let field = try #require(command.field(name), "\(line.command) \(name)")
        guard [.choice, .choices, .scale].contains(field.type) else { continue }
        let terms = value.items?.compactMap(\.text) ?? [value.text].compactMap { $0 }
        let vocabulary = try #require(catalog.vocabulary(of: field))
        #expect(!terms.isEmpty && terms.allSatisfy { vocabulary.term($0) != nil })
      }
      let given = Set(line.fields.map(\.0))
      #expect(command.fields.allSatisfy { !$0.required || given.contains($0.name) })
      #expect(command.atLeastOne.isEmpty || !given.isDisjoint(with: command.atLeastOne))
    }
    let wanted: Set = ["", "attend", "note", "attain", "concern", "flag", "query", "amend"]
    #expect(seen == wanted)
  }

  @Test func aMarkThatNeedsATimeOrAReasonHasIt() {
    let plan = plan(days: 30)
    var seen: Set<String> = []
    for line in plan.days.flatMap({ Array(plan.lines(on: $0)) }) where line.command == "attend" {
      let status = line["status"] ?? ""
      seen.insert(status)
      if status == "late" { #expect(line["arrived"].map { $0 <= line.at.text } == true) }
      if status == "left-early" { #expect(line["left"].map { $0 <= line.at.text } == true) }
      if status == "absent" { #expect(line["reason"]?.isEmpty == false) }
    }
    #expect(seen.isSuperset(of: ["present", "late", "left-early", "absent", "not-expected"]))
  }

  @Test func aQueryNamesAMarkOfTheMorningBeforeAndItsAuthorAmendsIt() throws {
    let plan = plan()
    var marks: [String: [SeedLine]] = [:]
    var open: [String: String] = [:]
    var queries = 0
    for line in plan.days.flatMap({ Array(plan.lines(on: $0)) }) {
      if line.command == "attend" { marks[line.channel, default: []].append(line) }
      guard line.command == "query" || line.command == "amend" else { continue }
      let record = try #require(line["record"])
      let number = try #require(record.split(separator: " ").last.flatMap { Int($0) })
      let mark = try #require(marks[line.channel]?[number - 1])
      #expect(mark["status"] == "absent" && mark["informed_by"] == nil)
      if line.command == "query" {
        queries += 1
        open[line.channel] = record
      } else {
        #expect(line.login == mark.login)
        #expect(open.removeValue(forKey: line.channel) == record)
      }
    }
    #expect(queries > 0 && open.isEmpty)
  }

  @Test func awkwardNamesAndTextsAreThere() {
    let plan = plan()
    let names = plan.channels.compactMap(\.childName) + plan.members.map(\.name)
    for part in ["O'Neill", "Zoë", "Óisín", "Nguyễn", "van der Berg", "شيماء"] {
      #expect(names.contains { $0.contains(part) }, "\(part)")
    }
    #expect(names.contains { $0.count > 60 })
    let texts = words(plan).joined()
    for part in ["=cmd()", "🦔", "شكرا", "<b>"] { #expect(texts.contains(part), "\(part)") }
  }

  @Test func textsVary() {
    let notes = plan().days.suffix(20).flatMap { day in
      plan().lines(on: day).filter { $0.command == "note" }.compactMap { $0["outcomes"] }
    }
    #expect(notes.count > 400)
    #expect(Set(notes).count > notes.count * 9 / 10)
  }
}

@Suite struct SeedSchoolTests {
  private func plan(_ size: SeedPlan.Size, today: Int = 20_777) -> SeedPlan {
    SeedPlan(size: size, seed: 1, days: 5, today: Day(number: today))  // 2026-11-20, a Friday
  }

  @Test(arguments: [(SeedPlan.Size.small, 15), (.school, 15), (.trust, 80)])
  func everySchoolHasANameAndAnAddressOfItsOwn(size: SeedPlan.Size, count: Int) {
    let schools = plan(size).schools
    #expect(schools.count == count)
    #expect(Set(schools.map(\.name)).count == count && Set(schools.map(\.email)).count == count)
    #expect(schools.allSatisfy { $0.email.hasSuffix(".example") })
  }

  @Test func aChildsChannelBearsItsSchool() {
    let plan = plan(.small)
    for (index, channel) in plan.channels.prefix(30).enumerated() {
      #expect(channel.title.hasSuffix(SeedPlan.schoolName(plan.school(of: index))))
    }
  }

  @Test func whoComesPartTimeIsNotExpectedJustWhenTheMarksSaySo() {
    let plan = plan(.school)
    let part = plan.children.indices.filter { plan.partTime($0) != nil }
    #expect(!part.isEmpty && part.count < plan.children.count / 4)
    for child in part {
      for (place, day) in plan.days.enumerated() {
        let mark = plan.mark(child, place, day, isMorning: false)
        #expect(
          (mark.status == "not-expected") == (plan.partTime(child)?.holds(day, .afternoon) == false)
        )
      }
    }
  }

  @Test func aSmallMorningIsMarkedInPartAndNoOther() {
    let eleven = TimeOfDay(minutes: 11 * 60) ?? .midnight
    let marked = Set(plan(.small).marksOfToday(upTo: eleven).map(\.channel))
    #expect(marked.count > 10 && marked.count <= 20)
    #expect(plan(.small).marksOfToday(upTo: .midnight).isEmpty)
    #expect(plan(.small, today: 20_778).marksOfToday(upTo: eleven).isEmpty)
    #expect(plan(.school).marksOfToday(upTo: eleven).isEmpty)
  }
}

extension SeedLine {
  fileprivate subscript(name: String) -> String? { fields.first { $0.0 == name }?.1.text }
}
