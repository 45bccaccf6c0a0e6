// What the outbox holds of a child or a mark that is erased: it never leaves, and is named.
import Domain
import Engine
import Store
import TestKit
import Testing

@testable import Server

/// A child with a mark, told of to its parent and to its school, in mails that wait.
private struct Told {
  let it: Desk
  let parent: RecordID
  let school: RecordID

  init() throws {
    it = try Desk()
    try it.test.member("dara", [.director])
    try it.test.member("devi", [.dsl, .director])
    try it.verify()
    try it.say("AB", "/attend absent session: AM reason: ill")
    let mark = try it.record("AB", "attendance")
    parent = try it.queue(
      "parent-absence|\(mark.receipt)|x",
      [
        "parent": .record(try it.record("AB", "parent_mail").id),
        "address": .text("ann@bell.example"),
      ])
    school = try it.queue(
      "s",
      [
        "school": .record(try it.record("coordination", "school").id),
        "address": .text("office@hillside.example"),
      ],
      [
        Telling(
          child: try #require(mark.child), day: mark.day, session: "AM", record: mark.id,
          digest: "d")
      ])
  }

  /// Asks for an erasure and has it approved; what the request said.
  func erase(_ what: String) throws -> String {
    try it.say("AB", "/erase \(what) reason: \"asked for\"", as: "dara")
    let request = try it.record("AB", "erasure")
    try it.say("AB", "/approve erasure 1", as: "devi")
    return request.text("what")
  }
}

@Suite struct ErasedMailTests {
  @Test(arguments: ["everything", "attendance 1"])
  func `what waits is cancelled, and what was sent is named`(_ what: String) throws {
    let told = try Told()
    let sent = try told.it.mail(told.school).number
    try told.it.test.move("outbox", "mail", sent, to: "sent")
    let waits = try told.it.mail(told.parent).number
    let said = try told.erase(what)
    #expect(said.contains("\(waits), \(sent)") && said.contains("/erase mail N"), "\(said)")
    #expect(try told.it.mail(told.parent).state == "cancelled")
    #expect(try told.it.mail(told.school).state == "sent")
  }

  @Test(arguments: ["queued", "held", "failed"])
  func `a mail that waits in any way never leaves`(_ state: String) throws {
    let told = try Told()
    try told.it.test.move("outbox", "mail", try told.it.mail(told.school).number, to: state)
    _ = try told.erase("everything")
    #expect(try told.it.mail(told.school).state == "cancelled")
  }

  @Test func `a mail of another child stays as it is`() throws {
    let told = try Told()
    let other = try told.it.queue(
      "other",
      [
        "school": .record(try told.it.record("coordination", "school").id),
        "address": .text("office@hillside.example"),
      ])
    _ = try told.erase("everything")
    #expect(try told.it.mail(other).state == "queued")
  }

  @Test func `nothing is erased while a mail of it is handed over`() throws {
    let told = try Told()
    try told.it.test.move("outbox", "mail", try told.it.mail(told.school).number, to: "sending")
    try told.it.say("AB", "/erase everything reason: \"asked for\"", as: "dara")
    let line = Input.line("/approve erasure 1")
    let decision = try told.it.test.say("devi", in: "AB", line).decision
    #expect(decision.complaints.map(\.code) == ["mail-is-sent"])
  }

  @Test func `a mail is erased as any record is, by two people`() throws {
    let told = try Told()
    let number = try told.it.mail(told.school).number
    try told.it.say("outbox", "/erase mail \(number) reason: \"asked for\"", as: "dara")
    try told.it.say("outbox", "/approve erasure 1", as: "devi")
    #expect(try !told.it.test.mails().contains { $0.id == told.school })
  }

  @Test func `an erased child is neither expected nor chased`() throws {
    let told = try Told()
    try told.it.say("register", "/chase PM")
    #expect(try told.it.messages("register").contains { $0.contains("AB") })
    _ = try told.erase("everything")
    try told.it.say("register", "/chase PM")
    #expect(try !told.it.messages("register").contains { $0.contains("erased-") })
  }
}
