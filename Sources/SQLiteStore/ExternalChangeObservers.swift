import Synchronization

/// Who wants to know when somebody else changed the database file.
final class ExternalChangeObservers: Sendable {
    private let observers = Mutex<[@Sendable () -> Void]>([])

    /// Adds an observer, which stays as long as the database is open.
    func add(_ observer: @escaping @Sendable () -> Void) {
        observers.withLock { $0.append(observer) }
    }

    /// Calls every observer, in the order they were added.
    func notify() {
        for observer in observers.withLock({ $0 }) { observer() }
    }
}
