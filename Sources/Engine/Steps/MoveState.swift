// state: moves a record to one of the states that its definition knows.

import Domain

extension Turn {
  func moveState(_ table: CommandTable, _ filling: Filling, _ text: String) throws -> Decision {
    let (record, made) = try target(of: filling, table)
    try checkIsNotOurs(record, made, at: filling.places["record"])
    let states = made.definition.states
    let typed = filling.text("state") ?? ""
    guard let state = state(typed, among: states) else {
      throw Complaint.badState(
        typed, record.kind, states: states, nearest: meant(typed, among: states),
        at: filling.places["state"])
    }
    let name = "\(record.kind) \(record.number)"
    guard state != record.state else {
      return decide([], Reply(text: "\(name) is already '\(state)'. Nothing was written."))
    }
    if made.definition.address != nil, state == AddressState.verified.rawValue {
      throw Complaint.onlyByCode(name, at: filling.places["state"])
    }
    if made.definition.isRequest {
      try checkMove(of: record, to: state, made, at: filling.places["state"])
    }
    return decide(
      [
        .recordState(record.id, state: state, reason: filling.text("reason") ?? ""),
        message(text, in: record.channel),
      ], elsewhere(record, "Moved to '\(state)':"))
  }

  /// The state meant by a word: as it is called, or by a beginning that no other shares.
  private func state(_ typed: String, among states: [String]) -> String? {
    let key = folded(typed)
    if let state = states.first(where: { folded($0) == key }) { return state }
    let begun = states.filter { folded($0).utf8.starts(with: key.utf8) }
    return begun.count == 1 && key.utf8.count >= 3 ? begun[0] : nil
  }
}
