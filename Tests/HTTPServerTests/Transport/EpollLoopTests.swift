#if os(Linux)
import Glibc
import NIOCore
import Synchronization
import Testing

@testable import HTTPServer

/// A loop of its own for each test.
@Suite struct EpollLoopTests {
    private final class Record: Sendable {
        let events = Mutex<[String]>([])
        func note(_ event: String) { events.withLock { $0.append(event) } }
    }

    private let record = Record()

    private func withLoop(_ body: (EpollLoop) async throws -> Void) async throws {
        let loops = try ServerLoops(count: 1, over: .epoll)
        let result: Result<Void, any Error>
        do { result = .success(try await body(#require(loops.eventLoops[0] as? EpollLoop))) } catch {
            result = .failure(error)
        }
        await loops.stop()
        try result.get()
    }

    @Test func tasksRunOnTheLoopInTheirOrder() async throws {
        try await withLoop { loop in
            #expect(!loop.inEventLoop)
            for number in 0..<1000 {
                loop.execute { [record] in record.note("\(number) \(loop.inEventLoop)") }
            }
            try await loop.submit {}.get()
            #expect(record.events.withLock { $0 } == (0..<1000).map { "\($0) true" })
        }
    }

    /// Whether it waits at that moment, is about to, or turns: a task is never forgotten.
    @Test func whoeverHandsInATaskWakesTheLoop() async throws {
        try await withLoop { loop in
            let submit: @Sendable () async throws -> Int = {
                var sum = 0
                for _ in 0..<5000 { sum += try await loop.submit { 1 }.get() }
                return sum
            }
            async let first = submit()
            async let second = submit()
            async let third = submit()
            let sums = try await [first, second, third]
            #expect(sums == [5000, 5000, 5000])
        }
    }

    @Test func aTaskOfATaskWaitsForTheNextTurn() async throws {
        try await withLoop { loop in
            let record = record
            try await loop.submit {
                loop.tellTurnEnd(Ending { record.note("end") })
                record.note("task")
                loop.execute { record.note("its task") }
            }.get()
            try await loop.submit {}.get()
            #expect(record.events.withLock { $0 } == ["task", "end", "its task"])
        }
    }

    @Test func theEndOfATurnMayAskForTheEndOfAnother() async throws {
        try await withLoop { loop in
            let record = record
            loop.execute {
                loop.tellTurnEnd(
                    Ending {
                        record.note("end")
                        loop.tellTurnEnd(Ending { record.note("end of the next") })
                    }
                )
            }
            // Nothing else wakes the loop.
            RawClient.pause(milliseconds: 30)
            #expect(record.events.withLock { $0 } == ["end", "end of the next"])
        }
    }

    @Test func timersComeInTheirTime() async throws {
        try await withLoop { loop in
            let record = record
            let begin = NIODeadline.now()
            let late = loop.scheduleTask(in: .milliseconds(30)) { record.note("late") }
            let never = loop.scheduleTask(in: .milliseconds(20)) { record.note("never") }
            let early = loop.scheduleTask(in: .milliseconds(10)) { record.note("early") }
            never.cancel()
            try await early.futureResult.get()
            try await late.futureResult.get()
            #expect(NIODeadline.now() - begin >= .milliseconds(30))
            #expect(record.events.withLock { $0 } == ["early", "late"])
            await #expect(throws: EventLoopError.cancelled) { try await never.futureResult.get() }
        }
    }

    @Test func whatWouldComeAfterTheEndFails() async throws {
        let loops = try ServerLoops(count: 1, over: .epoll)
        let loop = try #require(loops.eventLoops[0] as? EpollLoop)
        let late = loop.scheduleTask(in: .hours(1)) {}
        let record = record
        late.futureResult.whenFailure { record.note("\($0)") }
        try await loop.submit {}.get()
        loop.execute { record.note("task") }
        await loops.stop()
        #expect(record.events.withLock { $0 } == ["task", "\(EventLoopError.shutdown)"])
    }

    @Test func whatATaskThrowsIsTold() async throws {
        try await withLoop { loop in
            await #expect(throws: RequestError.timedOut) {
                try await loop.submit { throw RequestError.timedOut }.get()
            }
        }
    }

    /// Nothing that a client does not do may keep the loop turning: a half-closed one that waits, one that reads nothing,
    /// one that sends while nothing is read.
    @Test func aLoopWithNothingToDoWaits() async throws {
        let loops = try ServerLoops(count: 1, over: .epoll)
        let loop = try #require(loops.eventLoops[0] as? EpollLoop)
        let application = TestApplication()
        // One look at time-outs at the beginning is one turn.
        var limits = HTTPLimits()
        limits.timeoutCheckInterval = .seconds(60)
        let server = try await ListeningServer.start(
            host: "127.0.0.1",
            port: 0,
            limits: limits,
            application: application,
            loops: loops
        )
        let turns: @Sendable () throws -> Int = { try loop.submit { loop.turnCount }.wait() }
        let clients = await TestServer.blocking {
            let test = TestServer(application: application, server: server, metrics: ServerMetrics())
            let waiting = try test.connect()
            try waiting.send("GET /gate HTTP/1.1\r\nHost: a\r\n\r\n")
            waiting.endInput()
            let sending = try test.connect()
            try sending.send("GET /gate HTTP/1.1\r\nHost: a\r\n\r\nGET /now HTTP/1.1\r\nHost: a\r\n\r\n")
            RawClient.pause(milliseconds: 50)
            try sending.send("GET /now HTTP/1.1\r\nHost: a\r\n\r\n")
            let deaf = try test.connect(receiveBufferBytes: 4096)
            try deaf.send("GET /big?8000000 HTTP/1.1\r\nHost: a\r\n\r\nGET /now HTTP/1.1\r\nHost: a\r\n\r\n")
            RawClient.pause(milliseconds: 200)
            let before = try turns()
            RawClient.pause(milliseconds: 300)
            // Those that the questions take, and one.
            #expect(try turns() - before <= 3)
            application.controls.gate.open()
            #expect(waiting.readToEnd().count > 100)
            #expect(try (0..<3).map { _ in try sending.readAnswer().status } == [200, 200, 200])
            #expect(try deaf.readAnswer().body.count == 8_000_000)
            #expect(try deaf.readAnswer().status == 200)
        }
        _ = await server.drain(timeout: .zero)
        await loops.stop()
        try clients.get()
    }

    /// Does something once.
    private final class Ending: TurnEndListener {
        private let action: () -> Void

        init(_ action: @escaping () -> Void) {
            self.action = action
        }

        func turnEnds() { action() }
    }
}
#endif
