// dayEnd: a day in one message when it is over.

import Domain

extension Turn {
  func dayEnd(_ table: CommandTable, _ filling: Filling, _ text: String) throws -> Decision {
    throw Complaint.unknownRecord(at: nil)
  }
}
