// The duty of copies by a clock that stands where it is put: made, opened, thinned, told, restored.
import Domain
import Engine
import FoundationEssentials
import Glibc
import Store
import TestKit
import Testing

@testable import Server

@Suite("The duty of copies")
struct CopyTests {
  private let test: TestHouse
  private let folder: String
  private let key: String
  private let keeper: BackupKeeper

  init() throws {
    test = try TestHouse()
    try test.member("tess", [.team])
    try test.channel("cyp", "AB")
    try test.give("tess", "team", on: "AB")
    _ = try test.say("tess", in: "AB", .line("Zoë O'Neill has come"))
    folder = test.directory + "-copies"
    key = test.directory + "-key"
    mkdir(folder, 0o700)
    let letters = "a-made-up-key-of-many-letters"
    try writePrivately(letters + "\n", to: key)
    keeper = CopyTests.keeper(test, folder, key, "1d")
  }

  private static func keeper(
    _ test: TestHouse, _ folder: String, _ key: String, _ rule: String
  ) -> BackupKeeper {
    var configuration = test.house.configuration
    configuration.backups = BackupPlan(
      folders: [folder],
      hour: BackupHour(time: TimeOfDay(minutes: 120) ?? .midnight, zone: .london), key: key,
      keep: BackupKeep(text: rule) ?? .standard)
    let house = test.house
    return BackupKeeper(
      store: house.store, clock: test.clock, dice: SystemDice(), configuration: configuration,
      catalog: { house.catalog })
  }
  private func clear() {
    try? FileManager.default.removeItem(atPath: folder)
    try? FileManager.default.removeItem(atPath: key)
  }
  private func files() -> [String] {
    ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []).sorted()
  }
  private func rows() throws -> [BackupRow] { try test.house.store.backups() }
  private func flip(_ path: String, at place: (Int) -> Int) throws {
    var bytes = Array(try #require(FileManager.default.contents(atPath: path)))
    let index = place(bytes.count)
    bytes[index] ^= 1
    try Data(bytes).write(to: URL(filePath: path))
  }

  @Test(
    "A copy is made at its hour, opened and found whole; once a day, and once after a long sleep")
  func schedule() throws {
    defer { clear() }
    keeper.duty()
    #expect(try rows().count == 1, "there was none, so the first is made at once")
    let first = try #require(try rows().first)
    #expect(first.isProven, "\(first.problem ?? "")")
    #expect(first.reason == .scheduled)
    #expect(files() == [lastPart(first.path)], "no work is left beside it")
    keeper.duty()
    #expect(try rows().count == 1)
    test.clock.put("2026-11-21", 119)
    keeper.duty()
    #expect(try rows().count == 1, "not before its hour")
    test.clock.put("2026-11-24", 600)
    keeper.duty()
    keeper.duty()
    #expect(try rows().count == 2, "three hours slept through make one copy")
    let left = try FileManager.default.contentsOfDirectory(atPath: test.directory)
    #expect(!left.contains("copy.db") && !left.contains("drill.work"), "\(left)")
    #expect(keeper.metrics().contains("hedgerow_backup_drill_whole 1"))
    #expect(keeper.metrics().contains("hedgerow_backup_failed 0"))
    test.clock.advance(seconds: 90)
    #expect(keeper.metrics().contains("hedgerow_backup_age_seconds 9"))
  }

  @Test("Old copies go by the rule; a stranger's file, a changed one and one asked for stay")
  func retention() throws {
    defer { clear() }
    try Data("mine".utf8).write(to: URL(filePath: folder + "/hedgerow-mine.zip"))
    let asked = try keeper.make(
      to: folder + "/asked.zip", passphrase: "a-made-up-key-of-many-letters", reason: .asked)
    keeper.duty()
    let first = try #require(try rows().first)
    test.clock.put("2026-11-21", 180)
    keeper.duty()
    let second = try #require(try rows().first)
    #expect(try rows().first { $0.token == first.token }?.removedAt != nil)
    #expect(
      files() == ["asked.zip", "hedgerow-mine.zip", lastPart(second.path)].sorted())
    try flip(second.path) { $0 / 2 }
    test.clock.put("2026-11-22", 180)
    keeper.duty()
    let third = try #require(try rows().first)
    #expect(third.isProven)
    #expect(access(second.path, F_OK) == 0, "it is not the file that was made")
    #expect(try rows().first { $0.token == second.token }?.removedAt == nil)
    #expect(access(asked.path, F_OK) == 0)
    let acts = try test.house.store.read {
      try $0.audit(channel: nil, member: nil, after: 0, limit: 200)
    }.map(\.act).filter { $0.hasPrefix("backup.") }
    #expect(acts.filter { $0 == "backup.made" }.count == 4)
    #expect(acts.filter { $0 == "backup.drilled" }.count == 3)
    #expect(acts.filter { $0 == "backup.removed" }.count == 1)
  }

  @Test("The plain copy of before a migration goes after a term, and not before a copy is proven")
  func migrationCopy() throws {
    defer { clear() }
    let path = test.directory + "/before-v2-2026-11-20T08.00.00Z.db"
    try Data("plain".utf8).write(to: URL(filePath: path))
    let facts = try test.house.store.snapshot().facts
    let draft = BackupDraft(
      token: "before", path: lastPart(path), at: test.clock.now(), reason: .migration)
    try keeper.commit(
      .backupMade(draft, bytes: 5, sha256: SHA256.hex(Array("plain".utf8)), facts))
    test.clock.advance(seconds: Limits.migrationCopySeconds - 60)
    keeper.duty()
    #expect(access(path, F_OK) == 0)
    test.clock.advance(seconds: 24 * 3600)
    let plan = BackupPlan(
      folders: [folder + "-other"], hour: BackupHour(time: .midnight, zone: .utc))
    try keeper.thin(folder + "-other", plan)
    #expect(access(path, F_OK) == 0, "that folder has no proven copy")
    keeper.duty()
    #expect(access(path, F_OK) != 0)
  }

  @Test("While no copy of a folder is proven, none is removed")
  func neverTheOnlyGoodOne() throws {
    defer { clear() }
    let plan = BackupPlan(
      folders: [folder], hour: BackupHour(time: .midnight, zone: .utc),
      keep: BackupKeep(days: 1, weeks: 0, months: 0))
    for minute in [1, 2, 3] {
      test.clock.put("2026-11-21", minute)
      _ = try keeper.make(
        to: "\(folder)/\(minute).zip", passphrase: "a-made-up-key-of-many-letters",
        reason: .scheduled)
    }
    try keeper.thin(folder, plan)
    #expect(files().count == 3)
    let oldest = try #require(try rows().last)
    #expect(try keeper.drill(oldest, passphrase: "a-made-up-key-of-many-letters") == nil)
    try keeper.thin(folder, plan)
    #expect(files() == ["1.zip", "3.zip"], "the proven one stays though the rule has no place")
  }

  @Test("A drill finds a changed byte, another key, another file and a missing one, and lists it")
  func drills() throws {
    defer { clear() }
    let phrase = "a-made-up-key-of-many-letters"
    let row = try keeper.make(to: folder + "/a.zip", passphrase: phrase, reason: .asked)
    #expect(try keeper.drill(row, passphrase: phrase) == nil)
    #expect(try keeper.drill(row, passphrase: phrase + "x")?.contains("key") == true)
    #expect(keeper.metrics().contains("hedgerow_backup_drill_whole 0"))
    try flip(row.path) { $0 / 2 }
    #expect(try keeper.drill(row, passphrase: phrase)?.contains("digest") == true)
    unlink(row.path)
    #expect(try keeper.drill(row, passphrase: phrase) != nil)
    #expect(try rows().first?.problem != nil)
    #expect(try rows().first?.isProven == false)
  }

  @Test(
    "An archive does not open when it was changed, cut, is another's, or is none; and says which")
  func opening() throws {
    defer { clear() }
    let phrase = "a-made-up-key-of-many-letters"
    let row = try keeper.make(to: folder + "/a.zip", passphrase: phrase, reason: .asked)
    let good = try #require(FileManager.default.contents(atPath: row.path))
    let work = try WorkPlace(folder + "/work")
    func said(_ change: (inout [UInt8]) -> Void, _ key: String = phrase) throws -> String {
      var bytes = Array(good)
      change(&bytes)
      let path = folder + "/b.zip"
      try Data(bytes).write(to: URL(filePath: path))
      do {
        _ = try BackupArchive(path: path, passphrase: key).open(into: work.path)
        return ""
      } catch { return explained(error) }
    }
    #expect(try said { _ in } == "")
    #expect(try said({ _ in }, phrase + "x").contains("key of other copies"))
    #expect(try said { $0[$0.count / 2] ^= 1 }.contains("damaged"))
    #expect(try said { $0.removeLast($0.count / 3) }.contains("cut short"))
    #expect(try said { $0 = Array("PK is no zip".utf8) }.contains("not a copy"))
    #expect(try said { $0 = [] }.contains("not a copy"))
    #expect(
      throws: Failure.self, "nothing is overwritten",
      performing: { try keeper.make(to: row.path, passphrase: phrase, reason: .asked) })
    #expect(try rows().first?.failure?.contains("overwrites nothing") == true)
    #expect(keeper.metrics().contains("hedgerow_backup_failed 1"))
  }

  @Test("A restored house holds the same, and knows no sign-in of before")
  func restoring() throws {
    defer { clear() }
    let phrase = "a-made-up-key-of-many-letters"
    let row = try keeper.make(to: folder + "/a.zip", passphrase: phrase, reason: .asked)
    let place = folder + "/restored"
    func restoring(_ data: String) -> Restoring {
      Restoring(
        archive: BackupArchive(path: row.path, passphrase: phrase), data: data,
        catalog: test.house.catalog, clock: test.clock, dice: SystemDice())
    }
    let (manifest, head) = try restoring(place).run()
    #expect(manifest.facts == row.facts)
    #expect(manifest.at == row.at)
    #expect(head == manifest.facts.auditNumber + 1, "the restoring itself is on record")
    let cursor = try test.house.store.read { try $0.latestEvent() }.cursor
    #expect(try test.house.store.read { try $0.cursor(cursor) } != nil)
    let names = try FileManager.default.contentsOfDirectory(atPath: place)
    let known = ["hedgerow.db", "hedgerow.db-wal", "hedgerow.db-shm", "organisation"]
    #expect(Set(names).isSubset(of: known), "\(names)")
    #expect(files().filter { $0.hasPrefix(".") } == [])
    #expect(throws: Failure.self, "a folder with something in it is left alone") {
      try restoring(place).run()
    }
    mkdir(folder + "/empty", 0o700)
    _ = try restoring(folder + "/empty").run()
    let store = try Store(
      directory: place, catalog: test.house.catalog, clock: test.clock, dice: SystemDice())
    defer { store.close() }
    #expect(try store.verify() == [])
    #expect(try store.read { try $0.cursor(cursor) } == nil, "streams begin afresh")
    #expect(store.roster.members == test.house.store.roster.members)
  }

  @Test("The list is the director's and the administrator's; to all others it is nonsense")
  func route() throws {
    defer { clear() }
    keeper.duty()
    for role in Role.allCases { try test.member("m-\(role.rawValue)", [role]) }
    let serving = try Serving(test.house)
    defer { serving.stop(drainSeconds: 1) }
    let caller = Caller(port: serving.port)
    for role in Role.allCases {
      try caller.signIn("m-\(role.rawValue)", TestHouse.password)
      let answer = try caller.send("GET", "/api/v1/backups")
      let nonsense = try caller.send("GET", "/api/v1/backupz")
      if [.director, .admin].contains(role) {
        #expect(answer.status == 200)
        let text = String(decoding: answer.body, as: UTF8.self)
        #expect(text.contains("\"whole\":true") && text.contains("\"sha256\""))
        for word in ["messages", "records", "children", folder] { #expect(!text.contains(word)) }
      } else {
        #expect(answer.status == 404, "\(role)")
        #expect(answer.body == nonsense.body)
      }
    }
    let metrics = try caller.send("GET", "/metrics")
    #expect(String(decoding: metrics.body, as: UTF8.self).contains("hedgerow_backup_age_seconds"))
  }

  @Test("A key is made once, for its owner alone, and never beside what it protects")
  func keys() throws {
    defer { clear() }
    let place = folder + "/config/hedgerow/backup.key"
    let made = try BackupKey.find(named: place, apart: [test.directory], dice: SystemDice())
    #expect(made.isNew && made.passphrase.count == Limits.backupKeyLetters)
    var status = stat()
    #expect(stat(place, &status) == 0 && status.st_mode & 0o777 == 0o600)
    let again = try BackupKey.find(named: place, apart: [], dice: SystemDice())
    #expect(!again.isNew && again.passphrase == made.passphrase)
    func refused(_ apart: [String] = [], _ path: String? = nil) -> String {
      do {
        _ = try BackupKey.find(
          named: path ?? place, apart: apart, dice: SystemDice(), makes: false)
        return ""
      } catch { return explained(error) }
    }
    #expect(refused() == "")
    #expect(refused([folder]).contains("beside what it is to protect"))
    func beside(_ copy: String) -> Bool {
      (try? BackupKey.find(
        named: place, apart: [], beside: copy, dice: SystemDice(), makes: false)) == nil
    }
    #expect(beside(folder + "/config/hedgerow/a.zip"), "side by side with a copy")
    #expect(!beside(folder + "/a.zip"), "a copy further up, as in one's home, is another place")
    let link = test.directory + "-link"
    symlink(folder, link)
    defer { unlink(link) }
    #expect(refused([folder], link + "/new.key").contains("beside"), "links lead there too")
    #expect(refused([], folder + "/none.key").contains("no key"))
    chmod(place, 0o640)
    #expect(refused().contains("chmod 600"))
    chmod(place, 0o600)
    for (count, isGood) in [(Limits.backupKeyLettersMin - 1, false), (20, true)] {
      try writePrivately(String(repeating: "k", count: count) + "\n", to: place)
      #expect((refused() == "") == isGood)
    }
    try writePrivately("two words are not one key at all\n", to: place)
    #expect(refused().contains("without spaces"))
  }
}
