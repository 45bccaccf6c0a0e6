// The duties of a day as a coordinator sees them: what is declared, beside what became of it.
import Domain
import Engine
import HTTP
import Store

let dutyRoutes: [Route] = [
  Route(
    "GET /api/v1/duties", "What the house does of itself on a day, and how it went.",
    need: .roles([.coordinator, .manager, .dsl, .director]),
    query: [Parameter(name: "day", text: "a date; today when absent")],
    statuses: [200, 404, 422], run: listDuties)
]

private func listDuties(_ context: Context) async throws -> Response {
  let house = context.house
  let now = house.clock.now()
  let engine = house.engine
  let today = engine.zone.local(now).day
  let asked = try day(context, "day") ?? today
  let member = context.caller.member
  return try await context.read { reader in
    let duties = try engine.duties(of: asked, at: now, as: member, reader)
    return .json { json in
      json.object { json in
        json.member("day", asked.text)
        json.name("duties")
        json.array { json in for duty in duties { json.duty(duty, context.around) } }
      }
    }
  }
}

extension JSONWriter {
  fileprivate mutating func duty(_ standing: DutyStanding, _ around: Surround) {
    object { json in
      json.member("name", standing.duty.name)
      json.member("at", standing.duty.at.text)
      json.member("until", standing.duty.until.text)
      json.member("due", standing.due.text)
      json.name("lines")
      json.array { json in for line in standing.duty.lines { json.string(line) } }
      json.member("state", standing.state.rawValue)
      if let record = standing.record {
        json.name("record")
        json.record(record, around)
      }
    }
  }
}
