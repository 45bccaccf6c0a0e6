// The table of every route, in the order of the API description.
import Domain
import HTTP

/// Every route; each resource keeps its own file.
let allRoutes: [Route] =
  sessionRoutes + channelRoutes + messageRoutes + hiddenRoutes + accessRoutes + commandRoutes
  + calendarRoutes + recordRoutes + boardRoutes + childRoutes + figuresRoutes + searchRoutes
  + streamRoutes
  + exportRoutes + memberRoutes + auditRoutes + dutyRoutes + erasureRoutes + backupRoutes
  + outboxRoutes
  + operationRoutes + clientRoutes

/// Reads a whole number from the query, within bounds; a complaint says what would be right.
func whole(
  _ context: Context, _ name: String, default standard: Int, in bounds: ClosedRange<Int>
) throws -> Int {
  guard let text = context.request.query(name) else { return standard }
  guard let number = Int(text), bounds.contains(number) else {
    throw Problem.complaint(
      "bad-number",
      bounds.upperBound == Int.max
        ? "'\(name)' must be a whole number from \(bounds.lowerBound) on."
        : "'\(name)' must be a whole number from \(bounds.lowerBound) to \(bounds.upperBound).",
      field: name)
  }
  return number
}

/// Reads a date from the query.
func day(_ context: Context, _ name: String) throws -> Day? {
  guard let text = context.request.query(name), !text.isEmpty else { return nil }
  guard let day = Day(text: text) else {
    throw Problem.complaint(
      "bad-date", "'\(text)' is not a date.", hint: "Like 2026-09-01", field: name)
  }
  return day
}

/// The shared parameters.
enum Asked {
  static let limit = Parameter(name: "limit", text: "1 to 200; 50 when absent")
  static let channel = Parameter(name: "channel", text: "a channel's id")
}
