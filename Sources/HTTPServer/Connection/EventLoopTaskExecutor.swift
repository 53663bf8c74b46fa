import NIOCore

/// Runs tasks on an event loop, between its other work.
///
/// A handler that waits more than it computes then never leaves the loop's thread: a hop to the concurrency pool and back
/// costs more than most answers.
final class EventLoopTaskExecutor: TaskExecutor {
    private let eventLoop: any EventLoop

    init(_ eventLoop: any EventLoop) {
        self.eventLoop = eventLoop
    }

    func enqueue(_ job: consuming ExecutorJob) {
        let unowned = UnownedJob(job)
        eventLoop.execute { unowned.runSynchronously(on: self.asUnownedTaskExecutor()) }
    }
}
