// The words of complaints that steps make: what a filled command may still not do.

import Domain

// Records.
extension Complaint {
  static func noChild(_ name: String) -> Complaint {
    Complaint(
      code: "not-here", text: "'/\(name)' is about one child.",
      hint: "Use it in that child's channel.")
  }
  static func noLanding(_ kind: String) -> Complaint {
    Complaint(
      code: "no-place", text: "There is no channel of the kind '\(kind)' yet.",
      hint: "Tell a safeguarding lead or the director in person.")
  }
  static func unknownRecord(at place: Range<Int>?) -> Complaint {
    Complaint(
      code: "unknown-record", text: "There is no such record.",
      hint: "Write its kind and number, like attendance 3.", at: place, field: "record")
  }
  static func mayNotChange(_ record: String, at place: Range<Int>?) -> Complaint {
    Complaint(
      code: "not-yours", text: "You may read \(record), but not change it.",
      hint: "Ask its author or a coordinator.", at: place, field: "record")
  }
  static func reasonNeeded(_ about: String, value: String?) -> Complaint {
    Complaint(
      code: "reason-needed",
      text: value.map { "\(about) is already '\(cut($0))'." } ?? "\(about) is already recorded.",
      hint: "To change it, say why: add because: \"...\"", field: "because")
  }
  static func alreadyRecorded(_ record: String) -> Complaint {
    Complaint(
      code: "already-recorded", text: "\(record) already stands for that.",
      hint: "Amend \(record) instead.", field: "changes")
  }
  static func noChange(_ record: String, at place: Range<Int>?) -> Complaint {
    Complaint(
      code: "no-change", text: "\(record) already has these values.", at: place, field: "changes")
  }
  static func badState(
    _ typed: String, _ kind: String, states: [String], nearest: String?, at place: Range<Int>?
  ) -> Complaint {
    Complaint(
      code: "bad-state", text: "'\(cut(typed))' is not a state of the kind '\(kind)'.",
      hint: nearest.map { "Did you mean '\($0)'?" } ?? "One of: \(few(states)).", at: place,
      field: "state")
  }
}

// Addresses and mail.
extension Complaint {
  static func houseMade(_ name: String, at place: Range<Int>?) -> Complaint {
    Complaint(
      code: "house-made", text: "\(capitalised(name)) was written by the house: it stays as it is.",
      hint: "What may be done with a mail is done with /outbox.", at: place, field: "record")
  }
  static func onlyByCode(_ name: String, at place: Range<Int>?) -> Complaint {
    Complaint(
      code: "only-by-code", text: "An address is verified by its code alone.",
      hint: "/verify \(name) code: ..., as its owner told it to you.", at: place, field: "state")
  }
  static func noAddress(_ name: String, at place: Range<Int>?) -> Complaint {
    Complaint(
      code: "no-address", text: "\(capitalised(name)) holds no address to verify.",
      hint: "Name a school or a parent's mail, like school 2.", at: place, field: "record")
  }
  static func notWaiting(_ name: String, state: String, at place: Range<Int>?) -> Complaint {
    Complaint(
      code: "not-open", text: "\(capitalised(name)) is '\(state)': no code is waited for.",
      hint: "To use it again: /state \(name) unverified", at: place, field: "record")
  }
  static func noCode(_ name: String, at place: Range<Int>?) -> Complaint {
    Complaint(
      code: "no-code", text: "No code waits to be told for \(name).",
      hint: "Have one mailed: /verify \(name) code: new", at: place, field: "code")
  }
  static func wrongCode(_ name: String, left: Int, at place: Range<Int>?) -> Complaint {
    Complaint(
      code: "wrong-code", text: "That is not the code that was mailed.",
      hint: left > 0
        ? "\(left) more \(left == 1 ? "try" : "tries"). A new one is mailed by: /verify \(name) code: new"
        : "It was tried too often. Have a new one mailed: /verify \(name) code: new",
      at: place, field: "code")
  }
  static func noOutbox() -> Complaint {
    Complaint(
      code: "no-place", text: "There is no channel of the kind 'outbox' yet, so nothing is mailed.",
      hint: "Tell whoever runs the server.")
  }
}

// Access.
extension Complaint {
  static func memberEnded(_ member: Member, at place: Range<Int>?) -> Complaint {
    Complaint(
      code: "member-ended", text: "\(member.login) is no longer a member here.", at: place,
      field: "member")
  }
  static func technicalRole(_ member: Member, at place: Range<Int>?) -> Complaint {
    Complaint(
      code: "technical-role",
      text: "\(member.login) runs the server, and that role reads no content.",
      hint: "Someone with the right may give another role first.", at: place, field: "member")
  }
  static func lastLead(_ member: Member, role: String, at place: Range<Int>?) -> Complaint {
    Complaint(
      code: "last-lead", text: "\(member.login) is the last lead of this channel.",
      hint: "Make another member lead first: /assign ... role: \(role)", at: place, field: "member")
  }
  static func notAssigned(_ member: Member, at place: Range<Int>?) -> Complaint {
    Complaint(
      code: "not-assigned", text: "\(member.login) has no access by name to this channel.",
      hint: "'/why member: \(member.login)' says what they may do, and why.", at: place,
      field: "member")
  }
  static func noGrantRoles() -> Complaint {
    Complaint(code: "bad-role", text: "Nobody is assigned to this kind of channel by name.")
  }
  static func notAfter(_ later: String, _ earlier: String, at place: Range<Int>?) -> Complaint {
    Complaint(
      code: "bad-order", text: "'\(later)' must not be before '\(earlier)'.", at: place,
      field: later)
  }
}

// Reading and taking out.
extension Complaint {
  static func nothingToFind() -> Complaint {
    Complaint(
      code: "missing-field", text: "Say what to find.",
      hint: "A kind of record, some words, or both: /find note forest school", field: "words")
  }
  static func tooManyWords() -> Complaint {
    Complaint(
      code: "too-long",
      text: "A search has at most \(Limits.queryCharactersMax) characters.", field: "words")
  }
  static func unknownChannel(_ name: String, at place: Range<Int>?) -> Complaint {
    Complaint(
      code: "unknown-channel", text: "There is no channel '\(cut(name))' to take data from.",
      hint: "Write 'all', or a channel's name.", at: place, field: "whose")
  }
  static func nothingToExport(_ kind: String) -> Complaint {
    Complaint(
      code: "nothing-to-export",
      text: "There is no channel from which you may take records of the kind '\(kind)'.",
      field: "kind")
  }
}

// Hiding and erasing.
extension Complaint {
  static func onlyOne(_ names: [String]) -> Complaint {
    Complaint(
      code: "too-many", text: "Give only one of \(listed(names.map { "'\($0)'" })).",
      field: names.first)
  }
  static func alreadyHidden(_ name: String, at place: Range<Int>?) -> Complaint {
    Complaint(code: "already-hidden", text: "\(capitalised(name)) is hidden already.", at: place)
  }
  static func notHidden(_ name: String, at place: Range<Int>?) -> Complaint {
    Complaint(code: "not-hidden", text: "\(capitalised(name)) is not hidden.", at: place)
  }
  static func mayNotUnhide(at place: Range<Int>?) -> Complaint {
    Complaint(
      code: "not-yours", text: "Only those who still see what is hidden may bring it back.",
      hint: "Ask a director or a DSL.", at: place)
  }
  static func placeTaken(_ name: String, by other: String, at place: Range<Int>?) -> Complaint {
    Complaint(
      code: "place-taken", text: "\(capitalised(other)) stands in the place of \(name) now.",
      hint: "If \(name) is the right one, hide \(other) first.", at: place)
  }
  static func alreadyErased(_ name: String, at place: Range<Int>?, field: String) -> Complaint {
    Complaint(
      code: "already-erased", text: "\(name) was erased: nothing of it is left.", at: place,
      field: field)
  }
  static func mayNotHide(_ name: String, isOwn: Bool, at place: Range<Int>?) -> Complaint {
    let hours = Limits.ownHideSeconds / 3600
    return Complaint(
      code: "not-yours",
      text: isOwn
        ? "You may hide what you wrote for \(hours) hours, and \(name) is older."
        : "You may hide only what you wrote yourself, and not all of \(name) is yours.",
      hint: "Ask a coordinator.", at: place)
  }
  static func requestStays(_ name: String, at place: Range<Int>?, field: String) -> Complaint {
    Complaint(
      code: "request-stays", text: "\(capitalised(name)) stays as it is: a request is on record.",
      hint: "Whoever asked may withdraw it: /state \(name) withdrawn", at: place, field: field)
  }
  static func alreadyAsked(_ name: String) -> Complaint {
    Complaint(
      code: "already-asked", text: "\(capitalised(name)) asks for that, and waits.",
      hint: "Another director or DSL approves it: /approve \(name)")
  }
  static func notARequest(_ name: String, at place: Range<Int>?) -> Complaint {
    Complaint(
      code: "not-a-request", text: "\(capitalised(name)) asks for nothing.",
      hint: "Name a request, like erasure 2.", at: place, field: "record")
  }
  static func notOpen(_ name: String, state: String, at place: Range<Int>?) -> Complaint {
    Complaint(
      code: "not-open", text: "\(capitalised(name)) is '\(state)': it waits for nobody.", at: place,
      field: "record")
  }
  static func secondPerson(at place: Range<Int>?) -> Complaint {
    Complaint(
      code: "second-person", text: "Another person must approve this.",
      hint: "You asked for it: another director or DSL decides.", at: place, field: "record")
  }
  static func lapsed(_ name: String, at place: Range<Int>?) -> Complaint {
    Complaint(
      code: "lapsed",
      text: "\(capitalised(name)) was asked for more than "
        + "\(Limits.erasureRequestSeconds / 86_400) days ago, and has lapsed.",
      hint: "Ask for it anew.", at: place, field: "record")
  }
  static func askerGone(_ name: String, at place: Range<Int>?) -> Complaint {
    Complaint(
      code: "asker-gone", text: "Whoever asked for \(name) may not ask for it any more.",
      hint: "Refuse it, or let someone ask for it anew.", at: place, field: "record")
  }
  static func changedSince(_ name: String, at place: Range<Int>?) -> Complaint {
    Complaint(
      code: "changed-since", text: "What \(name) asks for has changed since, or is gone.",
      hint: "Refuse it, and let it be asked for anew.", at: place, field: "record")
  }
  static func requestMove(_ name: String, isOwn: Bool, at place: Range<Int>?) -> Complaint {
    Complaint(
      code: "bad-state",
      text: isOwn
        ? "You asked for \(name): you may only withdraw it."
        : "\(capitalised(name)) is approved with /approve, or refused.",
      hint: isOwn ? "/state \(name) withdrawn" : "/state \(name) refused", at: place,
      field: "state")
  }
}
