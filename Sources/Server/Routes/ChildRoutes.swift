// Children over all their records: one child's chronology, and who has records of several kinds.
import Domain
import HTTP
import Store

let childRoutes: [Route] = [
  Route(
    "GET /api/v1/channels/{id}/chronology", "The channel's records, in the order of their days.",
    need: .channel(.read),
    query: [
      Parameter(name: "from", text: "first day"), Parameter(name: "to", text: "last day"),
      Parameter(name: "after", text: "the `next` of the page before"), Asked.limit,
    ], statuses: [200, 404, 422], run: listChronology),
  Route(
    "GET /api/v1/cohort", "Children with a matching record for each `match`, where I may read.",
    query: [
      Parameter(
        name: "match",
        text: "a record kind, or kind:field=value;field=value (state=... too); once to five times"),
      Parameter(name: "from", text: "first day"), Parameter(name: "to", text: "last day"),
      Asked.limit,
    ], statuses: [200, 404, 422], run: findCohort),
]

private func listChronology(_ context: Context) async throws -> Response {
  let grant = try context.proof()
  let (from, to) = try days(context)
  let limit = try whole(
    context, "limit", default: Limits.pageRowsDefault, in: 1...Limits.pageRowsMax)
  let receipt = context.request.query("after")
  return try await context.read { reader in
    let after = try receipt.map { receipt -> Reader.ChronologyPlace in
      guard let record = try reader.record(receipt: receipt, [grant]) else {
        throw Problem.notFound
      }
      return (record.day, record.id)
    }
    let records = try reader.chronology(
      grant, from: from, to: to, after: after, limit: limit + 1)
    return .records(records, limit: limit, context.around)
  }
}

private func findCohort(_ context: Context) async throws -> Response {
  let texts = context.request.query.filter { $0.name == "match" }.map(\.value)
  guard (1...Limits.cohortMatchesMax).contains(texts.count) else {
    throw Problem.complaint(
      "bad-match", "Give 'match' once to \(Limits.cohortMatchesMax) times.",
      hint: "Like match=attendance:status=absent&match=concern", field: "match")
  }
  let (from, to) = try days(context)
  let queries = try texts.map { text in
    var query = try question(text, context)
    (query.from, query.to) = (from, to)
    return query
  }
  let limit = try whole(
    context, "limit", default: Limits.pageRowsDefault, in: 1...Limits.pageRowsMax)
  let grants = context.access.channels(context.caller.member, .read)
  return try await context.readAndNote { reader in
    let cohort = try reader.cohort(queries, grants)
    let rows = cohort.rows.prefix(limit)
    let response = Response.json { json in
      json.object { json in
        json.name("children")
        json.array { json in
          for row in rows { json.cohort(row, texts, context.roster) }
        }
        json.member("more", cohort.rows.count > rows.count)
      }
    }
    return (response, cohort.shared.union(rows.map(\.channel)))
  }
}

private func days(_ context: Context) throws -> (from: Day?, to: Day?) {
  let (from, to) = (try day(context, "from"), try day(context, "to"))
  if let from, let to, to < from {
    throw Problem.complaint("bad-order", "'to' lies before 'from'.", field: "to")
  }
  return (from, to)
}

/// One `match`: `kind`, or `kind:field=value;field=value`.
private func question(_ text: String, _ context: Context) throws -> RecordQuery {
  let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
  let kinds = context.access.catalog.recordKinds
  let kind = String(parts[0])
  guard let definition = kinds[kind] else {
    throw Problem.complaint(
      "unknown-kind", "'\(kind)' is not a record kind.",
      hint: "Known are: \(kinds.keys.sorted().joined(separator: ", "))", field: "match")
  }
  var query = RecordQuery(kind: kind)
  for condition in parts.dropFirst().joined().split(separator: ";") {
    let sides = condition.split(separator: "=", maxSplits: 1).map(String.init)
    guard sides.count == 2 else {
      throw Problem.complaint(
        "bad-match", "'\(condition)' is not a condition.", hint: "Like attendance:status=absent",
        field: "match")
    }
    if sides[0] == "state" {
      query.state = sides[1]
      continue
    }
    guard let field = definition.field(sides[0]), field.type != .changes else {
      throw Problem.complaint(
        "bad-match", "'\(sides[0])' is not a field of \(kind).",
        hint: "Its fields: \(definition.fields.map(\.name).joined(separator: ", "))",
        field: "match")
    }
    query.equals.append((field.name, try storedValue(sides[1], field, context, asked: "match")))
  }
  return query
}

extension JSONWriter {
  fileprivate mutating func cohort(_ row: Cohort.Row, _ matches: [String], _ roster: Roster) {
    object { json in
      json.member("channel", roster.channels[row.channel]?.token ?? "")
      json.member("child", roster.children[row.child]?.short ?? "")
      json.name("counts")
      json.object { json in
        // The same question asked twice is told once.
        for (index, match) in matches.enumerated() where matches.firstIndex(of: match) == index {
          json.member(match, Int64(row.counts[index]))
        }
      }
    }
  }
}
