// The states of a mail in the outbox, and what each of them promises.

/// Where a mail stands.
public enum MailState: String, Sendable, CaseIterable {
  /// It waits for its turn.
  case queued
  /// It waits until a person releases it.
  case held
  /// It is being handed over: it may or may not have left.
  case sending
  /// The relay's program took it, and answered for it.
  case sent
  /// It was refused for good, or tried too often. Nothing more is done unless a person says so.
  case failed
  /// A person said that it should not leave.
  case cancelled
  /// It was its turn while nothing was to leave.
  case dryRun = "dry-run"

  /// Records in these states are few, and an index of their own finds them.
  public static let waiting: [MailState] = [.queued, .sending, .held, .failed]
}
