// Records: by kind and filter, and one with all its revisions.
import Domain
import Engine
import HTTP
import Store

let recordRoutes: [Route] = [
  Route(
    "GET /api/v1/records", "Records that match, newest first, where I may read.",
    query: [
      Parameter(name: "kind", text: "a record kind"), Asked.channel,
      Parameter(name: "from", text: "first day"), Parameter(name: "to", text: "last day"),
      Parameter(name: "where", text: "field:value, repeatable; and state:value"),
      Parameter(name: "after", text: "the `next` of the page before"), Asked.limit,
    ], statuses: [200, 404, 422], run: listRecords),
  Route(
    "GET /api/v1/records/{kind}/{number}", "A record with all its revisions.",
    query: [Asked.channel], statuses: [200, 404, 409], run: showRecord),
]

private func listRecords(_ context: Context) async throws -> Response {
  let query = try await recordQuery(context)
  let grants: [Grant]
  if context.request.query("channel") != nil {
    grants = [try askedChannel(context, .read)]
  } else {
    grants = context.access.channels(context.caller.member, .read)
  }
  return try await context.readAndNote { reader in
    var asked = query
    asked.limit += 1
    let records = try reader.records(asked, grants)
    let shown = records.prefix(query.limit)
    return (
      .records(records, limit: query.limit, context.around), Set(shown.map(\.channel))
    )
  }
}

extension Response {
  /// A page of records, of which one more than the limit was read where there is a next page.
  static func records(_ records: [Record], limit: Int, _ around: Surround) -> Response {
    let shown = records.prefix(limit)
    let more = records.count > limit
    return .json { json in
      json.object { json in
        json.name("records")
        json.array { json in for record in shown { json.record(record, around) } }
        json.member("more", more)
        if more, let last = shown.last { json.member("next", last.receipt) }
      }
    }
  }
}

private func recordQuery(_ context: Context) async throws -> RecordQuery {
  let request = context.request
  var query = RecordQuery(
    kind: request.query("kind"), from: try day(context, "from"), to: try day(context, "to"))
  query.limit = try whole(
    context, "limit", default: Limits.pageRowsDefault, in: 1...Limits.pageRowsMax)
  if let from = query.from, let to = query.to, to < from {
    throw Problem.complaint("bad-order", "'to' lies before 'from'.", field: "to")
  }
  let kinds = context.access.catalog.recordKinds
  if let kind = query.kind, kinds[kind] == nil {
    throw Problem.complaint(
      "unknown-kind", "'\(kind)' is not a record kind.",
      hint: "Known are: \(kinds.keys.sorted().joined(separator: ", "))", field: "kind")
  }
  for (name, text) in request.query where name == "where" {
    let parts = text.split(separator: ":", maxSplits: 1).map(String.init)
    guard parts.count == 2 else {
      throw Problem.complaint(
        "bad-where", "'\(text)' is not a condition.", hint: "Like status:absent", field: "where")
    }
    if parts[0] == "state" {
      query.state = parts[1]
      continue
    }
    guard let kind = query.kind, let field = kinds[kind]?.field(parts[0]) else {
      throw Problem.complaint(
        "bad-where", "'\(parts[0])' is not a field of this record kind.",
        hint: "Name the kind too, and one of its fields", field: "where")
    }
    query.equals.append((field.name, try storedValue(parts[1], field, context)))
  }
  if let receipt = request.query("after") {
    let readable = context.access.channels(context.caller.member, .read)
    let found = try await context.read { try $0.record(receipt: receipt, readable) }
    guard let found else { throw Problem.notFound }
    query.before = found.id
  }
  return query
}

/// The stored form of a value in a condition.
func storedValue(
  _ text: String, _ field: Field, _ context: Context, asked: String = "where"
) throws -> Value {
  let wrong = Problem.complaint(
    "bad-\(asked)", "'\(text)' does not fit '\(field.name)'.", field: asked)
  switch field.type {
  case .date:
    guard let day = Day(text: text) else { throw wrong }
    return .day(day)
  case .number:
    guard let number = Double(text) else { throw wrong }
    return .number(number)
  case .yesNo:
    guard ["yes", "no", "true", "false"].contains(text) else { throw wrong }
    return .truth(text == "yes" || text == "true")
  case .member:
    guard let member = context.roster.member(login: text) else { throw wrong }
    return .member(member.id)
  case .time:
    let parts = text.split(separator: ":").compactMap { Int($0) }
    guard parts.count == 2, (0..<60).contains(parts[1]),
      let time = TimeOfDay(minutes: parts[0] * 60 + parts[1])
    else { throw wrong }
    return .time(time)
  case .text, .longText, .email, .choice, .scale: return .text(text)
  case .sessions:
    guard let pattern = SessionPattern(text: text) else { throw wrong }
    return .text(pattern.text)
  default: throw wrong
  }
}

private func showRecord(_ context: Context) async throws -> Response {
  let kind = context.parameters["kind"] ?? ""
  let wanted = context.parameters["number"] ?? ""
  let isNamed = context.request.query("channel") != nil
  let grants =
    isNamed
    ? [try askedChannel(context, .read)] : context.access.channels(context.caller.member, .read)
  return try await context.readAndNote { reader in
    var record = try only(kind, wanted, grants, reader)
    guard let grant = grants.first(where: { $0.channel == record.channel }) else {
      throw Problem.notFound
    }
    let revisions = try reader.revisions(of: record.id, grant)
    let named = revisions.flatMap { revision in
      revision.values.values.compactMap { if case .record(let id) = $0 { id } else { nil } }
    }
    if !named.isEmpty { record.named = try reader.names(of: Set(named)) }
    let shown = record
    let response = Response.json { json in
      json.object { json in
        json.name("record")
        json.record(shown, context.around)
        json.name("revisions")
        json.array { json in
          for revision in revisions { json.revision(revision, of: shown, context.around) }
        }
      }
    }
    return (response, [record.channel])
  }
}

/// The one record meant: by its opaque id, or by its number where that is unambiguous. Numbers run
/// per channel and kind, so the same number in two readable channels needs `?channel=`; an answer
/// about the wrong child would be worse than a question.
private func only(
  _ kind: String, _ wanted: String, _ grants: [Grant], _ reader: Reader
) throws -> Record {
  guard let number = Int64(wanted) else {
    guard let record = try reader.record(receipt: wanted, grants), record.kind == kind else {
      throw Problem.notFound
    }
    return record
  }
  var found: [Record] = []
  for grant in grants where found.count < 2 {
    if let record = try reader.record(kind: kind, number: number, grant) { found.append(record) }
  }
  guard let first = found.first else { throw Problem.notFound }
  guard found.count == 1 else {
    throw Problem(
      status: 409, code: "ambiguous",
      text: "More than one of your channels has \(kind) \(number); add ?channel= with its id.")
  }
  return first
}
