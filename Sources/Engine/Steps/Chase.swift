// chase: a reminder of the sessions that nobody has marked.

import Domain

extension Turn {
  func chase(_ table: CommandTable, _ filling: Filling, _ text: String) throws -> Decision {
    throw Complaint.unknownRecord(at: nil)
  }
}
