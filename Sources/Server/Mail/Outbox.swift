// The outbox: takes the mails whose turn it is, hands each over, and writes down what became of it.
import Domain
import Engine
import Glibc
import Reports
import Store

/// Hands mails over, a few at once. Nothing ever waits for it.
///
/// The rule for a crash: a mail is `sending` on disk before the program is started, with the
/// Message-ID that it keeps for ever, and `sent` only after the program has taken it. So a mail that
/// is found `sending` at the start may have left, or not. It is queued again under the same
/// Message-ID, by which its reader's program may know it, and marked `perhaps_twice`, which the
/// coordinators see and are told of. So it is where the program was ended before it said what became
/// of the mail. Nothing is lost, and nothing is sent twice unnoticed.
public final class Outbox: Sendable {
  private struct State {
    var handing: Set<RecordID> = []
    /// What became of a mail, where it could not be written down yet.
    var unwritten: [RecordID: Handed] = [:]
    var isLooking = false
    var mustLookAgain = false
    var isOpen = false
    var nextDue: Instant?
  }
  let store: Store
  let clock: any Clock
  let dice: any Dice
  /// How mails leave; nil where nobody has said.
  public let plan: MailPlan?
  let catalog: @Sendable () -> Catalog
  private let organisation: String
  private let state = Locked(State())
  private let looker = Workers(threads: 1, queueMax: 4)
  private let hands = Workers(threads: Limits.mailsAtOnceMax, queueMax: Limits.mailsAtOnceMax)

  init(
    store: Store, clock: any Clock, dice: any Dice, configuration: Configuration,
    catalog: @escaping @Sendable () -> Catalog
  ) {
    self.store = store
    self.clock = clock
    self.dice = dice
    self.catalog = catalog
    plan = configuration.mail
    organisation = configuration.organisation
  }

  // MARK: When

  /// Begins: what a server that was ended left between two states comes first.
  public func start() {
    state.with { $0.isOpen = true }
    do { try recover() } catch { warn("The outbox was not looked through: \(explained(error))") }
    wake()
  }

  /// Hears what was committed: a mail among it may be due.
  func hear(_ events: [Event]) {
    if events.contains(where: { ["mail", "hold"].contains($0.record?.kind) }) { wake() }
  }

  /// Looks for what is due, on a thread of its own.
  public func wake() {
    guard plan != nil else { return }
    let isFree = state.with { state in
      guard state.isOpen else { return false }
      state.mustLookAgain = true
      defer { state.isLooking = true }
      return !state.isLooking
    }
    if isFree { _ = looker.submit { [self] in lookUntilQuiet() } }
  }

  /// Wakes when a mail's next attempt is due; called about once a second, and costs nothing else.
  public func tick() {
    if let due = state.with({ $0.nextDue }), due <= clock.now() { wake() }
  }

  /// Takes no more mails; those on their way go on.
  func close() { state.with { $0.isOpen = false } }

  /// Takes no more, and gives those on their way these seconds. What is left then is found at the next
  /// start.
  func drain(seconds: Int) {
    close()
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    let deadline = time.tv_sec + seconds
    while state.with({ !$0.handing.isEmpty }), time.tv_sec < deadline {
      poll(nil, 0, 20)
      clock_gettime(CLOCK_MONOTONIC, &time)
    }
  }

  // MARK: Looking

  private func lookUntilQuiet() {
    while true {
      let again = state.with { state in
        defer { state.mustLookAgain = false }
        if !state.mustLookAgain || !state.isOpen { state.isLooking = false }
        return state.isLooking
      }
      guard again else { return }
      do { try look() } catch { warn("The outbox was not looked through: \(explained(error))") }
    }
  }

  private func look() throws {
    for (id, handed) in state.with({ $0.unwritten }) { settle(id, handed) }
    guard let plan, !plan.isHeld, let desk = MailDesk(self) else { return }
    let now = clock.now()
    var next: Instant?
    var due: [RecordID] = []
    let isHeld = try store.read { try desk.isHeld($0) }
    var after = RecordID(0)
    // To whom an older mail waits, from which one on: nothing overtakes it.
    var busy = try store.read { try desk.busy($0) }
    while !isHeld {
      let page = try store.read { try desk.waiting(.queued, after: after, $0) }
      for mail in page where desk.mayBegin(mail, &busy) {
        if let at = desk.nextAttempt(mail), at > now {
          next = min(next ?? at, at)
        } else {
          due.append(mail.id)
        }
      }
      guard let last = page.last, page.count == Limits.mailsReadMax,
        due.count < Limits.mailsAtOnceMax * 2
      else { break }
      after = last.id
    }
    state.with { $0.nextDue = next }
    for id in due { begin(id) }
  }

  /// Gives a mail to a free hand; when there is none, the next one that is free looks again.
  private func begin(_ id: RecordID) {
    let isMine = state.with { state in
      guard state.isOpen, state.handing.count < Limits.mailsAtOnceMax else { return false }
      return state.handing.insert(id).inserted
    }
    guard isMine else { return }
    let isQueued = hands.submit { [self] in
      let isWell = hand(id)
      state.with { _ = $0.handing.remove(id) }
      // Where the disk takes nothing, trying again at once would only make it worse.
      if isWell { wake() }
    }
    if !isQueued { state.with { _ = $0.handing.remove(id) } }
  }

  // MARK: One mail

  private func hand(_ id: RecordID) -> Bool {
    guard let plan, let desk = MailDesk(self) else { return false }
    do {
      guard let taken = try desk.take(id, plan) else { return true }
      let mail = taken.mail
      let letter = MailWriter(
        from: (organisation, plan.from), to: mail.text("address"), subject: mail.text("subject"),
        date: mail.writtenAt, messageID: mail.text("message_id"), body: taken.body)
      return settle(id, plan.hand(letter))
    } catch {
      warn("A mail was not handed over: \(explained(error))")
      return false
    }
  }

  /// Writes down what became of a mail; where that fails, it is tried again with the next look.
  @discardableResult
  private func settle(_ id: RecordID, _ handed: Handed) -> Bool {
    do {
      try MailDesk(self)?.settle(id, handed, pauses: plan?.pauses ?? [])
      state.with { $0.unwritten[id] = nil }
      return true
    } catch {
      state.with { $0.unwritten[id] = handed }
      warn("What became of a mail was not written down: \(explained(error))")
      return false
    }
  }

  private func recover() throws {
    guard let desk = MailDesk(self) else { return }
    while true {
      let page = try store.read { try desk.waiting(.sending, after: RecordID(0), $0) }
      for mail in page { try desk.queueAgain(mail.id) }
      guard page.count == Limits.mailsReadMax else { return }
    }
  }
}

extension Record {
  /// The text of a field; empty when there is none.
  func text(_ field: String) -> String {
    if case .text(let text)? = values[field] { text } else { "" }
  }
}
