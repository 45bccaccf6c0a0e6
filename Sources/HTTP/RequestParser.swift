// Bytes in, requests out: the whole of HTTP/1.1 reading without a socket.

/// Reads one request after another from the bytes of a connection.
struct RequestParser {
  enum Step {
    /// Everything so far is good and incomplete. What was not consumed is to be offered again.
    case more
    case request(Head, body: [UInt8])
    case refused(Refusal)
  }

  /// A request whose body is on its way; an idle connection has none.
  private final class Intake {
    let head: Head
    var body: BodyReader
    var wantsContinue: Bool
    var bytesJudged = 0
    init(_ head: Head) {
      self.head = head
      body = BodyReader(head.framing)
      wantsContinue = head.expectsContinue
    }
  }

  private var scan = HeadScan()
  private var intake: Intake?

  /// Whether a head is complete and its body is not.
  var isInBody: Bool { intake != nil }
  /// That head.
  var headInHand: Head? { intake?.head }

  /// Bytes of the body that came since this was last asked.
  func takeBodyProgress() -> Int {
    guard let intake else { return 0 }
    defer { intake.bytesJudged = intake.body.body.count }
    return intake.body.body.count - intake.bytesJudged
  }

  /// Reads on. `input` begins with the bytes that were not consumed the last time.
  mutating func take(_ input: Bytes, _ limits: HTTPLimits) -> (consumed: Int, step: Step) {
    if let intake { return takeBody(intake, input, from: 0, limits) }
    switch scan.scan(input, limits) {
    case .more: return (0, .more)
    case .refused(let refusal): return (0, .refused(refusal))
    case .head(let start, let end):
      scan = HeadScan()
      let outcome = Result { () throws(Refusal) in
        try HeadReader.read(input.part(start..<end), limits)
      }
      switch outcome {
      case .failure(let refusal): return (end, .refused(refusal))
      case .success(let head):
        if head.framing == .none { return (end, .request(head, body: [])) }
        let intake = Intake(head)
        self.intake = intake
        return takeBody(intake, input, from: end, limits)
      }
    }
  }

  private mutating func takeBody(
    _ intake: Intake, _ input: Bytes, from start: Int, _ limits: HTTPLimits
  ) -> (consumed: Int, step: Step) {
    do throws(Refusal) {
      let count = try intake.body.take(input.part(start..<input.count), limits)
      guard intake.body.isDone else { return (start + count, .more) }
      self.intake = nil
      return (start + count, .request(intake.head, body: intake.body.body))
    } catch {
      return (input.count, .refused(error))
    }
  }

  /// Whether `100 Continue` is due now; says so once. RFC 9110 section 10.1.1: not when the body
  /// is already coming.
  mutating func takeContinue() -> Bool {
    guard let intake, intake.wantsContinue else { return false }
    intake.wantsContinue = false
    return intake.body.isFresh
  }
}
