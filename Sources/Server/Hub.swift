// Fans committed events out to the streams, asking the access list again for each one.
import Domain
import Engine
import HTTP
import Store

/// Publishes committed events in order. One thread does it, so order needs no lock.
final class Hub: Sendable {
  /// An open stream and the sign-in it hangs on.
  struct Open: Sendable {
    let stream: EventStream
    let session: Int64
    /// For the journal; a closure of its own for each stream would cost ten times as much.
    let begunMicroseconds: Int64
  }
  private struct Room {
    var streams: [MemberID: [Open]] = [:]
    var count = 0
    /// The newest event published, and what a client that saw nothing yet resumes from: the
    /// newest event of a channel it may read. The newest of all would tell that something
    /// happened elsewhere.
    var newest: EventNumber
    var newestIn: [ChannelID: (number: EventNumber, cursor: UInt64)] = [:]
    var engine: Engine
  }
  private let store: Store
  private let clock: any Clock
  private let journal: Journal?
  /// What a client resumes from that has seen nothing since the start. It is made up at each start:
  /// a stored one would tell when something last happened anywhere.
  private let atStart: (number: EventNumber, cursor: UInt64)
  private let room: Locked<Room>
  private let thread = Workers(threads: 1, queueMax: 1 << 20)

  init(
    store: Store, engine: Engine, clock: any Clock, dice: any Dice, journal: Journal?
  ) throws {
    self.store = store
    self.clock = clock
    self.journal = journal
    atStart = (try store.read { try $0.latestEvent().number }, dice.number())
    room = Locked(Room(newest: atStart.number, engine: engine))
  }

  /// Streams that are open.
  var streamCount: Int { room.with { $0.count } }

  func adopt(_ engine: Engine) { room.with { $0.engine = engine } }

  /// Takes a batch from the writer and returns at once.
  func publish(_ events: [Event], _ roster: Roster) {
    guard !events.isEmpty else { return }
    _ = thread.submit { [self] in deliver(events, roster) }
  }

  private func deliver(_ events: [Event], _ roster: Roster) {
    let (streams, engine) = room.with { room in
      for event in events {
        room.newest = event.number
        if let channel = event.channel {
          room.newestIn[channel] = (event.number, event.cursor)
        }
      }
      return (room.streams, room.engine)
    }
    guard !streams.isEmpty else { return }
    let access = AccessList(roster: roster, catalog: engine.catalog, now: clock.now())
    let around = Surround(roster: roster, engine: engine)
    for event in events { deliver(event, streams, access, around) }
  }

  private func deliver(
    _ event: Event, _ streams: [MemberID: [Open]], _ access: AccessList, _ around: Surround
  ) {
    if event.kind == .access, let member = event.member {
      let bytes = SharedBytes(Hub.encode(event, around))
      EventStream.send(bytes, to: (streams[member] ?? []).map(\.stream))
      if access.roster.members[member]?.isEnded(at: access.now) ?? true { end(member) }
      return
    }
    guard let channel = event.channel else { return }
    // A channel that was opened concerns those who may see it; all else those who may read it.
    let act = event.kind == .access ? Act.see : .read
    let readers = streams.filter { access.grant($0.key, act, channel) != nil }
    guard !readers.isEmpty else { return }
    let open = readers.values.joined().map(\.stream)
    EventStream.send(SharedBytes(Hub.encode(event, around)), to: open)
    for member in readers.keys { note(member, [channel], access) }
  }

  /// What is pushed from a sensitive channel is read there, and is on record as that.
  private func note(_ member: MemberID, _ channels: Set<ChannelID>, _ access: AccessList) {
    let changes = channels.sorted()
      .filter { access.grant(member, .read, $0)?.isSensitive ?? false }
      .map { Change.noted(act: "read", channel: $0, member: nil, detail: "stream") }
    guard !changes.isEmpty else { return }
    let decision = Decision(actor: member, at: access.now, changes: changes)
    store.submit(member, key: nil, decide: { _ in decision }, done: { _ in })
  }

  /// Closes the streams of a member: all, or those of one sign-in.
  func end(_ member: MemberID, session: Int64? = nil) {
    let open = room.with { $0.streams[member] ?? [] }
    for one in open where session == nil || one.session == session { one.stream.close() }
  }

  /// Brings a stream up to date from its cursor, then keeps it so: without a gap or a repeat,
  /// since replay and publication meet on the hub's one thread.
  func attach(_ stream: EventStream, _ caller: Caller, after cursor: UInt64?) {
    let member = caller.member
    let begun = journal?.microseconds() ?? 0
    _ = thread.submit { [self] in
      do {
        try replay(stream, member, after: cursor)
      } catch {
        journal?.note(streamBegun: begun)
        return stream.close()
      }
      room.with { room in
        room.streams[member, default: []].append(
          Open(stream: stream, session: caller.session, begunMicroseconds: begun))
        room.count += 1
      }
      // The member may have been ended between the door and here.
      if store.roster.members[member]?.isEnded(at: clock.now()) ?? true { stream.close() }
      // Told at once where it is over already.
      stream.onClose { [weak self] in self?.detach(stream, member) }
    }
  }

  private func detach(_ stream: EventStream, _ member: MemberID) {
    let gone = room.with { room -> Open? in
      guard let at = room.streams[member]?.firstIndex(where: { $0.stream === stream }) else {
        return nil
      }
      defer { if room.streams[member]?.isEmpty == true { room.streams[member] = nil } }
      room.count -= 1
      return room.streams[member]?.remove(at: at)
    }
    if let gone { journal?.note(streamBegun: gone.begunMicroseconds) }
  }

  private func replay(_ stream: EventStream, _ member: MemberID, after cursor: UInt64?) throws {
    let (newest, engine) = room.with { ($0.newest, $0.engine) }
    let access = AccessList(roster: store.roster, catalog: engine.catalog, now: clock.now())
    let channels = Set(access.channels(member, .read).map(\.channel))
    guard let cursor else {
      return stream.send(SharedBytes(greeting("ready", newestSeen(channels))))
    }
    let found = try store.read { reader in
      let from = cursor == atStart.cursor ? atStart.number : try reader.cursor(cursor)
      return try from.map { from in
        try reader.events(
          after: from, upTo: newest, limit: Limits.replayEventsMax + 1, channels: channels,
          member: member)
      }
    }
    guard let events = found, events.count <= Limits.replayEventsMax else {
      return stream.send(SharedBytes(greeting("reset", newestSeen(channels))))
    }
    let around = Surround(roster: access.roster, engine: engine)
    note(member, Set(events.compactMap(\.channel)), access)
    for event in events { stream.send(SharedBytes(Hub.encode(event, around))) }
  }

  private func newestSeen(_ channels: Set<ChannelID>) -> UInt64 {
    room.with { room in
      let seen = room.newestIn.filter { channels.contains($0.key) }.values
      return seen.max { $0.number < $1.number }?.cursor ?? atStart.cursor
    }
  }

  private func greeting(_ name: String, _ cursor: UInt64) -> [UInt8] {
    Array("id: \(String(cursor, radix: 36))\nevent: \(name)\ndata: {}\n\n".utf8)
  }

  /// One event as the stream carries it (HTML Living Standard, server-sent events).
  static func encode(_ event: Event, _ around: Surround) -> [UInt8] {
    var json = JSONWriter()
    json.object { json in
      switch event.kind {
      case .message, .unhidden:
        guard let message = event.message else { return }
        json.name("message")
        json.message(message, around)
      case .revision:
        guard let record = event.record else { return }
        json.name("record")
        json.record(record, around)
      case .tombstone:
        let channel = event.channel.flatMap { around.roster.channels[$0]?.token } ?? ""
        json.member("channel", channel)
        json.member("number", event.message?.number ?? 0)
        json.member("id", wireID(channel, event.message?.number ?? 0))
        if event.message?.isErased == true { json.member("erased", true) }
        if let hidden = event.message?.hidden {
          json.name("hidden")
          json.tombstone(hidden, around.roster)
        }
      case .access: break
      }
    }
    let head = "id: \(String(event.cursor, radix: 36))\nevent: \(event.kind.rawValue)\ndata: "
    return Array(head.utf8) + json.bytes + [0x0A, 0x0A]
  }
}
