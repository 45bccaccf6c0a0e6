// assign: an access by name to this channel, with its start, its end and its reason.

import Domain

extension Turn {
  func assign(_ filling: Filling, _ text: String) throws -> Decision {
    guard grant(.manage) != nil else { throw Complaint.mayNot(.manage) }
    guard let other = filling.member("member").flatMap({ roster.members[$0] }) else {
      throw Complaint.unknownRecord(at: nil)
    }
    let place = filling.places["member"]
    if other.isEnded(at: ask.at) { throw Complaint.memberEnded(other, at: place) }
    if other.isTechnicalOnly { throw Complaint.technicalRole(other, at: place) }
    guard let role = filling.text("role") ?? kind.grantRoles.first else {
      throw Complaint.noGrantRoles()
    }
    try checkOrder("until", after: "from", filling)
    let from = filling.day("from") ?? today
    let new = AccessGrant(
      channel: channel.id, member: other.id, role: role, from: start(of: from),
      until: filling.day("until").map { start(of: $0.adding(days: 1)) },
      reason: filling.text("reason") ?? "", by: member.id)
    let isLead = role == kind.lead && new.from <= ask.at && new.until == nil
    if !isLead { try checkLeadRemains(without: other, at: place) }
    return decide([.accessGranted(new), message(text)])
  }

  /// Today begins now: an access gives nothing for hours that are over.
  private func start(of day: Day) -> Instant {
    day == today ? ask.at : engine.zone.instant(day: day, time: .midnight)
  }

  /// Complains when a member is the one lead that the channel has.
  func checkLeadRemains(without other: Member, at place: Range<Int>?) throws(Complaint) {
    guard let lead = kind.lead else { return }
    if roster.leads(channel.id, role: lead, at: ask.at) == [other.id] {
      throw .lastLead(other, role: lead, at: place)
    }
  }
}
