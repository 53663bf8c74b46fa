import Synchronization

@testable import SQLiteStore

/// Runs tasks on one thread, as an event loop does, and counts how often another thread gave it something to do.
final class ThreadExecutor: TaskExecutor {
    private struct Work {
        var jobs: [UnownedJob] = []
        var isClosed = false
        var thread: ThreadIdentity?
        var comingFromElsewhere = 0
    }

    private let work = Monitor(Work())

    /// Starts the thread.
    init() throws {
        try WorkerThread.start(named: "executor", { [self] in run() }, end: {})
    }

    /// How often another thread gave it something to do since this was asked last.
    func takeCount() -> Int {
        work.withLock { work in
            defer { work.comingFromElsewhere = 0 }
            return work.comingFromElsewhere
        }
    }

    func close() {
        work.withLock { $0.isClosed = true }
        work.notifyAll()
    }

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        let current = ThreadIdentity.current
        work.withLock { work in
            work.jobs.append(job)
            if work.thread != current { work.comingFromElsewhere += 1 }
        }
        work.notifyOne()
    }

    private func run() {
        work.withLock { $0.thread = .current }
        while let job = next() { job.runSynchronously(on: asUnownedTaskExecutor()) }
    }

    private func next() -> UnownedJob? {
        let next = work.wait(atMostMilliseconds: nil) { work -> UnownedJob?? in
            if !work.jobs.isEmpty { return work.jobs.removeFirst() }
            return work.isClosed ? .some(nil) : nil
        }
        return next ?? nil
    }
}
