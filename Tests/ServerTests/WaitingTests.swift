// What waits: for a worker, within a bound, and without holding anybody else up.
import Domain
import Glibc
import HTTP
import TestKit
import Testing

@testable import Server

/// Workers that stand still until they are let go.
private final class Standstill: Sendable {
  private let gates = Held<[Waiting<Bool>]>([])

  /// Each of these threads is given a job that waits.
  init(_ workers: Workers, threads: Int) throws {
    for _ in 0..<threads {
      let (entered, gate) = (Waiting<Bool>(), Waiting<Bool>())
      gates.with { $0.append(gate) }
      #expect(
        workers.submit {
          entered.set(true)
          _ = try? gate.get()
        })
      _ = try entered.get()
    }
  }

  func end() { for gate in gates.with({ $0 }) { gate.set(true) } }
}

@Suite("Waiting")
struct WaitingTests {
  @Test("Jobs wait for a worker up to the bound; one more is told when to come again")
  func bound() async throws {
    let workers = Workers(threads: 1, queueMax: 2)
    let standstill = try Standstill(workers, threads: 1)
    #expect(workers.submit {} && workers.submit {})
    let refused = await #expect(throws: Problem.self) { try await workers.run(retrySeconds: 7) {} }
    #expect(refused?.status == 503)
    #expect(refused?.retryAfter == 7)
    standstill.end()
    while !workers.submit({}) { sched_yield() }
    var answer: Int?
    while answer == nil { answer = try? await workers.run { 1 } }
    await #expect(throws: Failure.broken("a job's own")) {
      try await workers.run { throw Failure.broken("a job's own") }
    }
  }

  @Test("A request that waits for the store holds up nobody who need not, on the same loop")
  func others() throws {
    let served = try Served()
    defer { served.stop() }
    let house = served.test.house
    let (tess, tari) = (try served.caller("tess"), try served.caller("tari"))
    // From her first request on, memory tells who she is.
    for caller in [tess, tari] { #expect(try caller.send("GET", "/api/v1/me").status == 200) }
    let standstill = try Standstill(house.workers, threads: workerCount)
    let waiting = [
      // A read, and a caller whom only the store can tell.
      (tess.token, "/api/v1/channels", 200), ("no-such-token", "/api/v1/me", 401),
    ]
    let callers = try waiting.map { token, path, _ in
      let caller = TestKit.Caller(port: served.serving.port)
      caller.token = token
      try caller.begin("GET", path)
      return caller
    }
    #expect(try tari.send("GET", "/health").status == 200)
    #expect(try tari.send("GET", "/api/v1/me").status == 200)
    #expect(
      try tari.send("POST", "/api/v1/channels/c-cd/messages", "{\"text\":\"hello\"}").status == 201)
    standstill.end()
    for (caller, (_, _, status)) in zip(callers, waiting) {
      #expect(try caller.end().status == status)
    }
  }

  @Test("More reads than may wait are answered 503, and told when to come again")
  func tooManyReads() throws {
    let served = try Served()
    defer { served.stop() }
    let workers = served.test.house.workers
    let tess = try served.caller("tess")
    let standstill = try Standstill(workers, threads: workerCount)
    while workers.submit({}) {}
    let busy = try tess.send("GET", "/api/v1/channels")
    #expect(busy.status == 503)
    #expect(busy.head.contains("Retry-After: 1"))
    #expect(try tess.send("GET", "/health").status == 200)
    standstill.end()
    while try tess.send("GET", "/api/v1/channels").status == 503 {}
  }

  @Test("The queues are as long as the table of limits says")
  func limits() throws {
    let workers = Workers(threads: 1, queueMax: Limits.workerQueueMax)
    let standstill = try Standstill(workers, threads: 1)
    var queued = 0
    while workers.submit({}) { queued += 1 }
    #expect(queued == 1_024)
    standstill.end()
  }
}
