// The running house: the store, the engine, the hub and the threads, held together.
import CLinux
import Domain
import Engine
import Glibc
import HTTP
import Reports
import Store

/// What a house is opened with.
public struct Configuration: Sendable {
  /// The data directory.
  public var data: String
  /// The folder of the definitions; nil for the built-in copy.
  public var home: String?
  /// The organisation's name, as the client shows it.
  public var organisation: String
  /// Where to listen; port 0 picks a free one.
  public var listen: [Endpoint]
  /// Those of them where each connection begins with a PROXY header, which is believed.
  public var proxied: [Endpoint] = []
  /// The zone in which days begin.
  public var zone: Zone
  /// The reverse proxies that are believed.
  public var proxies: Proxies
  /// Event loops.
  public var loops: Int
  /// The copies that are made by themselves; nil for none.
  public var backups: BackupPlan?
  /// How mails leave; nil where nobody has said from which address.
  public var mail: MailPlan?
  /// Where the journal goes: a file, or `-` for standard output; nil for nowhere.
  public var journal: String?

  /// A configuration; everything but the data directory has a default.
  public init(
    data: String, home: String? = nil, organisation: String = "Hedgerow",
    listen: [Endpoint] = [.tcp(host: "127.0.0.1", port: 8080)], zone: Zone = .london,
    proxies: Proxies = .none, loops: Int = 2
  ) {
    self.data = data
    self.home = home
    self.organisation = organisation
    self.listen = listen
    self.zone = zone
    self.proxies = proxies
    self.loops = loops
  }
}

/// Threads that read for the routes: as many as there are readers to lend, and one for the rest.
let workerCount = Limits.readersMax + 1

/// The running house.
public final class House: Sendable {
  /// What it was opened with.
  public let configuration: Configuration
  /// Everything that lasts.
  public let store: Store
  let clock: any Clock
  let dice: any Dice
  let hub: Hub
  let workers = Workers(threads: workerCount, queueMax: Limits.workerQueueMax)
  let signIn: SignIn
  let exporter: Exporter
  let backups: BackupKeeper
  /// What the house does of itself.
  public let duties: DutyKeeper
  let dutyThread: DutyThread
  /// Hands the mails over.
  public let outbox: Outbox
  let meters = Meters()
  let control: Control
  let journal: Journal?
  let routes: RouteTable
  private let engineBox: Locked<Engine>

  /// Opens the store and wires the rooms together; nothing listens yet.
  public init(
    _ configuration: Configuration, catalog: Catalog, clock: any Clock = SystemClock(),
    dice: any Dice = SystemDice()
  ) throws {
    self.configuration = configuration
    self.clock = clock
    self.dice = dice
    journal = try configuration.journal.map { try Journal(place: $0, clock: clock) }
    store = try Store(directory: configuration.data, catalog: catalog, clock: clock, dice: dice)
    let engine = Engine(catalog: catalog, zone: configuration.zone, dice: dice)
    let box = Locked(engine)
    engineBox = box
    hub = try Hub(store: store, engine: engine, clock: clock, dice: dice, journal: journal)
    control = Control(dice: dice)
    signIn = SignIn(store: store, clock: clock, dice: dice)
    exporter = Exporter(store: store, clock: clock, directory: configuration.data)
    backups = BackupKeeper(
      store: store, clock: clock, dice: dice, configuration: configuration,
      catalog: { box.with { $0.catalog } })
    duties = DutyKeeper(store: store, clock: clock, engine: { box.with { $0 } })
    dutyThread = DutyThread(duties)
    outbox = Outbox(
      store: store, clock: clock, dice: dice, configuration: configuration,
      catalog: { box.with { $0.catalog } })
    routes = try RouteTable(allRoutes)
    let (hub, outbox) = (hub, outbox)
    store.onCommit { events, roster in
      hub.publish(events, roster)
      outbox.hear(events)
    }
    exporter.tidy()
  }

  /// The definitions in force.
  public var catalog: Catalog { engine.catalog }
  /// The engine in force.
  public var engine: Engine { engineBox.with { $0 } }
  /// The access list of this moment.
  public var access: AccessList {
    AccessList(roster: store.roster, catalog: catalog, now: clock.now())
  }

  /// Replaces the definitions, whole or not at all.
  public func adopt(_ catalog: Catalog) throws {
    try store.adopt(catalog)
    let engine = Engine(catalog: catalog, zone: configuration.zone, dice: dice)
    engineBox.with { $0 = engine }
    hub.adopt(engine)
    dutyThread.call()
  }

  /// Opens the single channels that the definitions declare and the data lack, in the bot's name;
  /// answers which could not be opened, and why. It waits for the writer.
  public func openMissingChannels() throws -> [String] {
    try Opening(store: store, catalog: catalog, dice: dice, clock: clock).openMissing()
  }

  /// What the acts on members need.
  var members: Members {
    Members(
      store: store, clock: clock, dice: dice, catalog: catalog,
      forget: { [signIn, hub] member in
        signIn.forget { $0.member == member }
        hub.end(member)
      })
  }

  /// Forgets a sign-in that has ended, and closes what hangs on it.
  func forget(_ caller: Caller, session: Int64) {
    signIn.forget { $0.session == session }
    hub.end(caller.member, session: session)
  }

  /// Writes an audit entry that nobody waits for.
  func note(_ actor: MemberID, _ act: String, channel: ChannelID? = nil, detail: String = "") {
    let decision = Decision(
      actor: actor, at: clock.now(),
      changes: [.noted(act: act, channel: channel, member: nil, detail: detail)])
    store.submit(actor, key: nil, decide: { _ in decision }, done: { _ in })
  }

  /// Closes the store; nothing may be asked afterwards.
  public func close() {
    dutyThread.stop()
    outbox.close()
    store.close()
    journal?.close()
  }
}
