/// Where a caller goes on when its write is answered; callers of one place are answered together.
enum WriteCaller: Hashable, Sendable {
    /// A task, by the thread that it was on when it asked.
    ///
    /// A task that prefers an event loop goes on there; of others it says nothing.
    case task(ThreadIdentity)
    /// Somebody who is called back on an executor.
    case executor(ObjectIdentifier)

    /// The task that asks.
    static var current: WriteCaller { .task(.current) }
}
