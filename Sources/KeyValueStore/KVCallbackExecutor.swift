/// Where somebody hears of what was begun without a task: an event loop.
///
/// It runs what it is given one after the other, never before `execute` returns.
package protocol KVCallbackExecutor: AnyObject, Sendable {
    func execute(_ callback: @escaping @Sendable () -> Void)
}
