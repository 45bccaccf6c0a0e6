// absences: absences that run on or add up.

import Domain

extension Turn {
  func absences(_ table: CommandTable, _ filling: Filling, _ text: String) throws -> Decision {
    throw Complaint.unknownRecord(at: nil)
  }
}
