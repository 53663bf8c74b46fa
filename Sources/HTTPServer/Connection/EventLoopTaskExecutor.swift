import NIOCore
import Synchronization

/// Runs tasks on an event loop, between its other work.
///
/// A handler that waits more than it computes then never leaves the loop's thread: a hop to the concurrency pool and back
/// costs more than most answers.
///
/// A commit lets many tasks go on at once, each by itself. They wait here for one turn together, because handing the loop
/// a task of its own for each costs more than many of the steps that are taken then.
package final class EventLoopTaskExecutor: TaskExecutor {
    private let eventLoop: any EventLoop
    /// Steps that wait for the loop, which has been told as soon as there is one; never more than there are tasks.
    private let waiting: Mutex<[UnownedJob]>

    init(_ eventLoop: any EventLoop) {
        self.eventLoop = eventLoop
        waiting = Mutex(Self.emptyList())
    }

    /// A list with room for what a commit usually lets go on.
    private static func emptyList() -> [UnownedJob] {
        var list: [UnownedJob] = []
        list.reserveCapacity(64)
        return list
    }

    /// Whether the caller is on the loop.
    var isCurrent: Bool { eventLoop.inEventLoop }

    /// Runs something on the loop, later.
    package func execute(_ callback: @escaping @Sendable () -> Void) {
        eventLoop.execute(callback)
    }

    package func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        let isFirst = waiting.withLock { waiting in
            waiting.append(job)
            return waiting.count == 1
        }
        if isFirst { eventLoop.execute { self.runWaiting() } }
    }

    /// Runs what waits now; what comes meanwhile waits for another turn, so that the loop gets to its other work.
    private func runWaiting() {
        var jobs = Self.emptyList()
        waiting.withLock { swap(&$0, &jobs) }
        for job in jobs { job.runSynchronously(on: asUnownedTaskExecutor()) }
    }
}
