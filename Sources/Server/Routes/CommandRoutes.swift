// The definitions a member may use in a channel, and completion.
import Domain
import Engine
import HTTP

let commandRoutes: [Route] = [
  Route(
    "GET /api/v1/commands", "The commands I may use in a channel, as their forms are drawn.",
    query: [Asked.channel], statuses: [200, 404, 422], run: listCommands),
  Route(
    "GET /api/v1/suggestions", "What may come next in a line.",
    query: [Asked.channel, Parameter(name: "input", text: "the line so far")],
    statuses: [200, 404, 422], run: suggest),
]

/// The channel named in the query; unknown and hidden look alike.
func askedChannel(_ context: Context, _ act: Act) throws -> Grant {
  guard let token = context.request.query("channel") else {
    throw Problem.complaint("missing-key", "'channel' is missing.", field: "channel")
  }
  return try Gate.grant(context.caller, act, token, context.access, context.house)
}

private func listCommands(_ context: Context) throws -> Response {
  let channel = try askedChannel(context, .see).channel
  let engine = context.house.engine
  let usable = engine.commands(
    member: context.caller.member, channel: channel, roster: context.roster,
    now: context.access.now)
  let kind = context.roster.channels[channel].flatMap { engine.catalog.kinds[$0.kind] }
  return .json { json in
    json.object { json in
      json.name("commands")
      json.array { json in for command in usable { json.command(command, kind, engine) } }
    }
  }
}

extension JSONWriter {
  fileprivate mutating func command(
    _ command: CommandDefinition, _ kind: ChannelKind?, _ engine: Engine
  ) {
    object { json in
      json.member("name", command.name)
      json.member("aliases", command.aliases)
      json.member("summary", command.summary)
      json.member("examples", command.examples)
      json.member("usage", engine.usage(command))
      json.member("record", ifAny: command.record)
      json.member("lands", ifAny: command.lands)
      json.member("since", Int64(command.since))
      if !command.atLeastOne.isEmpty { json.member("at_least_one", command.atLeastOne) }
      if !command.one.isEmpty { json.member("one", command.one) }
      let set = Set(command.steps.compactMap(\.into))
      json.name("fields")
      json.array { json in
        for field in command.fields where !set.contains(field.name) {
          json.field(field, kind, engine.catalog)
        }
      }
    }
  }

  private mutating func field(_ field: Field, _ kind: ChannelKind?, _ catalog: Catalog) {
    object { json in
      json.member("name", field.name)
      json.member("label", field.label)
      json.member("hint", ifAny: field.hint.isEmpty ? nil : field.hint)
      json.member("type", field.type.rawValue)
      json.member("of", ifAny: field.recordKind)
      json.member("required", field.required)
      json.member("positional", field.positional)
      if !field.requiredWhen.isEmpty {
        json.name("required_when")
        json.object { json in
          for (name, terms) in field.requiredWhen.sorted(by: { $0.key < $1.key }) {
            json.member(name, terms)
          }
        }
      }
      json.member("default", ifAny: field.defaultText)
      if let least = field.min {
        json.name("min")
        json.number(least)
      }
      if let most = field.max {
        json.name("max")
        json.number(most)
      }
      if field.type == .date {
        json.member("past", field.past != .refused)
        json.member("future", field.future)
      }
      json.terms(field, kind, catalog)
    }
  }

  private mutating func terms(_ field: Field, _ kind: ChannelKind?, _ catalog: Catalog) {
    if let vocabulary = catalog.vocabulary(of: field) {
      member("direction", vocabulary.direction.rawValue)
      name("terms")
      array { json in
        for term in vocabulary.terms where term.retiredAfter == nil {
          json.object { json in
            json.member("term", term.term)
            json.member("label", term.label)
            json.member("descriptor", term.descriptor)
          }
        }
      }
      return
    }
    let words: [String]
    switch field.type {
    case .grantRole: words = kind?.grants.keys.sorted() ?? []
    case .kind: words = catalog.recordKinds.keys.sorted()
    default: return
    }
    name("terms")
    array { json in
      for word in words {
        json.object { json in
          json.member("term", word)
          json.member("label", word)
          json.member("descriptor", "")
        }
      }
    }
  }
}

private func suggest(_ context: Context) async throws -> Response {
  let channel = try askedChannel(context, .see).channel
  let input = context.request.query("input") ?? ""
  guard input.unicodeScalars.count <= Limits.lineScalarsMax else {
    throw Problem.complaint("too-long", "The line is too long.", field: "input")
  }
  let engine = context.house.engine
  @Sendable func found(_ lookup: (any Lookup)?) -> [Suggestion] {
    engine.suggestions(
      input, member: context.caller.member, channel: channel, roster: context.roster,
      now: context.access.now, lookup: lookup)
  }
  let suggestions =
    engine.suggestsRecords(input) ? try await context.read { found($0) } : found(nil)
  return .json { json in
    json.object { json in
      json.name("suggestions")
      json.array { json in
        for suggestion in suggestions {
          json.object { json in
            json.member("complete", suggestion.complete)
            json.member("suggestion", suggestion.suggestion)
            json.member("hint", suggestion.hint)
            json.member("description", suggestion.description)
          }
        }
      }
    }
  }
}
