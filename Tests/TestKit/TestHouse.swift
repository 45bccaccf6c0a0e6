// A house for tests: its own folder, a fixed clock, seeded dice, and a cast that is told in a line.
import Domain
import Engine
import FoundationEssentials
import Glibc
import HTTP
import Server
import Store

/// The root of the checkout, found from where this file was compiled.
public let checkout: String = {
  var parts = #filePath.split(separator: "/", omittingEmptySubsequences: false)
  parts.removeLast(3)
  return parts.joined(separator: "/")
}()

/// The catalog of the shipped definitions.
public let shippedCatalog: Catalog = {
  let files = try? DefinitionSource.files(home: checkout)
  let (catalog, complaints) = Catalog.read(files ?? [])
  guard let catalog else { fatalError("the shipped definitions are wrong: \(complaints)") }
  return catalog
}()

/// A house for one test.
public final class TestHouse: Sendable {
  /// The house itself.
  public let house: House
  /// Its clock.
  public let clock: FixedClock
  /// Its folder, removed when the test is over.
  public let directory: String
  /// The password of all members, where one was given.
  public static let password = "three made up words"
  private static let hash = Password.hash(password, salt: [UInt8](repeating: 9, count: 16))

  /// A house with the shipped definitions.
  public init(
    catalog: Catalog = shippedCatalog, seed: UInt64 = 1, proxies: [String] = [],
    journal: Bool = false
  ) throws {
    clock = FixedClock()
    let dice = SystemDice()
    directory = NSTemporaryDirectoryPath() + "hedgerow-test-" + dice.token()
    var configuration = Configuration(
      data: directory, listen: [.tcp(host: "127.0.0.1", port: 0)], proxies: try Proxies(proxies),
      loops: 1)
    if journal { configuration.journal = directory + ".journal" }
    house = try House(configuration, catalog: catalog, clock: clock, dice: SeededDice(seed))
  }
  deinit {
    house.close()
    unlink(directory + ".journal")
    try? FileManager.default.removeItem(atPath: directory)
  }

  /// The lines of its journal, where it has one and was stopped.
  public func journal() throws -> [JSON] {
    let bytes = FileManager.default.contents(atPath: directory + ".journal").map { Array($0) }
    return try (bytes ?? []).split(separator: 10).map { try JSON.parse(Array($0)) }
  }

  /// Writes changes as one turn and waits for the commit.
  @discardableResult
  public func commit(_ actor: MemberID, _ changes: [Change]) throws -> Committed {
    let at = clock.now()
    let decision = Decision(actor: actor, at: at, changes: changes)
    let outcome = try turn(actor, nil) { _ in decision }
    guard let committed = outcome.committed else { throw Failure.broken("nothing was committed") }
    return committed
  }

  /// One turn of the writer, waited for.
  public func turn(
    _ member: MemberID, _ key: AnswerKey?,
    _ decide: @escaping @Sendable (any Lookup) throws -> Decision
  ) throws -> Store.Outcome {
    let waiting = Waiting<Result<Store.Outcome, Failure>>()
    house.store.submit(member, key: key, decide: decide, done: { waiting.set($0) })
    return try waiting.get().get()
  }

  /// A member says a line in a channel.
  public func say(
    _ login: String, in channel: String, _ input: Input, clientID: String? = nil
  ) throws -> Store.Outcome {
    let roster = house.store.roster
    guard let member = roster.member(login: login),
      let place = roster.channelsByName[channel.lowercased()]
    else { throw Failure.broken("no \(login) or no \(channel)") }
    let ask = Ask(
      member: member.id, channel: place, input: input, clientID: clientID, at: clock.now())
    let engine = house.engine
    let key = clientID.map { AnswerKey(channel: place, clientID: $0) }
    return try turn(member.id, key) { lookup in
      do { return try engine.decide(ask, lookup) } catch is Hidden {
        throw Failure.conflict("hidden")
      }
    }
  }

  /// Adds a member.
  @discardableResult
  public func member(_ login: String, _ roles: Set<Role>, name: String? = nil) throws -> MemberID {
    let draft = MemberDraft(
      login: login, name: name ?? login.capitalized, roles: roles, passwordHash: TestHouse.hash,
      token: "m-" + login)
    try commit(.bot, [.memberAdded(draft)])
    guard let member = house.store.roster.member(login: login) else {
      throw Failure.broken("no member")
    }
    return member.id
  }

  /// Opens a channel of a kind; a channel about a child gets one.
  @discardableResult
  public func channel(_ kind: String, _ name: String, child: String? = nil) throws -> ChannelID {
    let isChild = house.catalog.kinds[kind]?.aboutChild ?? false
    let draft = ChannelDraft(
      kind: kind, name: name, title: name, token: "c-" + name.lowercased(),
      child: isChild
        ? ChildDraft(token: "k-" + name.lowercased(), name: child ?? "Child \(name)", yearGroup: 7)
        : nil)
    try commit(.bot, [.channelOpened(draft)])
    guard let channel = house.store.roster.channelsByName[name.lowercased()] else {
      throw Failure.broken("no channel")
    }
    return channel
  }

  /// Gives access by name.
  public func give(_ login: String, _ role: String, on channel: String) throws {
    let roster = house.store.roster
    guard let member = roster.member(login: login),
      let place = roster.channelsByName[channel.lowercased()]
    else { throw Failure.broken("no \(login) or no \(channel)") }
    let grant = AccessGrant(
      channel: place, member: member.id, role: role, from: clock.now(), until: nil,
      reason: "cast", by: .bot)
    try commit(.bot, [.accessGranted(grant)])
  }

  /// Opens the single channels, each with the director `lead` as its lead.
  public func openSingles() throws {
    try member("lead", [.director])
    for kind in house.catalog.kinds.values.sorted(by: { $0.name < $1.name }) where kind.single {
      try channel(kind.name, kind.name)
      if let lead = kind.lead { try give("lead", lead, on: kind.name) }
    }
  }
}

extension TestHouse {
  /// All mails as they stand, oldest first.
  public func mails() throws -> [Record] {
    guard let place = house.store.roster.channel(single: "outbox"),
      let grant = house.access.grant(.bot, .read, place.id)
    else { return [] }
    let query = RecordQuery(kind: "mail", limit: Int.max)
    return try house.store.read { try $0.records(query, [grant]) }.reversed()
  }

  /// Puts a verification's mail down as sent with this code, as the outbox would.
  public func hand(_ number: Int64, code: String) throws {
    guard let place = house.store.roster.channel(single: "outbox"),
      let grant = house.access.grant(.bot, .read, place.id),
      let asked = try house.store.read({
        try $0.record(kind: "verification", number: number, grant)
      }), let mail = try mails().first(where: { $0.values["key"] == asked.values["mail"] }),
      let kind = house.catalog.recordKinds["verification"]
    else { throw Failure.broken("no verification \(number) with a mail") }
    var values = asked.values
    values["code"] = .text(VerificationCode.digest(of: code))
    try commit(
      .bot,
      [
        .recordRevised(
          asked.id, values: values, reason: "cast", day: asked.day, happenedAt: asked.happenedAt,
          oneKey: Engine.oneKey(values, kind)),
        .recordState(mail.id, state: "sent", reason: "cast"),
      ])
  }

  /// The record of a duty on a day.
  public func duty(_ name: String, _ day: Day) throws -> Record? {
    guard let place = house.store.roster.channel(single: "register"),
      let grant = house.access.grant(.bot, .read, place.id)
    else { return nil }
    return try house.store.read {
      try $0.record(kind: "duty", oneKey: "\(name)|\(day.text)", grant)
    }
  }

  /// Moves a record to a state, as the house itself would.
  public func move(_ channel: String, _ kind: String, _ number: Int64, to state: String) throws {
    let roster = house.store.roster
    guard let place = roster.channelsByName[channel.lowercased()],
      let grant = house.access.grant(.bot, .read, place),
      let record = try house.store.read({
        try $0.record(kind: kind, number: number, grant)
      })
    else { throw Failure.broken("no \(channel) \(kind) \(number)") }
    try commit(.bot, [.recordState(record.id, state: state, reason: "cast")])
  }

  /// Lets the clock pass to a time of its day: each duty is done in its time.
  @discardableResult
  public func pass(to minutes: Int) throws -> [Committed] {
    var committed = house.duties.wake()
    let day = Zone.london.local(clock.now()).day
    let moments = house.catalog.kinds.values.flatMap(\.duties).map(\.at.minutes)
    for moment in Set(moments).sorted() where moment <= minutes {
      guard Zone.london.local(clock.now()).time.minutes < moment else { continue }
      clock.put(day.text, moment)
      committed += house.duties.wake()
    }
    if Zone.london.local(clock.now()).time.minutes < minutes { clock.put(day.text, minutes) }
    return committed + house.duties.wake()
  }
}

/// A value that one thread sets and another waits for.
public final class Waiting<Value: Sendable>: @unchecked Sendable {  // guarded by the semaphore
  private let held = Held<Value?>(nil)
  private let semaphore: UnsafeMutablePointer<sem_t>
  /// Nothing yet.
  public init() {
    semaphore = .allocate(capacity: 1)
    sem_init(semaphore, 0, 0)
  }
  deinit { semaphore.deallocate() }
  /// Sets it.
  public func set(_ value: Value) {
    held.with { $0 = value }
    sem_post(semaphore)
  }
  /// Waits for it.
  public func get() throws -> Value {
    while sem_wait(semaphore) != 0 {}
    guard let value = held.with({ $0 }) else { throw Failure.broken("no value") }
    return value
  }
}

func NSTemporaryDirectoryPath() -> String {
  let path = ProcessInfo.processInfo.environment["TMPDIR"] ?? P_tmpdir
  return path.hasSuffix("/") ? path : path + "/"
}
