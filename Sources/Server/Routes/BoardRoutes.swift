// The board of the register: a session's children, their marks, and how many are what.
import Domain
import Engine
import HTTP
import Store

let boardRoutes: [Route] = [
  Route(
    "GET /api/v1/board", "A session's children whom I may read of, with their marks.",
    query: [
      Parameter(name: "day", text: "today when absent"),
      Parameter(name: "session", text: "AM or PM; the one of this hour when absent"),
      Parameter(
        name: "school", text: "a home school's name; needed where there are too many children"),
    ], statuses: [200, 404, 422], run: showBoard)
]

private func showBoard(_ context: Context) async throws -> Response {
  let query = BoardQuery(
    day: try day(context, "day"), session: context.request.query("session"),
    school: context.request.query("school"))
  let (member, engine) = (context.caller.member, context.house.engine)
  return try await context.readAndNote { reader in
    do {
      let board = try engine.board(query, member: member, now: context.access.now, reader)
      return (.board(board, context.around), Set(board.rows.map(\.child.channel)))
    } catch is Hidden {
      throw Problem.notFound
    } catch let complaint as Complaint {
      throw Problem.complaints([complaint])
    }
  }
}

extension Response {
  fileprivate static func board(_ board: Board, _ around: Surround) -> Response {
    .json { json in
      json.object { json in
        json.member("day", board.day.text)
        json.member("session", board.session)
        json.name("counts")
        json.counts(board.rows)
        json.name("children")
        json.array { json in for row in board.rows { json.row(row, around) } }
      }
    }
  }
}

extension JSONWriter {
  fileprivate mutating func counts(_ rows: [Board.Row]) {
    let known = ["present", "late", "left-early", "absent"]
    let marks = rows.compactMap { $0.mark?.status }
    object { json in
      json.member("expected", Int64(rows.count(where: \.isExpected)))
      for status in known {
        let name = status == "left-early" ? "left_early" : status
        json.member(name, Int64(marks.count { $0 == status }))
      }
      json.member("other", Int64(marks.count { !known.contains($0) }))
      json.member("unmarked", Int64(rows.count { $0.mark == nil }))
    }
  }

  fileprivate mutating func row(_ row: Board.Row, _ around: Surround) {
    object { json in
      json.member("name", row.child.short)
      json.member("channel", around.roster.channels[row.child.channel]?.token ?? "")
      if let year = row.child.yearGroup { json.member("year_group", Int64(year)) }
      json.member("expected", row.isExpected)
      json.member("may_mark", row.mayMark)
      guard let mark = row.mark else { return }
      json.name("mark")
      json.mark(mark, around)
    }
  }

  /// A record without what every mark has in common: a school's board is a thousand of them.
  private mutating func mark(_ record: Record, _ around: Surround) {
    object { json in
      json.member("id", record.receipt)
      json.member("number", record.number)
      json.member("revision", Int64(record.revision))
      json.member("state", record.state)
      json.name("author")
      json.person(record.author, around.roster)
      json.member("written_at", record.writtenAt.text)
      if record.isLateEntry { json.member("late", true) }
      json.name("fields")
      json.fields(record.values, of: record, around)
    }
  }
}

extension Record {
  fileprivate var status: String? {
    if case .text(let status)? = values["status"] { status } else { nil }
  }
}
