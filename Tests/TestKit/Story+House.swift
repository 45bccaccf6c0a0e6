// What a story tells of the house itself: time that passes, its duties, and the mails it queues.
import Domain
import Engine
import Server
import Store

extension Stage {
  /// `time 10:00`: the clock passes to that moment, and each duty is done in its time.
  func time(_ text: String) throws -> String? {
    guard let minutes = Stage.minutes(text) else { return "time wants a time" }
    let committed = try test.pass(to: minutes)
    let made = committed.flatMap(\.events)
    let decision = Decision(
      actor: .bot, at: test.clock.now(), reply: Reply(text: "\(committed.count) turns"))
    last = ("bot", Store.Outcome(decision: decision, committed: nil, kept: nil), made.count)
    events.with { $0 = made }
    return nil
  }

  /// `verified coordination school 1`
  func verified(_ text: String) throws -> String? {
    let parts = text.split(separator: " ").map(String.init)
    guard parts.count == 3, let number = Int64(parts[2]) else {
      return "verified wants a channel, a kind and a number"
    }
    try test.move(parts[0], parts[1], number, to: "verified")
    return nil
  }

  /// `handed verification 1 abcd-efgh`: the mail with a code has left, and that was the code.
  func handed(_ text: String) throws -> String? {
    let parts = text.split(separator: " ").map(String.init)
    guard parts.count == 3, parts[0] == "verification", let number = Int64(parts[1]) else {
      return "handed wants a verification, its number and a code"
    }
    try test.hand(number, code: parts[2])
    return nil
  }

  /// `duty summary-morning done`
  func duty(_ text: String) throws -> String? {
    let parts = text.split(separator: " ").map(String.init)
    guard parts.count == 2 else { return "duty wants a name and an outcome" }
    let day = Zone.london.local(test.clock.now()).day
    let record = try test.duty(parts[0], day)
    guard case .text(let outcome)? = record?.values["outcome"] else {
      return parts[1] == "nothing" ? nil : "nothing is recorded of it"
    }
    var detail = ""
    if case .text(let text)? = record?.values["detail"] { detail = text }
    return outcome == parts[1] ? nil : "it is \(outcome): \(detail)"
  }

  /// `mail to hillside has TEXT`, `mail to hillside has not TEXT`: the newest mail to an address
  /// with this word.
  func mail(_ text: String) throws -> String? {
    let words = text.split(separator: " ", maxSplits: 3).map(String.init)
    guard words.count == 4, words[0] == "to", words[2] == "has" else {
      return "mail to WORD has TEXT"
    }
    let isNot = words[3].hasPrefix("not ")
    let wanted = isNot ? String(words[3].dropFirst(4)) : words[3]
    let mails = try test.mails().filter { Stage.text($0, "address").contains(words[1]) }
    guard let newest = mails.last else { return "there is no mail to \(words[1])" }
    let shown = Stage.text(newest, "subject") + "\n" + Stage.text(newest, "body")
    return shown.contains(wanted) != isNot ? nil : "it is:\n\(shown)"
  }

  private static func text(_ record: Record, _ field: String) -> String {
    if case .text(let text)? = record.values[field] { text } else { "" }
  }

  static func isQuestion(_ mail: Record) -> Bool {
    text(mail, "template").hasPrefix("verify-address")
  }

  static func minutes(_ text: String) -> Int? {
    let parts = text.split(separator: ":").compactMap { Int($0) }
    return parts.count == 2 ? parts[0] * 60 + parts[1] : nil
  }
}
