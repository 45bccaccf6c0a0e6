// verify: an address is verified when its code is told.

import Domain

extension Turn {
  func verify(_ table: CommandTable, _ filling: Filling, _ text: String) throws -> Decision {
    throw Complaint.unknownRecord(at: nil)
  }
}
