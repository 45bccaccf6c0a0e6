// Every limit of the product, in one table, each with its reason.

/// A number that something may not exceed.
public enum Limits {
  /// A typed line or message, in Unicode scalars: four pages of text.
  public static let lineScalarsMax = 16_000
  /// A client's idempotency key, in characters (contract).
  public static let clientIDCharactersMax = 64
  /// A text field without a `max` of its own.
  public static let textCharactersMax = 1_000
  /// A long text field without a `max` of its own.
  public static let longTextCharactersMax = 12_000
  /// Messages or records on one page (contract).
  public static let pageRowsMax = 200
  /// A page when nothing is asked.
  public static let pageRowsDefault = 50
  /// The years a typed date may lie in: nobody's record is outside, and a slip like 20226 is.
  public static let years = 1900...2199
  /// A search text, in characters.
  public static let queryCharactersMax = 200
  /// Words of a search that count.
  public static let queryWordsMax = 12
  /// A request body: the longest line in four-byte characters, escaped, and room to spare.
  public static let bodyBytesMax = 262_144
  /// Lines waiting for the writer; beyond it the answer is 503.
  public static let writerQueueMax = 4_096
  /// Bytes of lines waiting for the writer; beyond it the answer is 503. A queue of the longest lines
  /// would hold a gigabyte; this is a second's work of lines of a page each.
  public static let writerQueueBytesMax = 33_554_432
  /// Lines in one transaction: past this a batch gains nothing and delays its first.
  public static let writerBatchMax = 256
  /// Events a stream may resume over; beyond it the client starts afresh.
  public static let replayEventsMax = 2_000
  /// A bearer token, in bytes: twice what we give out.
  public static let tokenBytesMax = 128
  /// Reads that wait for a worker; beyond it the answer is 503. A second's work or so.
  public static let workerQueueMax = 1_024
  /// Passwords that wait to be checked; beyond it the answer is 503. Two seconds' work.
  public static let passwordQueueMax = 64
  /// A sign-in is over after this much silence.
  public static let sessionIdleSeconds: Int64 = 12 * 3600
  /// A sign-in is over after this long, whatever happens.
  public static let sessionLifetimeSeconds: Int64 = 7 * 24 * 3600
  /// Failed sign-ins per login in the window.
  public static let signInFailuresPerLogin = 10
  /// Failed sign-ins per address in the window.
  public static let signInFailuresPerAddress = 50
  /// The window for both.
  public static let signInWindowSeconds: Int64 = 15 * 60
  /// A password, in characters.
  public static let passwordCharactersMin = 10
  /// A password, in bytes: longer ones only cost time.
  public static let passwordBytesMax = 256
  /// An export's file is removed after this long.
  public static let exportLifetimeSeconds: Int64 = 24 * 3600
  /// Exports made at the same time.
  public static let exportsAtOnceMax = 2
  /// Records of a kind among which a name is looked for: ten times the schools of a large trust.
  public static let referencesMax = 1_000
  /// An e-mail address, in bytes (RFC 5321, section 4.5.3.1.3 less its two brackets).
  public static let addressBytesMax = 254
  /// The part of an address before the `@`, in bytes (RFC 5321, section 4.5.3.1.1).
  public static let addressLocalBytesMax = 64
  /// Letters of a code that verifies an address: 39 bits, of which five tries are no part.
  public static let verificationLetters = 8
  /// Wrong codes that may be told before a new one has to be mailed.
  public static let verificationTriesMax = 5
  /// Children marked by one line of the register, or shown on one board: the largest of schools, and
  /// less than a second of the writer's time.
  public static let registerChildrenMax = 1_000
  /// Mails handed over at the same time: a relay on the same machine takes one in a tenth of a second.
  public static let mailsAtOnceMax = 4
  /// A program that has not taken a mail after this long is ended: relays answer within seconds.
  public static let mailDeadlineSeconds = 60
  /// How long is waited after each failed attempt to hand a mail over; after the last of them it has
  /// failed. Most of a day: a relay that is down over night is up again when the school opens.
  public static let mailPauseSeconds: [Int64] = [60, 300, 900, 3_600, 7_200, 14_400, 28_800]
  /// What is kept of a relay's answer, in characters.
  public static let mailAnswerCharactersMax = 500
  /// Mails that wait and are read at once, while it is looked for what is due.
  public static let mailsReadMax = 100
  /// Complaints told at once about one line.
  public static let complaintsMax = 20
  /// Suggestions offered at once: more do not fit beside a composer.
  public static let suggestionsMax = 30
  /// A record written more than this after it happened is marked late.
  public static let lateEntrySeconds: Int64 = 24 * 3600
  /// A definition file, in bytes.
  public static let definitionBytesMax = 262_144
  /// Depth of a JSON text.
  public static let jsonDepthMax = 24
  /// Bytes of text in one transaction: past this a batch ends early, or its first line waits long.
  public static let writerBatchBytesMax = 1_048_576
  /// Channels up to which the search index is asked channel by channel.
  public static let searchPlacesMax = 60
  /// Hits looked at, wherever they lie, when a member has more channels than that; then their
  /// channels are asked in turn.
  public static let searchCandidatesMax = 20_000
  /// Channels that are asked in turn: a member with more has so large a share of all that is said
  /// that a search which still finds too little ends there, and says so.
  public static let searchPlacesInTurnMax = 3_000
  /// Record kinds that one question about children may name: five sets are as many as a person can
  /// keep in mind.
  public static let cohortMatchesMax = 5
  /// Terms, and closures, that count, the newest ones: ten years of a school's, several times over.
  public static let calendarRecordsMax = 2_000
  /// Children of whom one report of absences tells: more than a person reads at once. The others are
  /// told of by the next.
  public static let absencesToldMax = 200
  /// Sessions of one child within the days that are asked for: two school years, and room to spare.
  public static let attendanceMarksMax = 1_000
  /// A calendar file, in bytes: a school's year has a tenth of it, and it passes as one request.
  public static let calendarBytesMax = 131_072
  /// Events of a calendar file, which are one transaction: a school's year has some dozens.
  public static let calendarEventsMax = 500
  /// Parts within parts of a calendar file: an alarm in an event in a calendar are three.
  public static let calendarDepthMax = 8
  /// Days of one event of a calendar file: a year and a day, and what is longer is a slip.
  public static let calendarDaysMax = 366
  /// The fewest days that an event called a term may have: `term begins` is no term.
  public static let termDaysMin = 5
  /// Read-only connections to the database; more only take memory from one another.
  public static let readersMax = 3
  /// Pages in the log, not yet in the database, at which they are copied in passing.
  public static let checkpointPages = 1_000
  /// Pages of a long log that the writer copies itself at most, so that the log can begin anew.
  public static let checkpointPagesLast = 256
  /// Pages in the log at which the writer copies the little that is left, so that it begins anew. Each
  /// time costs a batch two syncs more: with a shorter log they would be more than one line in 100.
  public static let checkpointPagesLong = 8_000
  /// Pages in the log at which the writer copies all that is left, however much: only a disk that is
  /// slower at copying than at logging comes here.
  public static let checkpointPagesMax = 20_000
  /// A sign-in's last use is written at most this often.
  public static let sessionTouchSeconds: Int64 = 300
  /// How long authors may hide what they said themselves: time to take a slip back, not to let a
  /// year's notes vanish from a team that reads them. Later those who answer for the channel do it.
  public static let ownHideSeconds: Int64 = 24 * 3600
  /// How long a request for an erasure may be approved: who approves must still know why.
  public static let erasureRequestSeconds: Int64 = 14 * 24 * 3600
  /// Pages of the search index that a purge merges at once: a millisecond or two.
  public static let purgeMergePages = 64
  /// How long a step of a purge may merge: a line waits no longer for it.
  public static let purgeStepNanoseconds: Int64 = 5_000_000
  /// Pages of the database that a step of a purge looks through: eight megabytes.
  public static let purgeScrubPages = 2_048
  /// The least pause between two steps of a purge, for lines that wait.
  public static let purgePauseNanoseconds: Int64 = 1_000_000
  /// The pause of a purge that a long read is in the way of.
  public static let purgeBlockedNanoseconds: Int64 = 1_000_000_000
  /// Decisions of an import in one transaction.
  public static let importBatchMax = 2_000
  /// Days, weeks or months of copies that a rule may ask to keep: ten years of days.
  public static let backupsKeptMax = 3_660
  /// Pages copied at once: a megabyte, after which others have their turn at the disk.
  public static let backupPages = 256
  /// The plain copy of before a migration stays this long, if there are newer ones that are proven: a
  /// term, after which nobody goes back to the old program.
  public static let migrationCopySeconds: Int64 = 90 * 24 * 3600
  /// A copy that failed is tried again after this long.
  public static let backupRetrySeconds: Int64 = 3600
  /// Making, proving or opening one archive; a trust's data take minutes, a hung program none.
  public static let backupDeadlineSeconds = 4 * 3600
  /// The passphrase of the copies, in letters: 198 bits, so that nobody need ever change it in haste.
  public static let backupKeyLetters = 40
  /// Below this a key file's passphrase is refused: it could be guessed.
  public static let backupKeyLettersMin = 20
  /// Requests whose journal lines wait to be written: a second's work or so. Where whoever takes the
  /// journal is slower than that, lines are dropped and counted, and no client waits.
  public static let journalLinesMax = 8_192
  /// Versions of a mail template: a number that people still read out.
  public static let mailVersions = 1...9_999
  /// A mail template's subject, in characters: more is cut by those who show it.
  public static let mailSubjectCharactersMax = 150
  /// A mail's text, in characters: a school of 2,000 children with a long line each.
  public static let mailBodyCharactersMax = 400_000
  /// How long after its time a duty may begin and still count as done in time.
  public static let dutyLateSeconds: Int64 = 600
  /// Days before today for which duties that were slept through are noted as missed: longer, and
  /// everybody knows that the server was off.
  public static let dutyMissedDays = 7
  /// How often the house looks for duties at the least: a clock that was put right is soon noticed.
  public static let dutyWakeSeconds: Int64 = 30
  /// Acts between the reading for a school's mail and the writer's turn that are looked through for
  /// one that matters: some seconds of a trust's marks. After more it is read again in the turn.
  public static let preparedActsMax = 2_000
  /// Children that one list of a summary names: more are counted, and stand on the board.
  public static let summaryListMax = 250
  /// Children whose channels one chase writes to: where more are unmarked, nobody is marking, and
  /// one word to the coordinators does more than a thousand.
  public static let chaseChildrenMax = 1_000
  /// A line of an export's proof, in bytes: the longest record six times escaped, and room to spare.
  public static let proofLineBytesMax = 4_194_304

  /// Mails that a request for an erasure names, so that its words stay short enough to read; how many
  /// more there are is said.
  public static let erasureMailsNamedMax = 60
}
