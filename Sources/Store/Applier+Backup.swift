// Changes of the list of copies, each with its audit entry.
import Domain

extension Applier {
  func applyBackup(_ change: Change, _ applied: Applied) throws {
    switch change {
    case .backupMade(let draft, let bytes, let sha256, let facts):
      try BackupTable.add(db, draft, bytes: bytes, sha256: sha256, facts)
      try audit(
        applied, "backup.made",
        "\(draft.token): \(draft.reason.rawValue), \(bytes) bytes, SHA-256 \(sha256),"
          + " audit \(facts.auditNumber)")
    case .backupFailed(let draft, let failure):
      try BackupTable.add(db, draft, failure: failure)
      try audit(applied, "backup.failed", "\(draft.token): \(draft.reason.rawValue)")
    case .backupDrilled(let token, let problem):
      try BackupTable.drill(db, token, problem: problem, at: applied.at)
      try audit(applied, "backup.drilled", "\(token): \(problem == nil ? "whole" : "not whole")")
    case .backupRemoved(let token):
      try BackupTable.remove(db, token, at: applied.at)
      try audit(applied, "backup.removed", token)
    case .restored(let at, let sha256):
      // Who was signed in then need not be who may be signed in now.
      try SessionTable.endAll(db, at: applied.at)
      // Numbers go on from the copy's last: a cursor of before would skip what is said from now on.
      try HouseTable.renewCursors(db)
      try ExportTable.endAll(db, failure: "The data were restored from a copy.")
      try audit(applied, "store.restored", "copy of \(at.text), SHA-256 \(sha256)")
    default: return
    }
  }
}
