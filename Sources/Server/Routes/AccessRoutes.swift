// Who may what in a channel: the list, giving access by name, ending it.
import Domain
import Engine
import HTTP
import Store

let accessRoutes: [Route] = [
  Route(
    "GET /api/v1/channels/{id}/access", "Who may what here.", need: .channel(.read),
    statuses: [200, 404], run: listAccess),
  Route(
    "PUT /api/v1/channels/{id}/access/{login}", "Give a member access by name.",
    need: .channel(.manage),
    body: [
      Parameter(name: "role", text: "a grant role of the channel's kind", isOptional: true),
      Parameter(
        name: "acts", text: "acts; the grant role that carries just these is given", type: "array",
        isOptional: true),
      Parameter(name: "from", text: "a date; today when absent", isOptional: true),
      Parameter(name: "until", text: "a date; open when absent", isOptional: true),
      Parameter(name: "reason", text: "why"),
    ], statuses: [200, 404, 422], run: giveAccess),
  Route(
    "DELETE /api/v1/channels/{id}/access/{login}", "End a member's access by name.",
    need: .channel(.manage), body: [Parameter(name: "reason", text: "why")],
    statuses: [204, 404, 422], run: endAccess),
]

private func listAccess(_ context: Context) throws -> Response {
  let channel = try context.channel()
  let kind = context.access.catalog.kinds[channel.kind]
  let named = context.roster.grants[channel.id] ?? [:]
  let now = context.access.now
  let members = context.roster.members.values.filter { !$0.isEnded(at: now) }
    .sorted { $0.login < $1.login }
  return .json { json in
    json.object { json in
      json.name("access")
      json.array { json in
        for member in members {
          let acts = context.access.acts(member.id, in: channel.id)
          let grant = named[member.id].flatMap { grant in
            grant.until.map { $0 > now } ?? true ? grant : nil
          }
          guard !acts.isEmpty || grant != nil else { continue }
          json.object { json in
            json.name("member")
            json.person(member.id, context.roster)
            json.member("acts", acts.map(\.word))
            json.member("role", ifAny: grant?.role)
            json.member("from", ifAny: grant?.from.text)
            json.member("until", ifAny: grant?.until?.text)
            json.member("reason", ifAny: grant?.reason)
            if grant == nil { json.member("by_rule", true) }
          }
        }
      }
      json.member("roles", (kind?.grants.keys.sorted()) ?? [])
    }
  }
}

private func giveAccess(_ context: Context) async throws -> Response {
  let form = try Form(context.request, keys: ["role", "acts", "from", "until", "reason"])
  let channel = try context.channel()
  let kind = context.access.catalog.kinds[channel.kind]
  var role = try form.optionalText("role")
  if let acts = form["acts"] {
    guard role == nil else {
      throw Problem.complaint("both", "Give 'role' or 'acts', not both.", field: "acts")
    }
    let words = acts.items ?? []
    let wanted = words.compactMap { $0.text.flatMap { Act(word: $0) } }
    if wanted.count == words.count {
      role = kind?.grantRoles.first { kind?.grants[$0] == ActSet(wanted) }
    }
    guard role != nil else {
      throw Problem.complaint(
        "unknown-acts", "No grant role here carries just these acts.",
        hint: "Give a role: \(kind?.grants.keys.sorted().joined(separator: ", ") ?? "")",
        field: "acts")
    }
  }
  var fields: [(name: String, value: JSON)] = [
    ("member", .string(context.parameters["login"] ?? "")),
    ("reason", .string(try form.text("reason"))),
  ]
  if let role { fields.append(("role", .string(role))) }
  for name in ["from", "until"] {
    if let text = try form.optionalText(name) {
      fields.append((name, .string(try date(text, name, context))))
    }
  }
  return accessAnswer(context, try await act("assign", .object(fields), context))
}

/// A date, or the date that a moment comes to, never giving more than was asked: access begins with
/// a day and ends with a day.
private func date(_ text: String, _ name: String, _ context: Context) throws -> String {
  if Day(text: text) != nil { return text }
  guard let moment = Instant(text: text) else {
    throw Problem.complaint(
      "bad-date", "'\(text)' is not a date.", hint: "Like 2026-12-18", field: name)
  }
  let zone = context.house.configuration.zone
  let (day, time) = zone.local(moment)
  if name == "until" { return day.adding(days: -1).text }
  return (moment <= context.access.now || time == .midnight ? day : day.adding(days: 1)).text
}

private func endAccess(_ context: Context) async throws -> Response {
  let form = try Form(context.request, keys: ["reason"])
  let fields: [(name: String, value: JSON)] = [
    ("member", .string(context.parameters["login"] ?? "")),
    ("reason", .string(try form.text("reason"))),
  ]
  _ = try await act("unassign", .object(fields), context)
  return .noContent
}

/// Says a line, by the same door as a typed one; answers with the roster after it.
private func act(_ command: String, _ fields: JSON, _ context: Context) async throws -> Roster {
  let ask = Ask(
    member: context.caller.member, channel: try context.proof().channel,
    input: .form(command: command, fields: fields), clientID: nil, at: context.access.now)
  let outcome = try await context.commit(ask, context.house.engine)
  let complaints = outcome.decision.complaints
  guard complaints.isEmpty else {
    let isStranger = complaints.contains { $0.code == "unknown-member" }
    throw isStranger ? Problem.notFound : .complaints(complaints)
  }
  return outcome.committed?.roster ?? context.house.store.roster
}

private func accessAnswer(_ context: Context, _ roster: Roster) -> Response {
  let member = roster.member(login: context.parameters["login"] ?? "")
  let grant = member.flatMap { member in
    context.grant.flatMap { roster.grants[$0.channel]?[member.id] }
  }
  return .json { json in
    json.object { json in
      if let member {
        json.name("member")
        json.person(member.id, roster)
      }
      json.member("role", ifAny: grant?.role)
      json.member("from", ifAny: grant?.from.text)
      json.member("until", ifAny: grant?.until?.text)
      json.member("reason", ifAny: grant?.reason)
    }
  }
}
