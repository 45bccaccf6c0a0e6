// Decides a line beside the writer, and tells in the writer's turn whether that still holds.

import Domain

/// A decision made on a reader, with what it rests on.
public struct Preparation: Sendable {
  /// What the line amounts to, as of when it was read.
  public let decision: Decision
  /// The audit's newest entry at that moment.
  let audit: Int64
  /// The channels that were looked at; none where a line is always decided in its turn.
  let channels: Set<ChannelID>
}

extension Engine {
  /// Decides a line on a reader. What it answers is to be committed only where `holds` says so in the
  /// writer's turn: then nothing it rests on has changed, and it is as if it were decided there.
  public func prepare(_ ask: Ask, _ lookup: any Lookup) throws -> Preparation {
    guard let turn = Turn(self, ask, lookup) else { throw Hidden() }
    let decision = try decide(ask, turn)
    return Preparation(
      decision: decision, audit: try lookup.newestAudit(), channels: turn.restsOn)
  }

  /// Has nothing changed that a prepared decision rests on? Every act is in the audit with its place.
  public func holds(_ prepared: Preparation, _ lookup: any Lookup) throws -> Bool {
    guard !prepared.channels.isEmpty else { return false }
    let since = try lookup.audit(after: prepared.audit, limit: Limits.preparedActsMax + 1)
    return since.count <= Limits.preparedActsMax
      && !since.contains { entry in
        entry.channel.map(prepared.channels.contains) ?? false
          || Engine.reachesFar.contains { entry.detail.hasPrefix($0 + " ") }
      }
  }

  /// Records that say of any child, wherever they lie, whose pupil it is or when it is expected.
  private static let reachesFar = ["placement", "term", "closure"]

  /// A decision that was made beside the writer, as it is to be committed in the writer's turn: it is
  /// dropped where another has told of the same meanwhile. What it alone found is found again.
  public func unlessTold(_ decision: Decision, _ lookup: any Lookup) throws -> Decision {
    let reports = decision.changes.compactMap { change -> RecordDraft? in
      if case .recordOpened(let draft) = change { draft } else { nil }
    }
    let list = AccessList(roster: lookup.roster, catalog: catalog, now: decision.at)
    guard let place = reports.first?.channel, let grant = list.grant(.bot, .read, place) else {
      return decision
    }
    let tellings = decision.changes.flatMap { change -> [Telling] in
      if case .told(let tellings) = change { tellings } else { [] }
    }
    let isTold = try tellings.contains { telling in
      try lookup.tellings(of: telling.child, telling.day, telling.session, grant)
        .contains { $0.telling.digest == telling.digest }
    }
    guard isTold else { return decision }
    let text =
      "Someone else has just told of these absences. Nothing was written; "
      + "'/absences' tells of what is left."
    return Decision(actor: decision.actor, at: decision.at, changes: [], reply: Reply(text: text))
  }
}
