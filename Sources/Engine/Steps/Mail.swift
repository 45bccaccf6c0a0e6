// mail: what a person may do with a mail of the outbox.

import Domain

extension Turn {
  func mail(_ table: CommandTable, _ filling: Filling, _ text: String) throws -> Decision {
    throw Complaint.unknownRecord(at: nil)
  }
}
