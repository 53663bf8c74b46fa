import NIOCore
import Synchronization
import Testing

@testable import HTTPServer

@Suite struct LoopTimersTests {
    private final class Record: Sendable {
        let fired = Mutex<[UInt64]>([])
    }

    private let record = Record()

    private func timer(_ id: UInt64, at seconds: Int64) -> LoopTimers.Timer {
        LoopTimers.Timer(id: id, deadline: time(seconds)) { [record] in
            record.fired.withLock { $0.append(id) }
        }
    }

    private func time(_ seconds: Int64) -> NIODeadline { .uptimeNanoseconds(0) + .seconds(seconds) }

    private func fire(_ timers: inout LoopTimers, at seconds: Int64) -> [UInt64] {
        while let timer = timers.popDue(at: time(seconds)) { timer.action() }
        defer { record.fired.withLock { $0 = [] } }
        return record.fired.withLock { $0 }
    }

    @Test func timersComeByTheirDeadlinesAndThenByTheirOrder() {
        var timers = LoopTimers()
        for (id, seconds) in [(1, 5), (2, 3), (3, 5), (4, 4), (5, 3)] as [(UInt64, Int64)] {
            timers.add(timer(id, at: seconds))
        }
        #expect(timers.nextDeadline == time(3))
        #expect(fire(&timers, at: 2) == [])
        #expect(fire(&timers, at: 4) == [2, 5, 4])
        #expect(timers.nextDeadline == time(5))
        #expect(fire(&timers, at: 9) == [1, 3])
        #expect(timers.nextDeadline == nil)
    }

    @Test func aTimerThatIsCancelledDoesNotCome() {
        var timers = LoopTimers()
        for id in 1...3 as ClosedRange<UInt64> { timers.add(timer(id, at: 1)) }
        timers.remove(2)
        timers.remove(7)
        #expect(fire(&timers, at: 1) == [1, 3])
    }
}
