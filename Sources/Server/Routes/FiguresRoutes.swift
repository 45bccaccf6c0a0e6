// What a child's marks add up to: possible sessions, attended, missed, and the run of absence.
import Domain
import Engine
import HTTP
import Store

let figuresRoutes: [Route] = [
  Route(
    "GET /api/v1/channels/{id}/attendance",
    "What the marks of a child's channel add up to, in this school year when no days are given.",
    need: .channel(.read),
    query: [
      Parameter(name: "from", text: "first day"), Parameter(name: "to", text: "last day"),
    ], statuses: [200, 404, 422], run: showFigures)
]

private func showFigures(_ context: Context) async throws -> Response {
  let grant = try context.proof()
  // No other kind of channel holds marks of one child.
  guard try context.channel().child != nil else { throw Problem.notFound }
  let engine = context.house.engine
  let thresholds =
    engine.catalog.commands.values.lazy.flatMap(\.steps).compactMap(\.thresholds).first
    ?? .standard
  let last = try day(context, "to") ?? engine.zone.local(context.access.now).day
  let first = try day(context, "from") ?? thresholds.yearStart(of: last)
  guard first <= last else {
    throw Problem.complaint("bad-order", "'to' lies before 'from'.", field: "to")
  }
  let query = RecordQuery(
    kind: "attendance", from: first, to: last, limit: Limits.attendanceMarksMax)
  let marks = try await context.read { try $0.records(query, [grant]) }
  let figures = engine.figures(marks)
  return .json { json in
    json.object { json in
      json.member("from", first.text)
      json.member("to", last.text)
      json.figures(figures, thresholds)
    }
  }
}

extension JSONWriter {
  fileprivate mutating func figures(
    _ figures: AttendanceFigures, _ thresholds: AbsenceThresholds
  ) {
    member("possible", Int64(figures.possible))
    member("attended", Int64(figures.attended))
    member("authorised", Int64(figures.authorised))
    member("unauthorised", Int64(figures.unauthorised))
    member("not_counted", Int64(figures.notCounted))
    member("late", Int64(figures.late))
    member("consecutive", Int64(figures.consecutive))
    member("attendance", ifAny: figures.attendancePermille.map { percentText(permille: $0) })
    member("absence", ifAny: figures.absencePermille.map { percentText(permille: $0) })
    member("level", ifAny: figures.level(thresholds)?.rawValue)
  }
}
