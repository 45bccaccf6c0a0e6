// register: one line of the register, as one attendance record a child, all or nothing.

import Domain

extension Turn {
  func register(_ table: CommandTable, _ filling: Filling, _ text: String) throws -> Decision {
    throw Complaint.unknownRecord(at: nil)
  }
}
