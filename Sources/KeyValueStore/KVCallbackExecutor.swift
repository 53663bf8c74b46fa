/// Where somebody hears of what was begun without a task: an event loop.
///
/// It runs what it is given one after the other, and what is given from one of its callbacks not before that has returned.
package protocol KVCallbackExecutor: AnyObject, Sendable {
    func execute(_ callback: @escaping @Sendable () -> Void)
}

/// What is called when a put has ended: with the put, so that nobody has to keep it meanwhile, and what came of it.
package typealias KVPutCompletion = @Sendable (KVWrite, Result<KVWriteOutcome, KVError>) -> Void
