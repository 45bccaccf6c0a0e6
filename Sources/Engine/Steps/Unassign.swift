// unassign: the end of an access by name to this channel, now.

import Domain

extension Turn {
  func unassign(_ filling: Filling, _ text: String) throws -> Decision {
    guard grant(.manage) != nil else { throw Complaint.mayNot(.manage) }
    guard let other = filling.member("member").flatMap({ roster.members[$0] }) else {
      throw Complaint.unknownRecord(at: nil)
    }
    let place = filling.places["member"]
    guard let old = roster.grants[channel.id]?[other.id],
      old.until.map({ ask.at < $0 }) ?? true
    else { throw Complaint.notAssigned(other, at: place) }
    try checkLeadRemains(without: other, at: place)
    return decide([
      .accessEnded(channel.id, other.id, reason: filling.text("reason") ?? ""), message(text),
    ])
  }
}
