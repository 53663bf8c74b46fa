import KeyValueStore
import Synchronization

/// Tells the operator of work that failed and that nobody waits for, each kind at most once in a minute.
final class BackgroundFailures: Sendable {
    /// What the database does by itself.
    enum Work: String {
        case sweeping = "removing expired entries"
        case movingLog = "moving the write-ahead log into the database"
        case lookingForChanges = "looking for changes made by others"
    }

    /// The shortest time between two reports of one kind.
    static let periodNanoseconds: Int64 = 60_000_000_000

    private let report: @Sendable (String) -> Void
    private let clock: any KVClock
    private let lastReports = Mutex<[Work: Int64]>([:])

    init(clock: any KVClock, report: @escaping @Sendable (String) -> Void) {
        self.clock = clock
        self.report = report
    }

    /// Notes a failure; its text holds no stored value.
    func note(_ work: Work, _ failure: SQLiteFailure) {
        let now = clock.monotonicNanoseconds()
        let isDue = lastReports.withLock { reports in
            if let last = reports[work], now - last < Self.periodNanoseconds { return false }
            reports[work] = now
            return true
        }
        if isDue { report("\(work.rawValue) failed and will be tried again: \(failure.text)") }
    }
}
