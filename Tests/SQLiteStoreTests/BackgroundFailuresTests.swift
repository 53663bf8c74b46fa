import KeyValueStore
import KeyValueStoreTesting
import Synchronization
import Testing

@testable import SQLiteStore

@Suite(.timeLimit(.minutes(1)))
struct BackgroundFailuresTests {
    final class Reports: Sendable {
        private let texts = Mutex<[String]>([])
        var all: [String] { texts.withLock(\.self) }
        func add(_ text: String) { texts.withLock { $0.append(text) } }
    }

    let folder = TemporaryFolder()
    let clock = ManualClock()
    let reports = Reports()

    @Test func aSweepThatCannotBeginIsReportedAndAgainAMinuteLater() async throws {
        let options = SQLiteOptions(
            sweepPeriod: .seconds(10),
            busyTimeout: .milliseconds(1),
            reportFailure: reports.add
        )
        let database = try SQLiteDatabase(path: folder.file(), options: options, clock: clock)
        let other = try connect(folder.file())
        try other.execute("BEGIN IMMEDIATE")
        clock.advance(seconds: 10)
        #expect(await eventually { reports.all.count == 1 })
        #expect(
            reports.all.first?.hasPrefix("removing expired entries failed and will be tried again: ") == true
        )
        #expect(reports.all.first?.contains("SQLite code 5") == true)
        clock.advance(seconds: 60)
        #expect(await eventually { reports.all.count == 2 })
        try other.execute("COMMIT")
        await database.close()
    }

    @Test func eachKindOfWorkIsReportedOnceAMinute() {
        let failures = BackgroundFailures(clock: clock, report: reports.add)
        let failure = SQLiteFailure(code: 10, database: nil)
        for _ in 1...3 {
            failures.note(.sweeping, failure)
            failures.note(.movingLog, failure)
        }
        #expect(reports.all.count == 2)
        clock.advance(seconds: 60)
        failures.note(.movingLog, failure)
        #expect(reports.all.last?.hasPrefix("moving the write-ahead log into the database failed") == true)
        #expect(reports.all.count == 3)
    }
}
