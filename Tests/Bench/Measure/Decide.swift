// How long the engine takes for one line, without any store.
import Domain
import Engine
import Server

/// A lookup of an empty store.
private struct Nothing: Lookup {
  let roster: Roster
  func record(_ id: RecordID, _ grant: Grant) throws -> Record? { nil }
  func record(_ id: RecordID, proof: (ChannelID) -> Grant?) throws -> Record? { nil }
  func record(kind: String, number: Int64, _ grant: Grant) throws -> Record? { nil }
  func record(kind: String, oneKey: String, _ grant: Grant) throws -> Record? { nil }
  func revisions(of record: RecordID, _ grant: Grant) throws -> [Revision] { [] }
  func records(_ query: RecordQuery, _ grants: [Grant]) throws -> [Record] { [] }
  func records(
    _ kind: String, where field: String, is record: RecordID, proof: (ChannelID) -> Grant?
  ) throws -> [Record] { [] }
  func tellings(
    of child: ChildID, _ day: Day, _ session: String, _ grant: Grant
  ) throws -> [(mail: RecordID, telling: Telling)] { [] }
  func mails(tellingOf child: ChildID, record: RecordID?, _ grant: Grant) throws -> [RecordID] {
    []
  }
  func message(number: Int64, _ grant: Grant) throws -> Message? { nil }
  func carried(by message: Int64, _ grant: Grant) throws -> Carried? { nil }
  func hiddenRecord(kind: String, number: Int64, _ grant: Grant) throws -> Record? { nil }
  func messages(carrying record: RecordID, _ grant: Grant) throws -> [Int64] { [] }
  func search(_ text: String, limit: Int, _ grants: [Grant]) throws -> SearchHits {
    SearchHits(messages: [])
  }
  func newestAudit() -> Int64 { 0 }
  func audit(after: Int64, limit: Int) -> [AuditEntry] { [] }
  func receipts(of member: MemberID, kinds: [String], limit: Int) throws -> [Record] { [] }
  func answer(_ member: MemberID, _ key: AnswerKey) throws -> KeptAnswer? { nil }
}

/// Prints the microseconds of each of a few lines, best of five rounds.
func measureDecide() throws {
  let (catalog, _) = Catalog.read(try DefinitionSource.files(home: nil))
  guard let catalog else { return print("the definitions are wrong") }
  var roster = Roster()
  let channel = ChannelID(1)
  roster.put(
    Member(id: MemberID(1), token: "m", login: "tess", name: "Tess", roles: [.team], endsAt: nil))
  roster.put(
    Child(
      id: ChildID(1), token: "k", short: "AB", name: "A B", yearGroup: 7, channel: channel))
  roster.put(
    Channel(id: channel, token: "c", kind: "cyp", name: "AB", title: "AB", child: ChildID(1)))
  let now = Instant(milliseconds: 1_763_715_300_000)
  roster.put(
    AccessGrant(
      channel: channel, member: MemberID(1), role: "team", from: now, until: nil, reason: "bench",
      by: MemberID(1)))
  let engine = Engine(catalog: catalog, zone: .london, dice: SystemDice())
  let lookup = Nothing(roster: roster)
  let lines = [
    "good morning", "/attend present", "/attend absent PM reason: \"dentist at 2\"",
    "/note activity: forest school outcomes: regulated after ten minutes next: try the hut",
  ]
  for line in lines {
    let ask = Ask(
      member: MemberID(1), channel: channel, input: .line(line), clientID: "1",
      at: now.adding(seconds: 1))
    var best = Double.infinity
    for _ in 0..<5 {
      let start = monotonicSeconds()
      for _ in 0..<20_000 {
        guard try engine.decide(ask, lookup).complaints.isEmpty else {
          return print("refused: \(line)")
        }
      }
      best = min(best, (monotonicSeconds() - start) / 20_000 * 1e6)
    }
    print("decide_microseconds \((best * 10).rounded() / 10) limit 20  \(line)")
  }
}
