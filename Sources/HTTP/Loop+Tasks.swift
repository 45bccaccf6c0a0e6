// The loop as the place where tasks run: a handler that waits comes back to its own loop.

extension Loop: TaskExecutor {
  /// Takes a task that can go on, from any thread: by the inbox, like all other news.
  func enqueue(_ job: consuming ExecutorJob) { post(.run(UnownedJob(job))) }

  /// Lets a task go on until it waits again or ends.
  func run(_ job: UnownedJob) { job.runSynchronously(on: asUnownedTaskExecutor()) }

  /// A loop that has ended runs nothing, but what a task has begun is brought to its end: by
  /// others, and its answer falls on the floor.
  func runElsewhere(_ mail: some Sequence<Mail>) {
    for case .run(let job) in mail { globalConcurrentExecutor.enqueue(ExecutorJob(job)) }
  }
}

extension Reply {
  /// Answers with what the body gives. On the loop's thread the body begins at once, and has
  /// answered when this returns if it never waits; after each wait it goes on on its loop, with no
  /// hop to another thread. It may not block. Nobody cancels it: a client that goes away meanwhile
  /// undoes nothing of what was begun.
  public func send(from body: @escaping @Sendable () async -> Response) {
    guard let loop else {
      Task { self.send(await body()) }
      return
    }
    if loop.isCurrent {
      Task.immediate(executorPreference: loop) { self.send(await body()) }
    } else {
      Task(executorPreference: loop) { self.send(await body()) }
    }
  }
}
