// Erasing in two people's hands: what is asked for, who approves it, and what stays refused.

import Domain
import Testing

@testable import Engine

@Suite struct EraseTests {
  /// AB with note 1 in two versions (messages 1 and 2) and a word by tess (message 3).
  private func filled() throws -> FakeHouse {
    let house = FakeHouse()
    try house.keep("tess", "AB", "/note activity: a outcomes: b next: c")
    try house.keep("cora", "AB", "/amend note 1 activity: d reason: slip")
    try house.keep("tess", "AB", "the family rang")
    return house
  }
  private let note = "note 1 of 21 Nov 2026 by tess: 2 versions, 2 messages"

  @Test("a request says in words without content what it asks for, and erases nothing")
  func request() throws {
    let house = try filled()
    let lines: [(String, String, RecordID?)] = [
      ("/erase note 1 reason: \"asked for\"", note, RecordID(1)),
      (
        "/erase 1 reason: \"asked for\"",
        "message 1 of 21 Nov 2026 by tess, with note 1 of 21 Nov 2026 by tess: 2 versions,"
          + " 2 messages", nil
      ),
      ("/erase message: 3 reason: \"asked for\"", "message 3 of 21 Nov 2026 by tess", nil),
      (
        "/erase everything reason: \"asked for\"",
        "everything said and recorded in this channel, and the names of its child", nil
      ),
    ]
    for (line, what, about) in lines {
      let decision = try house.type("dara", "AB", line)
      #expect(decision.opened?.kind == "erasure" && decision.opened?.state == "asked", "\(line)")
      #expect(decision.opened?.values["what"] == .text(what), "\(decision.words)")
      #expect(decision.opened?.values["reason"] == .text("asked for"))
      #expect(decision.opened?.refersTo == about && decision.changes.count == 2)
      let short = ["/erase 1": "/erase message 1", "/erase message: 3": "/erase message 3"]
      let text = short.first { line.hasPrefix($0.key + " ") }.map {
        line.replacing($0.key, with: $0.value)
      }
      #expect(decision.said?.text == text ?? line && decision.said?.link == .latest)
    }
    let elsewhere = try house.type("dara", "staff", "/erase AB note 1 reason: asked")
    #expect(elsewhere.opened?.channel == house.channel("AB"))
    #expect(elsewhere.reply?.text == "Asked for the erasure of AB note 1.")
    #expect(elsewhere.said?.text == "/erase note 1 reason: \"asked\"")
    let staff = try house.type("dara", "staff", "/erase everything reason: asked")
    #expect(staff.opened?.values["what"] == .text("everything said and recorded in this channel"))
  }

  @Test("a second person approves, and the erasure carries both names")
  func approval() throws {
    let house = try filled()
    try house.keep("dara", "AB", "/erase note 1 reason: \"asked for\"")
    let request = try #require(house.lookup.kept.last)
    let decision = try house.type("devi", "AB", "/approve erasure 1", id: "k1")
    #expect(decision.actor == house.member("devi"))
    #expect(
      decision.changes.prefix(2) == [
        .erased(
          .record(RecordID(1)), askedBy: house.member("dara"), request: request.id,
          reason: "asked for"),
        .recordState(request.id, state: "done", reason: ""),
      ], "\(decision.words)")
    #expect(
      decision.said?.text == "/approve erasure 1" && decision.said?.link == MessageDraft.Link.none)
    house.lookup.commit(decision)
    #expect(try house.type("devi", "AB", "/approve erasure 1").codes == ["not-open"])
    #expect(try house.type("dara", "AB", "/erase 1 reason: again").codes == ["already-erased"])
    #expect(try house.type("dara", "AB", "/hide 1 reason: again").codes == ["already-erased"])
  }

  @Test("everything and one message are erased in their own scope")
  func scopes() throws {
    for (line, scope): (String, (FakeHouse) -> ErasureScope) in [
      ("/erase everything reason: asked", { .channel($0.channel("AB")) }),
      ("/erase 3 reason: asked", { .message($0.channel("AB"), number: 3) }),
    ] {
      let house = try filled()
      try house.keep("dara", "AB", line)
      let decision = try house.type("devi", "staff", "/approve AB erasure 1")
      guard case .erased(let found, _, _, _)? = decision.changes.first else {
        return #expect(Bool(false), "nothing erased: \(decision.words)")
      }
      #expect(found == scope(house))
      #expect(decision.said?.channel == house.channel("AB"))
      #expect(decision.said?.text == "/approve erasure 1")
      #expect(decision.reply?.text == "Approved, and done.", "the name may just have been erased")
    }
  }

  @Test("whoever asked may not approve, and nobody without the role may ask or approve")
  func twoPeople() throws {
    let house = try filled()
    try house.keep("dara", "AB", "/erase note 1 reason: asked")
    #expect(
      try house.type("dara", "AB", "/approve erasure 1").words == [
        "Another person must approve this. You asked for it: another director or DSL decides."
      ])
    for login in ["cora", "tess"] {
      #expect(try house.type(login, "AB", "/erase note 1 reason: asked").codes == ["not-yours"])
      #expect(try house.type(login, "AB", "/approve erasure 1").codes == ["not-yours"])
    }
    #expect(throws: Hidden()) { try house.type("tari", "AB", "/approve erasure 1") }
    #expect(throws: Hidden()) { try house.type("adam", "AB", "/erase note 1 reason: asked") }
  }

  @Test("a request lapses, and the word of one who may no longer ask counts for nothing")
  func lapses() throws {
    var house = try filled()
    let asked = house.now
    try house.keep("dara", "AB", "/erase note 1 reason: asked")
    house.now = asked.adding(seconds: Limits.erasureRequestSeconds)
    #expect(try house.type("devi", "AB", "/approve erasure 1").complaints.isEmpty)
    #expect(try house.type("devi", "AB", "/erase note 1 reason: asked").codes == ["already-asked"])
    house.now = asked.adding(seconds: Limits.erasureRequestSeconds + 1)
    #expect(
      try house.type("devi", "AB", "/approve erasure 1").words == [
        "Erasure 1 was asked for more than 14 days ago, and has lapsed. Ask for it anew."
      ])
    #expect(try house.type("devi", "AB", "/erase note 1 reason: asked").complaints.isEmpty)
    house.now = asked
    house.lookup.roster.put(
      Member(
        id: house.member("dara"), token: "m0", login: "dara", name: "Dara Doyle",
        roles: [.director], endsAt: asked))
    #expect(try house.type("devi", "AB", "/approve erasure 1").codes == ["asker-gone"])
  }

  @Test("what has changed since it was asked for is not erased unseen")
  func changed() throws {
    let house = try filled()
    try house.keep("dara", "AB", "/erase note 1 reason: asked")
    try house.keep("dara", "AB", "/erase 3 reason: asked")
    try house.keep("tess", "AB", "/amend note 1 activity: e reason: slip")
    try house.keep("tess", "AB", "/hide 3 reason: slip")
    for number in [1, 2] {
      #expect(
        try house.type("devi", "AB", "/approve erasure \(number)").words == [
          "What erasure \(number) asks for has changed since, or is gone."
            + " Refuse it, and let it be asked for anew."
        ])
    }
    // What is hidden can be asked for by its message, and is called so.
    let hidden = try house.type("dara", "AB", "/erase 3 reason: asked")
    #expect(
      hidden.opened?.values["what"] == .text("message 3 of 21 Nov 2026 by tess, which is hidden"))
  }

  @Test("a request for a hidden message names the record that goes with it, without its content")
  func hiddenCarrier() throws {
    let house = try filled()
    try house.keep("cora", "AB", "/hide note 1 reason: slip")
    try house.keep("cora", "AB", "/hide 3 reason: slip")
    let expected = [
      2: "message 2 of 21 Nov 2026 by cora, which is hidden, with " + note,
      3: "message 3 of 21 Nov 2026 by tess, which is hidden",
    ]
    for (number, what) in expected.sorted(by: { $0.key < $1.key }) {
      try house.keep("dara", "AB", "/erase \(number) reason: asked")
      #expect(house.lookup.kept.last?.values["what"] == .text(what))
    }
    #expect(try house.type("devi", "AB", "/approve erasure 1").complaints.isEmpty)
    // What it carries has changed since: not this was approved.
    house.lookup.carriers[RecordID(1)]?.append(9)
    #expect(try house.type("devi", "AB", "/approve erasure 1").codes == ["changed-since"])
    #expect(try house.type("devi", "AB", "/approve erasure 2").complaints.isEmpty)
    #expect(try house.type("cora", "AB", "/erase 2 reason: asked").codes == ["not-yours"])
  }

  @Test("a hidden record is erased by its name too, by those who may see that it is there")
  func hiddenRecord() throws {
    let house = try filled()
    try house.keep("cora", "AB", "/hide note 1 reason: slip")
    #expect(try house.type("cora", "AB", "/hide note 1 reason: again").codes == ["unknown-record"])
    let hidden = "note 1 of 21 Nov 2026 by tess, which is hidden: 2 versions, 2 messages"
    for (place, line) in [
      ("AB", "/erase note 1 reason: asked"), ("staff", "/erase AB note 1 reason: asked"),
    ] {
      let decision = try house.type("dara", place, line)
      #expect(decision.opened?.values["what"] == .text(hidden), "\(decision.words)")
      #expect(decision.opened?.refersTo == RecordID(1))
    }
    // For those who may not, a hidden record is as one that never was.
    for login in ["cora", "tess"] {
      let (known, unknown) = (
        try house.type(login, "AB", "/erase note 1 reason: asked"),
        try house.type(login, "AB", "/erase note 9 reason: asked")
      )
      #expect(known.codes == ["not-yours"] && known.words == unknown.words)
    }
    try house.keep("dara", "AB", "/erase note 1 reason: asked")
    #expect(try house.type("devi", "AB", "/approve erasure 1").complaints.isEmpty)
    try house.keep("devi", "AB", "/unhide note 1 reason: right")
    #expect(try house.type("devi", "AB", "/approve erasure 1").codes == ["changed-since"])
    try house.keep("cora", "AB", "/hide 2 reason: again")
    let done = try house.keep("devi", "AB", "/approve erasure 1")
    #expect(done.changes.count == 3, "it is again what was asked for: \(done.words)")
    #expect(try house.type("dara", "AB", "/erase note 1 reason: more").codes == ["unknown-record"])
  }

  @Test("a request is refused or withdrawn, and is done only by its approval")
  func ends() throws {
    let house = try filled()
    try house.keep("dara", "AB", "/erase note 1 reason: asked")
    let refused: [(String, String, String)] = [
      ("dara", "/state erasure 1 refused", "bad-state"),
      ("dara", "/state erasure 1 done", "bad-state"),
      ("devi", "/state erasure 1 done", "bad-state"),
      ("devi", "/state erasure 1 withdrawn", "bad-state"),
      ("cora", "/state erasure 1 refused", "not-yours"),
      ("devi", "/approve note 1", "not-a-request"),
      ("devi", "/approve erasure 9", "unknown-record"), ("devi", "/approve", "missing-field"),
      ("dara", "/erase note 1 reason: twice", "already-asked"),
      ("dara", "/amend erasure 1 reason: other", "missing-field"),
      ("dara", "/amend erasure 1 message: 3 reason: other", "request-stays"),
      ("dara", "/hide erasure 1 reason: gone", "request-stays"),
      ("dara", "/hide 4 reason: gone", "request-stays"),
      ("dara", "/erase erasure 1 reason: gone", "request-stays"),
      ("dara", "/erase 4 reason: gone", "request-stays"),
      ("dara", "/erase reason: what", "missing-field"),
      ("dara", "/erase note 1 everything reason: both", "too-many"),
      ("dara", "/erase note 1 what: this reason: asked", "set-by-server"),
    ]
    for (login, line, code) in refused {
      let decision = try house.type(login, "AB", line)
      #expect(decision.codes == [code] && decision.changes.isEmpty, "\(line): \(decision.words)")
    }
    try house.keep("dara", "AB", "/state erasure 1 withdrawn")
    #expect(house.lookup.kept.last?.state == "withdrawn")
    #expect(try house.type("devi", "AB", "/state erasure 1 refused").codes == ["not-open"])
    try house.keep("dara", "AB", "/erase note 1 reason: asked")
    try house.keep("devi", "AB", "/state erasure 2 refused reason: \"it is needed\"")
    #expect(house.lookup.kept.last?.state == "refused")
    #expect(try house.type("devi", "AB", "/approve erasure 2").codes == ["not-open"])
  }
}
