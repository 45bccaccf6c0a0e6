// What the outbox writes: each step of a mail is decided in the writer's turn, on the mail as it is.
import Domain
import Engine
import Store

/// The outbox's reads and writes, in the bot's name.
struct MailDesk: Sendable {
  private let store: Store
  let clock: any Clock
  private let dice: any Dice
  let catalog: Catalog
  let definition: CommandDefinition
  let grant: Grant

  /// Nil while there is no outbox.
  init?(_ outbox: Outbox) {
    let catalog = outbox.catalog()
    let access = AccessList(
      roster: outbox.store.roster, catalog: catalog, now: outbox.clock.now())
    guard let place = access.roster.channel(single: "outbox"),
      let grant = access.grant(.bot, .read, place.id), let definition = catalog.recordKinds["mail"]
    else { return nil }
    store = outbox.store
    clock = outbox.clock
    dice = outbox.dice
    self.catalog = catalog
    self.definition = definition
    self.grant = grant
  }

  // MARK: Reading

  /// Has a person said that nothing leaves?
  func isHeld(_ lookup: any Lookup) throws -> Bool {
    try lookup.record(kind: "hold", oneKey: "outbox", grant)?.state == "held"
  }

  /// Mails in a state, oldest first.
  func waiting(_ state: MailState, after: RecordID, _ lookup: any Lookup) throws -> [Record] {
    var query = RecordQuery(
      kind: "mail", state: state.rawValue, limit: Limits.mailsReadMax)
    query.after = after
    return try lookup.records(query, [grant])
  }

  /// The oldest mail to each address that is held, or on its way just now.
  func busy(_ lookup: any Lookup) throws -> [String: RecordID] {
    var busy: [String: RecordID] = [:]
    for state in [MailState.held, .sending] {
      var after = RecordID(0)
      while true {
        let page = try waiting(state, after: after, lookup)
        for mail in page where mail.text("about").isEmpty {
          busy[mail.text("address")] = min(busy[mail.text("address")] ?? mail.id, mail.id)
        }
        guard let last = page.last, page.count == Limits.mailsReadMax else { break }
        after = last.id
      }
    }
    return busy
  }

  /// Is a mail the oldest to its address? From then on it is the one that others wait for.
  func mayBegin(_ mail: Record, _ busy: inout [String: RecordID]) -> Bool {
    guard mail.text("about").isEmpty else { return true }
    if let older = busy[mail.text("address")], older < mail.id { return false }
    busy[mail.text("address")] = mail.id
    return true
  }

  /// When a mail is due; nil for at once.
  func nextAttempt(_ mail: Record) -> Instant? { Instant(text: mail.text("next_attempt")) }

  // MARK: Writing

  /// Moves a mail to `sending` if it is still its turn, with its Message-ID, and answers it; nil when
  /// it is not. This is on disk before anything leaves.
  func take(_ id: RecordID, _ plan: MailPlan) throws -> Taken? {
    let domain = plan.from.split(separator: "@").last.map(String.init) ?? ""
    let code = VerificationCode(dice: dice)
    let fresh = "\(dice.letters(20))@\(domain)"
    try turn { lookup, now in
      guard let mail = try lookup.record(id, grant), mail.state == MailState.queued.rawValue,
        nextAttempt(mail).map({ $0 <= now }) ?? true, try !isHeld(lookup),
        try !isOvertaking(mail, lookup)
      else { return [] }
      if let trouble = try trouble(mail, lookup) { return cancel(mail, trouble) }
      var values = mail.values
      if mail.text("message_id").isEmpty { values["message_id"] = .text(fresh) }
      values["next_attempt"] = nil
      if plan.isDryRun {
        values["answer"] = .text("a dry run: nothing left")
        return changed(mail, values, .dryRun, "the server runs dry")
      }
      values["attempts"] = .number(attempts(mail) + 1)
      return try changed(mail, values, .sending, "it is handed over")
        + keeping(code, of: mail, lookup)
    }
    let mail = try store.read { try $0.record(id, grant) }
    guard let mail, mail.state == MailState.sending.rawValue else { return nil }
    return Taken(mail: mail, code: code)
  }

  /// Writes down what became of a mail that was being sent.
  func settle(_ id: RecordID, _ handed: Handed, pauses: [Int64]) throws {
    try turn { lookup, now in
      guard let mail = try lookup.record(id, grant), mail.state == MailState.sending.rawValue else {
        return []
      }
      var values = mail.values
      switch handed {
      case .taken(let answer):
        values["handed_at"] = .text(now.text)
        values["answer"] = .text(answer)
        return changed(mail, values, .sent, "the relay took it")
      case .never(let answer): return try fail(mail, values, answer)
      case .later(let answer): return try later(mail, values, answer, pauses, now)
      case .unknown(let answer):
        values["perhaps_twice"] = .truth(true)
        // Once is enough: what stands beside the mail says the rest.
        let isNews = mail.values["perhaps_twice"] == nil
        return try later(mail, values, answer, pauses, now) + (isNews ? unsure(mail, answer) : [])
      }
    }
  }

  /// It is tried again after a pause, as long as there is one.
  private func later(
    _ mail: Record, _ values: [String: Value], _ answer: String, _ pauses: [Int64], _ now: Instant
  ) throws -> [Change] {
    let count = Int(attempts(mail))
    guard count >= 1, count <= pauses.count else { return try fail(mail, values, answer) }
    var values = values
    values["answer"] = .text(answer)
    values["next_attempt"] = .text(now.adding(seconds: pauses[count - 1]).text)
    return changed(mail, values, .queued, "it is tried again later")
  }

  private func unsure(_ mail: Record, _ answer: String) -> [Change] {
    word(
      "nobody knows whether mail \(mail.number) left: \(answer) It may arrive twice, under the same "
        + "Message-ID.")
  }

  /// A mail that was being sent when the server ended: nobody knows whether it left.
  func queueAgain(_ id: RecordID) throws {
    try turn { lookup, _ in
      guard let mail = try lookup.record(id, grant), mail.state == MailState.sending.rawValue else {
        return []
      }
      var values = mail.values
      values["perhaps_twice"] = .truth(true)
      let why = "the server was ended while it was handed over"
      return changed(mail, values, .queued, why)
        + word(
          "mail \(mail.number) is sent again: the server was ended while it was handed over, so it "
            + "may arrive twice, under the same Message-ID.")
    }
  }

  private func attempts(_ mail: Record) -> Double {
    if case .number(let number)? = mail.values["attempts"] { number } else { 0 }
  }

  private func fail(
    _ mail: Record, _ values: [String: Value], _ answer: String
  ) throws -> [Change] {
    var values = values
    values["answer"] = .text(answer)
    let address = mail.text("address")
    return changed(mail, values, .failed, answer)
      + word("mail \(mail.number) to \(address) was not sent: \(answer) See the outbox.")
  }

  /// A mail that may not leave any more, and never will.
  private func cancel(_ mail: Record, _ trouble: String) -> [Change] {
    var values = mail.values
    values["answer"] = .text(trouble)
    return changed(mail, values, .cancelled, trouble)
      + word("mail \(mail.number) was cancelled: \(trouble)")
  }

  private func changed(
    _ mail: Record, _ values: [String: Value], _ state: MailState, _ reason: String
  ) -> [Change] {
    [
      .recordRevised(
        mail.id, values: values, reason: reason, day: mail.day, happenedAt: mail.happenedAt,
        oneKey: Engine.oneKey(values, definition)),
      .recordState(mail.id, state: state.rawValue, reason: reason),
    ]
  }

  /// A word to the coordinators.
  private func word(_ text: String) -> [Change] {
    guard let place = store.roster.channel(single: "coordination") else { return [] }
    return [.message(MessageDraft(channel: place.id, text: text, clientID: nil))]
  }

  private func turn(
    _ changes: @escaping @Sendable (any Lookup, Instant) throws -> [Change]
  ) throws {
    let now = clock.now()
    let store = store
    let _: Store.Outcome = try wait { done in
      store.submit(
        .bot, key: nil,
        decide: { Decision(actor: .bot, at: now, changes: try changes($0, now)) },
        done: { done($0.mapError { $0 as any Error }) })
    }
  }
}
