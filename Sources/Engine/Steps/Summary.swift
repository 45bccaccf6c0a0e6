// summary: the state of a session, for the platform or for one school.

import Domain

extension Turn {
  func summary(_ table: CommandTable, _ filling: Filling, _ text: String) throws -> Decision {
    throw Complaint.unknownRecord(at: nil)
  }
}
